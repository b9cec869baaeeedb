"""The default warehouse: one DuckDB file, attached to the engine that prepares, so that nothing is copied between."""

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import duckdb

from tillroll.contract.aids import COLUMN_STORE_AIDS
from tillroll.contract.ddl import DUCKDB_TYPES, create_table
from tillroll.contract.table import Table
from tillroll.contract.tables import TABLES
from tillroll.engine import Engine, Row, StatementError, disk_words, is_full
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.migrate import check_version, migrate
from tillroll.outfile import FileKind, harmless_rows, write_file
from tillroll.patience import Wait
from tillroll.statements import as_duckdb, changes_data, own_text

if TYPE_CHECKING:
    from tillroll.batch import KeptFile

_HOLDER = re.compile(r"held in (?P<program>.+?) \(PID (?P<pid>\d+)\)")
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
_TELLING_PAUSE = 8 * _FIRST_PAUSE  # a shorter wait is over before a person has read of it
MOST_ORDERS_READ = 10_000_000


class DuckDBWarehouse:
    """A warehouse in one file. ``run`` and ``transaction`` are the engine's own; staging is nothing to do."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._is_in_transaction = False

    @property
    def most_orders_read(self) -> int:
        """How many orders a question may read one by one (docs/decisions/0018)."""
        return MOST_ORDERS_READ

    @property
    def aids(self) -> Sequence[Table]:
        """It counts orders by bits of their hour; baskets it reads from the lines as quickly."""
        return COLUMN_STORE_AIDS

    @classmethod
    def open(
        cls, engine: Engine, path: Path, wait: Wait | None = None, *, read_only: bool = False
    ) -> "DuckDBWarehouse":
        """Attach the file, waiting for another process that holds it, and bring its tables up to date."""
        _check_place(path, read_only=read_only)
        _attach(engine, path, wait or Wait(), read_only=read_only)
        engine.execute("use warehouse")
        warehouse = cls(engine)
        if read_only:
            check_version(warehouse, f"{path}: there is no warehouse in this file: run 'tillroll ingest' first,")
        else:
            migrate(warehouse, [create_table(table, DUCKDB_TYPES) for table in (*TABLES, *warehouse.aids)])
        return warehouse

    def another(self) -> tuple[Engine, "DuckDBWarehouse"]:
        """A connection of its own to the same open file: reads and writes of two never wait for each other."""
        engine = self._engine.another()
        engine.execute("use warehouse")
        return engine, DuckDBWarehouse(engine)

    def run(self, name: str, /, **parameters: object) -> list[Row]:
        """Run ``sql/<name>.sql``."""
        if changes_data(name) and not self._is_in_transaction:
            raise StatementError(f"sql/{name}.sql changes data outside of a transaction")
        return self._engine.run(own_text("duckdb", name), **parameters)

    def keep(self, table: str, name: str, /, **parameters: object) -> None:
        """Keep what ``sql/<name>.sql`` answers as a temporary table of this name, in the place of one kept before."""
        self._engine.keep(table, own_text("duckdb", name), **parameters)

    def execute(self, sql: str, **parameters: object) -> list[Row]:
        """Run a statement that was made from the contract; its parameters are written ``:name``."""
        return self._engine.execute_often(as_duckdb(sql), parameters)

    def can_read(self, sql: str) -> bool:
        """Whether a question that was made from the contract has an answer: its table or view is as it should be."""
        try:
            self._engine.execute_often(sql)
        except duckdb.Error:
            return False
        return True

    def export(self, name: str, path: Path, kind: FileKind, told: Mapping[str, str] | None = None) -> None:
        """Write a table or view to a file, as `write_file` does."""
        write_file(self._engine, harmless_rows(self._engine, name, kind), path, kind, told)

    def export_answer(
        self, statement: str, path: Path, kind: FileKind, told: Mapping[str, str], /, **parameters: object
    ) -> None:
        """Write what ``sql/<statement>.sql`` answers to a file, as `export` does, with what is told of it."""
        self.keep("report_answer", statement, **parameters)
        self.export("report_answer", path, kind, told)

    def stage(self, engine: Engine, files: "Mapping[str, KeptFile]") -> None:
        """Nothing: the staged tables are this connection's own."""

    def renew_statistics(self) -> None:
        """Nothing: DuckDB keeps its own as it writes."""

    def interrupt(self) -> None:
        """End the statement that another thread runs here."""
        self._engine.interrupt()

    def close(self) -> None:
        """Nothing: what is open is the engine's."""

    def one_piece(self) -> AbstractContextManager[None]:
        """Nothing: there is no connection to lose."""
        return nullcontext()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and the data has another name then. A commit may fail with a ``TransactionException``."""
        self._engine.execute("begin transaction")
        self._is_in_transaction = True
        try:
            yield
            self.run("load/rename_data", version=uuid4())
            self._engine.execute("commit")
        except (duckdb.IOException, duckdb.TransactionException) as error:
            self._roll_back()
            raise TryAgainLater(disk_words(error)) from None
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._is_in_transaction = False

    def _roll_back(self) -> None:
        try:
            self._engine.execute("rollback")
        except duckdb.Error:  # the failed commit has rolled back already, or the database is gone
            return


def _check_place(path: Path, *, read_only: bool) -> None:
    if path.is_dir():
        message = f"{path} is a folder: name a file in it, as in duckdb:///{path}/tillroll.duckdb"
        raise ConfigurationError(message)
    if read_only and not path.exists():
        message = f"{path}: there is no warehouse yet: run 'tillroll ingest' first, or name another with --warehouse"
        raise ConfigurationError(message)
    if not path.parent.is_dir():
        message = f"{path.parent}: there is no such folder for the warehouse: make it first"
        raise ConfigurationError(message)


def _attach(engine: Engine, path: Path, wait: Wait, *, read_only: bool) -> None:
    quoted = str(path).replace("'", "''")
    options = "(type duckdb, read_only)" if read_only else "(type duckdb)"  # else a CSV file would be one in memory
    is_new = not path.exists()
    deadline = time.monotonic() + wait.seconds
    pause = _FIRST_PAUSE
    while True:
        try:
            engine.execute(f"attach '{quoted}' as warehouse {options}")
        except duckdb.IOException as error:
            if "lock" not in str(error):
                fault = _open_fault(path, error)
                if is_new and is_full(error):  # half a database would be none to the next run
                    path.unlink(missing_ok=True)
                raise fault from None
            if time.monotonic() >= deadline:
                raise TryAgainLater(
                    f"{_lock_words(path, error)}: wait for it to end, or give --wait more seconds"
                ) from None
            if pause == _TELLING_PAUSE:
                wait.tell(f"{_lock_words(path, error)}: waiting for it to end, up to {wait.seconds:g} s")
        except duckdb.Error as error:
            raise _open_fault(path, error) from None
        else:
            return
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _lock_words(path: Path, error: duckdb.Error) -> str:
    holder = _HOLDER.search(str(error))
    who = f"process {holder['pid']} ({Path(holder['program']).name})" if holder else "another process"
    return f"{path} is in use by {who}"


def _open_fault(path: Path, error: duckdb.Error) -> ConfigurationError | TryAgainLater:
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        return ConfigurationError(f"{path}: tillroll's user may not write there: choose another place or change it")
    if is_full(error):
        return TryAgainLater(f"{path}: the disk is full: make room and run again")
    return ConfigurationError(f"{path} is no DuckDB database that this version can open: name another file")
