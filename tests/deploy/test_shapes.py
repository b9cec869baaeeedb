"""What the templates say of a resource is what AWS's call to make it would take, as botocore knows the call."""

import pytest

from tests.deploy.shapes import CALLS, LEFT_OUT, faults, same
from tests.deploy.whole import everything, least
from tools.stack import TEMPLATES


@pytest.mark.parametrize("name", TEMPLATES)
@pytest.mark.parametrize("stack", [everything, least])
def test_every_resource_would_be_taken(name: str, stack: object) -> None:
    assert callable(stack)
    for resource, each in stack(name).resources.items():
        for call in CALLS[each["Type"]](each["Properties"]) if each["Type"] not in LEFT_OUT else ():
            assert faults(call) == [], f"{resource}: {call[1]}"


def test_a_fault_would_be_seen() -> None:
    alarm = {
        "AlarmName": "a",
        "ComparisonOperator": "MoreThan",
        "EvaluationPeriods": 0,
        "Periods": 1,
        "AlarmDescription": "x" * 2000,
    }
    (call,) = same("cloudwatch", "PutMetricAlarm")(alarm)
    told = "\n".join(faults(call))
    assert "Periods" in told
    assert "EvaluationPeriods" in told
    assert "MoreThan" in told
    assert "more than 1024" in told
