"""How quickly each report answers on a warehouse of many sales: ``python -m benchmarks --only reports``.

One process asks each report several dozen times, with spans and filters that vary. What is worked out once for each
state of the data is told apart: the register by the first question, trends by the first that needs them, and what else
a report keeps by its own first question. The figures are those of the read path alone: from a choice to rows and their
basis. CPU time is that of this process and, in PostgreSQL, of the server process that answers it.

Filters are those that marts know. A table of its own has several at once, for which sales are read one by one.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from benchmarks.cases import Case, Targets, stored
from benchmarks.chain import NAMED_IN_FILES
from benchmarks.files import Files
from benchmarks.processes import run_fresh

if TYPE_CHECKING:
    from tillroll.report import Report, Reports

NAME = "reports"
CASE = Case(NAME, 100, 1, 40, Targets(), stored_days=400)
TARGET_MS = 250
"""Of an answer that nobody asked for before."""
REGIONS, FRANCHISES = 8, 5
_MANY_HEADINGS = ("filters that no mart knows", "filters", "newest days", "p50", "slowest")
_SPANS_IN_DAYS = (28, 14, 7, 4, 2, 1)
_CALLS_OF_MANY = 5
_HEADINGS = ("report", "calls", "first", "p50", "p95", "slowest", "CPU p95")
_COLD = "The first question"
_TRENDS: Mapping[str, str] = {
    "The first trends, which are kept until the data changes": "findings",
    "The first trends of products": "trend-by-product",
}


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the calls of one report took and what they used of the processor, in milliseconds, each sorted.

    `first` is the one before them, which may have kept what they need.
    """

    name: str
    first: float
    calls: Sequence[float]
    used: Sequence[float]

    def cells(self) -> tuple[str, ...]:
        """Its line of the table."""
        times = (self.first, *(share_of(self.calls, share) for share in (0.5, 0.95, 1)), share_of(self.used, 0.95))
        return (self.name, str(len(self.calls)), *map(in_ms, times))


def share_of(times: Sequence[float], share: float) -> float:
    """The time within which this share of the calls was answered; the times must be sorted."""
    return times[min(len(times) - 1, int(share * len(times)))]


def measure(case: Case, folder: Path) -> str:
    """Grow the warehouse, ask the reports of it in a fresh process, and give the table."""
    warehouse = stored(case, folder, branches_csv)
    return asked(case, f"duckdb:///{warehouse}", TARGET_MS)


def asked(case: Case, url: str, target_ms: float) -> str:
    """The times of all reports on the case's stored sales, as a table."""
    answers = run_fresh([sys.executable, "-m", "benchmarks.reports", url, str(case.runs)]).answer
    timings = [Timing(name, *times) for name, times in answers["warm"].items()]
    slowest = max(timings, key=lambda each: share_of(each.calls, 0.95))
    return "\n".join(
        [
            f"Reports on {case.stored_sales:,} sales, {case.branches} branches × {case.stored_days} days, warm:",
            "",
            *aligned([_HEADINGS, *(timing.cells() for timing in timings)]),
            "",
            f"Slowest p95: {slowest.name}, {in_ms(share_of(slowest.calls, 0.95))} (≤ {target_ms} ms).",
            *(f"{name}: {in_ms(milliseconds)}." for name, milliseconds in answers["cold"].items()),
            f"The first works out {case.branches * case.stored_days:,} branch-days. Load at the end: {_load()}.",
            "",
            f"Sales read one by one, up to {answers['most']:,} orders, over as many of the newest days as that allows:",
            "",
            *aligned([_MANY_HEADINGS, *(_many_cells(*each) for each in answers["many"])]),
        ]
    )


def _many_cells(name: str, filters: str, days: int, times: Sequence[float]) -> tuple[str, ...]:
    return name, filters, str(days), in_ms(share_of(times, 0.5)), in_ms(times[-1])


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def branches_csv(files: Files) -> None:
    """Write a list beside the files: regions, franchises and opening hours, so that the register has work to do."""
    hours = ",".join(["09:00-17:00"] * 7)
    rows = [
        f"B{number:03d},Branch {number:03d},Region {number % REGIONS},{_franchise(number)},{hours}"
        for number in range(files.files)
    ]
    heads = "code,name,region,franchise,mon,tue,wed,thu,fri,sat,sun"
    (files.folder / "branches.csv").write_text("\n".join([heads, *rows, ""]), encoding="utf-8")


def _franchise(number: int) -> str:
    return f"Franchise {number % FRANCHISES}" if number % 3 else ""


def in_ms(milliseconds: float) -> str:
    """A time as tables tell it."""
    return f"{milliseconds:,.0f} ms"


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of a table: the first cell of each row to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        title, *figures = zip(row, widths, strict=True)
        yield "  ".join([title[0].ljust(title[1]), *(cell.rjust(width) for cell, width in figures)])


# In the fresh process


