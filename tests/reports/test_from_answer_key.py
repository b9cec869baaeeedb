"""Every report equals what plain Python makes of a simulated chain's answer key, to the penny. Seeds: TILLROLL_SEEDS.

A chain with faults, ingested in one run. The key says of each true sale whether it counts, and how else it is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.reports.compare import choice_of, close, is_taken, plain, told_basis
from tests.reports.from_key import code_of, shown, truth_of
from tests.reports.happened import Ask, Truth, grouped
from tests.reports.truth import REPORTS, basis
from tests.simulator.seeds import SEEDS
from tests.simulator.truth import Chain, ingested, small_chain
from tillroll import wiring
from tillroll.report import Answer, Choice, Reports
from tillroll.settings import read_settings

BRANCHES, DAYS = 12, 30
ASKS = (
    *("all", "a week", "a day with a fault", "a branch with faults", "branches of one name", "a region"),
    *("a franchise", "a franchise in a week", "a product", "a category", "a tender", "few rows", "many rows"),
    *("a size", "a daypart", "a week against the week", "a week against the year"),
)

NEED_A_YEAR = {"like-for-like-causes", "region-trend", "like-for-like-by-branch"}
BESIDE_THE_YEAR = NEED_A_YEAR | {"like-for-like", "like-for-like-members", "growth-bridge"}
STATES = {"complete", "closed", "provisional", "missing", "held"}
FEW, YEAR_AND_MORE, RARE = 3, 380, 10
MOST_DRAWN = 10


@dataclass(frozen=True)
class Told:
    """A chain, its reports, and what truly happened."""

    chain: Chain
    reports: Reports
    truth: Truth
    asks: Mapping[str, Ask]

    def answer(self, name: str, choice: Choice) -> Answer:
        now = datetime.combine(self.asks["all"].last + timedelta(days=30), time(), UTC)
        return self.reports.answer(name, choice, now=now)

    def ask(self, name: str, ask: Ask) -> Answer:
        """The answer to what is asked; a branch is asked for by its code."""
        return self.answer(name, choice_of(replace(ask, branch=ask.branch and code_of(ask.branch))))


@pytest.fixture(scope="module", params=SEEDS[:1])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    chain, truth = next(_chains_of_all(tmp_path_factory.mktemp("chain"), request.param))
    path = ingested(chain).warehouse
    settings = read_settings({"warehouse": f"duckdb:///{path}"}, {}, chain.folder)
    with wiring.open_warehouse(settings) as opened:
        yield Told(chain, Reports(opened.warehouse), truth, _asks(chain, truth))


def _chains_of_all(folder: Path, seed: int) -> Iterator[tuple[Chain, Truth]]:
    """Chains with days in all these states: of fifty seeds one has no missing or held day, and the next is taken."""
    for drawn in range(seed, seed + MOST_DRAWN):
        chain = small_chain(folder / str(drawn), drawn, branches=BRANCHES, days=DAYS)
        truth = truth_of(chain)
        if {day.state for day in truth.days} >= STATES:
            yield chain, truth


@pytest.fixture(scope="module", params=SEEDS[:1])
def told_of_a_year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Few branches with few sales, for longer than a year."""
    folder, first = tmp_path_factory.mktemp("year"), date(2025, 4, 14)
    chain = small_chain(folder, request.param, faults=False, branches=FEW, days=YEAR_AND_MORE, orders=RARE, first=first)
    path, truth = ingested(chain).warehouse, truth_of(chain)
    last = max(day.trading_date for day in truth.days)
    week = Ask(last - timedelta(days=6), last)
    branch = str(REPORTS["like-for-like-by-branch"](truth, week)[0][0])
    asks = {"a week": week, "a branch": replace(week, branch=branch), "all": Ask(last - timedelta(days=9), last)}
    with wiring.open_warehouse(read_settings({"warehouse": f"duckdb:///{path}"}, {}, chain.folder)) as opened:
        yield Told(chain, Reports(opened.warehouse), truth, asks)


@pytest.mark.parametrize("name", sorted(BESIDE_THE_YEAR))
def test_a_report_beside_the_year_before_equals_the_answer_key(told_of_a_year: Told, name: str) -> None:
    truth = told_of_a_year.truth
    for words, ask in told_of_a_year.asks.items():
        expected = [_shown(close(row), truth) for row in REPORTS[name](truth, ask)]
        assert expected, words
        assert [plain(row) for row in told_of_a_year.ask(name, ask).rows] == expected, words


def _asks(chain: Chain, truth: Truth) -> dict[str, Ask]:
    """What is asked, by its words: each filter where the chain has something to mind."""
    first, last = min(day.trading_date for day in truth.days), max(day.trading_date for day in truth.days)
    whole, week = Ask(first, last), first + timedelta(days=14 - first.weekday())
    at, faulty = _most_faults(chain, truth)
    twins = sorted(name for name in truth.shops if f"({code_of(name)})" in shown(name, truth.shops))
    owner = min(owners[-1][0] for shop in truth.shops.values() if len(owners := shop.owners) > 1)
    found = (
        *(whole, Ask(week, week + timedelta(days=6)), Ask(at, at)),
        *(replace(whole, branch=faulty), replace(whole, branch=twins[0])),
        *(replace(whole, region=truth.shops[faulty].region), replace(whole, franchise=owner)),
        Ask(week, week + timedelta(days=6), franchise=owner),
        *(replace(whole, product="Latte"), replace(whole, category="Coffee"), replace(whole, tender="cash")),
        *(replace(whole, rows=2), replace(whole, rows=100)),
        *(replace(whole, size="Large"), replace(whole, daypart="morning")),
        *(Ask(week, week + timedelta(days=6), against=name) for name in ("previous-period", "last-year")),
    )
    return dict(zip(ASKS, found, strict=True))


