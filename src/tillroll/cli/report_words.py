"""A report's answer as people read it: pounds and percent, its dates, and what its figures rest on."""

from calendar import day_name
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tillroll.cli.tables import table_text
from tillroll.report import Answer, Basis, Column, OrdersRead, Restatement, Span
from tillroll.words import count, day, moment, pounds, short_id, shown, small_pounds, took

NOTHING = "–"
_MOST_NAMES = 5
_LEFT = ("text", "date", "moment")
_DECIMALS = {"items per order": 2, "orders per open branch-hour": 2, "ratio": 2, "hours": 1, "points": 1}


def answer_text(answer: Answer) -> str:
    """The whole answer: title, table, and what its figures rest on."""
    rows = table_text(headings(answer), list(row_texts(answer))) if answer.rows else nothing_text(answer)
    return "\n".join((*title_lines(answer), "", rows, "", *basis_lines(answer.basis)))


def nothing_text(answer: Answer) -> str:
    """What stands in the place of a table without rows: also what is lacking, where the report knows."""
    return " ".join(("Nothing to show.", *([answer.report.empty] if answer.report.empty else ())))


def headings(answer: Answer) -> list[str]:
    """The columns' names in words; one that ends in a blank is set to the right."""
    return [_heading(column) for column in answer.report.columns]


def row_texts(answer: Answer) -> Iterator[list[str]]:
    """Each row in words."""
    for row in answer.rows:
        yield [cell_text(value, column) for value, column in zip(row, answer.report.columns, strict=True)]


def cell_text(value: Any, column: Column) -> str:  # noqa: ANN401 - whatever a column holds
    """One figure as people read it: rounded half up, here and nowhere else.

    >>> cell_text(424.5, Column("average_spend_pence", "pence per order")), cell_text(None, Column("a", "share"))
    ('£4.25', '–')
    >>> cell_text(0.97049, Column("punctual", "share")), cell_text(9, Column("hour", "hour"))
    ('97.0%', '09:00 to 10:00')
    """
    if value is None or value == "":
        return NOTHING
    special = _SPECIAL.get(column.unit)
    if special:
        return special(value)
    return pounds(int(rounded(value, 0))) if column.is_money else _plain(value, column)


def _plain(value: Any, column: Column) -> str:  # noqa: ANN401 - the same
    if isinstance(value, datetime):
        return moment(value.replace(tzinfo=UTC))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return shown(value)
    if column.unit == "weekday":
        return str(day_name[value - 1])
    digits = _DECIMALS.get(column.unit)
    return f"{rounded(value, digits):,}" if digits is not None else f"{Decimal(value).normalize():,f}"


def rounded(value: float | Decimal, digits: int) -> Decimal:
    """Half up, away from zero.

    >>> rounded(0.5, 0), rounded(Decimal("-1.25"), 1)
    (Decimal('1'), Decimal('-1.3'))
    """
    return Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


_SPECIAL: Mapping[str, Callable[[Any], str]] = {
    "micropence": small_pounds,
    "share": lambda value: f"{rounded(100 * Decimal(value), 1)}%",
    "hour": lambda value: f"{value:02d}:00 to {(value + 1) % 24:02d}:00",
    "seconds": took,
}


def _heading(column: Column) -> str:
    return column.title if column.unit in _LEFT else f"{column.title} "


# What it rests on


def title_lines(answer: Answer) -> Iterator[str]:
    """The title, and what was chosen."""
    yield answer.report.title
    if answer.span:
        yield f"{_dates(answer.span)} ({answer.span.words})"
    if answer.only:
        yield shown(answer.only)


def _dates(span: Span | OrdersRead) -> str:
    first, last = span.first_day, span.last_day
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def basis_lines(basis: Basis | None) -> Iterator[str]:
    """Coverage, the orders read, freshness, what is missing and last restated; less of a report that is not of days."""
    if basis is None:
        yield "Coverage  the warehouse's own log, which leaves nothing out"
        return
    yield f"Coverage  {_coverage(basis)}"
    if basis.read:
        orders, branch_days = count(basis.read.orders, "order"), count(basis.read.branch_days, "branch-day")
        yield f"Read      {orders} of {branch_days}, {_dates(basis.read)}"
    newest = basis.newest_sale_at
    yield f"Freshness {f'the newest sale is of {day(newest)}, {newest:%H:%M}' if newest else 'no sale counts here'}"
    yield f"Missing   {_missing(basis)}"
    yield f"Restated  {_restated(basis.restatement) if basis.restatement else 'nothing, since it was first published'}"


def _coverage(basis: Basis) -> str:
    if basis.coverage is None:
        return "no branch-day was expected"
    share = rounded(100 * Decimal(basis.coverage), 1)
    others = {"partial": basis.partial_days, "held": basis.held_days, "provisional": basis.provisional_days}
    rest = "".join(f"; {number:,} {state}" for state, number in others.items() if number)
    expected = count(basis.expected_days, "expected branch-day")
    return f"{basis.complete_days:,} of {expected} complete ({share}%){rest}"


def _missing(basis: Basis) -> str:
    if not basis.missing:
        return "no branch-day"
    days = sum(number for _, number in basis.missing)
    named = [f"{shown(name)} ({count(number, 'day')})" for name, number in basis.missing[:_MOST_NAMES]]
    more = len(basis.missing) - len(named)
    rest = f" and {count(more, 'other')}" if more else ""
    branches = count(len(basis.missing), "branch", "branches")
    return f"{count(days, 'branch-day')} of {branches}: {', '.join(named)}{rest}"


def _restated(last: Restatement) -> str:
    file = shown(last.file) if last.file else "a change of the list of branches"
    by = f"{file} ({short_id(last.document_id)})" if last.document_id else file
    days = count(last.branch_days, "branch-day")
    what = days if last.pence is None else f"{'+' if last.pence > 0 else ''}{pounds(last.pence)} on {days}"
    return f"last {moment(last.restated_at.replace(tzinfo=UTC))}: {what}, by {by}"
