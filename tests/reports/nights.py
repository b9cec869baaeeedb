"""Uptime in plain Python: which nights were scheduled, and which of them had a run that took their files in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import sqrt

_A_DAY = timedelta(days=1)
_Z = 1.96


@dataclass(frozen=True)
class Night:
    """A run as it happened (UTC): when it began, when it came to its end, and the dates of the files it was given."""

    started_at: datetime
    finished_at: datetime | None
    dates: tuple[date, ...]


def succeeded(due: Mapping[date, datetime], runs: Sequence[Night], now: datetime) -> dict[date, bool]:
    """Whether each night that is over had its run; `due` is when the last file of each date was due."""
    begun = min(run.started_at for run in runs)
    over = {day: at + _A_DAY for day, at in due.items() if begun <= at + _A_DAY < now}
    return {
        day: any(run.finished_at is not None and run.finished_at <= until and day in run.dates for run in runs)
        for day, until in over.items()
    }


def interval(good: int, of: int) -> tuple[float, float]:
    """Wilson's interval of a share, for 95 of 100 cases."""
    share, weight = good / of, _Z**2 / of
    middle = share + weight / 2
    margin = _Z * sqrt(share * (1 - share) / of + weight / (4 * of))
    return max((middle - margin) / (1 + weight), 0), min((middle + margin) / (1 + weight), 1)
