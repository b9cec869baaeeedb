"""The reference lists meet the warehouse: branches, closures and what items mean, stored where loads and reports look.

A list that has not changed changes nothing. docs/how-to/branches.md tells what a change of the list does.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol
from uuid import UUID

from tillroll.branches import Branch, BranchList, Hours
from tillroll.calendar import Closure
from tillroll.contract.table import Table
from tillroll.contract.tables import BRANCH, BRANCH_FRANCHISE, BRANCH_HOURS, BRANCH_NAME, BRANCH_TILL, CLOSURE
from tillroll.errors import ConfigurationError
from tillroll.filename import slug
from tillroll.products import ProductRule, map_products
from tillroll.registry import BranchEntry, Registry, assign_ids, branch_no, held_name

Day = tuple[str, date]
Row = tuple[Any, ...]
_ID, _NAME, _CODE, _IS_LISTED = map(BRANCH.column_names().index, ("branch_id", "name", "code", "is_listed"))
_HUNDREDTH = Decimal("0.01")


class Warehouse(Protocol):
    """A database that holds the contract's tables."""

    def run(self, name: str, /, **parameters: object) -> list[Row]:
        """Run ``sql/<name>.sql`` and fetch what it answers."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: commits at the end, rolls back on an exception."""
        ...


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A held document whose branch the list names by now: a replay of its file gives that branch its sales."""

    document_id: UUID
    file: str
    held_as: str
    branch_id: str


def sync_lists(
    warehouse: Warehouse,
    *,
    branches: BranchList | None = None,
    products: Sequence[ProductRule] | None = None,
    closures: Sequence[Closure] | None = None,
) -> list[Day]:
    """Store the lists that are given; gives back the branch-days that must be folded anew, as branch id and date.

    A list that is None stays as it is stored. A branch that is no longer listed stays countable while sales of it
    count (`left_over` names it); without such sales its name is unknown again. A branch that was held and is listed
    now has its days among those given back; one whose name is an alias now needs a replay (`misplaced`).
    `ConfigurationError` when a list contradicts what the warehouse holds; then nothing is stored.
    """
    with warehouse.transaction():
        if branches is not None:
            _store_branches(warehouse, branches)
        if closures is not None:
            _store_closures(warehouse, closures)
        if products is not None:
            _map_stored_products(warehouse, products)
        return [(branch_id, day) for branch_id, day in warehouse.run("lists/days_to_fold")]


def registry(warehouse: Warehouse) -> Registry:
    """The branches as the warehouse knows them: listed ones only, or all names while no list was ever stored."""
    branches = _stored(warehouse, BRANCH)
    names = _stored(warehouse, BRANCH_NAME)
    if not _has_list(branches):
        return Registry.open(dict(names))
    return Registry.listed(_entries(branches, names))


def left_over(warehouse: Warehouse) -> list[str]:
    """The names of branches whose sales count although branches.csv does not name them, sorted; none without a list."""
    branches = _stored(warehouse, BRANCH)
    return sorted(row[_NAME] for row in branches if row[_IS_LISTED] and not row[_CODE]) if _has_list(branches) else []


def branch_names(warehouse: Warehouse) -> dict[str, str]:
    """The name for people of every branch that the warehouse knows, listed or not, by branch id."""
    return {row[_ID]: row[_NAME] for row in _stored(warehouse, BRANCH)}


def branch_codes(warehouse: Warehouse) -> dict[str, str | None]:
    """The code of every branch that the warehouse knows, by branch id; None of one that no list names."""
    return {row[_ID]: row[_CODE] for row in _stored(warehouse, BRANCH)}


def listed_ids(warehouse: Warehouse) -> set[str]:
    """The branches whose sales may count: all but those that a list leaves out."""
    return {row[_ID] for row in _stored(warehouse, BRANCH) if row[_IS_LISTED]}


def opening_days(warehouse: Warehouse) -> tuple[dict[str, Branch], list[Closure]]:
    """The branches of the list and the closures, as the calendar reads them, with branch ids in place of codes."""
    hours: dict[str, dict[int, Hours]] = defaultdict(dict)
    for branch_id, weekday, opens_at, closes_at in _stored(warehouse, BRANCH_HOURS):
        hours[branch_id][weekday] = opens_at, closes_at
    columns = BRANCH.column_names()
    listed = (dict(zip(columns, row, strict=True)) for row in _stored(warehouse, BRANCH) if row[_CODE])
    branches = {row["branch_id"]: _branch(row, hours[row["branch_id"]]) for row in listed}
    return branches, [Closure(*row) for row in _stored(warehouse, CLOSURE)]


def _branch(row: Mapping[str, Any], hours: Mapping[int, Hours]) -> Branch:
    return Branch(
        code=row["branch_id"],
        name=row["name"],
        region=row["region"] or "",
        opened=row["opened_on"],
        closed=row["closed_on"],
        time_zone=row["time_zone"],
        hours=tuple(hours.get(weekday) for weekday in range(1, 8)) if row["has_hours"] else None,
        nation=row["nation"],
        is_open_on_bank_holidays=row["is_open_on_bank_holidays"],
    )


def misplaced(warehouse: Warehouse) -> list[Misplaced]:
    """The held documents that a replay would give to a listed branch: their branch's name is a listed one by now."""
    known = registry(warehouse)
    found = []
    for held_as, document_id, file in warehouse.run("lists/misplaced_documents"):
        meant = known.resolve(held_name(held_as))
        if not meant.held_reason:
            found.append(Misplaced(document_id, file, held_as, meant.branch_id))
    return found


