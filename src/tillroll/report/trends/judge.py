"""The judgement: how each branch, region and the chain changed, and against what it is compared."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from tillroll.patience import give_way
from tillroll.report.trends.compare import FEWEST_PEERS, Comparison, Daily, by_week, known
from tillroll.report.trends.estimate import Estimate, empirical_spread, estimate, estimate_of, mean, standard_error
from tillroll.report.trends.pairs import WINDOWS, Compared, Key, Pair, Paired, Shop, daily

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


class Begun:
    """Trends judged as far as net sales tell: which days they rest on is known, and what was sold then can be read."""

    def __init__(self, shops: Mapping[str, Shop], changes: Mapping[Key, Daily], last_day: date) -> None:
        self.shops, self.changes, self.last_day = shops, changes, last_day
        self._begun = [_Begun(shops, _over(weeks, changes), weeks) for weeks in WINDOWS]
        found = {(branch, each.weeks): backs for each in self._begun for branch, backs in each.backs.items()}
        self.compared = Compared(last_day, shops, found)

    def judge(self, paired: Paired) -> list[Judged]:
        """The rest: all trends of these pairs, by number of weeks."""
        return [_Judgement(paired, begun).judged() for begun in self._begun]


def judge(paired: Paired) -> list[Judged]:
    """All trends, by number of weeks."""
    return Begun(paired.shops, paired.net_changes(), paired.last_day).judge(paired)


def judge_beside(paired: Paired, whole: Judged) -> Judged:
    """The trends of a part of a chain over the weeks of the whole's, beside the whole."""
    begun = _Begun(paired.shops, _over(whole.weeks, paired.net_changes()), whole.weeks, whole)
    return _Judgement(paired, begun).judged()


def _over(weeks: int, changes: Mapping[Key, Daily]) -> dict[str, Daily]:
    """The changes over one number of weeks, by branch."""
    return {branch: own for (branch, apart), own in changes.items() if apart == weeks}


class _Begun:
    """One number of weeks: the changes of net sales of all branches that can be compared, beside each other."""

    def __init__(
        self, shops: Mapping[str, Shop], changes: Mapping[str, Daily], weeks: int, whole: Judged | None = None
    ) -> None:
        fit = {branch: own for branch, own in sorted(changes.items()) if _is_enough(own)}
        self.weeks, self.whole = weeks, whole
        self.regions = {branch: shops[branch].region for branch in fit}
        self.net = Comparison(fit, self.regions, whole.net_index if whole else None)

    @property
    def backs(self) -> dict[str, list[int]]:
        """The days whose net sales are not wild, by branch."""
        return {
            branch: [back for back, change in enumerate(beyond.daily) if change is not None]
            for branch, beyond in self.net.beyond.items()
        }


def _is_enough(changes: Daily) -> bool:
    give_way()
    weeks = [week for week in by_week(changes) if week]
    return len(weeks) >= _FEWEST_WEEKS and sum(map(len, weeks)) >= FEWEST_PAIRS


class _Judgement:
    """One number of weeks, judged from the whole down: the chain's days, then regions, then branches."""

    def __init__(self, paired: Paired, begun: _Begun) -> None:
        self.paired, self.weeks, self.net = paired, begun.weeks, begun.net
        self.pairs = {branch: pairs for (branch, apart), pairs in paired.pairs.items() if apart == begun.weeks}
        whole, fit = begun.whole, begun.net.changes
        orders = {branch: _order_changes(self.pairs[branch]) for branch in fit}
        self.orders = Comparison(orders, begun.regions, whole.orders_index if whole else None)
        self.compared = len(whole.compared) if whole else len(fit)

    def judged(self) -> Judged:
        """Every trend."""
        branches = self._branches()
        members = {region: group.members for region, group in self.net.regions.items()}
        indices = self.net.chain.index, self.orders.chain.index
        return Judged(self.weeks, branches, self._regions(branches), self._chain(), members, *indices)

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
        pairs = tuple(pair for pair in self.pairs[branch] if beyond.daily[pair.back] is not None)
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


def _order_changes(pairs: Sequence[Pair]) -> Daily:
    """How orders changed, day by day, as logarithms."""
    give_way()
    return daily((back, math.log(orders / then)) for _, back, _, _, orders, then, _, _ in pairs)


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
