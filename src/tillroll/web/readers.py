"""Connections that only read: a few, shared by all visitors, each holding the staged tables of one scope at a time."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tillroll.engine import StatementError
from tillroll.errors import TryAgainLater
from tillroll.report import EVERYTHING, Reports, Scope, State
from tillroll.web.errors import TooSlow
from tillroll.web.limits import LONGEST_QUESTION_SECONDS, TOO_LONG, seconds_left
from tillroll.wiring import Opened

MOST_READERS = 4
_LOOK_SECONDS = 0.25
_YEAR = timedelta(weeks=53)


@dataclass(slots=True, eq=False)
class Reader:
    """A connection and the reports of the scope that it was last asked within.

    `ends_at` is when the questions in hand are ended, by the clock that nobody sets.
    """

    opened: Opened
    scope: Scope = EVERYTHING
    state: State | None = None
    reports: Reports = field(init=False)
    ends_at: float = math.inf
    was_ended: bool = False

    def turn_to(self, scope: Scope, state: State) -> None:
        """Stage for another scope, or another state of the data, from now on."""
        if self.state is state and self.scope == scope:
            return
        if self.state is None:
            self.reports = Reports(self.opened.warehouse, scope=scope, state=state)
        else:
            self.reports.turn_to(state, scope)
        self.scope, self.state = scope, state
        if scope.is_limited:
            self.cover_year()

    def cover_year(self) -> None:
        """Stage a year at once: one question after another would go back further and further, and stage anew."""
        last = self.reports.last_day()
        self.reports.cover(last - _YEAR, last)


class Registers:
    """The chain's register at one moment after another: worked out once, each reader is told its part of it."""

    def __init__(self, opened: Opened, grace_minutes: int) -> None:
        self._opened = opened.another()
        self._grace_minutes = grace_minutes
        self._newest: State | None = None

    def close(self) -> None:
        """Give up the connection."""
        self._opened.close()

    def state(self, now: datetime) -> State:
        """The state of the data now."""
        self._newest = State(self._opened.warehouse, now, self._grace_minutes, self._newest)
        return self._newest


class Readers:
    """The readers that are free. Who finds none waits; a question that takes too long is ended."""

    def __init__(self, opened: Opened) -> None:
        self._all = [Reader(opened.another()) for _ in range(MOST_READERS)]
        self._free = list(self._all)
        self._changed = threading.Condition()
        self._is_closed = threading.Event()
        threading.Thread(target=self._end_what_takes_too_long, name="time limit", daemon=True).start()

    def close(self) -> None:
        """Look no more whether a question takes too long, and give up the connections that are free."""
        self._is_closed.set()
        with self._changed:
            for reader in self._free:
                reader.opened.close()
            self._free.clear()

    @contextmanager
    def reader(self, scope: Scope, state: State) -> Iterator[Reader]:
        """A reader for this scope: one that has it staged if there is one, else the one that staged least.

        `TooSlow` if none becomes free, or the questions take longer than anyone waits.
        """
        reader = self._take(scope)
        try:
            reader.turn_to(scope, state)
            yield reader
        except (StatementError, TryAgainLater):
            if reader.was_ended:
                raise TooSlow(TOO_LONG) from None
            raise
        finally:
            self._give_back(reader)

    def _take(self, scope: Scope) -> Reader:
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._free), seconds_left()):
                raise TooSlow("too many people ask at once: try again in a moment")
            fitting = [reader for reader in self._free if reader.state and reader.scope == scope]
            reader = fitting[-1] if fitting else min(self._free, key=_work)
            self._free.remove(reader)
            reader.ends_at, reader.was_ended = time.monotonic() + min(seconds_left(), LONGEST_QUESTION_SECONDS), False
        return reader

    def _give_back(self, reader: Reader) -> None:
        with self._changed:
            reader.ends_at = math.inf
            self._free.append(reader)
            self._changed.notify()

    def _end_what_takes_too_long(self) -> None:
        """Under the lock, so that the next question of a reader is never ended for the one before."""
        while not self._is_closed.wait(_LOOK_SECONDS):
            with self._changed:
                for reader in self._all:
                    if time.monotonic() > reader.ends_at:
                        reader.was_ended = True
                        reader.opened.interrupt()


def _work(reader: Reader) -> float:
    """How much it takes to stage what a reader has staged."""
    if reader.state is None:
        return 0
    return math.inf if reader.scope.spans is None else len(reader.scope.spans)
