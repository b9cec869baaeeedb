"""What passes between the simulated chain and its faults: true files, and the deliveries that tell of them."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Sold:
    """What a row or rows say of a sale: which true sale it is, when it was in wall time, what it came to."""

    sale_no: int
    placed_at: datetime
    pence: int


@dataclass(frozen=True, slots=True)
class BranchDate:
    """A branch and a trading date that a file tells of; the code is empty where no list names the branch."""

    branch_code: str
    branch: str
    trading_date: date


@dataclass(frozen=True, slots=True)
class TrueSale:
    """One sale as its file tells it; ``rows`` are its row or rows without line ends, ``placed_at`` is wall time."""

    sale_no: int
    rows: tuple[str, ...]
    placed_at: datetime
    pence: int

    @property
    def sold(self) -> Sold:
        """The sale as it truly was."""
        return Sold(self.sale_no, self.placed_at, self.pence)


@dataclass(frozen=True, slots=True)
class TrueFile:
    """One genuine file of one branch, till and trading date.

    ``format`` is dash, triples, square or stream; ``newline`` is LF or CRLF. ``delivered_at`` is UTC, ``closes_at`` the
    branch's wall time. ``sales`` are in the order of the file.
    """

    name: str
    branch_code: str
    branch: str
    till: str
    trading_date: date
    format: str
    header: str | None
    newline: str
    sales: tuple[TrueSale, ...]
    delivered_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file to write and its known fate.

    ``delivered_at`` is UTC; ``fault`` is empty for a genuine file; ``outcome`` is as on its receipt when all is
    ingested in one run; ``sales`` and ``pence`` are of its good sales; ``rejections`` are physical lines and rules.
    ``tells_of`` is what its rows tell of, or would if they could be read.
    """

    name: str
    body: bytes
    delivered_at: datetime
    fault: str
    outcome: str
    data_rows: int
    rows_rejected: int
    rows_blank: int
    sales: int
    pence: int
    rejections: tuple[tuple[int, str], ...] = ()
    tells_of: BranchDate | None = None
