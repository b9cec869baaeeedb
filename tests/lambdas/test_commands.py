"""The commands for a stack on AWS, as a person runs them.

Grain: one test a claim. AWS is an emulator in this process. It does not move messages by itself, and says nothing of
Lambda's quotas: `test_replaying.py` and the doctests of `cloud.account` have those.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from tests.entrypoints.conftest import Ran
from tests.lambdas.chains import Cloud, a_cloud
from tests.lambdas.deployed import Stack
from tests.redshift.stand_in import StandIn
from tests.warehouses.helpers import Sale, till_text
from tillroll.adapters import aws as asked_of_aws
from tillroll.adapters import set_aside
from tillroll.cli import cloud_work, main
from tillroll.cloud.messages import event_of, trace_id

NOON = datetime(2024, 5, 14, 12)
CARD = "4111 1111 1111 1111"
Run = Callable[..., Ran]


@pytest.fixture
def stack(redshift: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stack]:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.chdir(tmp_path)
    asked_of_aws._client.cache_clear()
    with a_cloud(redshift) as cloud:
        yield Stack(cloud)
    asked_of_aws._client.cache_clear()


@pytest.fixture
def run(stack: Stack, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command with this stack for its setting."""
    monkeypatch.setenv("TILLROLL_STACK", stack.name)

    def ran(*argv: str) -> Ran:
        capsys.readouterr()
        code = main(list(argv))
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return ran


@contextmanager
def fresh_clients() -> Iterator[None]:
    """Clients with the credentials that the environment has now."""
    asked_of_aws._client.cache_clear()
    boto3.DEFAULT_SESSION = None
    try:
        yield
    finally:
        asked_of_aws._client.cache_clear()
        boto3.DEFAULT_SESSION = None


def text(place: str = "Leeds") -> str:
    return till_text([Sale(NOON)], branch=place)


def current(cloud: Cloud) -> tuple[int, int]:
    with cloud.warehouse() as chain:
        return chain.current


# Which stack


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


# How a stack is


def test_status_tells_of_queues_reasons_runs_and_alarms(stack: Stack, run: Run) -> None:
    cloud = stack.cloud
    cloud.deliver(("2024/5/14/Leeds.csv", text()))
    cloud.settle()
    cloud.tell(cloud.put("York.csv", text("York")))
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
    stack.aside("files-dlq", event_of(stack.cloud.put("Leeds.csv", text())))
    assert "1 × it was tried again and again: 'tillroll cloud tail' shows why" in run("cloud", "status").out


def test_a_message_that_sqs_gave_up_has_no_older_reason() -> None:
    said = {"reason": {"StringValue": "it is no JSON"}}
    told = {"MessageId": "1", "Body": "", "ReceiptHandle": "", "MessageAttributes": said, "Attributes": {}}
    given_up = told | {"Attributes": {"DeadLetterQueueSourceArn": "arn:aws:sqs:eu-west-2:123456789012:x-files"}}
    assert [set_aside._held(each).reason for each in (told, given_up)] == ["it is no JSON", None]


