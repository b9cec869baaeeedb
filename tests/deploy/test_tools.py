"""The smoke test and the look for drift, with clients that answer as AWS does."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tools import drift, smoke

OUTPUTS = {
    "CheckFunction": "dev-check",
    "RawBucket": "dev-raw",
    "FilesQueue": "files",
    "LoadsQueue": "loads",
    "FilesDeadLetters": "files-dlq",
    "LoadsDeadLetters": "loads-dlq",
}


@dataclass
class Aws:
    """A stack that answers: its state, whether its check fails, and how long its queues are, look by look."""

    state: str = "UPDATE_COMPLETE"
    error: bytes | None = None
    lengths: Mapping[str, Iterator[int]] = field(default_factory=dict)
    put: list[str] = field(default_factory=list)

    def client(self, _: str) -> "Aws":
        return self

    def describe_stacks(self, StackName: str) -> dict[str, Any]:  # noqa: N803 - AWS's
        assert StackName == "dev"
        outputs = [{"OutputKey": key, "OutputValue": value} for key, value in OUTPUTS.items()]
        return {"Stacks": [{"StackStatus": self.state, "Outputs": outputs}]}

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        assert (FunctionName, Payload) == ("dev-check", b"{}")
        return {"FunctionError": "Unhandled", "Payload": io.BytesIO(self.error)} if self.error is not None else {}

    def put_object(self, Bucket: str, Key: str, Body: bytes) -> None:  # noqa: N803
        self.put.append(f"{Bucket}/{Key}: {Body.decode()}")

    def get_queue_attributes(self, QueueUrl: str, AttributeNames: list[str]) -> dict[str, Any]:  # noqa: N803
        length = next(self.lengths.get(QueueUrl, iter([])), 0)
        return {"Attributes": dict.fromkeys(AttributeNames, "0") | {AttributeNames[0]: str(length)}}


def tried(aws: Aws, *more: str) -> int:
    return smoke.main(["dev", *more], aws.client, lambda _: None)


def test_a_stack_that_works(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "york.csv"
    file.write_text("made up", "utf-8")
    aws = Aws(lengths={"files": iter([1, 1, 0, 0, 0, 0]), "loads": iter([0, 2, 1])})
    assert tried(aws, "--deliver", str(file)) == 0
    assert aws.put == ["dev-raw/smoke/york.csv: made up"]
    assert capsys.readouterr().out == "dev: it works\n"


@pytest.mark.parametrize(
    ("aws", "words"),
    [
        (Aws(state="UPDATE_ROLLBACK_COMPLETE"), "it is in the state UPDATE_ROLLBACK_COMPLETE"),
        (Aws(state="UPDATE_IN_PROGRESS"), "it is in the state UPDATE_IN_PROGRESS"),
        (Aws(error=b'{"errorType": "ConfigurationError"}'), "the check failed: ConfigurationError"),
        (Aws(error=b""), "the check failed: no answer"),
        (Aws(lengths={"loads-dlq": iter([1])}), "something was set aside: LoadsDeadLetters"),
    ],
)
def test_a_stack_that_does_not_work(capsys: pytest.CaptureFixture[str], aws: Aws, words: str) -> None:
    assert tried(aws) == 1
    assert words in capsys.readouterr().err


def test_a_queue_that_never_empties(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "york.csv"
    file.touch()
    assert tried(Aws(lengths={"loads": iter([1] * 1000)}), "--deliver", str(file)) == 1
    assert "still messages in its queues" in capsys.readouterr().err


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
