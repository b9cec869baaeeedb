"""Files that lie in S3 already: `tillroll cloud backfill`.

Grain: one test a claim. AWS is an emulator in this process.
"""

import boto3

from tests.entrypoints.conftest import Run
from tests.lambdas.deployed import NOON, Stack, a_text
from tests.warehouses.helpers import Sale, till_text


def test_files_that_the_stack_was_not_told_of_are_taken_in_and_known_ones_left_out(stack: Stack, run: Run) -> None:
    cloud = stack.cloud
    cloud.deliver(("2021/Leeds.csv", a_text()))
    cloud.settle()
    for content in (a_text("York"), till_text([Sale(NOON), Sale(NOON.replace(hour=13))], branch="York")):
        cloud.put("2021/York.csv", content)
    cloud.put("2022/Hull.csv", a_text("Hull"))
    ran = run("cloud", "backfill", f"s3://{cloud.raw}/2021")
    assert (ran.code, ran.err) == (0, "")
    assert "Told the stack of 2 files; 1 it knew." in ran.out
    cloud.settle()
    assert stack.current[0] == 3
    assert "Told the stack of 0 files; 3 it knew." in run("cloud", "backfill", f"s3://{cloud.raw}/2021").out


def test_where_the_ledger_is_out_of_reach_all_are_told_of(stack: Stack, run: Run) -> None:
    stack.cloud.deliver(("Leeds.csv", a_text()))
    stack.cloud.settle()
    stack.put_parameter("warehouse", "redshift://loader@127.0.0.1:1/sales")
    ran = run("cloud", "backfill", f"s3://{stack.cloud.raw}")
    assert "So all files are told of; those that are known change nothing" in ran.err
    assert "Told the stack of 1 file; 0 it knew." in ran.out


def test_another_bucket_is_refused_and_copied_if_told_so(stack: Stack, run: Run) -> None:
    cloud, other = stack.cloud, f"{stack.name}-other"
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=other, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    s3.put_bucket_versioning(Bucket=other, VersioningConfiguration={"Status": "Enabled"})
    for place in ("Leeds", "York"):
        s3.put_object(Bucket=other, Key=f"tills/{place}.csv", Body=a_text(place).encode(), Tagging="tillroll=loaded")
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
    assert stack.current[0] == 2


def test_a_place_on_a_disk_is_another_commands(run: Run) -> None:
    ran = run("cloud", "backfill", "landing/")
    assert (ran.code, "'tillroll backfill' reads disks" in ran.err) == (2, True)
