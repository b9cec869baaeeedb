"""The judgement: how each branch, region and the chain changed, and against what it is compared."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from tillroll.patience import give_way
from tillroll.report.trends.compare import FEWEST_PEERS, Comparison, Daily, known
from tillroll.report.trends.estimate import Estimate, empirical_spread, estimate, estimate_of, mean, standard_error
from tillroll.report.trends.pairs import NOW_DAYS, WINDOWS, Pair, Paired

FEWEST_PAIRS = 12
_FEWEST_WEEKS = 3
_FEWEST_FOR_SPREAD = 20
Peers = Literal["region", "chain", ""]


@dataclass(frozen=True, slots=True)
class Trend:
    """How one subject changed over some weeks: a branch by id, a region by name, or the chain by an empty text.

    `own` is the whole change of its net sales, season and all; `against` the part that its peers did not share, and
    `traffic` the same of its orders. A branch's peers are its region, or the chain where its region has too few
    branches; a region's are the chain. None is unknown, and `reason` says why.
    `pairs` are the days that the estimate rests on; `wild` tells how many were left out.
    """

    subject: str
    weeks: int
    own: Estimate | None = None
    against: Estimate | None = None
    traffic: Estimate | None = None
    peers: Peers = ""
    peer_branches: int = 0
    pairs: tuple[Pair, ...] = ()
    reason: str = ""

    @property
    def wild(self) -> int:
        """How many days, or branches of a region, were left out because they stand out too far."""
        change = self.against or self.own
        return change.wild if change else 0


@dataclass(frozen=True, slots=True)
class Judged:
    """The trends over one number of weeks: branches by id, regions by name with the ids of their branches.

    The indices are the middle of all branches' daily changes, of net sales and of orders.
    """

    weeks: int
    branches: Mapping[str, Trend]
    regions: Mapping[str, Trend]
    chain: Trend
    members: Mapping[str, tuple[str, ...]]
    net_index: Daily
    orders_index: Daily

    @property
    def compared(self) -> tuple[str, ...]:
        """The branches that can be compared."""
        return tuple(branch for branch, trend in self.branches.items() if trend.own)


@dataclass(frozen=True, slots=True)
class Begun:
    """A judgement as far as it takes to see which pairs of days it rests on; `judge` goes on from there."""

    compared: Paired
    judge: Callable[[], list[Judged]]


def begin(paired: Paired) -> Begun:
    """Begin to judge all pairs; what was sold on the days can be read while the rest is judged."""
    begun = [_Judgement(paired, weeks) for weeks in WINDOWS]
    pairs = {(branch, each.weeks): own for each in begun for branch, own in each.compared_pairs.items()}
    return Begun(replace(paired, pairs=pairs), lambda: [each.judged() for each in begun])


def judge(paired: Paired) -> list[Judged]:
    """All trends, by number of weeks."""
    return begin(paired).judge()


def judge_beside(paired: Paired, whole: Judged) -> Judged:
    """The trends of a part of a chain over the weeks of the whole's, beside the whole."""
    return _Judgement(paired, whole.weeks, whole).judged()


