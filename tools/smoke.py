"""Tries a stack that was just deployed: what is delivered arrives, every check holds, and nothing is set aside.

`python -m tools.smoke STACK` asks the check and looks at the queues. With `--deliver` it first puts a till file with
one made-up sale into the raw bucket, another each time, and waits until the warehouse has a receipt of that file and
that sale: for a stack whose figures nobody reads.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_WAITING = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
_SECONDS, _PAUSE = 300, 5
_LEAST_PENCE, _PENCE = 100, 900
_LONGEST_CALL = 900

Client = Callable[[str], Any]


class SmokeError(Exception):
    """The stack does not do what it should; the message says what."""


@dataclass(frozen=True)
class Delivery:
    """A till file with one sale, of the minute in which it is made and at a price that its second chooses.

    So no other delivery has that sale, and one that comes a minute later or more goes on with the same day.
    """

    made_at: datetime

    @property
    def pence(self) -> int:
        """What the sale comes to."""
        return _LEAST_PENCE + int(self.made_at.timestamp()) % _PENCE

    @property
    def key(self) -> str:
        """Where it is put: where branches put theirs."""
        return f"smoke/york_{self.made_at:%d-%m-%Y_%H-%M-%S}.csv"

    @property
    def body(self) -> bytes:
        """What stands in it."""
        pounds = f"{self.pence / 100:.2f}"
        return f"{self.made_at:%d/%m/%Y %H:%M},York,Mock Person,Latte - {pounds},{pounds},CASH,\n".encode()


def main(
    argv: Sequence[str],
    client: Client,
    pause: Callable[[float], object] = time.sleep,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """Try a stack; the exit code."""
    asked = _arguments(argv)
    try:
        stack = outputs(client("cloudformation"), asked.stack)
        if asked.deliver:
            delivery = Delivery(now())
            client("s3").put_object(Bucket=stack["RawBucket"], Key=delivery.key, Body=delivery.body)
            wait(client("lambda"), stack, delivery, pause)
        check(client("lambda"), stack)
        nothing_set_aside(client("sqs"), stack)
    except SmokeError as error:
        print(f"{asked.stack}: {error}", file=sys.stderr)
        return 1
    print(f"{asked.stack}: it works")
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stack")
    parser.add_argument("--deliver", action="store_true", help="put a file with a made-up sale there first")
    return parser.parse_args(argv)


def outputs(cloudformation: Any, stack: str) -> dict[str, str]:  # noqa: ANN401 - boto3 has no types
    """What the stack says of itself; it must be at rest."""
    (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    if not found["StackStatus"].endswith("_COMPLETE") or "ROLLBACK" in found["StackStatus"]:
        raise SmokeError(f"it is in the state {found['StackStatus']}")
    return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}


def wait(functions: Any, stack: Mapping[str, str], delivery: Delivery, pause: Callable[[float], object]) -> None:  # noqa: ANN401 - the same
    """Until the warehouse has the delivery's own receipt. A warehouse that was never loaded can't be asked yet."""
    fault = ""
    for _ in range(_SECONDS // _PAUSE):
        pause(_PAUSE)
        try:
            receipts = _ask_check(functions, stack, {"file": delivery.key})["receipts"]
        except SmokeError as error:
            fault = f"; {error}"
            continue
        if receipts:
            return _judge(delivery, receipts)
        fault = ""
    raise SmokeError(f"{delivery.key} has no receipt after {_SECONDS} seconds{fault}; see docs/runbooks")


def _judge(delivery: Delivery, receipts: Sequence[Mapping[str, Any]]) -> None:
    """A first receipt must say that the sale was loaded; the same event again makes a second, of a duplicate."""
    first = receipts[0]
    if (first["sales"], first["pence"]) != (1, delivery.pence):
        told = f"{first['outcome']}, with {first['sales']} sales and {first['pence']} pence"
        raise SmokeError(f"{delivery.key} came to be {told}, and should be 1 sale and {delivery.pence} pence")


def check(functions: Any, stack: Mapping[str, str]) -> None:  # noqa: ANN401 - boto3 has no types
    """Run the nightly check: it needs settings, the network, the password and the warehouse; and none may fail."""
    failing = _ask_check(functions, stack, {})["failing"]
    if failing:
        raise SmokeError(f"{failing} of the warehouse's checks fail; see docs/runbooks/cloud-checks-failed.md")


def _ask_check(functions: Any, stack: Mapping[str, str], event: Mapping[str, str]) -> dict[str, Any]:  # noqa: ANN401 - the same
    answer = functions.invoke(FunctionName=stack["CheckFunction"], Payload=json.dumps(event).encode())
    told = json.loads(answer["Payload"].read() or b"{}") or {}
    if "FunctionError" in answer:
        raise SmokeError(f"the check failed: {told.get('errorType', 'no answer')}; its log says more")
    return dict(told)


def nothing_set_aside(sqs: Any, stack: Mapping[str, str]) -> None:  # noqa: ANN401 - boto3 has no types
    """No queue of what was set aside holds anything."""
    names = ("FilesDeadLetters", "LoadsDeadLetters", "StreamFailures")
    full = [name for name in names if name in stack and _length(sqs, stack[name])]
    if full:
        raise SmokeError(f"something was set aside: {', '.join(full)}; see docs/runbooks")


def _length(sqs: Any, url: str) -> int:  # noqa: ANN401 - boto3 has no types
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_WAITING))["Attributes"]
    return sum(int(found[name]) for name in _WAITING)


def service(name: str) -> Any:  # noqa: ANN401 - boto3 has no types
    """A service of AWS. A function is called once and may work for as long as Lambda lets it."""
    import boto3  # noqa: PLC0415 - only who tries a stack of AWS's needs it
    from botocore.config import Config  # noqa: PLC0415 - the same

    is_slow = name == "lambda"
    config = Config(read_timeout=_LONGEST_CALL, retries={"total_max_attempts": 1}) if is_slow else None
    return boto3.client(name, config=config)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], service))
