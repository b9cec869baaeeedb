"""Roles that read the chain, or a part of it under row-level security. The server's administrator makes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tillroll.adapters.postgres.rights import CHAIN, give, has_readers, make_views, take
from tillroll.adapters.postgres.warehouse import PostgresWarehouse
from tillroll.errors import ConfigurationError
from tillroll.patience import persistently


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
        if not has_readers(self._warehouse):
            return []
        return [ReaderGrant(*row) for row in self._warehouse.run("roles/reader_grants")]


def _add(warehouse: PostgresWarehouse, role: str, grants: Sequence[tuple[str, str]]) -> None:
    with warehouse.transaction():
        _check(warehouse, role)
        make_views(warehouse)
        _forget(warehouse, role)
        give(warehouse, role, is_whole=not grants)
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
        _forget(warehouse, role)


def _forget(warehouse: PostgresWarehouse, role: str) -> None:
    take(warehouse, role)
    warehouse.run("roles/forget_reader_grants", role=role)


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
