"""A month's bill reckoned anew from the words of the guide, in plain Python that shares no code with the package.

It takes the two data files as TOML reads them, and gives each line's pounds by its item, exact.
"""

import tomllib
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from math import ceil
from typing import Any

GB = 1024 * 1024 * 1024
ENDPOINTS = ("sqs", "ssm", "sns", "credentials", "mail")
OPTIONAL = ("mail", "secret", "quicksight", "cloudtrail")
RULES = 11


def data(name: str) -> dict[str, Any]:
    text = (resources.files("tillroll") / "data" / name).read_text("utf-8")
    return tomllib.loads(text, parse_float=Decimal)


class Reckoning:
    """The lines of one month; asked for by name, in the order of the bill."""

    def __init__(self, prices: dict[str, Any], measured: dict[str, Any]) -> None:
        self.prices = prices
        self.measured = measured
        self.lines: dict[str, Fraction] = {}

    def charge(self, item: str, price: str, quantity: Fraction | int) -> None:
        each = self.prices["prices"][price]
        rate = Fraction(self.prices["exchange"]["usd_per_gbp"])
        self.lines[item] = Fraction(quantity) * Fraction(each["usd"]) / each["per"] / rate

    def caused(self, service: str, counts: dict[str, int]) -> Fraction:
        return sum(
            (n * Fraction(self.measured["requests"][cause][service]) for cause, n in counts.items()), Fraction(0)
        )

    def work(self, name: str, runs: int, files: int, sales: int) -> Fraction:
        takes = {key: Fraction(value) for key, value in self.measured["function"][name].items()}
        ms = runs * takes["fixed_ms"] + runs * takes["cold_ms"] / takes["cold_one_in"]
        ms += files * takes["ms_per_file"] + sales * takes["ms_per_sale"]
        return ms / 1000 * takes["memory_mb"] / 1024


