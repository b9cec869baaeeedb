"""What a watch decides: which files have come to rest, which deadlines have passed, how long to pause. It has no clock.

Seconds are those of a clock that nobody sets: a file rests when it has looked the same for the settle time, whatever
its own time says. Deadlines are moments (UTC), because they are times of day.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tillroll.branches import Branch
from tillroll.calendar import Closure
from tillroll.register import EARLIEST_DEADLINE, expect

Mark = tuple[int, int]
"""A file's size in bytes and the time at which it was last written, in nanoseconds."""

ENOUGH = 500
"""So many files at rest are a full batch: they wait for no other."""
PATIENCE = 3
"""For so many settle times do files at rest wait for others that still arrive, so that a burst is few batches."""
LONGEST_PAUSE = 300.0
REST = 4
"""For so many times as long as a look took does a watch rest after it: a fifth of the time at most it looks."""
LATEST_WORD = timedelta(days=1)
"""A deadline that passed longer ago is no news."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """One file: its mark, since when it looks so (seconds), and what was done about it."""

    mark: Mark
    since: float
    is_taken: bool = False
    tries: int = 0
    not_before: float = 0.0


Sightings = Mapping[Path, Sighting]


def see(before: Sightings, found: Mapping[Path, Mark], now: float) -> dict[Path, Sighting]:
    """The files as they are now. One that is new or looks different begins to rest; one that is gone is forgotten."""
    return {
        path: known if (known := before.get(path)) and known.mark == mark else Sighting(mark, now)
        for path, mark in found.items()
    }


def settling(sightings: Sightings, now: float, settle: float) -> list[Path]:
    """The files that may still grow: each was another, or not there, less than the settle time ago."""
    return [path for path, seen in sightings.items() if not seen.is_taken and now - seen.since < settle]


def ready(sightings: Sightings, now: float, settle: float) -> list[Path]:
    """The files to take now: those at rest, unless others still arrive that soon can come along."""
    rested = [path for path, seen in sightings.items() if _is_due(seen, now, settle)]
    if not rested or len(rested) >= ENOUGH or not settling(sightings, now, settle):
        return rested
    waited = now - min(sightings[path].since for path in rested)
    return rested if waited >= patience(settle) else []


def patience(settle: float) -> float:
    """So many seconds at most pass between a file's last change and its being taken while others still arrive."""
    return (1 + PATIENCE) * settle


def _is_due(seen: Sighting, now: float, settle: float) -> bool:
    return not seen.is_taken and now - seen.since >= settle and now >= seen.not_before


def taken(sightings: Sightings, paths: Iterable[Path]) -> dict[Path, Sighting]:
    """The files once these are done with, until they change."""
    return {**sightings, **{path: replace(sightings[path], is_taken=True) for path in paths}}


def put_off(sightings: Sightings, paths: Iterable[Path], now: float, every: float) -> dict[Path, Sighting]:
    """The files once these could not be taken: each waits longer the more often that happened."""
    later = {path: _later(sightings[path], now, every) for path in paths}
    return {**sightings, **later}


def _later(seen: Sighting, now: float, every: float) -> Sighting:
    return replace(seen, tries=seen.tries + 1, not_before=now + pause(seen.tries, every))


def unmounted(
    before: Mapping[Path, int], devices: Mapping[Path, int], filled: Collection[Path]
) -> tuple[dict[Path, int], set[Path]]:
    """The disk on which each folder last held files, and the folders that are empty now and on another disk.

    So looks the place of a network share that is not mounted: it can be read, and nothing is there.
    """
    after = {**before, **{folder: device for folder, device in devices.items() if folder in filled}}
    return after, {folder for folder, device in devices.items() if after.get(folder, device) != device}


def pause(tries: int, every: float) -> float:
    """How many seconds to wait after a failure that so many came before.

    >>> [pause(tries, 5) for tries in (0, 1, 2, 10, 10000)]
    [5.0, 10.0, 20.0, 300.0, 300.0]
    """
    return min(every * 2.0 ** min(tries, 16), max(LONGEST_PAUSE, every))


def until_rest(sightings: Sightings, now: float, settle: float) -> float:
    """How many seconds until the first file that may still grow will have come to rest; endless where none does."""
    return min((sightings[path].since + settle - now for path in settling(sightings, now, settle)), default=math.inf)


def until_next_look(every: float, look_took: float, rests_in: float = math.inf) -> float:
    """How many seconds to rest after a look: no longer than until a file comes to rest.

    >>> [until_next_look(0.5, look_took) for look_took in (0.01, 0.25, 3)]
    [0.5, 1.0, 12]
    >>> until_next_look(0.5, 0.01, rests_in=0.1)
    0.1
    """
    return max(min(every, rests_in), REST * look_took)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment (UTC) by which branches owe a trading date; without a list of branches, nobody knows which."""

    at: datetime
    trading_date: date
    branch_ids: frozenset[str] = frozenset()


def deadlines(
    listed: Mapping[str, Branch], closures: Collection[Closure], days: Iterable[date], grace: timedelta, time_zone: str
) -> tuple[Deadline, ...]:
    """The deadlines of trading dates, in order: the later of 20:00 and closing, plus a grace, in each branch's zone.

    Without listed branches there is one a day, in the chain's zone.
    """
    owed: dict[tuple[datetime, date], set[str]] = defaultdict(set)
    for day in days:
        if not listed:
            owed[_evening(day, grace, time_zone), day] = set()
        for branch_id, branch in listed.items():
            shutting = [closure for closure in closures if closure.shuts(branch, day)]
            at = expect(branch, day, shutting, grace).deadline
            if at:
                owed[at, day].add(branch_id)
    return tuple(Deadline(at, day, frozenset(owed[at, day])) for at, day in sorted(owed))


def _evening(day: date, grace: timedelta, time_zone: str) -> datetime:
    at = (datetime.combine(day, EARLIEST_DEADLINE) + grace).replace(tzinfo=ZoneInfo(time_zone))
    return at.astimezone(UTC).replace(tzinfo=None)


def days_around(now: datetime) -> list[date]:
    """The trading dates of which a deadline may lie between a day ago and tomorrow, wherever the branch is."""
    return [now.date() + timedelta(days=days) for days in range(-3, 3)]


def due(planned: Iterable[Deadline], told: Collection[tuple[datetime, date]], now: datetime) -> list[Deadline]:
    """The deadlines that have passed, at most a day ago, and were not told of yet. ``now`` is UTC."""
    return [each for each in planned if now - LATEST_WORD <= each.at < now and (each.at, each.trading_date) not in told]
