"""The register: every expected or received branch-day, and its state."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from tillroll import lists
from tillroll import register as rules
from tillroll.branches import Branch
from tillroll.calendar import Closure, minutes_between
from tillroll.errors import ConfigurationError
from tillroll.filename import read_file_name, slug
from tillroll.register import Day, Expected, Received, State
from tillroll.report.near import near_words
from tillroll.report.scope import EVERYTHING, Scope
from tillroll.report.waiting import waiting_documents
from tillroll.report.warehouse import Row, Warehouse

NOT_READ = "a file came that can't be read"
"""Why a day is missing of which a file did come, by its name."""
GRACE_MINUTES = 120
LIVE_DAYS = 14
_WHOLE = frozenset({"complete", "late"})
_EARLIEST = date(2000, 1, 1)
_LOOK_BACK = timedelta(weeks=max(rules.TYPICAL_WEEKS))


class RegisterRow(NamedTuple):
    """One branch-day: what came, and what was expected, in the branch's wall time where its opening hours are known.

    A day that is shut is not expected, though it may have traded; nor is one of a branch that is not on the list, where
    there is one. `is_punctual` is None where no deadline is known.
    `due_at` is when its file is due (UTC), None where no deadline is known.
    `open_minutes` are those of the opening hours; a night on which the clocks change has an hour more or less.
    `units` are those of the items sold. A tuple, for the reason that `Received` is one.
    """

    branch_id: str
    branch_name: str
    trading_date: date
    state: State
    orders: int
    net_pence: int
    documents_standing: int
    documents_held: int
    expected_open: datetime | None
    expected_close: datetime | None
    reason: str | None
    is_expected: bool = True
    is_punctual: bool | None = None
    open_minutes: int | None = None
    due_at: datetime | None = None
    units: float = 0.0

    @property
    def is_whole(self) -> bool:
        """Whether all of it came, and nothing waits: only such days are compared."""
        return self.state in _WHOLE


SoldDays = Mapping[str, Mapping[date, RegisterRow]]
"""Branch-days that can be compared, by branch and trading date: they are whole, and sold something."""


NetLogs = Mapping[str, Sequence[float | None]]
"""Logarithms of the net sales of branch-days that can be compared, by branch, from the last date back."""


@dataclass(frozen=True, slots=True)
class Chain:
    """What the register must know of the chain: names, the listed branches, when each first and last sent something."""

    names: Mapping[str, str]
    listed: Mapping[str, Branch]
    closures: Mapping[str, list[Closure]]
    spans: Mapping[str, tuple[date, date]]

    def same_until(self, before: "Chain") -> date:
        """The first day of which the register may differ from that of a chain before, as far as these tell.

        Where no list says which branches there are, each is expected until some weeks after it last sent something.
        """
        if (self.names, self.listed, self.closures) != (before.names, before.listed, before.closures):
            return date.min
        if self.listed:
            return date.max
        spans = ((before.spans.get(branch_id), self.spans.get(branch_id)) for branch_id in self.names)
        return min((_same_until(*each) for each in spans), default=date.max)

    def is_active(self, branch_id: str, day: date) -> bool:
        """Whether a branch had begun by then, and sent something not long before."""
        first, last = self.spans[branch_id]
        return first <= day and day - _LOOK_BACK <= last


def register(  # noqa: PLR0913 - dates, branch, clock, grace and scope each stand alone
    warehouse: Warehouse,
    first_day: date | None = None,
    last_day: date | None = None,
    branch: str | None = None,
    *,
    now: datetime | None = None,
    grace_minutes: int = GRACE_MINUTES,
    scope: Scope = EVERYTHING,
) -> list[RegisterRow]:
    """Every expected or received branch-day from the first to the last trading date, by date and branch name.

    `branch` is a name, alias or code. Without a first day the register begins with the chain's first trading date.
    Without a last day it ends with the newest one, or with today if that is at most 14 days old: the chain is live.

    With branches.csv a listed branch is expected on every day that its hours, closures and bank holidays don't shut it;
    until the deadline has passed, a day of which nothing came is left out. A branch that no list names is expected on
    the days, from its first to four weeks after its last, on which at least half of the other branches that are active
    so, and two, sent something.
    Of a limited scope come its branch-days alone; what is expected of them follows from the whole chain.
    `ConfigurationError` if no branch is called so.
    """
    only = branch_id_of(warehouse, branch, scope) if branch else None
    days = BranchDays(warehouse, now=now, grace_minutes=grace_minutes)
    if days.span is None and not (first_day and last_day):
        return []
    first = first_day or (days.span or (_EARLIEST, _EARLIEST))[0]
    return [row for row in days.rows(first, last_day or days.last_day, scope) if only in {None, row.branch_id}]


class BranchDays:
    """The register of a warehouse as it is at one moment: what it must know of the chain is fetched once."""

    def __init__(
        self, warehouse: Warehouse, *, now: datetime | None = None, grace_minutes: int = GRACE_MINUTES
    ) -> None:
        self._warehouse = warehouse
        self._now = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
        self._grace = timedelta(minutes=grace_minutes)
        self._chain = _chain(warehouse)
        self._unreadable = _unreadable_days(warehouse)

    @property
    def span(self) -> tuple[date, date] | None:
        """The chain's first and newest trading date; None while no file was read."""
        spans = self._chain.spans.values()
        return (min(span[0] for span in spans), max(span[1] for span in spans)) if spans else None

    @property
    def last_day(self) -> date:
        """The newest trading date, or today if that is at most 14 days old or there is none: the chain is live."""
        today = self._now.date()
        if not self.span or (today - self.span[1]).days <= LIVE_DAYS:
            return max(self.span[1], today) if self.span else today
        return self.span[1]

    def rows(self, first: date, last: date, scope: Scope = EVERYTHING) -> list[RegisterRow]:
        """The scope's branch-days from the first to the last trading date, by date and branch name."""
        first = max(first, _EARLIEST)
        return self._rows(first, last, self._came(first, last), scope)

    def _came(self, first: date, last: date) -> dict[Day, Row]:
        """What was received of the days on which the states of these dates rest."""
        rows = self._warehouse.run("reports/received_days", first_day=first - _LOOK_BACK, last_day=last)
        return {(row[0], row[1]): row[2:] for row in rows}

    def _rows(self, first: date, last: date, came: Mapping[Day, Row], scope: Scope) -> list[RegisterRow]:
        since = first - _LOOK_BACK
        received = {day: Received._make(figures) for day, figures in came.items() if day[1] >= since}
        days = _Days(self._chain, received, self._now, self._grace, scope.branch_ids())
        for day in _dates(since, first - timedelta(days=1)):
            days.learn(day)
        found = (row for day in _dates(first, last) for row in days.rows_of(day))
        return [self._told(row) for row in found if scope.holds(row.branch_id, row.trading_date)]

    def _told(self, row: RegisterRow) -> RegisterRow:
        """A missing day of which a file did come, by its name, says so."""
        if row.state != "missing" or (row.branch_id, row.trading_date) not in self._unreadable:
            return row
        return row._replace(reason=NOT_READ)


