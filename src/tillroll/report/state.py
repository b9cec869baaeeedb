"""The state of a warehouse at one moment, worked out once and then asked within many scopes."""

import threading
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime

from tillroll.report.branch_days import BranchDays, RegisterRow
from tillroll.report.scope import EVERYTHING, Scope
from tillroll.report.warehouse import Row, Warehouse


class State:
    """The data's version, and the register of the whole chain; each scope is told its own part of it.

    For work that is over in minutes: what changes meanwhile is not noticed.
    """

    def __init__(
        self, warehouse: Warehouse, now: datetime, grace_minutes: int, lock: "threading.Lock | None" = None
    ) -> None:
        """States that share a connection share its lock."""
        self.now = now.astimezone(UTC)
        lock = lock or threading.Lock()
        with lock:
            self.version: Row = warehouse.run("reports/stage/data_version")[0]
            self.days = SharedDays(warehouse, lock, now=now, grace_minutes=grace_minutes)


class SharedDays(BranchDays):
    """A register that keeps the chain's rows of the dates that were asked for. Threads share it."""

    def __init__(self, warehouse: Warehouse, lock: threading.Lock, *, now: datetime, grace_minutes: int) -> None:
        super().__init__(warehouse, now=now, grace_minutes=grace_minutes)
        self._lock = lock
        self._kept: dict[tuple[date, date], Mapping[str, list[RegisterRow]]] = {}

    def rows(self, first: date, last: date, scope: Scope = EVERYTHING) -> list[RegisterRow]:
        """The scope's branch-days from the first to the last trading date, by date and branch name."""
        by_branch = self._by_branch(first, last)
        ids = by_branch.keys() if scope.spans is None else by_branch.keys() & {each.branch_id for each in scope.spans}
        own = [row for each in ids for row in by_branch[each] if scope.holds(each, row.trading_date)]
        return sorted(own, key=lambda row: (row.trading_date, row.branch_name, row.branch_id))

    def _by_branch(self, first: date, last: date) -> Mapping[str, list[RegisterRow]]:
        with self._lock:
            if (first, last) not in self._kept:
                by_branch: dict[str, list[RegisterRow]] = defaultdict(list)
                for row in super().rows(first, last):
                    by_branch[row.branch_id].append(row)
                self._kept[first, last] = by_branch
            return self._kept[first, last]
