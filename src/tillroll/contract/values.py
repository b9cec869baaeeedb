"""The values that pass between the steps. None of them has a field that could hold a cell's text."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

Source = Literal["file", "stream"]
Outcome = Literal[
    "loaded", "extended", "corrected", "contained", "duplicate", "held", "dismissed", "empty", "unreadable"
]
Keep = Literal["new", "old", "both"]

RULES: dict[str, str] = {
    "encoding": "the line holds bytes that are no text: save the file as UTF-8",
    "quote": "a quote is opened and not closed, or closed too early",
    "columns": "the row has the wrong number of columns",
    "time": "the date or time can't be read, is ambiguous, lies in the future or before 2000",
    "branch": "the branch is blank and the file's name gives none",
    "item": "an item of the basket has no name or no price",
    "price": "an item's price is no amount of money",
    "total": "the total is no amount of money",
    "total_matches_lines": "the total is not the sum of the lines: a comma between two items may be missing",
    "tender": "the payment is no word for cash, card or other that this till format knows",
    "sale": "another line of the same sale is rejected, so the whole sale is",
}
RULE_COLUMNS: dict[str, str] = {
    "encoding": "row",
    "quote": "row",
    "columns": "row",
    "time": "placed_at",
    "branch": "branch",
    "item": "basket",
    "price": "basket",
    "total": "total",
    "total_matches_lines": "total",
    "tender": "tender",
    "sale": "row",
}


@dataclass(frozen=True, slots=True)
class Document:
    """One file as delivered: where its bytes are, its name for people, its place in the order of deliveries.

    ``trace_id`` follows it from where it came in to its receipts, where more than one program handles it. ``mark``
    tells it from another of the same bytes: two records of a stream may be alike, and are two.
    """

    path: Path
    name: str
    delivered_at: datetime
    byte_count: int = 0
    modified_ns: int = 0
    trace_id: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class BranchDayReceipt:
    """What became of one document's share of one branch, till and trading date."""

    branch: str
    till: str
    trading_date: date
    outcome: str
    sales: int
    pence: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one delivery: every row and every penny of it accounted for."""

    file: str
    document_id: str
    outcome: str
    branch_days: tuple[BranchDayReceipt, ...] = ()
    data_rows: int = 0
    rows_loaded: int = 0
    rows_already_there: int = 0
    rows_held: int = 0
    rows_rejected: int = 0
    rows_blank: int = 0
    pence_read: int = 0
    pence_loaded: int = 0
    pence_already_there: int = 0
    pence_held: int = 0
    pence_rejected: int = 0
    sales_loaded: int = 0
    sales_withdrawn: int = 0
    pence_withdrawn: int = 0
    reason: str | None = None
    rejected_by_rule: dict[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    trace_id: str | None = None

    @property
    def rows_adrift(self) -> int:
        """Rows without a fate: anything but zero is an incident."""
        fates = self.rows_loaded + self.rows_already_there + self.rows_held + self.rows_rejected + self.rows_blank
        return self.data_rows - fates

    @property
    def pence_adrift(self) -> int:
        """Pence without a fate: anything but zero is an incident."""
        return self.pence_read - (self.pence_loaded + self.pence_already_there + self.pence_held + self.pence_rejected)
