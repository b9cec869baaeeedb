"""Findings in plain Python: the changes that are sure enough, and what is said of each."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.reports.from_key import shown
from tests.trends.causes import Parts
from tests.trends.parts import Told, Trends
from tests.trends.reference import WEEKS, Trend
from tests.trends.sizes import NORMAL

LEAST_SIZE, LEAST_CAUSE, LEAST_OF_HOURS, LEAST_OF_PRODUCT, PACE = 0.05, 0.25, 0.4, 0.2, 0.02
FALSE_ONES = 0.2
"""So many a week may be false among 200 branches and 15 regions, each judged by its net sales and its orders."""
SHARES = {4: 0.25, 13: 0.75}
OF_KIND = {"branch": (0.7, 200), "region": (0.3, 15)}
CAUSES = (
    ("more orders", "fewer orders"),
    ("more items an order", "fewer items an order"),
    ("higher prices", "lower prices"),
    ("dearer choices", "cheaper choices"),
)


@dataclass(frozen=True)
class Finding:
    """A change of a branch or a region beyond its peers'."""

    kind: str
    subject: str
    region: str
    weeks: int
    trend: Trend
    parts: Parts
    region_change: float | None = None

    @property
    def pence(self) -> int:
        return sum(self.parts)

    @property
    def size(self) -> float:
        return self.trend.beyond.share if self.trend.beyond else 0.0

    @property
    def span(self) -> tuple[float, float]:
        return self.trend.beyond.span if self.trend.beyond else (0.0, 0.0)


def bar(kind: str, weeks: int) -> float:
    """How many normal deviations a change must be from nothing."""
    share, subjects = OF_KIND[kind]
    return -NORMAL.inv_cdf(FALSE_ONES * share * SHARES[weeks] / (subjects * 2) / 2)


def is_finding(kind: str, trend: Trend, weeks: int) -> bool:
    if not (trend.beyond and trend.orders):
        return False
    go_along = trend.beyond.mean * trend.orders.mean > 0
    scores = [trend.beyond.score, *([trend.orders.score] if go_along else [])]
    return abs(trend.beyond.share) >= LEAST_SIZE and max(map(abs, scores)) >= bar(kind, weeks)


def findings_of(told: Told, region_of: Callable[[str], str]) -> list[Finding]:
    """One a subject: over the weeks with the more pounds."""
    best: dict[tuple[str, str], Finding] = {}
    for weeks in WEEKS:
        judged, driven = told.judged[weeks], told.driven[weeks]
        found = [
            Finding(
                "branch",
                name,
                region_of(name),
                weeks,
                trend,
                driven.beyond[name],
                _of_region(told, weeks, region_of(name)),
            )
            for name, trend in judged.branches.items()
            if is_finding("branch", trend, weeks)
        ]
        found += [
            Finding("region", name, name, weeks, trend, driven.region_beyond[name])
            for name, trend in judged.regions.items()
            if is_finding("region", trend, weeks)
        ]
        for each in found:
            key = each.kind, each.subject
            if key not in best or abs(each.pence) > abs(best[key].pence):
                best[key] = each
    return sorted(best.values(), key=lambda each: (-abs(each.pence), each.kind, each.subject))


def _of_region(told: Told, weeks: int, region: str) -> float | None:
    """What the region did beside the chain; nothing, if that is not sure."""
    trend = told.judged[weeks].regions.get(region)
    if not (trend and trend.beyond):
        return None
    low, high = trend.beyond.span
    return trend.beyond.share if low * high > 0 else 0.0


# --- in words ---


def words(finding: Finding, name: str, places: Sequence[str]) -> str:
    told = [_lead(finding, name), _causes(finding), *places]
    if finding.region_change is not None:
        told.append(_pace(finding.region_change))
    return "; ".join(told) + "."


def _lead(finding: Finding, name: str) -> str:
    low, high = finding.span
    ends = sorted((abs(low), abs(high)))
    span = f"between {percent(ends[0])} and {percent(ends[1])}" if low * high > 0 else "at least a little"
    more, peers = "more" if finding.size > 0 else "less", f"{finding.trend.peer_branches} other branches of "
    beside = (
        "the chain"
        if finding.kind == "region"
        else peers + (finding.region if finding.trend.peers == "region" else "the chain")
    )
    return (
        f"{name} takes {percent(finding.size)} {more} than {finding.weeks} weeks ago beside {beside}, "
        f"{pounds(finding.pence)} a week ({span})"
    )


def _causes(finding: Finding) -> str:
    least = LEAST_CAUSE * abs(finding.pence)
    told = sorted(zip(finding.parts, CAUSES, strict=True), key=lambda part: -abs(part[0]))
    return ", ".join(
        f"{cause[pence < 0]} {'+' if pence > 0 else '−'}{pounds(pence)}"
        for pence, cause in told
        if pence and abs(pence) >= least
    )


def _pace(change: float) -> str:
    if abs(change) < PACE:
        return "the region keeps pace with the chain"
    return f"the region {'rose' if change > 0 else 'fell'} by {percent(change)} beside the chain"


def percent(share: float) -> str:
    return f"{math.floor(100 * abs(share) + 0.5)}%"


def pounds(pence: int) -> str:
    return f"£{(abs(pence) + 50) // 100:,}"


# --- where a branch's finding lies ---


def places_of(trends: Trends, told: Told, finding: Finding) -> list[str]:
    """The two hours and the product in which most of it lies."""
    own, beyond = finding.trend.own, finding.trend.beyond
    if finding.kind == "region" or not (own and beyond):
        return []
    peers, seasons = (1 + own.share) / (1 + beyond.share), told.seasons[finding.weeks]
    gaps: dict[str, dict[str, float]] = {"hour": {}, "product": {}}
    for part, (now, then) in sorted(trends.parts(finding.trend.pairs).items()):
        kind, name = part
        season = seasons[part].times if kind == "product" and part in seasons else 1
        gaps[kind][name] = now - then * season * peers
    whole = sum(gaps["hour"].values())
    return _named(gaps, whole, finding.pence) if whole * finding.pence > 0 else []


def _named(gaps: Mapping[str, Mapping[str, float]], whole: float, pence: int) -> list[str]:
    bands = {at: (gaps["hour"][f"{at:02d}:00"] + gaps["hour"].get(f"{at + 1:02d}:00", 0)) / whole for at in hours(gaps)}
    hour = max(bands, key=lambda at: bands[at])
    found = []
    if bands[hour] >= LEAST_OF_HOURS:
        found.append(f"{_of_it(pence, bands[hour])} between {hour:02d}:00 and {(hour + 2) % 24:02d}:00")
    product = max(gaps["product"], key=lambda name: gaps["product"][name] / whole)
    share = gaps["product"][product] / whole
    return found + ([f"{_of_it(pence, share)} in {product}"] if share >= LEAST_OF_PRODUCT else [])


def hours(gaps: Mapping[str, Mapping[str, float]]) -> list[int]:
    return sorted(int(name[:2]) for name in gaps["hour"])


def _of_it(pence: int, share: float) -> str:
    return f"{pounds(round(pence * share))} of it"


def name_of(finding: Finding, branches: Iterable[str]) -> str:
    """As it is told to who sees these branches."""
    return shown(finding.subject, branches) if finding.kind == "branch" else finding.subject
