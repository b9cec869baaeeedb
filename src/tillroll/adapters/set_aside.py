"""Queues of messages that were set aside: looking into them, and giving the messages back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tillroll.adapters.aws import aws

_AT_ONCE = 10
_MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Held:
    """A message in hand, and why it was set aside; no reason where SQS gave up because it kept coming back."""

    id: str
    body: str
    handle: str
    sent_at: datetime
    times: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Moving:
    """How far a move by SQS itself has come."""

    moved: int
    is_running: bool
    failure: str | None


@dataclass(frozen=True, slots=True)
class SetAside:
    """One such queue."""

    url: str
    region: str | None = None

    def hold(self, seconds: int) -> list[Held]:
        """Up to ten messages that nobody else gets for so many seconds; none if there are none to be had."""
        told = self._ask(
            "receive_message",
            MaxNumberOfMessages=_AT_ONCE,
            VisibilityTimeout=seconds,
            MessageAttributeNames=["reason"],
            MessageSystemAttributeNames=["All"],
        )
        return [_held(each) for each in told.get("Messages", [])]

    def let_go(self, held: Held) -> None:
        """Let others have a message again, at once."""
        self._ask("change_message_visibility", ReceiptHandle=held.handle, VisibilityTimeout=0)

    def drop(self, held: Held) -> None:
        """Take a message away."""
        self._ask("delete_message", ReceiptHandle=held.handle)

    def move_all(self, to: str) -> str:
        """Have SQS move all messages to another queue by itself; the name of that task."""
        asked = {"SourceArn": self.arn, "DestinationArn": SetAside(to, self.region).arn}
        told = aws("sqs", self.region, lambda sqs: sqs.start_message_move_task(**asked))
        return str(told["TaskHandle"])

    def moving(self) -> Moving:
        """How far the last such task has come."""
        told = aws("sqs", self.region, lambda sqs: sqs.list_message_move_tasks(SourceArn=self.arn, MaxResults=1))
        last: dict[str, Any] = next(iter(told.get("Results", [])), {})
        is_running = last.get("Status") in {"RUNNING", "CANCELLING"}
        return Moving(last.get("ApproximateNumberOfMessagesMoved", 0), is_running, last.get("FailureReason"))

    def stop_moving(self, task: str) -> None:
        """End a task; what it moved stays moved."""
        aws("sqs", self.region, lambda sqs: sqs.cancel_message_move_task(TaskHandle=task))

    @property
    def arn(self) -> str:
        """Its whole name, as other services know it."""
        return str(self._ask("get_queue_attributes", AttributeNames=["QueueArn"])["Attributes"]["QueueArn"])

    def _ask(self, action: str, **asked: object) -> Any:  # noqa: ANN401 - boto3 has no types
        return aws("sqs", self.region, lambda sqs: getattr(sqs, action)(QueueUrl=self.url, **asked))


def give(url: str, messages: Sequence[Held], region: str | None = None) -> Iterator[Held]:
    """Send messages to a queue, in their order; those that it took.

    In a queue that keeps the order each goes under its own id: sent again after a cut it is taken once, while another
    message of the same text that was sent a moment before takes nothing from it.
    """
    for some in _parcels(messages):
        yield from (some[place] for place in _given(url, some, region))


def _given(url: str, some: Sequence[Held], region: str | None) -> list[int]:
    """Send so many at once; the places of those that were taken."""
    entries = [_entry(url, place, each) for place, each in enumerate(some)]
    told = aws("sqs", region, lambda sqs: sqs.send_message_batch(QueueUrl=url, Entries=entries))
    return [int(each["Id"]) for each in told.get("Successful", [])]


def _parcels(messages: Sequence[Held]) -> Iterator[list[Held]]:
    """So many at once as SQS takes, in number and size."""
    some: list[Held] = []
    for each in messages:
        if some and (len(some) == _AT_ONCE or sum(len(held.body.encode()) for held in (*some, each)) > _MOST_BYTES):
            yield some
            some = []
        some.append(each)
    if some:
        yield some


def _entry(url: str, place: int, held: Held) -> dict[str, str]:
    entry = {"Id": str(place), "MessageBody": held.body}
    ordered = {"MessageGroupId": "warehouse", "MessageDeduplicationId": f"again-{held.id}"}
    return entry | (ordered if url.endswith(".fifo") else {})


def _held(told: dict[str, Any]) -> Held:
    system = told.get("Attributes", {})
    said = told.get("MessageAttributes", {}).get("reason", {}).get("StringValue")
    reason = None if "DeadLetterQueueSourceArn" in system else said
    sent_at = datetime.fromtimestamp(int(system.get("SentTimestamp", 0)) / 1000, UTC)
    times = int(system.get("ApproximateReceiveCount", 1))
    return Held(told["MessageId"], told["Body"], told["ReceiptHandle"], sent_at, times, reason)
