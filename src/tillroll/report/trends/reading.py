"""Which rows add up to the days that trends compare: those of whole weeks, and of days to add to them or to take off.

Sets of days are numbers with a bit for each: the lowest is that of the sixth day after the last that is compared, the
next that of the day before it, and so on back.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from tillroll.report.trends.pairs import NOW_DAYS

_WEEK = 7
_AROUND = _WEEK - 1
"""How many days before and after those that may be compared a week of them can reach."""
_WHOLE_WEEK = (1 << _WEEK) - 1
_LEAST_OF_A_WEEK = 5
"""From so many days of a week on its row and those of the others are fewer to read than those of the days."""
BACKS = tuple(range(-_AROUND, NOW_DAYS + _AROUND))
BITS = tuple(1 << (back + _AROUND) for back in BACKS)
"""The bit of each of the days that are counted back by `BACKS`."""


class Reading(NamedTuple):
    """What is added up: the weeks that begin on the `whole` days, and the days `added`, less those `taken_off`."""

    whole: int
    added: int
    taken_off: int


def days_of(backs: Iterable[int]) -> int:
    """The set of these days, counted back from the last that is compared.

    >>> days_of([0, 2]) == 0b101 << 6
    True
    """
    return sum(1 << (back + _AROUND) for back in backs)


def reading_of(days: int, last_day: date) -> Reading:
    """How to read days, of which none is after the last.

    >>> monday_to_friday = days_of(range(2, 7))  # as of a Sunday
    >>> reading = reading_of(monday_to_friday, date(2025, 6, 29))
    >>> reading == Reading(days_of([6]), 0, days_of([0, 1]))
    True
    >>> reading_of(days_of([4, 5, 6]), date(2025, 6, 29)) == Reading(0, days_of([4, 5, 6]), 0)
    True
    """
    whole = added = taken_off = 0
    week = _WHOLE_WEEK << (last_day.isoweekday() - 1)
    while week <= BITS[-1] * 2:
        own = days & week
        if own.bit_count() >= _LEAST_OF_A_WEEK:
            whole |= 1 << (week.bit_length() - 1)
            taken_off |= week & ~days
        else:
            added |= own
        week <<= _WEEK
    return Reading(whole, added, taken_off)
