"""Trends of a part of the chain: of what a reader sees, or of a franchise that was chosen of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tillroll.report.scope import Scope
from tillroll.report.trends.compare import FEWEST_PEERS, LARGEST_SHARE
from tillroll.report.trends.details import Detail
from tillroll.report.trends.drivers import Driven, Drivers, drive
from tillroll.report.trends.findings import Finding, find
from tillroll.report.trends.judge import Judged, Trend, judge, judge_beside
from tillroll.report.trends.pairs import NOW_DAYS, Compared, Key, Pair, Paired
from tillroll.report.trends.staged import Days, Season, Told

YOUR_BRANCHES = "your branches"
_OF_OTHERS = "with branches that you do not see, so without pounds"


def whole_of(franchise: str) -> str:
    """What all the branches of a franchise together are called."""
    return f"all of {franchise}"


def tell_within(told: Told, scope: Scope) -> Told:
    """What somebody sees of the chain's trends who sees a part of it.

    The whole is of their own branches; of regions see `_beside_chain`. A branch is compared with its peers of the whole
    chain where all its days lie in the scope, and either none of the peers is foreign, or at least five are and no peer
    outweighs the others: else one could be told apart. Otherwise it is compared with those in the scope.
    """
    mine = _told_of_part(told, scope, scope)
    return replace(mine, findings=find(mine.judged, mine.driven, mine.paired.shops))


def details_within(told: Told, details: Mapping[int, Detail], mine: Told) -> dict[int, Detail]:
    """What the findings of a part come from, by the place of each: of those that the chain has beside as many peers."""
    known = {_kind_of(each): details.get(at) for at, each in enumerate(told.findings)}
    found = {at: known.get(_kind_of(each)) for at, each in enumerate(mine.findings)}
    return {at: detail for at, detail in found.items() if detail}


def _kind_of(finding: Finding) -> tuple[str, int, int]:
    return finding.subject, finding.weeks, finding.peer_branches


def seasons_within(whole: Days, seasons: Sequence[Season], mine: Told) -> list[Season]:
    """Those of the whole chain's seasons that may be told beside a part of its trends."""
    compared = {judged.weeks: _Compared(whole, judged, mine.part, mine.scope) for judged in whole.judged}
    return [season for season in seasons if compared[season.weeks].may_tell_season(season)]


def tell_chosen(told: Told, chosen: Scope, scope: Scope, franchise: str) -> Told:
    """The trends of a franchise's branch-days, as they were chosen, by who sees this scope.

    As `tell_within` tells them, and without findings. What is not chosen is no secret: it is the scope that decides
    which others each may be told beside.
    """
    return replace(_told_of_part(told, chosen, scope), whole=whole_of(franchise))


def _told_of_part(told: Told, part: Scope, scope: Scope) -> Told:
    paired = _cut(told.paired, part)
    prices = {key: change for key, change in told.prices.items() if _is_whole(told, part, *key)}
    judged = judge(paired)
    driven = [drive(trends, prices) for trends in judged]
    merged = [
        _merged(told, at, (part, scope), _Part(paired, prices, judged[at], driven[at])) for at in range(len(judged))
    ]
    trends, drivers = [each for each, _ in merged], [each for _, each in merged]
    return Told(paired, trends, _compared_of(paired, trends), drivers, (), prices, part, scope, YOUR_BRANCHES)


def _compared_of(paired: Paired, judged: Sequence[Judged]) -> Compared:
    """The days that trends rest on."""
    found = {(branch, each.weeks): trend.pairs for each in judged for branch, trend in each.branches.items()}
    backs = {key: [pair.back for pair in pairs] for key, pairs in found.items() if pairs}
    return Compared(paired.last_day, paired.shops, backs)


def _cut(paired: Paired, scope: Scope) -> Paired:
    """The pairs of which both days lie in the scope."""
    shops = {branch: shop for branch, shop in paired.shops.items() if scope.holds(branch, None)}
    pairs = {
        (branch, weeks): _own_pairs(scope, branch, weeks, paired.last_day, own)
        for (branch, weeks), own in paired.pairs.items()
        if branch in shops
    }
    return Paired(paired.last_day, shops, {key: own for key, own in pairs.items() if own})


def _own_pairs(scope: Scope, branch: str, weeks: int, last: date, pairs: Sequence[Pair]) -> Sequence[Pair]:
    """Those of a branch; most often all of its days lie in the scope, or none."""
    if _holds_all(scope, branch, weeks, last):
        return pairs
    apart = timedelta(weeks=weeks)
    return [pair for pair in pairs if scope.holds(branch, pair.day) and scope.holds(branch, pair.day - apart)]


def _is_whole(days: Days, scope: Scope, branch: str, weeks: int) -> bool:
    """Whether all days lie in the scope that are compared of a branch."""
    return _holds_all(scope, branch, weeks, days.paired.last_day)


