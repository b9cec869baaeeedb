"""Every alarm has its runbook, and is about a metric that somebody tells."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.test_rights import source
from tests.deploy.whole import everything
from tools.stack import DEPLOY, load

ROOT = DEPLOY.parent
BY_AWS = {
    "AWS/Lambda": {"Errors", "Throttles", "IteratorAge"},
    "AWS/SQS": {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
}
"""Metrics that AWS itself tells."""

WANTED = {
    *("prepare-errors", "load-errors", "stream-errors", "close-errors", "check-errors", "throttles"),
    *("files-dlq", "loads-dlq", "stream-failures", "files-oldest", "loads-oldest", "stream-behind"),
    *("branches-missing", "conservation", "no-run-today", "checks-failed", "cost", "tonight-is-not-whole"),
}
_RUNBOOK = re.compile(r" See (docs/runbooks/cloud-([a-z-]+)\.md)$")


def alarms() -> Mapping[str, Mapping[str, Any]]:
    return everything("template.yaml").of_type("AWS::CloudWatch::Alarm")


def composites() -> Mapping[str, Mapping[str, Any]]:
    return everything("platform.yaml").of_type("AWS::CloudWatch::CompositeAlarm")


EACH = {**alarms(), **composites()}


@pytest.mark.parametrize("alarm", EACH.values(), ids=EACH)
def test_an_alarm_says_where_its_runbook_is(alarm: Mapping[str, Any]) -> None:
    found = _RUNBOOK.search(alarm["AlarmDescription"])
    assert found, alarm["AlarmDescription"]
    text = (ROOT / found[1]).read_text("utf-8")
    assert f"`STACK-{alarm['AlarmName'].removeprefix('prod-')}`" in text, "the runbook names the alarm"
    for part in ("**You see**", "**It means**", "## What to look at", "## What to do", "## It is over when"):
        assert part in text


def test_there_is_a_runbook_for_each_kind_of_alarm_and_none_besides() -> None:
    named = {found[2] for each in EACH.values() if (found := _RUNBOOK.search(each["AlarmDescription"]))}
    kept = {path.stem.removeprefix("cloud-") for path in (ROOT / "docs/runbooks").glob("cloud-*.md")}
    assert named == kept == WANTED


@pytest.mark.parametrize("alarm", alarms().values(), ids=alarms())
def test_an_alarm_is_about_a_metric_that_is_told(alarm: Mapping[str, Any]) -> None:
    told = BY_AWS.get(alarm["Namespace"], ours())
    assert alarm["MetricName"] in told
    if alarm["Namespace"] == "Tillroll":
        assert alarm["Dimensions"] == [{"Name": "Stack", "Value": "prod"}]


def test_each_alarm_chooses_what_missing_figures_mean_and_says_why() -> None:
    lines = [line for line in (DEPLOY / "template.yaml").read_text("utf-8").splitlines() if "TreatMissingData" in line]
    assert len(lines) == len(alarms())
    assert [
        line for line in lines if not re.fullmatch(r" +TreatMissingData: (notBreaching|breaching) # .+", line)
    ] == []


def test_an_alarm_is_heard_when_it_begins_and_when_it_ends() -> None:
    topic = "arn:aws:sns:eu-west-2:123456789012:prod-alarms"
    assert all(each["AlarmActions"] == each["OKActions"] == [topic] for each in EACH.values())


@pytest.mark.parametrize("composite", composites().values(), ids=composites())
def test_a_composite_alarm_is_made_of_alarms_that_there_are(composite: Mapping[str, Any]) -> None:
    named = set(re.findall(r'ALARM\("([^"]+)"\)', composite["AlarmRule"]))
    assert named
    assert named <= {each["AlarmName"] for each in alarms().values()}


def test_the_dashboard_shows_metrics_that_are_told() -> None:
    (dashboard,) = everything("template.yaml").of_type("AWS::CloudWatch::Dashboard").values()
    shown = set(re.findall(r'\["(?:Tillroll|\.)", "(\w+)"', dashboard["DashboardBody"]))
    assert shown <= ours() | BY_AWS["AWS/SQS"]
    assert 'MetricName=\\"RowsRejected\\"' in dashboard["DashboardBody"]


def ours() -> set[str]:
    """The metrics that the functions tell: what `tell` and `add_metric` are called with."""
    modules = sorted((source() / "tillroll" / "lambdas").glob("*.py"))
    return {name for path in modules for name in _told(path)}


def _told(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(attr="tell" | "add_metric"), args=[ast.Constant(value=str(name)), *_]):
                yield name
            case _:
                pass


def test_no_metric_has_a_branch_among_its_dimensions() -> None:
    assert "Branch" not in (source() / "tillroll" / "lambdas" / "call.py").read_text("utf-8").partition("_publish")[2]


def test_the_reasons_are_in_the_template() -> None:
    assert set(load("template.yaml")["Metadata"]["Wildcards"]) == {"NetworkPolicy", "Key"}
