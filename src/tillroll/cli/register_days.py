"""The register's rows as people read them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from tillroll.report import RegisterRow, Warehouse, register
from tillroll.report.branch_days import NOT_READ
from tillroll.words import count, pounds

_FORTNIGHT = timedelta(days=13)


def register_days(
    warehouse: Warehouse, first: date | None, last: date | None, branch: str | None, grace_minutes: int
) -> list[RegisterRow]:
    """The register; without a first day, of the fortnight up to the last one or the newest that sold."""
    spans = warehouse.run("reports/first_days")
    if first is None and spans:
        begun, newest = min(span[1] for span in spans), max(span[2] for span in spans)
        first = max(begun, (last or newest) - _FORTNIGHT)
    return register(warehouse, first, last, branch, grace_minutes=grace_minutes)


def row_texts(row: RegisterRow) -> tuple[str, ...]:
    """One branch-day in words."""
    figures = (f"{row.orders:,}", pounds(row.net_pence), str(row.documents_standing), str(row.documents_held))
    blank = ("", "", "", "")
    came = row.documents_standing or row.documents_held or row.orders
    why = f"{NOT_READ}: see 'tillroll quarantine list'" if row.reason == NOT_READ else row.reason or ""
    return (row.trading_date.isoformat(), row.branch_name, row.state, *(figures if came else blank), why)


def summary(rows: Sequence[RegisterRow]) -> str:
    """How many branch-days are in each state, and what they sold."""
    if not rows:
        return "No branch-day of these: nothing came and nothing was expected."
    states = Counter(row.state for row in rows)
    words = ", ".join(f"{number:,} {state}" for state, number in states.most_common())
    net = pounds(sum(row.net_pence for row in rows))
    return f"{count(len(rows), 'branch-day')}: {words}. {sum(row.orders for row in rows):,} orders, {net}."
