"""How quickly each report answers on a warehouse of many sales: ``python -m benchmarks --only reports``.

One process asks each report several dozen times, with spans and filters that vary, after one question that stages what
reports share. The figures are those of the read path alone: from a choice to rows and their basis.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from benchmarks.cases import Case, Targets, stored
from benchmarks.files import Files
from benchmarks.processes import run_fresh

NAME = "reports"
CASE = Case(NAME, 200, 1, 40, Targets(), stored_days=200)
TARGET_MS = 100
REGIONS, FRANCHISES = 8, 5
_HEADINGS = ("report", "calls", "p50", "p95", "slowest")
_COLD = "The first question"


@dataclass(frozen=True, slots=True)
class Timing:
    """How long the calls of one report took, in milliseconds, sorted."""

    name: str
    calls: Sequence[float]

    def at(self, share: float) -> float:
        """The time within which this share of the calls was answered."""
        return self.calls[min(len(self.calls) - 1, int(share * len(self.calls)))]


def measure(case: Case, folder: Path) -> str:
    """Grow the warehouse, ask the reports of it in a fresh process, and give the table."""
    warehouse = stored(case, folder, branches_csv)
    return asked(case, f"duckdb:///{warehouse}", TARGET_MS)


def asked(case: Case, url: str, target_ms: float) -> str:
    """The times of all reports on the case's stored sales, as a table."""
    answers = run_fresh([sys.executable, "-m", "benchmarks.reports", url, str(case.runs)]).answer
    cold, *timings = [Timing(name, calls) for name, calls in answers["milliseconds"].items()]
    rows = [
        (each.name, str(len(each.calls)), *map(in_ms, (each.at(0.5), each.at(0.95), each.at(1)))) for each in timings
    ]
    worst = max(timings, key=lambda each: each.at(0.95))
    return "\n".join(
        [
            f"Reports on {case.stored_sales:,} sales, {case.branches} branches × {case.stored_days} days, warm:",
            "",
            *aligned([_HEADINGS, *rows]),
            "",
            f"Slowest p95: {worst.name}, {in_ms(worst.at(0.95))} (≤ {target_ms} ms).",
            f"{_COLD}, which works out {case.branches * case.stored_days:,} branch-days: {in_ms(cold.at(1))}.",
        ]
    )


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
        asked = Reports(opened.warehouse)
        span = opened.warehouse.execute("select min(trading_date), max(trading_date) from branch_day")[0]
        found = {_COLD: [_timed(partial(asked.answer, "sales-by-day", Choice(dates="all")))]}
        rng = Random(7)
        for report in reports():
            choices = [Choice(**_choice(rng, report.filters, *span)) for _ in range(int(calls))]
            asked.answer(report.name, choices[0])
            found[report.name] = sorted(_timed(partial(asked.answer, report.name, choice)) for choice in choices)
    print(json.dumps({"milliseconds": found}))


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return 1000 * (perf_counter() - started)


def _choice(rng: Random, filters: Sequence[str], first: date, last: date) -> dict[str, Any]:
    """One time in four all there is; else a span of a day to all, and sometimes a filter."""
    if "dates" not in filters:
        return {}
    days = (last - first).days
    length = rng.choice((0, 6, 27, 90, days))
    begin = first + timedelta(days=rng.randint(0, max(0, days - length)))
    dates = {"from_day": begin, "to_day": min(last, begin + timedelta(days=length))}
    if rng.random() < 0.25:
        return {"dates": "all"}
    return dates | (_filter(rng, filters) if rng.random() < 0.5 else {})


def _filter(rng: Random, filters: Sequence[str]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "branch": f"Branch {rng.randrange(10):03d}",
        "region": f"Region {rng.randrange(REGIONS)}",
        "franchise": f"Franchise {rng.randrange(FRANCHISES)}",
        "product": "Latte",
        "category": "Coffee",
        "tender": rng.choice(("cash", "card")),
        "rows": rng.choice((5, 50)),
    }
    name = rng.choice([each for each in filters if each in values])
    return {name: values[name]}


if __name__ == "__main__":
    main(*sys.argv[1:])
