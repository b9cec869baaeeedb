"""Spans of trading dates: the presets by name, counted from today or from the warehouse's newest trading date."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tillroll import words
from tillroll.errors import ConfigurationError

DEFAULT = "last-4-weeks"
Pairs = list[tuple[date, date]]
"""Trading dates and the earlier ones that they are compared with."""
TYPICAL_WEEKS = (1, 2, 3, 4)
_DAY = timedelta(days=1)
_WEEKS = 52
_PERIODS = tuple(quarter + weeks for quarter in (1, 14, 27, 40) for weeks in (0, 4, 8))


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


def _whole_weeks(clock: Clock, weeks: int) -> tuple[date, date]:
    """The last weeks from Monday to Sunday that have ended."""
    monday = _monday(clock.ended + _DAY)
    return monday - timedelta(weeks=weeks), monday - _DAY


def _period(day: date) -> date:
    """The Monday on which a day's period begins: quarters of 4, 4 and 5 ISO weeks; a 53rd week joins the last period.

    >>> _period(date(2024, 1, 1)), _period(date(2024, 2, 1)), _period(date(2021, 1, 2))
    (datetime.date(2024, 1, 1), datetime.date(2024, 1, 29), datetime.date(2020, 11, 23))
    """
    year, week, _ = day.isocalendar()
    return date.fromisocalendar(year, max(begin for begin in _PERIODS if begin <= week), 1)


PRESETS: Mapping[str, Callable[[Clock], tuple[date, date]]] = {
    "yesterday": lambda clock: (clock.ended, clock.ended),
    "last-7-days": lambda clock: _weeks(clock, 1),
    "this-week": lambda clock: (_monday(clock.last), clock.last),
    "last-week": _last_week,
    "last-4-weeks": lambda clock: _weeks(clock, 4),
    "last-4-whole-weeks": lambda clock: _whole_weeks(clock, 4),
    "last-13-weeks": lambda clock: _weeks(clock, 13),
    "this-period": lambda clock: (_period(clock.last), clock.last),
    "last-period": lambda clock: (_period(_period(clock.last) - _DAY), _period(clock.last) - _DAY),
    "this-month": lambda clock: (clock.last.replace(day=1), clock.last),
    "this-year": lambda clock: (clock.last.replace(month=1, day=1), clock.last),
    "all": lambda clock: (clock.first, clock.last),
}
"""What each preset means, as first and last day. Weeks begin on Monday; a period is that of `_period`."""


def _previous(first: date, last: date) -> Pairs:
    """As many days just before."""
    days = _dates(first, last)
    return [(day, day - len(days) * _DAY) for day in days]


def _typical(first: date, last: date) -> Pairs:
    """The same weekday of each of the four weeks before."""
    return [(day, day - timedelta(weeks=weeks)) for day in _dates(first, last) for weeks in TYPICAL_WEEKS]


def _year(first: date, last: date) -> Pairs:
    return [(day, earlier) for day in _dates(first, last) if (earlier := year_earlier(day))]


COMPARISONS: Mapping[str, Callable[[date, date], Pairs]] = {
    "previous-period": _previous,
    "last-year": _year,
    "typical": _typical,
    "week-before": lambda first, last: [(day, day - timedelta(weeks=1)) for day in _dates(first, last)],
}
"""The trading dates from the first to the last, each beside those that it is compared with."""
AGAINST = ("previous-period", "last-year")
"""The comparisons that a reader may choose; the first unless another is chosen."""


def year_earlier(day: date) -> date | None:
    """The same day of the same ISO week of the year before: 364 days earlier, or 371 where a 53rd week lies between.

    A day of a 53rd week has none.

    >>> year_earlier(date(2024, 3, 1)), year_earlier(date(2021, 3, 1)), year_earlier(date(2020, 12, 30))
    (datetime.date(2023, 3, 3), datetime.date(2020, 2, 24), None)
    """
    year, week, weekday = day.isocalendar()
    return None if week > _WEEKS else date.fromisocalendar(year - 1, week, weekday)


def _dates(first: date, last: date) -> list[date]:
    return [first + at * _DAY for at in range((last - first).days + 1)]


def span_of(clock: Clock, preset: str | None, first: date | None, last: date | None, default: str = DEFAULT) -> Span:
    """The dates that were asked for. `ConfigurationError` if that is said twice or ends before it begins."""
    if preset and (first or last):
        raise ConfigurationError("dates: give a preset or --from and --to, not both")
    if not (first or last):
        name = preset or default
        begin, end = PRESETS[name](clock)
        return Span(begin, end, f"{name}, counted from {_anchor(clock, end)}")
    begin, end = first or min(clock.first, last or clock.last), last or max(clock.last, first or clock.last)
    if end < begin:
        raise ConfigurationError(f"dates: {end} lies before {begin}: change the two")
    return Span(begin, end, "as asked")


def _anchor(clock: Clock, end: date) -> str:
    if clock.is_live:
        return "today"
    return "the newest trading date" + ("" if end == clock.last else f", {clock.last:%a} {words.day(clock.last)}")


def joined(span: tuple[date, date] | None, first: date, last: date) -> tuple[date, date]:
    """A span made as long as to hold these dates too."""
    return (min(span[0], first), max(span[1], last)) if span else (first, last)


def touches(span: tuple[date, date], first: date, last: date) -> bool:
    """Whether no date lies between a span and these."""
    return max(first - span[1], span[0] - last) <= timedelta(days=1)


def gaps(span: tuple[date, date] | None, first: date, last: date) -> list[tuple[date, date]]:
    """The spans next to one that it lacks to hold these dates too; no date lies between them.

    >>> gaps((date(2025, 6, 5), date(2025, 6, 6)), date(2025, 6, 1), date(2025, 6, 6))
    [(datetime.date(2025, 6, 1), datetime.date(2025, 6, 4))]
    """
    if last < first:
        return []
    if span is None:
        return [(first, last)]
    whole, day = joined(span, first, last), timedelta(days=1)
    return [(begin, end) for begin, end in ((whole[0], span[0] - day), (span[1] + day, whole[1])) if begin <= end]
