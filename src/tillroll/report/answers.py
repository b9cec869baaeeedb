"""Answers: a report run on a warehouse, with what its figures rest on."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from tillroll.errors import TooMuch, WorkLost
from tillroll.lists import branch_names
from tillroll.patience import persistently
from tillroll.report.answer import Answer, in_parquet
from tillroll.report.basis import Basis, basis_of, orders_read
from tillroll.report.branch_days import GRACE_MINUTES, RegisterRow, branch_id_of, own_labels
from tillroll.report.catalogue import Report, find_report, kinds_of
from tillroll.report.choice import Choice, check_choice, check_dates
from tillroll.report.dates import AGAINST, COMPARISONS, DEFAULT, Clock, Pairs, Span, span_of
from tillroll.report.newest import Newest
from tillroll.report.receipts import ALL, ReceiptRow, receipts
from tillroll.report.scope import EVERYTHING, Scope
from tillroll.report.staged import Staged
from tillroll.report.state import State
from tillroll.report.waiting import QuarantineItem, all_waiting, chosen_items, quarantine_within
from tillroll.report.warehouse import FileKind, Row, Warehouse

_T = TypeVar("_T")
_BASIS = "reports/basis/branches"
_BASKETS = ("basket_first", "basket_last")
CHOSEN = "against"
"""What a report compares with that leaves it to the reader."""
ASKED: Mapping[str, tuple[str, ...]] = {
    "median_band": ("band_from_pence", "band_to_pence", "orders_below"),
    "basket_span": _BASKETS,
}
"""The parameters that each statement of ``sql/reports/stage`` that a report asks gives it."""

_READING_SALES = Lock()
"""Held by the one question of this process that reads sales: it takes some 200 MB, which several would not have."""


class Reports:
    """The reports of one warehouse. What they share is worked out once per state of its data, not per question.

    A connection has one of these, and one question is asked of it at a time: it keeps temporary tables there.
    Nothing outside of the scope is answered, for those tables hold nothing else.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        *,
        grace_minutes: int = GRACE_MINUTES,
        scope: Scope = EVERYTHING,
        state: State | None = None,
    ) -> None:
        """With a state, every question is about that moment, whichever it names: for many scopes in a row."""
        self._warehouse = warehouse
        self._grace_minutes = grace_minutes
        self._state = state
        self._scope = scope
        self._newest = Newest()
        self._staged = self._begun()

    def answer(self, name: str, choice: Choice | None = None, *, now: datetime | None = None) -> Answer:
        """The answer of a report. `ConfigurationError` for a report, filter or value that there is not.

        `NotAllowed` for a report that the scope does not let see.
        """
        report, chosen = find_report(name), choice or Choice()
        return self._whole(lambda: self._answer(report, chosen, now))

    def rows(self, name: str, choice: Choice, *, now: datetime | None = None) -> tuple[Row, ...]:
        """The rows of `answer`, for who asked for the basis of the same dates already."""
        report = find_report(name)
        return self._whole(lambda: self._rows(report, self._prepare(report, choice, now)[1]))

    def _rows(self, report: Report, parameters: Mapping[str, object]) -> tuple[Row, ...]:
        self._staged.ready(report.statement)
        return tuple(self._warehouse.run(report.statement, **parameters))

    def _answer(self, report: Report, choice: Choice, now: datetime | None) -> Answer:
        span, parameters = self._prepare(report, choice, now)
        rows = self._rows(report, parameters)
        return Answer(report, choice.made(), span, rows, self._basis(span, parameters))

    def export(self, name: str, choice: Choice, path: Path, kind: FileKind, *, now: datetime | None = None) -> Answer:
        """Write a report's rows to a CSV or Parquet file, as tables are; gives back the answer without its rows.

        A Parquet file has that in its metadata, under `answer.IN_PARQUET`.
        """
        report = find_report(name)

        def write() -> Answer:
            span, parameters = self._prepare(report, choice, now)
            answer = Answer(report, choice.made(), span, (), self._basis(span, parameters))
            self._staged.ready(report.statement)
            self._warehouse.export_answer(report.statement, path, kind, in_parquet(answer), **parameters)
            return answer

        return self._whole(write)

    def foresee(self, name: str, choice: Choice, *, now: datetime | None = None) -> None:
        """Work out what a report takes of the whole chain, for readers of parts of it: of this state, it is there then.

        Errors are those of `span`.
        """
        self._whole(lambda: self._staged.foresee(find_report(name).needs, self._last_of(name, choice, now)))

    def judge(self, name: str, choice: Choice, *, now: datetime | None = None) -> None:
        """Judge the days of a report about trends: of this state, they are there when the report is told elsewhere.

        Errors are those of `span`.
        """
        self._whole(lambda: self._staged.judge(self._last_of(name, choice, now)))

    def _last_of(self, name: str, choice: Choice, now: datetime | None) -> date:
        """The last of a report's dates."""
        clock = self._refresh(now)
        return span_of(clock, choice.dates, choice.from_day, choice.to_day, find_report(name).preset).last_day

    def turn_to(self, state: State, scope: Scope) -> None:
        """Be of another state of the same warehouse or of another scope from now on."""
        self._state, self._scope = state, scope
        self._staged.turn_to(state, scope)

    def stage(self, *, now: datetime | None = None) -> None:
        """See to it that the scope is staged, for questions that are asked beside the catalogue."""
        self._whole(lambda: self._refresh(now))

    def cover(self, first: date, last: date, *, now: datetime | None = None) -> None:
        """Stage the register of these dates at once, for many questions about some of them."""

        def work() -> None:
            self._refresh(now)
            self._staged.cover(first, last)

        self._whole(work)

    def last_day(self, *, now: datetime | None = None) -> date:
        """The last trading date from which presets count: today, or the newest one of a chain that is not live."""
        return self._whole(lambda: self._refresh(now)).last

    def values(self, *, now: datetime | None = None) -> dict[str, list[str]]:
        """What each filter can name: branches, regions, franchises, products and categories, sorted."""

        def known() -> dict[str, list[str]]:
            self._refresh(now)
            return {"branch": sorted(self._staged.labels.values()), **self._staged.known_values()}

        return self._whole(known)

    def span(self, choice: Choice, default: str = DEFAULT, *, now: datetime | None = None) -> Span:
        """The dates that a choice means. `ConfigurationError` for a preset that there is not."""
        check_dates(choice)
        return self._whole(lambda: span_of(self._refresh(now), choice.dates, choice.from_day, choice.to_day, default))

    def register(
        self, first: date, last: date, choice: Choice | None = None, *, now: datetime | None = None
    ) -> list[RegisterRow]:
        """The scope's branch-days of these dates, by date and branch name, of a branch, region and franchise.

        The dates of the choice do not matter. `ConfigurationError` for a branch, region or franchise that there is not.
        """
        chosen = choice or Choice()

        def rows() -> list[RegisterRow]:
            self._refresh(now)
            found = self._staged.traded(first, last, self._scope)
            if chosen.region or chosen.franchise:
                own = self._chosen_days(first, last, chosen)
                return [row for row in found if (row.branch_id, row.trading_date) in own]
            only = branch_id_of(self._warehouse, chosen.branch, self._scope) if chosen.branch else None
            return [row for row in found if only in {None, row.branch_id}]

        return self._whole(rows)

    def _chosen_days(self, first: date, last: date, choice: Choice) -> set[Row]:
        """The branch-days that the names of a choice mean, as every report takes them."""
        parameters = self._staged.parameters(choice)
        self._staged.cover(first, last)
        self._staged.choose({**parameters, "first_day": first, "last_day": last})
        return {tuple(row) for row in self._staged.ask("reports/chosen_branch_days", parameters)}

    def corrected_days(self, first: date, last: date, *, now: datetime | None = None) -> set[Row]:
        """The scope's branch-days of these dates that were restated, each as branch id and date."""

        def days() -> set[Row]:
            self._refresh(now)
            found = self._warehouse.run("reports/corrected_days", first_day=first, last_day=last)
            return {tuple(row) for row in found}

        return self._whole(days)

    def quarantine(self, choice: Choice | None = None, *, now: datetime | None = None) -> list[QuarantineItem]:
        """What waits for a person within the scope. Of a state, the whole chain's is fetched once.

        With a choice, what may be of its branch, region and franchise. Errors are those of `register`.
        """

        def known() -> list[QuarantineItem]:
            fetch = partial(all_waiting, self._warehouse)
            found = quarantine_within(self._warehouse, self._scope, self._once("waiting", fetch))
            chosen = self._chosen_names(choice, now)
            return found if chosen == ALL else chosen_items(self._warehouse, found, chosen)

        return self._whole(known)

    def receipts(self, choice: Choice | None = None, *, most: int, now: datetime | None = None) -> list[ReceiptRow]:
        """The newest receipts within the scope that may be of the choice's branch, region and franchise.

        Errors are those of `register`.
        """

        def known() -> list[ReceiptRow]:
            return receipts(self._warehouse, self._scope, most=most, chosen=self._chosen_names(choice, now))

        return self._whole(known)

    def _chosen_names(self, choice: Choice | None, now: datetime | None) -> dict[str, object]:
        """The branch's id, the region and the franchise of a choice."""
        self._refresh(now)
        own = Choice(branch=choice.branch, region=choice.region, franchise=choice.franchise) if choice else Choice()
        parameters = self._staged.parameters(own)
        return {name: parameters[name] for name in ALL}

    def labels(self) -> dict[str, str]:
        """What tells the branches of the scope apart, by id: the name, with the code where others share it."""
        return self._whole(lambda: own_labels(self._warehouse, self._scope))

    def branch_names(self, day: date) -> tuple[str, ...]:
        """The names of the branches that the scope holds on a trading date, sorted."""

        def known() -> tuple[str, ...]:
            found = self._names().items()
            return tuple(sorted(name for branch_id, name in found if self._scope.holds(branch_id, day)))

        return self._whole(known)

    def _names(self) -> Mapping[str, str]:
        """The names of all branches by id: of a state, they are fetched once."""
        return self._once("names", partial(branch_names, self._warehouse))

    def _once(self, key: str, fetch: Callable[[], _T]) -> _T:
        return self._state.once(key, fetch) if self._state else fetch()

    def _begun(self) -> Staged:
        return Staged(self._warehouse, grace_minutes=self._grace_minutes, scope=self._scope, state=self._state)

    def _whole(self, work: Callable[[], _T]) -> _T:
        """Do some work, again where the database let go of it: what was staged there is lost too."""

        def once() -> _T:
            try:
                return work()
            except WorkLost:
                self._staged = self._begun()
                raise

        return persistently(once)

    def _refresh(self, now: datetime | None) -> Clock:
        moment = self._state.now if self._state else now or datetime.now(UTC)
        return self._staged.refresh(moment.astimezone(UTC))

    def _prepare(self, report: Report, choice: Choice, now: datetime | None) -> tuple[Span | None, dict[str, object]]:
        """Stage what the report reads; the dates and the parameters of its statement."""
        self._scope.check(report)
        check_choice(report, choice)
        clock = self._refresh(now)
        parameters = self._staged.parameters(choice)
        if "dates" not in report.filters:
            return None, parameters
        span = span_of(clock, choice.dates, choice.from_day, choice.to_day, report.preset)
        pairs = _pairs(report, choice, span)
        self._staged.cover(span.first_day, span.last_day)
        self._staged.cover_earlier(pairs)
        parameters |= _dates(report, span, pairs)
        with self._reading(report, choice, parameters):
            self._staged.choose(parameters, report.part(choice.made()))
            if report.compares:
                self._staged.compare(pairs, parameters)
            parameters |= self._asked(report, parameters)
            self._staged.need(report.needs, parameters)
        return span, parameters

    def _reading(
        self, report: Report, choice: Choice, parameters: Mapping[str, object]
    ) -> AbstractContextManager[object]:
        """Where no mart knows what is chosen: `TooMuch` for more sales than are read one by one, else alone."""
        if not report.beyond_marts(choice.made()):
            return nullcontext()
        ((orders,),) = self._warehouse.run("reports/stage/orders_to_read", **parameters)
        if orders > self._warehouse.most_orders_read:
            kinds = " and ".join(kinds_of(choice.made()))
            raise TooMuch(
                f"{report.name} by {kinds} reads each sale, and these are {orders:,} orders; at most "
                f"{self._warehouse.most_orders_read:,} are read: choose fewer days, a branch or a region"
            )
        return _READING_SALES

    def _asked(self, report: Report, parameters: Mapping[str, object]) -> dict[str, object]:
        """What a statement answers as more parameters."""
        if not report.asks:
            return {}
        values = self._staged.ask(f"reports/stage/{report.asks}", parameters)[0]
        return dict(zip(ASKED[report.asks], values, strict=True))

    def _basis(self, span: Span | None, parameters: Mapping[str, object]) -> Basis | None:
        """That of the branch-days that are chosen, which many questions in a row may be about."""
        if span is None:
            return None
        chosen = self._staged.register_of, *self._staged.chosen
        basis = self._newest.once("basis", chosen, lambda: self._basis_of(span, parameters))
        if _BASKETS[0] not in parameters:
            return basis
        first, last = (cast("date", parameters[name]) for name in _BASKETS)
        read = self._staged.ask("reports/basis/orders_read", parameters)[0]
        return replace(basis, read=orders_read(read, first, last))

    def _basis_of(self, span: Span, parameters: Mapping[str, object]) -> Basis:
        """Of a state it is told once to all connections: a page asks two about the same branch-days."""

        def tell() -> Basis:
            self._staged.ready(_BASIS)
            return basis_of(self._warehouse, parameters, self._scope, may_be_restated=self._is_restated(span))

        return self._state.bases.once((self._scope, *self._staged.chosen), tell) if self._state else tell()

    def _is_restated(self, span: Span) -> bool:
        """Whether anything of these dates was restated: of most nothing was."""

        def fetch() -> set[date]:
            return {day for (day,) in self._warehouse.run("reports/basis/restated_dates")}

        return any(span.first_day <= day <= span.last_day for day in self._once("restated", fetch))


def _dates(report: Report, span: Span, pairs: Pairs) -> dict[str, object]:
    """The first and last date, and those that are compared with: none for most reports."""
    own: dict[str, object] = {"first_day": span.first_day, "last_day": span.last_day}
    if not report.compares:
        return own | {"earlier_first": None, "earlier_last": None}
    earlier = [day for _, day in pairs] or [date.min]
    return own | {"earlier_first": min(earlier), "earlier_last": max(earlier)}


def _pairs(report: Report, choice: Choice, span: Span) -> Pairs:
    """The dates that a report compares with, each beside the one that it is compared with; none for most reports."""
    if not report.compares:
        return []
    name = (choice.against or AGAINST[0]) if report.compares == CHOSEN else report.compares
    return COMPARISONS[name](span.first_day, span.last_day)
