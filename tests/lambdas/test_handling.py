"""What becomes of messages: a bad one stops nothing, a good one is never lost."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from tillroll.cloud.handling import Desk, Fates
from tillroll.cloud.messages import Message
from tillroll.errors import TryAgainLater
from tillroll.observe import Log


@dataclass
class Queues:
    """An inbox and a place aside that note what was done."""

    deleted: list[str] = field(default_factory=list)
    hidden: list[tuple[str, int]] = field(default_factory=list)
    aside: list[tuple[str, str | None]] = field(default_factory=list)

    def delete(self, handle: str) -> None:
        self.deleted.append(handle)

    def hide(self, handle: str, seconds: int) -> None:
        self.hidden.append((handle, seconds))

    def send(self, bodies: Sequence[str], reason: str | None = None) -> None:
        self.aside += [(body, reason) for body in bodies]


def some(*times: int) -> list[Message]:
    return [Message(f"m{no}", f"body {no}", f"h{no}", each) for no, each in enumerate(times)]


def test_each_has_its_own_fate() -> None:
    queues = Queues()
    fates = Fates(aside={"m0": "it is no JSON"}, later={"m1": "AWS s3 is busy"})
    assert Desk(queues, queues, Log()).handle(some(1, 2, 1), lambda _: fates) == ["m1"]
    assert queues.aside == [("body 0", "it is no JSON")]
    assert queues.hidden == [("h1", 10)]
    assert queues.deleted == []


def test_what_can_not_be_told_apart_comes_again() -> None:
    def work(_: Sequence[Message]) -> Fates:
        raise TryAgainLater("the database is away")

    queues = Queues()
    assert Desk(queues, queues, Log()).handle(some(1, 1), work) == ["m0", "m1"]
    assert queues.aside == []


def test_a_fault_of_ours_quotes_nothing() -> None:
    def work(_: Sequence[Message]) -> Fates:
        raise ValueError("4929 1234 5678 9012")

    told = io.StringIO()
    queues = Queues()
    Desk(queues, queues, Log(told)).handle(some(1), work)
    assert "4929" not in told.getvalue()
    assert "ValueError" in told.getvalue()


def test_a_message_that_keeps_coming_back_is_taken_alone_and_last() -> None:
    """What kills the function takes nothing with it: the others are deleted before its turn comes."""
    queues, seen = Queues(), []

    def work(messages: Sequence[Message]) -> Fates:
        seen.append([message.id for message in messages])
        return Fates(later={"m0": "again"}) if messages[0].id == "m0" else Fates()

    assert Desk(queues, queues, Log()).handle(some(7, 1, 2), work) == ["m0"]
    assert seen == [["m1"], ["m2"], ["m0"]]
    assert queues.deleted == ["h1", "h2"]
