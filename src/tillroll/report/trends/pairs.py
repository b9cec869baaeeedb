"""Pairs of days: a branch's whole days now beside the same weekday some weeks earlier."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, NamedTuple

from tillroll.calendar import bank_holidays
from tillroll.patience import give_way
from tillroll.report.branch_days import NetLogs, RegisterRow, SoldDays
from tillroll.report.trends.compare import Daily
from tillroll.report.warehouse import Warehouse

WINDOWS = (4, 13)
"""Over how many weeks changes are told."""
NOW_DAYS = 28
_NEW_DAYS = 28
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Shop:
    """A branch as trends compare it; `first_day` is its first trading date that a file tells of."""

    branch_id: str
    name: str
    region: str
    nation: str | None
    branch_no: int
    first_day: date


class Pair(NamedTuple):
    """A branch's trading date now and the same weekday then. Money is pence.

    `back` counts the days from it to the last, which is 0. A tuple, for there are tens of thousands, and they are made
    while somebody waits.
    """

    day: date
    back: int
    net: int
    net_then: int
    orders: int
    orders_then: int
    units: float
    units_then: float


_FIGURES = attrgetter("net_pence", "orders", "units")
_PAIR: Callable[[Iterable[Any]], Pair] = partial(tuple.__new__, Pair)
"""Makes a pair of its fields: a class that is called takes several times as long."""
Key = tuple[str, int]
"""A branch and a number of weeks."""


@dataclass(frozen=True, slots=True)
class Paired:
    """What trends are made of: the branches by id, and of each and each number of weeks its pairs, by day."""

    last_day: date
    shops: Mapping[str, Shop]
    pairs: Mapping[Key, Sequence[Pair]]

    def net_changes(self) -> dict[Key, Daily]:
        """How net sales changed from one day of a pair to the other, as `net_changes` tells it."""
        return {
            key: daily((pair.back, math.log(pair.net) - math.log(pair.net_then)) for pair in pairs)
            for key, pairs in self.pairs.items()
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """The days that trends rest on, of each branch and number of weeks: counted back from the last."""

    last_day: date
    shops: Mapping[str, Shop]
    backs: Mapping[Key, Sequence[int]]


def daily(changes: Iterable[tuple[int, float]]) -> list[float | None]:
    """Changes by day, counted back from the last."""
    found: list[float | None] = [None] * NOW_DAYS
    for back, change in changes:
        found[back] = change
    return found


def earliest_day(last_day: date) -> date:
    """The first day that trends up to this one read."""
    return first_day(last_day) - timedelta(weeks=max(WINDOWS))


def first_day(last_day: date) -> date:
    """The first of the days that trends up to this one compare with others."""
    return last_day - timedelta(days=NOW_DAYS - 1)


def read_shops(warehouse: Warehouse) -> dict[str, Shop]:
    """The branches as trends compare them, by id."""
    return {row[0]: Shop(*row) for row in warehouse.run("reports/trends/branches")}


def net_changes(shops: Mapping[str, Shop], logs: NetLogs, last_day: date) -> dict[Key, Daily]:
    """How each branch's net sales changed, as logarithms, of the days that can be compared with some weeks before.

    They are the four weeks up to this day. Of branches that were new then, and of bank holidays, there are none. The
    logarithms are those of the whole chain, from this day back to `earliest_day`.
    """
    chain_began = min((shop.first_day for shop in shops.values()), default=last_day)
    return {
        (branch_id, weeks): _changes(own, weeks, shop, last_day, chain_began)
        for branch_id, shop in shops.items()
        if (own := logs.get(branch_id))
        for weeks in WINDOWS
    }


def pair_days(shops: Mapping[str, Shop], changes: Mapping[Key, Daily], sold: SoldDays, last_day: date) -> Paired:
    """The pairs of the days that can be compared: those of which changes are told."""
    days = [last_day - timedelta(days=back) for back in range((last_day - earliest_day(last_day)).days + 1)]
    pairs = {key: _pairs(sold[key[0]], days, key[1], own) for key, own in changes.items()}
    return Paired(last_day, shops, pairs)


def _changes(logs: Sequence[float | None], weeks: int, shop: Shop, last_day: date, chain_began: date) -> Daily:
    give_way()
    apart = weeks * _WEEK
    settled = max((last_day - _settled_from(shop, chain_began)).days - apart + 1, 0)
    found = [
        None if now is None or then is None else now - then
        for now, then in zip(logs[: min(NOW_DAYS, settled)], logs[apart:], strict=False)
    ]
    found += [None] * (NOW_DAYS - len(found))
    for back in _holidays_among(last_day, weeks, shop.nation):
        found[back] = None
    return found


def _pairs(sold: Mapping[date, RegisterRow], days: Sequence[date], weeks: int, changes: Daily) -> list[Pair]:
    """The pairs of a branch, the earliest first."""
    give_way()
    found = []
    for back in range(NOW_DAYS - 1, -1, -1):
        if changes[back] is not None:
            net, orders, units = _FIGURES(sold[days[back]])
            net_then, orders_then, units_then = _FIGURES(sold[days[back + weeks * _WEEK]])
            found.append((days[back], back, net, net_then, orders, orders_then, units, units_then))
    return [*map(_PAIR, found)]


@lru_cache(maxsize=256)
def _holidays_among(last_day: date, weeks: int, nation: str | None) -> Sequence[int]:
    """The last days, counted back, of which they or those so many weeks earlier are a nation's bank holidays."""
    days = [(back, last_day - timedelta(days=back)) for back in range(NOW_DAYS)]
    holidays = _holidays(nation, *range(earliest_day(last_day).year, last_day.year + 1))
    return [back for back, day in days if not holidays.isdisjoint((day, day - timedelta(weeks=weeks)))]


def _settled_from(shop: Shop, chain_began: date) -> date:
    """From when on the branch had traded four weeks; one as old as the warehouse's data had, for all we know."""
    is_as_old = (shop.first_day - chain_began).days < _WEEK
    return date.min if is_as_old else shop.first_day + timedelta(days=_NEW_DAYS)


@lru_cache(maxsize=64)
def _holidays(nation: str | None, *years: int) -> frozenset[date]:
    return frozenset(day for year in years for day in bank_holidays(nation, year)) if nation else frozenset()
