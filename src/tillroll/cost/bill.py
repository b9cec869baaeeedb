"""A month's bill: what varies with the sales, and what the stack costs whatever is sold, line by line."""

from collections.abc import Iterator
from fractions import Fraction

from tillroll.cost.chain import (
    ALARMS,
    ENDPOINTS,
    GRAFANA_DISK_GB,
    GRAFANA_METRICS,
    GRAFANA_SECRETS,
    METRICS,
    RAW_DAYS,
    STREAM_ALARMS,
    STREAM_METRICS,
    Chain,
)
from tillroll.cost.lines import Bill, Line, with_free_tier
from tillroll.cost.measured import Measured
from tillroll.cost.month import HOURS_IN_A_DAY, Month, Told
from tillroll.cost.prices import Prices

_MINUTES_IN_AN_HOUR = 60
_MINUTES_IN_A_DAY = 1440
_PUT, _GET = "s3_put", "s3_get"


def bill_of(chain: Chain, measured: Measured, prices: Prices, *, has_free_tier: bool = False) -> Bill:
    """The bill of a month, exact; a line stands in it only if every part that it needs is on."""
    month = Month(chain, measured)
    lines = (*_variable(month), *_fixed(month))
    kept = tuple(line for line in lines if chain.parts.issuperset(line.parts))
    return Bill(chain, prices, with_free_tier(kept, prices) if has_free_tier else kept)


def _line(item: str, title: str, price: str, told: Told, *parts: str) -> Line:
    return Line(item, title, price, *told, parts)


def _fixed_line(item: str, title: str, price: str, told: Told, *parts: str) -> Line:
    return Line(item, title, price, *told, parts, is_fixed=True)


def _variable(month: Month) -> Iterator[Line]:
    yield from _lambda(month)
    yield from _queues(month)
    yield from _buckets(month)
    yield from _others(month)


def _lambda(month: Month) -> Iterator[Line]:
    gb_second = f"lambda_gb_second_{month.chain.architecture}"
    for name, (runs, _, _) in month.invocations.items():
        parts = ("kinesis",) if name == "stream" else ()
        if runs or name != "stream":
            yield _line(f"{name}-time", f"Lambda, {name}: time", gb_second, month.time(name), *parts)
    counts = {name: runs for name, (runs, _, _) in month.invocations.items() if runs}
    words = " + ".join(f"{runs:,} of {name}" for name, runs in counts.items()) or "none"
    yield _line("lambda-requests", "Lambda: calls", "lambda_request", (Fraction(sum(counts.values())), words))


def _queues(month: Month) -> Iterator[Line]:
    yield _line("files-queue", "SQS, files queue", "sqs_request", month.requests("sqs"))
    yield _line("files-queue-idle", "SQS, files queue: asking", "sqs_request", month.polls())
    yield _line("loads-queue", "SQS, loads queue", "sqs_fifo_request", month.requests("sqs_fifo"))
    yield _line("loads-queue-idle", "SQS, loads queue: asking", "sqs_fifo_request", month.polls())


def _buckets(month: Month) -> Iterator[Line]:
    puts, gets = month.requests(_PUT), month.requests(_GET)
    tags = Fraction(month.chain.branches * RAW_DAYS)
    yield _line("s3-put", "S3: writing and listing", "s3_put", puts)
    yield _line("s3-get", "S3: reading", "s3_get", gets)
    yield _line("s3-raw", "S3: till files kept", "s3_gb_month", month.raw_gb())
    yield _line(
        "s3-tags", "S3: their tags", "s3_tag_month", (tags, f"{month.chain.branches:,} files × {RAW_DAYS} days")
    )
    yield _line("s3-staged", "S3: staged form kept", "s3_gb_month", month.staged_gb())
    events = (puts[0] + gets[0], "all requests to S3")
    yield _line("cloudtrail", "CloudTrail: data events", "cloudtrail_event", events, "cloudtrail")


def _others(month: Month) -> Iterator[Line]:
    days, rhythm = month.chain.days, month.measured.rhythm
    notices = (Fraction(rhythm.notices_a_day * days), f"{rhythm.notices_a_day} a day × {days} days")
    calls = rhythm.closes_a_day + rhythm.checks_a_day
    yield _line("logs", "CloudWatch: logs taken in", "logs_gb", month.log_gb())
    yield _line("logs-kept", "CloudWatch: logs kept a month", "logs_gb_month", month.log_gb())
    yield _line("notices", "SNS: notices", "sns_publish", notices)
    yield _line("e-mails", "SNS: their e-mails", "sns_email", notices)
    yield _line("schedules", "EventBridge: schedules", "scheduler_invocation", _daily(calls, days))
    yield _line("key-requests", "KMS: use of the key", "kms_request", month.requests("kms"), "keys")
    yield _line("endpoint-bytes", "VPC endpoints: bytes", "endpoint_gb", month.sent_gb(), "endpoints")
    if month.records:
        units = (Fraction(month.records), "one a record")
        yield _line("kinesis-records", "Kinesis: records", "kinesis_put_unit", units, "kinesis")


