"""Pairs of days: a branch's whole days now beside the same weekday some weeks earlier."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from tillroll.calendar import bank_holidays
from tillroll.report.warehouse import Row, Warehouse

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
    first_day: date


class Pair(NamedTuple):
    """A branch's trading date now and the same weekday then. Money is pence, change a logarithm.

    A tuple, for there are tens of thousands, and they are made while somebody waits.
    """

    day: date
    day_id: int
    day_id_then: int
    net: int
    net_then: int
    orders: int
    orders_then: int
    units: float
    units_then: float

    @property
    def change(self) -> float:
        """The logarithm of net sales now by then."""
        return math.log(self.net / self.net_then)

    @property
    def traffic(self) -> float:
        """The same of orders."""
        return math.log(self.orders / self.orders_then)


Key = tuple[str, int]
"""A branch and a number of weeks."""


@dataclass(frozen=True, slots=True)
class Paired:
    """What trends compare: the branches by id, and of each and each number of weeks its pairs, by day."""

    last_day: date
    shops: Mapping[str, Shop]
    pairs: Mapping[Key, list[Pair]]

    def number(self, day: date) -> int:
        """A day counted back from the last, which is 0."""
        return (self.last_day - day).days


def earliest_day(last_day: date) -> date:
    """The first day that trends up to this one read."""
    return first_day(last_day) - timedelta(weeks=max(WINDOWS))


def first_day(last_day: date) -> date:
    """The first of the days that trends up to this one compare with others."""
    return last_day - timedelta(days=NOW_DAYS - 1)


def read_pairs(warehouse: Warehouse, last_day: date) -> Paired:
    """The pairs of the four weeks up to this day; of branches that were new then, and of bank holidays, there are none.

    The register of these days must be staged.
    """
    shops = {row[0]: Shop(*row) for row in warehouse.run("reports/trends/branches")}
    chain_began = min((shop.first_day for shop in shops.values()), default=last_day)
    rows = warehouse.run(
        "reports/trends/paired_days",
        weeks=list(WINDOWS),
        earliest_day=earliest_day(last_day),
        first_day=first_day(last_day),
        last_day=last_day,
    )
    pairs: dict[Key, list[Pair]] = {}
    for (branch_id, weeks), own in groupby(rows, key=itemgetter(0, 1)):
        found = _comparable(own, weeks, shops[branch_id], chain_began)
        if found:
            pairs[branch_id, weeks] = found
    return Paired(last_day, shops, pairs)


def _comparable(rows: Iterable[Row], weeks: int, shop: Shop, chain_began: date) -> list[Pair]:
    """The pairs of a branch and a number of weeks that may be compared."""
    settled, apart = _settled_from(shop, chain_began), timedelta(weeks=weeks)
    told = [(pair, pair.day - apart) for pair in map(Pair._make, (row[2:] for row in rows))]
    holidays = _holidays(shop.nation, *sorted({day.year for pair, then in told for day in (pair.day, then)}))
    return [pair for pair, then in told if then >= settled and not (pair.day in holidays or then in holidays)]


def _settled_from(shop: Shop, chain_began: date) -> date:
    """From when on the branch had traded four weeks; one as old as the warehouse's data had, for all we know."""
    is_as_old = (shop.first_day - chain_began).days < _WEEK
    return date.min if is_as_old else shop.first_day + timedelta(days=_NEW_DAYS)


@lru_cache(maxsize=64)
def _holidays(nation: str | None, *years: int) -> frozenset[date]:
    return frozenset(day for year in years for day in bank_holidays(nation, year)) if nation else frozenset()
