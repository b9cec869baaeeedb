"""The tables of trends on one connection: what Python judged, kept for reports to join."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from tillroll.report.branch_days import RegisterRow
from tillroll.report.scope import Grant, Scope, granted_spans
from tillroll.report.trends.pairs import earliest_day, first_day
from tillroll.report.trends.products import ProductTrend
from tillroll.report.trends.staged import (
    TOLD_BY,
    Told,
    keep_product_trends,
    keep_seasons,
    keep_sold,
    keep_trend_days,
    keep_trend_parts,
    keep_trends,
    tell_products,
    tell_trends,
)
from tillroll.report.trends.within import tell_chosen, tell_within
from tillroll.report.warehouse import Warehouse

TRENDS, CHOSEN_TRENDS, PRODUCT_TRENDS, TREND_PARTS = "trends", "chosen_trends", "product_trends", "trend_parts"
JUDGED = frozenset({TRENDS, CHOSEN_TRENDS, PRODUCT_TRENDS, TREND_PARTS})
"""What is not one statement's answer: Python judges, and keeps what it found.

Trends are those of the scope; the chosen ones are of a franchise's part of it, where one is chosen.
"""
_T = TypeVar("_T")
_PARTS: Mapping[str, Callable[[Warehouse, Told], None]] = {
    "trend_day": keep_trend_days,
    "trend_sold": keep_sold,
    "trend_part": keep_trend_parts,
    "trend_season": keep_seasons,
}
"""What parts of trends are told from, in the order in which it is made."""


class Register(Protocol):
    """What trends are told of: the staged register of a connection, as far as the chain has traded."""

    @property
    def scope(self) -> Scope:
        """What may be seen."""
        ...

    def cover(self, first: date, last: date) -> None:
        """See to it that the register of these dates is staged."""
        ...

    def traded(self, first: date, last: date) -> Sequence[RegisterRow]:
        """The whole chain's branch-days of these dates."""
        ...

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What is made once for all connections of one state of the data."""
        ...


class TrendTables:
    """The tables of trends of one connection, each made when it is needed first."""

    def __init__(self, warehouse: Warehouse, register: Register) -> None:
        self._warehouse = warehouse
        self._register = register
        self._told: tuple[tuple[date, str | None], Told] | None = None
        self._chain_told: Told | None = None
        self._made_of: dict[str, Told] = {}
        self._products_of: tuple[object, ...] | None = None
        self._products: Sequence[ProductTrend] | None = None

    def forget(self) -> None:
        """The register has changed."""
        self._told, self._chain_told = None, None

    def forget_all(self) -> None:
        """The data or the scope has changed: no table is what it was."""
        self.forget()
        self._made_of = {}

    def need(self, name: str, last: date, branches: Mapping[str, object], franchise: str | None) -> None:
        """See to it that what one of `JUDGED` means is there, as of a day.

        ``branches`` are those that trends of products are of, ``franchise`` the one that all are of.
        """
        self._need_trends(last, franchise)
        if name == PRODUCT_TRENDS:
            self._need_product_trends(branches)
        if name == TREND_PARTS:
            self._need_parts()

    def _need_trends(self, last: date, franchise: str | None) -> None:
        asked = last, franchise
        if self._told is None or self._told[0] != asked:
            told = self._trends_of_franchise(last, franchise) if franchise else self._trends(last)
            keep_trends(self._warehouse, told)
            self._told = asked, told
            self._products_of, self._products = None, None

    def _need_table(self, name: str, keep: Callable[[Warehouse, Told], None], told: Told) -> None:
        """See to it that a table of these trends is there."""
        if self._made_of.get(name) is not told:
            self._made_of.pop(name, None)
            keep(self._warehouse, told)
            self._made_of[name] = told

    def _need_product_trends(self, branches: Mapping[str, object]) -> None:
        """See to it that the trends of the products of the chosen branches are there; trends must be."""
        if self._told and self._products_of != tuple(branches.values()):
            trends, self._products_of = self._product_trends(self._told[0][0], branches), None
            keep_product_trends(self._warehouse, trends)
            self._products_of = tuple(branches.values())

    def _product_trends(self, last: date, branches: Mapping[str, object]) -> Sequence[ProductTrend]:
        """Those of all branches are told once, for they are asked for most."""
        if any(branches.values()):
            return self._tell_products(last, branches)
        key = PRODUCT_TRENDS, last, self._register.scope
        self._products = self._products or self._register.once(key, lambda: self._tell_products(last, branches))
        return self._products

    def _tell_products(self, last: date, branches: Mapping[str, object]) -> Sequence[ProductTrend]:
        if self._told:
            self._need_table("trend_day", keep_trend_days, self._told[1])
        self._register.cover(first_day(last), last)
        return tell_products(self._warehouse, last, branches)

    def _need_parts(self) -> None:
        """See to it that what all branches took of each product and in each hour is there; trends must be.

        It is of all of them, whichever is asked for: to add it up takes longer than to find a branch in it.
        """
        if self._told:
            for name, keep in _PARTS.items():
                self._need_table(name, keep, self._told[1])

    def _trends(self, last: date) -> Told:
        """The trends of the scope as of a day: its part of the whole chain's. Of a state they are told once."""
        whole, scope = self._trends_of_chain(last), self._register.scope
        if not scope.is_limited:
            return whole
        return self._register.once((TRENDS, last, scope), lambda: tell_within(whole, scope))

    def _trends_of_franchise(self, last: date, franchise: str) -> Told:
        """The same of what lies in the scope of a franchise's days."""
        whole, scope = self._trends_of_chain(last), self._register.scope
        chosen = scope.part(granted_spans(self._warehouse, [Grant("franchise", franchise)]))
        key = TRENDS, last, scope, chosen
        return self._register.once(key, lambda: tell_chosen(whole, chosen, scope, franchise))

    def _trends_of_chain(self, last: date) -> Told:
        if self._chain_told is None or self._chain_told.paired.last_day != last:
            self._chain_told = self._register.once((TRENDS, last), lambda: self._tell(last))
        return self._chain_told

    def _tell(self, last: date) -> Told:
        """The trends of the whole chain, of which reports are given the scope's part."""
        self._made_of = {}
        told = tell_trends(self._warehouse, self._register.traded(earliest_day(last), last), last)
        self._made_of = dict.fromkeys(TOLD_BY, told)
        return told