def main(warehouse: str, calls: str) -> None:
    """Ask every report so many times and print the times."""
    from tillroll import wiring  # noqa: PLC0415 - a child inherits its parent's peak of memory
    from tillroll.report import Choice, Reports, reports  # noqa: PLC0415 - the same
    from tillroll.settings import working_settings  # noqa: PLC0415 - the same

    with wiring.open_warehouse(working_settings({"warehouse": warehouse}), read_only=True) as opened:
        meter = Meter.of(opened.warehouse.execute, warehouse)
        asked = Reports(opened.warehouse)
        span = opened.warehouse.execute("select min(trading_date), max(trading_date) from branch_day")[0]
        cold = {
            name: meter.timed(partial(asked.answer, report, Choice(dates="all")))[0]
            for name, report in {_COLD: "sales-by-day", **_TRENDS}.items()
        }
        rng = Random(7)
        warm: dict[str, tuple[float, list[float], list[float]]] = {}
        for report in reports():
            choices = [Choice(**_choice(rng, report, *span)) for _ in range(int(calls) + 1)]
            first, *rest = [meter.timed(partial(asked.answer, report.name, choice)) for choice in choices]
            warm[report.name] = (first[0], sorted(wall for wall, _ in rest), sorted(used for _, used in rest))
        many = [found for report in reports() if (found := _read_one_by_one(rng, report, asked, span[1]))]
        most = opened.warehouse.most_orders_read
    print(json.dumps({"cold": cold, "warm": warm, "many": many, "most": most}))


def _read_one_by_one(
    rng: Random, report: "Report", asked: "Reports", last: date
) -> tuple[str, str, int, list[float]] | None:
    """The filters and times of a report that reads sales, over the longest span that it reads; None for others."""
    from tillroll.errors import TooMuch  # noqa: PLC0415 - a child inherits its parent's peak of memory
    from tillroll.report import Choice  # noqa: PLC0415 - the same

    several = [name for name in ("size", "daypart", "tender") if name in report.filters]
    if not report.beyond_marts(several):
        return None
    for days in _SPANS_IN_DAYS:
        times = []
        try:
            for _ in range(_CALLS_OF_MANY):
                named: dict[str, Any] = {name: rng.choice(NAMED_IN_FILES[name]) for name in several}
                choice = Choice(from_day=last - timedelta(days=days - 1), to_day=last, **named)
                times.append(Meter().timed(partial(asked.answer, report.name, choice))[0])
        except TooMuch:
            continue
        return report.name, ", ".join(several), days, sorted(times)
    return None


@dataclass(frozen=True, slots=True)
class Meter:
    """What tells how much of the processor was used: by this process, and by one of a server, if its figures are."""

    server: Path | None = None

    @classmethod
    def of(cls, ask: Callable[[str], Any], url: str) -> "Meter":
        """The meter of a warehouse's connection."""
        if not url.startswith("postgresql:"):
            return cls()
        figures = Path(f"/proc/{ask('select pg_backend_pid()')[0][0]}/schedstat")
        return cls(figures if figures.exists() else None)

    def timed(self, work: Callable[[], object]) -> tuple[float, float]:
        """How long some work took, and what it used of the processor, in milliseconds."""
        started, used = perf_counter(), self._used()
        work()
        return 1000 * (perf_counter() - started), 1000 * (self._used() - used)

    def _used(self) -> float:
        server = int(self.server.read_text().split()[0]) / 1e9 if self.server else 0
        return process_time() + server


def _choice(rng: Random, report: "Report", first: date, last: date) -> dict[str, Any]:
    """One time in four all there is; else a span of a day to all, and sometimes a filter.

    Trends are asked for as of the newest day, for which they are kept.
    """
    if "dates" not in report.filters:
        return {}
    days = (last - first).days
    length = rng.choice((0, 6, 27, 90, days))
    begin = first + timedelta(days=rng.randint(0, max(0, days - length)))
    end = min(last, begin + timedelta(days=length))
    if {"trends", "chosen_trends", "trend_findings", "product_trends"} & set(report.needs):
        begin, end = last - (end - begin), last
    dates = {"dates": "all"} if rng.random() < 0.25 else {"from_day": begin, "to_day": end}
    known = [name for name in report.filters if not report.beyond_marts([name])]
    return dates | (_filter(rng, known) if rng.random() < 0.5 else {})


def _filter(rng: Random, filters: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "branch": f"Branch {rng.randrange(10):03d}",
        "region": f"Region {rng.randrange(REGIONS)}",
        "franchise": f"Franchise {rng.randrange(FRANCHISES)}",
        "rows": rng.choice((5, 50)),
        **{name: rng.choice(known) for name, known in NAMED_IN_FILES.items()},
    }
    name = rng.choice([each for each in filters if each in values])
    return {name: values[name]}


if __name__ == "__main__":
    main(*sys.argv[1:])