def test_where_the_warehouse_is_out_of_reach_the_logs_tell_of_runs(
    stack: Stack, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.cloud.deliver(("Leeds.csv", text()))
    stack.cloud.settle()
    stack.log("load", *capsys.readouterr().out.splitlines(), "no JSON", '["RunsFinished"]')
    put_parameter(stack, "warehouse", "redshift://loader@127.0.0.1:1/sales")
    ran = run("cloud", "status")
    assert "the warehouse does not answer from here" in ran.out
    rows = [line.split() for line in ran.out.splitlines()]
    assert any(row[2:] == ["1", f"£{Sale(NOON).pence / 100:.2f}"] for row in rows)


def put_parameter(stack: Stack, name: str, value: str, kind: str = "String") -> None:
    path = f"/tillroll/{stack.name}/{name}"
    boto3.client("ssm").put_parameter(Name=path, Value=value, Type=kind, Overwrite=True)


# What was set aside


def test_without_yes_nothing_is_moved(stack: Stack, run: Run) -> None:
    stack.aside("files-dlq", "nonsense", "it is no JSON")
    ran = run("cloud", "replay-dlq")
    assert ran.code == 0
    assert "files: 1 message would go back; --yes does it" in ran.out
    assert "loads: 0 messages set aside" in ran.out
    assert stack.length(stack.cloud.queues["files-dlq"]) == 1


def test_what_was_set_aside_goes_back_and_is_taken_in_once(stack: Stack, run: Run) -> None:
    cloud = stack.cloud
    for place in ("Leeds", "York", "Hull"):
        stack.aside("files-dlq", event_of(cloud.put(f"{place}.csv", text(place))))
    ran = run("cloud", "replay-dlq", "--queue", "files", "--yes")
    assert (ran.code, ran.out) == (0, "files: 3 messages given back\n")
    assert cloud.waiting("files-dlq") == []
    cloud.settle()
    assert current(cloud) == (3, 3 * Sale(NOON).pence)
    assert run("cloud", "replay-dlq", "--yes").code == 0
    cloud.settle()
    assert current(cloud) == (3, 3 * Sale(NOON).pence)


def test_what_fails_again_within_minutes_is_set_aside_again(stack: Stack, run: Run) -> None:
    """SQS drops from a queue that keeps the order what it was sent five minutes before: not these."""
    stack.aside("loads-dlq", '{"name": "nonsense"}', "it names no object of the staged form")
    for _ in range(3):
        assert "loads: 1 message given back" in run("cloud", "replay-dlq", "--queue", "loads", "--yes").out
        stack.cloud.run("load", "loads")
        assert stack.length(stack.cloud.queues["loads"]) == 0
        assert stack.length(stack.cloud.queues["loads-dlq"]) == 1


@pytest.mark.parametrize("queue", ["files", "loads"])
def test_who_is_cut_off_between_sending_and_deleting_loses_nothing(
    stack: Stack, run: Run, monkeypatch: pytest.MonkeyPatch, queue: str
) -> None:
    bodies = [f"nonsense {number}" for number in range(7)]
    for body in bodies:
        stack.aside(f"{queue}-dlq", body)
    dropped: list[str] = []

    def cut(aside: set_aside.SetAside, held: set_aside.Held) -> None:
        if len(dropped) == 3:
            raise KeyboardInterrupt
        dropped.append(held.body)
        boto3.client("sqs").delete_message(QueueUrl=aside.url, ReceiptHandle=held.handle)

    with monkeypatch.context() as patched:
        patched.setattr(set_aside.SetAside, "drop", cut)
        assert run("cloud", "replay-dlq", "--queue", queue, "--yes").code == 130
    assert stack.length(stack.cloud.queues[f"{queue}-dlq"]) == 4
    assert run("cloud", "replay-dlq", "--queue", queue, "--yes").code == 0
    assert stack.cloud.waiting(f"{queue}-dlq") == []
    assert set(stack.cloud.waiting(queue)) == set(bodies)


def test_what_comes_in_meanwhile_stays(stack: Stack, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(12):
        stack.aside("files-dlq", f"nonsense {number}")

    def give(url: str, held: Sequence[set_aside.Held], region: str | None) -> Iterator[set_aside.Held]:
        yield from set_aside.give(url, held, region)
        for each in held:
            stack.aside("files-dlq", f"{each.body}, again", "it is no JSON")

    monkeypatch.setattr(cloud_work, "give", give)
    assert "files: 12 messages given back" in run("cloud", "replay-dlq", "--queue", "files", "--yes").out
    assert sorted(stack.cloud.waiting("files")) == sorted(f"nonsense {number}" for number in range(12))
    assert len(stack.cloud.waiting("files-dlq")) == 12


# What the stream's function gave up


@pytest.fixture
def invoked(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Calls of functions by name come to the functions in this process."""
    names: list[str] = []

    def invoke(function: str, event: str, _region: str | None) -> Any:  # noqa: ANN401 - the function's own
        names.append(function)
        return stack.cloud.call(function.rpartition("-")[2], json.loads(event))

    monkeypatch.setattr(cloud_work, "invoke", invoke)
    return names


def a_row(minute: int) -> bytes:
    return json.dumps([f"18/07/2026 09:{minute:02}", "Leeds", "A Person", "Latte - 2.45", "2.45", "CASH", ""]).encode()


def test_records_that_were_given_up_are_fetched_again_and_count_once(
    stack: Stack, run: Run, invoked: list[str]
) -> None:
    cloud, rows = stack.cloud, [a_row(number) for number in range(1, 7)]
    numbers = stack.send(*rows)
    for places in (slice(0, 2), slice(4, 6)):
        cloud.call("stream", stack.event(dict(zip(numbers[places], rows[places], strict=True))))
    cloud.settle()
    assert current(cloud)[0] == 4
    stack.give_up(numbers[2], numbers[3])
    ran = run("cloud", "replay-dlq", "--queue", "stream", "--yes")
    assert "stream: 1 message given back" in ran.out
    assert invoked == [f"{stack.name}-stream"]
    cloud.settle()
    assert current(cloud)[0] == 6
    stack.give_up(numbers[2], numbers[3])
    assert run("cloud", "replay-dlq", "--queue", "stream", "--yes").code == 0
    cloud.settle()
    assert current(cloud)[0] == 6
    assert stack.length(stack.failures) == 0


def test_records_that_have_expired_are_told_of_and_their_message_stays(
    stack: Stack, run: Run, invoked: list[str]
) -> None:
    (number,) = stack.send(a_row(1))
    stack.give_up(number + 500, number + 700)
    ran = run("cloud", "replay-dlq", "--queue", "stream", "--yes")
    assert ran.code == 3
    assert f"records {number + 500} to {number + 700} of shardId-000000000000: the stream no longer has" in ran.out
    assert stack.length(stack.failures) == 1


def test_a_stack_without_a_stream_says_so(stack: Stack, run: Run) -> None:
    boto3.client("cloudformation").delete_stack(StackName=stack.name)
    stack.deploy({name: value for name, value in stack.outputs.items() if name != "StreamFailures"})
    ran = run("cloud", "replay-dlq", "--queue", "stream", "--yes")
    assert (ran.code, "has no stream: it was deployed with WithKinesis=false" in ran.err) == (2, True)


# Files that lie in S3 already


def test_files_that_the_stack_was_not_told_of_are_taken_in_and_known_ones_left_out(stack: Stack, run: Run) -> None:
    cloud = stack.cloud
    cloud.deliver(("2021/Leeds.csv", text()))
    cloud.settle()
    for content in (text("York"), till_text([Sale(NOON), Sale(NOON.replace(hour=13))], branch="York")):
        cloud.put("2021/York.csv", content)
    cloud.put("2022/Hull.csv", text("Hull"))
    ran = run("cloud", "backfill", f"s3://{cloud.raw}/2021")
    assert (ran.code, ran.err) == (0, "")
    assert "Told the stack of 2 files; 1 it knew." in ran.out
    cloud.settle()
    assert current(cloud)[0] == 3
    assert "Told the stack of 0 files; 3 it knew." in run("cloud", "backfill", f"s3://{cloud.raw}/2021").out


def test_where_the_ledger_is_out_of_reach_all_are_told_of(stack: Stack, run: Run) -> None:
    stack.cloud.deliver(("Leeds.csv", text()))
    stack.cloud.settle()
    put_parameter(stack, "warehouse", "redshift://loader@127.0.0.1:1/sales")
    ran = run("cloud", "backfill", f"s3://{stack.cloud.raw}")
    assert "So all files are told of; those that are known change nothing" in ran.err
    assert "Told the stack of 1 file; 0 it knew." in ran.out


def test_another_bucket_is_refused_and_copied_if_told_so(stack: Stack, run: Run) -> None:
    cloud, other = stack.cloud, f"{stack.name}-other"
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=other, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    s3.put_bucket_versioning(Bucket=other, VersioningConfiguration={"Status": "Enabled"})
    for place in ("Leeds", "York"):
        s3.put_object(Bucket=other, Key=f"tills/{place}.csv", Body=text(place).encode(), Tagging="tillroll=loaded")
    s3.put_object(Bucket=other, Key="tills/York.csv", Body=b"another version")
    refused = run("cloud", "backfill", f"s3://{other}/tills")
    assert (refused.code, "say --copy to have S3 copy the files there" in refused.err) == (2, True)
    ran = run("cloud", "backfill", f"s3://{other}/tills", "--copy", "--per-second", "500")
    assert f"Copied 3 files to s3://{cloud.raw}/backfill/" in ran.out
    copies = cloud.objects()
    assert [raw.key.rpartition("/")[2] for raw in copies].count("York.csv") == 2
    assert all(raw.key.startswith("backfill/") and raw.key.count("/") == 3 for raw in copies)
    assert s3.get_object_tagging(Bucket=cloud.raw, Key=copies[0].key)["TagSet"] == []
    again = run("cloud", "backfill", f"s3://{other}/tills", "--copy")
    assert "3 files had been copied before." in again.out
    assert len(cloud.objects()) == 3
    cloud.tell(*copies)
    cloud.settle()
    assert current(cloud)[0] == 2


def test_a_place_on_a_disk_is_another_commands(run: Run) -> None:
    ran = run("cloud", "backfill", "landing/")
    assert (ran.code, "'tillroll backfill' reads disks" in ran.err) == (2, True)


# What the functions logged


def log_all(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    """Two files go their way, and what the functions printed lies in their logs."""
    cloud = stack.cloud
    cloud.deliver(("2024/Leeds.csv", text()), ("2024/York.csv", text("York")))
    for function, queue in (("prepare", "files"), ("load", "loads")):
        capsys.readouterr()
        cloud.run(function, queue)
        lines = capsys.readouterr().out.splitlines()
        report = {"type": "platform.report", "record": {"requestId": "1", "status": "success"}}
        stack.log(function, *lines, json.dumps(report))


def test_the_logs_are_one_row_by_time(stack: Stack, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    log_all(stack, capsys)
    ran = run("cloud", "tail")
    events = [line.split()[2:4] for line in ran.out.splitlines()]
    assert events[0] == ["prepare", "begins"]
    assert events.count(["prepare", "prepared"]) == 2
    assert events.count(["load", "receipt"]) == 2
    assert "_aws" not in ran.out
    assert "platform.report" not in ran.out


def test_a_files_way_is_followed_by_name_and_by_trace(
    stack: Stack, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    log_all(stack, capsys)
    (raw,) = [raw for raw in stack.cloud.objects() if raw.key.endswith("York.csv")]
    by_name = run("cloud", "tail", "--file", "York.csv", "--json").objects
    assert [told["event"] for told in by_name] == ["delivered", "prepared", "receipt"]
    assert {told["trace_id"] for told in by_name} == {trace_id(raw)}
    assert run("cloud", "tail", "--trace", trace_id(raw)[:8], "--json").objects == by_name
    told = run("cloud", "tail", "--file", "York.csv").out
    assert "file=2024/York.csv" in told
    assert "sales_loaded=1" in told
    nothing = run("cloud", "tail", "--trace", "0123456789")
    assert (nothing.code, nothing.out, "Nothing was logged of it" in nothing.err) == (0, "", True)


def test_why_a_file_was_set_aside_is_on_its_way(stack: Stack, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    stack.cloud.deliver(("branches.csv", "nonsense\n"), ("Leeds.csv", text()))
    capsys.readouterr()
    stack.cloud.run("prepare", "files")
    stack.log("prepare", *capsys.readouterr().out.splitlines())
    told = run("cloud", "tail", "--file", "branches.csv", "--json").objects
    assert [each["event"] for each in told] == ["delivered", "set_aside"]
    assert "branches.csv line 1" in told[1]["reason"]


def test_what_a_function_dies_of_is_told_without_what_it_quotes(stack: Stack, run: Run) -> None:
    error = {"level": "ERROR", "errorType": "ValueError", "errorMessage": f"A Person {CARD}"}
    report = {"type": "platform.report", "record": {"requestId": "1", "status": "timeout"}}
    stack.log("load", json.dumps(error), json.dumps(report), "2026-11-28 Task timed out after 3 seconds", "A Person")
    ran = run("cloud", "tail")
    assert [line.split()[3] for line in ran.out.splitlines()] == ["fault", "died", "timed_out"]
    assert "reason=ValueError" in ran.out
    assert "Person" not in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--since", "soon"], "--since is no time"),
        (["--trace", "xyz"], "--trace is no trace id"),
        (["--trace", "0123456789", "--file", "Leeds.csv"], "give --trace or --file"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, words: list[str], told: str) -> None:
    ran = run("cloud", "tail", *words)
    assert (ran.code, told in ran.err) == (2, True)


# The doctor


def lines_of(ran: Ran, check: str) -> list[str]:
    return [line for line in ran.out.splitlines() if f" {check}: " in line]


def test_a_sound_stack_holds_as_far_as_it_can_be_asked(stack: Stack, run: Run) -> None:
    prepare_for_doctor(stack)
    ran = run("deploy", "doctor")
    assert ran.code == 0, ran.out
    assert "FAILS" not in ran.out
    assert lines_of(ran, "credentials")[0].startswith("holds ")
    assert lines_of(ran, "region") == ["holds           region: eu-west-2"]
    assert len(lines_of(ran, "buckets")) == 2
    assert lines_of(ran, "settings")[0].startswith("holds ")
    assert lines_of(ran, "warehouse") == ["holds           warehouse: it can be read from here"]
    assert lines_of(ran, "template") == ["can't be asked  template: deploy/template.yaml is not here"]
    told = run("deploy", "doctor", "--json").objects
    assert {each["state"] for each in told} == {"holds", "unasked"}


def prepare_for_doctor(stack: Stack) -> None:
    """A stack that lacks nothing, and a warehouse with something in it."""
    stack.complete()
    stack.cloud.deliver(("Leeds.csv", text()))
    stack.cloud.settle()


def test_what_is_wrong_is_found_with_what_to_do(stack: Stack, run: Run) -> None:
    prepare_for_doctor(stack)
    s3 = boto3.client("s3")
    s3.put_bucket_notification_configuration(Bucket=stack.cloud.raw, NotificationConfiguration={})
    s3.delete_public_access_block(Bucket=stack.staged)
    s3.put_bucket_versioning(Bucket=stack.staged, VersioningConfiguration={"Status": "Suspended"})
    stack.schedule("DISABLED")
    put_parameter(stack, "cut_off", f"25:00 {CARD}")
    put_parameter(stack, "cutoff", "04:00")
    put_parameter(stack, "smtp_password", CARD, "SecureString")
    boto3.client("sns").subscribe(TopicArn=stack.outputs["Notices"], Protocol="email", Endpoint="a@example.com")
    stack.aside("loads-dlq", "nonsense", "it is no JSON")
    ran = run("deploy", "doctor")
    assert ran.code == 2
    assert len(lines_of(ran, "buckets")) == 4
    for told in (
        f"buckets: s3://{stack.cloud.raw} does not tell the files queue",
        f"buckets: s3://{stack.staged} is not closed to the public",
        f"buckets: s3://{stack.staged} keeps no older versions",
        f"schedules: {stack.name}-close stopped",
        f"settings: /tillroll/{stack.name}/cut_off is no time from 00:00 to 12:00",
        f"settings: /tillroll/{stack.name}/cutoff: there is no such setting",
        "queues: loads: 1 message set aside",
    ):
        assert f"FAILS           {told}" in ran.out, ran.out
    assert "→ 'tillroll cloud status' shows why" in ran.out
    assert "25:00" not in ran.out
    assert CARD not in ran.out


def test_only_messages_and_alarms_need_a_person(stack: Stack, run: Run) -> None:
    prepare_for_doctor(stack)
    stack.aside("files-dlq", "nonsense", "it is no JSON")
    assert run("deploy", "doctor").code == 3


def test_a_bucket_that_is_gone_and_a_wrong_name_are_found(stack: Stack, run: Run) -> None:
    boto3.client("cloudformation").delete_stack(StackName=stack.name)
    stack.deploy(stack.outputs | {"StagedBucket": f"{stack.name}-gone"})
    assert f"FAILS           buckets: s3://{stack.name}-gone is not there" in run("deploy", "doctor").out
    ran = run("deploy", "doctor", "--stack", "nobodys")
    assert ran.code == 2
    assert "FAILS           stack: there is no stack nobodys in eu-west-2" in ran.out


TEMPLATE = """
Parameters:
  Warehouse: {Type: String}
  Grace: {Type: Number, Default: 120}
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {QueueName: !Sub "${AWS::StackName}-files", Tags: !If [A, [], !Ref AWS::NoValue]}
"""


def test_the_template_and_its_configurations_are_read(stack: Stack, run: Run, tmp_path: Path) -> None:
    template, configurations = tmp_path / "t.yaml", tmp_path / "samconfig.toml"
    template.write_text(TEMPLATE, "utf-8")
    configurations.write_text(
        '[dev.deploy.parameters]\nparameter_overrides = ["Warehouse=redshift://u@h/d"]\n'
        '[prod.deploy.parameters]\nparameter_overrides = "Grace=60"\n'
        "[old.deploy.parameters]\nparameter_overrides = \"Gracious=60 Warehouse='a b'\"\n",
        "utf-8",
    )
    ran = run("deploy", "doctor", "--template", str(template))
    assert ran.code == 2
    assert "1 resource, 2 parameters, of which Warehouse must be given" in ran.out
    assert lines_of(ran, "configuration dev") == ["holds           configuration dev: 1 parameter given"]
    assert lines_of(ran, "configuration prod") == ["FAILS           configuration prod: Warehouse must be given"]
    assert lines_of(ran, "configuration old") == ["FAILS           configuration old: the template has no Gracious"]


@pytest.mark.parametrize(
    ("content", "told"), [("a: [", "t.yaml line 1: is no YAML"), ("a: b", "is no template"), (None, "can't be read")]
)
def test_a_template_that_is_none_is_said_to_be_none(run: Run, tmp_path: Path, content: str | None, told: str) -> None:
    if content is not None:
        (tmp_path / "t.yaml").write_text(content, "utf-8")
    ran = run("deploy", "doctor", "--template", str(tmp_path / "t.yaml"))
    assert (ran.code, told in lines_of(ran, "template")[0]) == (2, True)