class _Days:
    """Expectation and reception side by side, day after day: what is typical of a day is learnt from those before."""

    def __init__(
        self,
        chain: Chain,
        received: Mapping[Day, Received],
        now: datetime,
        grace: timedelta,
        branch_ids: Collection[str] | None,
    ) -> None:
        self.chain = chain
        self.received = received
        self.now = now
        self.grace = grace
        asked = chain.names.keys() if branch_ids is None else chain.names.keys() & branch_ids
        self.order = sorted(asked, key=lambda branch_id: (chain.names[branch_id], branch_id))
        self.sent = Counter(day for _, day in received)
        self.whole: dict[Day, int] = {}

    def rows_of(self, day: date) -> Iterator[RegisterRow]:
        """The rows of the next trading date, by branch name."""
        active = self._active(day)
        for branch_id in self.order:
            came, expected = self.received.get((branch_id, day)), self._expected(branch_id, day)
            if not came and branch_id in active:
                expected = rules.expect_by_others(self.sent[day], len(active) - 1)
            typical = rules.typical_orders(day, branch_id, self.whole) if came else None
            found = rules.state_of(came, expected, typical, self.now)
            if came:
                self._learn(branch_id, day, came, expected)
            if found:
                yield self._row(branch_id, day, came or rules.NOTHING, expected, found)

    def learn(self, day: date) -> None:
        """What is typical, of the next trading date: nobody asks for its rows."""
        for branch_id in self.order:
            if came := self.received.get((branch_id, day)):
                self._learn(branch_id, day, came, self._expected(branch_id, day))

    def _learn(self, branch_id: str, day: date, came: Received, expected: Expected) -> None:
        if rules.is_whole(came, expected):
            self.whole[branch_id, day] = came.orders

    def _active(self, day: date) -> Collection[str]:
        """The branches of which the others let expect something, where no list says what to expect."""
        spans = () if self.chain.listed else self.chain.spans
        return {branch_id for branch_id in spans if self.chain.is_active(branch_id, day)}

    def _expected(self, branch_id: str, day: date) -> Expected:
        branch = self.chain.listed.get(branch_id)
        return rules.expect(branch, day, self.chain.closures[branch_id], self.grace) if branch else Expected()

    def _may_be_expected(self, branch_id: str) -> bool:
        return branch_id in self.chain.listed or not self.chain.listed

    def _open_minutes(self, branch_id: str, expected: Expected) -> int | None:
        if not (expected.opens_at and expected.closes_at):
            return None
        return minutes_between(expected.opens_at, expected.closes_at, self.chain.listed[branch_id].time_zone)

    def _row(
        self, branch_id: str, day: date, came: Received, expected: Expected, found: tuple[State, str | None]
    ) -> RegisterRow:
        return RegisterRow(
            branch_id,
            self.chain.names[branch_id],
            day,
            found[0],
            came.orders,
            came.net_pence,
            came.documents_standing,
            came.documents_held,
            expected.opens_at,
            expected.closes_at,
            found[1],
            expected.shut is None and self._may_be_expected(branch_id),
            rules.is_punctual(came, expected),
            self._open_minutes(branch_id, expected),
            expected.deadline,
            came.units,
        )


