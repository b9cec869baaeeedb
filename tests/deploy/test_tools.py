"""The smoke test and the look for drift, with clients that answer as AWS does."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from tools import drift, smoke
from tools.stack import load

OUTPUTS = {
    "CheckFunction": "dev-check",
    "RawBucket": "dev-raw",
    "FilesQueue": "files",
    "LoadsQueue": "loads",
    "FilesDeadLetters": "files-dlq",
    "LoadsDeadLetters": "loads-dlq",
}


NOW = datetime(2026, 11, 28, 11, 25, 3, tzinfo=UTC)
DELIVERY = smoke.Delivery(NOW)
LOADED = {"outcome": "loaded", "sales": 1, "pence": DELIVERY.pence}


@dataclass
class Aws:
    """A stack that answers: its state, what its check says, whose receipts come look by look, and what is set aside."""

    state: str = "UPDATE_COMPLETE"
    error: bytes | None = None
    failing: int = 0
    receipts: Iterator[list[dict[str, Any]] | bytes] = field(default_factory=lambda: iter([]))
    lengths: Mapping[str, int] = field(default_factory=dict)
    put: list[str] = field(default_factory=list)

    def client(self, _: str) -> "Aws":
        return self

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803 - AWS's
        assert StackName == "dev"
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in OUTPUTS.items()]
        return {"Stacks": [{"StackStatus": self.state, "Outputs": outputs}]}

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        assert FunctionName == "dev-check"
        if (event := json.loads(Payload)) == {}:
            return failed(self.error) if self.error is not None else answered({"failing": self.failing})
        assert event == {"file": self.put[-1].removeprefix("dev-raw/").partition(": ")[0]}
        told = next(self.receipts, [])
        return failed(told) if isinstance(told, bytes) else answered({"receipts": told})

    def put_object(self, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803
        self.put.append(f"{Bucket}/{Key}: {Body.decode()}")

    def get_queue_attributes(self, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: N803
        length = self.lengths.get(QueueUrl, 0)
        return {"Attributes": dict.fromkeys(AttributeNames, "0") | {AttributeNames[0]: str(length)}}


def answered(told: Mapping[str, Any]) -> dict[str, Any]:
    return {"Payload": io.BytesIO(json.dumps(told).encode())}


def failed(error: bytes) -> dict[str, Any]:
    return {"FunctionError": "Unhandled", "Payload": io.BytesIO(error)}


def tried(aws: Aws, *more: str) -> int:
    return smoke.main(["dev", *more], aws.client, lambda _: None, lambda: NOW)


def test_a_stack_that_works(capsys: pytest.CaptureFixture[str]) -> None:
    aws = Aws(receipts=iter([b'{"errorType": "ConfigurationError"}', [], [], [LOADED]]))
    assert tried(aws, "--deliver") == 0
    (put,) = aws.put
    assert put == f"dev-raw/{DELIVERY.key}: {DELIVERY.body.decode()}"
    assert next(aws.receipts, None) is None
    assert capsys.readouterr().out == "dev: it works\n"


def test_nothing_is_delivered_where_figures_are_read() -> None:
    aws = Aws()
    assert tried(aws) == 0
    assert aws.put == []


def test_each_deliverys_file_and_sale_are_its_own() -> None:
    made = [smoke.Delivery(datetime.fromtimestamp(NOW.timestamp() + second, UTC)) for second in range(1800)]
    assert len({each.key for each in made}) == len({each.body for each in made}) == len(made)


def test_the_check_is_called_once_and_waited_for_as_long_as_it_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    config = smoke.service("lambda").meta.config
    assert config.read_timeout >= load("template.yaml")["Parameters"]["CheckTimeout"]["Default"]
    assert config.retries["total_max_attempts"] == 1


@pytest.mark.parametrize(
    ("aws", "words"),
    [
        (Aws(state="UPDATE_ROLLBACK_COMPLETE"), "it is in the state UPDATE_ROLLBACK_COMPLETE"),
        (Aws(state="UPDATE_IN_PROGRESS"), "it is in the state UPDATE_IN_PROGRESS"),
        (Aws(error=b'{"errorType": "ConfigurationError"}'), "the check failed: ConfigurationError"),
        (Aws(error=b""), "the check failed: no answer"),
        (Aws(failing=2), "2 of the warehouse's checks fail"),
        (Aws(lengths={"loads-dlq": 1}), "something was set aside: LoadsDeadLetters"),
    ],
)
def test_a_stack_that_does_not_work(capsys: pytest.CaptureFixture[str], aws: Aws, words: str) -> None:
    assert tried(aws) == 1
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("receipts", "words"),
    [
        ([], "has no receipt after 300 seconds; see"),
        ([[LOADED | {"outcome": "duplicate", "sales": 0, "pence": 0}]], "came to be duplicate, with 0 sales and 0 p"),
        ([[LOADED | {"outcome": "held", "sales": 0}]], "came to be held, with 0 sales"),
        ([[LOADED | {"pence": DELIVERY.pence - 1}]], f"and should be 1 sale and {DELIVERY.pence} pence"),
        ([b'{"errorType": "TryAgainLater"}'] * 1000, "the check failed: TryAgainLater"),
    ],
    ids=["nothing arrives", "duplicate", "held", "other pence", "never answers"],
)
def test_a_delivery_that_does_not_come_to_be_loaded(
    capsys: pytest.CaptureFixture[str], receipts: list[list[dict[str, Any]] | bytes], words: str
) -> None:
    assert tried(Aws(receipts=iter(receipts)), "--deliver") == 1
    assert words in capsys.readouterr().err


@dataclass
class Drifted:
    """CloudFormation's answers about a stack that somebody changed, in two pages."""

    states: Iterator[str]
    pages: Iterator[dict[str, Any]]

    def detect_stack_drift(self, StackName: str) -> dict[str, str]:  # noqa: N803
        return {"StackDriftDetectionId": StackName}

    def describe_stack_drift_detection_status(self, StackDriftDetectionId: str) -> dict[str, str]:  # noqa: N803
        return {"DetectionStatus": next(self.states), "DetectionStatusReason": f"no right on {StackDriftDetectionId}"}

    def describe_stack_resource_drifts(self, **asked: object) -> dict[str, Any]:
        assert asked["StackResourceDriftStatusFilters"] == ["MODIFIED", "DELETED"]
        return next(self.pages)


