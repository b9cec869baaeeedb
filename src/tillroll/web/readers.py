"""Connections that only read: a few, shared by all visitors, each holding the staged tables of one scope at a time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tillroll.engine import StatementError
from tillroll.report import EVERYTHING, Reports, Scope
from tillroll.web.errors import TooSlow
from tillroll.wiring import Opened

MOST_READERS = 6
LONGEST_SECONDS = 20.0


@dataclass(slots=True)
class Reader:
    """A connection and the reports of the scope that it was last asked within."""

    opened: Opened
    grace_minutes: int
    scope: Scope = EVERYTHING
    reports: Reports = field(init=False)

    def __post_init__(self) -> None:
        self.turn_to(self.scope)

    def turn_to(self, scope: Scope) -> None:
        """Stage for another scope from now on."""
        self.scope = scope
        self.reports = Reports(self.opened.warehouse, grace_minutes=self.grace_minutes, scope=scope)


class Readers:
    """The readers that are free. Who finds none waits; a question that takes too long is ended."""

    def __init__(self, opened: Opened, grace_minutes: int) -> None:
        self._free = [Reader(opened.another(), grace_minutes) for _ in range(MOST_READERS)]
        self._changed = threading.Condition()

    @contextmanager
    def reader(self, scope: Scope) -> Iterator[Reader]:
        """A reader for this scope: one that has it staged if there is one, else the one that waited longest.

        `TooSlow` if none becomes free, or the questions take longer than anyone waits.
        """
        reader = self._take(scope)
        was_ended = threading.Event()
        alarm = threading.Timer(LONGEST_SECONDS, _ender(reader, was_ended))
        alarm.start()
        try:
            yield reader
        except StatementError:
            if was_ended.is_set():
                raise TooSlow("this takes too long: choose fewer days") from None
            raise
        finally:
            alarm.cancel()
            self._give_back(reader)

    def _take(self, scope: Scope) -> Reader:
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._free), LONGEST_SECONDS):
                raise TooSlow("too many people ask at once: try again in a moment")
            fitting = [reader for reader in self._free if reader.scope == scope]
            reader = fitting[-1] if fitting else self._free[0]
            self._free.remove(reader)
        if reader.scope != scope:
            reader.turn_to(scope)
        return reader

    def _give_back(self, reader: Reader) -> None:
        with self._changed:
            self._free.append(reader)
            self._changed.notify()


def _ender(reader: Reader, was_ended: threading.Event) -> Callable[[], None]:
    def end() -> None:
        was_ended.set()
        reader.opened.engine.interrupt()

    return end
