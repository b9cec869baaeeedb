"""PostgreSQL: taking files in beside two other ways, one night onto a long history, and each report.

Everything runs on one server, which this starts and stops, and on the same files. Rates are sales a second of a whole
command, from its start to its end.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks.cases import FIRST_DAY, Case, Targets
from benchmarks.cases import quick as smaller
from benchmarks.files import Files, write_files
from benchmarks.processes import Finished, run_fresh
from benchmarks.reports import asked, branches_csv
from benchmarks.rivals import expect, ingest_into
from benchmarks.server import SETTINGS, Server, running

NAME = "postgres"
TARGET_MS = 200
_OVER_COPY, _OVER_ROWS = 3, 40


@dataclass(frozen=True, slots=True)
class Plan:
    """The delivery of one day, how long the histories are, in days, and how many files the slowest way is given."""

    night: Case
    histories: tuple[int, ...]
    files_by_rows: int


FULL = Plan(Case(NAME, 200, 1, 3, Targets()), (10, 50), 20)
QUICK = Plan(smaller(FULL.night), (2, 4), 2)


def measure(plan: Plan, folder: Path) -> str:
    """Run everything and give the text of it."""
    (folder / "files").mkdir()
    with running(folder / "server") as server:
        parts = [_rates(plan, folder, server), _nights(plan, folder, server)]
        longest = replace(plan.night, runs=40 if plan is FULL else 2, stored_days=plan.histories[-1])
        parts.append(asked(longest, server.url(_history(plan.histories[-1])), TARGET_MS))
        settings = ", ".join(f"{name} = {value}" for name, value in SETTINGS.items())
        parts.append(f"PostgreSQL {server.version} over a socket, as it is shipped but for {settings}; it is durable.")
    return "\n\n".join(parts)


def _rates(plan: Plan, folder: Path, server: Server) -> str:
    """Sales a second into empty warehouses."""
    files = _day(plan, folder, 0)
    part = plan.files_by_rows
    ways: Mapping[str, Callable[[], tuple[int, Finished]]] = {
        "prepare + COPY + load": lambda: (files.files, ingest_into(files, server.create("taken"))),
        "pandas + COPY": lambda: (files.files, _pandas(files, server, "copy", files.files)),
        "one INSERT per row": lambda: (part, _pandas(files, server, "rows", part)),
    }
    found: dict[str, list[float]] = {name: [] for name in ways}
    for run in range(plan.night.runs):
        for name, way in ways.items():
            taken, finished = way()
            found[name].append(taken * plan.night.sales_per_file / finished.seconds)
            _say(f"run {run + 1} of {plan.night.runs}: {name} {finished.seconds:.2f} s")
    return "\n".join(_rate_lines(plan, files, {name: median(rates) for name, rates in found.items()}))


def _rate_lines(plan: Plan, files: Files, rates: Mapping[str, float]) -> Iterator[str]:
    ours, by_copy, by_rows = rates.values()
    yield f"{files.files:,} files, {files.sales:,} sales, into an empty warehouse; medians of {plan.night.runs}:"
    yield ""
    for name, rate in rates.items():
        yield f"{name:<22}  {rate:>8,.0f} sales/s"
    yield ""
    yield f"Ours ÷ pandas + COPY: {ours / by_copy:.1f} (≥ {_OVER_COPY})."
    yield f"Ours ÷ one INSERT per row: {ours / by_rows:.1f} (≥ {_OVER_ROWS}); it had {plan.files_by_rows} of the files."
    yield "The pandas jobs declare their keys and do less: one till format, no delivery rules, fewer columns and marts."


def _pandas(files: Files, server: Server, way: str, count: int) -> Finished:
    url = server.create("pandas")
    job = [sys.executable, "-m", "benchmarks.pandas_postgres", str(files.folder), url, way, str(count)]
    finished = run_fresh(job)
    if count == files.files:
        expect(f"the pandas job by {way}", files, (finished.answer["sales"], finished.answer["pence"]))
    return finished


def _nights(plan: Plan, folder: Path, server: Server) -> str:
    """One day's files onto histories of several lengths, in alternation."""
    _grow(plan, folder, server)
    nights = [_day(plan, folder, plan.histories[-1] + run) for run in range(plan.night.runs)]
    found: dict[int, list[float]] = {days: [] for days in plan.histories}
    for run, night in enumerate(nights):
        for days, seconds in found.items():
            seconds.append(ingest_into(night, server.url(_history(days))).seconds)
            _say(f"night {run + 1} of {len(nights)} onto {days} days: {seconds[-1]:.2f} s")
    return "\n".join(_night_lines(plan, {days: median(seconds) for days, seconds in found.items()}))


def _night_lines(plan: Plan, nights: Mapping[int, float]) -> Iterator[str]:
    yield f"One day of {plan.night.files:,} files, {plan.night.sales:,} sales; medians of {plan.night.runs}:"
    yield ""
    for days, seconds in nights.items():
        yield f"onto {days * plan.night.sales:>10,} sales  {seconds:6.2f} s"
    (few, first), *_, (many, last) = nights.items()
    slope = (last - first) / ((many - few) * plan.night.sales / 1e6)
    yield ""
    yield f"{slope:+.3f} s for each million sales that are stored; the longest ÷ the shortest: {last / first:.2f}."


def _grow(plan: Plan, folder: Path, server: Server) -> None:
    """A database for each history: one day is ingested, with a list of branches, and copied."""
    first = _day(plan, folder, 0)
    branches_csv(first)
    ingest_into(first, server.create("day"))
    for days in plan.histories:
        _say(f"growing to {days * plan.night.sales:,} sales")
        url = server.create(_history(days), template="day")
        grown = run_fresh([sys.executable, "-m", "benchmarks.big_warehouse", url, str(days - 1)])
        if grown.answer["sales"] != days * plan.night.sales:
            raise SystemExit(f"The warehouse holds {grown.answer['sales']:,} sales.")
        server.execute("vacuum analyze", _history(days))


def _history(days: int) -> str:
    return f"days_{days}"


def _day(plan: Plan, folder: Path, number: int) -> Files:
    path = folder / "files" / f"{number}-{len(list((folder / 'files').iterdir()))}"
    day = FIRST_DAY + timedelta(days=number)
    return write_files(path, day, branches=plan.night.branches, days=1, sales=plan.night.sales_per_file)


def _say(text: str) -> None:
    print(f"{NAME}: {text}", file=sys.stderr, flush=True)
