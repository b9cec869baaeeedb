"""How a stack is, as `tillroll cloud status` tells it; and which stack that is.

Grain: one test a claim. AWS is an emulator in this process.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import pytest

from tests.entrypoints.conftest import Run
from tests.lambdas.deployed import CARD, NOON, Stack, a_text, fresh_clients
from tests.warehouses.helpers import Sale
from tillroll.adapters import set_aside
from tillroll.cloud.messages import event_of


def test_a_stack_must_be_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TILLROLL_STACK")
    for words in (["status"], ["replay-dlq"], ["tail"], ["backfill", "s3://b/p"]):
        ran = run("cloud", *words)
        assert (ran.code, "name it with --stack" in ran.err) == (2, True)


def test_a_wrong_name_is_told_with_the_right_one(stack: Stack, run: Run) -> None:
    ran = run("cloud", "status", "--stack", f"{stack.name}x")
    assert ran.code == 2
    assert f"there is no stack {stack.name}x in eu-west-2: did you mean {stack.name}?" in ran.err


def test_a_stack_of_another_make_says_so(run: Run) -> None:
    part = {"Type": "AWS::SSM::Parameter", "Properties": {"Name": "/other", "Type": "String", "Value": "1"}}
    boto3.client("cloudformation").create_stack(StackName="other", TemplateBody=json.dumps({"Resources": {"A": part}}))
    ran = run("cloud", "status", "--stack", "other")
    assert (ran.code, "the stack other has no output FilesQueue" in ran.err) == (2, True)


def test_without_credentials_each_command_says_so(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("AWS_") and "ENDPOINT" not in name]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    with fresh_clients():
        for words in (["status"], ["replay-dlq"], ["tail"], ["backfill", "s3://b/p"]):
            ran = run("cloud", *words)
            assert (ran.code, "see to AWS credentials" in ran.err) == (2, True)
        ran = run("deploy", "doctor")
    assert ran.code == 2
    assert "FAILS           credentials: AWS sts can't be asked (NoCredentialsError)" in ran.out
    assert "can't be asked  all else: AWS can't be asked without credentials" in ran.out


@contextmanager
def somebody_with(*actions: str) -> Iterator[None]:
    """Somebody of the account who may do these things only."""
    iam = boto3.client("iam")
    iam.create_user(UserName="somebody")
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="somebody", PolicyName="own", PolicyDocument=document)
    key = iam.create_access_key(UserName="somebody")["AccessKey"]
    before = {name: os.environ[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}

    def check_rights(calls: str) -> None:
        connection = HTTPConnection(urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc)
        connection.request("POST", "/moto-api/reset-auth", calls)
        assert connection.getresponse().status == 200

    os.environ |= {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}
    try:
        check_rights("0")
        with fresh_clients():
            yield
    finally:
        check_rights("inf")
        os.environ |= before
        iam.delete_access_key(UserName="somebody", AccessKeyId=key["AccessKeyId"])
        iam.delete_user_policy(UserName="somebody", PolicyName="own")
        iam.delete_user(UserName="somebody")


def test_a_missing_right_is_named_and_the_rest_is_told(stack: Stack, run: Run) -> None:
    stack.aside("files-dlq", "nonsense", "it is no JSON")
    with somebody_with("cloudformation:*", "sqs:*", "ssm:*"):
        ran = run("cloud", "status")
        doctored = run("deploy", "doctor")
    assert ran.code == 3
    assert "1 × it is no JSON" in ran.out
    assert "alarms: AWS cloudwatch refused DescribeAlarms (" in ran.out
    assert "run-the-cloud.md list" in ran.out
    assert "can't be asked  alarms: AWS cloudwatch refused DescribeAlarms" in doctored.out
    assert "FAILS           queues: files: 1 message set aside" in doctored.out


def test_status_tells_of_queues_reasons_runs_and_alarms(stack: Stack, run: Run) -> None:
    cloud = stack.cloud
    cloud.deliver(("2024/5/14/Leeds.csv", a_text()))
    cloud.settle()
    cloud.tell(cloud.put("York.csv", a_text("York")))
    stack.aside("files-dlq", event_of(cloud.put(f"{CARD}.csv", "x")), f"it is no file of {CARD}")
    stack.aside("loads-dlq", '{"name": "batches/../x"}', "it names no object of the staged form")
    boto3.client("cloudwatch").put_metric_alarm(
        AlarmName=f"{stack.name}-no-run-today",
        AlarmDescription="No load was finished for 26 hours. See docs/runbooks/cloud-no-run-today.md",
        Namespace="Tillroll",
        MetricName="RunsFinished",
        ComparisonOperator="LessThanThreshold",
        EvaluationPeriods=1,
        Period=60,
        Threshold=1,
        Statistic="Sum",
    )
    boto3.client("cloudwatch").set_alarm_state(
        AlarmName=f"{stack.name}-no-run-today", StateValue="ALARM", StateReason="a test"
    )
    ran = run("cloud", "status")
    assert ran.code == 3
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["files", "1", "0"] in rows
    assert ["files,", "set", "aside", "1", "0"] in rows
    assert "1 × it is no file of *************" in ran.out
    assert "*************.csv  (trace " in ran.out
    assert "no message of tillroll" in ran.out
    assert CARD not in ran.out
    assert any(row[2:4] == ["1", "1"] and f"£{Sale(NOON).pence / 100:.2f}" in row for row in rows)
    assert f"ALARM  {stack.name}-no-run-today since" in ran.out
    told = json.loads(run("cloud", "status", "--json").out)
    assert told["runs"][0]["sales"] == 1
    assert told["set_aside"]["files"][0]["traces"]
    assert [each["state"] for each in told["alarms"]] == ["ALARM"]


def test_who_looks_takes_nothing_away(stack: Stack, run: Run) -> None:
    for number in range(25):
        stack.aside("files-dlq", f"nonsense {number}", "it is no JSON")
    for _ in range(2):
        assert "25 × it is no JSON" in run("cloud", "status").out
    assert len(stack.cloud.waiting("files-dlq")) == 25


def test_a_message_that_sqs_gave_up_says_where_to_look(stack: Stack, run: Run) -> None:
    stack.aside("files-dlq", event_of(stack.cloud.put("Leeds.csv", a_text())))
    assert "1 × it was tried again and again: 'tillroll cloud tail' shows why" in run("cloud", "status").out


def test_a_message_that_sqs_gave_up_has_no_older_reason() -> None:
    said = {"reason": {"StringValue": "it is no JSON"}}
    told = {"MessageId": "1", "Body": "", "ReceiptHandle": "", "MessageAttributes": said, "Attributes": {}}
    given_up = told | {"Attributes": {"DeadLetterQueueSourceArn": "arn:aws:sqs:eu-west-2:123456789012:x-files"}}
    assert [set_aside._held(each).reason for each in (told, given_up)] == ["it is no JSON", None]


def test_where_the_warehouse_is_out_of_reach_the_logs_tell_of_runs(
    stack: Stack, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.cloud.deliver(("Leeds.csv", a_text()))
    stack.cloud.settle()
    stack.log("load", *capsys.readouterr().out.splitlines(), "no JSON", '["RunsFinished"]')
    stack.put_parameter("warehouse", "redshift://loader@127.0.0.1:1/sales")
    ran = run("cloud", "status")
    assert "the warehouse does not answer from here" in ran.out
    rows = [line.split() for line in ran.out.splitlines()]
    assert any(row[2:] == ["1", f"£{Sale(NOON).pence / 100:.2f}"] for row in rows)