def _holds_all(scope: Scope, branch: str, weeks: int, last: date) -> bool:
    return scope.holds_all(branch, last - timedelta(days=NOW_DAYS - 1, weeks=weeks), last)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a chain, judged by itself over a number of weeks."""

    paired: Paired
    prices: Mapping[Key, float]
    judged: Judged
    driven: Driven


def _merged(told: Told, at: int, scopes: tuple[Scope, Scope], part: _Part) -> tuple[Judged, Driven]:
    """The trends of a part, with those of the whole chain for what may be compared with it."""
    own, driven, whole, drivers = part.judged, part.driven, told.judged[at], told.driven[at]
    compared = _Compared(told, whole, *scopes)
    shown = [branch for branch in own.branches if compared.may_show(branch)]
    branches = {**own.branches, **{branch: whole.branches[branch] for branch in shown}}
    regions, region_own, region_against = _beside_chain(compared, part, whole, drivers)
    return replace(own, branches=branches, regions=regions), replace(
        driven,
        region_own=region_own,
        region_against=region_against,
        own={**driven.own, **{branch: drivers.own[branch] for branch in shown if branch in drivers.own}},
        against={
            **driven.against,
            **{branch: drivers.against[branch] for branch in shown if branch in drivers.against},
        },
    )


def _beside_chain(
    compared: "_Compared", part: _Part, whole: Judged, drivers: Driven
) -> tuple[dict[str, Trend], dict[str, Drivers], dict[str, Drivers]]:
    """A part's regions beside the whole chain, as far as that may be told, and their drivers, own and against it.

    A region that is all in the part is told as the owner is told of it. Of another it is the part's branches, if they
    are enough; else, where the part is all that somebody sees, the whole region, without pounds.
    """
    regions = dict(part.judged.regions)
    region_own, region_against = dict(part.driven.region_own), dict(part.driven.region_against)
    beside, beside_driven = None, None
    for region, own in part.judged.members.items():
        members = whole.members.get(region, own)
        if set(own) == set(members) and compared.are_own(own) and compared.may_tell(own):
            regions[region] = whole.regions[region]
            found = drivers
        elif len(own) >= FEWEST_PEERS and compared.may_tell(own):
            beside = beside or judge_beside(part.paired, whole)
            beside_driven = beside_driven or drive(beside, part.prices, drivers.chain)
            regions[region] = beside.regions[region]
            found = beside_driven
        elif compared.may_tell_all_of(region, members):
            regions[region] = replace(whole.regions[region], traffic=None, pairs=(), reason=_OF_OTHERS)
            region_own.pop(region, None)
            region_against.pop(region, None)
            continue
        else:
            continue
        region_own[region] = found.region_own[region]
        region_against |= {region: found.region_against[region]} if region in found.region_against else {}
    return regions, region_own, region_against


class _Compared:
    """The branches of the whole chain that are compared over a number of weeks, seen from a scope or a part of it."""

    def __init__(self, days: Days, whole: Judged, part: Scope, scope: Scope) -> None:
        self._whole = whole
        self._is_all_seen = part == scope
        self._shops = days.paired.shops
        self._net = {
            branch: sum(pair.net for pair in trend.pairs) for branch, trend in whole.branches.items() if trend.own
        }
        self._own = {branch for branch in whole.branches if _is_whole(days, part, branch, whole.weeks)}
        self._seen = {branch for branch in whole.branches if _is_whole(days, scope, branch, whole.weeks)}

    def may_show(self, branch: str) -> bool:
        """Whether a branch's trend beside its peers of the whole chain may be told: all its days are in the part."""
        trend = self._whole.branches[branch]
        if not trend.peers or branch not in self._own:
            return False
        is_local = trend.peers == "region"
        group = self._whole.members[self._shops[branch].region] if is_local else tuple(self._net)
        return self.may_tell_of([each for each in group if each != branch])

    def are_own(self, branches: Collection[str]) -> bool:
        """Whether all days of these branches that are compared lie in the part."""
        return self._own.issuperset(branches)

    def may_tell(self, branches: Collection[str]) -> bool:
        """Whether branches may be told beside the whole chain: by how the rest of it does."""
        return self.may_tell_of([each for each in self._net if each not in branches])

    def may_tell_all_of(self, region: str, members: Sequence[str]) -> bool:
        """Whether a whole region may be told to who sees too few branches of it; who chose a part wants no more."""
        is_known = self._whole.regions[region].own is not None
        return is_known and self._is_all_seen and self.may_tell(members) and self.may_tell_of(members)

    def may_tell_of(self, branches: Sequence[str]) -> bool:
        """Whether a figure of some branches may be told: none is foreign, or enough, and none outweighs the others."""
        foreign = sum(each not in self._seen for each in branches)
        return not foreign or (foreign >= FEWEST_PEERS and self._is_even(branches))

    def may_tell_season(self, season: Season) -> bool:
        """Whether the season of a product or an hour may be told: as `may_tell_of`, of the branches that sold some."""
        if self._seen.issuperset(self._whole.branches):
            return True
        return season.branches - len(self._seen) >= FEWEST_PEERS and season.largest <= LARGEST_SHARE

    def _is_even(self, branches: Sequence[str]) -> bool:
        """Whether no branch has more of the net sales of all of them than one of a comparison may have."""
        pence = [self._net[each] for each in branches]
        return max(pence) <= LARGEST_SHARE * sum(pence)
