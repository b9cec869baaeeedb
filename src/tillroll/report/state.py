"""The state of a warehouse at one moment, worked out once and then asked within many scopes."""

import threading
from bisect import bisect_left, bisect_right
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar

from tillroll.register import Day
from tillroll.report.branch_days import BranchDays, Chain, NetLogs, RegisterRow, SoldDays, net_logs, sold_days
from tillroll.report.scope import EVERYTHING, Scope
from tillroll.report.warehouse import Row, Warehouse

UNSETTLED = timedelta(days=3)
"""As time passes, only so many last days can change of themselves: their files may fall due."""
_MOST_KEPT = 60
"""Trends of one day may take a megabyte."""
_MOST_BASES = 1000
"""A basis takes a kilobyte."""
_WEEKS = timedelta(weeks=13)
_DAY = timedelta(days=1)
_NO_LOGS: Sequence[float | None] = [None] * _WEEKS.days
_T = TypeVar("_T")


class Made:
    """What was made by the first who asked for it, by key; what was asked for longest ago is let go. Threads share it.

    Who asks while it is being made waits for that.
    """

    def __init__(self, most: int, found: "OrderedDict[Hashable, Any] | None" = None) -> None:
        """At most so many are kept."""
        self._most = most
        self._found: OrderedDict[Hashable, Any] = OrderedDict(found or {})
        self._keeping = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def __len__(self) -> int:
        """How much is kept."""
        return len(self._found)

    def copy(self) -> "Made":
        """The same, of which each keeps on its own from now on."""
        with self._keeping:
            return Made(self._most, self._found)

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What was made for this key."""
        with self._keeping:
            lock = self._making.setdefault(key, threading.Lock())
        with lock:
            with self._keeping:
                known = self._found.get(key)
            made: _T = make() if known is None else known
            self._keep(key, made)
        return made

    def is_begun(self, key: Hashable) -> bool:
        """Whether it was made, or is being made."""
        with self._keeping:
            return key in self._making or key in self._found

    def _keep(self, key: Hashable, made: object) -> None:
        with self._keeping:
            self._found[key] = made
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                let_go, _ = self._found.popitem(last=False)
                self._making.pop(let_go, None)


class State:
    """The data's version, and the register of the whole chain; each scope is told its own part of it.

    What changes meanwhile is not noticed: then there is another state, which takes over what has stayed as it was.
    """

    def __init__(self, warehouse: Warehouse, now: datetime, grace_minutes: int, before: "State | None" = None) -> None:
        """States that come one after another share a connection, and its lock."""
        self.now = now.astimezone(UTC)
        self.lock: threading.Lock = before.lock if before else threading.Lock()
        with self.lock:
            self.version: Row = warehouse.run("reports/stage/data_version")[0]
            self.days: SharedDays = SharedDays(
                warehouse, self.lock, now, grace_minutes, before.days.blocks() if before else {}
            )
        self._made = before.made() if before and before.version == self.version else Made(_MOST_KEPT)
        self.bases = Made(_MOST_BASES)

    def made(self) -> "Made":
        """What was made of the data so far, for a state of the same data after this one."""
        return self._made.copy()

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """What was made of the data for this key, by the first who asked. Threads share it."""
        return self._made.once(key, make)

    def is_begun(self, key: Hashable) -> bool:
        """Whether it was made, or is being made."""
        return self._made.is_begun(key)


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What the rows of some weeks were made of; what is `settled` no clock changes any more."""

    came: Mapping[Day, Row]
    chain: Chain
    unreadable: Collection[Day]
    last: date
    settled: date

    def same_until(self, before: "MadeOf") -> date:
        """The first day of which the rows may differ from those that were made of another one."""
        if self.unreadable != before.unreadable:
            return date.min
        either = self.came.keys() | before.came.keys()
        other = (each[1] for each in either if self.came.get(each) != before.came.get(each))
        ends = () if self.last == before.last else (min(self.last, before.last) + _DAY,)
        known = self.chain.same_until(before.chain), self.settled, before.settled
        return min(*known, *ends, min(other, default=date.max))


