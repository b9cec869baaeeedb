"""The rows of the reports of trends in plain Python: REPORTS makes them of trends and of what is asked.

Definitions are those of the reports' headers.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from tests.reports.happened import Ask, Rows, chosen
from tests.trends.causes import Parts, summed
from tests.trends.found import Finding, findings_of, name_of, places_of, words
from tests.trends.parts import Days, Part, Told, Trends
from tests.trends.reference import WEEKS, Trend
from tests.trends.sizes import Size
from tests.trends.wares import ware_figures

Sums = Mapping[Part, tuple[int, int]]
Area = tuple[str, str, Trend, Parts | None, Parts | None]
"""Its kind, its name, its trend, and what drove it: all of it, and what the chain did not share."""


def everything(_branch: str, _day: date) -> bool:
    return True


@dataclass(frozen=True)
class Reader:
    """Who is told of trends, of which branches, and which of their days they see."""

    trends: Trends
    branches: Collection[str]
    sees: Days = everything
    _told: dict[tuple[date, str | None], Told] = field(default_factory=dict)

    def told(self, ask: Ask, franchise: str | None = None) -> Told:
        """The trends as of the last day asked for, of what they see; or of a franchise's part of that."""
        key = ask.last, franchise
        if key not in self._told:
            self._told[key] = self._tell(ask.last, franchise)
        return self._told[key]

    def _tell(self, last: date, franchise: str | None) -> Told:
        if franchise:
            return self.trends.of_part(last, partial(self._is_of, franchise), self.sees, f"all of {franchise}")
        if self.sees is everything:
            return self.trends.of_chain(last)
        return self.trends.of_part(last, self.sees, self.sees, "your branches")

    def _is_of(self, franchise: str, name: str, day: date) -> bool:
        return self.sees(name, day) and self.trends.truth.shops[name].owner(day) == franchise

    def chosen(self, ask: Ask) -> set[str]:
        """The branches that have a day that is asked for."""
        days = chosen(self.trends.truth, ask)
        return {day.branch for day in days if self.sees(day.branch, day.trading_date)}

    def regions(self, ask: Ask) -> set[str]:
        return {self.trends.truth.shops[name].region for name in self.chosen(ask)}

    def region_of(self, name: str) -> str:
        return self.trends.truth.shops[name].region


# --- branches, regions and the chain ---


def _shares(size: Size | None) -> tuple[float | None, float | None, float | None]:
    return (size.share, *size.span) if size else (None, None, None)


def _net(trend: Trend) -> int | None:
    """A week's net sales of the days that are compared."""
    return round(sum(pair.now.net for pair in trend.pairs) / 4) if trend.pairs else None


def _pence(trend: Trend, own: Parts | None) -> tuple[int | None, ...]:
    """Net sales, their change and what drove it."""
    return _net(trend), *((sum(own), *own) if own and trend.own else (None,) * 5)


def _widest_first(gap: int | None) -> tuple[bool, int]:
    return gap is None, -abs(gap or 0)


def trend_by_branch(reader: Reader, ask: Ask) -> Rows:
    told, names = reader.told(ask), reader.chosen(ask)
    rows: list[tuple[object, ...]] = []
    for weeks in reversed(WEEKS):
        driven, found = told.driven[weeks], []
        for name, trend in told.judged[weeks].branches.items():
            if name in names:
                beyond, parts = trend.beyond, driven.beyond.get(name)
                own, gap = trend.own.share if trend.own else None, sum(parts) if parts else None
                shares = name, reader.region_of(name), weeks, own, *_shares(beyond), trend.peers, trend.peer_branches
                days = len(trend.pairs), trend.wild, trend.note
                found.append((_widest_first(gap), name, (*shares, *_pence(trend, driven.own.get(name)), gap, *days)))
        rows += [row for *_, row in sorted(found, key=lambda each: each[:2])]
    return rows


def _areas(reader: Reader, ask: Ask, told: Told, weeks: int) -> list[Area]:
    """The chain, or what stands for it, and the regions that are asked for."""
    judged, driven, regions = told.judged[weeks], told.driven[weeks], reader.regions(ask)
    found: list[Area] = []
    if ask.region is None and judged.branches and (told.whole == "the chain" or judged.chain.own):
        pairs = tuple(pair for trend in judged.branches.values() for pair in trend.pairs if judged.chain.own)
        found.append(("chain", told.whole, replace(judged.chain, pairs=pairs), summed(driven.own.values()), None))
    found += [
        ("region", name, trend, driven.region_own.get(name), driven.region_beyond.get(name))
        for name, trend in judged.regions.items()
        if name in regions
    ]
    return found


def trend_by_region(reader: Reader, ask: Ask) -> Rows:
    told = reader.told(ask, ask.franchise)
    rows: list[tuple[object, ...]] = []
    for weeks in reversed(WEEKS):
        found = []
        for kind, name, trend, own, beyond in _areas(reader, ask, told, weeks):
            gap = sum(beyond) if beyond and trend.own else None
            shares = *_shares(trend.own), *_shares(trend.beyond), trend.peer_branches
            row = name, weeks, *shares, *_pence(trend, own), gap, trend.note
            found.append((kind, _widest_first(gap), name, row))
        rows += [row for *_, row in sorted(found, key=lambda each: each[:3])]
    return rows


