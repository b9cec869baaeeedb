"""Trends as tables that reports read, kept beside the register; each function says what must be kept before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from tillroll.report.branch_days import SoldDays
from tillroll.report.scope import EVERYTHING, Scope
from tillroll.report.trends.details import Detail, Part, detail_of, parts_by_key
from tillroll.report.trends.drivers import Driven, Drivers, drive
from tillroll.report.trends.estimate import Estimate
from tillroll.report.trends.findings import Finding, find, share
from tillroll.report.trends.judge import Begun, Judged, Trend
from tillroll.report.trends.pairs import Compared, Key, Paired, earliest_day, pair_days
from tillroll.report.trends.products import ProductDay, ProductTrend, judge_products
from tillroll.report.trends.reading import BACKS, BITS, days_of, reading_of
from tillroll.report.trends.words import finding_words
from tillroll.report.warehouse import Row, Warehouse

THE_CHAIN = "the chain"
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


class Season(NamedTuple):
    """How many times as large a share of the whole chain's sales a product or an hour has as it had so many weeks ago.

    `branches` sold some of it; `largest` is the largest share of it that one of them has, now or then.
    """

    weeks: int
    kind: str
    part: str
    times: float
    branches: int
    largest: float


@dataclass(frozen=True, slots=True)
class Days:
    """The days up to one of them, how they were judged, and which of them trends compare."""

    paired: Paired
    judged: Sequence[Judged]
    compared: Compared


@dataclass(frozen=True, slots=True)
class Told(Days):
    """All trends up to a day, and what they are made of; prices as logarithms.

    `part` is what of the chain they are of, `scope` what their reader sees, and `whole` what all the branches together
    are called: of a scope they are the reader's own.
    """

    driven: Sequence[Driven]
    findings: Sequence[Finding]
    prices: Mapping[Key, float]
    part: Scope = EVERYTHING
    scope: Scope = EVERYTHING
    whole: str = THE_CHAIN


def judge_days(begun: Begun, sold: SoldDays) -> Days:
    """What was begun, judged: of these branch-days, the whole chain's from `earliest_day` on."""
    paired = pair_days(begun.shops, begun.changes, sold, begun.last_day)
    return Days(paired, begun.judge(paired), begun.compared)


def tell_prices(warehouse: Warehouse) -> dict[Key, float]:
    """What prices alone did to each branch's sales, as logarithms. What was sold on the days must be kept."""
    return {(row[0], row[1]): row[2] for row in warehouse.run("reports/trends/price_changes")}


def tell_trends(days: Days, prices: Mapping[Key, float]) -> Told:
    """Every trend and finding of the whole chain.

    What unknown prices did is told as mix: findings and their pounds are the same.
    """
    driven = [drive(trends, prices) for trends in days.judged]
    findings = find(days.judged, driven, days.paired.shops)
    return Told(days.paired, days.judged, days.compared, driven, findings, prices)


def tell_seasons(warehouse: Warehouse) -> list[Season]:
    """How the shares of products and hours have changed. The parts of the whole chain's trends must be kept."""
    return [Season(*row) for row in warehouse.run("reports/trends/seasons")]


def tell_details(warehouse: Warehouse, told: Told) -> dict[int, Detail]:
    """What findings of branches come from, by the place of each. What was sold must be kept, and the seasons."""
    places = {at: finding for at, finding in enumerate(told.findings) if finding.kind == "branch"}
    branches = sorted({finding.subject for finding in places.values()})
    asked: dict[str, object] = {**_window(told.compared), "branch_ids": branches}
    hours = parts_by_key(warehouse.run("reports/trends/hours_of_branches", **asked))
    products = parts_by_key(warehouse.run("reports/trends/products_of_branches", **asked))
    return {at: _detail(finding, hours, products) for at, finding in places.items()}


def keep_trends(warehouse: Warehouse, told: Told, labels: Mapping[str, str]) -> None:
    """Make the table `trend` of what was told; labels tell branches apart, by id."""
    _keep(warehouse, "trend", _TREND, list(_trend_rows(told, labels)))


def keep_findings(warehouse: Warehouse, told: Told, details: Mapping[int, Detail], labels: Mapping[str, str]) -> None:
    """Make the table `trend_finding` of what was told; details are by the place of the finding, labels by branch."""
    rows = [_finding_row(told, at, details.get(at, Detail()), labels) for at in range(len(told.findings))]
    _keep(warehouse, "trend_finding", _FINDING, rows)


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


def keep_seasons(warehouse: Warehouse, seasons: Sequence[Season]) -> None:
    """Keep how the shares of products and hours have changed: `trend_season`."""
    _keep(warehouse, "trend_season", ("weeks", "kind", "part", "times"), [season[:4] for season in seasons])


