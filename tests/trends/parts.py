"""Trends of the whole chain and of parts of it in plain Python: of what somebody sees, or of a franchise.

The rules of who is told what are those of the headers of the reports and of docs/explanation/who-sees-what.md.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.reports.happened import Line, Truth
from tests.trends.causes import Driven, added, drive, price_change
from tests.trends.reference import (
    FEWEST_PEERS,
    NOW_DAYS,
    WEEKS,
    Item,
    Judged,
    Pair,
    Sold,
    Trend,
    first_days_of,
    judge,
    pairs_of,
    sold_by_day,
)

LARGEST_SHARE = 0.4
WITHOUT_POUNDS = "with branches that you do not see, so without pounds"
Days = Callable[[str, date], bool]
"""Whether a branch-day is of a part of the chain."""
Part = tuple[str, str]
"""A product or an hour: its kind and its name."""


@dataclass(frozen=True)
class Season:
    """How many times as large a share of all sales a part has; how many branches sold some, and the largest share."""

    times: float
    branches: int
    largest: float


@dataclass(frozen=True)
class Told:
    """Trends as of a day by weeks, of the chain or a part of it; price changes are logarithms by branch and weeks."""

    last: date
    judged: Mapping[int, Judged]
    driven: Mapping[int, Driven]
    prices: Mapping[tuple[str, int], float]
    seasons: Mapping[int, Mapping[Part, Season]]
    whole: str = "the chain"


class Trends:
    """All trends of what truly happened."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self._sold, self._first_days = sold_by_day(truth), first_days_of(truth)
        self._of_chain: dict[date, Told] = {}
        self._pairs: dict[tuple[date, int], dict[str, tuple[Pair, ...]]] = {}
        self._products: dict[Item, tuple[str, str]] = {}

    def product(self, item: Item) -> tuple[str, str]:
        """An item's product and category."""
        if item not in self._products:
            self._products[item] = self.truth.meaning(Line(*item, 0, 0, 0))[:2]
        return self._products[item]

    def pairs(self, last: date, weeks: int) -> dict[str, tuple[Pair, ...]]:
        """Those of each branch."""
        if (last, weeks) not in self._pairs:
            self._pairs[last, weeks] = pairs_of(self.truth, self._first_days, self._sold, last, weeks)
        return self._pairs[last, weeks]

    def of_chain(self, last: date) -> Told:
        if last not in self._of_chain:
            self._of_chain[last] = self._told_of_chain(last)
        return self._of_chain[last]

    def _told_of_chain(self, last: date) -> Told:
        shops = self.truth.shops
        judged = {weeks: judge(self.pairs(last, weeks), shops, weeks, last) for weeks in WEEKS}
        prices = {
            (name, weeks): price_change(trend.pairs)
            for weeks, trends in judged.items()
            for name, trend in trends.branches.items()
            if trend.pairs
        }
        driven = {weeks: drive(trends, prices) for weeks, trends in judged.items()}
        return Told(last, judged, driven, prices, {weeks: self._seasons(judged[weeks]) for weeks in WEEKS})

    def parts(self, pairs: Sequence[Pair]) -> dict[Part, tuple[int, int]]:
        """What pairs took of each product and in each hour, now and then."""
        now, then = self._parts([pair.now for pair in pairs]), self._parts([pair.then for pair in pairs])
        return {part: (now[part], then[part]) for part in {*now, *then}}

    def _parts(self, sold: Sequence[Sold]) -> Counter[Part]:
        found = Counter[Part]()
        for hour, pence in added(each.hours for each in sold).items():
            found["hour", f"{hour:02d}:00"] += pence
        for item, pence in added(each.pence for each in sold).items():
            found["product", self.product(item)[0]] += pence
        return found

    def _seasons(self, judged: Judged) -> dict[Part, Season]:
        """Of what was sold both now and then."""
        sold = [self.parts(trend.pairs) for trend in judged.branches.values() if trend.pairs]
        sides = [
            {part: [own[part][at] for own in sold if part in own] for own in sold for part in own} for at in (0, 1)
        ]
        whole = [{part: sum(pence) for part, pence in side.items()} for side in sides]
        known = [part for part in whole[0] if whole[0][part] > 0 and whole[1][part] > 0]
        of_kind = [_by_kind({part: side[part] for part in known}) for side in whole]
        return {
            part: Season(
                (whole[0][part] / of_kind[0][part[0]]) / (whole[1][part] / of_kind[1][part[0]]),
                len(sides[0][part]),
                max(max(sides[at][part]) / whole[at][part] for at in (0, 1)),
            )
            for part in known
        }

    # Parts of the chain

    def of_part(self, last: date, part: Days, sees: Days, whole: str) -> Told:
        """The trends of a part of what somebody sees."""
        chain = self.of_chain(last)
        prices = {
            (name, weeks): price for (name, weeks), price in chain.prices.items() if holds_all(part, name, weeks, last)
        }
        judged, driven, seasons = {}, {}, {}
        for weeks in WEEKS:
            beside = BesideChain(self, chain, weeks, part, sees)
            judged[weeks], driven[weeks] = beside.told(prices)
            seasons[weeks] = {name: each for name, each in chain.seasons[weeks].items() if beside.may_tell_season(each)}
        return Told(last, judged, driven, prices, seasons, whole)

    def pairs_within(self, last: date, weeks: int, part: Days) -> dict[str, tuple[Pair, ...]]:
        """The pairs of which both days are of a part, of the branches that ever have a day in it."""
        held = {day.branch for day in self.truth.days if part(day.branch, day.trading_date)}
        return {
            name: tuple(pair for pair in pairs if part(name, pair.day) and part(name, pair.before))
            for name, pairs in self.pairs(last, weeks).items()
            if name in held
        }


