"""The trends of products in plain Python, held against all that the same branches sold."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.trends.reference import Item, Pair
from tests.trends.sizes import Daily, Size, clumping, less, spread_of, tame_days, tame_mean_of, weeks_of

FEWEST_UNITS, FEWEST_DAYS, LEAST_BOTH = 30, 12, 0.9
Ware = tuple[str, str]
"""A product and its category."""
Figures = tuple[float | int | None, ...]


@dataclass
class WareDay:
    """A product on the days of the branches that are compared: now and then."""

    net: list[int] = field(default_factory=lambda: [0, 0])
    units: list[int] = field(default_factory=lambda: [0, 0])


def ware_figures(pairs: Iterable[Pair], ware_of: Callable[[Item], Ware], last: date) -> dict[Ware, Figures]:
    """Change, against all, at least, at most, and the pence of each product."""
    wares = _by_ware(pairs, ware_of)
    days = {day for found in wares.values() for day in found}
    whole = {
        day: [sum(found[day].net[at] for found in wares.values() if day in found) for at in (0, 1)] for day in days
    }
    shared = {(last - day).days: math.log(now / then) for day, (now, then) in whole.items() if min(now, then) > 0}
    changes = {ware: _changes(found, shared, last) for ware, found in wares.items()}
    told = [ware for ware, found in wares.items() if _is_told(found, changes[ware])]
    beyond = {ware: tame_mean_of(list(less(changes[ware], shared).values())) for ware in told}
    own = {ware: tame_mean_of(list(changes[ware].values())).share for ware in told}
    weekly = clumping(weeks_of(tame_days(less(daily, shared))) for daily in changes.values() if daily)
    times = max(weekly, spread_of([size.score for size in beyond.values()]))
    per_week = len({day.weekday() for day in days}) / len(days) if days else 0
    return {ware: _figures(found, per_week, own.get(ware), beyond.get(ware), times) for ware, found in wares.items()}


def _by_ware(pairs: Iterable[Pair], ware_of: Callable[[Item], Ware]) -> dict[Ware, dict[date, WareDay]]:
    wares: dict[Ware, dict[date, WareDay]] = defaultdict(lambda: defaultdict(WareDay))
    for pair in pairs:
        for at, sold in enumerate((pair.now, pair.then)):
            for item, pence in sold.pence.items():
                found = wares[ware_of(item)][pair.day]
                found.net[at] += pence
                found.units[at] += sold.items[item]
    return wares


def _changes(found: Mapping[date, WareDay], shared: Daily, last: date) -> dict[int, float]:
    """Of the days on which it sold now and then."""
    return {
        (last - day).days: math.log(each.net[0] / each.net[1])
        for day, each in sorted(found.items())
        if min(each.net) > 0 and (last - day).days in shared
    }


def _is_told(found: Mapping[date, WareDay], changes: Daily) -> bool:
    """Whether its change may be told as a share."""
    net, units = _sums(found)
    is_steady = len(changes) >= FEWEST_DAYS and len(changes) >= LEAST_BOTH * len(found)
    return is_steady and min(units) >= FEWEST_UNITS and min(net) > 0


def _sums(found: Mapping[date, WareDay]) -> tuple[list[int], list[int]]:
    net = [sum(each.net[at] for each in found.values()) for at in (0, 1)]
    units = [sum(each.units[at] for each in found.values()) for at in (0, 1)]
    return net, units


def _figures(
    found: Mapping[date, WareDay], per_week: float, own: float | None, beyond: Size | None, times: float
) -> Figures:
    net, units = _sums(found)
    change = round((net[0] - net[1]) * per_week)
    prices = [pence / sold for pence, sold in zip(net, units, strict=True) if sold > 0]
    of_units = round((units[0] - units[1]) * sum(prices) / max(len(prices), 1) * per_week)
    pence = round(net[0] * per_week), change, of_units, change - of_units
    if beyond is None:
        return None, None, None, None, *pence, None
    gap = round(net[0] * per_week * -math.expm1(-beyond.mean))
    return own, beyond.share, *beyond.times(times).span, *pence, gap
