"""Where the audit looks: each place as a stream of bytes, with a name for people and how many bytes it held.

DuckDB and Parquet compress texts, so that a file's bytes may not show what it holds. Therefore every table and view,
and every Parquet file, is also read back through DuckDB, and its values are searched as text.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from itertools import chain
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from tillroll import report, wiring
from tillroll.audit.rehearsal import ARCHIVE, SAID, TILL_FILES, Rehearsal
from tillroll.engine import Row

PLACES = (
    "database pages",
    "write-ahead log",
    "Parquet, as it lies there",
    "CSV exports",
    "manifests of the staged form",
    "web pages and their files",
    "accounts of the web app",
    "e-mails, as they lie there",
    "files left over",
    "names of files",
    "log",
    "tracebacks",
    "receipts",
    "quarantine",
    "standard output",
    "standard error",
    "tables and views, unpacked",
    "Parquet, unpacked",
    "e-mails, unpacked",
)
"""The kinds of places, in the order in which they are told."""

_LOG_MARK = b'{"at":'
_FILES = {
    ".duckdb": "database pages",
    ".wal": "write-ahead log",
    ".parquet": "Parquet, as it lies there",
    ".csv": "CSV exports",
    ".json": "manifests of the staged form",
    ".answer": "web pages and their files",
    ".accounts": "accounts of the web app",
    ".eml": "e-mails, as they lie there",
}
_OUTSIDE = frozenset({"tmp", "home", "here"})
_SMALL = 1 << 40


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to look at; ``place`` is the kind of place, ``name`` which one of its kind."""

    place: str
    name: str
    stream: BinaryIO


def pieces(rehearsal: Rehearsal) -> Iterator[Piece]:
    """All that a rehearsal left or said. Each stream is closed when the next piece is asked for."""
    for found in (_files(rehearsal.folder), _file_names(rehearsal.folder), _said(rehearsal), _values(rehearsal)):
        for piece in found:
            with piece.stream:
                yield piece


def _files(folder: Path) -> Iterator[Piece]:
    for path in _made(folder):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] != SAID:
            is_export = name.parts[0] not in _OUTSIDE and name.suffix in _FILES
            yield Piece(_FILES[name.suffix] if is_export else "files left over", name.as_posix(), path.open("rb"))


def _made(folder: Path) -> list[Path]:
    """All that the run made: not the till files, wherever they lie now."""
    found = sorted(folder.rglob("*"))
    return [path for path in found if path.relative_to(folder).parts[0] not in {TILL_FILES, ARCHIVE}]


def _file_names(folder: Path) -> Iterator[Piece]:
    names = [str(path.relative_to(folder)) for path in _made(folder)]
    yield Piece("names of files", "all", io.BytesIO("\n".join(names).encode()))


def _said(rehearsal: Rehearsal) -> Iterator[Piece]:
    """What commands said, by what it is: log lines are told from other lines of standard error."""
    for said in rehearsal.said:
        name = f"tillroll {said.command.name}"
        yield Piece(said.command.speaks, name, said.out.open("rb"))
        lines = said.err.read_bytes().splitlines(keepends=True)
        logged = b"".join(line for line in lines if line.startswith(_LOG_MARK))
        others = b"".join(line for line in lines if not line.startswith(_LOG_MARK))
        yield Piece("log", name, io.BytesIO(logged))
        is_trace = said.command.speaks == "tracebacks"
        yield Piece("tracebacks" if is_trace else "standard error", name, io.BytesIO(others))


def _values(rehearsal: Rehearsal) -> Iterator[Piece]:
    for settings in rehearsal.warehouses:
        with wiring.open_warehouse(settings, read_only=True) as opened:
            for name in (*report.table_names(), *(aid.name for aid in opened.warehouse.aids)):
                rows = opened.warehouse.run("audit/all_rows", table_name=name)
                yield Piece("tables and views, unpacked", name, _as_text(rows))
    with wiring.open_engine() as engine:
        for path in sorted(rehearsal.folder.rglob("*.parquet")):
            rows = engine.run("audit/parquet_rows", path=str(path))
            yield Piece("Parquet, unpacked", path.name, _as_text(rows))
    for path in sorted(rehearsal.folder.rglob("*.eml")):
        parts = message_from_bytes(path.read_bytes()).walk()
        texts = [part.get_payload(decode=True) for part in parts if not part.is_multipart()]
        yield Piece(
            "e-mails, unpacked", path.name, io.BytesIO(b"\n".join(each for each in texts if isinstance(each, bytes)))
        )


def _as_text(rows: Iterable[Row]) -> io.BytesIO:
    """Every value on a line of its own; identities and large numbers in hex as well, for hashes may lie in them."""
    return io.BytesIO("\n".join(map(_written, chain.from_iterable(rows))).encode())


def _written(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and abs(value) > _SMALL:
        return f"{value} {value % (1 << 64):016x}"
    return str(value)