def changed(resource: str, status: str, *paths: str) -> dict[str, Any]:
    differences = [{"PropertyPath": path, "ActualValue": "secret"} for path in paths]
    return {"LogicalResourceId": resource, "StackResourceDriftStatus": status, "PropertyDifferences": differences}


def test_drift_is_told_by_resource_and_property_without_values(capsys: pytest.CaptureFixture[str]) -> None:
    pages: list[dict[str, Any]] = [
        {"StackResourceDrifts": [changed("LoadRole", "MODIFIED", "/Policies/0")], "NextToken": "more"},
        {"StackResourceDrifts": [changed("Notices", "DELETED")]},
    ]
    answers = Drifted(iter(["DETECTION_IN_PROGRESS", "DETECTION_COMPLETE"]), iter(pages))
    assert drift.main(["prod"], answers, lambda _: None) == 1
    told = capsys.readouterr().out
    assert told == "prod: LoadRole is modified at /Policies/0\nprod: Notices is deleted\n"


def test_no_drift(capsys: pytest.CaptureFixture[str]) -> None:
    answers = Drifted(iter(["DETECTION_COMPLETE"] * 2), iter([{"StackResourceDrifts": []}] * 2))
    assert drift.main(["prod", "prod-platform"], answers, lambda _: None) == 0
    assert capsys.readouterr().out == "as the templates say: prod, prod-platform\n"


def test_what_can_not_be_compared_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    answers = Drifted(iter(["DETECTION_FAILED"]), iter([{"StackResourceDrifts": []}]))
    assert drift.main(["prod"], answers, lambda _: None) == 1
    assert "can't be compared: no right on prod" in capsys.readouterr().out


def test_a_detection_that_never_ends(capsys: pytest.CaptureFixture[str]) -> None:
    answers = Drifted(iter(["DETECTION_IN_PROGRESS"] * 1000), iter([]))
    assert drift.main(["prod"], answers, lambda _: None) == 1
    assert "is not done" in capsys.readouterr().out
