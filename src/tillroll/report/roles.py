"""The roles: what each may see of the branches that a person was given, and do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tillroll.errors import ConfigurationError
from tillroll.report.branch_days import branch_id_of
from tillroll.report.near import near_words
from tillroll.report.scope import Grant, GrantKind, Scope, granted_spans, limited
from tillroll.report.warehouse import Warehouse

FILE_REPORTS = frozenset(
    {
        *("errors-in-files", "files-by-branch", "file-punctuality", "freshness", "missing-days", "row-acceptance"),
        *("conservation", "runs", "uptime"),
    }
)
"""The reports of who runs the nights: what came, what could be used of it, and how runs went."""


@dataclass(frozen=True, slots=True)
class Role:
    """One role. `grants` are the kinds of things that a person of it is given; without any it sees the whole chain."""

    name: str
    words: str
    grants: tuple[GrantKind, ...] = ()
    has_money: bool = True
    reports: frozenset[str] | None = None
    sees_files: bool = True
    may_release: bool = False
    may_view_as: bool = False


ROLES: Mapping[str, Role] = {
    role.name: role
    for role in (
        Role("owner", "the whole chain, and everything that can be done", may_release=True, may_view_as=True),
        Role("franchise", "the branch-days that a franchise owned", ("franchise",), may_release=True),
        Role("area", "the branches of regions, or branches by name", ("region", "branch"), may_release=True),
        Role("manager", "one branch or more", ("branch",), may_release=True),
        Role("staff", "a branch's hours and files; no money", ("branch",), has_money=False, sees_files=False),
        Role("analyst", "every report of the whole chain; decides nothing"),
        Role("operator", "files, runs and what waits for a person", reports=FILE_REPORTS, may_release=True),
    )
}


def find_role(name: str) -> Role:
    """The role of this name. `ConfigurationError` if there is none."""
    if name not in ROLES:
        near = near_words(name, ROLES)
        raise ConfigurationError(f"there is no role {name}{near}: there are {', '.join(ROLES)}")
    return ROLES[name]


def check_grants(role: Role, grants: Iterable[Grant]) -> None:
    """`ConfigurationError` unless the grants are of kinds that the role takes, and some if it takes any."""
    kinds = {grant.kind for grant in grants}
    unfit = kinds - set(role.grants)
    if unfit:
        takes = " or ".join(role.grants) or "none: it sees the whole chain"
        raise ConfigurationError(f"role {role.name} is not given a {' or '.join(sorted(unfit))}; it takes {takes}")
    if role.grants and not kinds:
        raise ConfigurationError(f"role {role.name} sees only what it is given: name a {' or '.join(role.grants)}")


def resolved_grants(warehouse: Warehouse, grants: Iterable[Grant]) -> list[Grant]:
    """Grants with the ids of their branches. `ConfigurationError` for a name that the branch list does not know."""
    known = {"franchise": set[str](), "region": set[str]()}
    for kind, name in warehouse.run("reports/grantable"):
        known[kind].add(name)
    return [_resolved(warehouse, grant, known) for grant in grants]


def _resolved(warehouse: Warehouse, grant: Grant, known: Mapping[str, set[str]]) -> Grant:
    if grant.kind == "branch":
        return Grant("branch", branch_id_of(warehouse, grant.name))
    if grant.name not in known[grant.kind]:
        near = near_words(grant.name, known[grant.kind])
        raise ConfigurationError(f"no {grant.kind} is called {grant.name}{near}")
    return grant


def scope_of(warehouse: Warehouse, role: Role, grants: Iterable[Grant]) -> Scope:
    """What a person of this role sees who was given this, as the lists are now."""
    if not role.grants:
        return Scope(None, role.has_money, role.reports)
    return limited(granted_spans(warehouse, grants), has_money=role.has_money, reports=role.reports)
