"""Daily changes of branches beside each other: what the chain shares, what a region shares, what is a branch's own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress
from statistics import fmean, median
from typing import Literal

from tillroll.patience import give_way
from tillroll.report.trends.estimate import Estimate, clumping, estimate_of, standard_error, tame

FEWEST_PEERS = 5
LARGEST_SHARE = 0.4
"""How much of the net sales of peers one of them may have, that are told to who does not see them all."""
_WEEK = 7
Daily = Mapping[int, float]
"""A change as a logarithm by day, counted back from the last."""


@dataclass(frozen=True, slots=True)
class Group:
    """Branches beside each other: the middle of their changes, day by day."""

    members: tuple[str, ...]
    index: Daily

    def weeks(self) -> dict[int, list[float]]:
        """The days that are not wild, by week."""
        return by_week(self.index, kept_days(self.index))


class Comparison:
    """The daily changes of every branch that can be compared, by branch, and how they lie to each other.

    With an index they are a part of a chain, and held against the middle of all of it.
    """

    def __init__(self, changes: Mapping[str, Daily], region_of: Mapping[str, str], index: Daily | None = None) -> None:
        self.changes = changes
        self.chain = _group(changes) if index is None else Group(tuple(sorted(changes)), index)
        self._region_of = region_of
        self._beyond_chain = {branch: _less(daily, self.chain.index) for branch, daily in changes.items()}
        self.regions = self._regions()
        self._own: dict[str, tuple[Daily, set[int]]] = {}

    def peers(self, branch: str) -> tuple[Literal["region", "chain", ""], int]:
        """What a branch is compared with, and how many other branches that are."""
        group = self.regions.get(self._region_of[branch])
        if group and len(group.members) > FEWEST_PEERS:
            return "region", len(group.members) - 1
        others = len(self.changes) - 1
        return ("chain", others) if others >= FEWEST_PEERS else ("", 0)

    def beyond(self, branch: str) -> tuple[Estimate, set[int]]:
        """A branch's change that its peers do not share, and the days that are not wild."""
        daily, kept = self._kept(branch)
        values = [daily[day] for day in daily if day in kept]
        return estimate_of(values, len(daily) - len(values)), kept

    @cached_property
    def levels(self) -> Mapping[str, float]:
        """Each branch's change beyond the chain's, over its days that are not wild."""
        found = ((branch, daily, self._kept(branch)[1]) for branch, daily in self._beyond_chain.items())
        return {branch: fmean([value for day, value in daily.items() if day in kept]) for branch, daily, kept in found}

    def clumping(self) -> float:
        """See `estimate.clumping`: of the branches' days."""
        return clumping(by_week(*self._kept(branch)) for branch in self.changes)

    def day_errors(self) -> dict[str, float]:
        """What a region's days have in common, weather or a fair, adds to the error of its change."""
        weeks = {region: group.weeks() for region, group in self.regions.items()}
        times = clumping(weeks.values())
        return {region: times * standard_error(list(chain(*found.values()))) for region, found in weeks.items()}

    def _kept(self, branch: str) -> tuple[Daily, set[int]]:
        give_way()
        if branch not in self._own:
            daily = self._beyond_peers(branch)
            self._own[branch] = daily, kept_days(daily)
        return self._own[branch]

    def _beyond_peers(self, branch: str) -> Daily:
        kind, _ = self.peers(branch)
        if kind == "region":
            return _less(self._beyond_chain[branch], self.regions[self._region_of[branch]].index)
        return self._beyond_chain[branch] if kind == "chain" else self.changes[branch]

    def _regions(self) -> dict[str, Group]:
        grouped: dict[str, dict[str, Daily]] = defaultdict(dict)
        for branch, daily in self._beyond_chain.items():
            if self._region_of[branch]:
                grouped[self._region_of[branch]][branch] = daily
        return {region: _group(found) for region, found in sorted(grouped.items())}


def kept_days(daily: Daily) -> set[int]:
    """The days that are not wild."""
    return set(compress(daily, tame(list(daily.values()))))


def by_week(daily: Daily, kept: set[int]) -> dict[int, list[float]]:
    """The values of the kept days by week, counted back."""
    weeks: dict[int, list[float]] = defaultdict(list)
    for day, value in daily.items():
        if day in kept:
            weeks[day // _WEEK].append(value)
    return weeks


def _group(changes: Mapping[str, Daily]) -> Group:
    """The middle of each day is that of the branches that go with the others.

    Those that went their own way lie on the same side on most days, and would pull it along.
    """
    give_way()
    first = _middle(changes.values())
    levels = [fmean(daily.values()) - fmean([first[day] for day in daily]) for daily in changes.values()]
    is_tame = tame(levels) if levels else []
    members = tuple(sorted(changes))
    if all(is_tame):
        return Group(members, first)
    return Group(members, {**first, **_middle(compress(changes.values(), is_tame))})


def _middle(changes: Iterable[Daily]) -> dict[int, float]:
    days: dict[int, list[float]] = defaultdict(list)
    for daily in changes:
        for day, change in daily.items():
            days[day].append(change)
    return {day: median(days[day]) for day in sorted(days)}


def _less(daily: Daily, index: Daily) -> dict[int, float]:
    give_way()
    return {day: change - index[day] for day, change in daily.items()}
