"""What was set aside goes back to where it came from: never lost, and each message that was there at the start once.

A message is sent before it is deleted. Who is cut off between the two sends it twice, and the ledger knows it then.
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

from tillroll.adapters.set_aside import Held, Moving
from tillroll.adapters.shards import Stretch
from tillroll.cloud.asides import words_of
from tillroll.cloud.messages import NotOurs
from tillroll.cloud.streaming import event_again, given_up
from tillroll.errors import ConfigurationError, TillrollError, TryAgainLater

_HOLD_SECONDS = 120
_STREAM_HOLD_SECONDS = 960
_PAUSE_SECONDS = 2.0
_GONE = (
    "the stream no longer has these records: the branch's file of that day brings their sales. "
    "When it has come, take the message out of the queue"
)
_NOT_OURS = "it names no records of a stream: see to it by hand"
_FAILED = "the function could not stage them: 'tillroll cloud tail' shows why"
_TOO_LARGE = "these records are too many for one call: the branch's file of that day brings their sales"
_LARGEST_EVENT = 6_000_000
_PARTLY = "the first of these records had expired, the others are staged: the branch's file of that day brings all"
Advance = Callable[[int], None]


class Source(Protocol):
    """The queue of what was set aside."""

    def hold(self, seconds: int) -> list[Held]:
        """Up to ten messages that nobody else gets for so many seconds."""
        ...

    def let_go(self, held: Held) -> None:
        """Let others have a message again."""
        ...

    def drop(self, held: Held) -> None:
        """Take a message away."""
        ...


class Mover(Protocol):
    """A queue whose messages SQS moves by itself."""

    def move_all(self, to: str) -> str:
        """Begin; the name of the task."""
        ...

    def moving(self) -> Moving:
        """How far it has come."""
        ...

    def stop_moving(self, task: str) -> None:
        """End it."""
        ...


Give = Callable[[list[Held]], list[Held]]
"""Gives messages to where they go; those that are safe there."""


def move_by_hand(source: Source, most: int, give: Give, advance: Advance, seconds: int = _HOLD_SECONDS) -> int:
    """Give back the messages that were there when this began, ``most`` at most; how many went.

    What comes in meanwhile stays: else what fails again at once would go round for ever.
    """
    started = datetime.now(UTC)
    moved, kept = 0, list[Held]()
    try:
        while moved < most and (held := source.hold(seconds)):
            kept += held
            wanted = [each for each in held if each.sent_at <= started][: most - moved]
            safe = give(wanted) if wanted else []
            for each in safe:
                source.drop(each)
                kept.remove(each)
                advance(1)
            moved += len(safe)
            if not wanted:
                break
    finally:
        _let_go(source, kept)
    return moved


def _let_go(source: Source, kept: list[Held]) -> None:
    """Who can't be told now has them again when their time is over."""
    for each in kept:
        with suppress(TillrollError):
            source.let_go(each)


def move_by_task(mover: Mover, to: str, most: int, advance: Advance, pause: float = _PAUSE_SECONDS) -> int | None:
    """Have SQS move so many messages; how many it moved. None where it won't, as emulators and older rights have it.

    The task is ended when as many are moved as were there: it would go on with what comes back. So it is if this ends
    otherwise.
    """
    try:
        task = mover.move_all(to)
    except ConfigurationError:
        return None
    now = Moving(0, is_running=True, failure=None)
    try:
        while now.is_running and now.moved < most:
            before, now = now, mover.moving()
            advance(now.moved - before.moved)
            time.sleep(pause if now.is_running else 0)
    finally:
        if now.is_running:
            with suppress(TillrollError):  # it has ended meanwhile
                mover.stop_moving(task)
    if now.failure:
        raise TryAgainLater(f"SQS moved {now.moved:,} messages and gave up: run again, nothing is lost")
    return now.moved


Fetch = Callable[[Stretch], Sequence[Mapping[str, Any]]]
Invoke = Callable[[str], Mapping[str, Any]]


@dataclass(slots=True)
class StreamAgain:
    """Has the stream's function stage what Lambda gave up: a message names the records, it does not hold them.

    They are fetched here, for functions in a network of their own can't ask Kinesis; and here they are in memory alone.
    All records of a message go together: asked for again, the function knows them by it.
    """

    fetch: Fetch
    invoke: Invoke
    remarks: list[str] = field(default_factory=list)

    def give(self, messages: list[Held]) -> list[Held]:
        """Those whose records are staged now, as far as the stream still has them."""
        return [each for each in messages if self._is_done(each)]

    def _is_done(self, held: Held) -> bool:
        try:
            remark, is_done = self._again(held.body)
        except (TryAgainLater, NotOurs, ValueError) as error:
            remark, is_done = str(error) if isinstance(error, TryAgainLater) else _NOT_OURS, False
        if remark:
            self.remarks.append(f"{words_of(held.body)}: {remark}")
        return is_done

    def _again(self, body: str) -> tuple[str, bool]:
        """What is to be told of one message, and whether it is done with."""
        stretch = given_up(json.loads(body))
        if stretch is None:
            return _NOT_OURS, False
        found = self.fetch(stretch)
        if not found:
            return _GONE, False
        event = event_again(body, stretch, found)
        if len(event) > _LARGEST_EVENT:
            return _TOO_LARGE, False
        if self.invoke(event).get("batchItemFailures"):
            return _FAILED, False
        return ("" if int(found[0]["SequenceNumber"]) == stretch.first else _PARTLY), True


def replay_stream(source: Source, most: int, again: StreamAgain, advance: Advance) -> int:
    """Have every stretch of records that is told of fetched again; how many were. Each call may take as long as any."""
    return move_by_hand(source, most, again.give, advance, _STREAM_HOLD_SECONDS)
