"""PostgreSQL: taking files in beside other ways, one night onto a long history, and each report.

Everything runs on one server, which this starts and stops, over TCP to this machine, and on the same files. Into empty
databases go: tillroll's own way, with the whole command counted, from its start to its end; the pandas job with COPY,
counted so too; and one INSERT per row, in three forms, counted from its first file on, so that its start costs it
nothing. `student_postgres` says what the form does with which ours is compared, and what it is spared; beside it stand
a slower form, committed after each sale, and a quicker one, with prepared statements and keys that nobody asks for.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
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
_OURS, _COPY, _ROWS = "prepare + COPY + load", "pandas + COPY", "one INSERT per row"


@dataclass(frozen=True, slots=True)
class Plan:
    """The delivery of one day, how long the histories are, in days, and how many files the slowest way is given."""

    night: Case
    histories: tuple[int, ...]
    files_by_rows: int


@dataclass(frozen=True, slots=True)
class _Taken:
    """How many sales a second, and the processor's seconds for 100,000 of them here and on the server."""

    rate: float
    client: float
    server: float


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
        parts.append(
            f"PostgreSQL {server.version} over TCP to this machine, as it is shipped but for {settings}; it is durable."
        )
    return "\n\n".join(parts)


def _rates(plan: Plan, folder: Path, server: Server) -> str:
    """Sales a second into empty warehouses."""
    files = _day(plan, folder, 0)
    ways: Mapping[str, Callable[[], tuple[int, Finished]]] = {
        _OURS: lambda: (files.files, ingest_into(files, server.create("taken"))),
        _COPY: lambda: (files.files, _rival("pandas_postgres", files, server, "copy", files.files)),
        _ROWS: lambda: _by_rows("student_postgres", files, server, "file", plan),
        "  a commit for each sale": lambda: _by_rows("student_postgres", files, server, "sale", plan),
        "  prepared, keys from content": lambda: _by_rows("pandas_postgres", files, server, "rows", plan),
    }
    found: dict[str, list[_Taken]] = {name: [] for name in ways}
    for run in range(plan.night.runs):
        for name, way in ways.items():
            before = server.cpu_seconds()
            taken, finished = way()
            sales = taken * plan.night.sales_per_file
            seconds = finished.seconds if name in {_OURS, _COPY} else finished.answer["seconds"]
            cpu = finished.cpu_seconds, server.cpu_seconds() - before
            found[name].append(_Taken(sales / seconds, *(1e5 * each / sales for each in cpu)))
            _say(f"run {run + 1} of {plan.night.runs}: {name.strip()}: {seconds:.2f} s")
    return "\n".join(_rate_lines(plan, files, {name: _middle(runs) for name, runs in found.items()}))


def _middle(runs: Sequence[_Taken]) -> _Taken:
    return _Taken(*(median(getattr(run, figure) for run in runs) for figure in _Taken.__slots__))


def _rate_lines(plan: Plan, files: Files, found: Mapping[str, _Taken]) -> Iterator[str]:
    ours, by_copy, by_rows, by_sale, prepared = (each.rate for each in found.values())
    yield f"{files.files:,} files, {files.sales:,} sales, into an empty warehouse; medians of {plan.night.runs}:"
    yield ""
    yield f"{'':<32}  {'sales/s':>8}  processor seconds for 100,000 sales: client, server"
    for name, each in found.items():
        yield f"{name:<32}  {each.rate:>8,.0f}  {each.client:>6.2f}  {each.server:>6.2f}"
    yield ""
    yield f"Ours ÷ pandas + COPY: {ours / by_copy:.1f} (≥ {_OVER_COPY})."
    yield f"Ours ÷ one INSERT per row, a commit for each file: {ours / by_rows:.1f} (≥ {_OVER_ROWS})."
    yield f"Ours ÷ the same, a commit for each sale: {ours / by_sale:.1f}; ÷ prepared, keyed: {ours / prepared:.1f}."
    yield f"Those three had {plan.files_by_rows} of the files, and their start is in the processor's seconds alone."
    yield "All declare their keys but ours, and do less: one till format, no delivery rules, fewer columns and marts."


def _by_rows(job: str, files: Files, server: Server, way: str, plan: Plan) -> tuple[int, Finished]:
    return plan.files_by_rows, _rival(job, files, server, way, plan.files_by_rows)


def _rival(job: str, files: Files, server: Server, way: str, count: int) -> Finished:
    url = server.create("rival")
    finished = run_fresh([sys.executable, "-m", f"benchmarks.{job}", str(files.folder), url, way, str(count)])
    if count == files.files:
        expect(f"{job} by {way}", files, (finished.answer["sales"], finished.answer["pence"]))
    elif finished.answer["sales"] != files.sales * count // files.files:
        raise SystemExit(f"{job} by {way} stored {finished.answer['sales']:,} sales.")
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
