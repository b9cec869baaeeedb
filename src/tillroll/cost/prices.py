"""Prices: what AWS charges for one of each thing, exactly as a dated data file says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from tillroll.cost.data_file import Reader, read_text

SHIPPED = "prices-2026-11.toml"
UNITS: Mapping[str, str] = {
    "lambda_gb_second_arm64": "GB-seconds",
    "lambda_gb_second_x86_64": "GB-seconds",
    "lambda_request": "requests",
    "sqs_request": "requests",
    "sqs_fifo_request": "requests",
    "s3_put": "requests",
    "s3_get": "requests",
    "s3_gb_month": "GB",
    "s3_tag_month": "tags",
    "sns_publish": "messages",
    "sns_email": "e-mails",
    "kinesis_shard_hour": "hours",
    "kinesis_put_unit": "units",
    "scheduler_invocation": "calls",
    "ssm_request": "requests",
    "logs_gb": "GB",
    "logs_gb_month": "GB",
    "metric_month": "metrics",
    "alarm_month": "alarms",
    "composite_alarm_month": "alarms",
    "dashboard_month": "dashboards",
    "kms_key_month": "keys",
    "kms_request": "requests",
    "endpoint_hour": "hours",
    "endpoint_gb": "GB",
    "secret_month": "secrets",
    "secret_request": "requests",
    "redshift_rpu_hour": "RPU-hours",
    "redshift_gb_month": "GB",
    "redshift_ra3_large_hour": "hours",
    "ec2_t4g_small_hour": "hours",
    "ebs_gb_month": "GB",
    "public_ipv4_hour": "hours",
    "quicksight_author_month": "authors",
    "quicksight_reader_month": "readers",
    "cloudtrail_event": "events",
}
"""Each price that a file must have, and what it is for."""
FREE: Mapping[str, tuple[str, ...]] = {
    "lambda_gb_seconds": ("lambda_gb_second_arm64", "lambda_gb_second_x86_64"),
    "lambda_requests": ("lambda_request",),
    "sqs_requests": ("sqs_request", "sqs_fifo_request"),
    "sns_publishes": ("sns_publish",),
    "sns_emails": ("sns_email",),
    "scheduler_invocations": ("scheduler_invocation",),
    "logs_gb": ("logs_gb",),
    "metrics": ("metric_month",),
    "alarms": ("alarm_month",),
    "dashboards": ("dashboard_month",),
    "kms_requests": ("kms_request",),
}
"""Each free allowance, and the prices that share it."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for so many of a unit, and the AWS page that says so. It was looked up only if ``is_confirmed``."""

    name: str
    usd: Fraction
    per: int
    page: str
    is_confirmed: bool
    note: str = ""

    @property
    def unit(self) -> str:
        """What it is for, in words."""
        return UNITS[self.name]

    @property
    def usd_each(self) -> Fraction:
        """US dollars for one."""
        return self.usd / self.per


@dataclass(frozen=True, slots=True)
class Prices:
    """All prices as of a day, in a region; ``free`` are the allowances of a month by name."""

    dated: date
    region: str
    usd_per_gbp: Fraction
    exchange_dated: date
    by_name: Mapping[str, Price]
    free: Mapping[str, Fraction]

    def __getitem__(self, name: str) -> Price:
        """One price."""
        return self.by_name[name]

    def pounds(self, usd: Fraction) -> Fraction:
        """US dollars in pounds."""
        return usd / self.usd_per_gbp


def parse_prices(text: str, where: str) -> Prices:
    """Prices from the text of a file; `ConfigurationError` lists every fault by key."""
    reader = Reader.of(text, where)
    dated, region = reader.day("dated"), reader.text("region")
    exchange, free, prices = (reader.table(name) for name in ("exchange", "free", "prices"))
    rate, rate_dated = exchange.rate("usd_per_gbp"), exchange.day("dated")
    exchange.text("page")
    found = {name: _price(prices.table(name), name) for name in UNITS}
    allowances = {name: free.number(name) for name in FREE}
    for each in (reader, exchange, free, prices):
        each.ends()
    reader.check()
    return Prices(dated, region, rate, rate_dated, found, allowances)


def _price(reader: Reader, name: str) -> Price:
    price = Price(
        name,
        reader.number("usd"),
        reader.count("per", least=1),
        reader.text("page"),
        is_confirmed=reader.flag("confirmed"),
        note=reader.text("note", is_needed=False),
    )
    reader.ends()
    return price


def read_prices(path: Path | None = None) -> Prices:
    """The prices of a file; without one, those that ship."""
    return parse_prices(*read_text(path, SHIPPED)) if path else _shipped()


@cache
def _shipped() -> Prices:
    return parse_prices(*read_text(None, SHIPPED))
