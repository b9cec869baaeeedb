"""The warehouse itself: statements by name, transactions that a lost connection can't leave half done, files."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import LiteralString
from uuid import uuid4

import psycopg
from psycopg.sql import Composable

from tillroll.adapters.postgres.connection import KEPT_STATISTICS, Row, Secret, place_of
from tillroll.adapters.postgres.copy import copy_in, copy_out, csv_rows
from tillroll.adapters.postgres.faults import is_unaskable
from tillroll.adapters.postgres.rights import FIRST_WITH_INVOKER, given_again
from tillroll.adapters.postgres.session import Session
from tillroll.batch import STAGED_TABLES, KeptFile
from tillroll.contract.aids import ROW_STORE_AIDS
from tillroll.contract.ddl import POSTGRES_TYPES, create_indexes, create_table
from tillroll.contract.indexes import INDEXES
from tillroll.contract.table import Table
from tillroll.contract.tables import TABLES
from tillroll.engine import Engine, StatementError
from tillroll.migrate import check_version, migrate
from tillroll.outfile import FileKind, check_target, harmless_rows, write_file
from tillroll.patience import Wait, persistently
from tillroll.statements import (
    as_psycopg,
    changes_data,
    own_text,
    parameters_of,
    psycopg_statement,
    statement_names,
)

_TEXTS: LiteralString = """
select attname
from pg_attribute
where attrelid = cast(%(name)s as regclass) and attnum > 0
    and attcollation = (select oid from pg_collation where collname = 'default')
"""
_CHANGED: LiteralString = """
select relname
from pg_stat_user_tables
where schemaname = current_schema() and n_mod_since_analyze > %(rows)s
order by relname
"""
_MANY_ROWS = 1000
_SENT_BY = {"staged_sale_line": INDEXES["sale_line"][0]}
"""Rows that reach a large index in its order are written to it in half the time."""
_STAGED_SUMS = ("staged_day_product", "staged_basket_block")
"""What the server would have to add up line by line, and the engine adds up at once."""
_THOROUGH, _SLIGHT = "set default_statistics_target = 20", f"set default_statistics_target = {KEPT_STATISTICS}"
"""How closely the planner looks at the warehouse's tables, and at those that a connection keeps for itself."""
MOST_ORDERS_READ = 500_000