# --- products and hours ---


def _beyond(now: int, then: int, trend: Trend, times: float) -> float | None:
    """Pence a week above what the peers and the season would have made of it."""
    if not (trend.own and trend.beyond):
        return None
    return (now - then * times * (1 + trend.own.share) / (1 + trend.beyond.share)) / 4


def _whole(pence: float | None) -> int | None:
    """To the penny, by the fourth place, half up."""
    if pence is None:
        return None
    fourth = Decimal(pence).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return int(fourth.quantize(Decimal(1), ROUND_HALF_UP))


def _largest(told: Told, weeks: int, kind: str, ask: Ask, of: Iterable[tuple[str, Trend, Sums]]) -> Rows:
    """As many parts of a kind as asked for of these subjects together, those with the most pounds first."""
    seasons, found = told.seasons[weeks], []
    for name, trend, sums in of:
        for part, (now, then) in sums.items():
            if part[0] == kind:
                times = seasons[part].times if part in seasons else 1.0
                beyond = _beyond(now, then, trend, times)
                size = abs((now - then) / 4 if beyond is None else beyond)
                pence = _whole(now / 4), _whole(then / 4), _whole((now - then) / 4), _whole(beyond)
                found.append((-size, part[1], name, (name, weeks, *part, *pence)))
    return [row for *_, row in sorted(found, key=lambda each: each[:3])][: ask.rows]


def trend_drivers(reader: Reader, ask: Ask) -> Rows:
    told, names = reader.told(ask), reader.chosen(ask)
    rows: list[tuple[object, ...]] = []
    for weeks in reversed(WEEKS):
        trends = {name: trend for name, trend in told.judged[weeks].branches.items() if name in names and trend.pairs}
        of = [(name, trend, reader.trends.parts(trend.pairs)) for name, trend in trends.items()]
        rows += [row for kind in ("product", "hour") for row in _largest(told, weeks, kind, ask, of)]
    return rows


def trend_drivers_by_region(reader: Reader, ask: Ask) -> Rows:
    told = reader.told(ask, ask.franchise)
    rows: list[tuple[object, ...]] = []
    for weeks in reversed(WEEKS):
        branches = told.judged[weeks].branches
        areas = [each for each in _areas(reader, ask, told, weeks) if each[2].own and each[3] and reader.chosen(ask)]
        for kind, name, trend, *_ in sorted(areas, key=lambda each: each[:2]):
            own = [
                pair
                for branch, each in branches.items()
                if kind == "chain" or reader.region_of(branch) == name
                for pair in each.pairs
            ]
            of = [(name, trend, reader.trends.parts(own))]
            rows += [row for each in ("product", "hour") for row in _largest(told, weeks, each, ask, of)]
    return rows


def trend_by_product(reader: Reader, ask: Ask) -> Rows:
    told = reader.told(ask)
    rows: list[tuple[object, ...]] = []
    for weeks in reversed(WEEKS):
        pairs = [
            pair
            for name, trend in told.judged[weeks].branches.items()
            for pair in trend.pairs
            if _is_chosen(reader, ask, name, pair.day)
        ]
        found = [
            (*_by_gap(figures), *ware, (*ware, weeks, *figures))
            for ware, figures in ware_figures(pairs, reader.trends.product, ask.last).items()
            if ask.names(*ware)
        ]
        rows += [row for *_, row in sorted(found, key=lambda each: each[:4])][: ask.rows]
    return rows


def _by_gap(figures: tuple[float | int | None, ...]) -> tuple[float, float]:
    """The widest gap first, then the largest change in pounds."""
    return -abs(figures[8] or 0), -abs(figures[5] or 0)


def _is_chosen(reader: Reader, ask: Ask, name: str, day: date) -> bool:
    shop = reader.trends.truth.shops[name]
    is_own = ask.branch in {None, name} and ask.region in {None, shop.region}
    return is_own and ask.franchise in {None, shop.owner(day)}


# --- findings ---


def findings(reader: Reader, ask: Ask) -> Rows:
    told, names, regions = reader.told(ask), reader.chosen(ask), reader.regions(ask)
    found = findings_of(told, reader.region_of)
    fitting = [
        each
        for each in found
        if each.subject in names
        or (each.kind == "region" and each.subject in regions and not ask.branch and not ask.franchise)
    ]
    whole = reader.trends.of_chain(ask.last)
    beside = {_compared_as(each) for each in findings_of(whole, reader.region_of)}
    rows = []
    for place, each in enumerate(fitting[: ask.rows], 1):
        size, parts = (each.size, *each.span), (each.pence, *each.parts)
        places = places_of(reader.trends, whole, each) if _compared_as(each) in beside else []
        told_of = words(each, name_of(each, reader.branches), places)
        rows.append((place, each.subject, each.kind, each.weeks, each.trend.peers, *size, *parts, told_of))
    return rows


def _compared_as(finding: Finding) -> tuple[str, int, int]:
    """Who sees a part is told where a finding lies if the whole chain has it beside as many others."""
    return finding.subject, finding.weeks, finding.trend.peer_branches


REPORTS: Mapping[str, Callable[[Reader, Ask], Rows]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        *(trend_by_branch, trend_by_region, trend_by_product),
        *(trend_drivers, trend_drivers_by_region, findings),
    )
}
"""The reports of trends by name."""
