"""The warehouse behind the stand-in for Redshift, as tests ask it: by its schema, while functions write there."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.postgres_server import Server
from tests.redshift.stand_in import ACCESS
from tillroll.adapters.duckdb import DuckDBWarehouse
from tillroll.adapters.redshift import RedshiftWarehouse
from tillroll.cli import main
from tillroll.compare import row_differences
from tillroll.engine import Engine
from tillroll.patience import Wait

_NEEDS_PERSON = 3


@dataclass(frozen=True)
class Ledger:
    """One warehouse: its server, its schema and its URL."""

    server: Server
    url: str

    @property
    def schema(self) -> str:
        return self.url.rpartition("schema=")[2]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """What the database answers; nothing where no function has made the tables yet."""
        where = self.server.url(options=f"-csearch_path={self.schema},shims")
        try:
            with psycopg.connect(where, autocommit=True) as connection:
                return connection.execute(sql.encode()).fetchall()
        except psycopg.errors.UndefinedTable:
            return []

    @property
    def current(self) -> tuple[int, int]:
        """How many sales count, and their pence."""
        found = self.rows("select count(*), coalesce(sum(total_pence), 0) from current_sale")
        return (int(found[0][0]), int(found[0][1])) if found else (0, 0)

    @property
    def outcomes(self) -> dict[str, int]:
        """How many receipts have each outcome."""
        return dict(self.rows("select outcome, count(*) from receipt group by outcome"))

    @contextmanager
    def opened(self, engine: Engine) -> Iterator[RedshiftWarehouse]:
        with closing(RedshiftWarehouse.open(engine, self.url, ACCESS, Wait(10))) as warehouse:
            yield warehouse


def of_a_laptop(bucket: str, path: Path, *more: str) -> Path:
    """The same objects, ingested into a DuckDB file by one run that nothing disturbs."""
    assert main(["ingest", f"s3://{bucket}", "--warehouse", f"duckdb:///{path}", *more]) in {0, _NEEDS_PERSON}
    return path


def differences(ledger: Ledger, laptop: Path) -> list[str]:
    """In what a warehouse differs from a file, but for the logs."""
    engine, another = Engine.open(), Engine.open()
    try:
        with ledger.opened(engine) as here:
            return list(row_differences(here, DuckDBWarehouse.open(another, laptop, Wait(10), read_only=True)))
    finally:
        engine.close()
        another.close()