class _Judgement:
    """One number of weeks, judged from the whole down: the chain's days, then regions, then branches."""

    def __init__(self, paired: Paired, weeks: int, whole: Judged | None = None) -> None:
        self.paired = paired
        self.weeks = weeks
        self.pairs = {branch: pairs for (branch, apart), pairs in paired.pairs.items() if apart == weeks}
        fit = {branch: pairs for branch, pairs in sorted(self.pairs.items()) if self._is_enough(pairs)}
        self._regions_of = {branch: paired.shops[branch].region for branch in fit}
        self._whole = whole
        self._fit = fit
        net = {
            branch: _changes((each.back, each.net, each.net_then) for each in pairs) for branch, pairs in fit.items()
        }
        self.net = Comparison(net, self._regions_of, whole.net_index if whole else None)
        self.compared = len(whole.compared) if whole else len(fit)

    @cached_property
    def compared_pairs(self) -> Mapping[str, tuple[Pair, ...]]:
        """Of each branch that can be compared the pairs whose net sales are not wild."""
        beyond = self.net.beyond
        return {
            branch: tuple(pair for pair in pairs if beyond[branch].daily[pair.back] is not None)
            for branch, pairs in self._fit.items()
        }

    @cached_property
    def orders(self) -> Comparison:
        """How orders changed, of the same branches."""
        orders = {
            branch: _changes((each.back, each.orders, each.orders_then) for each in pairs)
            for branch, pairs in self._fit.items()
        }
        return Comparison(orders, self._regions_of, self._whole.orders_index if self._whole else None)

    def judged(self) -> Judged:
        """Every trend."""
        branches = self._branches()
        members = {region: group.members for region, group in self.net.regions.items()}
        indices = self.net.chain.index, self.orders.chain.index
        return Judged(self.weeks, branches, self._regions(branches), self._chain(), members, *indices)

    def _is_enough(self, pairs: Sequence[Pair]) -> bool:
        give_way()
        weeks = {pair.back // 7 for pair in pairs}
        return len(pairs) >= FEWEST_PAIRS and len(weeks) >= _FEWEST_WEEKS

    # Branches

    def _branches(self) -> dict[str, Trend]:
        raw = [self._branch(branch) for branch in sorted(self.paired.shops)]
        net = _spread(self.net, [trend.against for trend in raw])
        orders = _spread(self.orders, [trend.traffic for trend in raw])
        return {trend.subject: _widened(trend, net, orders) for trend in raw}

    def _branch(self, branch: str) -> Trend:
        give_way()
        if branch not in self.net.changes:
            days = len(self.pairs.get(branch, ()))
            return Trend(branch, self.weeks, reason=f"only {days} days can be compared")
        beyond = self.net.beyond[branch]
        peers, count = self.net.peers(branch)
        own = estimate(known(self.net.changes[branch]))
        pairs = self.compared_pairs[branch]
        if not peers:
            return Trend(branch, self.weeks, own, pairs=pairs, reason="too few branches to compare with")
        traffic = self.orders.beyond[branch].estimate
        return Trend(branch, self.weeks, own, beyond.estimate, traffic, peers, count, pairs)

    # Regions and the chain

    def _regions(self, branches: Mapping[str, Trend]) -> dict[str, Trend]:
        net, orders = self.net.day_errors(), self.orders.day_errors()
        return {region: self._region(region, branches, net[region], orders[region]) for region in self.net.regions}

    def _region(self, region: str, branches: Mapping[str, Trend], net_error: float, orders_error: float) -> Trend:
        members = self.net.regions[region].members
        if len(members) < FEWEST_PEERS:
            return Trend(region, self.weeks, reason=f"only {len(members)} branches can be compared")
        if self.compared - len(members) < FEWEST_PEERS:
            return Trend(region, self.weeks, reason="too few branches elsewhere to compare with")
        own = estimate_of([each.size for branch in members if (each := branches[branch].own)])
        against = estimate([self.net.levels[branch] for branch in members])
        traffic = estimate([self.orders.levels[branch] for branch in members])
        return Trend(
            region,
            self.weeks,
            own.with_error(net_error),
            against.with_error(net_error),
            traffic.with_error(orders_error),
            "chain",
            len(members),
            tuple(pair for branch in members for pair in branches[branch].pairs),
        )

    def _chain(self) -> Trend:
        """The chain's own change. Its weeks are few, and count as single values."""
        branches = len(self.net.changes)
        if branches < FEWEST_PEERS:
            return Trend("", self.weeks, reason=f"only {branches} branches can be compared")
        weeks = [mean(values) for values in self.net.chain.weeks() if values]
        whole = estimate_of([mean(known(daily)) for daily in self.net.changes.values()])
        own = Estimate(whole.size, whole.error, len(weeks)).with_error(standard_error(weeks))
        return Trend("", self.weeks, own, peer_branches=branches)


def _changes(figures: Iterable[tuple[int, int, int]]) -> Daily:
    """How a figure changed, day by day, as logarithms, of the days counted back with the figure now and then."""
    give_way()
    daily: list[float | None] = [None] * NOW_DAYS
    for back, now, then in figures:
        daily[back] = math.log(now / then)
    return daily


def _spread(comparison: Comparison, estimates: Sequence[Estimate | None]) -> float:
    """How many times larger errors are than daily scatter alone would have them."""
    known = [each.score for each in estimates if each]
    weekly = comparison.clumping()
    return max(weekly, empirical_spread(known)) if len(known) >= _FEWEST_FOR_SPREAD else weekly


def _widened(trend: Trend, net: float, orders: float) -> Trend:
    return replace(
        trend,
        own=trend.own and trend.own.spread(net),
        against=trend.against and trend.against.spread(net),
        traffic=trend.traffic and trend.traffic.spread(orders),
    )
