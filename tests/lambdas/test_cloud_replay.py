"""What was set aside goes back: `tillroll cloud replay-dlq`.

Grain: one test a claim. AWS is an emulator in this process, which moves no messages by itself: see `test_replaying.py`.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import boto3
import pytest

from tests.entrypoints.conftest import Run
from tests.lambdas.deployed import NOON, Stack, a_text
from tests.warehouses.helpers import Sale
from tillroll.adapters import set_aside
from tillroll.cli import cloud_work
from tillroll.cloud.messages import event_of


def test_without_yes_nothing_is_moved(stack: Stack, run: Run) -> None:
    stack.aside("files-dlq", "nonsense", "it is no JSON")
    ran = run("cloud", "replay-dlq")
    assert ran.code == 0
    assert "files: 1 message would go back; --yes does it" in ran.out
    assert "loads: 0 messages set aside" in ran.out
    assert stack.length(stack.cloud.queues["files-dlq"]) == 1


def test_what_was_set_aside_goes_back_and_is_taken_in_once(stack: Stack, run: Run) -> None:
    cloud = stack.cloud
    for place in ("Leeds", "York", "Hull"):
        stack.aside("files-dlq", event_of(cloud.put(f"{place}.csv", a_text(place))))
    ran = run("cloud", "replay-dlq", "--queue", "files", "--yes")
    assert (ran.code, ran.out) == (0, "files: 3 messages given back\n")
    assert cloud.waiting("files-dlq") == []
    cloud.settle()
    assert stack.current == (3, 3 * Sale(NOON).pence)
    assert run("cloud", "replay-dlq", "--yes").code == 0
    cloud.settle()
    assert stack.current == (3, 3 * Sale(NOON).pence)


def test_what_fails_again_within_minutes_is_set_aside_again(stack: Stack, run: Run) -> None:
    """SQS drops from a queue that keeps the order what it was sent five minutes before: not these."""
    stack.aside("loads-dlq", '{"name": "nonsense"}', "it names no object of the staged form")
    for _ in range(3):
        assert "loads: 1 message given back" in run("cloud", "replay-dlq", "--queue", "loads", "--yes").out
        stack.cloud.run("load", "loads")
        assert stack.length(stack.cloud.queues["loads"]) == 0
        assert stack.length(stack.cloud.queues["loads-dlq"]) == 1


@pytest.mark.parametrize("queue", ["files", "loads"])
def test_who_is_cut_off_between_sending_and_deleting_loses_nothing(
    stack: Stack, run: Run, monkeypatch: pytest.MonkeyPatch, queue: str
) -> None:
    bodies = [f"nonsense {number}" for number in range(7)]
    for body in bodies:
        stack.aside(f"{queue}-dlq", body)
    dropped: list[str] = []

    def cut(aside: set_aside.SetAside, held: set_aside.Held) -> None:
        if len(dropped) == 3:
            raise KeyboardInterrupt
        dropped.append(held.body)
        boto3.client("sqs").delete_message(QueueUrl=aside.url, ReceiptHandle=held.handle)

    with monkeypatch.context() as patched:
        patched.setattr(set_aside.SetAside, "drop", cut)
        assert run("cloud", "replay-dlq", "--queue", queue, "--yes").code == 130
    assert stack.length(stack.cloud.queues[f"{queue}-dlq"]) == 4
    assert run("cloud", "replay-dlq", "--queue", queue, "--yes").code == 0
    assert stack.cloud.waiting(f"{queue}-dlq") == []
    assert set(stack.cloud.waiting(queue)) == set(bodies)


def test_what_comes_in_meanwhile_stays(stack: Stack, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        stack.aside("files-dlq", f"nonsense {number}")

    def give(url: str, held: Sequence[set_aside.Held], region: str | None) -> Iterator[set_aside.Held]:
        yield from set_aside.give(url, held, region)
        for each in held:
            stack.aside("files-dlq", f"{each.body}, again", "it is no JSON")

    monkeypatch.setattr(cloud_work, "give", give)
    assert "files: 12 messages given back" in run("cloud", "replay-dlq", "--queue", "files", "--yes").out
    assert sorted(stack.cloud.waiting("files")) == sorted(f"nonsense {number}" for number in range(12))
    assert len(stack.cloud.waiting("files-dlq")) == 12


@pytest.fixture
def invoked(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Calls of functions by name come to the functions in this process."""
    names: list[str] = []

    def invoke(function: str, event: str, _region: str | None) -> Any:  # noqa: ANN401 - the function's own
        names.append(function)
        return stack.cloud.call(function.rpartition("-")[2], json.loads(event))

    monkeypatch.setattr(cloud_work, "invoke", invoke)
    return names


def a_row(minute: int) -> bytes:
    return json.dumps([f"18/07/2026 09:{minute:02}", "Leeds", "A Person", "Latte - 2.45", "2.45", "CASH", ""]).encode()


def test_records_that_were_given_up_are_fetched_again_and_count_once(
    stack: Stack, run: Run, invoked: list[str]
) -> None:
    cloud, rows = stack.cloud, [a_row(number) for number in range(1, 7)]
    numbers = stack.send(*rows)
    for places in (slice(0, 2), slice(4, 6)):
        cloud.call("stream", stack.event(dict(zip(numbers[places], rows[places], strict=True))))
    cloud.settle()
    assert stack.current[0] == 4
    stack.give_up(numbers[2], numbers[3])
    ran = run("cloud", "replay-dlq", "--queue", "stream", "--yes")
    assert "stream: 1 message given back" in ran.out
    assert invoked == [f"{stack.name}-stream"]
    cloud.settle()
    assert stack.current[0] == 6
    stack.give_up(numbers[2], numbers[3])
    assert run("cloud", "replay-dlq", "--queue", "stream", "--yes").code == 0
    cloud.settle()
    assert stack.current[0] == 6
    assert stack.length(stack.failures) == 0


def test_records_that_have_expired_are_told_of_and_their_message_stays(
    stack: Stack, run: Run, invoked: list[str]
) -> None:
    (number,) = stack.send(a_row(1))
    stack.give_up(number + 500, number + 700)
    ran = run("cloud", "replay-dlq", "--queue", "stream", "--yes")
    assert ran.code == 3
    assert f"records {number + 500} to {number + 700} of shardId-000000000000: the stream no longer has" in ran.out
    assert stack.length(stack.failures) == 1


def test_a_stack_without_a_stream_says_so(stack: Stack, run: Run) -> None:
    boto3.client("cloudformation").delete_stack(StackName=stack.name)
    stack.deploy({name: value for name, value in stack.outputs.items() if name != "StreamFailures"})
    ran = run("cloud", "replay-dlq", "--queue", "stream", "--yes")
    assert (ran.code, "has no stream: it was deployed with WithKinesis=false" in ran.err) == (2, True)
