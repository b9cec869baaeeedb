"""Tries a stack that was just deployed: its check runs, what is delivered goes through, and nothing is set aside.

`python -m tools.smoke STACK` asks the check and looks at the queues; with `--deliver FILE` it puts a till file with
made-up sales into the raw bucket first and waits until the queues are empty again: for a stack whose figures nobody
reads.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_WAITING = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
_SECONDS, _PAUSE = 300, 5
_CALM = 3
"""How often in a row the queues must be empty: their numbers are approximate, and one empties into the next."""

Client = Callable[[str], Any]


class SmokeError(Exception):
    """The stack does not do what it should; the message says what."""


def main(argv: Sequence[str], client: Client, pause: Callable[[float], object] = time.sleep) -> int:
    """Try a stack; the exit code."""
    asked = _arguments(argv)
    try:
        stack = outputs(client("cloudformation"), asked.stack)
        check(client("lambda"), stack)
        if asked.deliver:
            deliver(client("s3"), stack, asked.deliver)
            wait(client("sqs"), stack, pause)
        nothing_set_aside(client("sqs"), stack)
    except SmokeError as error:
        print(f"{asked.stack}: {error}", file=sys.stderr)
        return 1
    print(f"{asked.stack}: it works")
    return 0


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stack")
    parser.add_argument("--deliver", type=Path, metavar="FILE")
    return parser.parse_args(argv)


def outputs(cloudformation: Any, stack: str) -> dict[str, str]:  # noqa: ANN401 - boto3 has no types
    """What the stack says of itself; it must be at rest."""
    (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    if not found["StackStatus"].endswith("_COMPLETE") or "ROLLBACK" in found["StackStatus"]:
        raise SmokeError(f"it is in the state {found['StackStatus']}")
    return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}


def check(functions: Any, stack: Mapping[str, str]) -> None:  # noqa: ANN401 - boto3 has no types
    """Run the nightly check: it needs settings, the network, the password and the warehouse."""
    answer = functions.invoke(FunctionName=stack["CheckFunction"], Payload=b"{}")
    if "FunctionError" in answer:
        told = json.loads(answer["Payload"].read() or b"{}")
        raise SmokeError(f"the check failed: {told.get('errorType', 'no answer')}; its log says more")


def deliver(s3: Any, stack: Mapping[str, str], path: Path) -> None:  # noqa: ANN401 - boto3 has no types
    """Put a till file where branches put theirs."""
    s3.put_object(Bucket=stack["RawBucket"], Key=f"smoke/{path.name}", Body=path.read_bytes())


def wait(sqs: Any, stack: Mapping[str, str], pause: Callable[[float], object]) -> None:  # noqa: ANN401 - the same
    """Until both queues have been empty for a while."""
    calm = 0
    for _ in range(_SECONDS // _PAUSE):
        pause(_PAUSE)
        calm = 0 if any(_length(sqs, stack[name]) for name in ("FilesQueue", "LoadsQueue")) else calm + 1
        if calm == _CALM:
            return
    raise SmokeError(f"after {_SECONDS} seconds there are still messages in its queues")


def nothing_set_aside(sqs: Any, stack: Mapping[str, str]) -> None:  # noqa: ANN401 - boto3 has no types
    """No queue of what was set aside holds anything."""
    names = ("FilesDeadLetters", "LoadsDeadLetters", "StreamFailures")
    full = [name for name in names if name in stack and _length(sqs, stack[name])]
    if full:
        raise SmokeError(f"something was set aside: {', '.join(full)}; see docs/runbooks")


def _length(sqs: Any, url: str) -> int:  # noqa: ANN401 - boto3 has no types
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(_WAITING))["Attributes"]
    return sum(int(found[name]) for name in _WAITING)


if __name__ == "__main__":
    import boto3

    sys.exit(main(sys.argv[1:], boto3.client))
