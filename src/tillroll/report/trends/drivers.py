"""What drives a change, in pounds a week: traffic, items per order, price and mix, which sum to it to the penny."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tillroll.patience import give_way
from tillroll.report.trends.judge import Judged, Trend
from tillroll.report.trends.pairs import Key, Pair

NOTHING = (0.0, 0.0, 0.0, 0.0)
Factors = tuple[float, float, float, float]
"""Logarithms of what orders, items per order, prices and the mix did to net sales. They sum to its own."""


@dataclass(frozen=True, slots=True)
class Drivers:
    """Pence a week by cause. `total` is their sum."""

    traffic: int = 0
    items: int = 0
    price: int = 0
    mix: int = 0

    @property
    def total(self) -> int:
        """The change that they explain."""
        return self.traffic + self.items + self.price + self.mix

    def __add__(self, other: "Drivers") -> "Drivers":
        """Both together."""
        return Drivers(
            self.traffic + other.traffic, self.items + other.items, self.price + other.price, self.mix + other.mix
        )


@dataclass(frozen=True, slots=True)
class Sums:
    """What a branch's pairs come to: net sales in pence per week of its trading days, and the factors of its change."""

    net: float
    net_then: float
    factors: Factors


@dataclass(frozen=True, slots=True)
class Driven:
    """The drivers over one number of weeks: of each branch's whole change, and of what its peers did not share."""

    own: Mapping[str, Drivers]
    against: Mapping[str, Drivers]
    region_own: Mapping[str, Drivers]
    region_against: Mapping[str, Drivers]
    chain: Factors


def drive(judged: Judged, price_changes: Mapping[Key, float], chain: Factors | None = None) -> Driven:
    """The drivers of every trend. Price changes are logarithms; a branch without one had none that can be told.

    Of a part of a chain that was judged beside the whole, `chain` are the factors of the whole.
    """
    sums = {
        branch: sums_of(trend.pairs, price_changes.get((branch, judged.weeks), 0.0))
        for branch, trend in judged.branches.items()
        if trend.pairs
    }
    chain = chain or mean_factors(sums.values())
    regions = {name: mean_factors(sums[each] for each in members) for name, members in judged.members.items()}
    region_of = {branch: name for name, members in judged.members.items() for branch in members}
    peers = {branch: regions[region_of[branch]] if _is_local(judged, branch) else chain for branch in sums}
    own = {branch: shared_out(each.net, each.net_then, each.factors) for branch, each in sums.items()}
    against = {
        branch: _beyond(each.net, trend, each.factors, peers[branch])
        for branch, each in sums.items()
        if (trend := judged.branches[branch]).against
    }
    region_own = {name: sum((own[each] for each in members), Drivers()) for name, members in judged.members.items()}
    region_against = {
        name: _beyond(sum(sums[each].net for each in judged.members[name]), trend, regions[name], chain)
        for name, trend in judged.regions.items()
        if trend.against
    }
    return Driven(own, against, region_own, region_against, chain)


def _is_local(judged: Judged, branch: str) -> bool:
    return judged.branches[branch].peers == "region"


def sums_of(pairs: Sequence[Pair], price_change: float) -> Sums:
    """What pairs come to, scaled to the branch's trading week."""
    give_way()
    dates, _, *figures = zip(*pairs, strict=True)
    days = len({day.weekday() for day in dates}) / len(pairs)
    net, net_then, orders, orders_then, units, units_then = map(sum, figures)
    traffic = math.log(orders / orders_then)
    items = math.log(units / units_then) - traffic
    mix = math.log(net / net_then) - traffic - items - price_change
    return Sums(net * days, net_then * days, (traffic, items, price_change, mix))


def mean_factors(sums: Iterable[Sums]) -> Factors:
    """The factors of branches together, by what each took then."""
    every = list(sums)
    weight = sum(each.net_then for each in every)
    if not weight:
        return NOTHING
    traffic, items, price, mix = (
        sum(each.net_then * each.factors[at] for each in every) / weight for at in range(len(NOTHING))
    )
    return traffic, items, price, mix


def _beyond(net: float, trend: Trend, factors: Factors, peers: Factors) -> Drivers:
    """What the subject takes more a week than if it had changed as its peers did, by cause."""
    size = trend.against.size if trend.against else 0.0
    own, theirs = factors, peers
    beyond = (own[0] - theirs[0], own[1] - theirs[1], own[2] - theirs[2], own[3] - theirs[3])
    return shared_out(net, net * math.exp(-size), beyond)


def shared_out(net: float, base: float, factors: Factors) -> Drivers:
    """Pence above a base, shared out by logarithms. What these leave over is shared by their sizes, never dropped.

    >>> shared_out(9048.0, 10000.0, (-0.12, 0.02, 0.0, 0.0))
    Drivers(traffic=-1142, items=190, price=0, mix=0)
    """
    span = sum(map(abs, factors))
    if not span:
        return Drivers(traffic=round(net - base))
    scale = (net - base) / math.log(net / base) if net != base else net
    parts = [factor * scale for factor in factors]
    left = net - base - sum(parts)
    shared = [part + left * abs(factor) / span for part, factor in zip(parts, factors, strict=True)]
    return Drivers(*_whole(shared, round(net - base)))


def _whole(parts: Sequence[float], whole: int) -> list[int]:
    """Whole numbers that come to the whole; the largest part takes what rounding leaves over."""
    rounded = [round(part) for part in parts]
    largest = max(range(len(parts)), key=lambda at: abs(parts[at]))
    rounded[largest] += whole - sum(rounded)
    return rounded
