"""A chain on an emulated AWS: buckets, queues and parameters, and the functions called as AWS calls them."""

import itertools
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import boto3

from tests.redshift.stand_in import BUCKET, ROLE, StandIn
from tests.warehouses.helpers import Chain, open_url
from tillroll.adapters.raw_bucket import RawObject, every_object
from tillroll.cloud.messages import event_of
from tillroll.lambdas import call, check, close, load, prepare, stream

_REGION, _ACCOUNT = "eu-west-2", "123456789012"
_names = itertools.count(1)
Answer = dict[str, Any]


@dataclass
class Cloud:
    """One stack's worth of things, and its functions."""

    environ: Mapping[str, str]
    raw: str
    url: str
    queues: Mapping[str, str]
    records: list[dict[str, Any]] = field(default_factory=list)

    def put(self, key: str, content: bytes | str) -> RawObject:
        """A file in the raw bucket; the version that it is."""
        body = content.encode() if isinstance(content, str) else content
        answer = boto3.client("s3").put_object(Bucket=self.raw, Key=key, Body=body)
        return RawObject(self.raw, key, answer["VersionId"])

    def tell(self, *raw: RawObject) -> None:
        """S3's events of files."""
        for each in raw:
            boto3.client("sqs").send_message(QueueUrl=self.queues["files"], MessageBody=event_of(each))

    def deliver(self, *files: tuple[str, bytes | str]) -> None:
        """Files put, and told of."""
        self.tell(*(self.put(*file) for file in files))

    def waiting(self, queue: str) -> list[str]:
        """The messages of a queue that can be had now; they are taken out."""
        return [each["Body"] for each in self._receive(queue, delete=True)]

    def reasons(self, queue: str) -> list[str]:
        """Why messages were set aside."""
        return [each["MessageAttributes"]["reason"]["StringValue"] for each in self._receive(queue, delete=True)]

    def _receive(self, queue: str, *, delete: bool = False) -> list[dict[str, Any]]:
        sqs = boto3.client("sqs")
        found: list[dict[str, Any]] = []
        asked = {"QueueUrl": self.queues[queue], "MaxNumberOfMessages": 10, "MessageAttributeNames": ["All"]}
        while some := sqs.receive_message(**asked, AttributeNames=["All"]).get("Messages", []):
            found += some
            for each in some if delete else []:
                sqs.delete_message(QueueUrl=self.queues[queue], ReceiptHandle=each["ReceiptHandle"])
        return found

    def run(self, function: str, queue: str, at_once: int = 10) -> list[Answer]:
        """Give a function all that its queue has, as an event source mapping does: what it does not name is deleted."""
        sqs = boto3.client("sqs")
        answers = []
        asked = {"QueueUrl": self.queues[queue], "MaxNumberOfMessages": at_once, "AttributeNames": ["All"]}
        while some := sqs.receive_message(**asked).get("Messages", []):
            answer = self.call(function, {"Records": [_as_lambda(each) for each in some]})
            failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
            for each in some:
                if each["MessageId"] not in failed:
                    sqs.delete_message(QueueUrl=self.queues[queue], ReceiptHandle=each["ReceiptHandle"])
            answers.append(answer)
            if failed:
                break
        return answers

    def settle(self) -> None:
        """Prepare and load until nothing waits."""
        while self.run("prepare", "files") + self.run("load", "loads"):
            pass

    def call(self, function: str, event: Mapping[str, Any]) -> Any:  # noqa: ANN401 - each function has its own
        """Call a function in this process, with its environment and no other."""
        handler = {"prepare": prepare, "load": load, "stream": stream, "close": close, "check": check}[function].handler
        call._parameters.cache_clear()
        with patch.dict(os.environ, self.environ):
            return handler(json.loads(json.dumps(event)), SimpleNamespace(aws_request_id=str(uuid4())))

    @contextmanager
    def warehouse(self) -> Iterator[Chain]:
        """The warehouse, to be looked at."""
        with open_url(self.url) as chain:
            yield chain

    def objects(self) -> Sequence[RawObject]:
        """All that lies in the raw bucket."""
        return [found.raw for found in every_object(self.raw)]


def _as_lambda(message: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message["Attributes"],
        "eventSource": "aws:sqs",
    }


@contextmanager
def a_cloud(stand_in: StandIn, name: str | None = None) -> Iterator[Cloud]:
    """A stack of its own."""
    name = name or f"s{next(_names)}-{uuid4().hex[:6]}"
    raw, staged = (f"{name}-{each}-{_ACCOUNT}-{_REGION}" for each in ("raw", "staged"))
    s3, sqs, sns, ssm = (boto3.client(each) for each in ("s3", "sqs", "sns", "ssm"))
    for bucket in (raw, staged):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": _REGION})
    s3.put_bucket_versioning(Bucket=raw, VersioningConfiguration={"Status": "Enabled"})
    queues = {
        each: sqs.create_queue(QueueName=f"{name}-{each}", Attributes={"VisibilityTimeout": "600"})["QueueUrl"]
        for each in ("files", "files-dlq", "notices")
    }
    fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true", "VisibilityTimeout": "600"}
    for each in ("loads", "loads-dlq"):
        queues[each] = sqs.create_queue(QueueName=f"{name}-{each}.fifo", Attributes=fifo)["QueueUrl"]
    topic = sns.create_topic(Name=name)["TopicArn"]
    arn = sqs.get_queue_attributes(QueueUrl=queues["notices"], AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    with stand_in.schema() as url:
        settings = {"warehouse": url, "redshift_staging": f"s3://{BUCKET}/{name}", "redshift_role": ROLE, "wait": "5"}
        for key, value in settings.items():
            ssm.put_parameter(Name=f"/tillroll/{name}/{key}", Value=value, Type="String")
        environ = {
            "TILLROLL_STACK": name,
            "TILLROLL_RAW": raw,
            "TILLROLL_STAGED": f"s3://{staged}/staged",
            "TILLROLL_FILES_QUEUE": queues["files"],
            "TILLROLL_FILES_DLQ": queues["files-dlq"],
            "TILLROLL_LOADS_QUEUE": queues["loads"],
            "TILLROLL_LOADS_DLQ": queues["loads-dlq"],
            "TILLROLL_NOTICES": topic,
            "TILLROLL_PARAMETERS": f"/tillroll/{name}/",
            "AWS_REGION": _REGION,
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        }
        here = Path.cwd()
        try:
            yield Cloud(environ, raw, url, queues)
        finally:
            os.chdir(here)
