"""Trends in plain Python, from what truly happened: how branches, regions and the chain changed, and how surely.

It follows docs/explanation/trends.md. What drove them is in `causes`, the rows that reports make of it in `rows`.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from statistics import fmean

import holidays

from tests.reports.compared import SUBDIVISIONS
from tests.reports.happened import Sale, Shop, Truth, grouped, net, orders, units_of
from tests.trends.sizes import (
    Daily,
    Size,
    clumping,
    error_of,
    less,
    mean_of,
    shared_by,
    spread_of,
    tame_days,
    tame_mean_of,
    weeks_of,
)

WEEKS, NOW_DAYS, NEW_DAYS = (4, 13), 28, 28
FEWEST_DAYS, FEWEST_WEEKS, FEWEST_PEERS, FEWEST_FOR_SPREAD = 12, 3, 5, 20
Item = tuple[str, str, str]
Sums = Counter[Item]


@dataclass(frozen=True)
class Sold:
    """What a branch sold on a whole day; pence and units by item as tills write it, pence by hour."""

    net: int = 0
    orders: int = 0
    units: int = 0
    hours: Counter[int] = field(default_factory=Counter)
    pence: Sums = field(default_factory=Counter)
    items: Sums = field(default_factory=Counter)


@dataclass(frozen=True)
class Pair:
    """A whole day beside the same weekday some weeks earlier."""

    day: date
    before: date
    now: Sold
    then: Sold


@dataclass(frozen=True)
class Trend:
    """How a branch, a region or the chain changed, and what its peers did not share of it; pairs without wild days."""

    own: Size | None = None
    beyond: Size | None = None
    orders: Size | None = None
    peers: str = ""
    peer_branches: int = 0
    pairs: tuple[Pair, ...] = ()
    note: str = ""

    @property
    def wild(self) -> int:
        """How many days were left out."""
        size = self.beyond or self.own
        return size.wild if size else 0


@dataclass(frozen=True)
class Judged:
    """The trends over a number of weeks; shared are the chain's changes by day, of net sales and of orders."""

    weeks: int
    branches: Mapping[str, Trend]
    regions: Mapping[str, Trend]
    chain: Trend
    members: Mapping[str, Sequence[str]]
    shared: tuple[Daily, Daily]

    @property
    def compared(self) -> list[str]:
        return [name for name, trend in self.branches.items() if trend.own]


# --- pairs ---


def sold_by_day(truth: Truth) -> dict[tuple[str, date], Sold]:
    """What whole days came to."""
    whole = ((day.branch, day.trading_date) for day in truth.days if day.is_whole)
    return {key: _sold(truth.sales_by_day[key]) for key in whole if key in truth.sales_by_day}


def _sold(sales: Sequence[Sale]) -> Sold:
    hours, pence, items = Counter[int](), Counter[Item](), Counter[Item]()
    for sale in sales:
        hours[sale.placed_at.hour] += sale.total_pence
        for line in sale.lines:
            item = line.name, line.flavour, line.size
            pence[item] += line.net_pence
            items[item] += line.quantity
    return Sold(net(sales), orders(sales), units_of(sales), hours, pence, items)


def first_days_of(truth: Truth) -> dict[str, date]:
    """The first day of each branch that ever sent something."""
    days: dict[str, date] = {}
    for name, day in sorted(truth.sales_by_day):
        days.setdefault(name, day)
    return days


def pairs_of(
    truth: Truth, first_days: Mapping[str, date], sold: Mapping[tuple[str, date], Sold], last: date, weeks: int
) -> dict[str, tuple[Pair, ...]]:
    """The pairs of each branch, by day."""
    began = min(first_days.values())
    found: dict[str, tuple[Pair, ...]] = {}
    for name, first in sorted(first_days.items()):
        is_new = first - began >= timedelta(weeks=1)
        settled = first + timedelta(days=NEW_DAYS) if is_new else began
        days = (last - timedelta(days=back) for back in reversed(range(NOW_DAYS)))
        both = ((day, day - timedelta(weeks=weeks)) for day in days)
        found[name] = tuple(
            Pair(day, before, sold[name, day], sold[name, before])
            for day, before in both
            if (name, day) in sold and (name, before) in sold and before >= settled
            if not any(is_holiday(truth.shops[name].nation, each) for each in (day, before))
            if all(min(each.net, each.orders, each.units) > 0 for each in (sold[name, day], sold[name, before]))
        )
    return found


@cache
def is_holiday(nation: str, day: date) -> bool:
    return bool(nation) and day in holidays.country_holidays("GB", subdiv=SUBDIVISIONS[nation], years=day.year)


# --- what branches share, and what is their own ---


