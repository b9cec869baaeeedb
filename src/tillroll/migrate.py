"""Migrations: the warehouse's tables are made or brought up to date, and that is recorded, in one transaction."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

from tillroll.checks import spans_of
from tillroll.contract.table import Table
from tillroll.errors import ConfigurationError
from tillroll.statements import parameters_of, statement_names

SCHEMA_VERSION = 7
_NEWER = "the warehouse was made by a newer tillroll: upgrade tillroll to use it"
_RECORD = "select version from migration"
_CREATE_RECORD = "create table if not exists migration (version integer not null, applied_at timestamp not null)"


class Migratable(Protocol):
    """A warehouse whose tables can be made."""

    @property
    def aids(self) -> Sequence[Table]:
        """The tables that only this kind of database keeps."""
        ...

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


def migrate(
    warehouse: Migratable,
    create_tables: Sequence[str],
    set_views: Sequence[str] = (),
    within: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Make the tables and indexes that are not there, and fill them in an older warehouse; then set up the views.

    All of it is done within a block of the database's own, in the same transaction.
    """
    if warehouse.can_read(_RECORD):
        version = warehouse.run("migrations/version")[0][0]
        if version == SCHEMA_VERSION:
            return
        if version > SCHEMA_VERSION:
            raise ConfigurationError(_NEWER)
    else:
        version = 0
    with warehouse.transaction(), within():
        warehouse.execute(_CREATE_RECORD)
        if version:
            _apply(warehouse, version, is_before=True)
        for sql in create_tables:
            warehouse.execute(sql)
        if version:
            _apply(warehouse, version, is_before=False)
        warehouse.run("migrations/name_data", version=uuid4())
        for name in statement_names("views"):
            warehouse.run(name)
        for sql in set_views:
            warehouse.execute(sql)
        now = datetime.now(UTC).replace(tzinfo=None)
        warehouse.run("migrations/record", version=SCHEMA_VERSION, applied_at=now)


def check_version(warehouse: Migratable, words: str) -> None:
    """`ConfigurationError`, beginning with these words, unless a tillroll of this version has made the tables."""
    if not warehouse.can_read(_RECORD):
        raise ConfigurationError(f"{words} or name another with --warehouse")
    version = warehouse.run("migrations/version")[0][0]
    if version > SCHEMA_VERSION:
        raise ConfigurationError(_NEWER)
    if version < SCHEMA_VERSION:
        raise ConfigurationError(
            "the warehouse was made by an older tillroll: the next command that writes, such as 'tillroll ingest', "
            "brings it up to date"
        )


def _apply(warehouse: Migratable, version: int, *, is_before: bool) -> None:
    """Run ``sql/migrations/NNNN_*.sql`` above the version, in order: before tables are made, those that drop some."""
    of_aids = (name for aid in warehouse.aids for name in statement_names(f"aids/{aid.name}"))
    for name in (*statement_names("migrations"), *of_aids):
        number, _, words = name.rpartition("/")[2].partition("_")
        if number.isdigit() and version < int(number) <= SCHEMA_VERSION and words.startswith("drop_") == is_before:
            _run_step(warehouse, name)


def _run_step(warehouse: Migratable, name: str) -> None:
    """Run one, span by span where it takes dates: the sales of a whole warehouse would not fit in memory at once."""
    if "first_day" not in parameters_of(name):
        warehouse.run(name)
        return
    for first, last in spans_of(warehouse.run("reports/sales_by_day")):
        warehouse.run(name, first_day=first, last_day=last)
