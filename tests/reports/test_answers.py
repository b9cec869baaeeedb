"""What an answer says of itself, what is refused and how, and what changes when the data or the time does."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Lock, Thread

import pytest

from tests.reports.conftest import Told
from tests.reports.world import FIRST, LAST, NOW, RESTATED
from tests.warehouses.days import DAY, EVENING, file_of, give_lists, sales
from tests.warehouses.helpers import Chain, open_chain, releases_of, write_file
from tillroll.branches import Branch
from tillroll.errors import ConfigurationError, TooMuch
from tillroll.report import GRACE_MINUTES, Choice, Reports, State, as_object, find_report, reports, told_by_marts
from tillroll.report.scope import EVERYTHING, BranchSpan, limited

pytestmark = pytest.mark.usefixtures("every_warehouse")
HOURS = ((datetime(2021, 1, 1, 9).time(), datetime(2021, 1, 1, 17).time()),) * 7
LEEDS, YORK = Branch("LS1", "Leeds", hours=HOURS), Branch("YO1", "York", hours=HOURS)
ALL = Choice(dates="all")
LATER = datetime(2022, 1, 1, tzinfo=UTC)
UNTIL_CLOSING = (0, 120, 240, 360, 475)


@pytest.fixture
def chain() -> Iterator[Chain]:
    with open_chain() as opened:
        yield opened


def at(*, day: int, hour: int) -> datetime:
    return datetime(2021, 8, day, hour, tzinfo=UTC)


# What is refused


@pytest.mark.parametrize(
    ("name", "choice", "words"),
    [
        ("freshness", Choice(product="Latte"), "freshness takes no filter product; it takes dates, branch"),
        ("runs", Choice(dates="yesterday", branch="Leeds"), "runs takes no filter branch; it takes dates, rows"),
        ("sales-by-day", Choice(branch="Leds"), "no branch is called Leds.*did you mean Leeds"),
        ("sales-by-day", Choice(region="Norht"), "no region is called Norht; did you mean North"),
        ("sales-by-day", Choice(region="Atlantis"), "no region is called Atlantis; there are North, South"),
        ("sales-by-day", Choice(franchise="Been Co"), "no franchise is called Been Co; did you mean Bean Co"),
        ("sales-by-day", Choice(tender="cheque"), "no tender is called cheque; there are cash, card, other, unknown"),
        ("coffees-by-week", Choice(product="late"), "no product is called late; did you mean Latte"),
        ("top-grossing-products", Choice(category="Teas"), "no category is called Teas; did you mean Tea"),
        ("top-grossing-products", Choice(rows=0), "rows: ask for one or more"),
        ("sales-by-day", Choice(dates="lastweek"), "lastweek is no preset; did you mean last-week"),
        ("sales-by-week", Choice(), "there is no report sales-by-week; did you mean"),
    ],
)
def test_a_choice_that_means_nothing_is_refused_with_what_was_meant(
    told: Told, name: str, choice: Choice, words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        told.reports.answer(name, choice)


def test_names_may_be_written_in_any_case_and_branches_by_their_code(told: Told) -> None:
    def rows(**chosen: str) -> object:
        choice = Choice(from_day=FIRST, to_day=LAST, **chosen)  # type: ignore[arg-type]
        return told.reports.answer("sales-by-day", choice, now=NOW.replace(tzinfo=UTC)).rows

    assert rows(region="nORTH") == rows(region="North")
    assert rows(branch="b0") == rows(branch="LEEDS") == rows(branch="Leeds")
    assert rows(tender="CASH") == rows(tender="cash")


# What no mart knows


@pytest.mark.parametrize(
    ("name", "choice", "kinds"),
    [
        ("sales-by-day", Choice(tender="cash", daypart="lunch"), "daypart and tender"),
        ("change-by-day", Choice(product="Latte", tender="card"), "items and tender"),
        ("most-demanded-products", Choice(daypart="lunch"), "daypart"),
        ("orders-by-hour", Choice(size="Large"), "items"),
        ("payment-mix", Choice(category="Coffee"), "items"),
    ],
)
def test_sales_are_read_one_by_one_only_up_to_so_many(
    told: Told, name: str, choice: Choice, kinds: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year of a chain would take a minute, and fill the memory: a narrower question is asked for in words."""
    asked = partial(told.reports.answer, now=NOW.replace(tzinfo=UTC))
    all_days, one_day = replace(choice, from_day=FIRST, to_day=LAST), replace(choice, from_day=LAST, to_day=LAST)
    orders = asked("sales-by-region", Choice(from_day=FIRST, to_day=LAST)).rows
    assert sum(row[5] or 0 for row in orders) > 1000
    monkeypatch.setattr(type(told.chain.warehouse), "most_orders_read", 1000)
    with pytest.raises(
        TooMuch, match=rf"{name} by {kinds} reads each sale, and these are [\d,]+ orders; at most 1,000 are"
    ):
        asked(name, all_days)
    asked(name, one_day)
    asked(name, told_by_marts(find_report(name), all_days))


