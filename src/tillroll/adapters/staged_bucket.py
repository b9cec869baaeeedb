"""The staged form in S3: ``batches``, ``lists`` and ``decisions``, each object some files under a prefix of its own."""

import re
import shutil
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path

from tillroll.adapters.aws import Bucket
from tillroll.errors import ConfigurationError

_MANIFEST = "manifest.json"
_OBJECT = re.compile(rf"(?P<name>(batches|decisions|lists)/(?P<number>\d{{6,}})-[0-9a-f]{{32}})/{_MANIFEST}")


class StagedBucket:
    """A store under a prefix of a bucket. An object is there once its manifest is, which is sent last.

    What is read is fetched into a folder that goes with this store; of batches only the last few stay there.
    """

    def __init__(self, bucket: Bucket, few: int = 1) -> None:
        self.bucket = bucket
        self._few = few
        self._here = Path(tempfile.mkdtemp(prefix="tillroll-staged-"))
        self._batches: list[Path] = []

        weakref.finalize(self, shutil.rmtree, self._here, ignore_errors=True)

    def __reduce__(self) -> tuple[type["StagedBucket"], tuple[Bucket, int]]:
        """Another process fetches for itself."""
        return StagedBucket, (self.bucket, self._few)

    @classmethod
    def open(cls, url: str, *, is_there: bool = False) -> "StagedBucket":
        """The store at this place; with ``is_there`` it must have been one before."""
        store = cls(Bucket.of(url))
        if is_there and not store.names():
            raise ConfigurationError(f"{url} holds no staged form: name the place that 'tillroll prepare' wrote")
        return store

    def names(self, kind: str | None = None) -> list[str]:
        """The objects' names, in the order in which they were made."""
        start = len(self.bucket.key("")) + 1 if self.bucket.prefix else 0
        found = (_OBJECT.fullmatch(key[start:]) for key in self.bucket.keys(self.bucket.key(kind or "")))
        return [name for _, name in sorted((int(each["number"]), each["name"]) for each in found if each)]

    def has(self, name: str) -> bool:
        """Whether an object is there."""
        return self.bucket.has(self.bucket.key(name, _MANIFEST))

    def read(self, name: str, file: str) -> Path:
        """Where one of an object's files lies now that it is fetched; where there is none, it stays missing."""
        path = Path(self._here, name, file)
        if not path.exists():
            self._forget_batch(path.parent)
            path.parent.mkdir(parents=True, exist_ok=True)
            self.bucket.fetch(self.bucket.key(name, file), path)
        return path

    def _forget_batch(self, folder: Path) -> None:
        if folder.parent.name != "batches" or folder in self._batches:
            return
        while len(self._batches) >= self._few:
            shutil.rmtree(self._batches.pop(0), ignore_errors=True)
        self._batches.append(folder)

    def write(self, name: str, fill: Callable[[Path], None]) -> None:
        """Keep an object; where it was kept already, it stays as it is."""
        if self.has(name):
            return
        with tempfile.TemporaryDirectory(prefix="tillroll-") as folder:
            fill(Path(folder))
            for path in sorted(Path(folder).iterdir(), key=lambda path: path.name == _MANIFEST):
                self.bucket.upload(path, self.bucket.key(name, path.name))

    def url(self, name: str, file: str) -> str | None:
        """Where a database finds one of an object's files."""
        return self.bucket.url(self.bucket.key(name, file))

    def remove(self, name: str) -> None:
        """Forget an object, its manifest first: half an object would not be there either."""
        self.bucket.client("delete_object", Key=self.bucket.key(name, _MANIFEST))
        self.bucket.clear(self.bucket.key(name))
