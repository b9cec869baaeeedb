"""What each call of a function begins and ends with: settings, an engine, a log, and metrics that say what it did."""

import os
import platform
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from math import ceil
from pathlib import Path
from types import MappingProxyType
from typing import Any

from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from tillroll.adapters.queues import parameters, publish
from tillroll.cloud.handling import Desk
from tillroll.cloud.messages import Message
from tillroll.cloud.notices import Notice
from tillroll.cloud.place import Place
from tillroll.cost.measured import read_measured
from tillroll.cost.prices import read_prices
from tillroll.cost.run import Use, requests_of, run_micropence
from tillroll.observe import Log
from tillroll.settings import Settings, read_settings

NAMESPACE = "Tillroll"
_UNITS = {"Milliseconds": MetricUnit.Milliseconds, "Seconds": MetricUnit.Seconds}
_HERE = Path("/tmp")  # noqa: S108 - the one place where a function may write
Event = Mapping[str, Any]
Answer = dict[str, Any]


@dataclass(slots=True)
class Call:
    """One call: where things are, what is logged, and the figures that it gives."""

    place: Place
    log: Log
    started: float = field(default_factory=time.monotonic)
    figures: dict[str, list[float]] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)
    causes: Counter[str] = field(default_factory=Counter)
    told_micropence: int = 0

    @property
    def environ(self) -> Mapping[str, str]:
        """The environment with the parameters of SSM in it, which are asked for once while the function stays warm."""
        return self.place.settled(_parameters(self.place["parameters"], self.place.region))

    @property
    def settings(self) -> Settings:
        """The settings."""
        return read_settings({}, self.environ, _HERE)

    @property
    def milliseconds(self) -> float:
        """How long this call has taken so far."""
        return (time.monotonic() - self.started) * 1000

    @property
    def memory_mb(self) -> int:
        """The memory that AWS charges for."""
        return int(self.place.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "0"))

    def cost(self, causes: Mapping[str, int] = MappingProxyType({})) -> int:
        """What this call has cost since it was last asked, in millionths of a penny.

        It is the call's time, its own request, and those to S3 and the queues that so many more files, batches and so
        on were measured to make.
        """
        self.causes.update(causes)
        asked = requests_of(self.causes, read_measured())
        use = Use(ceil(self.milliseconds), self.memory_mb, _architecture(), asked)
        so_far = run_micropence([use], read_prices())
        since, self.told_micropence = so_far - self.told_micropence, so_far
        return since

    def notify(self, notice: Notice) -> None:
        """Tell people, if anyone is to be told."""
        subject, text = notice
        publish(self.place["notices"], subject, text, self.place.region)

    def tell(self, name: str, *values: float) -> None:
        """Add to a metric; one of several values a call gets all of them."""
        self.figures.setdefault(name, []).extend(values)

    def desk(self, inbox: str, aside: str) -> Desk:
        """Where this call's messages come from and are set aside."""
        return Desk(self.place.queue(inbox), self.place.queue(aside), self.log, lambda: self.tell("SetAside", 1))


@contextmanager
def begin(request_id: str) -> Iterator[Call]:
    """A call, until the block ends; then its metrics are written, in the form that CloudWatch reads out of logs."""
    os.chdir(_HERE)
    call = Call(Place(os.environ), Log(sys.stdout))
    call.log.write("begins", request_id=request_id)
    try:
        yield call
    finally:
        call.log.write("ends", request_id=request_id, seconds=round(call.milliseconds / 1000, 3))
        _publish(call)


def _publish(call: Call) -> None:
    stack = call.place["stack"]
    metrics = EphemeralMetrics(namespace=NAMESPACE)
    metrics.add_dimension("Stack", stack)
    for name, values in call.figures.items():
        for value in values:
            metrics.add_metric(name, unit_of(name), value)
    if call.figures:
        metrics.flush_metrics()
    for rule, rows in call.rejected.items():
        by_rule = EphemeralMetrics(namespace=NAMESPACE)
        by_rule.add_dimensions(Stack=stack, Rule=rule)
        by_rule.add_metric("RowsRejected", MetricUnit.Count, rows)
        by_rule.flush_metrics()


def unit_of(name: str) -> MetricUnit:
    """A metric's unit: its name ends with it, or it counts.

    >>> unit_of("LoadMilliseconds").value, unit_of("FilesHeld").value
    ('Milliseconds', 'Count')
    """
    return next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), MetricUnit.Count)


def _architecture() -> str:
    return "arm64" if platform.machine() in {"aarch64", "arm64"} else "x86_64"


@cache
def _parameters(path: str, region: str | None) -> Mapping[str, str]:
    return parameters(path, region)


def messages(event: Event) -> list[Message]:
    """The messages of an event of SQS."""
    return [
        Message(
            each["messageId"], each["body"], each["receiptHandle"], int(each["attributes"]["ApproximateReceiveCount"])
        )
        for each in event["Records"]
    ]


def failures(ids: list[str]) -> Answer:
    """The answer that names what is to come again; all else is done."""
    return {"batchItemFailures": [{"itemIdentifier": each} for each in ids]}
