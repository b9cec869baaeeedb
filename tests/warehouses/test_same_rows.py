"""DuckDB, PostgreSQL and Redshift's stand-in hold the same rows, in type and value, and answer every report alike.

Grain: one test a kind and history, and one a kind and report. The logs' own times and run names aside.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from tests.reports.world import FIRST, LAST, NOW, World, deliver
from tests.warehouses.helpers import Chain, in_postgres, in_redshift, open_chain, write_file
from tests.warehouses.histories import HISTORIES, File, History
from tillroll.contract.tables import RECEIPT, RESTATEMENT
from tillroll.report import Choice, Reports, reports

Told = dict[str, list[str]]
_NAMELESS = {"run_id", "restated_at", "started_at", "finished_at"}


def told(chain: Chain) -> Told:
    """Every row of every table as Python writes it: a Decimal is no float, and 1 is not True."""
    rows: dict[str, list[tuple[Any, ...]]] = dict(chain.state())
    for table in (RECEIPT, RESTATEMENT):
        columns = [column for column in table.column_names() if column not in _NAMELESS]
        rows[table.name] = chain.rows(f"select {', '.join(columns)} from {table.name}")
    return {name: sorted(map(repr, each)) for name, each in rows.items()}


def after(history: History, folder: Path) -> Told:
    with open_chain(setup=history.setup) as chain:
        for number, step in enumerate(history.steps, 1):
            if isinstance(step, File):
                chain.take(write_file(folder / step.name(number), step.text, step.delivered_at))
            else:
                chain.release(history.release(step))
        return told(chain)


@pytest.fixture(scope="module", params=["postgres", "redshift"])
def other(request: pytest.FixtureRequest) -> str:
    """The kind of warehouse that is compared with DuckDB."""
    kind: str = request.param
    return kind


def within(kind: str, request: pytest.FixtureRequest) -> AbstractContextManager[None]:
    server = request.getfixturevalue(kind)
    return in_redshift(server) if kind == "redshift" else in_postgres(server)


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.title)
def test_a_history_leaves_the_same_rows(
    history: History, other: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    ours = after(history, tmp_path)
    with within(other, request):
        theirs = after(history, tmp_path)
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert ours["sale"]


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


@pytest.mark.parametrize("name", [report.name for report in reports() if report.name != "runs"])
def test_a_report_answers_alike(both: tuple[Chain, Chain], name: str) -> None:
    """Its rows in the same order, of the same types, to the last digit; `runs` tells of the tests' own runs."""
    has_dates = "dates" in next(report.filters for report in reports() if report.name == name)
    choice = Choice(from_day=FIRST, to_day=LAST) if has_dates else Choice()
    ours, theirs = (Reports(chain.warehouse).answer(name, choice, now=NOW.replace(tzinfo=UTC)) for chain in both)
    assert list(map(repr, ours.rows)) == list(map(repr, theirs.rows))
    assert ours.rows