def prepares_of(branches: int, rhythm: dict[str, Any]) -> int:
    """Calls of prepare in an evening."""
    window, minutes = int(rhythm["window_seconds"]), int(rhythm["drop_minutes"])
    gatherings = -(-minutes * 60 // window) * int(rhythm["pollers"]) if window else branches
    return max(ceil(branches / int(rhythm["files_in_prepare"])), min(branches, gatherings))


def call_micropence(**causes: int) -> int:
    """What one call costs whose time costs nothing: itself, and its requests to S3 and queues."""
    it = Reckoning(data("prices-2026-11.toml"), data("cloud-measured.toml"))
    it.charge("call", "lambda_request", 1)
    for service, price in _REQUESTS.items():
        it.charge(service, price, it.caused(service, causes))
    return int(sum(it.lines.values()) * 100_000_000 + Fraction(1, 2))


_REQUESTS = {"s3_put": "s3_put", "s3_get": "s3_get", "sqs": "sqs_request", "sqs_fifo": "sqs_fifo_request"}


def reckon(
    prices: dict[str, Any],
    measured: dict[str, Any],
    branches: int,
    sales_a_day: int,
    days: int = 30,
    streamed: int = 0,
    off: frozenset[str] = frozenset(OPTIONAL),
) -> dict[str, Fraction]:
    it, rhythm, sizes = Reckoning(prices, measured), measured["rhythm"], measured["bytes"]
    files, sales, records = branches * days, branches * sales_a_day * days, branches * streamed * days
    prepares = prepares_of(branches, rhythm)
    streams = ceil(branches * streamed / rhythm["records_in_stream"])
    loads = ceil((prepares + streams) / rhythm["batches_in_load"]) * days
    prepares, streams = prepares * days, streams * days
    batches = prepares + streams
    closes, checks = rhythm["closes_a_day"] * days, rhythm["checks_a_day"] * days
    work = {
        "prepare": (prepares, files, sales),
        "load": (loads, files, sales + records),
        "stream": (streams, records, records),
        "close": (closes, 0, 0),
        "check": (checks, 0, 0),
    }
    for name, given in work.items():
        if name != "stream" or streams:
            it.charge(f"{name}-time", "lambda_gb_second_arm64", it.work(name, *given))
    it.charge("lambda-requests", "lambda_request", prepares + loads + streams + closes + checks)
    counts = {"file": files, "prepare": prepares, "batch": batches, "load": loads, "day": days}
    idle = Fraction(rhythm["pollers"] * days * 24 * 3600, rhythm["poll_seconds"])
    it.charge("files-queue", "sqs_request", it.caused("sqs", counts))
    it.charge("files-queue-idle", "sqs_request", idle)
    it.charge("loads-queue", "sqs_fifo_request", it.caused("sqs_fifo", counts))
    it.charge("loads-queue-idle", "sqs_fifo_request", idle)
    puts, gets = it.caused("s3_put", counts), it.caused("s3_get", counts)
    it.charge("s3-put", "s3_put", puts)
    it.charge("s3-get", "s3_get", gets)
    raw_file = Fraction(sizes["raw_per_file"]) + sales_a_day * Fraction(sizes["raw_per_sale"])
    it.charge("s3-raw", "s3_gb_month", branches * 7 * raw_file / GB)
    it.charge("s3-tags", "s3_tag_month", branches * 7)
    staged = batches * Fraction(sizes["staged_per_batch"]) + files * Fraction(sizes["staged_per_file"])
    it.charge("s3-staged", "s3_gb_month", 12 * (staged + (sales + records) * Fraction(sizes["staged_per_sale"])) / GB)
    it.charge("cloudtrail", "cloudtrail_event", puts + gets)
    log = sum(
        runs * Fraction(measured["function"][name]["log_bytes"])
        + count * Fraction(measured["function"][name]["log_bytes_per_file"])
        for name, (runs, count, _) in work.items()
    )
    it.charge("logs", "logs_gb", log / GB)
    it.charge("logs-kept", "logs_gb_month", log / GB)
    it.charge("notices", "sns_publish", rhythm["notices_a_day"] * days)
    it.charge("e-mails", "sns_email", rhythm["notices_a_day"] * days)
    it.charge("schedules", "scheduler_invocation", closes + checks)
    it.charge("key-requests", "kms_request", it.caused("kms", counts))
    it.charge("endpoint-bytes", "endpoint_gb", batches * Fraction(sizes["message"]) / GB)
    if records:
        it.charge("kinesis-records", "kinesis_put_unit", records)
    it.charge("redshift", "redshift_rpu_hour", Fraction(120, 60) * days * 8)
    it.charge("redshift-storage", "redshift_gb_month", 12 * sales * Fraction(sizes["database_per_sale"]) / GB)
    it.charge("kinesis-shard", "kinesis_shard_hour", days * 24)
    for name in ENDPOINTS:
        it.charge(f"endpoint-{name}", "endpoint_hour", days * 24)
    _stands(it, days)
    gone = {item for part in off for item in LINES_OF[part]}
    return {item: pounds for item, pounds in it.lines.items() if item not in gone}


def _stands(it: Reckoning, days: int) -> None:
    """What is there by the month."""
    told = Fraction(it.measured["rhythm"]["metric_hours_a_day"], 24)
    it.charge("key", "kms_key_month", 1)
    it.charge("secret", "secret_month", 1)
    it.charge("alarms", "alarm_month", 17)
    it.charge("stream-alarms", "alarm_month", 4)
    it.charge("composite-alarm", "composite_alarm_month", 1)
    it.charge("metrics", "metric_month", (19 + RULES) * told)
    it.charge("stream-metrics", "metric_month", 2 * told)
    it.charge("dashboard", "dashboard_month", 1)
    it.charge("grafana", "ec2_t4g_small_hour", days * 24)
    it.charge("grafana-disk", "ebs_gb_month", 16)
    it.charge("grafana-address", "public_ipv4_hour", days * 24)
    it.charge("grafana-metrics", "metric_month", 7)
    it.charge("grafana-secrets", "secret_month", 2)
    it.charge("quicksight", "quicksight_author_month", 1)
    it.charge("quicksight-secret", "secret_month", 1)


LINES_OF: dict[str, set[str]] = {
    "redshift": {"redshift", "redshift-storage"},
    "kinesis": {"kinesis-shard", "kinesis-records", "stream-time", "stream-alarms", "stream-metrics"},
    "endpoints": {"endpoint-bytes", *(f"endpoint-{name}" for name in ENDPOINTS)},
    "keys": {"key", "key-requests"},
    "mail": {"endpoint-mail"},
    "alarms": {"alarms", "stream-alarms"},
    "composite": {"composite-alarm"},
    "dashboard": {"dashboard"},
    "grafana": {"grafana", *(f"grafana-{part}" for part in ("disk", "address", "metrics", "secrets"))},
    "secret": {"secret"},
    "quicksight": {"quicksight", "quicksight-secret"},
    "cloudtrail": {"cloudtrail"},
}
"""What goes with each part of the stack."""
