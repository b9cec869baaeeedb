"""Receipts: what became of each delivery, every row and penny accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tillroll.report.scope import Scope
from tillroll.report.warehouse import Warehouse

ALL: Mapping[str, object] = {"branch_id": None, "region": None, "franchise": None}
"""No branch, region or franchise is chosen."""


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One delivery in a run. Times are UTC; rows and pence of the file add up over its fates.

    `has_branch` is whether its document speaks of any branch, or its name tells one.
    """

    document_id: UUID
    file: str
    outcome: str
    reason: str | None
    started_at: datetime
    delivered_at: datetime
    data_rows: int
    rows_loaded: int
    rows_already_there: int
    rows_held: int
    rows_rejected: int
    rows_blank: int
    pence_read: int
    pence_loaded: int
    pence_already_there: int
    pence_held: int
    pence_rejected: int
    sales_loaded: int
    sales_withdrawn: int
    pence_withdrawn: int
    has_branch: bool


def receipts(
    warehouse: Warehouse,
    scope: Scope,
    *,
    document_id: UUID | None = None,
    branch_day: tuple[str, date] | None = None,
    chosen: Mapping[str, object] = ALL,
    most: int = 100,
) -> list[ReceiptRow]:
    """The newest receipts that the scope holds, which must be staged: of one document, of a branch-day, or of all.

    Those of a branch-day are of the documents that speak of it, and of those without sales whose names tell it.
    `chosen` has a branch's id, a region and a franchise, each None where none was chosen: those of what they mean are
    the same, and of the documents of which no branch is known.
    """
    branch_id, day = branch_day or (chosen["branch_id"], None)
    rows = warehouse.run(
        "reports/receipts",
        is_limited=scope.is_limited,
        document_id=document_id,
        trading_date=day,
        row_limit=most,
        **{**chosen, "branch_id": branch_id},
    )
    return [ReceiptRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of a branch-day's figures after an earlier run had published them; `restated_at` is UTC."""

    restated_at: datetime
    orders_before: int
    orders_after: int
    pence_before: int
    pence_after: int


def corrections(warehouse: Warehouse, branch_id: str, day: date) -> list[Correction]:
    """How often a branch-day of the scope, which must be staged, was restated."""
    rows = warehouse.run("reports/corrections", branch_id=branch_id, trading_date=day)
    return [Correction(*row) for row in rows]
