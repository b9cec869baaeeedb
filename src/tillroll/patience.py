"""Patience: how long to wait for what another process holds, and what is done again after a lost connection."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from tillroll.errors import WorkLost

ATTEMPTS = 5
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
Sleep = Callable[[float], None]
_TURN = 0.0005
_turns = threading.local()
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait for another process that holds the warehouse, and whom to tell, once, that this one waits."""

    seconds: float = 0
    tell: Callable[[str], None] = lambda _words: None


def pauses() -> Iterator[float]:
    """Seconds to wait between attempts, without end: longer and longer up to the longest.

    Each is shorter by chance, by up to a half, so that those who failed together don't come again together.
    """
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.5, 1)  # noqa: S311 - nobody gains by guessing it
        pause = min(2 * pause, LONGEST_PAUSE)


def persistently(work: Callable[[], _T], sleep: Sleep = time.sleep) -> _T:
    """Do some work, again after a pause where the database let go of it. It must be whole: what it made is lost."""
    for _, pause in zip(range(ATTEMPTS - 1), pauses(), strict=False):
        try:
            return work()
        except WorkLost:
            sleep(pause)
    return work()


def give_way() -> None:
    """Let other threads have a turn, in the midst of long work in Python: at most each half of a millisecond.

    A statement of DuckDB takes a turn some ten times, and Python lets it wait five milliseconds for each of them. To
    make all turns shorter instead costs too much where fifty people ask at once. Who took longer, for it works in
    Python too, has as long a wait for the next.
    """
    gives = time.perf_counter()
    if gives >= getattr(_turns, "due", 0.0):
        time.sleep(0)
        taken = time.perf_counter()
        _turns.due = taken + max(_TURN, taken - gives)
