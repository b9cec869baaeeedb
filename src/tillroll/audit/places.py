"""Where the audit looks: each place as a stream of bytes, with a name for people and how many bytes it held.

DuckDB and Parquet compress texts, so that a file's bytes may not show what it holds. Therefore every table and view, and
every Parquet file, is also read back through DuckDB, and its values are searched as text.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from tillroll import report, wiring
from tillroll.audit.rehearsal import Rehearsal
from tillroll.engine import Engine, Row
from tillroll.settings import Settings

_LOG_MARK = b'{"at":'
_SAID_FIRST = ("standard output", "receipts", "quarantine", "tracebacks")
_FILES = {
    ".duckdb": "database pages",
    ".wal": "write-ahead log",
    ".parquet": "Parquet, as it lies there",
    ".csv": "CSV exports",
}
_OWN_FOLDERS = ("said", "till files")
_ROWS_AT_ONCE = 10_000
_SMALL = 1 << 40


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to look at; ``place`` is the kind of place, ``name`` which one of its kind."""

    place: str
    name: str
    stream: BinaryIO


def pieces(rehearsal: Rehearsal, settings: Settings) -> Iterator[Piece]:
    """All that a rehearsal left or said. Each stream is closed when the next piece is asked for."""
    for found in (_files(rehearsal.folder), _said(rehearsal), _file_names(rehearsal.folder), _values(rehearsal, settings)):
        for piece in found:
            with piece.stream:
                yield piece


def _files(folder: Path) -> Iterator[Piece]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and name.parts[0] not in _OWN_FOLDERS and not _is_archived(name):
            yield Piece(_place(name), name.as_posix(), path.open("rb"))


def _is_archived(name: Path) -> bool:
    """Whether it is a till file itself, moved."""
    return name.parts[0] == "archive"


def _place(name: Path) -> str:
    if name.parts[0] in {"tmp", "home", "here"}:
        return "files left over"
    return _FILES.get(name.suffix, "files left over")


def _file_names(folder: Path) -> Iterator[Piece]:
    """The names of all files that were made, but for the till files' own."""
    names = (path.relative_to(folder) for path in sorted(folder.rglob("*")))
    made = [str(name) for name in names if name.parts[0] not in {"till files", "archive"}]
    yield Piece("names of files", "all", io.BytesIO("\n".join(made).encode()))


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


def _values(rehearsal: Rehearsal, settings: Settings) -> Iterator[Piece]:
    with wiring.open_warehouse(settings, read_only=True) as opened:
        for name in report.table_names():
            rows = opened.warehouse.run("audit/all_rows", table_name=name)
            yield Piece("tables and views, unpacked", name, _as_text(rows))
    with wiring.open_engine() as engine:
        for path in sorted(rehearsal.folder.rglob("*.parquet")):
            yield Piece("Parquet, unpacked", path.name, _as_text(_parquet(engine, path)))


def _parquet(engine: Engine, path: Path) -> list[Row]:
    return engine.run("audit/parquet_rows", path=str(path))


def _as_text(rows: Iterable[Row]) -> io.BytesIO:
    """Every value on a line of its own; identities and large numbers in hex as well, for hashes may lie in them."""
    return io.BytesIO("\n".join(_written(value) for row in rows for value in row).encode())


def _written(value: object) -> str:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, int) and abs(value) > _SMALL:
        return f"{value} {value % (1 << 64):016x}"
    return str(value)
