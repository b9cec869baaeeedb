"""DuckDB, the engine of ``prepare`` everywhere: one connection in memory that never spills and never downloads."""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from tillroll.errors import TryAgainLater
from tillroll.statements import duckdb_statement, parameters_of

MEGABYTE = 1024 * 1024
FIRST_LIMIT_MB = 600
SHARE_OF_MACHINE = 0.7
_MODEST_MACHINE_MB = 4096
_PARSED: dict[str, duckdb.Statement] = {}
"""Statements that are asked again and again, each understood once: they are no connection's own, and not many."""
Row = tuple[Any, ...]
_T = TypeVar("_T")


class OutOfMemory(TryAgainLater):
    """A batch needs more memory than the engine's limit."""


class StatementError(Exception):
    """A fault in tillroll: a statement of its own failed. The message names the file, never a value."""


class Engine:
    """One in-memory DuckDB: the SQL files run by name, and what they answer."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.limit_mb = FIRST_LIMIT_MB

    @classmethod
    def open(cls, threads: int | None = None) -> "Engine":
        """A new engine, on as many threads as there are processors, or on fewer where processes share them.

        Spilling is off: a temporary file could hold what a malformed row put in the wrong column.
        """
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{FIRST_LIMIT_MB}MB",
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        if threads:
            config["threads"] = threads
        return cls(duckdb.connect(":memory:", config=config))

    def run(self, name: str, /, **parameters: object) -> list[Row]:
        """Run ``sql/<name>.sql`` with those of the parameters that it takes, and fetch what it answers.

        DuckDB's own message may quote a row, so none of it is passed on: ``TryAgainLater`` when the disk gave way,
        ``StatementError`` when the statement did.
        """
        return self._run(name, duckdb_statement(name), parameters)

    def keep(self, table: str, name: str, /, **parameters: object) -> None:
        """Keep what ``sql/<name>.sql`` answers as a temporary table of this name; errors are those of `run`."""
        self._run(name, f"create or replace temp table {table} as {duckdb_statement(name)}", parameters)

    def _run(self, name: str, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        wanted = {key: parameters[key] for key in parameters_of(name)}
        try:
            return self.execute_often(sql, wanted)
        except duckdb.IOException as error:
            raise TryAgainLater(disk_words(error)) from None
        except duckdb.Error as error:
            raise StatementError(f"sql/{name}.sql failed with {type(error).__name__}") from None

    def execute_often(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run a statement as `execute` does, whose text comes again: to understand it takes up to two milliseconds.

        Each text is understood once and kept, for all threads, so what differs from time to time must be a parameter.
        """
        if sql not in _PARSED:
            (_PARSED[sql],) = self.connection.extract_statements(sql)
        return self.execute(_PARSED[sql], parameters)

    def execute(self, sql: str | duckdb.Statement, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run one statement and let DuckDB's errors through: for callers that name what went wrong themselves."""
        try:
            return self.connection.execute(sql, parameters or {}).fetchall()
        except duckdb.OutOfMemoryException:
            raise OutOfMemory(
                "this machine has not enough memory for one of the files: split it or use a larger one"
            ) from None

    def growing(self, work: Callable[[], _T]) -> _T:
        """Do some work, again with twice the memory where it ran out, up to a share of the machine's.

        Batches fit the first limit whatever the number of files; a single file of many megabytes may not.
        """
        while True:
            try:
                return work()
            except OutOfMemory:
                if self.limit_mb >= _machine_mb() * SHARE_OF_MACHINE:
                    raise
                self.limit_mb = int(min(2 * self.limit_mb, _machine_mb() * SHARE_OF_MACHINE))
                self.execute(f"set memory_limit = '{self.limit_mb}MB'")

    def table(self, name: str, /, columns: Mapping[str, Sequence[object]]) -> None:
        """Make the temporary table that ``sql/<name>.sql`` describes from one list a column."""
        self.run(name, **columns)

    def another(self) -> "Engine":
        """A connection of its own to the same databases, with temporary tables of its own: for another thread."""
        return Engine(self.connection.cursor())

    def use_half(self) -> None:
        """Let a statement use half of the processors, where several run at once: sharing one out takes time too."""
        self.execute("set threads = greatest(current_setting('threads') // 2, 1)")

    def interrupt(self) -> None:
        """End the statement that another thread runs here; there it is a ``StatementError``."""
        self.connection.interrupt()

    def write_parquet(self, table: str, path: Path) -> None:
        """Write a temporary table to a Parquet file; ``TryAgainLater`` when the disk gave way."""
        self._copy(f"copy {table} to {_quoted(path)} (format parquet, compression zstd)")

    def write_plain_parquet(self, table: str, path: Path) -> None:
        """Write it as every database reads it, larger: UUIDs as texts, and packed in the commonest way."""
        cells = ", ".join(
            f"cast({name} as varchar) as {name}" if kind == "UUID" else name
            for name, kind, *_ in self.execute(f"describe {table}")
        )
        self._copy(f"copy (select {cells} from {table}) to {_quoted(path)} (format parquet, compression snappy)")  # noqa: S608 - own names

    def read_parquet(self, table: str, path: Path, uuids: Iterable[str] = ()) -> None:
        """Make a temporary table of a Parquet file; the columns that are named become UUIDs."""
        cells = ", ".join(f"cast({name} as uuid) as {name}" for name in uuids)
        columns = f"select * replace ({cells})" if cells else ""
        self._copy(f"create or replace temp table {table} as {columns} from read_parquet({_quoted(path)})")

    def append(self, table: str, target: str, shifts: Mapping[str, int], *, is_first: bool) -> None:
        """Add a temporary table's rows to another, which the first makes; numbers in some columns are shifted."""
        cells = ", ".join(f"{name} + {int(shift)} as {name}" for name, shift in shifts.items())
        rows = f"select * {f'replace ({cells})' if cells else ''} from {table}"  # noqa: S608 - own names
        self._copy(f"create or replace temp table {target} as {rows}" if is_first else f"insert into {target} {rows}")

    def empty(self, tables: Iterable[str]) -> bool:
        """Leave temporary tables without a row; ``False`` where one of them is not there."""
        try:
            for table in tables:
                self.execute_often(f"create or replace temp table {table} as from temp.{table} limit 0")
        except duckdb.CatalogException:
            return False
        return True

    def rename_table(self, table: str, target: str) -> None:
        """Give a temporary table another's name, and take that other away."""
        self._copy(f"drop table if exists {target}")
        self._copy(f"alter table {table} rename to {target}")

    def _copy(self, sql: str) -> None:
        try:
            self.execute(sql)
        except duckdb.IOException as error:
            raise TryAgainLater(disk_words(error)) from None
        except duckdb.Error as error:
            raise StatementError(f"Parquet failed with {type(error).__name__}") from None

    def close(self) -> None:
        """Close the connection and all that is attached to it."""
        self.connection.close()


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _machine_mb() -> int:
    if not hasattr(os, "sysconf"):
        return _MODEST_MACHINE_MB
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEGABYTE


def reads_plainly(engine: Engine, name: str, parameters: Mapping[str, object]) -> bool:
    """Whether a reading statement ran; ``False`` when a file of it is not as plain as it looked."""
    wanted = {key: parameters[key] for key in parameters_of(name)}
    try:
        engine.execute_often(duckdb_statement(name), wanted)
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException):
        return False
    return True


def is_full(error: duckdb.Error) -> bool:
    """Whether a write failed because there is no room."""
    return re.search("No space|too large|full", str(error)) is not None


def disk_words(error: duckdb.Error) -> str:
    """What a failed write means to a person."""
    if is_full(error):
        return "the disk is full: nothing of this batch was loaded; make room and run again, nothing is lost"
    return "the disk gave an error: nothing of this batch was loaded; run again, nothing is lost"
