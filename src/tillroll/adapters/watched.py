"""CloudWatch: alarms, figures and logs of a stack, and who subscribed to its topics."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tillroll.adapters.aws import Refused, aws


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm, what it is about, and since when it is in its state: OK, ALARM or INSUFFICIENT_DATA."""

    name: str
    state: str
    about: str
    since: datetime


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a function's log."""

    id: str
    at: datetime
    function: str
    text: str


def alarms(prefix: str, region: str | None = None) -> list[Alarm]:
    """The alarms whose names begin so."""
    found: list[Alarm] = aws("cloudwatch", region, lambda watch: list(_alarms(watch, prefix)))
    return found


def _alarms(watch: Any, prefix: str) -> Iterator[Alarm]:  # noqa: ANN401 - boto3 has no types
    for page in watch.get_paginator("describe_alarms").paginate(AlarmNamePrefix=prefix):
        for each in (*page.get("MetricAlarms", []), *page.get("CompositeAlarms", [])):
            about, since = each.get("AlarmDescription", ""), each["StateUpdatedTimestamp"]
            yield Alarm(each["AlarmName"], each["StateValue"], about, since)


def oldest_seconds(queues: Sequence[str], region: str | None = None) -> dict[str, float]:
    """How old the oldest message of each queue was a moment ago, by the queue's name, where CloudWatch knows it."""
    now = datetime.now(UTC)
    asked = {"StartTime": now - timedelta(minutes=15), "EndTime": now, "ScanBy": "TimestampDescending"}
    queries = [_oldest(place, name) for place, name in enumerate(queues)]
    told = aws("cloudwatch", region, lambda watch: watch.get_metric_data(MetricDataQueries=queries, **asked))
    return {queues[int(each["Id"][1:])]: each["Values"][0] for each in told["MetricDataResults"] if each["Values"]}


def _oldest(place: int, queue: str) -> dict[str, Any]:
    metric = {"Namespace": "AWS/SQS", "MetricName": "ApproximateAgeOfOldestMessage"}
    dimensions = [{"Name": "QueueName", "Value": queue}]
    return {
        "Id": f"q{place}",
        "MetricStat": {"Metric": {**metric, "Dimensions": dimensions}, "Period": 60, "Stat": "Maximum"},
    }


def log_lines(
    function: str, since: datetime, until: datetime | None = None, term: str | None = None, region: str | None = None
) -> Iterator[LogLine]:
    """The lines that a function logged since then, page by page; with ``term`` those that hold it, or some more."""
    asked: dict[str, Any] = {"logGroupName": f"/aws/lambda/{function}", "startTime": int(since.timestamp() * 1000)}
    asked |= {"endTime": int(until.timestamp() * 1000)} if until else {}
    asked |= {"filterPattern": f'"{term}"'} if term else {}
    while True:
        page = _page(asked, region)
        for each in page.get("events", []):
            at = datetime.fromtimestamp(each["timestamp"] / 1000, UTC)
            yield LogLine(each["eventId"], at, function, each["message"].rstrip())
        if not page.get("nextToken"):
            return
        asked["nextToken"] = page["nextToken"]


def _page(asked: Mapping[str, Any], region: str | None) -> Mapping[str, Any]:
    try:
        page: Mapping[str, Any] = aws("logs", region, lambda logs: logs.filter_log_events(**asked))
    except Refused as error:
        if error.code == "ResourceNotFoundException":  # it was never called
            return {}
        raise
    return page


def subscriptions(topic: str, region: str | None = None) -> list[tuple[str, bool]]:
    """How people are told what a topic tells, and whether they have confirmed that they want it."""
    told = aws(
        "sns",
        region,
        lambda sns: [
            each
            for page in sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
            for each in page["Subscriptions"]
        ],
    )
    return [(each["Protocol"], each["SubscriptionArn"].startswith("arn:")) for each in told]


def schedules(prefix: str, region: str | None = None) -> list[tuple[str, str]]:
    """The schedules whose names begin so, and their states: ENABLED or DISABLED."""
    told = aws(
        "scheduler",
        region,
        lambda scheduler: [
            each
            for page in scheduler.get_paginator("list_schedules").paginate(NamePrefix=prefix)
            for each in page["Schedules"]
        ],
    )
    return [(each["Name"], each["State"]) for each in told]