@dataclass(frozen=True)
class Block:
    """The chain's rows of thirteen weeks, by date and branch name, the same by branch, and what they were made of."""

    first: date
    rows: Sequence[RegisterRow]
    by_branch: Mapping[str, Sequence[RegisterRow]]
    made_of: MadeOf

    def between(self, first: date, last: date) -> Sequence[RegisterRow]:
        """Those from one date to another."""
        begin = bisect_left(self.rows, first, key=_trading_date)
        return self.rows[begin : bisect_right(self.rows, last, begin, key=_trading_date)]

    @cached_property
    def sold(self) -> SoldDays:
        """Those that can be compared."""
        return sold_days(self.rows)

    @cached_property
    def net_logs(self) -> NetLogs:
        """The logarithms of their net sales, from the last date of the thirteen weeks back to the first."""
        return net_logs(self.sold, self.first, self.first + _WEEKS - _DAY)


class SharedDays(BranchDays):
    """A register that keeps the chain's rows, thirteen weeks at a time. Threads share it."""

    def __init__(
        self,
        warehouse: Warehouse,
        lock: threading.Lock,
        now: datetime,
        grace_minutes: int,
        before: Mapping[int, Block],
    ) -> None:
        super().__init__(warehouse, now=now, grace_minutes=grace_minutes)
        self._lock = lock
        self._blocks: dict[int, Block] = {}
        self._before = before

    def blocks(self) -> Mapping[int, Block]:
        """The newest of each thirteen weeks: some may be of a state before."""
        return {**self._before, **self._blocks}

    def rows(self, first: date, last: date, scope: Scope = EVERYTHING) -> list[RegisterRow]:
        """The scope's branch-days from the first to the last trading date, by date and branch name."""
        blocks = self._of(first, last)
        if scope.spans is None:
            return [row for block in blocks for row in block.between(first, last)]
        own = [row for block in blocks for row in _own(block, scope) if first <= row.trading_date <= last]
        return sorted(own, key=lambda row: (row.trading_date, row.branch_name, row.branch_id))

    def sold(self, first: date, last: date) -> SoldDays:
        """The chain's branch-days from the first to the last trading date that can be compared, and some around."""
        found: dict[str, dict[date, RegisterRow]] = defaultdict(dict)
        for block in self._of(first, last):
            for branch_id, days in block.sold.items():
                found[branch_id].update(days)
        return found

    def net_logs(self, first: date, last: date) -> NetLogs:
        """The logarithms of net sales of the chain's branch-days that can be compared, from the last date back."""
        blocks = self._of(first, last)[::-1]
        later = (blocks[0].first + _WEEKS - _DAY - last).days
        dates = slice(later, later + (last - first).days + 1)
        logs = [block.net_logs for block in blocks]
        return {
            branch_id: [each for own in logs for each in own.get(branch_id, _NO_LOGS)][dates]
            for branch_id in set().union(*logs)
        }

    def _of(self, first: date, last: date) -> Sequence[Block]:
        """What holds these dates, in order."""
        return [self._block(number) for number in range(_number(first), _number(last) + 1)]

    def _block(self, number: int) -> Block:
        with self._lock:
            if number not in self._blocks:
                self._blocks[number] = self._made(number)
            return self._blocks[number]

    def _made(self, number: int) -> Block:
        """The rows of thirteen weeks: those of the state before, up to the first day that may differ."""
        first = date.min + number * _WEEKS
        last = min(first + _WEEKS - _DAY, self.last_day)
        came, settled = self._came(first, last), self._now.date() - UNSETTLED
        made_of = MadeOf(came, self._chain, self._unreadable, last, settled)
        before = self._before.get(number)
        begin = max(made_of.same_until(before.made_of), first) if before else first
        if before and begin > last and last == before.made_of.last:
            return replace(before, made_of=made_of)
        stayed = [row for row in before.rows if row.trading_date < begin] if before else []
        rows = [*stayed, *self._rows(begin, last, came, EVERYTHING)]
        return Block(first, rows, _by_branch(rows), made_of)


def _number(day: date) -> int:
    return (day - date.min) // _WEEKS


def _trading_date(row: RegisterRow) -> date:
    return row.trading_date


def _by_branch(rows: Sequence[RegisterRow]) -> Mapping[str, Sequence[RegisterRow]]:
    found: dict[str, list[RegisterRow]] = defaultdict(list)
    for row in rows:
        found[row.branch_id].append(row)
    return found


def _own(block: Block, scope: Scope) -> Iterator[RegisterRow]:
    """The scope's rows of some weeks, span by span: spans do not overlap."""
    for span in scope.spans or ():
        rows = block.by_branch.get(span.branch_id, ())
        yield from (row for row in rows if span.first_day <= row.trading_date <= span.last_day)