def _has_list(branches: Iterable[Row]) -> bool:
    """Whether a list of branches was ever stored: it names at least one, and each by a code."""
    return any(row[_CODE] for row in branches)


def _entries(branches: Iterable[Row], names: Iterable[Row]) -> Iterator[BranchEntry]:
    keys = defaultdict(list)
    for key, branch_id in names:
        keys[branch_id].append(key)
    for row in branches:
        if row[_IS_LISTED]:
            code_key = slug(row[_CODE] or row[_ID])
            yield BranchEntry(row[_ID], code_key, tuple(key for key in keys[row[_ID]] if key != code_key))


def _store_branches(warehouse: Warehouse, branches: BranchList) -> None:
    names = _stored(warehouse, BRANCH_NAME)
    ids = assign_ids(branches, _registered(names))
    others = list(_others(warehouse, ids))
    kept = {row[_ID] for row in others if row[_IS_LISTED]}
    listed = [(ids[branch.code], branch) for branch in branches.branches]
    _store(warehouse, BRANCH, [*others, *(_branch_row(branch_id, branch) for branch_id, branch in listed)])
    _store(warehouse, BRANCH_NAME, _names(listed, [row for row in names if row[1] in kept]))
    for table, rows_of in _PARTS.items():
        left = [row for row in _stored(warehouse, table) if row[0] in kept]
        _store(warehouse, table, left + [row for branch_id, branch in listed for row in rows_of(branch_id, branch)])


def _registered(names: Iterable[Row]) -> dict[str, str]:
    """The names and codes that are one branch's alone."""
    owners = defaultdict(list)
    for key, branch_id in names:
        owners[key].append(branch_id)
    return {key: ids[0] for key, ids in owners.items() if len(ids) == 1}


def _others(warehouse: Warehouse, ids: Mapping[str, str]) -> Iterator[Row]:
    """The stored branches that the list does not name; they lose their codes, and those without documents go."""
    selling = {branch_id for (branch_id,) in warehouse.run("lists/branches_with_sales")}
    named = {branch_id for (branch_id,) in warehouse.run("lists/branches_with_documents")}
    for row in _stored(warehouse, BRANCH):
        if row[_ID] in named and row[_ID] not in ids.values():
            branch = dict(zip(BRANCH.column_names(), row, strict=True))
            is_listed = row[_IS_LISTED] and row[_ID] in selling
            yield tuple({**branch, "code": None, "is_listed": is_listed}.values())


