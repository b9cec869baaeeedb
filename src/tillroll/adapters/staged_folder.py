"""The staged form in a folder: ``batches``, ``lists`` and ``decisions``, each object a folder of its own."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from tillroll.errors import ConfigurationError

_KINDS = ("batches", "decisions", "lists")
_MANIFEST = "manifest.json"
_OBJECT = re.compile(r"\d{6,}-[0-9a-f]{32}")


class StagedFolder:
    """A store in a folder. An object is written under a hidden name and renamed when it is whole and on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def open(cls, folder: Path, *, is_there: bool = False) -> "StagedFolder":
        """The store in this folder, which is made; with ``is_there`` it must have been one before."""
        if is_there and not any((folder / kind).is_dir() for kind in _KINDS):
            raise ConfigurationError(f"{folder} holds no staged form: name the folder that 'tillroll prepare' wrote")
        if folder.exists() and not folder.is_dir():
            raise ConfigurationError(f"{folder} is a file: name a folder for the staged form")
        return cls(folder)

    def names(self, kind: str | None = None) -> list[str]:
        """The objects' names, in the order in which they were made."""
        found = [
            f"{kind}/{path.name}"
            for kind in ((kind,) if kind else _KINDS)
            if (self.folder / kind).is_dir()
            for path in (self.folder / kind).iterdir()
            if _OBJECT.fullmatch(path.name) and (path / _MANIFEST).is_file()
        ]
        return sorted(found, key=_order)

    def has(self, name: str) -> bool:
        """Whether an object is there."""
        return (self.folder / name / _MANIFEST).is_file()

    def read(self, name: str, file: str) -> Path:
        """Where one of an object's files lies, or would."""
        return self.folder / name / file

    def write(self, name: str, fill: Callable[[Path], None]) -> None:
        """Keep an object; where it was kept already, it stays as it is."""
        target = self.folder / name
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            fill(part)
            for path in sorted(part.iterdir(), key=lambda path: path.name == _MANIFEST):
                _flush(path)
            _flush(part)
            if target.exists() and not (target / _MANIFEST).exists():
                shutil.rmtree(target)
            if not target.exists():
                part.rename(target)
                _flush(target.parent)
        finally:
            shutil.rmtree(part, ignore_errors=True)

    def url(self, name: str, file: str) -> str | None:  # noqa: ARG002 - as a store must
        """None: no database reads this disk."""
        return None

    def remove(self, name: str) -> None:
        """Forget an object, its manifest first: half an object would not be there either."""
        (self.folder / name / _MANIFEST).unlink(missing_ok=True)
        shutil.rmtree(self.folder / name, ignore_errors=True)


def _order(name: str) -> tuple[int, str]:
    return int(name.partition("/")[2].partition("-")[0]), name


def _flush(path: Path) -> None:
    if path.is_dir() and not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
