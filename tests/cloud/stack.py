"""A stack in the emulator: the real template with the really built zip, and what tests do to it and ask of it."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tests.cloud import template
from tests.cloud.emf import Metric, metrics_in
from tests.cloud.emulator import ACCOUNT, REGION, ROOT, Emulator

TEMPLATE = ROOT / "deploy" / "template.yaml"
FUNCTIONS = ("PrepareFunction", "LoadFunction", "StreamFunction", "CloseFunction", "CheckFunction")
_CODE = "tillroll-code"
_FAILURES = "StreamFailures"
_ALSO_IN_BATCHES = {"sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"}
_SECONDS_TO_DEPLOY = 300
_PAUSE = 0.2
_IS_QUIET = 0.6
_HAS_ASKED = 2.0


class StackError(AssertionError):
    """Something in the stack took too long or went wrong; the message tells what it wrote."""


@dataclass(frozen=True)
class Stack:
    """A deployed stack: its name, the physical names of its resources, and where its functions find each other."""

    emulator: Emulator
    name: str
    resources: Mapping[str, str]
    variables: Mapping[str, str]

    def client(self, service: str) -> Any:
        return self.emulator.client(service)

    # --- what tests do ---

    @property
    def raw(self) -> str:
        return self.variables["TILLROLL_RAW"]

    def put(self, key: str, body: bytes) -> None:
        """Deliver a file, as a branch does."""
        self.client("s3").put_object(Bucket=self.raw, Key=key, Body=body)

    def put_unnoticed(self, key: str, body: bytes) -> None:
        """Deliver a file whose event is lost on its way."""
        queue = "TILLROLL_FILES_QUEUE"
        with self.holding_back(queue):
            time.sleep(_HAS_ASKED)  # who was asking the queue when it was held back has ended by then
            self.put(key, body)
            self.wait_for("the event of a file", lambda: bool(self.messages(queue)))
            self.purge(queue)

    @contextmanager
    def holding_back(self, queue: str) -> Iterator[None]:
        """Nobody takes messages of a queue, until the block ends."""
        arn = self.arn(queue)
        uuids = [each["UUID"] for each in _mappings(self.emulator, self.resources) if each["EventSourceArn"] == arn]
        self._enable(uuids, is_on=False)
        try:
            yield
        finally:
            self._enable(uuids, is_on=True)

    def _enable(self, uuids: list[str], *, is_on: bool) -> None:
        for uuid in uuids:
            self.client("lambda").update_event_source_mapping(UUID=uuid, Enabled=is_on)

    def arn(self, queue: str) -> str:
        """The ARN of a queue that is named as the functions' variables name it."""
        asked = {"QueueUrl": self.variables[queue], "AttributeNames": ["QueueArn"]}
        arn: str = self.client("sqs").get_queue_attributes(**asked)["Attributes"]["QueueArn"]
        return arn

    def queue(self, name: str) -> str:
        """The address of a queue, which is named as the functions' variables name it, or the template."""
        return self.variables.get(name) or self.resources[name]

    def put_files(self, *paths: Path) -> None:
        for path in paths:
            self.put(path.name, path.read_bytes())

    def put_in_turn(self, *paths: Path) -> None:
        """Each in a second of its own, by which their order is known."""
        for path in paths:
            self.put_files(path)
            time.sleep(1 - time.time() % 1)

    def send(self, queue: str, body: str, **more: Any) -> None:
        """Put a message into a queue, which is named as the functions' variables name it."""
        self.client("sqs").send_message(QueueUrl=self.queue(queue), MessageBody=body, **more)

    def purge(self, queue: str) -> None:
        """Take all messages of a queue away."""
        self.client("sqs").purge_queue(QueueUrl=self.queue(queue))

    def redrive(self, queue: str, to: str) -> None:
        """Send what was set aside to where it came from, as a person does."""
        sqs, url = self.client("sqs"), self.variables[queue]
        while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for each in messages:
                self.send(to, each["Body"])
                sqs.delete_message(QueueUrl=url, ReceiptHandle=each["ReceiptHandle"])

    @contextmanager
    def giving_up_after(self, queue: str, times: int, hidden_seconds: int) -> Iterator[None]:
        """In the block, a queue sets aside what it has given so often, and gives a message again that long after."""
        sqs, url = self.client("sqs"), self.variables[queue]
        before = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy", "VisibilityTimeout"])
        policy = json.loads(before["Attributes"]["RedrivePolicy"])
        changed = {
            "RedrivePolicy": json.dumps({**policy, "maxReceiveCount": times}),
            "VisibilityTimeout": str(hidden_seconds),
        }
        sqs.set_queue_attributes(QueueUrl=url, Attributes=changed)
        try:
            yield
        finally:
            sqs.set_queue_attributes(QueueUrl=url, Attributes=before["Attributes"])

    @contextmanager
    def timing_out_after(self, function: str, seconds: int) -> Iterator[None]:
        """In the block, a function may take only so long."""
        functions, name = self.client("lambda"), self.resources[function]
        before = functions.get_function_configuration(FunctionName=name)["Timeout"]
        functions.update_function_configuration(FunctionName=name, Timeout=seconds)
        try:
            yield
        finally:
            functions.update_function_configuration(FunctionName=name, Timeout=before)

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Call a function and wait; what it answers. One that fails is an error."""
        answer = self.client("lambda").invoke(FunctionName=self.resources[function], Payload=json.dumps(event).encode())
        said = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            raise StackError(f"{function} failed: {said}\n{self.told()}")
        return said

    # --- what tests ask ---

    def messages(self, queue: str) -> list[dict[str, Any]]:
        """All messages of a queue, whoever has received them; nothing is taken."""
        return self._queues()[_name_in(self.queue(queue))]

    def _queues(self) -> dict[str, list[dict[str, Any]]]:
        """The messages of every queue there is, by its name, all as they were at one moment."""
        found = self.emulator.get("sqs/messages")["messages"]
        return {
            _name_in(url): messages
            for regions in found.values()
            for queues in regions.values()
            for url, messages in queues.items()
        }

    def notices(self) -> list[tuple[str, str]]:
        """What people were told: subject and text."""
        told = [json.loads(each["Body"]) for each in self._queues()[f"{self.name}-heard"]]
        return [(each["Subject"], each["Message"]) for each in told]

    def metrics(self) -> list[Metric]:
        """All metrics of all functions."""
        return [metric for name in FUNCTIONS if name in self.resources for metric in metrics_in(self.log(name))]

    def waiting(self) -> dict[str, int]:
        """How many messages are in each queue that has any; the stream's failures too, which no function names."""
        queues = [name for name in self.variables if name.endswith(("_QUEUE", "_DLQ"))]
        queues += [_FAILURES] if _FAILURES in self.resources else []
        found = self._queues()
        counts = {name: len(found[_name_in(self.queue(name))]) for name in queues}
        return {name: count for name, count in counts.items() if count}

    def settle(
        self, seconds: float = 120, *, but: Callable[[dict[str, int]], bool] = lambda _: False
    ) -> dict[str, int]:
        """Wait until no message is on its way; what lies in the dead-letter queues. ``but`` says what may stay."""
        until = time.monotonic() + seconds
        quiet_since = None
        while quiet_since is None or time.monotonic() - quiet_since < _IS_QUIET:
            found = self.waiting()
            is_quiet = not any(name.endswith("_QUEUE") for name in found) or but(found)
            quiet_since = (quiet_since or time.monotonic()) if is_quiet else None
            if time.monotonic() > until:
                raise StackError(f"after {seconds:g} s messages are still on their way: {found}\n{self.told()}")
            time.sleep(_PAUSE)
        return self.waiting()

    def wait_for(self, what: str, is_so: Callable[[], bool], seconds: float = 60) -> None:
        """Wait until something is so."""
        until = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > until:
                raise StackError(f"after {seconds:g} s it is not so: {what}; {self.waiting()}\n{self.told()}")
            time.sleep(_PAUSE)

    def log(self, function: str) -> list[str]:
        """All lines that a function wrote, in order."""
        logs = self.client("logs")
        group = self._log_group(function)
        try:
            pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
            return [event["message"] for page in pages for event in page["events"]]
        except logs.exceptions.ResourceNotFoundException:
            return []

    def _log_group(self, function: str) -> str:
        configuration = self.client("lambda").get_function_configuration(FunctionName=self.resources[function])
        group: str = configuration.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{self.resources[function]}"
        return group

    def told(self, lines: int = 25) -> str:
        """The end of what each function wrote, for a failure's message."""
        logs = {name: self.log(name)[-lines:] for name in FUNCTIONS if name in self.resources}
        return "\n".join(f"--- {name}\n" + "\n".join(log) for name, log in logs.items() if log)


