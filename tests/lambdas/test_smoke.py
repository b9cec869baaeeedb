"""The smoke test of a stack, on one that works and on ones where something is amiss.

Grain: one test a claim. tests/deploy has the words of its refusals.
"""

import io
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from tests.lambdas.deployed import Stack
from tools import smoke

NOW = datetime(2026, 11, 28, 11, 25, tzinfo=UTC)


@dataclass
class Functions:
    """Lambda's client, for functions that are called in this process."""

    stack: Stack

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - AWS's
        function = FunctionName.removeprefix(f"{self.stack.name}-")
        return {"Payload": io.BytesIO(json.dumps(self.stack.cloud.call(function, json.loads(Payload))).encode())}


def tried(stack: Stack, minutes: int = 0) -> int:
    """Try the stack so long after a moment; files are prepared and loaded while it pauses."""

    def client(name: str) -> Any:  # noqa: ANN401 - boto3 has no types
        return Functions(stack) if name == "lambda" else boto3.client(name)

    now = NOW + timedelta(minutes=minutes)
    return smoke.main([stack.name, "--deliver"], client, lambda _: stack.cloud.settle(), lambda: now)


def loaded_once(stack: Stack) -> None:
    stack.cloud.deliver(("York.csv", "26/04/2026 09:00,York,Mock Person,Latte - 2.45,2.45,CASH,\n"))
    stack.cloud.settle()


def test_what_is_delivered_arrives_each_time(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    loaded_once(stack)
    stack.complete()
    for minute in (1, 2):
        assert tried(stack, minute) == 0
        assert stack.current[0] == 1 + minute
    assert capsys.readouterr().out.count("it works") == 2


def test_a_stack_that_hears_of_no_file_does_not_pass(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    """Its queues are empty, for no event of S3 ever comes."""
    loaded_once(stack)
    assert tried(stack) == 1
    assert "has no receipt" in capsys.readouterr().err


def test_a_warehouse_that_is_not_sound_does_not_pass(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    loaded_once(stack)
    stack.complete()
    with stack.cloud.warehouse() as chain:
        chain.rows("update sale set total_pence = total_pence + 1")
    assert tried(stack) == 1
    assert "checks fail" in capsys.readouterr().err