def branch_id_of(warehouse: Warehouse, text: str, scope: Scope = EVERYTHING) -> str:
    """The id of the scope's branch of this name, alias or code.

    `ConfigurationError` if there is none; it names near ones. A branch outside of the scope is none that there is, even
    if it shares its name with one within. Of branches that share theirs, the code in brackets says which is meant.
    """
    labels = own_labels(warehouse, scope)
    named = [each for each, label in labels.items() if slug(label) == slug(text)]
    if len(named) == 1:
        return named[0]
    alike = [labels[each] for each, name in own_names(warehouse, scope).items() if slug(name) == slug(text)]
    if alike:
        raise ConfigurationError(f"{len(alike)} branches are called {text}: say which of {', '.join(sorted(alike))}")
    meant = lists.registry(warehouse).resolve(text).branch_id
    if meant in labels:
        return meant
    near = near_words(text, labels.values())
    raise ConfigurationError(f"no branch is called {text}: write its name, alias or code{near}")


def own_labels(warehouse: Warehouse, scope: Scope) -> dict[str, str]:
    """What tells the scope's branches apart, by id: the name; of those that share theirs, with the code in brackets."""
    names, codes = own_names(warehouse, scope), lists.branch_codes(warehouse)
    times = Counter(names.values())
    return {each: name if times[name] == 1 else f"{name} ({codes[each] or each})" for each, name in names.items()}


def own_names(warehouse: Warehouse, scope: Scope) -> dict[str, str]:
    """The names of the scope's branches, by id."""
    return {each: name for each, name in lists.branch_names(warehouse).items() if scope.holds(each, None)}


def sold_days(rows: Iterable[RegisterRow]) -> SoldDays:
    """Those of the rows that can be compared."""
    found: dict[str, dict[date, RegisterRow]] = defaultdict(dict)
    for row in rows:
        if row.is_whole and row.net_pence > 0 and row.orders > 0 and row.units > 0:
            found[row.branch_id][row.trading_date] = row
    return found


def net_logs(sold: SoldDays, first: date, last: date) -> dict[str, list[float | None]]:
    """The logarithms of net sales of each branch, from the last date back to the first: None of days not to compare."""
    dates = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    return {
        branch_id: [math.log(row.net_pence) if (row := days.get(day)) else None for day in dates]
        for branch_id, days in sold.items()
    }


def _chain(warehouse: Warehouse) -> Chain:
    listed, closures = lists.opening_days(warehouse)
    spans = {row[0]: (row[1], row[2]) for row in warehouse.run("reports/first_days")}
    own = {
        branch_id: [closure for closure in closures if closure.shuts(branch, closure.from_date)]
        for branch_id, branch in listed.items()
    }
    return Chain(lists.branch_names(warehouse), listed, own, spans)


def _same_until(before: tuple[date, date] | None, now: tuple[date, date] | None) -> date:
    """The first day on which a branch may be expected otherwise, by when it first and last sent something."""
    if before == now:
        return date.max
    if not (before and now) or before[0] != now[0]:
        return min(span[0] for span in (before, now) if span)
    return min(before[1], now[1]) + _LOOK_BACK + timedelta(days=1)


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=at) for at in range((last - first).days + 1))


def _unreadable_days(warehouse: Warehouse) -> set[Day]:
    """The branch-days of which a file came, by its name, that can't be read."""
    known = lists.registry(warehouse)
    names = (read_file_name(item.file) for item in waiting_documents(warehouse) if item.kind == "unreadable")
    return {
        (known.resolve(name.branch, hints=name.hints).branch_id, name.day) for name in names if name.branch and name.day
    }
