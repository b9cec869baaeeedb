"""What a role that sees a part of the chain may read of each table, as conditions of row-level security.

They speak of three views that the warehouse's owner keeps, which tell each role of its own: `reader_span` (branch_id,
first_day, last_day), `reader_day` (branch_id, trading_date, day_id) and `reader_document` (document_id).
"""

from collections.abc import Mapping

from tillroll.contract.aids import ROW_STORE_AIDS
from tillroll.contract.table import Table
from tillroll.contract.tables import TABLES

_OWN_DAY = "(branch_id, trading_date) in (select day.branch_id, day.trading_date from reader_day as day)"
_OWN_DAY_ID = "day_id in (select day.day_id from reader_day as day)"
_OWN_BRANCH = "branch_id in (select span.branch_id from reader_span as span)"
_OWN_DOCUMENT = "document_id in (select own.document_id from reader_document as own)"
_OWN_WEEK = (
    "exists (select 1 from reader_span as span where span.branch_id = {table}.branch_id "
    "and span.first_day <= week_from and span.last_day >= week_from + 6)"
)
_OWN: Mapping[str, str] = {
    "branch_week": _OWN_WEEK.format(table="branch_week"),
    "branch_week_product": _OWN_WEEK.format(table="branch_week_product"),
    "branch_franchise": (
        "exists (select 1 from reader_span as span where span.branch_id = branch_franchise.branch_id "
        "and owned_from <= span.last_day and coalesce(owned_to, cast('9999-12-31' as date)) >= span.first_day)"
    ),
    "product": "product_id in (select sold.product_id from branch_day_product as sold)",
    "sale_line": (
        "exists (select 1 from sale where sale.trading_date = sale_line.trading_date "
        "and sale.sale_id = sale_line.sale_id)"
    ),
    "data_version": "true",
    "document": _OWN_DOCUMENT,
    "rejection": _OWN_DOCUMENT,
    "receipt": _OWN_DOCUMENT,
}
"""Where the columns don't say it. A table within a condition is read under its own."""
_CLOSED = ("closure", "run")
"""Of these such a role reads nothing: they tell of the whole chain."""
VIEWS = ("current_sale", "current_sale_line")
"""The views that such a role may read; they show what it may read of their tables."""


def own_rows(table: Table) -> str | None:
    """The condition for the rows that a role may read; None where it may read nothing.

    >>> own_rows(next(table for table in TABLES if table.name == "run"))
    """
    if table.name in _CLOSED:
        return None
    columns = table.column_names()
    by_columns = (
        ("day_id", _OWN_DAY_ID),
        ("trading_date", _OWN_DAY),
        ("branch_id", _OWN_BRANCH),
    )
    return _OWN.get(table.name) or next((own for column, own in by_columns if column in columns), None)


def conditions() -> dict[str, str]:
    """The condition of each table that such a role may read, by its name."""
    return {table.name: own for table in (*TABLES, *ROW_STORE_AIDS) if (own := own_rows(table))}
