"""The warehouse's tables: one value that the DDL, the data dictionary, the checks and the docs read.

Money is whole pence. Times are branch-local wall time. A trading date begins at the cut-off (04:00 unless configured).
No column holds a customer name, a card number or a card type, and none holds a hash of one.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "uuid", "hash64", "pence", "count", "quantity", "date", "moment", "clock", "flag", "rate"]


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


OUTCOMES = ("loaded", "extended", "corrected", "contained", "duplicate", "held", "dismissed")
DOCUMENT_STATES = ("read", "empty", "unreadable")
TENDERS = ("cash", "card", "other", "unknown")
SOURCES = ("file", "stream")
KEEPS = ("new", "old", "both")

_branch = Column("branch_id", "text", "The branch.", references="branch.branch_id")
_date = Column("trading_date", "date", "The trading date: date(placed_at − cut-off).")
_document = Column("document_id", "uuid", "The document.", references="document.document_id")
_till = Column("till", "text", "The till within the branch; empty when nothing tells it.")
_product = Column("product_id", "hash64", "The product.", references="product.product_id")
_day_id = Column("day_id", "hash64", "The branch-day as one number, to join by: 60 bits of the MD5 of branch and date.")
_orders = Column("orders", "count", "Current sales that are not refunds.", at_least=0)
_refunds = Column("refunds", "count", "Current refunds.", at_least=0)
_net = Column("net_pence", "pence", "Net sales.")
_units = Column("units", "quantity", "Items sold, less items taken back.")
_sums = (
    Column("gross_pence", "pence", "List price × quantity of what was sold, refunds aside."),
    Column("discount_pence", "pence", "What was taken off that; zero or negative."),
    Column("refund_pence", "pence", "Total of the refunds; zero or negative. Gross, discounts and refunds make net."),
)

BRANCH = Table(
    "branch",
    "one row a branch",
    "Every branch that a file named or that branches.csv lists.",
    ("branch_id",),
    (
        Column("branch_id", "text", "Slug of the branch's first known name; never changes."),
        Column("name", "text", "The branch's name for people."),
        Column("code", "text", "The chain's own code, from branches.csv.", nullable=True),
        Column("region", "text", "Region, from branches.csv.", nullable=True),
        Column("nation", "text", "UK nation, for bank holidays.", nullable=True),
        Column("opened_on", "date", "First trading date.", nullable=True),
        Column("closed_on", "date", "Last trading date.", nullable=True),
        Column("time_zone", "text", "IANA time zone of the branch's wall clock."),
        Column("is_open_on_bank_holidays", "flag", "Whether the branch opens on its nation's bank holidays."),
        Column("has_hours", "flag", "Whether its opening hours are known."),
        Column("is_listed", "flag", "False while a branch list exists and does not name it: its sales are held."),
    ),
)
BRANCH_NAME = Table(
    "branch_name",
    "one row a name of a branch",
    "Names, aliases and codes by which files may call a branch, as slugs.",
    ("name_key", "branch_id"),
    (Column("name_key", "text", "Slug of the name, alias or code."), _branch),
)
BRANCH_TILL = Table(
    "branch_till",
    "one row a till of a branch",
    "The tills that branches.csv lists.",
    ("branch_id", "till"),
    (_branch, _till),
)
BRANCH_FRANCHISE = Table(
    "branch_franchise",
    "one row a span of ownership",
    "Which franchise owned a branch, and when.",
    ("branch_id", "franchise", "owned_from"),
    (
        _branch,
        Column("franchise", "text", "The franchise's name."),
        Column("owned_from", "date", "First trading date; 0001-01-01 when it always was."),
        Column("owned_to", "date", "Last trading date; empty while it lasts.", nullable=True),
    ),
)
BRANCH_HOURS = Table(
    "branch_hours",
    "one row a weekday on which a branch opens",
    "Opening hours by weekday.",
    ("branch_id", "weekday"),
    (
        _branch,
        Column("weekday", "count", "ISO weekday: 1 is Monday.", at_least=1),
        Column("opens_at", "clock", "Opening time."),
        Column("closes_at", "clock", "Closing time; not after opening when it lies past midnight."),
    ),
)
CLOSURE = Table(
    "closure",
    "one row a planned closure",
    "Days on which branches do not trade, from closures.csv.",
    ("branch_id", "region", "closed_from"),
    (
        Column("branch_id", "text", "The branch; empty for every branch of the region."),
        Column("region", "text", "The region; empty for the whole chain or one branch."),
        Column("closed_from", "date", "First closed day."),
        Column("closed_to", "date", "Last closed day."),
        Column("reason", "text", "Why."),
    ),
)
PRODUCT = Table(
    "product",
    "one row an item as tills write it",
    "Name, flavour and size, case-sensitive, and what they mean in reports (products.csv).",
    ("product_id",),
    (
        Column("product_id", "hash64", "First 64 bits of the MD5 of name, flavour and size."),
        Column("name", "text", "The item's name as written."),
        Column("flavour", "text", "Its flavour; empty when it has none."),
        Column("size", "text", "Its size; empty when it has none."),
        Column("reporting_product", "text", "The product in reports; empty while unmapped.", nullable=True),
        Column("category", "text", "The category in reports; empty while unmapped.", nullable=True),
        Column("is_coffee", "flag", "Whether it counts as a coffee; empty while unmapped.", nullable=True),
        Column("unit_cost_pence", "pence", "What one costs the chain, if known.", nullable=True, at_least=0),
        Column("vat_rate", "rate", "VAT rate in percent, if known.", nullable=True, at_least=0),
    ),
)
DOCUMENT = Table(
    "document",
    "one row a delivered document",
    "A file (its bytes, with the branch and date that its name supplied) or a micro-batch of stream records.",
    ("document_id",),
    (
        Column("document_id", "uuid", "First 128 bits of the SHA-256 of the bytes and of what the name supplied."),
        Column("sha256", "text", "SHA-256 of the bytes, in hex."),
        Column("source", "text", "Where it came from.", one_of=SOURCES),
        Column("state", "text", "Whether it could be read.", one_of=DOCUMENT_STATES),
        Column("name_branch_id", "text", "The branch, where only the file's name told it.", nullable=True),
        Column("name_day", "date", "The date, where only the file's name settled it.", nullable=True),
        Column("format", "text", "The till format that fitted.", nullable=True),
        Column("reason", "text", "Why it is unreadable, in words.", nullable=True),
        Column("shape", "text", "The shape of its first lines, never their text; only if unreadable.", nullable=True),
        Column("byte_count", "pence", "Its size in bytes.", at_least=0),
        Column("data_rows", "count", "Rows, headers and empty lines aside.", at_least=0),
        Column("rows_blank", "count", "Rows in which every cell is blank.", at_least=0),
        Column("rows_rejected", "count", "Rows that no sale came from.", at_least=0),
        Column("pence_read", "pence", "Sum of the readable totals of its rows."),
        Column("pence_rejected", "pence", "Sum of the readable totals of its rejected rows."),
    ),
)
DOCUMENT_DAY = Table(
    "document_day",
    "one row a document, branch, till and trading date",
    "What a document says of one branch-day, and what became of it.",
    ("document_id", "branch_id", "till", "trading_date"),
    (
        _document,
        _branch,
        _till,
        _date,
        Column("delivered_at", "moment", "When the document was first delivered (UTC)."),
        Column("outcome", "text", "What the delivery rules say of its latest delivery.", one_of=OUTCOMES),
        Column("reason", "text", "Why, in words, where a person may ask.", nullable=True),
        Column("stands", "flag", "Whether it still speaks for a sale of the day."),
        Column("row_count", "count", "Rows of the file behind its sales.", at_least=0),
        Column("sale_count", "count", "Sales it holds for the day.", at_least=0),
        Column("total_pence", "pence", "Their total."),
        Column("first_at", "moment", "Its window's first minute; empty if it holds no sale.", nullable=True),
        Column("last_at", "moment", "Its window's last minute; empty if it holds no sale.", nullable=True),
    ),
)
DOCUMENT_SALE = Table(
    "document_sale",
    "one row a document and a sale that it claims",
    "Claims, kept only for branch-days with more than one document and for stream records.",
    ("document_id", "sale_id"),
    (
        _document,
        Column("sale_id", "uuid", "The sale it claims.", references="sale.sale_id"),
        _branch,
        _till,
        _date,
        Column("placed_at", "moment", "The sale's time, as this document gives it."),
        Column("total_pence", "pence", "The sale's total."),
        Column("line_no", "count", "The physical line in this document at which it begins.", at_least=1),
        Column("row_count", "count", "Rows of this document that make it.", at_least=1),
        Column(
            "content_key", "text", "Stream records: the sale's content without its number among twins.", nullable=True
        ),
    ),
)
SALE = Table(
    "sale",
    "one row a sale",
    "A sale as its till recorded it, counted or not. Reports read current_sale.",
    ("sale_id",),
    (
        Column("sale_id", "uuid", "128-bit hash of branch, till, minute, lines, total, tender and twin number."),
        _branch,
        _till,
        _date,
        Column("placed_at", "moment", "Branch-local wall time, to the second if the till gave it."),
        Column("tender", "text", "How it was paid.", one_of=TENDERS),
        Column("is_refund", "flag", "Whether money went back: a refund is no order."),
        Column("total_pence", "pence", "The total, discounts taken off, VAT included as the till includes it."),
        Column("document_id", "uuid", "The first document that delivered it.", references="document.document_id"),
        Column("line_no", "count", "The physical line in that document at which it begins.", at_least=1),
        Column("row_count", "count", "Rows of that document that make it.", at_least=1),
        Column("is_current", "flag", "Whether a standing document claims it: only then is it counted."),
    ),
)
SALE_LINE = Table(
    "sale_line",
    "one row an item of a sale",
    "The lines of each sale's basket.",
    ("sale_id", "line_no"),
    (
        Column("sale_id", "uuid", "The sale.", references="sale.sale_id"),
        Column("trading_date", "date", "The sale's trading date, repeated so that old days can be skipped."),
        Column("line_no", "count", "The line's place in the basket, from 1.", at_least=1),
        _product,
        Column("quantity", "quantity", "How many; negative when taken back."),
        Column("gross_pence", "pence", "List price × quantity."),
        Column("discount_pence", "pence", "What was taken off; zero or negative on a sale."),
        Column("net_pence", "pence", "Gross and discount together."),
        Column("tax_pence", "pence", "Tax as the till states it; zero when it states none."),
    ),
)
REJECTION = Table(
    "rejection",
    "one row a rejected row of a document",
    "Rows that no sale came from: where and by which rule, never what they said.",
    ("document_id", "line_no"),
    (
        _document,
        Column("line_no", "count", "The physical line, from 1.", at_least=1),
        Column("column_name", "text", "The column that breaks the rule; row when it is the whole row."),
        Column("rule", "text", "The rule."),
        Column("detail", "text", "The rule in words."),
        Column("pence", "pence", "The row's total, if it could be read.", nullable=True),
    ),
)
DECISION = Table(
    "decision",
    "one row a person's decision on a held or shrinking document",
    "Decisions are deliveries too: a branch-day folds them in at their place.",
    ("document_id", "branch_id", "till", "trading_date", "decided_at"),
    (
        _document,
        _branch,
        _till,
        _date,
        Column("decided_at", "moment", "Its place in the order of deliveries (UTC)."),
        Column("keep", "text", "Which sales count.", one_of=KEEPS),
        Column("is_standing_rule", "flag", "Whether it holds for the branch's later strangers too."),
    ),
)
RUN = Table(
    "run",
    "one row a run of tillroll ingest",
    "When it started and finished, and what it did.",
    ("run_id",),
    (
        Column("run_id", "uuid", "A random name for the run."),
        Column("started_at", "moment", "When it started (UTC)."),
        Column("finished_at", "moment", "When it finished (UTC); empty if it was cut off.", nullable=True),
        Column("documents", "count", "Files or batches it was given.", at_least=0),
        Column("sales_loaded", "count", "Sales that became current.", at_least=0),
        Column("pence_loaded", "pence", "Their total."),
        Column("rows_rejected", "count", "Rows it rejected.", at_least=0),
        Column("cut_off_minutes", "count", "Minutes after midnight at which its trading dates began.", at_least=0),
        Column("version", "text", "tillroll's version."),
    ),
    is_log=True,
)
LOADED_OBJECT = Table(
    "loaded_object",
    "one row an object of the staged form that is loaded",
    "Batches, lists and decisions of the staged form that this warehouse has, so that none is loaded twice.",
    ("object_id",),
    (
        Column("object_id", "uuid", "The object's own id, which its name in the staged form ends with."),
        Column("run_id", "uuid", "The run that loaded it."),
        Column("loaded_at", "moment", "When it was loaded (UTC)."),
    ),
    is_log=True,
)
RECEIPT = Table(
    "receipt",
    "one row a delivery in a run",
    "What became of each file each time it was given: every row and penny accounted for.",
    ("run_id", "delivery_no"),
    (
        Column("run_id", "uuid", "The run.", references="run.run_id"),
        Column("delivery_no", "count", "Its number in the run.", at_least=1),
        _document,
        Column("delivered_at", "moment", "Its place in the order of deliveries (UTC): the file's own time."),
        Column("file", "text", "Its name as delivered, long digit runs starred."),
        Column("outcome", "text", "What became of it."),
        Column("reason", "text", "Why, in words.", nullable=True),
        Column("data_rows", "count", "Rows, headers and empty lines aside.", at_least=0),
        Column("rows_loaded", "count", "Rows whose sale became current.", at_least=0),
        Column("rows_already_there", "count", "Rows whose sale was current before.", at_least=0),
        Column("rows_held", "count", "Rows whose sale is stored, not counted.", at_least=0),
        Column("rows_rejected", "count", "Rows rejected.", at_least=0),
        Column("rows_blank", "count", "Blank rows.", at_least=0),
        Column("pence_read", "pence", "Sum of readable totals."),
        Column("pence_loaded", "pence", "Of rows loaded."),
        Column("pence_already_there", "pence", "Of rows already there."),
        Column("pence_held", "pence", "Of rows held."),
        Column("pence_rejected", "pence", "Of rows rejected."),
        Column("sales_loaded", "count", "Sales that became current.", at_least=0),
        Column("sales_withdrawn", "count", "Sales that ceased to be current.", at_least=0),
        Column("pence_withdrawn", "pence", "Their total."),
    ),
    is_log=True,
)
RESTATEMENT = Table(
    "restatement",
    "one row a branch-day whose figures a later run changed",
    "What a document or a decision changed after the branch-day had been published by an earlier run.",
    ("run_id", "branch_id", "trading_date", "restated_at"),
    (
        Column("run_id", "uuid", "The run, or the release, that changed it."),
        Column("restated_at", "moment", "When (UTC)."),
        _branch,
        _date,
        Column("document_id", "uuid", "The document that did it; empty if a list did.", nullable=True),
        Column("orders_before", "count", "Orders until then.", at_least=0),
        Column("orders_after", "count", "Orders since.", at_least=0),
        Column("pence_before", "pence", "Net sales until then."),
        Column("pence_after", "pence", "Net sales since."),
    ),
    is_log=True,
)
BRANCH_DAY = Table(
    "branch_day",
    "one row a branch and trading date with a readable document",
    "Mart: what was received and what it comes to.",
    ("branch_id", "trading_date"),
    (
        _day_id,
        _branch,
        _date,
        _orders,
        _refunds,
        _net,
        *_sums,
        _units,
        Column("first_at", "moment", "First current sale.", nullable=True),
        Column("last_at", "moment", "Last current sale.", nullable=True),
        Column("documents_standing", "count", "Files that speak for sales of the day.", at_least=0),
        Column("documents_held", "count", "Documents that wait for a person.", at_least=0),
        Column("is_provisional", "flag", "Whether only the stream vouches for some of it."),
    ),
)
BRANCH_HOUR = Table(
    "branch_hour",
    "one row a branch, trading date and hour with a sale",
    "Mart: sales by hour of the wall clock.",
    ("branch_id", "trading_date", "hour"),
    (
        _day_id,
        _branch,
        _date,
        Column("hour", "count", "Hour of the wall clock, 0 to 23.", at_least=0),
        _orders,
        _net,
    ),
)
BRANCH_DAY_PRODUCT = Table(
    "branch_day_product",
    "one row a branch, trading date and product sold",
    "Mart: what sold.",
    ("branch_id", "trading_date", "product_id"),
    (
        _day_id,
        _branch,
        _date,
        _product,
        _units,
        Column("gross_pence", "pence", "List price × quantity."),
        _net,
    ),
)
BRANCH_DAY_TENDER = Table(
    "branch_day_tender",
    "one row a branch, trading date and tender with a sale",
    "Mart: sales by how they were paid.",
    ("branch_id", "trading_date", "tender"),
    (
        _day_id,
        _branch,
        _date,
        Column("tender", "text", "How it was paid.", one_of=TENDERS),
        _orders,
        _refunds,
        _net,
        *_sums,
    ),
)
BRANCH_DAY_SPEND = Table(
    "branch_day_spend",
    "one row a branch, trading date and band of 50 pence with an order",
    "Mart: how much orders come to, so that a median is found among a band's sales and not among all.",
    ("branch_id", "trading_date", "from_pence"),
    (
        _day_id,
        _branch,
        _date,
        Column("from_pence", "pence", "The least total of the band, a multiple of 50."),
        Column("orders", "count", "Orders whose total lies in the band.", at_least=1),
    ),
)

TABLES: tuple[Table, ...] = (
    BRANCH,
    BRANCH_NAME,
    BRANCH_TILL,
    BRANCH_FRANCHISE,
    BRANCH_HOURS,
    CLOSURE,
    PRODUCT,
    DOCUMENT,
    DOCUMENT_DAY,
    DOCUMENT_SALE,
    SALE,
    SALE_LINE,
    REJECTION,
    DECISION,
    RUN,
    LOADED_OBJECT,
    RECEIPT,
    RESTATEMENT,
    BRANCH_DAY,
    BRANCH_HOUR,
    BRANCH_DAY_PRODUCT,
    BRANCH_DAY_TENDER,
    BRANCH_DAY_SPEND,
)
