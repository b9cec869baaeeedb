"""What was set aside, told without a word of a till's file: which file, object or records, and why."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from tillroll.adapters.set_aside import Held
from tillroll.cloud.messages import NotOurs, ToLoad, raw_objects, traces_of
from tillroll.cloud.streaming import given_up
from tillroll.errors import TillrollError
from tillroll.filename import mask_long_numbers

MOST = 100
_HOLD_SECONDS = 30
_LONGEST = 300


class Source(Protocol):
    """The queue of what was set aside."""

    def hold(self, seconds: int) -> list[Held]:
        """Up to ten messages that nobody else gets for so many seconds."""
        ...

    def let_go(self, held: Held) -> None:
        """Let others have a message again."""
        ...


@dataclass(frozen=True, slots=True)
class Aside:
    """A message that was set aside: what it speaks of, why, and the traces of the files that it speaks of."""

    what: str
    reason: str
    traces: tuple[str, ...]


def look(source: Source, most: int = MOST) -> list[Aside]:
    """What was set aside, ``most`` at most: messages are in hand for a moment, and then there again."""
    held: list[Held] = []
    try:
        while len(held) < most and (some := source.hold(_HOLD_SECONDS)):
            held += some
    finally:
        for each in held:
            with suppress(TillrollError):  # then it is there again in half a minute
                source.let_go(each)
    return [Aside(words_of(each.body), _reason(each), traces_of(each.body)) for each in held]


def _reason(held: Held) -> str:
    if held.reason is None:
        return "it was tried again and again: 'tillroll cloud tail' shows why"
    words = "; ".join(held.reason.splitlines())
    return mask_long_numbers(words if len(words) <= _LONGEST else f"{words[:_LONGEST]} …")


def words_of(body: str) -> str:
    """What a message speaks of, long numbers in names starred.

    >>> words_of('{"name": "lists/000001-00000000000000000000000000000000"}')
    'lists/000001-00000000000000000000000000000000'
    >>> words_of("nonsense")
    'no message of tillroll'
    """
    for words in (_files, _object, _stretch):
        with suppress(NotOurs, ValueError, TypeError, AttributeError):
            return ", ".join(words(body)) or "no file"
    return "no message of tillroll"


def _files(body: str) -> Sequence[str]:
    return [mask_long_numbers(raw.key)[:_LONGEST] for raw in raw_objects(body)]


def _object(body: str) -> Sequence[str]:
    return [ToLoad.of(body).name]


def _stretch(body: str) -> Sequence[str]:
    stretch = given_up(json.loads(body))
    if stretch is None:
        raise NotOurs("it names no records")
    return [f"records {stretch.first} to {stretch.last} of {stretch.shard}"]
