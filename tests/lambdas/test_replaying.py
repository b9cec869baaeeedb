"""Giving back what was set aside, on queues that note what was done: the emulator does not move messages by itself."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tillroll.adapters.set_aside import Held, Moving
from tillroll.adapters.shards import Stretch
from tillroll.cloud.replaying import StreamAgain, move_by_hand, move_by_task
from tillroll.errors import ConfigurationError, TryAgainLater

NOW = datetime.now(UTC)


def held(number: int, at: datetime = NOW) -> Held:
    return Held(f"m{number}", f"body {number}", f"h{number}", at, 1, None)


@dataclass
class Source:
    """A queue that gives ten messages at once, and hides them until they are let go."""

    waiting: list[Held]
    dropped: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)

    def hold(self, seconds: int) -> list[Held]:  # noqa: ARG002 - as the queue's own
        some, self.waiting = self.waiting[:10], self.waiting[10:]
        return some

    def let_go(self, held: Held) -> None:
        self.back.append(held.id)

    def drop(self, held: Held) -> None:
        self.dropped.append(held.id)


@dataclass
class Mover:
    """A queue whose messages SQS moves, so many between two looks."""

    steps: list[Moving]
    stopped: list[str] = field(default_factory=list)

    def move_all(self, to: str) -> str:
        return f"to {to}"

    def moving(self) -> Moving:
        return self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]

    def stop_moving(self, task: str) -> None:
        self.stopped.append(task)


def test_each_is_dropped_once_it_is_safe_and_no_sooner() -> None:
    source, given = Source([held(number) for number in range(23)]), list[str]()

    def give(messages: list[Held]) -> list[Held]:
        assert not {each.id for each in messages} & set(source.dropped)
        given.extend(each.id for each in messages)
        return messages

    steps: list[int] = []
    assert move_by_hand(source, 23, give, steps.append) == 23
    assert source.dropped == given == [f"m{number}" for number in range(23)]
    assert (source.back, sum(steps)) == ([], 23)


def test_what_is_not_taken_is_let_go() -> None:
    source = Source([held(number) for number in range(5)])
    assert move_by_hand(source, 5, lambda messages: messages[::2], lambda _: None) == 3
    assert (source.dropped, source.back) == (["m0", "m2", "m4"], ["m1", "m3"])


def test_a_fault_in_the_middle_lets_go_of_all_in_hand() -> None:
    def give(messages: list[Held]) -> list[Held]:
        raise TryAgainLater("AWS sqs is busy")

    source = Source([held(number) for number in range(3)])
    with pytest.raises(TryAgainLater):
        move_by_hand(source, 3, give, lambda _: None)
    assert (source.dropped, source.back) == ([], ["m0", "m1", "m2"])


def test_newer_messages_and_more_than_were_there_stay() -> None:
    newer = NOW + timedelta(days=1)
    source = Source([held(0), held(1, newer), held(2), held(3)])
    assert move_by_hand(source, 2, lambda messages: messages, lambda _: None) == 2
    assert (source.dropped, source.back) == (["m0", "m2"], ["m1", "m3"])
    only_new = Source([held(1, newer)])
    assert move_by_hand(only_new, 9, lambda messages: messages, lambda _: None) == 0
    assert only_new.back == ["m1"]


def test_sqs_moves_by_itself_and_is_ended_when_all_that_was_there_has_gone() -> None:
    """What fails again at once comes back: without an end it would go round for ever."""
    running = Moving(0, is_running=True, failure=None)
    mover = Mover([running, replace(running, moved=4), replace(running, moved=11)])
    steps: list[int] = []
    assert move_by_task(mover, "files", 10, steps.append, pause=0) == 11
    assert (mover.stopped, steps) == (["to files"], [0, 4, 7])


def test_a_move_that_ends_by_itself_is_not_ended() -> None:
    mover = Mover([Moving(3, is_running=False, failure=None)])
    assert move_by_task(mover, "files", 10, lambda _: None, pause=0) == 3
    assert mover.stopped == []


def test_a_move_that_gives_up_is_to_be_tried_again() -> None:
    mover = Mover([Moving(3, is_running=False, failure="AccessDenied")])
    with pytest.raises(TryAgainLater, match="SQS moved 3 messages and gave up"):
        move_by_task(mover, "files", 10, lambda _: None, pause=0)


def test_a_move_is_ended_by_who_is_cut_off() -> None:
    mover = Mover([Moving(1, is_running=True, failure=None)])

    def advance(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move_by_task(mover, "files", 10, advance, pause=0)
    assert mover.stopped == ["to files"]


def test_where_sqs_does_not_move_nothing_is_moved() -> None:
    class Refusing(Mover):
        def move_all(self, to: str) -> str:  # noqa: ARG002 - as the queue's own
            raise ConfigurationError("AWS sqs refused StartMessageMoveTask")

    assert move_by_task(Refusing([]), "files", 10, lambda _: None) is None


def test_records_of_the_stream_are_done_only_if_they_were_staged() -> None:
    kept = {10: [10, 11], 20: [21], 30: [], 40: [40], 50: [50], 60: [60]}

    def fetch(stretch: Stretch) -> Sequence[Mapping[str, Any]]:
        data = b"x" * (6_000_000 if stretch.first == 60 else 1)
        return [
            {"SequenceNumber": str(number), "Data": data, "ApproximateArrivalTimestamp": NOW}
            for number in kept[stretch.first]
        ]

    def invoke(event: str) -> Mapping[str, Any]:
        first = json.loads(event)["KinesisBatchInfo"]["startSequenceNumber"]
        if first == "50":
            raise TryAgainLater("the function failed")
        return {"batchItemFailures": [{"itemIdentifier": first}] if first == "40" else []}

    again = StreamAgain(fetch, invoke)
    messages = [lost(first) for first in kept] + [held(7), replace(held(8), body="{}")]
    assert again.give(messages) == messages[:2]
    told = [remark.partition(": ")[2][:22] for remark in again.remarks]
    assert told == [
        *("the first of these rec", "the stream no longer h", "the function could not"),
        *("the function failed", "these records are too ", "it names no records of", "it names no records of"),
    ]


def lost(first: int) -> Held:
    told = {"shardId": "s", "startSequenceNumber": str(first), "endSequenceNumber": str(first + 5), "streamArn": "a/b"}
    return replace(held(first), body=json.dumps({"KinesisBatchInfo": told}))
