"""The tables of trends on one connection: what Python judged, kept for reports to join."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Protocol, TypeVar

from tillroll.report.branch_days import NetLogs, SoldDays
from tillroll.report.newest import Newest
from tillroll.report.scope import Grant, Scope, granted_spans
from tillroll.report.trends.details import Detail
from tillroll.report.trends.judge import Begun
from tillroll.report.trends.pairs import Compared, Key, earliest_day, first_day, net_changes, read_shops
from tillroll.report.trends.products import ProductTrend
from tillroll.report.trends.staged import (
    Days,
    Season,
    Told,
    judge_days,
    keep_branches,
    keep_days,
    keep_findings,
    keep_parts,
    keep_product_trends,
    keep_seasons,
    keep_sold,
    keep_trends,
    tell_details,
    tell_prices,
    tell_products,
    tell_seasons,
    tell_trends,
)
from tillroll.report.trends.within import details_within, seasons_within, tell_chosen, tell_within
from tillroll.report.warehouse import Warehouse

TRENDS, CHOSEN_TRENDS, FINDINGS = "trends", "chosen_trends", "trend_findings"
TREND_PARTS, PRODUCT_TRENDS = "trend_parts", "product_trends"
JUDGED = frozenset({TRENDS, CHOSEN_TRENDS, FINDINGS, TREND_PARTS, PRODUCT_TRENDS})
"""What is not one statement's answer: Python judges, and keeps what it found.

