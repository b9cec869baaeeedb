"""What a table of the contract is, and the columns that several tables share."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "uuid", "hash64", "pence", "count", "quantity", "date", "moment", "clock", "flag", "rate", "bits"
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its kind, what it means, and what must hold of it."""

    name: str
    kind: Kind
    description: str
    nullable: bool = False
    references: str | None = None
    one_of: tuple[str, ...] = ()
    at_least: int | None = None
    is_confidential: bool = False
    """Whether only those may read it who may read the whole chain."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its grain in words, its key, its columns."""

    name: str
    grain: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    is_log: bool = False

    def column_names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    def open_column_names(self) -> tuple[str, ...]:
        """Those that a reader of a part of the chain may read too, in order."""
        return tuple(column.name for column in self.columns if not column.is_confidential)

    @property
    def has_confidential_columns(self) -> bool:
        """Whether such a reader may not read all of it."""
        return any(column.is_confidential for column in self.columns)


OUTCOMES = ("loaded", "extended", "corrected", "contained", "duplicate", "held", "dismissed")
DOCUMENT_STATES = ("read", "empty", "unreadable")
TENDERS = ("cash", "card", "other", "unknown")
SOURCES = ("file", "stream")
KEEPS = ("new", "old", "both")

BRANCH_ID = Column("branch_id", "text", "The branch.", references="branch.branch_id")
TRADING_DATE = Column("trading_date", "date", "The trading date: date(placed_at − cut-off).")
DOCUMENT_ID = Column("document_id", "uuid", "The document.", references="document.document_id")
TILL = Column("till", "text", "The till within the branch; empty when nothing tells it.")
PRODUCT_ID = Column("product_id", "hash64", "The product.", references="product.product_id")
DAY_ID = Column(
    "day_id", "hash64", "The branch-day as one number, to join by: branch_no × 4,000,000 + days since 0001-01-01."
)
HOUR = Column("hour", "count", "Hour of the wall clock, 0 to 23.", at_least=0)
TENDER = Column("tender", "text", "How it was paid.", one_of=TENDERS)
ORDERS = Column("orders", "count", "Current sales that are not refunds.", at_least=0)
REFUNDS = Column("refunds", "count", "Current refunds.", at_least=0)
NET_PENCE = Column("net_pence", "pence", "Net sales.")
UNITS = Column("units", "quantity", "Items sold, less items taken back.")
SUMS = (
    Column("gross_pence", "pence", "List price × quantity of what was sold, refunds aside."),
    Column("discount_pence", "pence", "What was taken off that; zero or negative."),
    Column("refund_pence", "pence", "Total of the refunds; zero or negative. Gross, discounts and refunds make net."),
)
