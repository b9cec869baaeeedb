"""The warehouse behind the stand-in for Redshift, as tests ask it: by its schema, while functions write there."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.postgres_server import Server
from tests.redshift.stand_in import ACCESS
from tillroll.adapters.redshift import RedshiftWarehouse
from tillroll.compare import row_differences
from tillroll.engine import Engine
from tillroll.patience import Wait

_IN_ORDER = """
update document set delivered_at = timestamp '2000-01-01' + placed.number * interval '1 second'
from (select document_id, row_number() over (order by delivered_at, document_id) as number from document) as placed
where placed.document_id = document.document_id
"""


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

    def put_in_order(self) -> None:
        """Say of each document only which came before it: a clock never shows the same twice."""
        with psycopg.connect(self.server.url(options=f"-csearch_path={self.schema}"), autocommit=True) as connection:
            connection.execute(_IN_ORDER.encode())

    @contextmanager
    def opened(self, engine: Engine) -> Iterator[RedshiftWarehouse]:
        with closing(RedshiftWarehouse.open(engine, self.url, ACCESS, Wait(10))) as warehouse:
            yield warehouse


def differences(one: Ledger, other: Ledger) -> list[str]:
    """In what two warehouses differ, but for the logs and the times of day at which files came."""
    engine, another = Engine.open(), Engine.open()
    try:
        for each in (one, other):
            each.put_in_order()
        with one.opened(engine) as here, other.opened(another) as there:
            return list(row_differences(here, there))
    finally:
        engine.close()
        another.close()