def _name_in(url: str) -> str:
    """The name of a queue, with which its address ends."""
    return url.rpartition("/")[2]


@cache
def built_zip() -> bytes:
    """The zip of all functions, for this machine."""
    command = [sys.executable, str(ROOT / "tools" / "lambda_zip.py"), "--here"]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return Path(said.partition(": ")[0]).read_bytes()


@contextmanager
def deployed(emulator: Emulator, name: str, parameters: Mapping[str, str], path: Path = TEMPLATE) -> Iterator[Stack]:
    """A stack of the template, until the block ends."""
    url = _packaged(emulator, name, path)
    cloudformation = emulator.client("cloudformation")
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    rights = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
    cloudformation.create_stack(StackName=name, TemplateURL=url, Capabilities=rights, Parameters=given)
    _wait_until_made(cloudformation, name)
    found = cloudformation.describe_stack_resources(StackName=name)["StackResources"]
    resources = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in found}
    _bound(emulator, resources)
    _bridge(emulator, resources)
    _listen(emulator, name, resources["Notices"])
    try:
        yield Stack(emulator, name, resources, _variables(emulator, resources))
    finally:
        _stop(emulator, resources)


def _packaged(emulator: Emulator, name: str, path: Path) -> str:
    """Zip and template in a bucket, as `sam deploy` puts them; the template's address."""
    s3 = emulator.client("s3")
    if _CODE not in {each["Name"] for each in s3.list_buckets()["Buckets"]}:
        s3.create_bucket(Bucket=_CODE, CreateBucketConfiguration={"LocationConstraint": REGION})
        s3.put_object(Bucket=_CODE, Key="functions.zip", Body=built_zip())
    body = template.packaged(path, _CODE, "functions.zip")
    s3.put_object(Bucket=_CODE, Key=f"{name}.template", Body=body.encode())
    return f"{emulator.url}/{_CODE}/{name}.template"


