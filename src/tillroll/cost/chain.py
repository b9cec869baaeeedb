"""What a bill is asked for: how large the chain is, how its stack is made, and which parts of it are on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from tillroll.contract.values import RULES
from tillroll.errors import ConfigurationError

Architecture = Literal["arm64", "x86_64"]
Redshift = Literal["serverless", "provisioned"]
MOST_BRANCHES = 100_000
MOST_SALES = 100_000
ALARMS = (
    *("prepare-errors", "load-errors", "close-errors", "check-errors"),
    *("prepare-throttles", "load-throttles", "close-throttles", "check-throttles"),
    *("files-dlq", "loads-dlq", "files-oldest", "loads-oldest"),
    *("branches-missing", "conservation", "no-run-today", "checks-failed", "cost"),
)
STREAM_ALARMS = ("stream-errors", "stream-throttles", "stream-failures", "stream-behind")
METRICS = (
    *("FilesPrepared", "FilesUnreadable", "FilesHeld", "FilesMissed", "SalesLoaded", "PenceLoaded", "RowsRejected"),
    *("BranchesMissing", "PrepareMilliseconds", "LoadMilliseconds", "FreshnessSeconds", "NewestSaleSeconds"),
    *("CostMicropence", "ConservationBreach", "ChecksFailed", "RunsFinished", "DigestsSent", "WaitingForPerson"),
    "SetAside",
    *(f"RowsRejected by {rule}" for rule in RULES),
)
"""Each is billed by itself; only rejected rows are told by rule, too."""
STREAM_METRICS = ("RecordsStaged", "RecordsUnreadable")
ENDPOINTS: Mapping[str, tuple[str, ...]] = {
    "sqs": (),
    "ssm": (),
    "sns": (),
    "credentials": (),
    "mail": ("mail",),
}
"""The interface endpoints of the network, and the parts without which one is not needed. S3's is free."""
RAW_DAYS = 7
"""Days that a loaded raw file lies there: 4, and 1 as an old version, each counted to the midnight after."""
GRAFANA_DISK_GB = 16
GRAFANA_METRICS = 7
"""What EC2 tells of a machine that is watched by the minute."""
GRAFANA_SECRETS = 2
SWITCHES: Mapping[str, str] = {
    "redshift": "WithRedshift=true",
    "kinesis": "WithKinesis=true",
    "endpoints": "WithVpcEndpoints=true",
    "mail": "WithMailEndpoint=true",
    "keys": "WithKmsKey=true",
    "alarms": "WithAlarms=true",
    "composite": "WithCompositeAlarm=true",
    "dashboard": "WithDashboard=true",
    "grafana": "WithGrafana=true",
    "secret": "WarehouseCredentials=secret",
    "quicksight": "WithQuickSight=true",
    "cloudtrail": "WithCloudTrail=true",
}
"""The parts of a stack that can be left out, each with the parameter of a template by which it is on."""
USUALLY_OFF = frozenset({"mail", "secret", "quicksight", "cloudtrail"})


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain that sends one file a branch and day; money is asked for a month of ``days``.

    ``streamed_sales`` are a branch's sales of a day that its till sends by the stream besides. ``awake_minutes`` is how
    long a day Redshift Serverless works, on ``rpus``; staged batches are kept for ``months``; endpoints stand in
    ``zones``.
    """

    branches: int
    sales_per_day: int
    days: int = 30
    streamed_sales: int = 0
    architecture: Architecture = "arm64"
    redshift: Redshift = "serverless"
    awake_minutes: int = 120
    rpus: int = 8
    months: int = 12
    zones: int = 1
    parts: frozenset[str] = frozenset(SWITCHES) - USUALLY_OFF

    def __post_init__(self) -> None:
        """`ConfigurationError` if it can't be."""
        if not 0 <= self.branches <= MOST_BRANCHES or not 0 <= self.sales_per_day <= MOST_SALES:
            raise ConfigurationError(
                f"a chain has 0 to {MOST_BRANCHES:,} branches of 0 to {MOST_SALES:,} sales a day: correct the numbers"
            )
        if not 0 <= self.streamed_sales <= self.sales_per_day:
            raise ConfigurationError("streamed sales are a part of a branch's sales a day: give no more than those")
        if self.streamed_sales and "kinesis" not in self.parts:
            raise ConfigurationError("streamed sales need the stream: leave out --streamed-sales, or keep kinesis")


def parts_of(without: Iterable[str] = (), also: Iterable[str] = ()) -> frozenset[str]:
    """The parts that are on: the usual ones without some, and some more. `ConfigurationError` names unknown ones."""
    dropped, added = set(without), set(also)
    unknown = sorted((dropped | added) - SWITCHES.keys())
    if unknown:
        raise ConfigurationError("\n".join(f"there is no part {name}: {_meant(name)}" for name in unknown))
    if dropped & added:
        raise ConfigurationError(f"{', '.join(sorted(dropped & added))}: with or without? Say one of them")
    return (frozenset(SWITCHES) - USUALLY_OFF | added) - dropped


def _meant(name: str) -> str:
    near = get_close_matches(name, SWITCHES, 1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(SWITCHES)}"
