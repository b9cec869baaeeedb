"""Who is sent a digest: people of the web app with an address, or those of a file."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from tillroll.adapters.accounts import User
from tillroll.errors import ConfigurationError
from tillroll.reference_list import Problems, Row, parse_list, read_rows
from tillroll.report import Grant, Warehouse, check_grants, find_role, resolved_grants
from tillroll.report.scope import GrantKind

_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]",
)
_LONGEST = 254
_GRANTS: tuple[GrantKind, ...] = ("franchise", "region", "branch")


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person: an address, and the role and grants that say what they see; branches by their ids."""

    address: str
    role: str
    grants: tuple[Grant, ...]

    @property
    def domain(self) -> str:
        """What stands after the @, in lower case."""
        return self.address.rpartition("@")[2].lower()


def checked_address(text: str) -> str:
    """The address. `ValueError` if it is none, with what to do; nothing that could end a header line is one.

    >>> checked_address("max@example.com")
    'max@example.com'
    """
    if len(text) > _LONGEST or not _ADDRESS.fullmatch(text):
        raise ValueError("is no e-mail address: write it as name@example.com")
    return text


def recipients_of(users: Iterable[User]) -> list[Recipient]:
    """Those who may sign in and have an address."""
    return [
        Recipient(user.email, user.role, tuple(Grant(kind, name) for kind, name in user.grants))  # type: ignore[arg-type]
        for user in users
        if user.email and not user.is_disabled
    ]


def read_recipients(path: Path, warehouse: Warehouse) -> list[Recipient]:
    """The people of a CSV file: address and role, and what they are given, several with semicolons between.

    `ConfigurationError` names every mistake by line and column.
    """
    problems = Problems(path)
    rows = read_rows(problems, path, ("address", "role"), _GRANTS)
    resolved = cache(partial(resolved_grants, warehouse))
    found = [_recipient(row, resolved) for row in rows]
    seen = set[str]()
    for row, person in zip(rows, found, strict=True):
        if person.address.lower() in seen:
            row.add("address", "stands in an earlier line: a person has one")
        seen.add(person.address.lower())
    problems.raise_any()
    return found


def _recipient(row: Row, resolved: Callable[[tuple[Grant, ...]], Sequence[Grant]]) -> Recipient:
    address = row.read("address", checked_address, "") or row.required("address")
    given = tuple(Grant(kind, name) for kind in _GRANTS for name in parse_list(row.text(kind)))
    role = row.required("role").lower()
    try:
        check_grants(find_role(role), given)
        return Recipient(address, role, tuple(resolved(given)))
    except ConfigurationError as fault:
        row.add("role", str(fault))
        return Recipient(address, role, ())


def check_domains(people: Sequence[Recipient], domains: Sequence[str]) -> tuple[list[Recipient], list[Recipient]]:
    """Those whose domain is allowed, and the others. `ConfigurationError` if none was allowed."""
    if not domains:
        raise ConfigurationError(
            "digest_domains: say to which domains digests may go, as digest_domains = 'example.com', "
            "in tillroll.toml or TILLROLL_DIGEST_DOMAINS"
        )
    allowed = [person for person in people if person.domain in domains]
    return allowed, [person for person in people if person.domain not in domains]
