"""Asks CloudFormation whether somebody changed a stack by hand: `python -m tools.drift STACK …`.

The exit code is 1 if something is not as the template says; what, and in which property, is printed.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_SECONDS, _PAUSE = 900, 5
_OTHERWISE = ["MODIFIED", "DELETED"]


def main(stacks: Sequence[str], cloudformation: Any, pause: Callable[[float], object] = time.sleep) -> int:  # noqa: ANN401 - boto3 has no types
    """Look at stacks, one after another; the exit code."""
    told = [line for stack in stacks for line in drift(stack, cloudformation, pause)]
    print("\n".join(told) if told else f"as the templates say: {', '.join(stacks)}")
    return 1 if told else 0


def drift(stack: str, cloudformation: Any, pause: Callable[[float], object]) -> Iterator[str]:  # noqa: ANN401 - the same
    """What of a stack is not as its template says."""
    detection = cloudformation.detect_stack_drift(StackName=stack)["StackDriftDetectionId"]
    for _ in range(_SECONDS // _PAUSE):
        state = cloudformation.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
        if state["DetectionStatus"] != "DETECTION_IN_PROGRESS":
            break
        pause(_PAUSE)
    else:
        yield f"{stack}: CloudFormation is not done after {_SECONDS} seconds"
        return
    if state["DetectionStatus"] == "DETECTION_FAILED":
        yield f"{stack}: some of it can't be compared: {state.get('DetectionStatusReason', 'no reason given')}"
    yield from _differences(stack, cloudformation)


def _differences(stack: str, cloudformation: Any) -> Iterator[str]:  # noqa: ANN401 - boto3 has no types
    asked = {"StackName": stack, "StackResourceDriftStatusFilters": _OTHERWISE}
    while True:
        page = cloudformation.describe_stack_resource_drifts(**asked)
        for each in page["StackResourceDrifts"]:
            yield f"{stack}: {each['LogicalResourceId']} is {each['StackResourceDriftStatus'].lower()}{_where(each)}"
        if "NextToken" not in page:
            return
        asked["NextToken"] = page["NextToken"]


def _where(each: dict[str, Any]) -> str:
    """The properties that differ, never their values."""
    paths = [difference["PropertyPath"] for difference in each.get("PropertyDifferences", [])]
    return f" at {', '.join(paths)}" if paths else ""


if __name__ == "__main__":
    import boto3

    sys.exit(main(sys.argv[1:], boto3.client("cloudformation")))
