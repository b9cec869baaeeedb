"""Products: how what the chain takes of each changed beside everything that it sells."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tillroll.report.trends.compare import by_week, without_wild
from tillroll.report.trends.estimate import Estimate, clumping, empirical_spread, estimate
from tillroll.report.trends.pairs import NOW_DAYS

FEWEST_DAYS = 12
_FEWEST_UNITS = 30
_MOST_OF_ONE_SIDE = 0.1
"""On how many of the days a product may have sold only now or only then. A logarithm needs both sides: the days that
are left are those on which it happened to sell well, and hide a part of the change."""


@dataclass(frozen=True, slots=True)
class ProductDay:
    """A product on a trading date now and the same weekday then, over the branches that are compared."""

    product: str
    category: str
    weeks: int
    day: date
    net: int
    net_then: int
    units: float
    units_then: float


@dataclass(frozen=True, slots=True)
class ProductTrend:
    """How a product changed: `own` its net sales, `against` beyond what everything sold changed. Pence a week.

    Where too little was sold to tell, they and `against_week` are None.

    The parts of `change` are what units and prices did, and sum to it.
    """

    product: str
    category: str
    weeks: int
    own: Estimate | None
    against: Estimate | None
    net_week: int
    change: int
    units_part: int
    against_week: int | None


def judge_products(days: Iterable[ProductDay], last_day: date) -> list[ProductTrend]:
    """The trends of all products, by number of weeks and product.

    Products go up and down with the season. How far they scatter together widens the errors of each.
    """
    by_weeks: dict[int, list[ProductDay]] = defaultdict(list)
    for day in days:
        by_weeks[day.weeks].append(day)
    return [trend for weeks in sorted(by_weeks) for trend in _of_weeks(by_weeks[weeks], last_day)]


def _of_weeks(days: Sequence[ProductDay], last_day: date) -> list[ProductTrend]:
    all_sold, compared = _all_sold(days), {day.day for day in days}
    per_week = len({day.weekday() for day in compared}) / len(compared)
    by_product: dict[tuple[str, str], list[ProductDay]] = defaultdict(list)
    for day in days:
        by_product[day.product, day.category].append(day)
    trends = [_trend(found, all_sold, per_week) for _, found in sorted(by_product.items())]
    spread = empirical_spread([trend.against.score for trend in trends if trend.against])
    weekly = clumping(_weeks(found, all_sold, last_day) for found in by_product.values())
    return [_widened(trend, max(spread, weekly)) for trend in trends]


def _all_sold(days: Iterable[ProductDay]) -> dict[date, float]:
    """The logarithm by which everything sold changed, by day."""
    now: dict[date, int] = defaultdict(int)
    then: dict[date, int] = defaultdict(int)
    for day in days:
        now[day.day] += day.net
        then[day.day] += day.net_then
    return {day: math.log(now[day] / then[day]) for day in now if now[day] > 0 and then[day] > 0}


def _changes(days: Iterable[ProductDay], all_sold: Mapping[date, float]) -> dict[date, float]:
    return {
        each.day: math.log(each.net / each.net_then)
        for each in days
        if each.net > 0 and each.net_then > 0 and each.day in all_sold
    }


def _weeks(days: Iterable[ProductDay], all_sold: Mapping[date, float], last_day: date) -> list[list[float]]:
    changes = _changes(days, all_sold)
    daily: list[float | None] = [None] * NOW_DAYS
    for day, change in changes.items():
        daily[(last_day - day).days] = change - all_sold[day]
    return by_week(without_wild(daily)) if changes else []


def _trend(days: Sequence[ProductDay], all_sold: Mapping[date, float], per_week: float) -> ProductTrend:
    """The trend of one product; `per_week` are the days of a trading week by the days that are compared."""
    first = days[0]
    net, net_then = sum(each.net for each in days), sum(each.net_then for each in days)
    units, units_then = sum(each.units for each in days), sum(each.units_then for each in days)
    changes = _changes(days, all_sold)
    is_steady = len(changes) >= max(FEWEST_DAYS, (1 - _MOST_OF_ONE_SIDE) * len(days))
    is_enough = is_steady and min(units, units_then) >= _FEWEST_UNITS and min(net, net_then) > 0
    own = estimate(list(changes.values())) if is_enough else None
    against = estimate([change - all_sold[day] for day, change in changes.items()]) if is_enough else None
    change = round((net - net_then) * per_week)
    prices = [pence / sold for pence, sold in ((net, units), (net_then, units_then)) if sold > 0]
    mean_price = sum(prices) / len(prices) if prices else 0.0
    gap = round(net * per_week * -math.expm1(-against.size)) if against else None
    return ProductTrend(
        first.product,
        first.category,
        first.weeks,
        own,
        against,
        round(net * per_week),
        change,
        round((units - units_then) * mean_price * per_week),
        gap,
    )


def _widened(trend: ProductTrend, times: float) -> ProductTrend:
    return ProductTrend(
        trend.product,
        trend.category,
        trend.weeks,
        trend.own and trend.own.spread(times),
        trend.against and trend.against.spread(times),
        trend.net_week,
        trend.change,
        trend.units_part,
        trend.against_week,
    )