def _wait_until_made(cloudformation: Any, name: str) -> None:
    until = time.monotonic() + _SECONDS_TO_DEPLOY
    while (status := _status(cloudformation, name)) == "CREATE_IN_PROGRESS" and time.monotonic() < until:
        time.sleep(0.1)
    if status != "CREATE_COMPLETE":
        events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
        faults = [each for each in events if "FAILED" in each["ResourceStatus"]]
        words = (f"{each['LogicalResourceId']}: {each.get('ResourceStatusReason', '')}" for each in reversed(faults))
        raise StackError(f"the stack is {status}\n" + "\n".join(words))


def _status(cloudformation: Any, name: str) -> str:
    status: str = cloudformation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    return status


def _variables(emulator: Emulator, resources: Mapping[str, str]) -> dict[str, str]:
    """The environment of all functions together: each is given only what it uses."""
    functions = emulator.client("lambda")
    found: dict[str, str] = {}
    for name in FUNCTIONS:
        if name in resources:
            configuration = functions.get_function_configuration(FunctionName=resources[name])
            found |= configuration.get("Environment", {}).get("Variables", {})
    return found


def _listen(emulator: Emulator, name: str, topic: str) -> None:
    """A queue that hears what people are told."""
    sqs = emulator.client("sqs")
    url = sqs.create_queue(QueueName=f"{name}-heard")["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}-heard"
    allowed = {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:*", "Resource": arn}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    emulator.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)


def _bound(emulator: Emulator, resources: Mapping[str, str]) -> None:
    """Two calls of prepare at the same time at most: each is a process of this machine."""
    functions = emulator.client("lambda")
    for mapping in _mappings(emulator, resources):
        if ":sqs:" in mapping["EventSourceArn"] and not mapping["EventSourceArn"].endswith(".fifo"):
            functions.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": 2})


def _bridge(emulator: Emulator, resources: Mapping[str, str]) -> None:
    """Grant where the emulator judges otherwise than AWS does, and nothing more.

    It does not see the path of a call by path, and to AWS a batch of messages needs the right to send one.
    """
    iam = emulator.client("iam")
    for name in FUNCTIONS:
        if (role := resources.get(name.replace("Function", "Role"))) is not None:
            granted = [{"Effect": "Allow", "Action": "ssm:GetParametersByPath", "Resource": "*"}]
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]:
                document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
                granted += [each | {"Action": batches} for each in document["Statement"] if (batches := _batches(each))]
            document = {"Version": "2012-10-17", "Statement": [_unnamed(each) for each in granted]}
            iam.put_role_policy(RoleName=role, PolicyName="emulator", PolicyDocument=json.dumps(document))


def _batches(statement: Mapping[str, Any]) -> list[str]:
    actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
    return [f"{each}Batch" for each in actions if each in _ALSO_IN_BATCHES]


def _unnamed(statement: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in statement.items() if name != "Sid"}


def _mappings(emulator: Emulator, resources: Mapping[str, str]) -> list[dict[str, Any]]:
    """What connects queues and streams with the stack's functions."""
    found = emulator.client("lambda").list_event_source_mappings()["EventSourceMappings"]
    return [each for each in found if each["FunctionArn"].split(":function:")[1].split(":")[0] in resources.values()]


def _stop(emulator: Emulator, resources: Mapping[str, str]) -> None:
    """Nothing of the stack runs on: its queues are asked by nobody, and its functions' processes end."""
    functions = emulator.client("lambda")
    for mapping in _mappings(emulator, resources):
        functions.delete_event_source_mapping(UUID=mapping["UUID"])
    for name in FUNCTIONS:
        if name in resources:
            functions.delete_function(FunctionName=resources[name])
