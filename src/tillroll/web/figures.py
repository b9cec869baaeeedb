"""Figures, dates and names as a page shows them. Rounding is half up, here and nowhere else."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from markupsafe import Markup, escape

from tillroll.report import Column, OrdersRead
from tillroll.report.dates import Span
from tillroll.web.numbers import localised, localised_sentence
from tillroll.words import hours, pounds, small_pounds, took

NOTHING = "–"
_DECIMALS = {"orders": 0, "items per order": 2, "orders per open branch-hour": 2, "ratio": 2, "hours": 1, "points": 1}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SIGNED_POUNDS = re.compile(r"([+−]£\d(?:[.,’\xa0\u202f]?\d)*)")
_WHOLE = Markup('<span class="whole">{}</span>')
_LONG_TEXT = 40
_LEFT = ("weekday", "text", "date", "moment", "hour")


def cell(value: Any, column: Column) -> str:  # noqa: ANN401 - whatever a column holds
    """One figure of a report.

    >>> cell(424.5, Column("average_spend_pence", "pence per order")), cell(None, Column("a", "share"))
    ('£4.25', '–')
    >>> cell(date(2021, 8, 25), Column("trading_date", "date")), cell(0.97049, Column("punctual", "share"))
    ('Wed 25 Aug 2021', '97.0%')
    >>> cell(-0.0004, Column("change", "share"))
    '0.0%'
    """
    if value is None or value == "":
        return NOTHING
    special = _SPECIAL.get(column.unit)
    if special:
        return special(value)
    return localised(pounds(int(_rounded(value, 0)))) if column.is_money else _plain(value, column)


def with_sign(value: Any, column: Column) -> str:  # noqa: ANN401 - a number of any kind
    """A change, which begins with its sign.

    >>> with_sign(0.025, Column("change", "share")), with_sign(-70, Column("change_pence", "pence"))
    ('+2.5%', '−£0.70')
    """
    return f"{'+' if value > 0 else ''}{cell(value, column)}"


def is_number(column: Column) -> bool:
    """Whether a column's cells are set to the right."""
    return column.unit not in _LEFT


def is_whole(column: Column) -> bool:
    """Whether its cells stand in one line."""
    return column.unit in {"date", "hour"}


def cells(
    rows: Iterable[Sequence[Any]], columns: Sequence[Column], places: Sequence[int] | None = None
) -> list[Markup]:
    """The cells of each row of a table, all or those at some places, each with what the script sorts it by.

    Thousands of cells stand on some pages: a template takes several times as long to print them one by one.

    >>> cells([("Bath", 250), ("A & B", None)], [Column("branch", "text"), Column("net_pence", "pence")], [1])
    [Markup('<td class="number" data-sort="250.0">£2.50</td>'), Markup('<td class="number" data-sort="">–</td>')]
    """
    shown = [(at, columns[at], _class_of(columns[at])) for at in (range(len(columns)) if places is None else places)]
    return [_cells(row, shown) for row in rows]


def _cells(row: Sequence[Any], shown: Sequence[tuple[int, Column, str]]) -> Markup:
    found = []
    for at, column, kind in shown:
        value = row[at]
        is_long = not kind and isinstance(value, str) and len(value) > _LONG_TEXT
        opened = ' class="reason"' if is_long else kind
        found.append(f'<td{opened} data-sort="{escape(sort_key(value))}">{escape(cell(value, column))}</td>')
    return Markup("".join(found))  # noqa: S704 - all that is told is escaped


def _class_of(column: Column) -> str:
    if is_number(column):
        return ' class="number"'
    return ' class="whole"' if is_whole(column) else ""


def heading(column: Column) -> str:
    """A column's title as it heads a table."""
    return column.title[:1].upper() + column.title[1:]


def sort_key(value: Any) -> str:  # noqa: ANN401 - whatever a column holds
    """What the script sorts a cell by; empty for what is not known."""
    if value is None:
        return ""
    return str(float(value)) if isinstance(value, int | float | Decimal) else str(value)


def day(when: date) -> str:
    """A date with its weekday.

    >>> day(date(2021, 8, 25))
    'Wed 25 Aug 2021'
    """
    return f"{when:%a} {when.day} {when:%b %Y}"


def span_words(span: Span | OrdersRead) -> str:
    """First and last date with their weekdays."""
    if span.first_day == span.last_day:
        return day(span.last_day)
    return f"{day(span.first_day)} to {day(span.last_day)}"


def moment(when: datetime) -> str:
    """A moment of the warehouse, which is UTC, on this machine's clock."""
    local = when.replace(tzinfo=UTC).astimezone()
    return f"{day(local)}, {local:%H:%M:%S}"


def since_1970(seconds: float) -> str:
    """A moment that is told in seconds since 1970."""
    return moment(datetime.fromtimestamp(seconds, UTC))


def pence(value: int | None) -> str:
    """Whole pence as pounds."""
    return NOTHING if value is None else localised(pounds(value))


def number(value: int | None) -> str:
    """A whole number."""
    return NOTHING if value is None else localised(f"{value:,}")


def unbroken(text: str) -> Markup:
    """A sentence in which no line ends between a sign and its pounds.

    >>> unbroken("Tea & cake +£12.50, and more")
    Markup('Tea &amp; cake <span class="whole">+£12.50</span>, and more')
    """
    parts = _SIGNED_POUNDS.split(text)
    return Markup().join(_WHOLE.format(part) if at % 2 else part for at, part in enumerate(parts))


def _plain(value: Any, column: Column) -> str:  # noqa: ANN401 - the same
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    digits = _DECIMALS.get(column.unit)
    return localised(f"{_rounded(value, digits):,}" if digits is not None else f"{Decimal(value).normalize():,f}")


def _rounded(value: float | Decimal, digits: int) -> Decimal:
    """Half up; nothing has no sign."""
    return Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


_SPECIAL: Mapping[str, Callable[[Any], str]] = {
    "micropence": lambda value: localised(small_pounds(value)),
    "share": lambda value: localised(f"{_rounded(100 * Decimal(value), 1)}%"),
    "hour": hours,
    "seconds": lambda value: localised(took(value)),
    "weekday": lambda value: WEEKDAYS[value - 1],
}
FILTERS: Mapping[str, Callable[..., Any]] = {
    "cells": cells,
    "is_number": is_number,
    "heading": heading,
    "day": day,
    "dates": span_words,
    "moment": moment,
    "since_1970": since_1970,
    "pence": pence,
    "number": number,
    "in_words": lambda text: unbroken(localised_sentence(text)),
    "unbroken": unbroken,
}
