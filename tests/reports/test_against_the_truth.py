"""Every report equals what plain Python makes of the true sales, to the penny, whatever it is asked."""

from dataclasses import replace
from datetime import UTC, date, timedelta
from functools import cache

import pytest

from tests.reports.compare import choice_of, close, is_taken, plain, told_basis
from tests.reports.conftest import Told
from tests.reports.happened import Ask, Truth
from tests.reports.truth import REPORTS, basis
from tests.reports.world import FIRST, LAST, NOW, World
from tillroll.report import reports
from tillroll.report.trends.tables import JUDGED

WHOLE = Ask(FIRST, LAST)
ASKS = {
    "all": WHOLE,
    "one week": Ask(date(2024, 1, 8), date(2024, 1, 14)),
    "a span across weeks": Ask(date(2024, 1, 4), date(2024, 1, 17)),
    "one day": Ask(date(2024, 1, 12), date(2024, 1, 12)),
    "beyond what there is": Ask(date(2023, 12, 1), date(2024, 2, 20)),
    "a branch": replace(WHOLE, branch="Leeds"),
    "a branch past midnight": replace(WHOLE, branch="Night Owl"),
    "a missing day alone": Ask(FIRST + timedelta(days=9), FIRST + timedelta(days=9), branch="Whitby"),
    "a region": replace(WHOLE, region="South"),
    "a franchise": replace(WHOLE, franchise="Cup Ltd"),
    "a franchise in a week": Ask(date(2024, 1, 8), date(2024, 1, 21), franchise="Bean Co"),
    "a product": replace(WHOLE, product="Flavoured latte"),
    "an unmapped item": replace(WHOLE, product="Mystery bun"),
    "a category": replace(WHOLE, category="Hot drinks"),
    "a size": replace(WHOLE, size="Large"),
    "a daypart": replace(WHOLE, daypart="lunch"),
    "a year against the year": Ask(date(2024, 1, 8), date(2024, 1, 14), against="last-year"),
    "a week against the week": Ask(date(2024, 1, 8), date(2024, 1, 14), against="previous-period"),
    "a category against the week": Ask(
        date(2024, 1, 8), date(2024, 1, 14), category="Hot drinks", against="previous-period"
    ),
    "a daypart against the year": Ask(date(2024, 1, 8), date(2024, 1, 14), daypart="lunch", against="last-year"),
    "a tender": replace(WHOLE, tender="cash"),
    "a tender in a daypart": replace(WHOLE, tender="card", daypart="morning"),
    "a category in a daypart": replace(WHOLE, category="Coffee", daypart="morning"),
    "a size paid by card": replace(WHOLE, size="Large", tender="card"),
    "a category paid by card at lunch in a franchise, against the week": Ask(
        date(2024, 1, 8),
        date(2024, 1, 14),
        franchise="Bean Co",
        category="Hot drinks",
        tender="card",
        daypart="lunch",
        against="previous-period",
    ),
    "few rows": replace(WHOLE, rows=2),
    "many rows": replace(WHOLE, rows=100),
}


SAME_STATEMENTS = ("one week", "a branch past midnight", "an unmapped item", "a size", "few rows", "many rows")
"""What gives other values to statements that another question has run on each kind of warehouse: one kind is enough."""
CASES = [(name, words) for words, ask in ASKS.items() for name in REPORTS if is_taken(name, ask)]
"""What is asked changes seldom, so that reports share what is kept for a question; `test_from_answer_key` asks each
report everything before the next.
"""


@cache
def true_rows(world: World, name: str, words: str) -> list[object]:
    return [close(row) for row in REPORTS[name](world.truth, ASKS[words])]


@pytest.mark.parametrize(("name", "words"), [case for case in CASES if case[1] not in SAME_STATEMENTS])
def test_a_report_tells_the_truth(told: Told, name: str, words: str) -> None:
    answer = told.reports.answer(name, choice_of(ASKS[words]), now=NOW.replace(tzinfo=UTC))
    assert [plain(row) for row in answer.rows] == true_rows(told.world, name, words)


@pytest.mark.parametrize("every_warehouse", ["duckdb"], indirect=True)
@pytest.mark.parametrize(("name", "words"), [case for case in CASES if case[1] in SAME_STATEMENTS])
def test_a_report_tells_the_truth_whatever_the_values(told: Told, name: str, words: str) -> None:
    answer = told.reports.answer(name, choice_of(ASKS[words]), now=NOW.replace(tzinfo=UTC))
    assert [plain(row) for row in answer.rows] == true_rows(told.world, name, words)


def test_some_weeks_are_read_as_one_and_other_days_by_themselves(told: Told) -> None:
    """Else what is told above proves only one of the two ways."""
    at = NOW.replace(tzinfo=UTC)
    told.reports.answer("product-mix-by-week", choice_of(ASKS["all"]), now=at)
    ((weeks, of_weeks),) = told.chain.rows(
        "select count(distinct week.week_id), count(*) from whole_week as week "
        "inner join chosen_day as day on week.week_id = day.week_id"
    )
    ((days, whole_days),) = told.chain.rows("select count(*), count(case when is_whole then 1 end) from loose_day")
    assert of_weeks > 2 * weeks > 0
    assert days > whole_days > 0
    told.reports.answer("change-by-product", choice_of(ASKS["a week against the week"]), now=at)
    assert told.chain.rows("select count(*) > 0 from earlier_week") == [(True,)]


@pytest.mark.parametrize("words", [words for words, ask in ASKS.items() if is_taken("sales-by-branch", ask)])
def test_every_result_states_its_basis(told: Told, words: str) -> None:
    ask = ASKS[words]
    answer = told.reports.answer("sales-by-branch", choice_of(ask), now=NOW.replace(tzinfo=UTC))
    assert told_basis(answer.basis) == basis(told.world.truth, ask)


def test_every_report_has_a_truth_or_tells_of_runs_or_is_judged() -> None:
    """What is judged has its evidence in `tests/trends`."""
    told = {"runs", "uptime", "conservation", "freshness", "restated-days"}
    judged = {report.name for report in reports() if not JUDGED.isdisjoint(report.needs)}
    assert {report.name for report in reports()} == {*REPORTS, *told, *judged}


def test_the_world_holds_what_reports_must_mind(told: Told) -> None:
    truth: Truth = told.world.truth
    assert {day.state for day in truth.days} == {
        *("complete", "late", "partial", "held", "missing", "provisional", "closed")
    }
    assert any(sale.is_refund for sale in truth.sales)
    assert any(line.discount_pence for sale in truth.sales for line in sale.lines)
    assert any(sale.placed_at.date() > sale.trading_date for sale in truth.sales)
    assert {truth.meaning(line)[1] for sale in truth.sales for line in sale.lines} >= {"unmapped", "Coffee"}
