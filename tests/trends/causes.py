"""What drove trends in plain Python: traffic, items per order, price and mix, which sum to the change to the penny."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tests.trends.reference import Judged, Pair
from tests.trends.sizes import Size

Factors = tuple[float, float, float, float]
"""Logarithms of what orders, items an order, prices and the mix did."""
Parts = tuple[int, int, int, int]
"""Pence a week of the same."""
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Driven:
    """Pence a week by what drove them: of whole changes, and of what peers did not share."""

    own: Mapping[str, Parts]
    beyond: Mapping[str, Parts]
    region_own: Mapping[str, Parts]
    region_beyond: Mapping[str, Parts]
    chain: Factors


@dataclass(frozen=True)
class Week:
    """What pairs come to in a trading week of their branch, and what changed it."""

    net: float
    net_then: float
    factors: Factors


def drive(judged: Judged, prices: Mapping[tuple[str, int], float], chain: Factors | None = None) -> Driven:
    weeks = {
        name: _week(trend.pairs, prices.get((name, judged.weeks), 0.0))
        for name, trend in judged.branches.items()
        if trend.pairs
    }
    chain = chain or _mean_factors(weeks.values())
    of_regions = {region: _mean_factors(weeks[name] for name in names) for region, names in judged.members.items()}
    region_of = {name: region for region, names in judged.members.items() for name in names}
    own = {name: shared_out(week.net, week.net_then, week.factors) for name, week in weeks.items()}
    beyond, region_beyond = {}, {}
    for name, week in weeks.items():
        trend = judged.branches[name]
        if trend.beyond:
            peers = of_regions[region_of[name]] if trend.peers == "region" else chain
            beyond[name] = _beyond_peers(week.net, trend.beyond, week.factors, peers)
    for region, trend in judged.regions.items():
        if trend.beyond:
            taken = sum(weeks[name].net for name in judged.members[region])
            region_beyond[region] = _beyond_peers(taken, trend.beyond, of_regions[region], chain)
    region_own = {region: summed(own[name] for name in names) for region, names in judged.members.items()}
    return Driven(own, beyond, region_own, region_beyond, chain)


def price_change(pairs: Sequence[Pair]) -> float:
    """The mean change of the prices of items that sold now and then, weighted by their mean share of net sales."""
    net, net_then = added(pair.now.pence for pair in pairs), added(pair.then.pence for pair in pairs)
    units, units_then = added(pair.now.items for pair in pairs), added(pair.then.items for pair in pairs)
    both = [item for item in net if min(net[item], net_then[item], units[item], units_then[item]) > 0]
    taken, taken_then = sum(net[item] for item in both), sum(net_then[item] for item in both)
    return sum(
        math.log((net[item] / units[item]) / (net_then[item] / units_then[item]))
        * (net[item] / taken + net_then[item] / taken_then)
        / 2
        for item in both
    )


def added(counters: Iterable[Counter[K]]) -> Counter[K]:
    """All of them together, with what comes to nothing."""
    found = Counter[K]()
    for counter in counters:
        found.update(counter)
    return found


def summed(parts: Iterable[Parts]) -> Parts:
    every = list(parts)
    traffic, items, price, mix = (sum(each[at] for each in every) for at in range(4))
    return traffic, items, price, mix


def _week(pairs: Sequence[Pair], price: float) -> Week:
    days = len({pair.day.weekday() for pair in pairs}) / len(pairs)
    taken, before = sum(pair.now.net for pair in pairs), sum(pair.then.net for pair in pairs)
    traffic = math.log(sum(pair.now.orders for pair in pairs) / sum(pair.then.orders for pair in pairs))
    units = math.log(sum(pair.now.units for pair in pairs) / sum(pair.then.units for pair in pairs))
    mix = math.log(taken / before) - units - price
    return Week(taken * days, before * days, (traffic, units - traffic, price, mix))


def _mean_factors(weeks: Iterable[Week]) -> Factors:
    """The mean of branches, weighted by what they took then."""
    every = list(weeks)
    whole = sum(week.net_then for week in every)
    if not whole:
        return 0.0, 0.0, 0.0, 0.0
    traffic, items, price, mix = (sum(week.net_then * week.factors[at] for week in every) / whole for at in range(4))
    return traffic, items, price, mix


def _beyond_peers(taken: float, beyond: Size, factors: Factors, peers: Factors) -> Parts:
    traffic, items, price, mix = (own - theirs for own, theirs in zip(factors, peers, strict=True))
    return shared_out(taken, taken * math.exp(-beyond.mean), (traffic, items, price, mix))


def shared_out(taken: float, base: float, factors: Factors) -> Parts:
    """Pence above a base by factor: the logarithmic mean times each, and what that leaves over by their sizes."""
    whole, span = taken - base, sum(map(abs, factors))
    if not span:
        return round(whole), 0, 0, 0
    mean = whole / math.log(taken / base) if whole else taken
    left = whole - sum(factor * mean for factor in factors)
    parts = [factor * mean + left * abs(factor) / span for factor in factors]
    pence = [round(part) for part in parts]
    pence[max(range(4), key=lambda at: abs(parts[at]))] += round(whole) - sum(pence)
    return pence[0], pence[1], pence[2], pence[3]
