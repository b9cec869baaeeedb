"""How a stack is: what waits in its queues, what was set aside and why, its last runs, and its alarms."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tillroll.adapters.queues import Queue
from tillroll.adapters.set_aside import SetAside
from tillroll.adapters.watched import Alarm, LogLine, alarms, log_lines, oldest_seconds
from tillroll.cloud.asides import Aside, look
from tillroll.cloud.reach import reach
from tillroll.cloud.stack import QUEUES, Stack
from tillroll.errors import ConfigurationError
from tillroll.report import Warehouse

RUNS = 5
_LOGGED = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A queue: about how many messages wait, how many are in hand, and how old the oldest is, where that is known."""

    name: str
    waiting: int
    in_hand: int
    oldest_seconds: float | None


@dataclass(frozen=True, slots=True)
class Run:
    """A run of the load function. What only the warehouse knows is None where it could not be asked."""

    finished_at: datetime
    sales: int
    pence: int
    documents: int | None = None
    rows_rejected: int | None = None
    cost_micropence: int | None = None


@dataclass(frozen=True, slots=True)
class Overview:
    """A stack as it is now; ``remarks`` say what could not be asked, and why."""

    queues: list[Waiting]
    asides: Mapping[str, list[Aside]]
    runs: list[Run]
    alarms: list[Alarm]
    remarks: list[str]

    @property
    def needs_person(self) -> bool:
        """Whether somebody should see to it."""
        return any(self.asides.values()) or any(each.state == "ALARM" for each in self.alarms)


def overview(stack: Stack, now: datetime) -> Overview:
    """Ask for all of it; what can't be asked is told in the remarks."""
    remarks: list[str] = []
    queues = _queues(stack, remarks)
    asides = {name: look(SetAside(url, stack.region)) for name, url in aside_urls(stack).items()}
    runs = _runs(stack, now, remarks)
    try:
        found = alarms(f"{stack.name}-", stack.region)
    except ConfigurationError as error:
        found = []
        remarks.append(f"alarms: {error}")
    return Overview(queues, asides, runs, found, remarks)


def aside_urls(stack: Stack) -> dict[str, str]:
    """The queues of what was set aside, by the name of what it came from."""
    return {name: stack[aside] for name, (_, aside) in QUEUES.items() if aside in stack}


def _queues(stack: Stack, remarks: list[str]) -> list[Waiting]:
    urls = dict(_urls(stack))
    names = {name: url.rpartition("/")[2] for name, url in urls.items()}
    try:
        ages = oldest_seconds(list(names.values()), stack.region)
    except ConfigurationError as error:
        ages = {}
        remarks.append(f"age of messages: {error}")
    return [Waiting(name, *Queue(url, stack.region).lengths(), ages.get(names[name])) for name, url in urls.items()]


def _urls(stack: Stack) -> Iterator[tuple[str, str]]:
    for name, (queue, aside) in QUEUES.items():
        if queue:
            yield name, stack[queue]
        if aside in stack:
            yield f"{name}, set aside", stack[aside]


def _runs(stack: Stack, now: datetime, remarks: list[str]) -> list[Run]:
    with reach(stack) as reached:
        if reached.opened:
            return runs_told(reached.opened.warehouse)
    remarks.append(f"runs are told by the logs of the last two days: {reached.why_not}")
    try:
        return _runs_logged(stack, now)
    except ConfigurationError as error:
        remarks.append(f"logs: {error}")
        return []


def runs_told(warehouse: Warehouse) -> list[Run]:
    """The last runs that finished, newest first, as the warehouse has them."""
    rows = warehouse.run("cloud/last_runs", row_limit=RUNS)
    return [
        Run(finished_at.replace(tzinfo=UTC), sales, pence, documents, rejected, cost)
        for _, finished_at, documents, sales, pence, rejected, cost in rows
        if finished_at
    ]


def _runs_logged(stack: Stack, now: datetime) -> list[Run]:
    """The same from the metrics that the load function writes into its log."""
    lines = log_lines(stack["LoadFunction"], now - _LOGGED, term="RunsFinished", region=stack.region)
    runs = [run for line in lines if (run := run_logged(line))]
    return sorted(runs, key=lambda run: run.finished_at, reverse=True)[:RUNS]


def run_logged(line: LogLine) -> Run | None:
    """The run of which a line of metrics tells; None where it tells of none."""
    try:
        told = json.loads(line.text)
    except ValueError:
        return None
    if not isinstance(told, dict) or "RunsFinished" not in told:
        return None
    return Run(line.at, int(_sum(told.get("SalesLoaded"))), int(_sum(told.get("PenceLoaded"))))


def _sum(values: Any) -> float:  # noqa: ANN401 - what a log holds
    found = values if isinstance(values, list) else [values]
    return sum(each for each in found if isinstance(each, int | float))