class PostgresWarehouse:
    """A warehouse in one schema of a PostgreSQL database. It is closed by whoever opened it.

    A connection that is lost between two questions is had again, and nobody notices. One that is lost in a transaction
    or another piece of work, or with a temporary table that is asked for, is a ``WorkLost``: whoever began that work
    does it again.
    """

    def __init__(self, engine: Engine, session: Session) -> None:
        self._engine = engine
        self._session = session

    @property
    def most_orders_read(self) -> int:
        """How many orders a question may read one by one (docs/decisions/0018)."""
        return MOST_ORDERS_READ

    @property
    def aids(self) -> Sequence[Table]:
        """The tables that a row store keeps, which reads what is narrow."""
        return ROW_STORE_AIDS

    @classmethod
    def open(
        cls, engine: Engine, url: str, secret: Secret | None, wait: Wait | None = None, *, read_only: bool = False
    ) -> "PostgresWarehouse":
        """Connect; who writes becomes the only one that does, and brings the tables up to date."""
        session = Session(place_of(url, secret))
        warehouse = cls(engine, session)
        try:
            session.open(None if read_only else wait or Wait())
            if read_only:
                warehouse._check_there()
            else:
                warehouse._migrate()
        except BaseException:
            session.close()
            raise
        return warehouse

    def another(self) -> "tuple[Engine, PostgresWarehouse]":
        """A connection of its own to the same warehouse, for another thread: readers never wait."""
        engine = self._engine.another()
        session = Session(self._session.place)
        session.open(None)
        return engine, PostgresWarehouse(engine, session)

    def _migrate(self) -> None:
        tables = [create_table(table, POSTGRES_TYPES) for table in (*TABLES, *self.aids)]
        indexes = [sql for table in (*TABLES, *self.aids) for sql in create_indexes(table)]
        views = self._view_options()
        persistently(lambda: migrate(self, [*tables, *indexes], views, lambda: given_again(self)))

    def _view_options(self) -> list[str]:
        """Views show what whoever asks may read of their tables, and not what their owner may."""
        if self.version() < FIRST_WITH_INVOKER:
            return []
        views = [name.rpartition("/")[2] for name in statement_names("views")]
        return [f"alter view {view} set (security_invoker = true)" for view in views]

    def _check_there(self) -> None:
        """`ConfigurationError` unless a tillroll of this version has made the tables."""
        none = f"{self._session.place.words}: there is no warehouse yet, or this role may not read it"
        check_version(self, f"{none}: run 'tillroll ingest' first,")

    def run(self, name: str, /, **parameters: object) -> list[Row]:
        """Run ``sql/<name>.sql``, or PostgreSQL's own text of it, with those of the parameters that it takes."""
        if changes_data(name) and not self._session.is_in_transaction:
            raise StatementError(f"sql/{name}.sql changes data outside of a transaction")
        own = own_text("postgres", name)
        wanted = {key: parameters[key] for key in parameters_of(own)}
        return self._session.execute(f"sql/{own}.sql", psycopg_statement(own), wanted)

    def execute(self, sql: str, **parameters: object) -> list[Row]:
        """Run a statement that was made from the contract; its parameters are written ``:name``."""
        return self._session.execute("a statement of the contract", as_psycopg(sql), parameters)

    def compose(self, statement: Composable) -> None:
        """Run a statement of the adapter's own, whose names the driver has quoted."""
        self._session.execute("a statement of the adapter", statement.as_string(self._session.connection()), {})

    def schema(self) -> str:
        """The schema that the tables lie in."""
        ((name,),) = self._session.execute("the schema", "select current_schema()", {})
        return str(name)

    def version(self) -> int:
        """The server's major version."""
        return self._session.connection().info.server_version // 10_000

    def can_read(self, sql: str) -> bool:
        """Whether a question that was made from the contract has an answer: its table or view is as it should be."""
        return self._session.ask("a question of the contract", lambda: self._has_answer(sql))

    def _has_answer(self, sql: str) -> bool:
        try:
            with self._session.connection().transaction() as part:
                part.connection.execute(sql.encode())
        except psycopg.Error as error:
            if not is_unaskable(error):
                raise
            return False
        return True

    def keep(self, table: str, name: str, /, **parameters: object) -> None:
        """Keep what ``sql/<name>.sql`` answers as a temporary table of this name, and let the planner know it.

        Its texts are in order of their bytes, whatever the database's own order is.
        """
        own = own_text("postgres", name)
        wanted = {key: parameters[key] for key in parameters_of(own)}
        self._session.execute(table, f"drop table if exists pg_temp.{table}", {})
        self._session.execute(f"sql/{own}.sql", f"create temp table {table} as {psycopg_statement(own)}", wanted)
        self._order_by_bytes(table)
        self._session.execute(table, f"analyze pg_temp.{table}", {})

    def _order_by_bytes(self, table: str) -> None:
        if self._session.orders_by_bytes():
            return
        texts = self._session.execute(table, _TEXTS, {"name": f"pg_temp.{table}"})
        changes = ", ".join(f'alter column {column} type text collate "C"' for (column,) in texts)
        if changes:
            self._session.execute(table, f"alter table pg_temp.{table} {changes}", {})

    def stage(self, engine: Engine, files: Mapping[str, KeptFile]) -> None:  # noqa: ARG002 - it can read none
        """Send the engine's staged tables, and sums of them, each by one COPY into a temporary table."""
        for table in _STAGED_SUMS:
            engine.run(f"prepare/create_{table}")
        try:
            with self._session.connection().transaction() as part:
                for table in (*STAGED_TABLES, *_STAGED_SUMS):
                    copy_in(engine, part.connection, table, _SENT_BY.get(table, ()))
        except psycopg.Error as error:
            raise self._session.fault("a COPY", error) from None

    def renew_statistics(self) -> None:
        """Let the planner know of what was written: it would take a night that it has not heard of for an empty one.

        A table is looked at again when enough of it has changed: the server's own look comes too late, or never.
        """
        changed = self._session.execute("statistics", _CHANGED, {"rows": _MANY_ROWS})
        if not changed:
            return
        self._session.execute("statistics", _THOROUGH, {})
        for (table,) in changed:
            self._session.execute("statistics", f"analyze {table}", {})
        self._session.execute("statistics", _SLIGHT, {})

    def one_piece(self) -> AbstractContextManager[None]:
        """What is asked and done in the block holds only together: where the connection is lost, ``WorkLost``."""
        return self._session.one_piece()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, also where the connection is lost: then ``WorkLost``, unless the commit had arrived.

        The data has another name then.
        """
        self._session.begin()
        try:
            yield
            self.run("load/rename_data", version=uuid4())
            self._session.commit()
        except BaseException:
            self._session.roll_back()
            raise

    def export(self, name: str, path: Path, kind: FileKind, told: Mapping[str, str] | None = None) -> None:
        """Write a table or view to a file, as `write_file` does; its rows wait beside it in a folder of its own."""
        check_target(path)
        with tempfile.TemporaryDirectory(prefix="tillroll-") as folder:
            rows = Path(folder) / "rows.csv"
            question = self._session.ask("a COPY", lambda: self._rows(name, rows))
            self._engine.execute(f"create or replace temp view exported_rows as {question}")
            write_file(self._engine, harmless_rows(self._engine, "exported_rows", kind), path, kind, told)

    def _rows(self, name: str, path: Path) -> str:
        connection = self._session.connection()
        copy_out(connection, name, path)
        return csv_rows(connection, name, path)

    def export_answer(
        self, statement: str, path: Path, kind: FileKind, told: Mapping[str, str], /, **parameters: object
    ) -> None:
        """Write what ``sql/<statement>.sql`` answers to a file, as `export` does, with what is told of it."""
        self.keep("report_answer", statement, **parameters)
        self.export("report_answer", path, kind, told)

    def interrupt(self) -> None:
        """End the statement that another thread runs here."""
        self._session.interrupt()

    def close(self) -> None:
        """Give up the connection, and with it the lock and the temporary tables."""
        self._session.close()
