"""`tillroll doctor`: a day of three made-up cafés, taken in by a warehouse and asked for again, step by step.

The files are in the package, and what they come to was added up by hand. One branch sends its day twice, the second
time with more in it, so that the delivery rules have something to compare.
"""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from tillroll import checks, report
from tillroll.engine import StatementError
from tillroll.errors import TillrollError
from tillroll.ingest import RunReport
from tillroll.report import Choice, Reports, export_table, reports

FIRST_DELIVERY = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
EXPECTED = {"leeds": (30, 13_025), "york": (24, 10_420), "durham": (17, 7_310)}
"""Orders and pence of each branch on the sample's day."""

_REPORT_IT = "this is a fault in tillroll: report it with this output, and say which database and version it is"


class Warehouse(report.Warehouse, checks.Warehouse, Protocol):
    """What the steps ask of a database."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One step: what it does, how long it took, and why it failed, if it did."""

    step: str
    seconds: float
    failure: str | None = None


_Step = tuple[str, Callable[[], None]]


class Unexpected(Exception):  # noqa: N818 - a finding, not an error of ours
    """A step gave something else than it must."""


def write_sample(folder: Path) -> None:
    """Write the sample's files and lists, with the times at which they would have come."""
    files = sorted(
        (each for each in (resources.files("tillroll") / "sample").iterdir() if each.name.endswith(".csv")),
        key=lambda each: each.name,
    )
    for place, file in enumerate(files):
        path = folder / file.name
        path.write_bytes(file.read_bytes())
        at = (FIRST_DELIVERY + timedelta(minutes=place)).timestamp()
        os.utime(path, (at, at))


def examine(warehouse: Warehouse, take: Callable[[], RunReport]) -> Iterator[Finding]:
    """Take the sample in, and ask for it in every way that there is; each step is told as it ends.

    Where it can't be taken in, there is nothing to ask for.
    """
    for step, work in _taking(take):
        finding = attempt(step, work)
        yield finding
        if finding.failure is not None:
            return
    for step, work in _asking(warehouse):
        yield attempt(step, work)


def _taking(take: Callable[[], RunReport]) -> tuple[_Step, ...]:
    return (
        ("take in four files of three branches", lambda: _loads(take(), {"loaded": 3, "extended": 1})),
        ("take them in again, which changes nothing", lambda: _loads(take(), {"duplicate": 4})),
    )


def _asking(warehouse: Warehouse) -> tuple[_Step, ...]:
    """Each report is asked once; what many of them read is staged by the first that needs it, as for the web app."""
    asked = Reports(warehouse)
    return (
        ("the figures are those that were added up by hand", lambda: _figures(warehouse)),
        ("every check holds", lambda: _checks(warehouse)),
        *((f"report {each.name}", _answers(asked, each.name)) for each in reports()),
        ("export a table", lambda: _exports(warehouse)),
    )


def attempt(step: str, work: Callable[[], object]) -> Finding:
    """Do one step, and tell how it went."""
    began = time.monotonic()
    failure = None
    try:
        work()
    except (TillrollError, Unexpected) as error:
        failure = str(error)
    except StatementError as error:
        failure = f"{error}; {_REPORT_IT}"
    return Finding(step, time.monotonic() - began, failure)


def _loads(run: RunReport, expected: dict[str, int]) -> None:
    if run.outcomes != expected:
        raise Unexpected(f"expected {_counts(expected)}, got {_counts(run.outcomes) or 'nothing'}; {_REPORT_IT}")


def _counts(outcomes: dict[str, int]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))


def _figures(warehouse: Warehouse) -> None:
    rows = warehouse.run("reports/branch_figures", branch_ids=list(EXPECTED))
    found = {branch_id: (int(orders), int(pence)) for branch_id, _, orders, pence in rows}
    for branch_id, expected in EXPECTED.items():
        if found.get(branch_id) != expected:
            orders, pence = found.get(branch_id, (0, 0))
            raise Unexpected(
                f"{branch_id}: expected {expected[0]} orders of {expected[1]} pence, "
                f"got {orders} of {pence}; {_REPORT_IT}"
            )


def _checks(warehouse: Warehouse) -> None:
    failing = [result for result in checks.run_checks(warehouse) if result.failures]
    if failing:
        raise Unexpected(f"{'; '.join(f'{result.name}: {result.description}' for result in failing)}; {_REPORT_IT}")


def _answers(asked: Reports, name: str) -> Callable[[], None]:
    return lambda: _discard(asked.answer(name, Choice()))


def _discard(_answer: object) -> None:
    """An answer is enough: what is in it, the figures and the checks say."""


def _exports(warehouse: Warehouse) -> None:
    with TemporaryDirectory(prefix="tillroll-") as folder:
        export_table(warehouse, "branch_day", Path(folder, "branch_day.parquet"), "parquet")
