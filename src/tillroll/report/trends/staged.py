"""Trends as tables that reports read: judged once per state of the data and day, kept beside the register."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tillroll.report.scope import Scope
from tillroll.report.trends.compare import FEWEST_PEERS, LARGEST_SHARE
from tillroll.report.trends.details import Detail, Part, detail_of, parts_by_key
from tillroll.report.trends.drivers import Driven, Drivers, drive
from tillroll.report.trends.estimate import Estimate
from tillroll.report.trends.findings import Finding, find, share
from tillroll.report.trends.judge import Judged, Trend, judge, judge_beside
from tillroll.report.trends.pairs import NOW_DAYS, Key, Pair, Paired, earliest_day, read_pairs
from tillroll.report.trends.products import ProductDay, ProductTrend, judge_products
from tillroll.report.trends.words import finding_words
from tillroll.report.warehouse import Row, Warehouse

TOLD_BY = ("trend_day", "trend_sold")
"""The tables that `tell_trends` leaves, of what it told."""
THE_CHAIN, YOUR_BRANCHES = "the chain", "your branches"
_OF_OTHERS = "with branches that you do not see, so without pounds"
_TREND = (
    *("kind", "branch_id", "subject", "region", "weeks", "own", "own_low", "own_high"),
    *("against", "low", "high", "peers", "peer_branches", "net_pence", "change_pence"),
    *("traffic_pence", "items_pence", "price_pence", "mix_pence", "against_pence", "days", "wild_days", "reason"),
)
_PRODUCT = (
    *("product", "category", "weeks", "own", "against", "low", "high"),
    *("net_pence", "change_pence", "units_pence", "price_pence", "against_pence"),
)
_FINDING = (
    *("kind", "branch_id", "subject", "region", "weeks", "peers", "size", "low", "high", "pence"),
    *("traffic_pence", "items_pence", "price_pence", "mix_pence", "words"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """All trends up to a day, and what they are made of; details by the place of the finding, prices as logarithms.

    `whole` is what all the branches together are called: of a scope they are the reader's own.
    """

    paired: Paired
    judged: Sequence[Judged]
    driven: Sequence[Driven]
    findings: Sequence[Finding]
    details: Mapping[int, Detail]
    prices: Mapping[Key, float]
    whole: str = THE_CHAIN


def whole_of(franchise: str) -> str:
    """What all the branches of a franchise together are called."""
    return f"all of {franchise}"


def keep_trends(warehouse: Warehouse, told: Told) -> None:
    """Make the tables `trend` and `trend_finding` of what was told."""
    _keep(warehouse, "trend", _TREND, list(_trend_rows(told)))
    _keep(warehouse, "trend_finding", _FINDING, [_finding_row(told, at) for at in range(len(told.findings))])


def tell_products(warehouse: Warehouse, last_day: date, chosen: Mapping[str, object]) -> list[ProductTrend]:
    """The trends of products as of this day, of a branch, a region and a franchise; None is any.

    The days that trends compare must be kept, and the register of the last four weeks staged.
    """
    warehouse.keep("chosen_trend_day", "reports/trends/chosen_trend_day", **chosen)
    sold = warehouse.run("reports/trends/product_days", earliest_day=earliest_day(last_day), last_day=last_day)
    return judge_products((ProductDay(*row) for row in sold), last_day)


def keep_product_trends(warehouse: Warehouse, trends: Sequence[ProductTrend]) -> None:
    """Make the table `trend_product`."""
    _keep(warehouse, "trend_product", _PRODUCT, [_product_row(trend) for trend in trends])


def tell_trends(warehouse: Warehouse, last_day: date) -> Told:
    """Every trend and finding as of this day; `trend_state` holds the whole days that may be compared."""
    paired = read_pairs(warehouse, last_day)
    judged = judge(paired)
    _keep_days(warehouse, judged)
    days = {"earliest_day": earliest_day(last_day), "last_day": last_day}
    _keep_sold(warehouse, last_day)
    prices: dict[Key, float] = {(row[0], row[1]): row[2] for row in warehouse.run("reports/trends/price_changes")}
    driven = [drive(trends, prices) for trends in judged]
    findings = find(judged, driven, paired.shops)
    return Told(paired, judged, driven, findings, _details(warehouse, findings, days), prices)


def tell_within(told: Told, scope: Scope) -> Told:
    """What somebody sees of the chain's trends who sees a part of it.

    The whole is of their own branches; of regions see `_beside_chain`. A branch is compared with its peers of the whole
    chain where all its days lie in the scope, and either none of the peers is foreign, or at least five are and no peer
    outweighs the others: else one could be told apart. Otherwise it is compared with those in the scope.
    """
    mine = _told_of_part(told, scope, scope)
    findings = find(mine.judged, mine.driven, mine.paired.shops)
    known = {
        (each.subject, each.weeks, each.peer_branches): told.details.get(at) for at, each in enumerate(told.findings)
    }
    details = {at: known.get((each.subject, each.weeks, each.peer_branches)) for at, each in enumerate(findings)}
    return replace(mine, findings=findings, details={at: detail for at, detail in details.items() if detail})


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
    both = [trends for trends, _ in merged], [drivers for _, drivers in merged]
    return Told(paired, *both, (), {}, prices, YOUR_BRANCHES)


def _cut(paired: Paired, scope: Scope) -> Paired:
    """The pairs of which both days lie in the scope."""
    shops = {branch: shop for branch, shop in paired.shops.items() if scope.holds(branch, None)}
    pairs = {
        (branch, weeks): _own_pairs(scope, branch, weeks, paired.last_day, own)
        for (branch, weeks), own in paired.pairs.items()
        if branch in shops
    }
    return Paired(paired.last_day, shops, {key: own for key, own in pairs.items() if own})


def _own_pairs(scope: Scope, branch: str, weeks: int, last: date, pairs: list[Pair]) -> list[Pair]:
    """Those of a branch; most often all of its days lie in the scope, or none."""
    if _holds_all(scope, branch, weeks, last):
        return pairs
    apart = timedelta(weeks=weeks)
    return [pair for pair in pairs if scope.holds(branch, pair.day) and scope.holds(branch, pair.day - apart)]


def _is_whole(told: Told, scope: Scope, branch: str, weeks: int) -> bool:
    """Whether all days lie in the scope that are compared of a branch."""
    return _holds_all(scope, branch, weeks, told.paired.last_day)


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

    def __init__(self, told: Told, whole: Judged, part: Scope, scope: Scope) -> None:
        self._whole = whole
        self._is_all_seen = part == scope
        self._shops = told.paired.shops
        self._net = {
            branch: sum(pair.net for pair in trend.pairs) for branch, trend in whole.branches.items() if trend.own
        }
        self._own = {branch for branch in whole.branches if _is_whole(told, part, branch, whole.weeks)}
        self._seen = {branch for branch in whole.branches if _is_whole(told, scope, branch, whole.weeks)}

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

    def _is_even(self, branches: Sequence[str]) -> bool:
        """Whether no branch has more of the net sales of all of them than one of a comparison may have."""
        pence = [self._net[each] for each in branches]
        return max(pence) <= LARGEST_SHARE * sum(pence)


def keep_trend_days(warehouse: Warehouse, told: Told) -> None:
    """Keep the days that trends compare: `trend_day`."""
    _keep_days(warehouse, told.judged)


def keep_sold(warehouse: Warehouse, told: Told) -> None:
    """Keep what branches sold of each item on these days: `trend_sold`."""
    _keep_sold(warehouse, told.paired.last_day)


def keep_trend_parts(warehouse: Warehouse, told: Told) -> None:
    """Keep what branches took on these days of each product and in each hour: `trend_part`."""
    last_day = told.paired.last_day
    warehouse.keep("trend_part", "reports/trends/trend_part", earliest_day=earliest_day(last_day), last_day=last_day)


def _keep_sold(warehouse: Warehouse, last_day: date) -> None:
    warehouse.keep("trend_sold", "reports/trends/trend_sold", earliest_day=earliest_day(last_day), last_day=last_day)


def _keep_days(warehouse: Warehouse, judged: Sequence[Judged]) -> None:
    rows = [
        (branch, trends.weeks, pair.day, pair.day_id, pair.day_id_then)
        for trends in judged
        for branch, trend in trends.branches.items()
        for pair in trend.pairs
    ]
    names = ("branch_ids", "weeks", "trading_dates", "day_ids", "day_ids_then")
    warehouse.keep("trend_day", "reports/trends/trend_day", **_columns(names, rows))


def _details(warehouse: Warehouse, findings: Sequence[Finding], days: Mapping[str, date]) -> dict[int, Detail]:
    """The details of the findings of branches."""
    places = {at: finding for at, finding in enumerate(findings) if finding.kind == "branch"}
    if not places:
        return {}
    asked: dict[str, object] = {**days, "branch_ids": sorted({finding.subject for finding in places.values()})}
    hours = parts_by_key(warehouse.run("reports/trends/hours_of_branches", **asked))
    products = parts_by_key(warehouse.run("reports/trends/products_of_branches", **asked))
    return {at: _detail(finding, hours, products) for at, finding in places.items()}


def _detail(finding: Finding, hours: Mapping[Key, list[Part]], products: Mapping[Key, list[Part]]) -> Detail:
    key = finding.subject, finding.weeks
    peers = (1 + finding.own) / (1 + finding.size)
    return detail_of(finding.pence, peers, hours.get(key, []), products.get(key, []))


def _trend_rows(told: Told) -> Iterable[Row]:
    shops = told.paired.shops
    for judged, driven in zip(told.judged, told.driven, strict=True):
        for branch, trend in judged.branches.items():
            shop = shops[branch]
            own, against = driven.own.get(branch, Drivers()), driven.against.get(branch)
            yield ("branch", branch, shop.name, shop.region, *_figures(trend, own, against))
        for region, trend in judged.regions.items():
            drivers = driven.region_own.get(region), driven.region_against.get(region)
            yield ("region", None, region, region, *_figures(trend, *drivers))
        whole = sum(driven.own.values(), Drivers())
        pairs = tuple(pair for trend in judged.branches.values() for pair in trend.pairs)
        if judged.branches and (told.whole == THE_CHAIN or judged.chain.own):
            yield ("chain", None, told.whole, "", *_figures(judged.chain, whole, None, len(pairs)))


def _figures(trend: Trend, own: Drivers | None, against: Drivers | None, days: int = 0) -> Row:
    is_known = trend.own is not None
    return (
        trend.weeks,
        *_shares(trend.own),
        *_shares(trend.against),
        trend.peers,
        trend.peer_branches,
        _net_of_week(trend),
        *((own.total, own.traffic, own.items, own.price, own.mix) if own and is_known else (None,) * 5),
        against.total if against and is_known else None,
        days or len(trend.pairs),
        trend.wild,
        trend.reason,
    )


def _net_of_week(trend: Trend) -> int | None:
    """What the days that were compared come to a week; of a region, of all its branches."""
    return round(sum(pair.net for pair in trend.pairs) / 4) if trend.pairs else None


def _shares(estimate: Estimate | None) -> tuple[float | None, float | None, float | None]:
    if estimate is None:
        return None, None, None
    low, high = estimate.interval
    return share(estimate.size), share(low), share(high)


def _product_row(trend: ProductTrend) -> Row:
    return (
        trend.product,
        trend.category,
        trend.weeks,
        _shares(trend.own)[0],
        *_shares(trend.against),
        trend.net_week,
        trend.change,
        trend.units_part,
        trend.change - trend.units_part,
        trend.against_week,
    )


def _finding_row(told: Told, at: int) -> Row:
    finding = told.findings[at]
    shop = told.paired.shops.get(finding.subject) if finding.kind == "branch" else None
    name = shop.name if shop else finding.subject
    shared = [other for other in told.paired.shops.values() if other.name == name]
    apart = f"{name} ({shop.region})" if shop and len(shared) > 1 else name
    drivers = finding.drivers
    return (
        finding.kind,
        finding.subject if shop else None,
        name,
        finding.region_name,
        finding.weeks,
        finding.peers,
        finding.size,
        finding.low,
        finding.high,
        finding.pence,
        *(drivers.traffic, drivers.items, drivers.price, drivers.mix),
        finding_words(finding, apart, told.details.get(at, Detail())),
    )


def _keep(warehouse: Warehouse, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    warehouse.keep(table, f"reports/trends/{table}", **_columns(names, rows))


def _columns(names: Sequence[str], rows: Sequence[Row]) -> dict[str, list[object]]:
    columns = map(list, zip(*rows, strict=True)) if rows else ([] for _ in names)
    return dict(zip(names, columns, strict=True))
