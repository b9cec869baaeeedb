"""Filters in an address: read from it, and written into links."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from tillroll.errors import ConfigurationError
from tillroll.report import Choice, Report

FILTERS = tuple(field.name for field in fields(Choice))
LONGEST_TEXT = 120
MOST_ROWS = 1000
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
NAMED = ("branch", "region", "franchise", "product", "category", "size", "daypart", "tender", "against")
_WORDS = {"from_day": "from", "to_day": "to"}


def choice_of(query: Mapping[str, str]) -> Choice:
    """The filters of an address. An empty one was not chosen; one that no report knows is left alone.

    >>> choice_of({"branch": "Leeds", "from": "2021-08-01", "region": ""})
    Choice(dates=None, from_day=datetime.date(2021, 8, 1), to_day=None, branch='Leeds', region=None, franchise=None, \
product=None, category=None, size=None, daypart=None, tender=None, against=None, rows=None)
    """
    said = {name: query.get(_WORDS.get(name, name), "").strip() for name in FILTERS}
    if any(len(text) > LONGEST_TEXT or not text.isprintable() for text in said.values()):
        raise ConfigurationError("one of the filters is too long, or no text: choose it anew")
    days = {name: _day(_WORDS[name], said.pop(name)) for name in _WORDS}
    rows = _rows(said.pop("rows"))
    dates = None if any(days.values()) else said.pop("dates") or None
    chosen: dict[str, Any] = days | {name: said[name] or None for name in NAMED}
    return Choice(dates=dates, rows=rows, **chosen)


def query_of(choice: Choice, **changed: str | None) -> str:
    """A choice as the query of an address, with some filters changed; None takes one away."""
    said = {_WORDS.get(name, name): getattr(choice, name) for name in FILTERS}
    kept = {name: str(value) for name, value in (said | changed).items() if value not in {None, ""}}
    return urlencode(kept)


def fitting(report: Report, choice: Choice) -> Choice:
    """Those filters of a choice that the report takes."""
    others = {name: None for name in (*NAMED, "rows") if name not in report.filters}
    return replace(choice, **others)


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(f"{name}: that is no date: write it as 2021-08-25") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ConfigurationError(f"{name}: choose a date from {_FIRST_YEAR} to {_LAST_YEAR}")
    return day


def _rows(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_ROWS)) and 1 <= int(text) <= MOST_ROWS):
        raise ConfigurationError(f"rows: ask for 1 to {MOST_ROWS:,}")
    return int(text)
