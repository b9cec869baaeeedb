"""How long a question and a whole request may take, and how many requests or hashes are in hand at once."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from tillroll.web.errors import TooBusy

LONGEST_SECONDS = 60.0
LONGEST_QUESTION_SECONDS = 20.0
MOST_IN_HAND = 300
"""More requests than this are sent away at once: they would wait longer than anybody does."""
MOST_AT_THE_DOOR = 60
"""So many sign in at once; they have a number of their own, so that guesses take no page from those who are in."""
MOST_THREADS = MOST_IN_HAND + MOST_AT_THE_DOOR + 40
"""Who waits for a reader holds a thread: there must be some left for what is there already."""
TOO_LONG = "this takes too long: choose fewer days"
_until: ContextVar[float | None] = ContextVar("until", default=None)


def begin_request() -> None:
    """From now on counts the time of this request, and of what is worked out for it."""
    _until.set(time.monotonic() + LONGEST_SECONDS)


def seconds_left() -> float:
    """How many seconds this request still has."""
    until = _until.get()
    return LONGEST_SECONDS if until is None else max(0.0, until - time.monotonic())


class Places:
    """Places for work that takes much memory: who finds none waits a while for one. Threads share them."""

    def __init__(self, most: int, wait_seconds: float, words: str) -> None:
        self._free = threading.Semaphore(most)
        self._wait_seconds, self._words = wait_seconds, words

    @contextmanager
    def taken(self) -> Iterator[None]:
        """One of the places until the block ends; `TooBusy` if none became free in time."""
        if not self._free.acquire(timeout=self._wait_seconds):
            raise TooBusy(self._words)
        try:
            yield
        finally:
            self._free.release()


class Gate:
    """Counts the requests in hand. It is passed in one thread, that of the event loop."""

    def __init__(self, most: int = MOST_IN_HAND) -> None:
        self._most, self._in_hand = most, 0

    @contextmanager
    def passing(self) -> Iterator[None]:
        """A request is in hand until the block ends; `TooBusy` if there are too many."""
        if self._in_hand >= self._most:
            raise TooBusy("too many people ask at once: this page is there again in a few seconds")
        self._in_hand += 1
        try:
            yield
        finally:
            self._in_hand -= 1
