"""Migrations: the warehouse's tables are made or brought up to date, and that is recorded, in one transaction."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, Protocol

from tillroll.errors import ConfigurationError
from tillroll.statements import statement_names

SCHEMA_VERSION = 2
_RECORD = "select version from migration"
_CREATE_RECORD = "create table if not exists migration (version integer not null, applied_at timestamp not null)"


class Migratable(Protocol):
    """A warehouse whose tables can be made."""

    def run(self, name: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run ``sql/<name>.sql``."""
        ...

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement that was made from the contract."""
        ...

    def can_read(self, sql: str) -> bool:
        """Whether a question has an answer: its table is there."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing."""
        ...


def migrate(warehouse: Migratable, create_tables: Sequence[str], set_views: Sequence[str] = ()) -> None:
    """Make the tables of an empty warehouse, or apply what an older one lacks; each version sets up its views."""
    if warehouse.can_read(_RECORD):
        version = warehouse.run("migrations/version")[0][0]
        if version == SCHEMA_VERSION:
            return
        if version > SCHEMA_VERSION:
            raise ConfigurationError("the warehouse was made by a newer tillroll: upgrade tillroll to use it")
    else:
        version = 0
    with warehouse.transaction():
        warehouse.execute(_CREATE_RECORD)
        if version == 0:
            for sql in create_tables:
                warehouse.execute(sql)
        else:
            _apply(warehouse, version)
        for name in statement_names("views"):
            warehouse.run(name)
        for sql in set_views:
            warehouse.execute(sql)
        now = datetime.now(UTC).replace(tzinfo=None)
        warehouse.run("migrations/record", version=SCHEMA_VERSION, applied_at=now)


def _apply(warehouse: Migratable, version: int) -> None:
    """Run ``sql/migrations/NNNN_*.sql`` above the version, in order."""
    for name in statement_names("migrations"):
        number = name.rpartition("/")[2][:4]
        if number.isdigit() and version < int(number) <= SCHEMA_VERSION:
            warehouse.run(name)
