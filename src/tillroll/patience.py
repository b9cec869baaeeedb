"""Patience: how long to wait for what another process holds, and what is done again after a lost connection."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from tillroll.errors import WorkLost

ATTEMPTS = 5
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait for another process that holds the warehouse, and whom to tell, once, that this one waits."""

    seconds: float = 0
    tell: Callable[[str], None] = lambda _words: None


def persistently(work: Callable[[], _T]) -> _T:
    """Do some work, again where the database let go of it. It must be whole: all that it made there is lost."""
    for _ in range(ATTEMPTS - 1):
        try:
            return work()
        except WorkLost:
            continue
    return work()
