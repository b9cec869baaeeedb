"""Messages in hand: what becomes of each, so that a bad one stops nothing and a good one is never lost.

What can never succeed is set aside at once, with the reason. What may succeed later is given back, and comes again
after a pause that grows. A message that keeps coming back is taken alone: it may be the one that kills the function,
and those beside it must not come to harm.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import random
from typing import Protocol

from tillroll.cloud.messages import Message, named_in
from tillroll.errors import TillrollError
from tillroll.observe import Log

ALONE_FROM = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 5, 900


class Inbox(Protocol):
    """The queue that messages come from."""

    def delete(self, handle: str) -> None:
        """Take a message away."""
        ...

    def hide(self, handle: str, seconds: int) -> None:
        """Let nobody have a message for so many seconds."""
        ...


class Aside(Protocol):
    """Where messages go that need a person."""

    def send(self, bodies: Sequence[str], reason: str | None = None) -> None:
        """Send messages, with the reason."""
        ...


@dataclass(frozen=True, slots=True)
class Fates:
    """What becomes of messages, by id: those to be set aside and to come again, each with why; the others are done."""

    aside: Mapping[str, str] = field(default_factory=dict)
    later: Mapping[str, str] = field(default_factory=dict)


Work = Callable[[Sequence[Message]], Fates]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where messages come from, where they are set aside, and what is logged."""

    inbox: Inbox
    aside: Aside
    log: Log
    on_aside: Callable[[], None] = lambda: None

    def handle(self, messages: Sequence[Message], work: Work) -> list[str]:
        """Do the work; the ids of the messages that are to come again."""
        if len(messages) > 1 and any(message.times >= ALONE_FROM for message in messages):
            return list(self._one_by_one(_fairly(messages), work))
        return self._together(messages, work)

    def _one_by_one(self, messages: Sequence[Message], work: Work) -> Iterator[str]:
        """Each is deleted as soon as it is done: what kills this function then takes nothing with it."""
        for message in messages:
            failed = self._together([message], work)
            yield from failed
            if not failed:
                self.inbox.delete(message.handle)

    def _together(self, messages: Sequence[Message], work: Work) -> list[str]:
        fates = self._fates(messages, work)
        for message in messages:
            if message.id in fates.aside:
                self.aside.send([message.body], fates.aside[message.id])
                self.on_aside()
                self.log.write(
                    "set_aside", message_id=message.id, reason=fates.aside[message.id], **named_in(message.body)
                )
            elif message.id in fates.later:
                self.inbox.hide(message.handle, pause(message.times))
                told = {"reason": fates.later[message.id], "times": message.times, **named_in(message.body)}
                self.log.write("later", message_id=message.id, **told)
        return [message.id for message in messages if message.id in fates.later]

    def _fates(self, messages: Sequence[Message], work: Work) -> Fates:
        try:
            return work(messages)
        except TillrollError as error:
            reason = str(error)
        except Exception as error:  # noqa: BLE001 - what it quotes may be a row: only its kind is told
            reason = f"a fault in tillroll: {type(error).__name__}"
        return Fates(later=dict.fromkeys((message.id for message in messages), reason))


def _fairly(messages: Sequence[Message]) -> list[Message]:
    """Those that came less often first, and by lot: else one that kills the function always kills those behind it."""
    return sorted(messages, key=lambda message: (message.times, random()))  # noqa: S311 - a lot, no secret


def pause(times: int) -> int:
    """How many seconds a message waits that was given so many times: 5, 10, 20 and so on, a quarter of an hour at most.

    >>> [pause(times) for times in (1, 2, 8, 60)]
    [5, 10, 640, 900]
    """
    return min(_FIRST_PAUSE << min(times - 1, 10), _LONGEST_PAUSE)
