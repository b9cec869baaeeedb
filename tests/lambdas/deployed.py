"""A chain on the emulated AWS as a person finds it: a stack that tells of its parts, with logs and a stream."""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import boto3

from tests.lambdas.chains import Cloud
from tests.warehouses.helpers import Sale, till_text
from tillroll.adapters import aws as asked_of_aws
from tillroll.adapters.set_aside import SetAside

NOON = datetime(2024, 5, 14, 12)
CARD = "4111 1111 1111 1111"
REST = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}
FUNCTIONS = ("prepare", "load", "stream", "close", "check")


class Stack:
    """A deployed stack around a chain."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.name = cloud.environ["TILLROLL_STACK"]
        self.failures = boto3.client("sqs").create_queue(QueueName=f"{self.name}-stream-failures")["QueueUrl"]
        self.stream = f"{self.name}-sales"
        self.staged = cloud.environ["TILLROLL_STAGED"].removeprefix("s3://").partition("/")[0]
        boto3.client("kinesis").create_stream(StreamName=self.stream, ShardCount=1)
        s3 = boto3.client("s3")
        for bucket in (cloud.raw, self.staged):
            s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=REST)
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        self.deploy(self.outputs)

    @property
    def outputs(self) -> dict[str, str]:
        """What the template's stack tells."""
        queues = self.cloud.queues
        return {
            "RawBucket": self.cloud.raw,
            "StagedBucket": self.staged,
            "FilesQueue": queues["files"],
            "FilesDeadLetters": queues["files-dlq"],
            "LoadsQueue": queues["loads"],
            "LoadsDeadLetters": queues["loads-dlq"],
            "StreamFailures": self.failures,
            "SalesStream": self.stream,
            "Notices": self.cloud.environ["TILLROLL_NOTICES"],
            "Parameters": f"/tillroll/{self.name}/",
            **{f"{function.title()}Function": f"{self.name}-{function}" for function in FUNCTIONS},
        }

    def deploy(self, outputs: Mapping[str, str]) -> None:
        """Have CloudFormation tell this of the stack."""
        part = {"Type": "AWS::SSM::Parameter", "Properties": {"Name": f"/{self.name}", "Type": "String", "Value": "1"}}
        told = {name: {"Value": value} for name, value in outputs.items()}
        template = json.dumps({"Resources": {"Part": part}, "Outputs": told})
        boto3.client("cloudformation").create_stack(StackName=self.name, TemplateBody=template)

    def complete(self) -> None:
        """What the template has and the emulated chain does without: a notification and schedules."""
        arn = SetAside(self.cloud.queues["files"]).arn
        told = {"QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}]}
        asked = {"Bucket": self.cloud.raw, "NotificationConfiguration": told}
        boto3.client("s3").put_bucket_notification_configuration(**asked)
        self.schedule("ENABLED")
        self.cloud.waiting("files")

    def schedule(self, state: str) -> None:
        """Have the day's close run, or stop it."""
        scheduler, name = boto3.client("scheduler"), f"{self.name}-close"
        arns = ("arn:aws:lambda:eu-west-2:123456789012:function:x", "arn:aws:iam::123456789012:role/x")
        asked = {"Name": name, "ScheduleExpression": "cron(0 20 * * ? *)", "FlexibleTimeWindow": {"Mode": "OFF"}}
        is_there = scheduler.list_schedules(NamePrefix=name)["Schedules"]
        act = scheduler.update_schedule if is_there else scheduler.create_schedule
        act(**asked, State=state, Target=dict(zip(("Arn", "RoleArn"), arns, strict=True)))

    def log(self, function: str, *lines: str, at: float | None = None) -> None:
        """Lines in a function's log, as Lambda puts there what it prints."""
        now = int((at or time.time()) * 1000)
        events = [{"timestamp": now + place, "message": line} for place, line in enumerate(lines)]
        logs, group = boto3.client("logs"), f"/aws/lambda/{self.name}-{function}"
        with suppress(logs.exceptions.ResourceAlreadyExistsException):
            logs.create_log_group(logGroupName=group)
            logs.create_log_stream(logGroupName=group, logStreamName="1")
        logs.put_log_events(logGroupName=group, logStreamName="1", logEvents=events)

    def send(self, *rows: bytes) -> list[int]:
        """Records into the stream; their numbers."""
        kinesis = boto3.client("kinesis")
        told = [kinesis.put_record(StreamName=self.stream, Data=row, PartitionKey="1") for row in rows]
        return [int(each["SequenceNumber"]) for each in told]

    def give_up(self, first: int, last: int) -> str:
        """The message by which Lambda tells of records that it gave up."""
        told = {
            "shardId": "shardId-000000000000",
            "startSequenceNumber": str(first),
            "endSequenceNumber": str(last),
            "batchSize": last - first + 1,
            "streamArn": f"arn:aws:kinesis:eu-west-2:123456789012:stream/{self.stream}",
        }
        body = json.dumps({"requestContext": {"condition": "RetryAttemptsExhausted"}, "KinesisBatchInfo": told})
        boto3.client("sqs").send_message(QueueUrl=self.failures, MessageBody=body)
        return body

    def event(self, rows: Mapping[int, bytes]) -> dict[str, Any]:
        """The event with which Lambda calls the stream's function."""
        return {
            "Records": [
                {
                    "eventID": f"shardId-000000000000:{number}",
                    "eventSourceARN": f"arn:aws:kinesis:eu-west-2:123456789012:stream/{self.stream}",
                    "kinesis": {
                        "sequenceNumber": str(number),
                        "data": base64.b64encode(row).decode(),
                        "approximateArrivalTimestamp": time.time(),
                    },
                }
                for number, row in rows.items()
            ]
        }

    def aside(self, queue: str, body: str, reason: str | None = None) -> None:
        """A message that was set aside."""
        said = {"reason": {"DataType": "String", "StringValue": reason}} if reason else {}
        asked = {"MessageGroupId": "warehouse"} if self.cloud.queues[queue].endswith(".fifo") else {}
        sqs = boto3.client("sqs")
        sqs.send_message(QueueUrl=self.cloud.queues[queue], MessageBody=body, MessageAttributes=said, **asked)

    def length(self, url: str) -> int:
        """How many messages a queue has, in hand or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        told = boto3.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return sum(int(told[name]) for name in names)

    def put_parameter(self, name: str, value: str, kind: str = "String") -> None:
        """A parameter under the stack's path."""
        path = f"/tillroll/{self.name}/{name}"
        boto3.client("ssm").put_parameter(Name=path, Value=value, Type=kind, Overwrite=True)

    @property
    def current(self) -> tuple[int, int]:
        """How many sales count in the warehouse, and their pence."""
        with self.cloud.warehouse() as chain:
            return chain.current


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


def a_text(place: str = "Leeds") -> str:
    """A till file of one sale."""
    return till_text([Sale(NOON)], branch=place)
