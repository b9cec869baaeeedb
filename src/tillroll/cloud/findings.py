"""What an examination of a stack says: one finding a check."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tillroll.errors import ConfigurationError, TillrollError, TryAgainLater

State = Literal["holds", "fails", "unasked"]
Who = Literal["setting", "person", "later"]
"""What must be done where a check fails: something must be set otherwise, a person must see to it, or only time."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it holds, what was seen, and what to do if it fails or can't be asked."""

    check: str
    state: State
    told: str
    to_do: str = ""
    who: Who = "setting"


Check = Callable[[], Iterable[Finding]]


def holds(check: str, told: str) -> Finding:
    """All is as it should be."""
    return Finding(check, "holds", told)


def fails(check: str, told: str, to_do: str, who: Who = "setting") -> Finding:
    """Something is not as it should be."""
    return Finding(check, "fails", told, to_do, who)


def unasked(check: str, told: str, to_do: str = "") -> Finding:
    """It can't be said."""
    return Finding(check, "unasked", told, to_do)


def examine(checks: Iterable[tuple[str, Check]]) -> Iterator[Finding]:
    """The findings of all checks; one that AWS refuses, or that is busy, keeps none of the others from being asked."""
    for name, check in checks:
        try:
            yield from check()
        except TryAgainLater as error:
            yield Finding(name, "unasked", str(error), "run it again in a moment", "later")
        except ConfigurationError as error:
            yield unasked(name, str(error))
        except TillrollError as error:
            yield unasked(name, str(error))