Trends are those of the scope; the chosen ones are of a franchise's part of it, where one is chosen.
"""
_T = TypeVar("_T")


class Register(Protocol):
    """What trends are told of: the staged register of a connection, as far as the chain has traded."""

    @property
    def scope(self) -> Scope:
        """What may be seen."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """What tells the branches of the scope apart, by id."""
        ...

    def cover(self, first: date, last: date) -> None:
        """See to it that the register of these dates is staged."""
        ...

    def sold(self, first: date, last: date) -> SoldDays:
        """The whole chain's branch-days of these dates that can be compared; there may be more around them."""
        ...

    def net_logs(self, first: date, last: date) -> NetLogs:
        """The logarithms of their net sales, from the last date back to the first, as far as the chain has traded."""
        ...

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What is made once for all connections of one state of the data; without a state, each time."""
        ...

    def is_begun(self, key: Hashable) -> bool:
        """Whether a connection of the same state has made this, or is at it."""
        ...


class TrendTables:
    """The tables of trends of one connection, each made when it is needed first.

    What takes long is worked out once for all connections, and what few reports tell only when one of them is asked.
    """

    def __init__(self, warehouse: Warehouse, register: Register) -> None:
        self._warehouse = warehouse
        self._register = register
        self._newest = Newest()
        self._made_of: dict[str, object] = {}
        self._products: tuple[Compared, tuple[object, ...], Sequence[ProductTrend]] | None = None

    def forget(self) -> None:
        """The register has changed."""
        self._newest.forget()

    def forget_all(self) -> None:
        """The data or the scope has changed: no table is what it was."""
        self.forget()
        self._made_of, self._products = {}, None

    def need(self, name: str, last: date, branches: Mapping[str, object], franchise: str | None) -> None:
        """See to it that what one of `JUDGED` means is there, as of a day.

        ``branches`` are those that trends of products are of, ``franchise`` the one that chosen trends are of, and the
        parts of these.
        """
        if name == PRODUCT_TRENDS:
            self._need_product_trends(last, branches)
            return
        if name == FINDINGS:
            self._need_findings(last, franchise)
            return
        if name == TREND_PARTS:
            self._need_trend_parts(last, franchise)
            return
        told = self._told(TRENDS, last, franchise)
        self._need_table("trend", told, partial(keep_trends, self._warehouse, told, self._register.labels))

    def foresee(self, name: str, last: date) -> None:
        """Work out what one of `JUDGED` takes of the whole chain, as of a day, for readers of parts of it; no table."""
        if name == TREND_PARTS:
            self._prices(last)
            self._seasons(last)
        elif name in {TRENDS, CHOSEN_TRENDS}:
            self._told_of_chain(TRENDS, last)
        elif name == FINDINGS and self._told_of_chain(FINDINGS, last).findings:
            self._details(self._told_of_chain(TRENDS, last))

    def judge(self, last: date) -> None:
        """Judge the days of the whole chain as of a day, while another connection reads what was sold on them."""
        self._days_of_chain(last)

    # Tables, each after those that it is made of

    def _need_table(self, name: str, made_of: object, keep: Callable[[], object]) -> None:
        """See to it that a table is there, made of this very thing."""
        if self._made_of.get(name) is not made_of:
            self._made_of.pop(name, None)
            keep()
            self._made_of[name] = made_of

    def _need_branches(self, compared: Compared) -> None:
        self._need_table("trend_branch", compared, partial(keep_branches, self._warehouse, compared))

    def _need_days(self, compared: Compared) -> None:
        self._need_branches(compared)
        self._need_table("trend_day", compared, partial(keep_days, self._warehouse, compared))

    def _need_sold(self, compared: Compared) -> None:
        self._need_branches(compared)
        self._need_table("trend_sold", compared, partial(keep_sold, self._warehouse, compared))

    def _need_parts(self, compared: Compared) -> None:
        """What the branches of these days took, whichever is asked for: to add it up takes longer than to find one."""
        self._need_sold(compared)
        self._need_table("trend_part", compared, partial(keep_parts, self._warehouse, compared))

    def _need_trend_parts(self, last: date, franchise: str | None) -> None:
        """Parts of the whole chain take long, and want no trend told: another connection may tell them meanwhile."""
        if franchise or self._register.scope.is_limited:
            if self._register.is_begun(_days_up_to(last)):
                self._told(FINDINGS, last, franchise)  # takes no prices: another may be at work on these meanwhile
            told = self._told(TRENDS, last, franchise)
            if self._register.is_begun(_seasons_up_to(last)):  # else the parts of the whole are made here, and first
                self._need_parts(told.compared)
            self._need_table("trend_season", told, lambda: self._keep_seasons_within(told))
            self._need_parts(told.compared)
        else:
            compared = self._begun_of_chain(last).compared
            self._prices(last)
            self._need_parts(compared)
            self._need_table("trend_season", compared, lambda: keep_seasons(self._warehouse, self._seasons(last)))

    def _keep_seasons_within(self, told: Told) -> None:
        """They may need the parts of the whole chain, in the place of those of what was told."""
        last = told.paired.last_day
        seasons, whole = self._seasons(last), self._days_of_chain(last)
        own = "seasons", last, told.part, told.scope
        within = self._register.once(own, lambda: seasons_within(whole, seasons, told))
        keep_seasons(self._warehouse, within)

    def _need_findings(self, last: date, franchise: str | None) -> None:
        """Prices take longest to tell, and on most days of most chains nothing is found that hangs on them."""
        told = self._told_so_far(last, franchise)
        if told.findings:
            told = self._told(TRENDS, last, franchise)
        self._need_table("trend_finding", told, lambda: self._keep_findings(told))

    def _keep_findings(self, told: Told) -> None:
        whole = self._told_of_chain(TRENDS, told.paired.last_day) if told.findings else told
        details = self._details(whole) if told.findings else {}
        own = details if told is whole else details_within(whole, details, told)
        keep_findings(self._warehouse, told, own, self._register.labels)

    def _need_product_trends(self, last: date, branches: Mapping[str, object]) -> None:
        is_limited = self._register.scope.is_limited
        compared = self._told_so_far(last).compared if is_limited else self._begun_of_chain(last).compared
        asked = tuple(branches.values())
        if self._products is None or self._products[0] is not compared or self._products[1] != asked:
            self._products = compared, asked, self._product_trends(compared, branches)
        trends = self._products[2]
        self._need_table("trend_product", trends, partial(keep_product_trends, self._warehouse, trends))

    def _product_trends(self, compared: Compared, branches: Mapping[str, object]) -> Sequence[ProductTrend]:
        """Those of all branches are told once, for they are asked for most."""
        if any(branches.values()):
            return self._tell_products(compared, branches)
        key = PRODUCT_TRENDS, compared.last_day, self._register.scope
        return self._register.once(key, lambda: self._tell_products(compared, branches))

    def _tell_products(self, compared: Compared, branches: Mapping[str, object]) -> Sequence[ProductTrend]:
        last = compared.last_day
        self._need_days(compared)
        self._register.cover(first_day(last), last)
        return tell_products(self._warehouse, last, branches)

    # What they are made of: of a state it is worked out once

    def _told(self, what: str, last: date, franchise: str | None = None) -> Told:
        """The trends of the scope as of a day, or of a franchise's days in it: its part of the whole chain's.

        Of `TRENDS` they are whole, of `FINDINGS` as far as it takes to see whether there are any.
        """
        asked = last, franchise
        return self._newest.once(what, asked, lambda: self._part_of(what, self._told_of_chain(what, last), franchise))

    def _told_so_far(self, last: date, franchise: str | None = None) -> Told:
        """The same, whole only if that was asked for already."""
        is_whole = self._newest.has(TRENDS, (last, franchise))
        return self._told(TRENDS if is_whole else FINDINGS, last, franchise)

    def _part_of(self, what: str, whole: Told, franchise: str | None) -> Told:
        scope, key = self._register.scope, (what, whole.paired.last_day)
        if franchise:
            chosen = scope.part(granted_spans(self._warehouse, [Grant("franchise", franchise)]))
            return self._register.once((*key, scope, chosen), lambda: tell_chosen(whole, chosen, scope, franchise))
        return self._register.once((*key, scope), lambda: tell_within(whole, scope)) if scope.is_limited else whole

    def _told_of_chain(self, what: str, last: date) -> Told:
        def tell() -> Told:
            if what == FINDINGS:
                return tell_trends(self._days_of_chain(last), {})
            is_foreseen = self._register.scope.is_limited or self._register.is_begun(_prices_up_to(last))
            if not is_foreseen:
                self._prices(last)  # another connection may judge meanwhile
            return tell_trends(self._days_of_chain(last), self._prices(last))

        return self._newest.once(f"{what} of chain", last, lambda: self._register.once((what, last), tell))

    def _days_of_chain(self, last: date) -> Days:
        def tell() -> Days:
            return judge_days(self._begun_of_chain(last), self._register.sold(earliest_day(last), last))

        return self._newest.once("days", last, lambda: self._register.once(("judged", last), tell))

    def _begun_of_chain(self, last: date) -> Begun:
        """Of a state it is the same for all connections: one may judge on while another reads what was sold."""
        return self._newest.once(
            "begun", last, lambda: self._register.once(_days_up_to(last), lambda: self._begin(last))
        )

    def _begin(self, last: date) -> Begun:
        shops = self._register.once("shops", lambda: read_shops(self._warehouse))
        logs = self._register.net_logs(earliest_day(last), last)
        return Begun(shops, net_changes(shops, logs, last), last)

    def _prices(self, last: date) -> Mapping[Key, float]:
        def tell() -> Mapping[Key, float]:
            self._need_sold(self._begun_of_chain(last).compared)
            return tell_prices(self._warehouse)

        return self._newest.once("prices", last, lambda: self._register.once(_prices_up_to(last), tell))

    def _seasons(self, last: date) -> Sequence[Season]:
        """Those of the whole chain as of a day."""

        def tell() -> Sequence[Season]:
            self._need_parts(self._begun_of_chain(last).compared)
            return tell_seasons(self._warehouse)

        return self._register.once(_seasons_up_to(last), tell)

    def _details(self, whole: Told) -> Mapping[int, Detail]:
        """What the chain's findings come from. Where no branch has one, nothing need be asked."""
        last, compared = whole.paired.last_day, whole.compared

        def tell() -> Mapping[int, Detail]:
            if all(finding.kind != "branch" for finding in whole.findings):
                return {}
            seasons = self._seasons(last)
            self._need_days(compared)
            self._need_sold(compared)
            self._need_table("trend_season", compared, partial(keep_seasons, self._warehouse, seasons))
            return tell_details(self._warehouse, whole)

        return self._register.once(("details", last), tell)


def _days_up_to(last: date) -> Hashable:
    """What stands for the days of the whole chain that are compared as of a day."""
    return "days", last


def _prices_up_to(last: date) -> Hashable:
    """What stands for what prices did to the sales of the whole chain up to a day."""
    return "prices", last


def _seasons_up_to(last: date) -> Hashable:
    """What stands for the seasons of the whole chain as of a day."""
    return "seasons", last
