"""Roles that read the chain, or a part of it under row-level security. The server's administrator makes them.

A role of a part has, on each table that it may read, a restrictive policy of its own name; a table's other policy,
`everyone`, leaves all other roles what their rights say. Tables that it may not read have a policy too, against rights
that somebody gives by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from psycopg.sql import SQL, Composable, Identifier

from tillroll.adapters.postgres.warehouse import FIRST_WITH_INVOKER, PostgresWarehouse
from tillroll.contract.policies import VIEWS, conditions
from tillroll.contract.tables import TABLES
from tillroll.errors import ConfigurationError
from tillroll.patience import persistently
from tillroll.statements import statement_names

CHAIN = "chain"
_LINES = "create index if not exists sale_by_trading_date_sale_id on sale (trading_date, sale_id)"
"""A line's policy asks for its sale. Only a warehouse with such roles pays for the index."""
_GRANTS, _NOTHING = "reader_grant", "false"
_OWN_VIEWS = ("reader_span", "reader_day", "reader_document")


@dataclass(frozen=True, slots=True)
class ReaderGrant:
    """What a role was given: the chain, or a franchise, region or branch by its name."""

    role: str
    kind: str
    name: str
    is_there: bool


class Roles:
    """The roles of the server that may read a warehouse. Changes need the warehouse opened to write, by its owner."""

    def __init__(self, warehouse: PostgresWarehouse) -> None:
        self._warehouse = warehouse

    def add(self, role: str, grants: Sequence[tuple[str, str]]) -> None:
        """Let a role read what was granted, in place of what it could read so far; no grants are the whole chain.

        Grants are kinds (franchise, region, branch) with names; a branch's is its id. `ConfigurationError` if there is
        no such role, or one that would see everything all the same.
        """
        persistently(lambda: _add(self._warehouse, role, grants))

    def drop(self, role: str) -> None:
        """Take from a role what it was given; the role itself stays. `ConfigurationError` if it was given nothing."""
        if role not in {grant.role for grant in self.all()}:
            raise ConfigurationError(f"role {role} was given nothing here: see 'tillroll roles list'")
        persistently(lambda: _drop(self._warehouse, role))

    def all(self) -> list[ReaderGrant]:
        """What each role was given, by role."""
        if not self._warehouse.can_read("select role_name from reader_grant"):
            return []
        return [ReaderGrant(*row) for row in self._warehouse.run("roles/reader_grants")]


def _add(warehouse: PostgresWarehouse, role: str, grants: Sequence[tuple[str, str]]) -> None:
    with warehouse.transaction():
        _check(warehouse, role)
        _prepare(warehouse)
        _take(warehouse, role)
        for statement in _limits(warehouse, role) if grants else _whole(warehouse, role):
            warehouse.compose(statement)
        given = grants or [(CHAIN, "")]
        warehouse.run(
            "roles/add_reader_grant",
            role=role,
            kinds=[kind for kind, _ in given],
            names=[name for _, name in given],
            granted_at=datetime.now(UTC).replace(tzinfo=None),
        )


def _drop(warehouse: PostgresWarehouse, role: str) -> None:
    with warehouse.transaction():
        _take(warehouse, role)


def _check(warehouse: PostgresWarehouse, role: str) -> None:
    found = warehouse.run("roles/role", role=role)
    if not found:
        raise ConfigurationError(
            f"the server knows no role {role}: its administrator makes it with 'createuser --pwprompt {role}'"
        )
    ((sees_all, is_owner),) = found
    if sees_all or is_owner:
        raise ConfigurationError(
            f"role {role} sees and changes everything, for it is an administrator or has the rights of the warehouse's "
            "owner: name a role that only reads"
        )


def _prepare(warehouse: PostgresWarehouse) -> None:
    """What all roles share."""
    for name in ("grant", "span", "day", "document"):
        warehouse.run(f"roles/create_reader_{name}")
    for view in _OWN_VIEWS:
        warehouse.compose(SQL("alter view {} set (security_barrier = true)").format(Identifier(view)))


def _take(warehouse: PostgresWarehouse, role: str) -> None:
    """Take away all rights and policies of a role; one that the server has dropped had none left."""
    for (table,) in warehouse.run("roles/policies", role=role):
        warehouse.compose(SQL("drop policy {} on {}").format(Identifier(role), Identifier(table)))
    warehouse.run("roles/forget_reader_grants", role=role)
    if warehouse.run("roles/role", role=role):
        schema = Identifier(warehouse.schema())
        for revoke in ("revoke all on all tables in schema {} from {}", "revoke all on schema {} from {}"):
            warehouse.compose(SQL(revoke).format(schema, Identifier(role)))


def _whole(warehouse: PostgresWarehouse, role: str) -> list[Composable]:
    """The rights to read everything."""
    views = [name.rpartition("/")[2] for name in statement_names("views")]
    return _rights(warehouse, role, ["migration", *(table.name for table in (*TABLES, *warehouse.aids)), *views])


def _limits(warehouse: PostgresWarehouse, role: str) -> list[Composable]:
    """The policies of a role that sees a part, then its rights."""
    names = (_GRANTS, *(table.name for table in (*TABLES, *warehouse.aids)))
    policies = [each for name in names for each in _policy(name, role, conditions().get(name, _NOTHING))]
    views = VIEWS if warehouse.version() >= FIRST_WITH_INVOKER else ()
    settings = [SQL("alter view {} set (security_invoker = true)").format(Identifier(view)) for view in views]
    return [SQL(_LINES), *settings, *policies, *_rights(warehouse, role, [*conditions(), *views, *_OWN_VIEWS])]


def _policy(table: str, role: str, own: str) -> list[Composable]:
    named = {"table": Identifier(table), "role": Identifier(role), "own": SQL(own)}
    return [
        SQL("alter table {table} enable row level security").format(**named),
        SQL("drop policy if exists everyone on {table}").format(**named),
        SQL("create policy everyone on {table} using (true) with check (true)").format(**named),
        SQL("create policy {role} on {table} as restrictive for select to {role} using ({own})").format(**named),
    ]


def _rights(warehouse: PostgresWarehouse, role: str, names: Sequence[str]) -> list[Composable]:
    schema, reader = Identifier(warehouse.schema()), Identifier(role)
    listed = SQL(", ").join(map(Identifier, names))
    return [
        SQL("grant usage on schema {} to {}").format(schema, reader),
        SQL("grant select on {} to {}").format(listed, reader),
    ]