class Beside:
    """The daily changes of branches beside each other; beside the chain's, where they are a part of one."""

    def __init__(self, changes: Mapping[str, Daily], shops: Mapping[str, Shop], shared: Daily | None) -> None:
        self.changes = changes
        self.shared = shared_by(changes) if shared is None else shared
        self.beyond_chain = {name: less(daily, self.shared) for name, daily in changes.items()}
        self.members = {
            region: sorted(names)
            for region, names in sorted(grouped(changes, lambda name: shops[name].region).items())
            if region
        }
        self.of_region = {
            region: shared_by({name: self.beyond_chain[name] for name in names})
            for region, names in self.members.items()
        }
        self.peers = {name: self._peers(shops[name].region) for name in changes}
        self.beyond = {name: self._beyond(name, shops[name].region) for name in changes}
        self.tame = {name: tame_days(daily) for name, daily in self.beyond.items()}

    def _peers(self, region: str) -> tuple[str, int]:
        near, all_others = len(self.members.get(region, ())) - 1, len(self.changes) - 1
        if near >= FEWEST_PEERS:
            return "region", near
        return ("chain", all_others) if all_others >= FEWEST_PEERS else ("", 0)

    def _beyond(self, name: str, region: str) -> Daily:
        kind, _ = self.peers[name]
        if kind == "region":
            return less(self.beyond_chain[name], self.of_region[region])
        return self.beyond_chain[name] if kind else self.changes[name]

    def size(self, name: str) -> Size:
        """What the branch's peers did not share."""
        kept = list(self.tame[name].values())
        return mean_of(kept, len(self.beyond[name]) - len(kept))

    def wider(self) -> float:
        """How many times larger the errors of branches are than their days alone say."""
        weekly = clumping(weeks_of(daily) for daily in self.tame.values())
        scores = [self.size(name).score for name in self.changes if self.peers[name][0]]
        return max(weekly, spread_of(scores)) if len(scores) >= FEWEST_FOR_SPREAD else weekly

    def region_size(self, region: str) -> Size:
        """What the chain did not share of a region's change: each branch counts once."""
        kept = [[self.beyond_chain[name][at] for at in self.tame[name]] for name in self.members[region]]
        return tame_mean_of([fmean(days) for days in kept]).beside(self.region_error(region))

    def region_error(self, region: str) -> float:
        """The error that a region's days have in common."""
        weeks = {name: weeks_of(tame_days(daily)) for name, daily in self.of_region.items()}
        return clumping(weeks.values()) * error_of([value for week in weeks[region] for value in week])


def judge(
    pairs: Mapping[str, tuple[Pair, ...]],
    shops: Mapping[str, Shop],
    weeks: int,
    last: date,
    whole: Judged | None = None,
) -> Judged:
    """The trends of these branches; as a part of the whole, beside its days."""
    fit = {name: own for name, own in pairs.items() if _is_enough(own, last)}
    shared = whole.shared if whole else (None, None)
    beside = Beside(_daily(fit, last, lambda sold: sold.net), shops, shared[0])
    orders_beside = Beside(_daily(fit, last, lambda sold: sold.orders), shops, shared[1])
    raw = {name: _branch_trend(name, own, last, beside, orders_beside) for name, own in sorted(pairs.items())}
    times, orders_times = beside.wider(), orders_beside.wider()
    branches = {
        name: replace(
            trend,
            beyond=trend.beyond and trend.beyond.times(times),
            orders=trend.orders and trend.orders.times(orders_times),
        )
        for name, trend in raw.items()
    }
    compared = len(whole.compared if whole else fit)
    regions = {region: _region_trend(region, branches, compared, beside, orders_beside) for region in beside.members}
    return Judged(weeks, branches, regions, _chain_trend(beside), beside.members, (beside.shared, orders_beside.shared))


def _is_enough(pairs: Sequence[Pair], last: date) -> bool:
    weeks = {(last - pair.day).days // 7 for pair in pairs}
    return len(pairs) >= FEWEST_DAYS and len(weeks) >= FEWEST_WEEKS


def _daily(fit: Mapping[str, Sequence[Pair]], last: date, figure: Callable[[Sold], int]) -> dict[str, dict[int, float]]:
    return {
        name: {(last - pair.day).days: math.log(figure(pair.now) / figure(pair.then)) for pair in pairs}
        for name, pairs in fit.items()
    }


def _branch_trend(name: str, pairs: tuple[Pair, ...], last: date, beside: Beside, orders_beside: Beside) -> Trend:
    if name not in beside.changes:
        return Trend(note=f"only {len(pairs)} days can be compared")
    own = tame_mean_of(list(beside.changes[name].values()))
    kept = tuple(pair for pair in pairs if (last - pair.day).days in beside.tame[name])
    kind, others = beside.peers[name]
    if not kind:
        return Trend(own, pairs=kept, note="too few branches to compare with")
    return Trend(own, beside.size(name), orders_beside.size(name), kind, others, kept)


def _region_trend(
    region: str, branches: Mapping[str, Trend], compared: int, beside: Beside, orders_beside: Beside
) -> Trend:
    members = beside.members[region]
    if len(members) < FEWEST_PEERS:
        return Trend(note=f"only {len(members)} branches can be compared")
    if compared - len(members) < FEWEST_PEERS:
        return Trend(note="too few branches elsewhere to compare with")
    own = mean_of([own.mean for name in members if (own := branches[name].own)])
    return Trend(
        own.beside(beside.region_error(region)),
        beside.region_size(region),
        orders_beside.region_size(region),
        "chain",
        len(members),
        tuple(pair for name in members for pair in branches[name].pairs),
    )


def _chain_trend(beside: Beside) -> Trend:
    """Its weeks count as single values, beside how its branches differ."""
    count = len(beside.changes)
    if count < FEWEST_PEERS:
        return Trend(note=f"only {count} branches can be compared")
    weeks = [fmean(week) for week in weeks_of(tame_days(beside.shared))]
    own = mean_of([fmean(daily.values()) for daily in beside.changes.values()])
    return Trend(replace(own.beside(error_of(weeks)), values=len(weeks)), peer_branches=count)