def keep_branches(warehouse: Warehouse, compared: Compared) -> None:
    """Keep the branches that trends compare, with the days that they rest on: `trend_branch`.

    Days are told as a bit for each: thousands of them take longer to hand over than to work out.
    """
    rows = []
    for number, ((branch, weeks), backs) in enumerate(compared.backs.items()):
        days = days_of(backs)
        rows.append(
            (branch, compared.shops[branch].branch_no, weeks, number, days, *reading_of(days, compared.last_day))
        )
    names = ("branch_ids", "branch_nos", "weeks", "trend_nos", "days", "whole", "added", "taken_off")
    _keep(warehouse, "trend_branch", names, rows)


def keep_days(warehouse: Warehouse, compared: Compared) -> None:
    """Keep the pairs of days that trends compare: `trend_day`. The branches must be kept."""
    _keep_counted(warehouse, "trend_day", compared)


def keep_sold(warehouse: Warehouse, compared: Compared) -> None:
    """Keep what branches sold of each item: `trend_read` and `trend_sold`. The branches must be kept."""
    _keep_counted(warehouse, "trend_read", compared)
    warehouse.keep("trend_sold", "reports/trends/trend_sold", **_window(compared))


def keep_parts(warehouse: Warehouse, compared: Compared) -> None:
    """Keep what branches took on these days of each product and in each hour: `trend_part`. What they sold must be."""
    warehouse.keep("trend_part", "reports/trends/trend_part", **_window(compared))


def _keep_counted(warehouse: Warehouse, table: str, compared: Compared) -> None:
    counted = {"backs": list(BACKS), "bits": list(BITS)}
    warehouse.keep(table, f"reports/trends/{table}", last_day=compared.last_day, **counted)


def _window(compared: Compared) -> dict[str, date]:
    return {"earliest_day": earliest_day(compared.last_day), "last_day": compared.last_day}


def _detail(finding: Finding, hours: Mapping[Key, list[Part]], products: Mapping[Key, list[Part]]) -> Detail:
    key = finding.subject, finding.weeks
    peers = (1 + finding.own) / (1 + finding.size)
    return detail_of(finding.pence, peers, hours.get(key, []), products.get(key, []))


def _trend_rows(told: Told, labels: Mapping[str, str]) -> Iterable[Row]:
    shops = told.paired.shops
    for judged, driven in zip(told.judged, told.driven, strict=True):
        for branch, trend in judged.branches.items():
            own, against = driven.own.get(branch, Drivers()), driven.against.get(branch)
            yield ("branch", branch, labels[branch], shops[branch].region, *_figures(trend, own, against))
        for region, trend in judged.regions.items():
            drivers = driven.region_own.get(region), driven.region_against.get(region)
            yield ("region", None, region, region, *_figures(trend, *drivers))
        whole = sum(driven.own.values(), Drivers())
        if judged.branches and (told.whole == THE_CHAIN or judged.chain.own):
            yield ("chain", None, told.whole, "", *_figures(_with_pairs(judged), whole, None))


def _with_pairs(judged: Judged) -> Trend:
    """The chain's trend, where there is one, with the pairs of all its branches."""
    every = (pair for trend in judged.branches.values() for pair in trend.pairs)
    return replace(judged.chain, pairs=tuple(every)) if judged.chain.own else judged.chain


def _figures(trend: Trend, own: Drivers | None, against: Drivers | None) -> Row:
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
        len(trend.pairs),
        trend.wild,
        trend.reason,
    )


def _net_of_week(trend: Trend) -> int | None:
    """What the days that were compared come to a week; of a region or the chain, of all its branches."""
    return round(sum(map(attrgetter("net"), trend.pairs)) / 4) if trend.pairs else None


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


def _finding_row(told: Told, at: int, detail: Detail, labels: Mapping[str, str]) -> Row:
    finding = told.findings[at]
    is_branch = finding.kind == "branch"
    name = labels[finding.subject] if is_branch else finding.subject
    drivers = finding.drivers
    return (
        finding.kind,
        finding.subject if is_branch else None,
        name,
        finding.region_name,
        finding.weeks,
        finding.peers,
        finding.size,
        finding.low,
        finding.high,
        finding.pence,
        *(drivers.traffic, drivers.items, drivers.price, drivers.mix),
        finding_words(finding, name, detail),
    )


def _keep(warehouse: Warehouse, table: str, names: Sequence[str], rows: Sequence[Row]) -> None:
    warehouse.keep(table, f"reports/trends/{table}", **_columns(names, rows))


def _columns(names: Sequence[str], rows: Sequence[Row]) -> dict[str, list[object]]:
    columns = map(list, zip(*rows, strict=True)) if rows else ([] for _ in names)
    return dict(zip(names, columns, strict=True))
