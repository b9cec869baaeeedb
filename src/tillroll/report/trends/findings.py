"""Findings: the changes that are strong enough to act on, each with its size, its pounds and its causes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from tillroll.report.trends.drivers import Driven, Drivers
from tillroll.report.trends.estimate import Estimate
from tillroll.report.trends.judge import Judged, Trend
from tillroll.report.trends.pairs import Shop

LEAST_SIZE = 0.05
"""A smaller change is no finding, however sure."""
FALSE_FINDINGS, OF_BRANCHES = 0.2, 200
"""How many false findings a week chance is allowed, of so many branches with their regions."""
_SHARE_OF_BRANCHES = 0.7
_SHARES: Mapping[int, float] = {4: 0.25, 13: 0.75}
"""How a week's chance is shared among the numbers of weeks: what passes within a month is worth less."""
_MEASURES = 2
_REGIONS = 15


def least_score(chance: float, tests: int) -> float:
    """How many standard normal deviations a change must be from nothing, for so many false ones among so many tests.

    >>> round(least_score(0.1, 100), 2)
    3.29
    """
    return -NormalDist().inv_cdf(chance / tests / 2)


BRANCH_SCORES: Mapping[int, float] = {
    weeks: least_score(FALSE_FINDINGS * _SHARE_OF_BRANCHES * share, OF_BRANCHES * _MEASURES)
    for weeks, share in _SHARES.items()
}
REGION_SCORES: Mapping[int, float] = {
    weeks: least_score(FALSE_FINDINGS * (1 - _SHARE_OF_BRANCHES) * share, _REGIONS * _MEASURES)
    for weeks, share in _SHARES.items()
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A change of a branch (by id) or a region beyond its peers'. Sizes are shares, pence are a week's.

    `own` is its whole change as a share; `region` that of the branch's region against the chain, if it is known.
    """

    kind: Literal["branch", "region"]
    subject: str
    region_name: str
    weeks: int
    size: float
    low: float
    high: float
    own: float
    pence: int
    drivers: Drivers
    peers: str
    peer_branches: int
    region: float | None = None


def find(
    judged: Sequence[Judged],
    driven: Sequence[Driven],
    shops: Mapping[str, Shop],
) -> list[Finding]:
    """All findings, at most one a subject, the most pounds first."""
    found = [
        finding
        for trends, drivers in zip(judged, driven, strict=True)
        for finding in (*_of_branches(trends, drivers, shops), *_of_regions(trends, drivers))
    ]
    best: dict[tuple[str, str], Finding] = {}
    for finding in found:
        key = finding.kind, finding.subject
        if key not in best or abs(finding.pence) > abs(best[key].pence):
            best[key] = finding
    return sorted(best.values(), key=lambda each: (-abs(each.pence), each.kind, each.subject))


def share(change: float) -> float:
    """A logarithm as a share: ln 0.9 is -0.1."""
    return math.expm1(change)


def _sure_share(change: Estimate) -> float:
    """A change as a share, nothing if its interval holds nothing."""
    low, high = change.interval
    return share(change.size) if low * high > 0 else 0.0


def is_finding(trend: Trend, score: float) -> bool:
    """Whether a change is strong enough: of its net sales, or of its orders with net sales that go the same way."""
    if not (trend.against and trend.traffic):
        return False
    goes_along = trend.against.size * trend.traffic.size > 0
    is_sure = abs(trend.against.score) >= score or (goes_along and abs(trend.traffic.score) >= score)
    return is_sure and abs(share(trend.against.size)) >= LEAST_SIZE


def _of_branches(judged: Judged, driven: Driven, shops: Mapping[str, Shop]) -> Iterable[Finding]:
    for branch, trend in judged.branches.items():
        if is_finding(trend, BRANCH_SCORES[trend.weeks]):
            region = judged.regions.get(shops[branch].region)
            local = _sure_share(region.against) if region and region.against else None
            yield _finding("branch", trend, driven.against[branch], shops[branch].region, local)


def _of_regions(judged: Judged, driven: Driven) -> Iterable[Finding]:
    for region, trend in judged.regions.items():
        if is_finding(trend, REGION_SCORES[trend.weeks]):
            yield _finding("region", trend, driven.region_against[region], region, None)


def _finding(
    kind: Literal["branch", "region"], trend: Trend, drivers: Drivers, region_name: str, region: float | None
) -> Finding:
    against = trend.against or Estimate(0.0, 0.0, 0)
    low, high = map(share, against.interval)
    own = share(trend.own.size) if trend.own else 0.0
    return Finding(
        kind,
        trend.subject,
        region_name,
        trend.weeks,
        share(against.size),
        low,
        high,
        own,
        drivers.total,
        drivers,
        trend.peers,
        trend.peer_branches,
        region,
    )
