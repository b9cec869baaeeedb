"""What reports join: the register, products and menus as temporary tables, worked out once per state of the data."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from tillroll.calendar import is_bank_holiday
from tillroll.report.branch_days import (
    GRACE_MINUTES,
    BranchDays,
    NetLogs,
    RegisterRow,
    SoldDays,
    net_logs,
    own_labels,
    sold_days,
)
from tillroll.report.catalogue import READ_OF_SALES, kinds_of
from tillroll.report.choice import FEWEST_ROWS, Choice, known_values, names_of_choice
from tillroll.report.dates import Clock, Pairs, clock_of, gaps, joined, touches
from tillroll.report.looks import looks_of
from tillroll.report.nameless import chain_pairs, peer_days
from tillroll.report.newest import Newest
from tillroll.report.scope import EVERYTHING, Scope, keep_scope
from tillroll.report.state import UNSETTLED, State
from tillroll.report.trends.tables import CHOSEN_TRENDS, JUDGED, TrendTables
from tillroll.report.warehouse import Row, Warehouse
from tillroll.statements import names_in, parameters_of

_STAGE = "reports/stage"
_LASTING = frozenset({"report_menu", "branch_opening", "foreign_document", "lossy_document"})
"""What is kept until the data changes, whatever is asked."""
_OF_CHAIN = frozenset({"peer_day", "chain_pair"})
"""What holds days of the whole chain; where all of it is in scope, the register has them."""
_SPANS = ("first_day", "last_day", "earlier_first", "earlier_last")
_BRANCHES = ("branch_id", "region", "franchise")
_OF_BASKETS = ("basket_first", "basket_last", *_BRANCHES)
"""What tables of baskets are made of: not of the other dates that were chosen."""
_CHOSEN_DAY = "chosen_day"
_OF_PART = {_CHOSEN_DAY: "chosen_part_day", "earlier_day": "earlier_part_day"}
"""What is another statement's answer where a part of the sales is asked for."""
_MOST_MEANT = 100
_DAY = timedelta(days=1)
_FURTHER = timedelta(weeks=13)
"""How much more is staged at once for many questions, when one goes back further than those before: others follow."""
_T = TypeVar("_T")
_MINUTE = timedelta(minutes=1)


