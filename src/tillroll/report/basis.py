"""What a report's figures rest on: coverage, freshness, what is missing and what was last restated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from tillroll.report.scope import EVERYTHING, Scope
from tillroll.report.waiting import within
from tillroll.report.warehouse import Row, Warehouse

BEYOND = "a file that also speaks of days of others"
"""What is said of a file that does not lie wholly within the scope, in place of its name."""


@dataclass(frozen=True, slots=True)
class Restatement:
    """The last change of published figures: when (UTC), by which document, by how many pence, on how many days.

    The document and its file are None where a list of branches did it. Of a document that speaks of branch-days
    outside of the scope, too, no id is told, and the file is `BEYOND`. Without money in the scope, pence are None.
    """

    restated_at: datetime
    document_id: UUID | None
    file: str | None
    pence: int | None
    branch_days: int


@dataclass(frozen=True, slots=True)
class OrdersRead:
    """The orders of some of the branch-days chosen, and the first and last date from which these were drawn."""

    orders: int
    branch_days: int
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Basis:
    """Of the branch-days chosen: how many are there of those expected, the newest sale, and what is missing.

    `newest_sale_at` is wall time. Missing branches come with their number of days, the most first. `read` is None where
    all of the branch-days chosen are read.
    """

    complete_days: int
    expected_days: int
    partial_days: int
    held_days: int
    provisional_days: int
    newest_sale_at: datetime | None
    missing: tuple[tuple[str, int], ...]
    restatement: Restatement | None
    read: OrdersRead | None = None

    @property
    def coverage(self) -> float | None:
        """Complete branch-days by expected ones; None where none was expected."""
        return self.complete_days / self.expected_days if self.expected_days else None


class _OfBranch(NamedTuple):
    """The basis of one branch's chosen days."""

    name: str
    complete: int
    expected: int
    partial: int
    held: int
    provisional: int
    missing: int
    newest: datetime | None


def basis_of(
    warehouse: Warehouse, parameters: Mapping[str, object], scope: Scope = EVERYTHING, *, may_be_restated: bool = True
) -> Basis:
    """The basis of the chosen branch-days, which must be staged, as far as the scope lets it be told."""
    branches = [_OfBranch(*row) for row in warehouse.run("reports/basis/branches", **parameters)]
    missing = [(each.name, each.missing) for each in branches if each.missing]
    restated = warehouse.run("reports/basis/last_restatement", **parameters) if may_be_restated else ()
    return Basis(
        sum(each.complete for each in branches),
        sum(each.expected for each in branches),
        sum(each.partial for each in branches),
        sum(each.held for each in branches),
        sum(each.provisional for each in branches),
        max((each.newest for each in branches if each.newest), default=None),
        tuple(sorted(missing, key=lambda each: (-each[1], each[0]))),
        _restatement(warehouse, scope, *restated[0]) if restated else None,
    )


def orders_read(told: Row, first_day: date, last_day: date) -> OrdersRead | None:
    """What baskets are read from, as ``reports/basis/orders_read`` tells; None where there is no such branch-day."""
    orders, branch_days = told
    return OrdersRead(orders, branch_days, first_day, last_day) if branch_days else None


def _restatement(
    warehouse: Warehouse, scope: Scope, restated_at: datetime, document_id: UUID | None, pence: int, branch_days: int
) -> Restatement:
    files = warehouse.run("reports/document_name", document_id=document_id) if document_id else []
    is_own = document_id is not None and document_id in within(warehouse, scope, {document_id})
    file = (files[0][0] if is_own else BEYOND) if files else None
    told_id = document_id if file and is_own else None
    return Restatement(restated_at, told_id, file, pence if scope.has_money else None, branch_days)