def holds_all(part: Days, name: str, weeks: int, last: date) -> bool:
    """Whether all days of a branch from the first that may be compared to the last are of a part."""
    return all(part(name, last - timedelta(days=back)) for back in range(NOW_DAYS + 7 * weeks))


def _by_kind(pence: Mapping[Part, int]) -> Counter[str]:
    found = Counter[str]()
    for (kind, _), each in pence.items():
        found[kind] += each
    return found


class BesideChain:
    """A part of the chain over a number of weeks beside all of it: what of the whole may be told."""

    def __init__(self, trends: Trends, chain: Told, weeks: int, part: Days, sees: Days) -> None:
        self._shops, self._last, self._weeks = trends.truth.shops, chain.last, weeks
        self._whole, self._drivers = chain.judged[weeks], chain.driven[weeks]
        self._pairs = trends.pairs_within(chain.last, weeks, part)
        self._is_all_seen = part is sees
        self._own = {name for name in self._whole.branches if holds_all(part, name, weeks, chain.last)}
        self._seen = {name for name in self._whole.branches if holds_all(sees, name, weeks, chain.last)}

    def told(self, prices: Mapping[tuple[str, int], float]) -> tuple[Judged, Driven]:
        """The part by itself, and of the whole what may be told instead."""
        alone = judge(self._pairs, self._shops, self._weeks, self._last)
        driven = drive(alone, prices)
        shown = [name for name in alone.branches if self._may_show(name)]
        branches = {**alone.branches, **{name: self._whole.branches[name] for name in shown}}
        regions, region_own, region_beyond = self._regions(alone, driven, prices)
        return replace(alone, branches=branches, regions=regions), replace(
            driven,
            own={**driven.own, **{name: self._drivers.own[name] for name in shown}},
            beyond={**driven.beyond, **{name: self._drivers.beyond[name] for name in shown}},
            region_own=region_own,
            region_beyond=region_beyond,
        )

    def _regions(
        self, alone: Judged, driven: Driven, prices: Mapping[tuple[str, int], float]
    ) -> tuple[dict[str, Trend], dict[str, tuple[int, int, int, int]], dict[str, tuple[int, int, int, int]]]:
        """Each region as the whole chain's, as the part of it beside the chain, without pounds, or by itself."""
        regions, own, beyond = dict(alone.regions), dict(driven.region_own), dict(driven.region_beyond)
        beside = judge(self._pairs, self._shops, self._weeks, self._last, self._whole)
        beside_driven = drive(beside, prices, self._drivers.chain)
        for region, mine in alone.members.items():
            members = self._whole.members[region]
            is_told = self._may_tell(self._all_but(mine))
            if is_told and set(mine) == set(members) and self._own.issuperset(mine):
                found = self._whole, self._drivers
            elif is_told and len(mine) >= FEWEST_PEERS:
                found = beside, beside_driven
            elif self._may_tell_without_pounds(region, members):
                regions[region] = replace(self._whole.regions[region], pairs=(), note=WITHOUT_POUNDS)
                own.pop(region)
                beyond.pop(region, None)
                continue
            else:
                continue
            regions[region] = found[0].regions[region]
            own[region] = found[1].region_own[region]
            beyond |= {region: found[1].region_beyond[region]} if region in found[1].region_beyond else {}
        return regions, own, beyond

    def _may_tell_without_pounds(self, region: str, members: Sequence[str]) -> bool:
        is_known = self._is_all_seen and self._whole.regions[region].own is not None
        return is_known and self._may_tell(self._all_but(members)) and self._may_tell(members)

    def _all_but(self, names: Collection[str]) -> list[str]:
        return [name for name in self._whole.compared if name not in names]

    def _may_show(self, name: str) -> bool:
        """Whether a branch may be told beside its peers of the whole chain."""
        trend = self._whole.branches[name]
        if not trend.peers or name not in self._own:
            return False
        is_local = trend.peers == "region"
        peers = self._whole.members[self._shops[name].region] if is_local else self._whole.compared
        return self._may_tell([each for each in peers if each != name])

    def _may_tell(self, names: Collection[str]) -> bool:
        """Whether none of these is foreign, or five are and none has more than so much of the net sales of all."""
        foreign = sum(name not in self._seen for name in names)
        pence = [sum(pair.now.net for pair in self._whole.branches[name].pairs) for name in names]
        return not foreign or (foreign >= FEWEST_PEERS and max(pence) <= LARGEST_SHARE * sum(pence))

    def may_tell_season(self, season: Season) -> bool:
        if self._seen.issuperset(self._whole.branches):
            return True
        return season.branches - len(self._seen) >= FEWEST_PEERS and season.largest <= LARGEST_SHARE
