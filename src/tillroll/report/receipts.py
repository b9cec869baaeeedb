"""Receipts: what became of each delivery, every row and penny accounted for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tillroll.report.scope import Scope
from tillroll.report.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One delivery in a run. Times are UTC; rows and pence of the file add up over its fates."""

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


def receipts(
    warehouse: Warehouse, scope: Scope, *, document_id: UUID | None = None, most: int = 100
) -> list[ReceiptRow]:
    """The newest receipts, of one document or of all that the scope holds, which must be staged."""
    rows = warehouse.run("reports/receipts", is_limited=scope.is_limited, document_id=document_id, row_limit=most)
    return [ReceiptRow(*row) for row in rows]
