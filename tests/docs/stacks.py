"""The stack of the guides: they run in it, on an emulated AWS, where they say so."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from datetime import datetime
from pathlib import Path

import boto3

from tests.lambdas.chains import a_cloud
from tests.lambdas.deployed import Stack
from tests.redshift.stand_in import BUCKET, ROLE, StandIn
from tests.warehouses.helpers import Sale, till_text

MARK = "<!-- with a stack: tillroll-prod -->"
FILE = "leeds_14-09-2026_18-05-00.csv"


def needs_stack(page: Path) -> bool:
    """Whether a page says that it runs in a stack."""
    return MARK in page.read_text("utf-8")


def warehouse_of(stack: Stack) -> dict[str, str]:
    """The settings of somebody who can reach the stack's warehouse."""
    staging = {"TILLROLL_REDSHIFT_STAGING": f"s3://{BUCKET}/{stack.name}", "TILLROLL_REDSHIFT_ROLE": ROLE}
    return {"TILLROLL_WAREHOUSE": stack.cloud.url, **staging}


@contextmanager
def stack_of_guides(redshift: StandIn) -> Iterator[Stack]:
    """A sound stack of the name that all guides use, with a file in its warehouse, and a bucket that is not its own."""
    with a_cloud(redshift, "tillroll-prod") as cloud:
        stack, noon = Stack(cloud), datetime(2026, 9, 14, 12)
        cloud.put("2021/leeds.csv", till_text([Sale(noon.replace(year=2021))]))
        stack.complete()
        cloud.put(FILE, till_text([Sale(noon)]))
        for function, queue in (("prepare", "files"), ("load", "loads")):
            with redirect_stdout(io.StringIO()) as told:
                cloud.run(function, queue)
            stack.log(function, *told.getvalue().splitlines())
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="old-bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
        s3.put_object(Bucket="old-bucket", Key="tills/york.csv", Body=till_text([Sale(noon)], branch="York").encode())
        yield stack
