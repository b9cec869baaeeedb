"""The simulated branch-days: what each sells, when people come, and the files that tell of it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tillroll.simulate.cafes import MENU_KINDS, Cafe, Opening
from tillroll.simulate.deliveries import BranchDate
from tillroll.simulate.world import World, expected_orders

QUARTER_SLOTS = 512
_EVENING = time(20)
_LATEST_MINUTES = 55
_ZONE = ZoneInfo("Europe/London")
_PEAKS = ((8.5, 1.2, 1.3), (12.6, 1.1, 1.5), (15.5, 1.6, 0.9))


@dataclass(frozen=True, slots=True)
class DayFile:
    """The genuine file of one branch, till and trading date. ``delivered_at`` is UTC, ``closes_at`` wall time."""

    number: int
    cafe: Cafe
    till: str
    day: date
    name: str
    delivered_at: datetime
    closes_at: datetime

    @property
    def tells_of(self) -> BranchDate:
        """The branch and trading date whose sales it holds."""
        return BranchDate(self.cafe.code, self.cafe.name, self.day)


@dataclass(frozen=True, slots=True)
class BranchDay:
    """One trading branch-day; ``seed`` is where its sales' random numbers begin."""

    cafe: Cafe
    day_no: int
    day: date
    opening: Opening
    orders: int
    seed: int
    files: tuple[DayFile, ...]

    @property
    def menu_no(self) -> int:
        """The number of the menu that it sells from."""
        return menu_number(self.cafe)


def menu_number(cafe: Cafe) -> int:
    """The number of a café's menu: its kind, and whether its till gives everything a size."""
    return MENU_KINDS.index(cafe.menu_kind) * 2 + cafe.make.is_fully_sized


def branch_days(world: World, day_numbers: Sequence[int]) -> Iterator[BranchDay]:
    """The branch-days of some days on which a branch trades, by day and branch; files are numbered from 0."""
    number = 0
    for day_no in day_numbers:
        day = world.wanted.span.day(day_no)
        for cafe in world.cafes:
            opening = world.opening(cafe, day)
            if opening:
                yield _branch_day(world, cafe, day_no, opening, number)
                number += len(cafe.tills)


def _branch_day(world: World, cafe: Cafe, day_no: int, opening: Opening, number: int) -> BranchDay:
    day = world.wanted.span.day(day_no)
    rng = Random(f"{world.wanted.seed} day {cafe.number} {day}")
    seed = rng.getrandbits(31)
    files = tuple(_file(rng, cafe, till, day, opening[1], number + at) for at, till in enumerate(cafe.tills))
    return BranchDay(cafe, day_no, day, opening, expected_orders(world, cafe, day_no), seed, files)


def _file(rng: Random, cafe: Cafe, till: str, day: date, closes: int, number: int) -> DayFile:
    """It comes within an hour of closing, or of 20:00 if that is later."""
    closes_at = datetime.combine(day, time()) + timedelta(minutes=closes)
    ready_at = max(closes_at, datetime.combine(day, _EVENING))
    delivered_at = utc(ready_at + timedelta(seconds=rng.randint(120, _LATEST_MINUTES * 60)))
    slug = f"{cafe.file_slug}_till-{till}" if till else cafe.file_slug
    return DayFile(number, cafe, till, day, cafe.make.file_of(slug, day), delivered_at, closes_at)


def utc(wall: datetime) -> datetime:
    """A British wall time in UTC."""
    return wall.replace(tzinfo=_ZONE).astimezone(UTC)


def quarters(opening: Opening) -> list[int]:
    """Quarters of an hour after midnight, each as often among ``QUARTER_SLOTS`` as people come in it."""
    first, last = opening[0] // 15, opening[1] // 15
    weights = [_bustle((quarter + 0.5) / 4) for quarter in range(first, last)]
    total, reached = sum(weights), 0.0
    found: list[int] = []
    for quarter, weight in zip(range(first, last), weights, strict=True):
        reached += weight
        found += [quarter] * (round(reached / total * QUARTER_SLOTS) - len(found))
    return found


def _bustle(hour: float) -> float:
    """How many people want something at an hour, over the day's peaks."""
    return 0.25 + sum(height * math.exp(-(((hour - peak) / width) ** 2)) for peak, width, height in _PEAKS)