def _daily(number: int, days: int) -> Told:
    return Fraction(number * days), f"{number} a day × {days} days"


def _fixed(month: Month) -> Iterator[Line]:
    yield from _redshift(month)
    yield _fixed_line("kinesis-shard", "Kinesis: one shard", "kinesis_shard_hour", _all_hours(month), "kinesis")
    yield from _endpoints(month)
    yield _fixed_line("key", "KMS: one key", "kms_key_month", _each(1), "keys")
    yield _fixed_line("secret", "Secrets Manager: one secret", "secret_month", _each(1), "secret")
    yield from _watched(month)
    yield from _pictures(month)


def _watched(month: Month) -> Iterator[Line]:
    alarms, stream_alarms = _each(len(ALARMS)), _each(len(STREAM_ALARMS))
    yield _fixed_line("alarms", "CloudWatch: alarms", "alarm_month", alarms, "alarms")
    yield _fixed_line("stream-alarms", "CloudWatch: the stream's", "alarm_month", stream_alarms, "alarms", "kinesis")
    composite = ("CloudWatch: composite alarm", "composite_alarm_month")
    yield _fixed_line("composite-alarm", *composite, _each(1), "composite")
    metrics, stream_metrics = (_metrics(month, len(names)) for names in (METRICS, STREAM_METRICS))
    yield _fixed_line("metrics", "CloudWatch: metrics", "metric_month", metrics)
    yield _fixed_line("stream-metrics", "CloudWatch: the stream's", "metric_month", stream_metrics, "kinesis")
    yield _fixed_line("dashboard", "CloudWatch: dashboard", "dashboard_month", _each(1), "dashboard")


def _redshift(month: Month) -> Iterator[Line]:
    chain = month.chain
    if chain.redshift == "provisioned":
        yield _fixed_line(
            "redshift", "Redshift: one ra3.large", "redshift_ra3_large_hour", _all_hours(month), "redshift"
        )
    else:
        minutes = min(max(chain.awake_minutes, 1 if month.loads else 0), _MINUTES_IN_A_DAY)
        hours = Fraction(minutes * chain.days * chain.rpus, _MINUTES_IN_AN_HOUR)
        words = f"{minutes:,} minutes a day × {chain.days} days × {chain.rpus} RPUs"
        yield _fixed_line("redshift", "Redshift Serverless: time", "redshift_rpu_hour", (hours, words), "redshift")
    yield _fixed_line("redshift-storage", "Redshift: storage", "redshift_gb_month", month.database_gb(), "redshift")


def _endpoints(month: Month) -> Iterator[Line]:
    zones = month.chain.zones
    noun = "zone" if zones == 1 else "zones"
    told = (Fraction(month.hours * zones), f"{month.chain.days} days × {HOURS_IN_A_DAY} hours × {zones} {noun}")
    for name, parts in ENDPOINTS.items():
        yield _fixed_line(f"endpoint-{name}", f"VPC endpoint: {name}", "endpoint_hour", told, "endpoints", *parts)


def _pictures(month: Month) -> Iterator[Line]:
    hours, disk = _all_hours(month), (Fraction(GRAFANA_DISK_GB), f"{GRAFANA_DISK_GB} GB for a month")
    yield _fixed_line("grafana", "Grafana: one t4g.small", "ec2_t4g_small_hour", hours, "grafana")
    yield _fixed_line("grafana-disk", "Grafana: its disk", "ebs_gb_month", disk, "grafana")
    yield _fixed_line("grafana-address", "Grafana: its public address", "public_ipv4_hour", hours, "grafana")
    watched, secrets = _each(GRAFANA_METRICS), _each(GRAFANA_SECRETS)
    yield _fixed_line("grafana-metrics", "Grafana: its machine's metrics", "metric_month", watched, "grafana")
    yield _fixed_line("grafana-secrets", "Grafana: its secrets", "secret_month", secrets, "grafana")
    yield _fixed_line("quicksight", "QuickSight: one author", "quicksight_author_month", _each(1), "quicksight")
    yield _fixed_line("quicksight-secret", "QuickSight: its secret", "secret_month", _each(1), "quicksight")


def _all_hours(month: Month) -> Told:
    return Fraction(month.hours), f"{month.chain.days} days × {HOURS_IN_A_DAY} hours"


def _each(number: int) -> Told:
    return Fraction(number), f"{number:,}"


def _metrics(month: Month, number: int) -> Told:
    """A metric is charged for the hours in which it is sent."""
    hours = month.measured.rhythm.metric_hours_a_day
    return Fraction(number * hours, HOURS_IN_A_DAY), f"{number} sent in {hours} of {HOURS_IN_A_DAY} hours"
