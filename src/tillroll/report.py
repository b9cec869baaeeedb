"""The only read path: every question that people ask of a warehouse, answered as small frozen values."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Protocol
from uuid import UUID

from tillroll import lists
from tillroll import register as rules
from tillroll.branches import Branch
from tillroll.calendar import Closure
from tillroll.contract.tables import TABLES
from tillroll.errors import ConfigurationError
from tillroll.filename import read_file_name
from tillroll.register import Day, Expected, Received, State
from tillroll.statements import statement_names

GRACE_MINUTES = 120
LIVE_DAYS = 14
_EARLIEST = date(2000, 1, 1)
Kind = Literal["held", "contained", "unreadable", "rejected"]
FileKind = Literal["parquet", "csv"]
_LOOK_BACK = timedelta(weeks=max(rules.TYPICAL_WEEKS))


class Warehouse(lists.Warehouse, Protocol):
    """A database that answers and writes out its tables and views."""

    def export(self, name: str, path: Path, kind: FileKind) -> None:
        """Write a table or view to a file."""
        ...


# The register


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One branch-day: what came, and what was expected, in the branch's wall time where its opening hours are known."""

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


@dataclass(frozen=True, slots=True)
class _Chain:
    """What the register must know of the chain: names, the listed branches, when each first and last sent something."""

    names: Mapping[str, str]
    listed: Mapping[str, Branch]
    closures: Mapping[str, list[Closure]]
    spans: Mapping[str, tuple[date, date]]

    def is_active(self, branch_id: str, day: date) -> bool:
        """Whether a branch had begun by then, and sent something not long before."""
        first, last = self.spans[branch_id]
        return first <= day and day - _LOOK_BACK <= last


def register(
    warehouse: Warehouse,
    first_day: date | None = None,
    last_day: date | None = None,
    branch: str | None = None,
    *,
    now: datetime | None = None,
    grace_minutes: int = GRACE_MINUTES,
) -> list[RegisterRow]:
    """Every expected or received branch-day from the first to the last trading date, by date and branch name.

    `branch` is a name, alias or code. Without a first day the register begins with the chain's first trading date.
    Without a last day it ends with the newest one, or with today if that is at most 14 days old: the chain is live.

    With branches.csv a listed branch is expected on every day that its hours, closures and bank holidays don't shut it;
    until the deadline has passed, a day of which nothing came is left out. A branch that no list names is expected on
    the days, from its first to four weeks after its last, on which at least half of the other branches that are active
    so, and two, sent something.
    `ConfigurationError` if no branch is called so.
    """
    now = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    only = _branch_id(warehouse, branch) if branch else None
    chain = _chain(warehouse)
    if not chain.spans and not (first_day and last_day):
        return []
    first = max(first_day or min(span[0] for span in chain.spans.values()), _EARLIEST)
    last = last_day or _last_day(chain, now.date())
    received = _received(warehouse, first - _LOOK_BACK, last)
    days = _Register(chain, received, now, timedelta(minutes=grace_minutes))
    rows = [row for day in _days(first - _LOOK_BACK, last) for row in days.rows_of(day) if row.trading_date >= first]
    return _with_unreadable(warehouse, [row for row in rows if only in {None, row.branch_id}])


class _Register:
    """Expectation and reception side by side, day after day: what is typical of a day is learnt from those before."""

    def __init__(self, chain: _Chain, received: Mapping[Day, Received], now: datetime, grace: timedelta) -> None:
        self.chain = chain
        self.received = received
        self.now = now
        self.grace = grace
        self.order = sorted(chain.names, key=lambda branch_id: (chain.names[branch_id], branch_id))
        self.sent = Counter(day for _, day in received)
        self.whole: dict[Day, int] = {}

    def rows_of(self, day: date) -> Iterator[RegisterRow]:
        """The rows of the next trading date, by branch name."""
        active = {branch_id for branch_id in self.chain.spans if self.chain.is_active(branch_id, day)}
        for branch_id in self.order:
            came, expected = self.received.get((branch_id, day)), self._expected(branch_id, day)
            if not came and not self.chain.listed and branch_id in active:
                expected = rules.expect_by_others(self.sent[day], len(active) - 1)
            typical = rules.typical_orders(day, branch_id, self.whole) if came else None
            found = rules.state_of(came, expected, typical, self.now)
            if came and rules.is_whole(came, expected):
                self.whole[branch_id, day] = came.orders
            if found:
                yield self._row(branch_id, day, came or rules.NOTHING, expected, found)

    def _expected(self, branch_id: str, day: date) -> Expected:
        branch = self.chain.listed.get(branch_id)
        return rules.expect(branch, day, self.chain.closures[branch_id], self.grace) if branch else Expected()

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
        )


def _branch_id(warehouse: Warehouse, text: str) -> str:
    meant = lists.registry(warehouse).resolve(text)
    if meant.branch_id not in lists.branch_names(warehouse):
        raise ConfigurationError(f"no branch is called {text}: write its name, alias or code")
    return meant.branch_id


def _chain(warehouse: Warehouse) -> _Chain:
    listed, closures = lists.opening_days(warehouse)
    spans = {row[0]: (row[1], row[2]) for row in warehouse.run("reports/first_days")}
    own = {
        branch_id: [closure for closure in closures if closure.shuts(branch, closure.from_date)]
        for branch_id, branch in listed.items()
    }
    return _Chain(lists.branch_names(warehouse), listed, own, spans)


