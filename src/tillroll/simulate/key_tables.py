"""The answer key's tables: one value that the reference page and the tests read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyColumn:
    """One column, with its type in Parquet as DuckDB names it."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class KeyTable:
    """One table of the answer key: its grain in words, what it is for, its columns in order."""

    name: str
    grain: str
    meaning: str
    columns: tuple[KeyColumn, ...]


_code = KeyColumn("branch_code", "varchar", "The branch's code, as in branches.csv.")
_branch = KeyColumn("branch", "varchar", "The branch's name, as its files write it. Two branches may have one name.")
_date = KeyColumn("trading_date", "date", "The trading date: sales before 04:00 are of the day before.")
_sale_no = KeyColumn("sale_no", "bigint", "The sale's number, which only the key knows.")

KEY_TABLES = (
    KeyTable(
        "sale",
        "one row a sale that was truly made",
        "Sales that no file tells of are here too.",
        (
            _sale_no,
            _code,
            _branch,
            KeyColumn("till", "varchar", "The till within the branch; empty where a branch has one."),
            _date,
            KeyColumn("placed_at", "timestamp", "Wall time, to the minute where the till writes no seconds."),
            KeyColumn("tender", "varchar", "`cash` or `card`; `unknown` where the till's file does not say."),
            KeyColumn("is_refund", "boolean", "Whether money went back."),
            KeyColumn("total_pence", "bigint", "What the customer paid, in pence; negative for a refund."),
            KeyColumn("is_counted", "boolean", "Whether it counts as it was made, once everything is ingested."),
        ),
    ),
    KeyTable(
        "retold",
        "one row a sale that counts otherwise than it was made",
        "A file tells it so. Its first item is dearer by as much as the total; all else is as in `sale`.",
        (
            _sale_no,
            KeyColumn("placed_at", "timestamp", "Wall time, as the file tells it."),
            KeyColumn("total_pence", "bigint", "The total, as the file tells it."),
        ),
    ),
    KeyTable(
        "sale_line",
        "one row an item of a sale",
        "In the order of the basket.",
        (
            _sale_no,
            KeyColumn("line_no", "integer", "The line's place in the basket, from 1."),
            KeyColumn("name", "varchar", "The item's name, without flavour and size."),
            KeyColumn("flavour", "varchar", "Its flavour; empty if it has none."),
            KeyColumn("size", "varchar", "Its size as the till writes it; empty where the till leaves it blank."),
            KeyColumn("quantity", "decimal(12,3)", "How many; negative where a till takes them back by number."),
            KeyColumn("gross_pence", "bigint", "List price × quantity."),
            KeyColumn("discount_pence", "bigint", "What was taken off: zero or negative, positive on a refund."),
            KeyColumn("net_pence", "bigint", "Gross and discount together."),
            KeyColumn("tax_pence", "bigint", "VAT within it, where the till states any."),
        ),
    ),
    KeyTable(
        "branch_day",
        "one row a branch and trading date",
        "What the register says, and what counts, once everything delivered is ingested. A branch that no list names "
        "has a row only for a day of which a file came; its code is empty.",
        (
            _code,
            _branch,
            _date,
            KeyColumn("is_expected", "boolean", "Whether the branch trades on this day."),
            KeyColumn("state", "varchar", "The register's state of the day."),
            KeyColumn("true_sales", "bigint", "Sales that were truly made, refunds among them."),
            KeyColumn("true_pence", "bigint", "Their total."),
            KeyColumn("sales", "bigint", "Sales that count."),
            KeyColumn("pence", "bigint", "Their total."),
        ),
    ),
    KeyTable(
        "file",
        "one row a delivered file",
        "What must stand on its receipt when all files are ingested in one run.",
        (
            KeyColumn("file", "varchar", "Its name in the landing folder."),
            KeyColumn("delivered_at", "timestamp", "When it came (UTC): the file's own time."),
            KeyColumn(
                "branch_code", "varchar", "The code of the branch whose sales it tells; empty where no list has it."
            ),
            KeyColumn("branch", "varchar", "That branch's name."),
            KeyColumn("trading_date", "date", "The trading date whose sales it tells, or should tell."),
            KeyColumn("fault", "varchar", "The fault that touched it; empty for a genuine file."),
            KeyColumn("outcome", "varchar", "The outcome on its receipt."),
            KeyColumn("data_rows", "bigint", "Rows, headers aside."),
            KeyColumn("rows_rejected", "bigint", "Rows that no sale comes from."),
            KeyColumn("rows_blank", "bigint", "Blank rows."),
            KeyColumn("sales", "bigint", "Good sales that it holds."),
            KeyColumn("pence", "bigint", "Their total."),
        ),
    ),
    KeyTable(
        "rejection",
        "one row a rejected row of a file",
        "Files that can't be read as a whole are not here row by row unless a rule rejects each of their rows.",
        (
            KeyColumn("file", "varchar", "The file's name."),
            KeyColumn("line_no", "bigint", "The physical line, from 1."),
            KeyColumn("rule", "varchar", "The rule that it breaks first."),
        ),
    ),
    KeyTable(
        "planted",
        "one row a thing that was planted",
        "What reports and checks should find.",
        (
            KeyColumn("kind", "varchar", "What it is; see below."),
            KeyColumn("subject", "varchar", "The branch's code, or the region, product or category."),
            KeyColumn("detail", "varchar", "What exactly, in words."),
            KeyColumn("from_date", "date", "The first trading date on which it holds."),
            KeyColumn("to_date", "date", "The last one."),
            KeyColumn("size", "double", "How large it is; see below."),
        ),
    ),
)

PLANTED_KINDS = {
    "region_trend": "A region's sales grow or shrink: the share by which they differ on the last day from the first.",
    "branch_trend": "The same of one branch, on top of its region's.",
    "product_trend": "A product is asked for more or less often: the share by which its weight differs.",
    "price_change": "A product's list price changes for good: by so many pence, before the branch's price band.",
    "promotion": "A category is cheaper for some days: by so many percent. A discount on Square's tills, "
    "a lower price on the others.",
    "sold_out": "A branch has none of an item left on a day: from that hour on.",
    "new_branch": "A branch opens on the first date: 1.",
    "closed_branch": "A branch trades for the last time on the last date: 1.",
    "franchise_change": "A branch changes its owner on the first date: 1.",
    "closure": "A branch or a region is shut by plan: for so many days.",
    "fault": "Something goes wrong with the files of a branch-day; the detail begins with the fault's name: 1.",
}
"""What may be planted, and what its size is."""