def _branch_row(branch_id: str, branch: Branch) -> Row:
    where = (branch.region or None, branch.nation, branch.opened, branch.closed, branch.time_zone)
    hours = (branch.is_open_on_bank_holidays, branch.hours is not None)
    return (branch_id, branch.name, branch.code, *where, *hours, True, branch_no(branch_id))


def _names(listed: Iterable[tuple[str, Branch]], left: Iterable[Row]) -> list[Row]:
    """Each listed branch's code, name and aliases; its id, and what else was a name, unless the list says otherwise."""
    rows = {(key, branch_id) for branch_id, branch in listed for key in (slug(branch.code), *branch.name_keys())}
    taken = {key for key, _ in rows}
    ids = {(branch_id, branch_id) for branch_id, _ in listed}
    return [*rows, *(row for row in ids | set(left) if row[0] not in taken)]


def _till_rows(branch_id: str, branch: Branch) -> list[Row]:
    return [(branch_id, till) for till in branch.tills]


def _franchise_rows(branch_id: str, branch: Branch) -> list[Row]:
    return [(branch_id, span.franchise, span.from_date or date.min, span.to_date) for span in branch.franchises]


def _hours_rows(branch_id: str, branch: Branch) -> list[Row]:
    return [(branch_id, weekday, *hours) for weekday, hours in enumerate(branch.hours or (), 1) if hours]


_PARTS = {BRANCH_TILL: _till_rows, BRANCH_FRANCHISE: _franchise_rows, BRANCH_HOURS: _hours_rows}


def _store_closures(warehouse: Warehouse, closures: Iterable[Closure]) -> None:
    ids = {row[_CODE]: row[_ID] for row in _stored(warehouse, BRANCH) if row[_CODE]}
    rows = []
    for closure in closures:
        if closure.code and closure.code not in ids:
            raise ConfigurationError(f"closures.csv: code {closure.code} is in no list of branches: give that one too")
        branch_id = ids[closure.code] if closure.code else ""
        rows.append((branch_id, closure.region, closure.from_date, closure.to_date, closure.reason))
    _store(warehouse, CLOSURE, rows)


def _map_stored_products(warehouse: Warehouse, rules: Sequence[ProductRule]) -> None:
    """Give every item of the warehouse the meaning that the rules, or else the default ones, give it."""
    stored = {row[0]: row[1:] for row in warehouse.run("lists/stored_product")}
    meanings = map_products([row[:3] for row in stored.values()], rules)
    changed = [
        (product_id, *meaning)
        for product_id, row in stored.items()
        if (meaning := _meaning(meanings[row[:3]])) != row[3:]
    ]
    if changed:
        columns = ("product_id", "reporting_product", "category", "is_coffee", "unit_cost_pence", "vat_rate")
        warehouse.run("lists/map_product", **dict(zip(columns, map(list, zip(*changed, strict=True)), strict=True)))


def _meaning(rule: ProductRule | None) -> Row:
    if rule is None:
        return (None,) * 5
    rate = rule.vat_rate
    rounded = rate if rate is None else rate.quantize(_HUNDREDTH, ROUND_HALF_UP)
    return rule.product, rule.category, rule.is_coffee, rule.unit_cost_pence, rounded


def _stored(warehouse: Warehouse, table: Table) -> list[Row]:
    return warehouse.run(f"lists/stored_{table.name}")


def _store(warehouse: Warehouse, table: Table, rows: Collection[Row]) -> None:
    """Make the table hold just these rows; one that does is left alone."""
    if Counter(_stored(warehouse, table)) == Counter(rows):
        return
    warehouse.run(f"lists/clear_{table.name}")
    if rows:
        columns = map(list, zip(*sorted(rows, key=str), strict=True))
        warehouse.run(f"lists/add_{table.name}", **dict(zip(table.column_names(), columns, strict=True)))