def _last_day(chain: _Chain, today: date) -> date:
    newest = max(span[1] for span in chain.spans.values())
    return max(newest, today) if (today - newest).days <= LIVE_DAYS else newest


def _received(warehouse: Warehouse, first: date, last: date) -> dict[Day, Received]:
    rows = warehouse.run("reports/received_days", first_day=first, last_day=last)
    return {(row[0], row[1]): Received(*row[2:]) for row in rows}


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=at) for at in range((last - first).days + 1))


def _with_unreadable(warehouse: Warehouse, rows: list[RegisterRow]) -> list[RegisterRow]:
    """Missing days of which a file did come, by its name, say so."""
    known = lists.registry(warehouse)
    came: dict[Day, int] = defaultdict(int)
    for item in _documents(warehouse):
        name = read_file_name(item.file)
        if item.kind == "unreadable" and name.branch and name.day:
            came[known.resolve(name.branch, hints=name.hints).branch_id, name.day] += 1
    return [
        replace(row, reason="a file came that can't be read: see 'tillroll quarantine list'")
        if row.state == "missing" and came[row.branch_id, row.trading_date]
        else row
        for row in rows
    ]


# The quarantine


@dataclass(frozen=True, slots=True)
class QuarantineItem:
    """What waits for a person: a share of a branch-day that is held or shrinks it, or a whole document's bad rows.

    Sales, pence and rows are those that don't count. Branch, till and date are empty where a document has none or many.
    """

    document_id: UUID
    file: str
    branch_id: str
    till: str
    trading_date: date | None
    kind: Kind
    reason: str | None
    sales: int
    pence: int
    rows: int
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One rejected row: where it is and which rule it breaks, never what it says."""

    line_no: int
    column: str
    rule: str
    detail: str
    pence: int | None


@dataclass(frozen=True, slots=True)
class QuarantineDetail:
    """One document in full. `shape` tells the look of an unreadable file's first lines, never their text."""

    items: tuple[QuarantineItem, ...]
    rejections: tuple[RejectedRow, ...]
    document_id: UUID
    file: str
    delivered_at: datetime
    state: str
    format: str | None
    reason: str | None
    shape: str | None
    data_rows: int
    rows_blank: int
    rows_rejected: int
    pence_read: int
    pence_rejected: int


def quarantine(warehouse: Warehouse) -> list[QuarantineItem]:
    """All that waits for a person, in the order in which it was delivered."""
    shares = (QuarantineItem(*row) for row in warehouse.run("reports/quarantined_shares"))
    found = [*shares, *_documents(warehouse)]
    return sorted(found, key=lambda item: (item.delivered_at, item.file, item.kind, str(item.trading_date), item.till))


def quarantine_item(warehouse: Warehouse, document_id_prefix: str) -> QuarantineDetail:
    """The document whose id begins so. `ConfigurationError` unless there is just one."""
    document_id = find_document(warehouse, document_id_prefix)
    figures = warehouse.run("reports/document", document_id=document_id)[0]
    items = tuple(item for item in quarantine(warehouse) if item.document_id == document_id)
    rejections = warehouse.run("reports/document_rejections", document_id=document_id)
    return QuarantineDetail(items, tuple(RejectedRow(*row) for row in rejections), *figures)


def find_document(warehouse: Warehouse, document_id_prefix: str) -> UUID:
    """The id that begins so, dashes aside. `ConfigurationError` unless there is just one."""
    prefix = document_id_prefix.replace("-", "").lower()
    if not re.fullmatch(r"[0-9a-f]{1,32}", prefix):
        raise ConfigurationError("a document is named by the first letters and digits of its id: see 'quarantine list'")
    found = [document_id for (document_id,) in warehouse.run("reports/find_documents", prefix=prefix)]
    if not found:
        raise ConfigurationError(f"no document's id begins with {document_id_prefix}: see 'tillroll quarantine list'")
    if len(found) > 1:
        raise ConfigurationError(f"{len(found)} documents' ids begin with {document_id_prefix}: write more of it")
    return UUID(str(found[0]))


def _documents(warehouse: Warehouse) -> list[QuarantineItem]:
    """Unreadable documents, and those with rejected rows."""
    rules_of: dict[UUID, list[str]] = defaultdict(list)
    for document_id, rule, rows in warehouse.run("reports/rejected_rules"):
        rules_of[document_id].append(f"{rule} {rows}")
    items = [QuarantineItem(*row) for row in warehouse.run("reports/quarantined_documents")]
    return [
        replace(item, reason=f"rows rejected by rule: {', '.join(rules_of[item.document_id])}")
        if item.kind == "rejected"
        else item
        for item in items
    ]


# Exports


def table_names() -> tuple[str, ...]:
    """The tables and views that can be exported: facts, marts and logs in the contract's order, then the views."""
    views = (name.rpartition("/")[2] for name in statement_names("views"))
    return (*(table.name for table in TABLES), *views)


def export_table(warehouse: Warehouse, name: str, path: Path, kind: FileKind) -> None:
    """Write a table or view to a Parquet or CSV file, its rows in no particular order.

    Texts in CSV that a spreadsheet would take for a formula begin with ``'``. `ConfigurationError` if there is no such
    table or the file can't be written; `TryAgainLater` if the disk is full.
    """
    if name not in table_names():
        near = get_close_matches(name, table_names(), n=3) or table_names()
        raise ConfigurationError(f"there is no table or view {name}: write {' or '.join(near)}")
    warehouse.export(name, path, kind)
