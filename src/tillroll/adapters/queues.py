"""Queues, notices and parameters as AWS keeps them: SQS, SNS and SSM."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tillroll.adapters.aws import aws
from tillroll.errors import TryAgainLater

_AT_ONCE = 10
_LONGEST_SUBJECT = 100
_LONGEST_NOTICE = 200_000


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of SQS by its URL; one whose name ends with ``.fifo`` keeps the order within its one group."""

    url: str
    region: str | None = None

    @property
    def is_fifo(self) -> bool:
        """Whether it keeps the order."""
        return self.url.endswith(".fifo")

    def send(self, bodies: Sequence[str], reason: str | None = None) -> None:
        """Send messages, so many at once as SQS takes; ``reason`` goes along as an attribute.

        What has a reason is always kept: else SQS drops what was set aside, replayed and set aside in five minutes.
        ``TryAgainLater`` if it took only some: who sends again sends some twice.
        """
        for first in range(0, len(bodies), _AT_ONCE):
            some = bodies[first : first + _AT_ONCE]
            entries = [self._entry(place, body, reason) for place, body in enumerate(some)]
            answer = self._ask("send_message_batch", Entries=entries)
            if answer.get("Failed"):
                raise TryAgainLater("AWS sqs took only some of the messages: run again, nothing is lost")

    def _entry(self, place: int, body: str, reason: str | None) -> dict[str, object]:
        entry: dict[str, object] = {"Id": str(place), "MessageBody": body}
        if reason:
            entry["MessageAttributes"] = {"reason": {"DataType": "String", "StringValue": reason}}
        if self.is_fifo:
            entry |= {"MessageGroupId": "warehouse"} | ({"MessageDeduplicationId": uuid4().hex} if reason else {})
        return entry

    def receive(self, seconds: int) -> list[dict[str, Any]]:
        """Up to ten messages that nobody else gets for so many seconds, with their attributes; none if it is empty."""
        answer = self._ask(
            "receive_message",
            MaxNumberOfMessages=_AT_ONCE,
            VisibilityTimeout=seconds,
            MessageAttributeNames=["reason"],
            MessageSystemAttributeNames=["ApproximateReceiveCount"],
        )
        found: list[dict[str, Any]] = answer.get("Messages", [])
        return found

    def delete(self, handle: str) -> None:
        """Take a message away."""
        self._ask("delete_message", ReceiptHandle=handle)

    def hide(self, handle: str, seconds: int) -> None:
        """Let nobody have a message for so many seconds from now."""
        self._ask("change_message_visibility", ReceiptHandle=handle, VisibilityTimeout=seconds)

    def lengths(self) -> tuple[int, int]:
        """About how many messages wait, and how many somebody has in hand."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self._ask("get_queue_attributes", AttributeNames=names)["Attributes"]
        return int(found[names[0]]), int(found[names[1]])

    def _ask(self, action: str, **asked: object) -> Any:  # noqa: ANN401 - boto3 has no types
        return aws("sqs", self.region, lambda sqs: getattr(sqs, action)(QueueUrl=self.url, **asked))


def publish(topic: str, subject: str, text: str, region: str | None = None) -> None:
    """Tell those who subscribed to a topic."""
    asked = {"TopicArn": topic, "Subject": subject[:_LONGEST_SUBJECT], "Message": text[:_LONGEST_NOTICE]}
    aws("sns", region, lambda sns: sns.publish(**asked))


def parameters(path: str, region: str | None = None) -> dict[str, str]:
    """The parameters below a path of SSM, by the rest of their names; those that are kept encrypted come as texts."""
    found: dict[str, str] = aws("ssm", region, lambda ssm: dict(_parameters(ssm, path)))
    return found


def plain_parameters(path: str, region: str | None = None) -> dict[str, str]:
    """The parameters below a path of SSM but those that are kept encrypted: who looks at a stack needs no secrets."""
    found: dict[str, str] = aws("ssm", region, lambda ssm: dict(_plain(ssm, path)))
    return found


def _plain(ssm: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - boto3 has no types
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, WithDecryption=False)
    for page in pages:
        for each in page["Parameters"]:
            if each["Type"] != "SecureString":
                yield each["Name"].removeprefix(path).strip("/"), each["Value"]


def _parameters(ssm: Any, path: str) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - boto3 has no types
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path, WithDecryption=True)
    for page in pages:
        for each in page["Parameters"]:
            yield each["Name"].removeprefix(path).strip("/"), each["Value"]