class Staged:
    """The staged tables of one connection, of which nobody else makes any.

    They hold the register of the trading dates that were asked for so far, without a gap, as far as the scope goes.
    Reports read the facts and marts of no other branch-day: they join these tables, or `scope_span`.

    With a state they are of that one. Else they are made anew when the data changes; as time passes, only the last
    days can: their files may fall due.
    """

    def __init__(
        self,
        warehouse: Warehouse,
        *,
        grace_minutes: int = GRACE_MINUTES,
        scope: Scope = EVERYTHING,
        state: State | None = None,
    ) -> None:
        self._warehouse = warehouse
        self._state = state
        self._scope = scope
        self._grace_minutes = grace_minutes
        self._version: Row | None = None
        self._staged_scope: Scope | None = None
        self._labels: Mapping[str, str] = {}
        self._kept: dict[str, object] = {}
        self._newest = Newest()
        self._pairs: Pairs = []
        self._part: str | None = None
        self._register_of = object()
        self._chosen: tuple[object, ...] = ()
        self._to_choose: Mapping[str, object] | None = None
        self._peers_of: dict[tuple[date, date], dict[str, object]] = {}
        self._trends = TrendTables(warehouse, self)
        self._meant: dict[Choice, dict[str, object]] = {}
        self._span: tuple[date, date] | None = None
        self._covered: list[RegisterRow] = []
        self._now = datetime.min.replace(tzinfo=UTC)
        self._days: BranchDays | None = None

    def refresh(self, now: datetime) -> Clock:
        """Forget what is out of date; gives back the days from which presets count."""
        version = self._state.version if self._state else self._warehouse.run("reports/stage/data_version")[0]
        if version != self._version:
            self._begin(version)
        elif self._scope != self._staged_scope:
            self._begin_scope()
        if self._days is None or self._is_out_of_date(self._days, now):
            self._days = self._register(now)
            self._now, self._peers_of = now, {}
            self._forget_from(now.date() - UNSETTLED)
        return clock_of(self._days.span, self._days.last_day, now.date())

    def turn_to(self, state: State, scope: Scope) -> None:
        """Be of another state of the same warehouse or of another scope from now on; what has not changed stays."""
        self._state, self._scope = state, scope

    def _is_out_of_date(self, days: BranchDays, now: datetime) -> bool:
        return days is not self._state.days if self._state else abs(now - self._now) >= _MINUTE

    def _register(self, now: datetime) -> BranchDays:
        if self._state:
            return self._state.days
        return BranchDays(self._warehouse, now=now, grace_minutes=self._grace_minutes)

    def cover(self, first: date, last: date) -> None:
        """See to it that the register of these trading dates is staged, as far as the chain has traded."""
        if self._days is None or self._days.span is None:
            return
        if self._state and self._span and first < self._span[0]:
            first = min(first, self._span[0] - _FURTHER)
        first, last = max(first, self._days.span[0]), min(last, self._days.last_day)
        for begin, end in gaps(self._span, first, last):
            rows = self._days.rows(begin, end, self._scope)
            self._add(rows, begin, end)
            self._note(rows)
            self._span = joined(self._span, begin, end)

    def cover_earlier(self, pairs: Pairs) -> None:
        """The same of the dates that others are compared with."""
        if pairs:
            earlier = [day for _, day in pairs]
            self.cover(min(earlier), max(earlier))

    @property
    def scope(self) -> Scope:
        """What may be seen."""
        return self._scope

    @property
    def labels(self) -> Mapping[str, str]:
        """What tells the branches of the scope apart, by id."""
        return self._labels

    def known_values(self) -> Mapping[str, list[str]]:
        """What filters can name within the scope, as `choice.known_values` tells it: of a state, read once."""
        return self.once(("values", self._scope), lambda: known_values(self._warehouse, self._scope))

    def parameters(self, choice: Choice) -> dict[str, object]:
        """What the names of a choice mean, as `names_of_choice` tells it, and its number of rows: worked out once."""
        names = replace(choice, dates=None, from_day=None, to_day=None, against=None, rows=None)
        if names not in self._meant:
            if len(self._meant) >= _MOST_MEANT:
                self._meant.clear()
            self._meant[names] = names_of_choice(self._warehouse, names, self._scope, self.known_values)
        return self._meant[names] | {"row_limit": choice.rows or FEWEST_ROWS}

    @property
    def chosen(self) -> tuple[object, ...]:
        """What tells the branch-days that are chosen now from others of the scope: dates, branch, region, franchise."""
        return self._chosen

    @property
    def register_of(self) -> object:
        """What stands for the register that is staged now: another one whenever it has changed."""
        return self._register_of

    def choose(self, parameters: Mapping[str, object], part: str | None = None) -> None:
        """Choose the branch-days that the next question is about: reports read no others of their own.

        Of all their sales, or of what one of `catalogue.PARTS` tells, which is kept for those that they are compared
        with too. They are kept as soon as a statement reads them: those of trends don't.
        """
        self._part, self._to_choose = part, parameters
        self._chosen = tuple(parameters[name] for name in ("first_day", "last_day", *_BRANCHES))
        if part:
            self._keep("part_sold", parameters, part)

    def ready(self, statement: str) -> None:
        """See to it that the branch-days that were chosen are kept, where a statement reads them."""
        if self._to_choose is not None and _CHOSEN_DAY in names_in(statement):
            parameters, self._to_choose = self._to_choose, None
            self._keep(_CHOSEN_DAY, parameters)

    def compare(self, pairs: Pairs, parameters: Mapping[str, object]) -> None:
        """Keep the branch-days that the chosen ones are compared with.

        They must be covered before branch-days are chosen: to cover more forgets what was kept.
        """
        self._pairs = pairs
        self._keep("compared_date", {"dates": [day for day, _ in pairs], "earlier": [day for _, day in pairs]})
        self._keep("earlier_day", parameters)

    def need(self, names: Sequence[str], parameters: Mapping[str, object]) -> None:
        """Keep what the statements of these names answer, each as a table of its name."""
        franchise = cast("str | None", parameters["franchise"]) if CHOSEN_TRENDS in names else None
        for name in names:
            if name in JUDGED:
                self._trends.need(name, *self._trends_asked(parameters), franchise)
            else:
                more = _MORE[name](self, parameters) if name in _MORE else {}
                self._keep(name, {**parameters, **more})

    def foresee(self, names: Sequence[str], last: date) -> None:
        """Work out what reports need of the whole chain up to a day that readers of its parts need, too."""
        for name in names:
            self._trends.foresee(name, self._as_of(last))

    def judge(self, last: date) -> None:
        """Judge the days that trends compare up to a day, for another connection that reads what was sold on them."""
        self._trends.judge(self._as_of(last))

    def ask(self, statement: str, parameters: Mapping[str, object]) -> Sequence[Row]:
        """What a statement answers of what is kept: a page asks several reports in a row that begin with the same."""
        self.ready(statement)
        made_of = self._register_of, *self._read_by(statement, parameters)
        return self._newest.once(statement, made_of, lambda: self._warehouse.run(statement, **parameters))

    def _trends_asked(self, parameters: Mapping[str, object]) -> tuple[date, dict[str, object]]:
        """The day as of which trends are asked for, or the last there is before it, and the branches."""
        return self._as_of(cast(date, parameters["last_day"])), {name: parameters[name] for name in _BRANCHES}

    def _as_of(self, last: date) -> date:
        return min(last, self._days.last_day) if self._days else last

    def _keep(self, name: str, parameters: Mapping[str, object], of: str | None = None) -> None:
        """Keep a table, unless it is there: made with the same parameters, of the same chosen branch-days.

        It is what the statement of its name answers, or another one.
        """
        statement = f"{_STAGE}/{of or self._statement_of(name)}"
        if name != _CHOSEN_DAY:
            self.ready(statement)
        made_of = self._made_of(name, statement, parameters)
        if name not in self._kept or self._kept[name] != made_of:
            self._kept.pop(name, None)
            self._warehouse.keep(name, statement, **parameters)
            self._kept[name] = made_of

    def _statement_of(self, name: str) -> str:
        """The name of the statement whose answer is kept under a name."""
        if name in _OF_CHAIN and not self._scope.is_limited:
            return f"own_{name}"
        return _OF_PART.get(name, name) if self._part else name

    def _made_of(self, name: str, statement: str, parameters: Mapping[str, object]) -> object:
        """What tells whether a kept table is the one that is needed: its parameters, and what it reads that is kept."""
        if name.startswith("basket_"):
            return [parameters[key] for key in _OF_BASKETS]
        given = {key for key, value in parameters.items() if value is not None}
        if name in READ_OF_SALES and READ_OF_SALES[name].isdisjoint(kinds_of(given)):
            return statement
        return self._read_by(statement, parameters, name)

    def _read_by(self, statement: str, parameters: Mapping[str, object], made: str = "") -> tuple[object, ...]:
        """A statement, what it takes and what it reads of what is kept, but for the table that it makes."""
        kept = sorted(names_in(statement) & self._kept.keys() - {made})
        return statement, {key: parameters[key] for key in parameters_of(statement)}, *map(self._kept.get, kept)

    def _clocks(self, _parameters: Mapping[str, object]) -> dict[str, object]:
        """The wall clock of each time zone."""
        zones = [zone for (zone,) in self._warehouse.run(f"{_STAGE}/time_zones")]
        return {"zones": zones, "clocks": [self._now.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in zones]}

    def _moment(self, _parameters: Mapping[str, object]) -> dict[str, object]:
        """The moment that the question is about (UTC)."""
        return {"now": self._now.astimezone(UTC).replace(tzinfo=None)}

    def _limit(self, _parameters: Mapping[str, object]) -> dict[str, object]:
        """Whether there is anything outside of the scope."""
        return {"is_limited": self._scope.is_limited}

    def _holidays(self, _parameters: Mapping[str, object]) -> dict[str, object]:
        """The bank holidays among the dates that are compared, by nation."""
        nations = self.once("nations", lambda: [nation for (nation,) in self._warehouse.run(f"{_STAGE}/nations")])
        found = [
            (nation, day)
            for nation in nations
            for day in sorted({day for _, day in self._pairs})
            if is_bank_holiday(nation, day)
        ]
        return {"nations": [nation for nation, _ in found], "holidays": [day for _, day in found]}

    def _peers(self, parameters: Mapping[str, object]) -> dict[str, object]:
        """The complete days of the whole chain, without names: others are compared with them.

        They are of the dates that were asked for one after another, as far as these touch. Where all of the chain is
        in scope, the register has them.
        """
        if not self._scope.is_limited:
            return {}
        first, last = cast(date, parameters["first_day"]), cast(date, parameters["last_day"])
        told = next(iter(self._peers_of), None)
        if told is None or first < told[0] or last > told[1]:
            told = joined(told if told and touches(told, first, last) else None, first, last)
            self._peers_of = {told: peer_days(self.traded(*told), self._scope)}
        return self._peers_of[told]

    def _chain_pairs(self, parameters: Mapping[str, object]) -> dict[str, object]:
        """The complete days of the whole chain with the days that they are compared with, without names."""
        if not self._scope.is_limited:
            return {}
        first, last, earlier_first, earlier_last = (cast(date, parameters[name]) for name in _SPANS)
        now, before = self.traded(first, last), self.traded(earlier_first, earlier_last)
        return chain_pairs(now, before, self._pairs, self._scope)

    def traded(self, first: date, last: date, scope: Scope = EVERYTHING) -> Sequence[RegisterRow]:
        """The register of the whole chain or a part of it from one date to another, as far as the chain has traded."""
        if self._days is None or (span := self._traded_span(first, last)) is None:
            return ()
        if self._state or scope != self._scope:
            return self._days.rows(*span, scope)
        self.cover(*span)
        return [row for row in self._covered if span[0] <= row.trading_date <= span[1]]

    def sold(self, first: date, last: date) -> SoldDays:
        """The whole chain's branch-days of these dates that can be compared; there may be more around them."""
        if self._state is None:
            return sold_days(self.traded(first, last))
        span = self._traded_span(first, last)
        return self._state.days.sold(*span) if span else {}

    def net_logs(self, first: date, last: date) -> NetLogs:
        """The logarithms of their net sales, from the last date back to the first, as far as the chain has traded."""
        span = self._traded_span(first, last)
        if span is None:
            return {}
        if self._state:
            return self._state.days.net_logs(span[0], last)
        return net_logs(self.sold(*span), span[0], last)

    def _traded_span(self, first: date, last: date) -> tuple[date, date] | None:
        """From one date to another, as far as the chain has traded; None if it has not at all."""
        if self._days is None or self._days.span is None:
            return None
        begin, end = max(first, self._days.span[0]), min(last, self._days.last_day)
        return (begin, end) if begin <= end else None

    def is_begun(self, key: Hashable) -> bool:
        """Whether a connection of the same state has made this, or is at it."""
        return self._state is not None and self._state.is_begun(key)

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What is made once for all connections of one state of the data; without a state, each time."""
        return self._state.once(key, make) if self._state else make()

    def _begin(self, version: Row) -> None:
        self._warehouse.keep("report_product", f"{_STAGE}/report_product")
        self._warehouse.keep("report_daypart", f"{_STAGE}/report_daypart")
        self._begin_scope()
        self._version = version

    def _begin_scope(self) -> None:
        self._staged_scope = None
        self._labels = self.once(("labels", self._scope), lambda: own_labels(self._warehouse, self._scope))
        keep_scope(self._warehouse, self._scope, self._labels)
        self._warehouse.keep("branch_day_state", f"{_STAGE}/branch_day_state")
        self._span, self._days, self._kept, self._covered = None, None, {}, []
        self._register_of = object()
        self._trends.forget_all()
        self._meant = {}
        self._staged_scope = self._scope

    def _forget_from(self, day: date) -> None:
        if self._span and self._span[1] >= day:
            self._warehouse.run("reports/stage/forget_branch_day_states", first_day=day)
            self._span = (self._span[0], day - _DAY) if self._span[0] < day else None
            self._covered = [row for row in self._covered if row.trading_date < day]
            self._forget_kept()
            self._trends.forget()

    def _forget_kept(self) -> None:
        """The register has changed: what was made of it must be made anew."""
        self._kept = {name: made_of for name, made_of in self._kept.items() if name in _LASTING}
        self._register_of = object()

    def _note(self, rows: list[RegisterRow]) -> None:
        """Keep the rows of what is staged, by date; a state keeps its own. They lie before the others or after them."""
        if self._state or not rows:
            return
        is_before = bool(self._covered) and rows[0].trading_date < self._covered[0].trading_date
        self._covered = [*rows, *self._covered] if is_before else [*self._covered, *rows]

    def _add(self, rows: Sequence[RegisterRow], first: date, last: date) -> None:
        self._forget_kept()
        self._warehouse.run("reports/stage/add_branch_day_states", first_day=first, last_day=last, **looks_of(rows))


_MORE: Mapping[str, Callable[[Staged, Mapping[str, object]], Mapping[str, object]]] = {
    "zone_clock": Staged._clocks,  # noqa: SLF001 - its own methods
    "scheduled_night": Staged._moment,  # noqa: SLF001 - the same
    "foreign_document": Staged._limit,  # noqa: SLF001 - the same
    "bank_holiday": Staged._holidays,  # noqa: SLF001 - the same
    "peer_day": Staged._peers,  # noqa: SLF001 - the same
    "chain_pair": Staged._chain_pairs,  # noqa: SLF001 - the same
}
"""What some kept statements take that no choice gives."""
