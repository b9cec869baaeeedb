"""What is measured: three sizes of delivery, and one day loaded onto many."""

import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from statistics import median

from benchmarks.files import Files, write_files
from benchmarks.processes import Finished, run_fresh
from benchmarks.rivals import BARE, PANDAS, TILLROLL, Rival, ingest_files

FIRST_DAY = date(2021, 1, 4)


@dataclass(frozen=True, slots=True)
class Targets:
    """What is to be reached; printed beside what was, never asserted."""

    ingest_seconds: float | None = None
    over_bare: float | None = None
    faster_than_pandas: float | None = None
    over_none: float | None = None
    peak_bytes: int = 10**9


@dataclass(frozen=True, slots=True)
class Case:
    """One line of the table: so many branches and days of files, measured so many times."""

    name: str
    branches: int
    days: int
    runs: int
    targets: Targets
    sales_per_file: int = 500
    stored_days: int = 0

    @property
    def files(self) -> int:
        """One per branch and day."""
        return self.branches * self.days

    @property
    def sales(self) -> int:
        """In all its files."""
        return self.files * self.sales_per_file

    @property
    def stored_sales(self) -> int:
        """In the warehouse before the load."""
        return self.stored_days * self.branches * self.sales_per_file


@dataclass(frozen=True, slots=True)
class Measured:
    """The medians of one way of doing a job, and how many files each run was given."""

    seconds: float
    peak_bytes: float
    files: int

    @property
    def seconds_per_file(self) -> float:
        """To compare runs on different numbers of files."""
        return self.seconds / self.files


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table; what was not measured is absent."""

    title: str
    ingest: Measured
    targets: Targets
    runs: int
    bare: Measured | None = None
    pandas: Measured | None = None
    onto_none: Measured | None = None


CASES = (
    Case("one", 1, 1, 5, Targets(ingest_seconds=0.5)),
    Case("100k", 200, 1, 5, Targets(over_bare=5, faster_than_pandas=10)),
    Case("1m", 200, 10, 3, Targets(over_bare=8, faster_than_pandas=10)),
    Case("20m", 200, 1, 5, Targets(over_none=1.3), stored_days=200),
)


def quick(case: Case) -> Case:
    """The same case, small: it shows that the benchmark works and measures nothing worth keeping."""
    return replace(
        case,
        branches=min(case.branches, 10),
        days=min(case.days, 3),
        runs=1,
        sales_per_file=100,
        stored_days=min(case.stored_days, 10),
    )


def measure(case: Case) -> list[Line]:
    """Write the case's files, run its jobs in alternation and give its lines of the table."""
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder:
        return (_onto_many if case.stored_days else _side_by_side)(case, Path(folder))


def warm_up() -> None:
    """Run everything once on one small file: a first run also compiles modules and fills the disk cache."""
    measure(replace(quick(CASES[0]), name="warm-up"))


def _side_by_side(case: Case, folder: Path) -> list[Line]:
    files = _write(case, folder / "files", FIRST_DAY, case.days)
    rivals = (BARE, TILLROLL, PANDAS)
    runs = _alternate(case, {rival.name: partial(_run, rival, files) for rival in rivals})
    bare, ingest, pandas = (_measured(runs[rival.name], rival.files_of(files)) for rival in rivals)
    return [
        Line(f"{_deliveries(case)}, {case.sales:,} sales", ingest, case.targets, case.runs, bare=bare, pandas=pandas)
    ]


def _run(rival: Rival, files: Files, _: int) -> Finished:
    return rival.run(files)


def _onto_many(case: Case, folder: Path) -> list[Line]:
    big = stored(case, folder)
    days = [_day(case, folder, case.stored_days + run) for run in range(case.runs)]
    runs = _alternate(
        case,
        {
            "onto none": lambda run: ingest_files(days[run], folder / f"none-{run}.duckdb"),
            "onto many": lambda run: ingest_files(days[run], big),
        },
    )
    none, many = (_measured(each, case.files) for each in runs.values())
    return [
        Line(f"{_deliveries(case)} onto none", none, Targets(), case.runs),
        Line(f"{_deliveries(case)} onto {case.stored_sales:,} sales", many, case.targets, case.runs, onto_none=none),
    ]


def stored(case: Case, folder: Path, add_lists: Callable[[Files], None] = lambda _files: None) -> Path:
    """A warehouse that holds the days before: the first is ingested, with the lists that are added, and copied."""
    warehouse = folder / "big.duckdb"
    first = _day(case, folder, 0)
    add_lists(first)
    ingest_files(first, warehouse)
    _say(f"{case.name}: growing the warehouse to {case.stored_sales:,} sales")
    grown = run_fresh([sys.executable, "-m", "benchmarks.big_warehouse", str(warehouse), str(case.stored_days - 1)])
    if grown.answer["sales"] != case.stored_sales:
        raise SystemExit(f"The warehouse holds {grown.answer['sales']:,} sales instead of {case.stored_sales:,}.")
    return warehouse


def _day(case: Case, folder: Path, number: int) -> Files:
    return _write(case, folder / f"day-{number}", FIRST_DAY + timedelta(days=number), days=1)


def _write(case: Case, folder: Path, first_day: date, days: int) -> Files:
    _say(f"{case.name}: writing {case.branches * days:,} files")
    return write_files(folder, first_day, branches=case.branches, days=days, sales=case.sales_per_file)


def _alternate(case: Case, jobs: Mapping[str, Callable[[int], Finished]]) -> dict[str, list[Finished]]:
    """Each job once, then each again: what slows the machine for a while slows all of them."""
    finished: dict[str, list[Finished]] = {name: [] for name in jobs}
    for run in range(case.runs):
        for name, job in jobs.items():
            finished[name].append(job(run))
            _say(f"{case.name}: run {run + 1} of {case.runs}: {name} {finished[name][-1].seconds:.2f} s")
    return finished


def _measured(runs: Sequence[Finished], files: int) -> Measured:
    return Measured(median(run.seconds for run in runs), median(run.peak_bytes for run in runs), files)


def _deliveries(case: Case) -> str:
    return f"{case.files:,} file{'' if case.files == 1 else 's'}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
