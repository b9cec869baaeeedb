"""What a report's figures rest on: coverage, freshness, what is missing and what was last restated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tillroll.report.scope import EVERYTHING, Scope
from tillroll.report.waiting import within
from tillroll.report.warehouse import Warehouse

_COLUMNS = 8
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


def basis_of(
    warehouse: Warehouse, parameters: Mapping[str, object], scope: Scope = EVERYTHING, *, may_be_restated: bool = True
) -> Basis:
    """The basis of the chosen branch-days, which must be staged, as far as the scope lets it be told."""
    branches = warehouse.run("reports/basis/branches", **parameters)
    names, *counts, newest = zip(*branches, strict=True) if branches else ((),) * _COLUMNS
    complete, expected, partial, held, provisional, _ = map(sum, counts)
    missing = sorted(((name, days) for name, days in zip(names, counts[-1], strict=True) if days), key=_most_first)
    restated = warehouse.run("reports/basis/last_restatement", **parameters) if may_be_restated else ()
    last = _restatement(warehouse, scope, *restated[0]) if restated else None
    known = max((moment for moment in newest if moment), default=None)
    return Basis(complete, expected, partial, held, provisional, known, tuple(missing), last)


def _most_first(missing: tuple[str, int]) -> tuple[int, str]:
    name, days = missing
    return -days, name


def orders_read(warehouse: Warehouse, first_day: date, last_day: date) -> OrdersRead | None:
    """What baskets are read from, which must be staged; None where there is no such branch-day."""
    orders, branch_days = warehouse.run("reports/basis/orders_read")[0]
    return OrdersRead(orders, branch_days, first_day, last_day) if branch_days else None


def _restatement(
    warehouse: Warehouse, scope: Scope, restated_at: datetime, document_id: UUID | None, pence: int, branch_days: int
) -> Restatement:
    files = warehouse.run("reports/document_name", document_id=document_id) if document_id else []
    is_own = document_id is not None and document_id in within(warehouse, scope, {document_id})
    file = (files[0][0] if is_own else BEYOND) if files else None
    told_id = document_id if file and is_own else None
    return Restatement(restated_at, told_id, file, pence if scope.has_money else None, branch_days)
