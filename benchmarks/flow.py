"""A million simulated sales on their way: made up, taken in, reported. Each step is a command of its own process."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import timed
from benchmarks.rivals import tillroll_command

NAME = "flow"
REPORTS = ("sales-by-branch", "best-and-worst-branches", "busiest-hours")


@dataclass(frozen=True, slots=True)
class Flow:
    """How large the chain is."""

    branches: int
    days: int


FLOW = Flow(200, 23)
QUICK = Flow(10, 3)


def measure(flow: Flow, folder: Path) -> str:
    """Run the steps once each and give their times; the simulator says how many sales there are."""
    steps = list(_steps(flow, folder))
    width = max(len(title) for title, _ in steps)
    sales = _sales(folder)
    heading = f"{sales:,} simulated sales, {flow.branches} branches × {flow.days} days, with faults, once:"
    lines = [f"{title:<{width}}  {seconds:6.2f} s" for title, seconds in steps]
    return "\n".join([heading, "", *lines])


def _steps(flow: Flow, folder: Path) -> Iterator[tuple[str, float]]:
    size = ["--branches", str(flow.branches), "--days", str(flow.days), "--faults"]
    warehouse = ["--warehouse", f"duckdb:///{folder / 'flow.duckdb'}"]
    said = folder / "said.txt"
    yield "simulate", timed([*tillroll_command(), "simulate", str(folder / "chain"), *size], said)
    ingest = [*tillroll_command(), "ingest", str(folder / "chain" / "landing"), *warehouse]
    yield "ingest", timed(ingest, folder / "run.txt", allowed={0, 3})
    for report in REPORTS:
        yield f"report {report}", timed([*tillroll_command(), "report", report, *warehouse], folder / "report.txt")


def _sales(folder: Path) -> int:
    """The number of true sales, in the simulator's own words."""
    found = re.search(r"([\d,]+) true sales", (folder / "said.txt").read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit("The simulator did not say how many sales there are.")
    return int(found[1].replace(",", ""))
