"""Daily changes of branches beside each other: what the chain shares, what a region shares, what is a branch's own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, compress
from statistics import median
from typing import Literal, NamedTuple

from tillroll.patience import give_way
from tillroll.report.trends.estimate import Estimate, clumping, estimate_of, mean, standard_error, tame

FEWEST_PEERS = 5
LARGEST_SHARE = 0.4
"""How much of the net sales of peers one of them may have, that are told to who does not see them all."""
_WEEK = 7
Daily = Sequence[float | None]
"""A change as a logarithm, of each day counted back from the last; None where a day can't be compared.

All of one comparison are as long: branches side by side are the columns of one table, and no day need be looked up.
"""


@dataclass(frozen=True, slots=True)
class Group:
    """Branches beside each other: the middle of their changes, day by day."""

    members: tuple[str, ...]
    index: Daily

    def weeks(self) -> list[list[float]]:
        """The days that are not wild, by week."""
        return by_week(without_wild(self.index))


class Beyond(NamedTuple):
    """A branch's change that its peers do not share: its days that are not wild, and how many are."""

    daily: Daily
    wild: int

    @property
    def estimate(self) -> Estimate:
        """The change."""
        return estimate_of(known(self.daily), self.wild)


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

    def peers(self, branch: str) -> tuple[Literal["region", "chain", ""], int]:
        """What a branch is compared with, and how many other branches that are."""
        group = self.regions.get(self._region_of[branch])
        if group and len(group.members) > FEWEST_PEERS:
            return "region", len(group.members) - 1
        others = len(self.changes) - 1
        return ("chain", others) if others >= FEWEST_PEERS else ("", 0)

    @cached_property
    def beyond(self) -> Mapping[str, Beyond]:
        """Each branch's change that its peers do not share."""
        return {branch: _tamed(self._beyond_peers(branch)) for branch in self.changes}

    @cached_property
    def levels(self) -> Mapping[str, float]:
        """Each branch's change beyond the chain's, over its days that are not wild."""
        return {
            branch: mean(_on_days_of(self.beyond[branch].daily, daily)) for branch, daily in self._beyond_chain.items()
        }

    def clumping(self) -> float:
        """See `estimate.clumping`: of the branches' days."""
        return clumping(by_week(beyond.daily) for beyond in self.beyond.values())

    def day_errors(self) -> dict[str, float]:
        """What a region's days have in common, weather or a fair, adds to the error of its change."""
        weeks = {region: group.weeks() for region, group in self.regions.items()}
        times = clumping(weeks.values())
        return {region: times * standard_error(list(chain(*found))) for region, found in weeks.items()}

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


def known(daily: Daily) -> list[float]:
    """The changes of the days that can be compared."""
    return [change for change in daily if change is not None]


def without_wild(daily: Daily) -> Daily:
    """The days that are not wild."""
    return _tamed(daily).daily


def by_week(daily: Daily) -> list[list[float]]:
    """The changes of each week, counted back."""
    return [known(daily[at : at + _WEEK]) for at in range(0, len(daily), _WEEK)]


def _tamed(daily: Daily) -> Beyond:
    give_way()
    is_tame = tame(known(daily))
    if all(is_tame):
        return Beyond(daily, 0)
    judged = iter(is_tame)
    kept = [change if change is not None and next(judged) else None for change in daily]
    return Beyond(kept, is_tame.count(False))


def _group(changes: Mapping[str, Daily]) -> Group:
    """The middle of each day is that of the branches that go with the others.

    Those that went their own way lie on the same side on most days, and would pull it along.
    """
    give_way()
    first = _middle(changes.values())
    levels = [mean(known(_less(daily, first))) for daily in changes.values()]
    is_tame = tame(levels) if levels else []
    members = tuple(sorted(changes))
    if all(is_tame):
        return Group(members, first)
    usual = _middle(compress(changes.values(), is_tame))
    return Group(members, [of_all if each is None else each for each, of_all in zip(usual, first, strict=True)])


def _middle(changes: Iterable[Daily]) -> Daily:
    days = (known(day) for day in zip(*changes, strict=True))
    return [median(day) if day else None for day in days]


def _on_days_of(other: Daily, daily: Daily) -> list[float]:
    return [
        change for change, is_there in zip(daily, other, strict=True) if is_there is not None and change is not None
    ]


def _less(daily: Daily, index: Daily) -> Daily:
    give_way()
    return [
        None if change is None or middle is None else change - middle
        for change, middle in zip(daily, index, strict=True)
    ]
