"""Metrics that stay at nought while all is well: each is driven off it, and read as CloudWatch reads it.

Grain: one test a metric. Other tests show that they are nought where nothing is amiss.
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

import boto3
import pytest

from tests.cloud.emf import Metric, metrics_in, sums
from tests.lambdas.deployed import Stack
from tests.warehouses.helpers import Sale, till_text
from tillroll import staged_form
from tillroll.cloud.messages import ToLoad

NOON = datetime(2024, 5, 14, 12)


def heard(capsys: pytest.CaptureFixture[str]) -> list[Metric]:
    return metrics_in(capsys.readouterr().out.splitlines())


def by_rule(metrics: Sequence[Metric]) -> dict[str, float]:
    """How many rows each rule rejected."""
    found = [(dict(each.dimensions), each.value) for each in metrics if each.name == "RowsRejected"]
    return {where["Rule"]: value for where, value in found if "Rule" in where}


def rejected_rows() -> str:
    """Two rows whose items don't come to their total, one without a date, and forty that are good."""
    rows = till_text([Sale(NOON + timedelta(minutes=each), adds_up=each > 1) for each in range(42)])
    return f"{rows}no date,Leeds,Mock Person,Latte - 2.45,2.45,CASH,\n"


def test_rejected_rows_are_told_by_rule_and_unreadable_files_counted(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    stack.cloud.deliver(("Leeds.csv", rejected_rows()), ("bad.csv", b"\x00\x01\x02" * 99))
    capsys.readouterr()
    stack.cloud.run("prepare", "files")
    metrics = heard(capsys)
    told = sums(each for each in metrics if len(each.dimensions) == 1)
    assert (told["FilesPrepared"], told["FilesUnreadable"], told["RowsRejected"]) == (2, 1, 3)
    assert by_rule(metrics) == in_warehouse(stack) == {"total_matches_lines": 2, "time": 1}


def in_warehouse(stack: Stack) -> dict[str, int]:
    """How many rows each rule rejected, as the warehouse has it after a load."""
    stack.cloud.run("load", "loads")
    with stack.cloud.warehouse() as chain:
        return dict(chain.rows("select rule, count(*) from rejection group by rule"))


def test_the_streams_rejected_records_are_told_by_rule(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [line.encode() for line in till_text([Sale(NOON), Sale(NOON, adds_up=False)], "stream").splitlines()]
    event = stack.event(dict(zip(count(100), [*rows, b"no sale"], strict=False)))
    capsys.readouterr()
    assert stack.cloud.call("stream", event) == {"batchItemFailures": []}
    metrics = heard(capsys)
    told = sums(each for each in metrics if len(each.dimensions) == 1)
    assert (told["RecordsStaged"], told["RecordsUnreadable"], told["RowsRejected"]) == (2, 1, 1)
    assert by_rule(metrics) == in_warehouse(stack)


def test_a_batch_that_does_not_add_up_breaks_conservation_and_no_other_is_kept_back(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of ours: its manifest is as it was written, and counts a row that has no fate."""
    cloud = stack.cloud
    cloud.deliver(("Leeds.csv", till_text([Sale(NOON)])))
    cloud.run("prepare", "files")
    forged = with_a_row_too_many(stack)
    cloud.waiting("loads")
    cloud.deliver(("York.csv", till_text([Sale(NOON)], branch="York")))
    cloud.run("prepare", "files")
    boto3.client("sqs").send_message(
        QueueUrl=cloud.queues["loads"], MessageBody=ToLoad(forged).body, MessageGroupId="warehouse"
    )
    capsys.readouterr()
    cloud.run("load", "loads")
    told = sums(heard(capsys))
    assert (told["ConservationBreach"], told["SalesLoaded"], told["SetAside"]) == (1, 1, 1)
    (reason,) = cloud.reasons("loads-dlq")
    assert "Leeds.csv: 1 rows and 0 pence have no fate" in reason


def with_a_row_too_many(stack: Stack) -> str:
    """The batch of the store once more, under the name of what it says then."""
    s3, bucket = boto3.client("s3"), stack.staged
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=bucket, Prefix="staged/batches/")["Contents"]]
    (manifest,) = [key for key in keys if key.endswith("manifest.json")]
    told = json.loads(s3.get_object(Bucket=bucket, Key=manifest)["Body"].read())
    told["batch"]["documents"][0]["data_rows"] += 1
    old = manifest.removesuffix("/manifest.json")
    new = f"{old.rpartition('-')[0]}-{staged_form._batch_id(told)}"
    for key in keys:
        s3.copy_object(Bucket=bucket, Key=key.replace(old, new), CopySource={"Bucket": bucket, "Key": key})
    s3.put_object(Bucket=bucket, Key=f"{new}/manifest.json", Body=json.dumps(told).encode())
    return new.removeprefix("staged/")
