"""The archive: files that were loaded are moved to a folder of their own, if the user asks; never over another file."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from tillroll.contract.values import Document
from tillroll.errors import ConfigurationError


def check_archive(folder: Path, read: Iterable[str]) -> None:
    """Make the archive. ``ConfigurationError`` if it can't be written, lies in a folder that is read, or S3 is read.

    In such a folder its files would come again and again; in S3 no file is ever moved.
    """
    read = list(read)
    if any(path.startswith("s3://") for path in read):
        raise ConfigurationError("--archive: files in S3 stay there: leave it out, or ingest folders by themselves")
    inside = [path for path in read if folder.resolve().is_relative_to(Path(path).resolve())]
    if inside:
        raise ConfigurationError(f"--archive: {folder} lies in {inside[0]}, which is read: choose a folder elsewhere")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"--archive: {folder} can't be made: {error.strerror}") from None
    if not os.access(folder, os.W_OK):
        raise ConfigurationError(f"--archive: {folder} can't be written to: choose another or change its rights")


def archive(folder: Path, document: Document) -> Path | None:
    """Move a document's file, keeping its relative name; where it is now, or ``None`` if it was left in place.

    Left in place are links, and files that changed since they were read.
    """
    if document.path.is_symlink() or not _is_unchanged(document):
        return None
    name = Path(*(part for part in Path(document.name).parts if part != ".."))
    target = _reserve(folder / name)
    _move(document.path, target)
    return target


def _is_unchanged(document: Document) -> bool:
    try:
        found = document.path.stat()
    except OSError:
        return False
    return (found.st_size, found.st_mtime_ns) == (document.byte_count, document.modified_ns)


def _reserve(wanted: Path) -> Path:
    """An empty file of a name that was free: the wanted one, else with a number."""
    wanted.parent.mkdir(parents=True, exist_ok=True)
    number = 0
    while True:
        target = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}") if number else wanted
        try:
            target.touch(exist_ok=False)
        except FileExistsError:
            number += 1
        else:
            return target


def _move(source: Path, target: Path) -> None:
    """Take the reserved place; onto another disk by way of a whole copy beside it."""
    try:
        source.replace(target)
    except OSError:
        part = target.with_name(f".{target.name}.part")
        try:
            shutil.copy2(source, part)
            _flush(part)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            target.unlink(missing_ok=True)
            raise
        source.unlink()


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