def _most_faults(chain: Chain, truth: Truth) -> tuple[date, str]:
    """A day with a fault, and the branch with the most faults."""
    ((code, at),) = chain.key(
        "select subject, max(from_date) from planted where kind = 'fault' group by subject "
        "order by count(*) desc, subject limit 1"
    )
    (branch,) = (name for name in truth.shops if code_of(name) == code)
    return at, branch


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_equals_the_answer_key(told: Told, name: str) -> None:
    for words, ask in told.asks.items():
        if is_taken(name, ask):
            expected = [_shown(close(row), told.truth) for row in REPORTS[name](told.truth, ask)]
            assert [plain(row) for row in told.ask(name, ask).rows] == expected, words
            assert words != "all" or bool(expected) == (name not in NEED_A_YEAR)


@pytest.mark.parametrize("words", ASKS)
def test_a_basis_equals_the_answer_key(told: Told, words: str) -> None:
    ask = told.asks[words]
    name = next(name for name in REPORTS if is_taken(name, ask))
    complete, expected, newest, missing = basis(told.truth, ask)
    found = told.ask(name, ask).basis
    gaps = tuple((shown(branch, told.truth.shops), days) for branch, days in missing)
    assert told_basis(found) == (complete, expected, newest, gaps)


def test_all_dates_are_those_of_the_chain(told: Told) -> None:
    whole, name = told.asks["all"], "sales-by-day"
    assert told.answer(name, Choice(dates="all")).rows == told.ask(name, whole).rows
    found = told.ask(name, whole).basis
    assert found
    assert found.restatement is None


def test_the_run_equals_the_answer_key(told: Told) -> None:
    """What was corrected in the same run became current, too, until its correction came."""
    ((files, rows_rejected),) = told.chain.key("select count(*), sum(rows_rejected) from file")
    ((sales, pence),) = told.chain.key("select sum(sales), sum(pence) from branch_day")
    withdrawn = told.chain.key(
        "select total_pence from sale inner join planted on branch_code = subject and trading_date = from_date "
        "where kind = 'fault' and split_part(detail, ':', 1) in ('corrected', 'returned') and not is_counted"
    )
    expected = (files, sales + len(withdrawn), pence + sum(lost for (lost,) in withdrawn), rows_rejected)
    assert [plain(row[4:8]) for row in told.answer("runs", Choice()).rows] == [expected]


def test_the_chain_holds_what_reports_must_mind(told: Told) -> None:
    truth = told.truth
    assert 0 < len(truth.sales) < told.chain.written.sales
    assert any(sale.is_refund for sale in truth.sales)
    assert any(sale.placed_at.date() > sale.trading_date for sale in truth.sales)
    assert len({lost.rule for lost in truth.lost}) > len(truth.lost) / 3
    assert sum(lost.pence for lost in truth.lost) > 0
    assert all(is_taken(name, told.asks["all"]) for name in REPORTS)


def _shown(row: tuple[object, ...], truth: Truth) -> tuple[object, ...]:
    return tuple(
        shown(value, truth.shops) if isinstance(value, str) and value in truth.shops else value for value in row
    )


def test_what_reports_say_of_the_run_equals_the_answer_key(told: Told) -> None:
    ((files, *rows, held, unreadable),) = told.chain.key(
        "select count(*), sum(data_rows), sum(rows_rejected), sum(rows_blank), "
        "count(*) filter (where outcome = 'held'), count(*) filter (where outcome = 'unreadable') from file"
    )
    (run,), (conserved,) = _figures(told, "runs"), _figures(told, "conservation")
    assert [run[name] for name in ("files", "files_held", "files_unreadable")] == [files, held, unreadable]
    assert [conserved[name] for name in ("files", "data_rows", "rows_rejected", "rows_blank")] == [files, *rows]
    assert run["rows_rejected"] == rows[1]
    assert (conserved["rows_unaccounted"], conserved["pence_unaccounted"]) == (0, 0)
    assert [row["runs"] for row in _figures(told, "uptime")] == [1]
    assert _figures(told, "restated-days") == []


def test_the_newest_sale_of_each_branch_is_that_of_the_answer_key(told: Told) -> None:
    of_branches = grouped(told.truth.sales, lambda sale: sale.branch)
    newest = [
        (shown(name, told.truth.shops), f"{max(sale.placed_at for sale in sales):%Y-%m-%d %H:%M}")
        for name, sales in of_branches.items()
    ]
    found = [(row["branch"], row["newest_sale"]) for row in _figures(told, "freshness") if row["newest_sale"]]
    assert sorted(found) == sorted(newest)


def _figures(told: Told, name: str) -> list[dict[str, object]]:
    """A report's rows over all dates."""
    answer = told.answer(name, Choice(dates="all"))
    return [dict(zip((column.name for column in answer.report.columns), row, strict=True)) for row in answer.rows]
