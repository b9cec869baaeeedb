"""DuckDB, PostgreSQL and Redshift's stand-in hold the same rows, in type and value, and answer every report alike.

Grain: one test a kind and report; test_histories plays each history there too. The logs' own times and run names aside.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC
from typing import Any

import pytest

from tests.reports.world import FIRST, LAST, NOW, World, deliver
from tests.warehouses.helpers import Chain, in_postgres, in_redshift, open_chain
from tillroll.contract.tables import RECEIPT, RESTATEMENT
from tillroll.report import Choice, Report, Reports, reports

Told = dict[str, list[str]]
KINDS = ("postgres", "redshift")
NOTHING_TO_TELL = {
    *("findings", "like-for-like-by-branch", "like-for-like-causes", "region-trend", "trend-by-product"),
    *("trend-drivers", "trend-drivers-by-region"),
}
"""What a world of one month has nothing for."""
_CLOCK = {"moment", "seconds"}
_NAMELESS = {"run_id", "restated_at", "started_at", "finished_at"}


def told(chain: Chain) -> Told:
    """Every row of every table as Python writes it: a Decimal is no float, and 1 is not True."""
    rows: dict[str, list[tuple[Any, ...]]] = dict(chain.state())
    for table in (RECEIPT, RESTATEMENT):
        columns = [column for column in table.column_names() if column not in _NAMELESS]
        rows[table.name] = chain.rows(f"select {', '.join(columns)} from {table.name}")
    return {name: sorted(map(repr, each)) for name, each in rows.items()}


@pytest.fixture(scope="module", params=KINDS)
def other(request: pytest.FixtureRequest) -> str:
    """The kind of warehouse that is compared with DuckDB."""
    kind: str = request.param
    return kind


def within(kind: str, request: pytest.FixtureRequest) -> AbstractContextManager[None]:
    server = request.getfixturevalue(kind)
    return in_redshift(server) if kind == "redshift" else in_postgres(server)


@pytest.fixture(scope="module")
def both(
    other: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Chain, Chain]]:
    """One chain's world in both."""
    folder = tmp_path_factory.mktemp("world")
    with open_chain() as ours, within(other, request), open_chain() as theirs:
        deliver(World(), ours, folder)
        deliver(World(), theirs, folder)
        yield ours, theirs


def test_a_chain_of_every_kind_of_day_has_the_same_rows(both: tuple[Chain, Chain]) -> None:
    ours, theirs = map(told, both)
    assert [name for name in ours if ours[name] != theirs[name]] == []


@pytest.mark.parametrize("report", [pytest.param(each, id=each.name) for each in reports() if each.name != "runs"])
def test_a_report_answers_alike(both: tuple[Chain, Chain], report: Report) -> None:
    """Its rows in the same order, of the same types; `runs` tells of the tests' own runs, as moments and seconds do."""
    choice = Choice(from_day=FIRST, to_day=LAST) if "dates" in report.filters else Choice()
    answers = [Reports(chain.warehouse).answer(report.name, choice, now=NOW.replace(tzinfo=UTC)) for chain in both]
    ours, theirs = ([comparable(report, row) for row in answer.rows] for answer in answers)
    assert ours == theirs
    assert bool(ours) == (report.name not in NOTHING_TO_TELL)


def comparable(report: Report, row: tuple[Any, ...]) -> list[str]:
    """A row as Python writes it, but for the clock; sums of floats may differ in their last digits."""
    return [
        type(value).__name__ if column.unit in _CLOCK else f"{value:.9g}" if isinstance(value, float) else repr(value)
        for column, value in zip(report.columns, row, strict=True)
    ]