def test_sales_are_read_by_one_question_at_a_time(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes memory in proportion; what marts answer waits for none of them."""
    reading = Lock()
    monkeypatch.setattr("tillroll.report.answers._READING_SALES", reading)
    asked = partial(told.reports.answer, "orders-by-hour", now=NOW.replace(tzinfo=UTC))
    with reading:
        assert asked(Choice(from_day=FIRST, to_day=LAST, daypart="lunch")).rows
        waits = Thread(target=asked, args=(Choice(from_day=FIRST, to_day=LAST, tender="card"),))
        waits.start()
        waits.join(0.3)
        assert waits.is_alive()
    waits.join(60)
    assert not waits.is_alive()


# What an answer rests on


def test_the_last_restatement_names_its_document_and_its_pence(told: Told) -> None:
    day = FIRST + timedelta(days=RESTATED[1])
    answer = told.reports.answer("sales-by-day", Choice(from_day=day, to_day=day), now=NOW.replace(tzinfo=UTC))
    assert answer.basis
    last = answer.basis.restatement
    assert last
    assert (last.file, last.pence, last.branch_days) == ("leeds_again.csv", told.world.restated_pence, 1)
    other = Choice(from_day=day, to_day=day, branch="York")
    assert told.reports.answer("sales-by-day", other, now=NOW.replace(tzinfo=UTC)).basis.restatement is None  # type: ignore[union-attr]


def test_a_released_file_restates_its_day(chain: Chain, tmp_path: Path) -> None:
    chain.take(file_of(tmp_path, "one.csv", sales(*UNTIL_CLOSING)))
    held = chain.take(file_of(tmp_path, "two.csv", sales(7, 130, 250), delivered_at=datetime(2021, 8, 25, 19)))
    before = Reports(chain.warehouse)
    assert held.outcome == "held"
    basis = before.answer("sales-by-day", ALL, now=LATER).basis
    assert basis
    assert (basis.held_days, basis.complete_days, basis.restatement) == (1, 0, None)
    chain.release(*releases_of(held, "both", datetime(2021, 8, 26)))
    after = before.answer("sales-by-day", ALL, now=LATER).basis
    assert after
    assert after.restatement
    assert (after.restatement.file, after.restatement.pence, after.held_days) == ("two.csv", 3 * 245, 0)
    served = Reports(chain.warehouse, state=State(chain.warehouse, LATER, GRACE_MINUTES))
    assert served.answer("sales-by-day", ALL).basis == after
    day_before = Choice(from_day=DAY - timedelta(days=1), to_day=DAY - timedelta(days=1))
    assert getattr(served.answer("sales-by-day", day_before).basis, "restatement", None) is None


def test_two_files_of_one_run_restate_nothing(chain: Chain, tmp_path: Path) -> None:
    one = file_of(tmp_path, "one.csv", sales(0, 60))
    two = file_of(tmp_path, "two.csv", sales(0, 60, 475), delivered_at=datetime(2021, 8, 25, 19))
    chain.ingest(one, two)
    assert chain.rows("select * from restatement") == []


def test_an_empty_warehouse_answers_every_report_with_no_rows(chain: Chain) -> None:
    asked = Reports(chain.warehouse)
    for report in reports():
        answer = asked.answer(report.name, now=LATER)
        assert answer.rows == ()
        if answer.basis:
            assert (answer.basis.coverage, answer.basis.newest_sale_at, answer.basis.missing) == (None, None, ())


def test_a_day_of_which_nothing_counts_is_unknown_and_an_empty_file_is_zero(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS, YORK)
    chain.take(file_of(tmp_path, "leeds.csv", sales(*UNTIL_CLOSING)))
    rows = Reports(chain.warehouse).answer("sales-by-branch", ALL, now=LATER).rows
    assert [(row[0], row[2], row[6]) for row in rows] == [("Leeds", 5 * 245, 5), ("York", None, None)]
    header = "timestamp,branch,customer,basket,total,payment,card\n"
    chain.take(write_file(tmp_path / "york_25-08-2021.csv", header, EVENING))
    rows = Reports(chain.warehouse).answer("sales-by-branch", ALL, now=LATER).rows
    assert [(row[0], row[2], row[6]) for row in rows] == [("Leeds", 5 * 245, 5), ("York", 0, 0)]


def test_a_branch_that_the_list_does_not_name_is_not_expected(chain: Chain, tmp_path: Path) -> None:
    chain.take(file_of(tmp_path, "leeds.csv", sales(*UNTIL_CLOSING)))
    chain.take(file_of(tmp_path, "york.csv", sales(*UNTIL_CLOSING), branch="York"))
    assert _covered(Reports(chain.warehouse)) == (2, 2)
    give_lists(chain, LEEDS)
    asked = Reports(chain.warehouse)
    assert _covered(asked) == (1, 1)
    assert [row[0:3] for row in asked.answer("files-by-branch", ALL, now=LATER).rows] == [("Leeds", "", 1)]


def _covered(asked: Reports) -> tuple[int, int]:
    basis = asked.answer("sales-by-branch", ALL, now=LATER).basis
    assert basis
    return basis.complete_days, basis.expected_days


# What is kept between questions


def test_an_answer_follows_the_data(chain: Chain, tmp_path: Path) -> None:
    asked = Reports(chain.warehouse)
    chain.take(file_of(tmp_path, "one.csv", sales(*UNTIL_CLOSING)))
    assert [row[1] for row in asked.answer("sales-by-day", ALL, now=LATER).rows] == [5 * 245]
    chain.take(file_of(tmp_path, "next.csv", sales(*UNTIL_CLOSING, day=date(2021, 8, 26))))
    assert [row[1] for row in asked.answer("sales-by-day", ALL, now=LATER).rows] == [5 * 245] * 2
    give_lists(chain, replace_region(LEEDS, "North"))
    chain.take(file_of(tmp_path, "third.csv", sales(*UNTIL_CLOSING, day=date(2021, 8, 27))))
    assert [row[0] for row in asked.answer("sales-by-region", ALL, now=LATER).rows] == ["North"]


def replace_region(branch: Branch, region: str) -> Branch:
    return Branch(branch.code, branch.name, region=region, hours=branch.hours)


def test_a_deadline_that_passes_makes_a_day_missing(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS, YORK)
    chain.take(file_of(tmp_path, "leeds.csv", sales(*UNTIL_CLOSING)))
    asked = Reports(chain.warehouse)
    today = Choice(from_day=DAY, to_day=DAY)
    assert asked.answer("missing-days", today, now=at(day=25, hour=20)).rows == ()
    assert [row[1] for row in asked.answer("missing-days", today, now=at(day=25, hour=22)).rows] == ["York"]


@pytest.mark.parametrize("name", ["freshness", "missing-days", "files-by-branch"])
def test_every_question_of_a_state_is_of_its_moment(chain: Chain, tmp_path: Path, name: str) -> None:
    give_lists(chain, LEEDS, YORK)
    chain.take(file_of(tmp_path, "leeds.csv", sales(*UNTIL_CLOSING)))
    moment = at(day=25, hour=22)
    of_state = Reports(chain.warehouse, state=State(chain.warehouse, moment, GRACE_MINUTES))
    answers = [of_state.answer(name, ALL, now=now) for now in (None, LATER)]
    wanted = Reports(chain.warehouse).answer(name, ALL, now=moment)
    assert wanted.rows
    assert answers == [wanted, wanted]


def test_a_filter_of_which_nothing_is_known_says_where_it_comes_from(chain: Chain) -> None:
    with pytest.raises(ConfigurationError, match="nobody; none is known here: branches"):
        Reports(chain.warehouse).answer("sales-by-day", Choice(franchise="nobody"), now=LATER)


def test_a_state_keeps_what_was_asked_for_last_and_lets_go_of_the_rest(chain: Chain) -> None:
    state, made = State(chain.warehouse, at(day=25, hour=22), GRACE_MINUTES), list[int]()

    def make(number: int) -> int:
        made.append(number)
        return number + 1

    for number in (*range(100), 99, 50, 0):
        assert state.once(number, partial(make, number)) == number + 1
    assert made == [*range(100), 0]
    assert len(state.made()) < 100
    later = State(chain.warehouse, at(day=25, hour=23), GRACE_MINUTES, state)
    assert later.once(50, partial(make, 50)) == 51
    assert made == [*range(100), 0]


def test_the_register_begins_with_the_chain_whichever_filter_is_chosen(chain: Chain, tmp_path: Path) -> None:
    """Branches are listed without a day of opening, and the chain has a day of sales."""
    give_lists(chain, replace_region(LEEDS, "North"), replace_region(YORK, "North"))
    begin, end = DAY - timedelta(days=13), DAY + timedelta(days=1)
    asked = Reports(chain.warehouse)
    assert asked.register(begin, end, now=LATER) == asked.register(begin, end, Choice(region="North"), now=LATER) == []
    chain.take(file_of(tmp_path, "leeds.csv", sales(*UNTIL_CLOSING)))
    for choice in (Choice(), Choice(region="North"), Choice(branch="York")):
        rows = asked.register(begin, end, choice, now=at(day=26, hour=23))
        states = [(row.branch_name, row.trading_date, row.state) for row in rows if row.branch_name == "York"]
        assert states == [("York", DAY, "missing"), ("York", end, "missing")]
    assert asked.register(begin, DAY - timedelta(days=1), now=LATER) == []


def test_spans_may_be_asked_for_in_any_order(beside: Chain) -> None:
    def rows(asked: Reports, first: int, last: int) -> object:
        choice = Choice(from_day=FIRST + timedelta(days=first), to_day=FIRST + timedelta(days=last))
        return asked.answer("files-by-branch", choice, now=NOW.replace(tzinfo=UTC)).rows

    spans = [(20, 22), (2, 4), (26, 29), (0, 29), (10, 12)]
    each = [rows(Reports(beside.warehouse), *span) for span in spans]
    one = Reports(beside.warehouse)
    assert [rows(one, *span) for span in spans] == each
    assert beside.rows("select count(*) - count(distinct (branch_id, trading_date)) from branch_day_state") == [(0,)]


def test_peers_are_withheld_where_there_are_fewer_than_five(told: Told) -> None:
    choice = Choice(from_day=FIRST, to_day=LAST)
    rows = told.reports.answer("best-and-worst-branches", choice, now=NOW.replace(tzinfo=UTC)).rows
    assert [row[1] for row in rows if row[2] == "South"] == ["Dover"]
    assert [row[0:1] + row[3:4] + row[5:7] for row in rows if row[1] == "Dover"] == [(None, None, None, 0)]
    assert [row[0] for row in rows if row[2] == "North"] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("best-and-worst-branches", ("times_median", "median_pence_per_open_hour")),
        ("peer-band", ("low_pence_per_open_hour", "median_pence_per_open_hour", "high_pence_per_open_hour")),
    ],
)
def test_peers_are_withheld_where_one_of_them_has_most_of_their_sales(
    told: Told, beside: Chain, name: str, figures: tuple[str, ...]
) -> None:
    """What Leeds is told of its six foreign peers: all, unless Whitby outweighs the others."""
    ((leeds, whitby),) = told.chain.rows(
        "select min(case when name = 'Leeds' then branch_id end), "
        "min(case when name = 'Whitby' then branch_id end) from branch"
    )
    scope = limited([BranchSpan(leeds, FIRST, LAST)])
    places = [[column.name for column in find_report(name).columns].index(each) for each in figures]

    def known() -> list[bool]:
        asked = Reports(beside.warehouse, scope=scope)
        (row,) = asked.answer(name, Choice(from_day=FIRST, to_day=LAST), now=NOW.replace(tzinfo=UTC)).rows
        return [row[place] is not None for place in places]

    assert all(known())
    of_whitby = f"where branch_id = '{whitby}'"
    told.chain.rows(f"update branch_day set net_pence = net_pence * 100 {of_whitby}")
    try:
        assert not any(known())
    finally:
        told.chain.rows(f"update branch_day set net_pence = net_pence / 100 {of_whitby}")


def test_an_object_for_programs_holds_all_that_a_table_does(told: Told) -> None:
    choice = Choice(from_day=FIRST, to_day=LAST, branch="Leeds")
    told_so = as_object(told.reports.answer("average-spend", choice, now=NOW.replace(tzinfo=UTC)))
    assert told_so["report"] == "average-spend"
    assert told_so["filters"] == {"dates": str(LAST), "branch": "Leeds"}
    assert told_so["columns"][1] == {"name": "net_pence", "unit": "pence"}
    assert isinstance(told_so["rows"][0]["units"], int)
    assert told_so["basis"]["missing"] == [{"branch": "Leeds", "days": 1}]
    assert told_so["basis"]["restatement"]["pence"] == told.world.restated_pence


# What reports join


def test_menus_are_of_the_days_that_may_be_seen(told: Told, beside: Chain) -> None:
    """Of whole weeks they are read from the marts of weeks: spans begin and end amid them, on a Monday or a Sunday."""
    ids = [branch_id for (branch_id,) in told.chain.rows("select branch_id from branch order by name")]
    monday = FIRST + timedelta(days=-FIRST.weekday() % 7)
    spans = [
        BranchSpan(ids[0], monday + timedelta(days=2), monday + timedelta(days=4)),
        BranchSpan(ids[0], monday + timedelta(days=10), monday + timedelta(days=27)),
        BranchSpan(ids[1], monday, monday + timedelta(days=20)),
        BranchSpan(ids[2], date.min, monday + timedelta(days=15)),
        BranchSpan(ids[3], monday + timedelta(days=15), date.max),
    ]
    for scope in (limited(spans), EVERYTHING):
        Reports(beside.warehouse, scope=scope).answer("abc-classes", ALL, now=NOW.replace(tzinfo=UTC))
        kept = beside.rows("select branch_id, product, category, first_day, last_day from report_menu")
        sold = beside.rows(
            "select branch_id, product.product, product.category, trading_date "
            "from branch_day_product inner join report_product as product using (product_id)"
        )
        days = defaultdict[tuple[object, ...], list[date]](list)
        for branch_id, *meant, day in sold:
            if scope.holds(branch_id, day):
                days[branch_id, *meant].append(day)
        assert sorted(kept) == sorted((*key, min(each), max(each)) for key, each in days.items())
