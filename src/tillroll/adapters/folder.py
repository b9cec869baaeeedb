"""Documents in folders: files, folders and globs become deliveries in the order in which they were written."""

import glob
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tillroll.contract.values import Document
from tillroll.errors import ConfigurationError
from tillroll.filename import is_till_file


def find_documents(paths: Sequence[str]) -> list[Document]:
    """The documents that paths name, in order of delivery: each file once.

    A file that is named is taken whatever its ending; in folders, files with a till file's ending are. Hidden files and
    the reference lists are left out. ``ConfigurationError`` when a path names nothing.
    """
    found: dict[str, Document] = {}
    for path in paths:
        for file, name in _expand(path):
            document = _document(file, name)
            if document:
                found.setdefault(os.path.realpath(file), document)
    return sorted(found.values(), key=lambda document: (document.delivered_at, document.name))


@dataclass(frozen=True, slots=True)
class Look:
    """What stands in folders now: the documents in order of delivery, and why some folders could not be listed.

    ``devices`` has the disk of each folder that was asked for, and ``filled`` those that hold a document.
    """

    documents: tuple[Document, ...]
    faults: dict[Path, str]
    devices: dict[Path, int]
    filled: frozenset[Path]


def look_at(folders: Sequence[Path]) -> Look:
    """The documents in folders and all below them, named from the folder. No file is opened; nothing raises."""
    faults: dict[Path, str] = {}
    found: list[Document] = []
    filled: set[Path] = set()

    def on_error(error: OSError) -> None:
        faults[Path(error.filename or folder)] = error.strerror or "the disk gave an error"

    for folder in folders:
        documents = [document for file in _walk(folder, on_error) if (document := _document(*file))]
        found += documents
        filled |= {folder} if documents else set()
    found.sort(key=lambda document: (document.delivered_at, document.name))
    return Look(tuple(found), faults, dict(_devices(folders)), frozenset(filled))


def _devices(folders: Iterable[Path]) -> Iterator[tuple[Path, int]]:
    for folder in folders:
        with suppress(OSError):
            yield folder, folder.stat().st_dev


def marks(paths: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Size and time of last writing (nanoseconds) of those of the files that are there."""
    return dict(_marks(paths))


def _marks(paths: Iterable[Path]) -> Iterator[tuple[Path, tuple[int, int]]]:
    for path in paths:
        with suppress(OSError):
            found = path.stat()
            yield path, (found.st_size, found.st_mtime_ns)


def _expand(path: str) -> Iterator[tuple[Path, str]]:
    if os.path.lexists(path):
        yield from _files(Path(path))
        return
    matches = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - the pattern may be absolute or climb
    if not matches:
        message = f"{path}: there is no such file or folder: check the spelling, or put a pattern in quotes"
        raise ConfigurationError(message)
    for match in matches:
        yield from _files(Path(match))


def _files(path: Path) -> Iterator[tuple[Path, str]]:
    if path.is_dir():
        yield from _walk(path)
    else:
        yield path, path.name


def _walk(path: Path, on_error: Callable[[OSError], None] | None = None) -> Iterator[tuple[Path, str]]:
    seen = {os.path.realpath(path)}
    for folder, folders, names in os.walk(path, onerror=on_error, followlinks=True):
        shown = sorted(name for name in folders if not name.startswith("."))
        folders[:] = [name for name in shown if _is_new(Path(folder, name), seen)]
        yield from _till_files(Path(folder), names, path)


def _is_new(folder: Path, seen: set[str]) -> bool:
    """Whether a folder is met for the first time: links may lead round in a circle."""
    real = os.path.realpath(folder)
    is_new = real not in seen
    seen.add(real)
    return is_new


def _till_files(folder: Path, names: Iterable[str], root: Path) -> Iterator[tuple[Path, str]]:
    for name in sorted(names):
        if is_till_file(name):
            file = folder / name
            yield file, str(file.relative_to(root))


def _document(file: Path, name: str) -> Document | None:
    """A file as a delivery; one that can't be asked keeps its place, so that reading it can say why."""
    name = os.fsencode(name).decode("utf-8", "replace")
    try:
        found = file.stat()
    except OSError:
        return Document(file, name, datetime.now(UTC))
    if not stat.S_ISREG(found.st_mode):
        return None
    seconds, nanoseconds = divmod(found.st_mtime_ns, 10**9)
    delivered_at = datetime.fromtimestamp(seconds, UTC).replace(microsecond=nanoseconds // 1000)
    return Document(file, name, delivered_at, found.st_size, found.st_mtime_ns)
