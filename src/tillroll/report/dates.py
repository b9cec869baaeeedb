"""Spans of trading dates: the presets by name, counted from today or from the warehouse's newest trading date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tillroll.errors import ConfigurationError

DEFAULT = "last-4-weeks"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """The days from which presets count.

    `last` is today in a warehouse that is live, else its newest trading date; `ended` is the last day that is over:
    yesterday, or that same date. `first` is the oldest trading date.
    """

    first: date
    last: date
    ended: date
    is_live: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Trading dates, first and last included, and how they were chosen, in words."""

    first_day: date
    last_day: date
    words: str


def clock_of(chain: tuple[date, date] | None, last_day: date, today: date) -> Clock:
    """The clock of a warehouse with these first and newest trading dates, whose register ends on `last_day`."""
    is_live = last_day >= today
    first = chain[0] if chain else last_day
    return Clock(first, last_day, last_day - _DAY if is_live and chain else last_day, is_live)


def _weeks(clock: Clock, number: int) -> tuple[date, date]:
    return clock.ended - timedelta(weeks=number) + _DAY, clock.ended


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _last_week(clock: Clock) -> tuple[date, date]:
    end = _monday(clock.last) - _DAY
    return _monday(end), end


PRESETS: Mapping[str, Callable[[Clock], tuple[date, date]]] = {
    "yesterday": lambda clock: (clock.ended, clock.ended),
    "last-7-days": lambda clock: _weeks(clock, 1),
    "this-week": lambda clock: (_monday(clock.last), clock.last),
    "last-week": _last_week,
    "last-4-weeks": lambda clock: _weeks(clock, 4),
    "this-month": lambda clock: (clock.last.replace(day=1), clock.last),
    "this-year": lambda clock: (clock.last.replace(month=1, day=1), clock.last),
    "all": lambda clock: (clock.first, clock.last),
}
"""What each preset means, as first and last day. Weeks begin on Monday."""


def span_of(clock: Clock, preset: str | None, first: date | None, last: date | None) -> Span:
    """The dates that were asked for. `ConfigurationError` if that is said twice or ends before it begins."""
    if preset and (first or last):
        raise ConfigurationError("dates: give a preset or --from and --to, not both")
    if not (first or last):
        name = preset or DEFAULT
        return Span(*PRESETS[name](clock), f"{name}, counted from {_anchor(clock)}")
    begin, end = first or min(clock.first, last or clock.last), last or max(clock.last, first or clock.last)
    if end < begin:
        raise ConfigurationError(f"dates: {end} lies before {begin}: change the two")
    return Span(begin, end, "as asked")


def _anchor(clock: Clock) -> str:
    return "today" if clock.is_live else f"the newest trading date, {clock.last}"
