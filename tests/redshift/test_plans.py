"""Distribution and sort keys are used: which joins of each statement move rows, and which scans read all dates.

Read from the parsed statements alone. A cluster's EXPLAIN has the last word.
"""

import pytest
from sqlglot import parse_one

from tests.redshift.plans import HISTORIES, moving_joins, unbounded_scans
from tests.redshift.statements import parsed
from tillroll.contract.redshift import KEPT_SPREADS, SPREADS
from tillroll.contract.tables import TABLES

BATCH = "both hold one batch"
CONTESTED = "what is left of it are the contested branch-days of one batch"
PERSON = "a person asks for it, seldom, of the branch-days that wait"
CHECK = "a check, run seldom; a document's sales lie where their own ids put them"
YEARS = "a day and that of the year before: a row of each a branch-day that was asked for"
ASKED = "the branch-days that are asked about go to their sales: a row of each a branch-day, and the sales are bounded"
SEPARATE = "both go by day_id to a third that stands first, so they lie together"
MOVING = {
    "load/add_contested_sale_lines": BATCH,
    "load/add_contested_sales": BATCH,
    "load/new_sale": BATCH,
    "load/number_stream_twins": CONTESTED,
    "load/own_sales": CONTESTED,
    "marts/add_restatements": CONTESTED,
    "marts/changed_tender": BATCH,
    "marts/fill_branch_day": SEPARATE,
    "migrations/0003_fill_branch_day_spend": "it runs once, when a warehouse of an older version is opened",
    "checks/current_sale_is_claimed": CHECK,
    "check document_sale.document_id reference": CHECK,
    "check sale.document_id reference": CHECK,
    "reports/quarantined_shares": PERSON,
    "reports/stage/chain_pair": YEARS,
    "reports/stage/own_chain_pair": YEARS,
    "reports/stage/sold_of_sales": ASKED,
    "reports/stage/sold_of_lines": ASKED,
    "reports/received_days": "the register compares documents with the mart: a row of each a branch-day",
}
"""Statements with a join of two large tables that moves rows, and why that is no harm."""

ROWS_A_DAY = {"document_day", "branch_day"}
"""Histories of a row or a few a branch-day: a thousand branches make some two million in seven years."""
ALL_DATES = {
    *("views/current_sale", "reports/sales_by_day", "lists/totals"),
    *("migrations/0003_fill_branch_day_spend", "migrations/0006_fill_branch_week_product"),
    "checks/branch_week_product_is_its_days",
}
"""Statements that mean all dates: a view, whose reader bounds them; how many sales each day has, and all of them; marts
that are filled for the first time, or held against what they sum.
"""


def test_every_table_that_grows_by_the_day_is_spread_and_sorted() -> None:
    dated = {table.name for table in TABLES if "trading_date" in table.column_names()}
    whole = {"decision", "restatement"}
    assert dated - whole == HISTORIES


def test_keys_are_columns_of_their_tables() -> None:
    columns = {table.name: table.column_names() for table in TABLES}
    for name, spread in SPREADS.items():
        assert {spread.by or spread.order[0], *spread.order} <= set(columns[name])
    assert not set(KEPT_SPREADS) & set(columns)


def test_only_these_statements_join_large_tables_by_other_columns() -> None:
    assert {name for name, tree in parsed().items() if list(moving_joins(tree))} == set(MOVING)


def test_no_report_of_the_catalogue_moves_rows_of_large_tables() -> None:
    assert [name for name in MOVING if name.startswith("reports/catalogue/")] == []


def test_large_histories_are_read_by_date() -> None:
    found = {
        name: set(unbounded_scans(tree)) - ROWS_A_DAY
        for name, tree in parsed().items()
        if not name.startswith(("table ", "readable ", "check ", "compare ")) and name not in ALL_DATES
    }
    assert {name: tables for name, tables in found.items() if tables} == {}


@pytest.mark.parametrize(
    ("condition", "is_bounded"),
    [
        ("where sold.trading_date between date '2024-01-01' and date '2024-01-31'", True),
        ("inner join chosen_day as day on sold.trading_date = day.trading_date", True),
        ("where sold.trading_date in (select trading_date from chosen_day)", True),
        ("inner join chosen_day as day on sold.day_id = day.day_id", False),
        ("inner join chosen_day as day on sold.day_id = day.day_id and day.trading_date > date '2024-01-01'", False),
        ("where sold.trading_date is not null", False),
        ("where exists (select 1 from chosen_day as day where day.trading_date > date '2024-01-01')", False),
        ("", False),
    ],
)
def test_only_a_comparison_of_a_historys_own_date_bounds_it(condition: str, is_bounded: bool) -> None:
    tree = parse_one(f"select sum(sold.net_pence) from branch_hour as sold {condition}", read="redshift")
    assert (list(unbounded_scans(tree)) == []) is is_bounded
