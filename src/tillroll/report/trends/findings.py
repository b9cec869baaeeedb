"""Findings: the changes that are strong enough to act on, each with its size, its pounds and its causes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from tillroll.report.trends.drivers import Driven, Drivers
from tillroll.report.trends.estimate import Estimate
from tillroll.report.trends.judge import Judged, Trend
from tillroll.report.trends.pairs import WINDOWS, Shop
from tillroll.report.trends.products import ProductTrend

LEAST_SIZE = 0.05
"""A smaller change is no finding, however sure."""
FALSE_FINDINGS = 0.2
"""How many false findings a week are to be expected of so many branches, with their regions and products."""
OF_BRANCHES = 200
_TESTS_OF_A_BRANCH = 2 * len(WINDOWS)
_SHARE_OF_BRANCHES = 0.7
_OTHER_TESTS = 200
BRANCH_SCORE = -NormalDist().inv_cdf(FALSE_FINDINGS * _SHARE_OF_BRANCHES / OF_BRANCHES / _TESTS_OF_A_BRANCH / 2)
OTHER_SCORE = -NormalDist().inv_cdf(FALSE_FINDINGS * (1 - _SHARE_OF_BRANCHES) / _OTHER_TESTS / 2)
"""How many standard normal deviations a change must be from nothing, of a branch and of a region or product."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A change of a branch (by id), region or product beyond its peers'. Sizes are shares, pence are a week's.

    `own` is its whole change as a share; `region` that of the branch's region against the chain, if it is known.
    """

    kind: Literal["branch", "region", "product"]
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
    products: Iterable[ProductTrend],
    shops: Mapping[str, Shop],
) -> list[Finding]:
    """All findings, at most one a subject, the most pounds first."""
    found = [
        finding
        for trends, drivers in zip(judged, driven, strict=True)
        for finding in (*_of_branches(trends, drivers, shops), *_of_regions(trends, drivers))
    ]
    found += [_of_product(trend) for trend in products if trend.against and _is_strong(trend.against, OTHER_SCORE)]
    best: dict[tuple[str, str], Finding] = {}
    for finding in found:
        key = finding.kind, finding.subject
        if key not in best or abs(finding.pence) > abs(best[key].pence):
            best[key] = finding
    return sorted(best.values(), key=lambda each: (-abs(each.pence), each.kind, each.subject))


def share(change: float) -> float:
    """A logarithm as a share: ln 0.9 is -0.1."""
    return math.expm1(change)


def is_finding(trend: Trend, score: float) -> bool:
    """Whether a change is strong enough: of its net sales, or of its orders with net sales that go the same way."""
    if not (trend.against and trend.traffic):
        return False
    goes_along = trend.against.size * trend.traffic.size > 0
    is_sure = abs(trend.against.score) >= score or (goes_along and abs(trend.traffic.score) >= score)
    return is_sure and abs(share(trend.against.size)) >= LEAST_SIZE


def _is_strong(change: Estimate, score: float) -> bool:
    return abs(change.score) >= score and abs(share(change.size)) >= LEAST_SIZE


def _of_branches(judged: Judged, driven: Driven, shops: Mapping[str, Shop]) -> Iterable[Finding]:
    for branch, trend in judged.branches.items():
        if is_finding(trend, BRANCH_SCORE):
            region = judged.regions.get(shops[branch].region)
            local = share(region.against.size) if region and region.against else None
            yield _finding("branch", trend, driven.against[branch], shops[branch].region, local)


def _of_regions(judged: Judged, driven: Driven) -> Iterable[Finding]:
    for region, trend in judged.regions.items():
        if is_finding(trend, OTHER_SCORE):
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


def _of_product(trend: ProductTrend) -> Finding:
    against = trend.against or Estimate(0.0, 0.0, 0)
    low, high = map(share, against.interval)
    own = share(trend.own.size) if trend.own else 0.0
    size, pence = share(against.size), trend.against_week
    return Finding(
        "product", trend.product, "", trend.weeks, size, low, high, own, pence, Drivers(items=pence), "products", 0
    )
