"""Pairs of days: a branch's whole days now beside the same weekday some weeks earlier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from tillroll.calendar import bank_holidays
from tillroll.patience import give_way
from tillroll.report.branch_days import RegisterRow, SoldDays
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


Key = tuple[str, int]
"""A branch and a number of weeks."""
_Dates = tuple[int, date, date]


@dataclass(frozen=True, slots=True)
class Paired:
    """What trends compare: the branches by id, and of each and each number of weeks its pairs, by day."""

    last_day: date
    shops: Mapping[str, Shop]
    pairs: Mapping[Key, Sequence[Pair]]


def earliest_day(last_day: date) -> date:
    """The first day that trends up to this one read."""
    return first_day(last_day) - timedelta(weeks=max(WINDOWS))


def first_day(last_day: date) -> date:
    """The first of the days that trends up to this one compare with others."""
    return last_day - timedelta(days=NOW_DAYS - 1)


def read_shops(warehouse: Warehouse) -> dict[str, Shop]:
    """The branches as trends compare them, by id."""
    return {row[0]: Shop(*row) for row in warehouse.run("reports/trends/branches")}


def pair_days(shops: Mapping[str, Shop], sold: SoldDays, last_day: date) -> Paired:
    """The pairs of the four weeks up to this day, of days that can be compared.

    Of branches that were new then, and of bank holidays, there are none. The days are those of the whole chain, from
    `earliest_day` on.
    """
    chain_began = min((shop.first_day for shop in shops.values()), default=last_day)
    pairs = {
        (branch_id, weeks): found
        for branch_id, shop in shops.items()
        if (days := sold.get(branch_id))
        for weeks in WINDOWS
        if (found := _comparable(days, _dates(last_day, weeks, shop.nation), shop, chain_began))
    }
    return Paired(last_day, shops, pairs)


def _comparable(sold: Mapping[date, RegisterRow], dates: Iterable[_Dates], shop: Shop, chain_began: date) -> list[Pair]:
    """The pairs of a branch that may be compared."""
    give_way()
    settled = _settled_from(shop, chain_began)
    return [
        Pair(day, back, now.net_pence, then.net_pence, now.orders, then.orders, now.units, then.units)
        for back, day, day_then in dates
        if day_then >= settled and (now := sold.get(day)) and (then := sold.get(day_then))
    ]


@lru_cache(maxsize=256)
def _dates(last_day: date, weeks: int, nation: str | None) -> Sequence[_Dates]:
    """The last days, counted back and as dates, with the dates so many weeks earlier; without a nation's holidays."""
    backs = {back: last_day - timedelta(days=back) for back in range(NOW_DAYS - 1, -1, -1)}
    dates = [(back, day, day - timedelta(weeks=weeks)) for back, day in backs.items()]
    holidays = _holidays(nation, *range(earliest_day(last_day).year, last_day.year + 1))
    return [each for each in dates if holidays.isdisjoint(each[1:])]


def _settled_from(shop: Shop, chain_began: date) -> date:
    """From when on the branch had traded four weeks; one as old as the warehouse's data had, for all we know."""
    is_as_old = (shop.first_day - chain_began).days < _WEEK
    return date.min if is_as_old else shop.first_day + timedelta(days=_NEW_DAYS)


@lru_cache(maxsize=64)
def _holidays(nation: str | None, *years: int) -> frozenset[date]:
    return frozenset(day for year in years for day in bank_holidays(nation, year)) if nation else frozenset()
