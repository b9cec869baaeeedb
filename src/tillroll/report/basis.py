"""What a report's figures rest on: coverage, freshness, what is missing and what was last restated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tillroll.report.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Restatement:
    """The last change of published figures: when (UTC), by which document, by how many pence, on how many days.

    The document is None where a list of branches did it.
    """

    restated_at: datetime
    document_id: UUID | None
    file: str | None
    pence: int
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


def basis_of(warehouse: Warehouse, parameters: Mapping[str, object]) -> Basis:
    """The basis of the chosen branch-days, which must be staged."""
    complete, expected, partial, held, provisional, newest = warehouse.run("reports/basis/coverage", **parameters)[0]
    missing = tuple((name, days) for name, days in warehouse.run("reports/basis/missing_branches", **parameters))
    restated = warehouse.run("reports/basis/last_restatement", **parameters)
    last = _restatement(warehouse, *restated[0]) if restated else None
    return Basis(complete, expected, partial, held, provisional, newest, missing, last)


def orders_read(warehouse: Warehouse, first_day: date, last_day: date) -> OrdersRead | None:
    """What baskets are read from, which must be staged; None where there is no such branch-day."""
    orders, branch_days = warehouse.run("reports/basis/orders_read")[0]
    return OrdersRead(orders, branch_days, first_day, last_day) if branch_days else None


def _restatement(
    warehouse: Warehouse, restated_at: datetime, document_id: UUID | None, pence: int, branch_days: int
) -> Restatement:
    files = warehouse.run("reports/document_name", document_id=document_id) if document_id else []
    return Restatement(restated_at, document_id, files[0][0] if files else None, pence, branch_days)
