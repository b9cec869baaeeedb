"""Reports of what the warehouse's logs say: nothing is lost, and what changed later is told with its file."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.reports.compare import close, plain
from tests.reports.conftest import Told
from tests.reports.happened import Ask
from tests.reports.truth import errors_in_files, row_acceptance
from tests.reports.world import FIRST, HANDOVER, LAST, NOW
from tests.warehouses.helpers import Chain
from tillroll.report import Choice, Reports
from tillroll.report.scope import BranchSpan, limited

ALL = Choice(from_day=FIRST, to_day=LAST)


def _rows(told: Told, name: str, choice: Choice = ALL) -> list[dict[str, object]]:
    answer = told.reports.answer(name, choice, now=NOW.replace(tzinfo=UTC))
    return [dict(zip((column.name for column in answer.report.columns), row, strict=True)) for row in answer.rows]


def test_every_row_and_penny_is_accounted_for(told: Told) -> None:
    rows = _rows(told, "conservation", Choice())
    assert [row["files"] for row in rows] == [len(told.world.second_run), len(told.world.first_run)]
    assert {(row["rows_unaccounted"], row["pence_unaccounted"]) for row in rows} == {(0, 0)}
    assert sum(int(str(row["rows_rejected"])) for row in rows) == sum(lost.rows for lost in told.world.lost)


def test_rows_are_accepted_but_for_those_rejected_and_held(told: Told) -> None:
    by_branch = {row["branch"]: row for row in _rows(told, "row-acceptance")}
    assert by_branch["Dover"]["reasons"] == "total_matches_lines 1"
    assert {name for name, row in by_branch.items() if row["rejected"]} == {"Dover", "York", ""}
    assert {name for name, row in by_branch.items() if row["held"]} == {"Ripon"}


def test_rows_of_all_branches_are_those_of_the_files(told: Told) -> None:
    """Those of a file of two branches, and of two days, too."""
    read = "select sum(data_rows - rows_blank), sum(rows_rejected) from document where state = 'read'"
    ((data_rows, rejected),) = told.chain.rows(read)
    rows = _rows(told, "row-acceptance")
    assert sum(int(str(row["data_rows"])) for row in rows) == data_rows
    assert sum(int(str(row["rejected"])) for row in rows) == rejected
    lost = {row["branch"]: row["rows_lost"] for row in _rows(told, "errors-in-files")}
    assert {row["branch"]: row["rejected"] for row in rows if row["rejected"]} == lost


@pytest.mark.parametrize("has_other", [False, True])
def test_files_that_reach_beyond_a_scope_are_in_no_count(told: Told, beside: Chain, *, has_other: bool) -> None:
    """York up to the last day of its first owner, and Dover; with Leeds the file of two branches lies within."""
    spans = [BranchSpan("york", FIRST, FIRST + timedelta(days=HANDOVER[0][1])), BranchSpan("dover", FIRST, LAST)]
    scope = limited([*spans, *([BranchSpan("leeds", FIRST, LAST)] if has_other else [])])
    foreign = {each.file for each in told.world.filed if not scope.holds(each.branch.lower(), each.trading_date)}
    truth = replace(
        told.world.truth,
        filed=[each for each in told.world.filed if each.file not in foreign],
        lost=[each for each in told.world.lost if each.file not in foreign],
    )
    assert len(truth.lost) == (2 if has_other else 1)
    within = Reports(beside.warehouse, scope=scope)
    for name, true in (("row-acceptance", row_acceptance), ("errors-in-files", errors_in_files)):
        rows = within.answer(name, ALL, now=NOW.replace(tzinfo=UTC)).rows
        assert [plain(row) for row in rows] == [close(row) for row in true(truth, Ask(FIRST, LAST))], name


def test_a_restatement_is_told_with_its_file(told: Told) -> None:
    changed = [row for row in _rows(told, "restated-days") if row["change_pence"]]
    assert [(row["file"], row["days"], row["change_pence"]) for row in changed] == [
        ("leeds_again.csv", 1, told.world.restated_pence)
    ]


def test_freshness_is_counted_on_the_branches_own_clock(told: Told) -> None:
    rows = {row["branch"]: row for row in _rows(told, "freshness")}
    last = max(sale.placed_at for sale in told.world.sales if sale.branch == "Leeds")
    assert rows["Leeds"]["newest_sale"] == f"{last:%Y-%m-%d %H:%M}"
    hours = (datetime(2024, 3, 1, 12) - last).total_seconds() / 3600
    assert abs(float(str(rows["Leeds"]["hours_since"])) - hours) < 1 / 60


def test_uptime_counts_runs_by_month(told: Told) -> None:
    rows = _rows(told, "uptime", Choice())
    assert sum(int(str(row["runs"])) for row in rows) == sum(int(str(row["finished"])) for row in rows) == 2
    assert {(row["nights"], row["share_succeeded"]) for row in rows} == {(0, None)}


def test_the_grace_of_the_settings_decides_which_files_were_in_time(beside: Chain) -> None:
    def in_time(grace_minutes: int) -> int:
        reports = Reports(beside.warehouse, grace_minutes=grace_minutes)
        answer = reports.answer("file-punctuality", ALL, now=NOW.replace(tzinfo=UTC))
        at = [column.name for column in answer.report.columns].index("in_time")
        return sum(row[at] for row in answer.rows)

    assert in_time(0) < in_time(24 * 60)


@pytest.mark.parametrize(("first", "last"), [(FIRST, LAST), (LAST - timedelta(days=5), LAST), (FIRST, FIRST)])
def test_runs_are_those_that_took_in_files_of_the_dates(told: Told, first: date, last: date) -> None:
    """The second run brought files of two days alone."""
    chosen = Choice(from_day=first, to_day=last)
    both = (told.world.second_run, told.world.first_run)
    files = [len(came) for came in both if any(first <= each.day <= last for each in came)]
    assert [row["files"] for row in _rows(told, "runs", chosen)] == files
    assert [row["files"] for row in _rows(told, "conservation", chosen)] == files
    assert sum(int(str(row["runs"])) for row in _rows(told, "uptime", chosen)) == len(files)


def test_a_run_tells_of_the_files_that_it_could_not_count(told: Told) -> None:
    held = [(row["files_held"], row["files_unreadable"]) for row in _rows(told, "runs")]
    assert held == [(1, 0), (0, 0)]
