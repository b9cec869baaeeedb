"""The warehouse itself: statements by name in Redshift's text, with the tables of values that they read."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg

from tillroll.adapters.aws import Bucket
from tillroll.adapters.postgres.connection import Place, Row
from tillroll.adapters.postgres.connection import connect as connect_at
from tillroll.adapters.postgres.faults import is_unaskable
from tillroll.adapters.postgres.scratch import new_schema, with_option
from tillroll.adapters.postgres.session import Keeper, Session, Ways
from tillroll.adapters.redshift.connection import new_connection
from tillroll.adapters.redshift.credentials import with_login
from tillroll.adapters.redshift.faults import connection_fault, statement_fault
from tillroll.adapters.redshift.lock import keep_lock
from tillroll.adapters.redshift.place import Access, Cluster, place_of
from tillroll.adapters.redshift.tables import copy_in, give
from tillroll.adapters.redshift.unload import unload
from tillroll.batch import STAGED_TABLES, KeptFile
from tillroll.contract.redshift import create_table, spread_of
from tillroll.contract.table import Table
from tillroll.contract.tables import TABLES
from tillroll.engine import Engine, StatementError
from tillroll.errors import ConfigurationError
from tillroll.migrate import check_version, migrate
from tillroll.outfile import FileKind, check_target, harmless_rows, write_file
from tillroll.patience import Wait, persistently
from tillroll.statements import as_psycopg, changes_data, given_tables, own_text, parameters_of, psycopg_statement

_NO_STAGING = (
    "redshift_staging: names no place in S3: Redshift loads from there; write it as s3://BUCKET/PREFIX, "
    "and let redshift_role name the role by which Redshift may read it"
)
MOST_ORDERS_READ = 500_000


class RedshiftWarehouse:
    """A warehouse in one schema of a Redshift database. It is closed by whoever opened it."""

    def __init__(self, engine: Engine, session: Session, cluster: Cluster, access: Access) -> None:
        self._engine = engine
        self._session = session
        self._cluster = cluster
        self._access = access

    @property
    def most_orders_read(self) -> int:
        """How many orders a question may read one by one (docs/decisions/0018)."""
        return MOST_ORDERS_READ

    @property
    def aids(self) -> Sequence[Table]:
        """None: it reads lines as quickly, and has no strings of bits."""
        return ()

    @classmethod
    def open(
        cls, engine: Engine, url: str, access: Access, wait: Wait | None = None, *, read_only: bool = False
    ) -> "RedshiftWarehouse":
        """Connect; who writes becomes the only one that does, and brings the tables up to date."""
        place, cluster = place_of(url)
        session = Session(place, _ways(cluster, access))
        warehouse = cls(engine, session, cluster, access)
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

    def another(self) -> "tuple[Engine, RedshiftWarehouse]":
        """A connection of its own to the same warehouse, for another thread: readers never wait."""
        engine = self._engine.another()
        session = Session(self._session.place, _ways(self._cluster, self._access))
        session.open(None)
        return engine, RedshiftWarehouse(engine, session, self._cluster, self._access)

    def _migrate(self) -> None:
        persistently(lambda: migrate(self, [create_table(table) for table in TABLES]))

    def _check_there(self) -> None:
        """`ConfigurationError` unless a tillroll of this version has made the tables."""
        none = f"{self._session.place.words}: there is no warehouse yet, or this user may not read it"
        check_version(self, f"{none}: run 'tillroll ingest' first,")

    def run(self, name: str, /, **parameters: object) -> list[Row]:
        """Run ``sql/<name>.sql``, or Redshift's own text of it, with those of the parameters that it takes."""
        if changes_data(name) and not self._session.is_in_transaction:
            raise StatementError(f"sql/{name}.sql changes data outside of a transaction")
        own = own_text("redshift", name)
        return self._run(own, psycopg_statement(own), parameters)

    def _run(self, name: str, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        wanted = {key: parameters[key] for key in parameters_of(name)}

        def question() -> list[Row]:
            give(self._ask, given_tables(name), parameters)
            return self._ask(sql, wanted)

        return self._session.ask(f"sql/{name}.sql", question)

    def _ask(self, sql: str, parameters: Mapping[str, object]) -> list[Row]:
        cursor = self._session.connection().execute(sql.encode(), parameters)
        return cursor.fetchall() if cursor.description else []

    def execute(self, sql: str, **parameters: object) -> list[Row]:
        """Run a statement that was made from the contract; its parameters are written ``:name``."""
        return self._session.execute("a statement of the contract", as_psycopg(sql), parameters)

    def can_read(self, sql: str) -> bool:
        """Whether a question that was made from the contract has an answer; not within a transaction."""
        return self._session.ask("a question of the contract", lambda: self._has_answer(sql))

    def _has_answer(self, sql: str) -> bool:
        try:
            self._ask(sql, {})
        except psycopg.Error as error:
            if is_unaskable(error):
                return False
            raise
        return True

    def keep(self, table: str, name: str, /, **parameters: object) -> None:
        """Keep what ``sql/<name>.sql`` answers as a temporary table of this name, spread as the contract says."""
        own = own_text("redshift", name)
        self._session.execute(table, f"drop table if exists {table}", {})
        create = f"create temp table {table} {spread_of(table).ddl} as {psycopg_statement(own)}"
        self._run(own, create, parameters)
        self._session.execute(table, f"analyze {table}", {})

    def stage(self, engine: Engine, files: Mapping[str, KeptFile]) -> None:
        """Let one COPY a table read the staged tables from S3: from the files that are kept, else from passing ones."""
        copy_in(engine, partial(self._session.execute, "a COPY"), self._bucket(), self._role(), STAGED_TABLES, files)

    def _bucket(self) -> Bucket:
        if not self._access.staging:
            raise ConfigurationError(_NO_STAGING)
        return Bucket.of(self._access.staging, self._cluster.region)

    def _role(self) -> str:
        return self._access.role or "default"

    def renew_statistics(self) -> None:
        """Nothing: Redshift renews its own in the background."""

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
        """Write a table or view to a file, as `write_file` does, by way of UNLOAD to S3."""
        check_target(path)
        with tempfile.TemporaryDirectory(prefix="tillroll-") as folder:
            question = self._session.ask("an UNLOAD", lambda: self._rows(name, Path(folder)))
            self._engine.execute(f"create or replace temp view exported_rows as {question}")
            write_file(self._engine, harmless_rows(self._engine, "exported_rows", kind), path, kind, told)

    def _rows(self, name: str, folder: Path) -> str:
        return unload(self._session.connection(), self._bucket(), self._role(), name, folder)

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


def _ways(cluster: Cluster, access: Access) -> Ways:
    def connect(place: Place) -> psycopg.Connection[Row]:
        return new_connection(with_login(place, cluster, access), cluster.schema)

    def keep(connection: psycopg.Connection[Row], place: Place, wait: Wait | None) -> Keeper:
        again: Callable[[], psycopg.Connection[Row]] = partial(connect, place)
        return keep_lock(connection, place, wait, again)

    told = partial(statement_fault, tells=access.is_sample)
    return Ways(connect, keep, told, partial(connection_fault, credentials=access.credentials))


@contextmanager
def schema(url: str, access: Access, name: str) -> Iterator[str]:
    """The URL of a new schema of a Redshift database, until the block ends."""
    place, cluster = place_of(url)
    ways = _ways(cluster, access)
    with new_schema(lambda: connect_at(place, ways.connect, ways.no_connection), ways.fault, name):
        yield with_option(url, "schema", name)
