"""What readers are given on the server: rights, and policies of row-level security for those who see a part.

A role of a part has, on each table that it may read, a restrictive policy of its own name; a table's other policy,
`everyone`, leaves all other roles what their rights say. Tables that it may not read have a policy too, against rights
that somebody gives by hand.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from psycopg.sql import SQL, Composable, Identifier

from tillroll.contract.policies import VIEWS, conditions
from tillroll.contract.table import Table
from tillroll.contract.tables import TABLES
from tillroll.statements import statement_names

CHAIN = "chain"
FIRST_WITH_INVOKER = 15
"""The first version whose views can show what whoever asks may read."""
_LINES = "create index if not exists sale_by_trading_date_sale_id on sale (trading_date, sale_id)"
"""A line's policy asks for its sale. Only a warehouse with such roles pays for the index."""
_GRANTS, _NOTHING = "reader_grant", "false"
_OWN_VIEWS = ("reader_span", "reader_day", "reader_document")
"""In the order in which they are made: each may ask those before it."""


class Granting(Protocol):
    """A warehouse whose owner gives rights to it."""

    @property
    def aids(self) -> Sequence[Table]:
        """The tables that only this kind of database keeps."""
        ...

    def run(self, name: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run ``sql/<name>.sql``."""
        ...

    def compose(self, statement: Composable) -> None:
        """Run a statement whose names the driver has quoted."""
        ...

    def can_read(self, sql: str) -> bool:
        """Whether a question has an answer: its table is there."""
        ...

    def schema(self) -> str:
        """The schema that the tables lie in."""
        ...

    def version(self) -> int:
        """The server's major version."""
        ...


@contextmanager
def given_again(warehouse: Granting) -> Iterator[None]:
    """Let tables be dropped and made in the block: readers have their rights and policies on all of them afterwards.

    A table that others' policies or views ask can't be dropped, and one that is new gives nobody a right.
    """
    if not has_readers(warehouse):
        yield
        return
    kinds = {role: kind for role, kind, _, is_there in warehouse.run("roles/reader_grants") if is_there}
    for role in kinds:
        _drop_policies(warehouse, role)
    for view in reversed(_OWN_VIEWS):
        warehouse.compose(SQL("drop view if exists {}").format(Identifier(view)))
    yield
    make_views(warehouse)
    for role, kind in kinds.items():
        give(warehouse, role, is_whole=kind == CHAIN)


def has_readers(warehouse: Granting) -> bool:
    """Whether a role was ever given anything."""
    return warehouse.can_read("select role_name from reader_grant")


def make_views(warehouse: Granting) -> None:
    """Make the table of what was given, and the views by which policies tell a role's own rows."""
    for name in (_GRANTS, *_OWN_VIEWS):
        warehouse.run(f"roles/create_{name}")
    for view in _OWN_VIEWS:
        warehouse.compose(SQL("alter view {} set (security_barrier = true)").format(Identifier(view)))


def take(warehouse: Granting, role: str) -> None:
    """Take away all rights and policies of a role; one that the server has dropped had none left."""
    _drop_policies(warehouse, role)
    if warehouse.run("roles/role", role=role):
        schema = Identifier(warehouse.schema())
        for revoke in ("revoke all on all tables in schema {} from {}", "revoke all on schema {} from {}"):
            warehouse.compose(SQL(revoke).format(schema, Identifier(role)))


def _drop_policies(warehouse: Granting, role: str) -> None:
    for (table,) in warehouse.run("roles/policies", role=role):
        warehouse.compose(SQL("drop policy {} on {}").format(Identifier(role), Identifier(table)))


def give(warehouse: Granting, role: str, *, is_whole: bool) -> None:
    """Give a role without policies the rights to everything, or the policies and rights of one that sees a part."""
    for statement in _whole(warehouse, role) if is_whole else _limits(warehouse, role):
        warehouse.compose(statement)


def _whole(warehouse: Granting, role: str) -> list[Composable]:
    """The rights to read everything."""
    views = [name.rpartition("/")[2] for name in statement_names("views")]
    return _rights(warehouse, role, ["migration", *(table.name for table in (*TABLES, *warehouse.aids)), *views])


def _limits(warehouse: Granting, role: str) -> list[Composable]:
    """The policies of a role that sees a part, then its rights."""
    tables = (*TABLES, *warehouse.aids)
    names = (_GRANTS, *(table.name for table in tables))
    policies = [each for name in names for each in _policy(name, role, conditions().get(name, _NOTHING))]
    views = VIEWS if warehouse.version() >= FIRST_WITH_INVOKER else ()
    settings = [SQL("alter view {} set (security_invoker = true)").format(Identifier(view)) for view in views]
    readable = [table for table in tables if table.name in conditions()]
    narrow = [table for table in readable if table.has_confidential_columns]
    whole = [table.name for table in readable if table not in narrow]
    rights = _rights(warehouse, role, [*whole, *views, *_OWN_VIEWS])
    return [SQL(_LINES), *settings, *policies, *rights, *(each for table in narrow for each in _narrow(table, role))]


def _narrow(table: Table, role: str) -> list[Composable]:
    """The right to the columns of a table that are not confidential, in place of one to all of it."""
    columns = SQL(", ").join(map(Identifier, table.open_column_names()))
    named = {"table": Identifier(table.name), "role": Identifier(role), "columns": columns}
    return [
        SQL("revoke all on {table} from {role}").format(**named),
        SQL("grant select ({columns}) on {table} to {role}").format(**named),
    ]


def _policy(table: str, role: str, own: str) -> list[Composable]:
    named = {"table": Identifier(table), "role": Identifier(role), "own": SQL(own)}
    return [
        SQL("alter table {table} enable row level security").format(**named),
        SQL("drop policy if exists everyone on {table}").format(**named),
        SQL("create policy everyone on {table} using (true) with check (true)").format(**named),
        SQL("create policy {role} on {table} as restrictive for select to {role} using ({own})").format(**named),
    ]


def _rights(warehouse: Granting, role: str, names: Iterable[str]) -> list[Composable]:
    schema, reader = Identifier(warehouse.schema()), Identifier(role)
    listed = SQL(", ").join(map(Identifier, names))
    return [
        SQL("grant usage on schema {} to {}").format(schema, reader),
        SQL("grant select on {} to {}").format(listed, reader),
    ]
