"""The register of branch-days: what came, beside what was expected, and every state in words."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.warehouses.days import DAY, EVENING, file_of, give_lists, sales
from tests.warehouses.helpers import Chain, Sale, open_chain, write_file
from tillroll.branches import Branch
from tillroll.calendar import Closure
from tillroll.cli.register_days import row_texts
from tillroll.errors import ConfigurationError
from tillroll.lists import sync_lists
from tillroll.report import RegisterRow, State, register

pytestmark = pytest.mark.usefixtures("every_warehouse")
NINE_TO_FIVE = ((time(9), time(17)),) * 7
LEEDS = Branch("L1", "Leeds", hours=NINE_TO_FIVE)
UNTIL_CLOSING = (0, 120, 240, 360, 470)


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with open_chain(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def rows_of(chain: Chain, first: date = DAY, last: date = DAY, *, now: datetime | None = None) -> list[RegisterRow]:
    return register(chain.warehouse, first, last, now=now or datetime(2021, 12, 1))


def states(rows: Sequence[RegisterRow]) -> list[tuple[str, str]]:
    return [(row.branch_name, row.state) for row in rows]


def only(chain: Chain, day: date = DAY, *, now: datetime | None = None) -> RegisterRow:
    (row,) = rows_of(chain, day, day, now=now)
    return row


def deliver(chain: Chain, folder: Path, held: Sequence[Sale], branch: str = "Leeds", at: datetime = EVENING) -> None:
    chain.take(file_of(folder, f"{branch}-{at:%d-%H%M%S}-{len(held)}.csv", held, branch, at))


# With a list


def test_a_whole_day_is_complete_and_tells_its_figures(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    deliver(chain, tmp_path, sales(*UNTIL_CLOSING))
    assert only(chain) == RegisterRow(
        *("leeds", "Leeds", DAY, "complete", 5, 1225, 1, 0),
        expected_open=datetime(2021, 8, 25, 9),
        expected_close=datetime(2021, 8, 25, 17),
        reason=None,
        is_expected=True,
        is_punctual=True,
        open_minutes=480,
        due_at=datetime(2021, 8, 25, 21),
        units=5.0,
    )


@pytest.mark.parametrize(
    ("minutes", "state"), [((0, 420), "complete"), ((0, 419), "partial")], ids=["an hour before", "more than an hour"]
)
def test_the_last_sale_tells_whether_a_day_is_whole(
    chain: Chain, tmp_path: Path, minutes: tuple[int, ...], state: str
) -> None:
    give_lists(chain, LEEDS)
    deliver(chain, tmp_path, sales(*minutes))
    row = only(chain)
    assert row.state == state
    assert row.reason == (None if state == "complete" else "its last sale is at 15:59, and it closes at 17:00")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [(datetime(2021, 8, 25, 21), []), (datetime(2021, 8, 25, 21, 1), [("Leeds", "missing")])],
    ids=["at the deadline", "after it"],
)
def test_nothing_is_missing_before_its_deadline(
    chain: Chain, moment: datetime, expected: list[tuple[str, str]]
) -> None:
    """20:00 is later than closing; two hours of grace make 22:00 in Leeds, which is 21:00 UTC in summer."""
    give_lists(chain, LEEDS)
    assert states(rows_of(chain, now=moment)) == expected


def test_a_bar_that_closes_after_midnight_has_until_then(chain: Chain) -> None:
    give_lists(chain, Branch("B1", "Bar", hours=((time(17), time(1)),) * 7))
    assert rows_of(chain, now=datetime(2021, 8, 26, 2)) == []
    row = only(chain, now=datetime(2021, 8, 26, 2, 1))
    assert (row.state, row.expected_close) == ("missing", datetime(2021, 8, 26, 1))


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (datetime(2021, 8, 25, 21, 30), "came 30 minutes after its deadline"),
        (datetime(2021, 8, 26, 6), "came 9 hours after its deadline"),
        (datetime(2021, 8, 29, 6), "came 3 days after its deadline"),
    ],
)
def test_a_file_after_the_deadline_is_late(chain: Chain, tmp_path: Path, at: datetime, reason: str) -> None:
    give_lists(chain, LEEDS)
    deliver(chain, tmp_path, sales(*UNTIL_CLOSING), at=at)
    assert (only(chain).state, only(chain).reason) == ("late", reason)


def test_the_part_with_the_last_sale_makes_a_day_late_and_a_correction_does_not(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    deliver(chain, tmp_path, sales(0, 120), at=datetime(2021, 8, 25, 12))
    deliver(chain, tmp_path, sales(240, 470), at=datetime(2021, 8, 26, 12))
    assert only(chain).state == "late"
    next_day = date(2021, 8, 26)
    deliver(chain, tmp_path, sales(*UNTIL_CLOSING, day=next_day), at=datetime(2021, 8, 26, 18))
    deliver(chain, tmp_path, sales(*UNTIL_CLOSING, 100, day=next_day), at=datetime(2021, 8, 28, 18))
    assert (only(chain, next_day).state, only(chain, next_day).orders) == ("complete", 6)


def test_shut_days_are_closed_and_say_why(chain: Chain, tmp_path: Path) -> None:
    week = (*NINE_TO_FIVE[:6], None)
    branch = Branch("L1", "Leeds", hours=week, nation="england", opened=date(2021, 8, 27), closed=date(2021, 9, 1))
    give_lists(chain, branch)
    sync_lists(chain.warehouse, closures=[Closure("L1", "", date(2021, 8, 31), date(2021, 8, 31), "Refit")])
    found = rows_of(chain, date(2021, 8, 26), date(2021, 9, 2))
    assert [(row.trading_date.day, row.state, row.reason) for row in found] == [
        (26, "closed", "not opened yet"),
        (27, "missing", "no file has come"),
        (28, "missing", "no file has come"),
        (29, "closed", "weekday"),
        (30, "closed", "bank holiday"),
        (31, "closed", "Refit"),
        (1, "missing", "no file has come"),
        (2, "closed", "closed for good"),
    ]
    deliver(chain, tmp_path, sales(0, day=date(2021, 8, 31)))
    row = only(chain, date(2021, 8, 31))
    assert (row.state, row.reason) == ("complete", "traded, though shut: Refit")


def test_a_held_document_comes_before_all_else(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    deliver(chain, tmp_path, sales(0, 120))
    deliver(chain, tmp_path, sales(60, 121), at=datetime(2021, 8, 25, 19))
    row = only(chain)
    assert (row.state, row.documents_standing, row.documents_held, row.orders) == ("held", 1, 1, 2)
    assert str(row.reason).startswith("shares no sales with the others of its day")


def test_an_unlisted_branch_shows_what_is_held_and_nothing_else(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    deliver(chain, tmp_path, sales(0), "York")
    found = rows_of(chain, DAY, date(2021, 8, 26))
    assert states(found) == [("Leeds", "missing"), ("York", "held"), ("Leeds", "missing")]
    assert found[1].reason == "its branch is not in branches.csv: add it there as a branch or an alias"


def test_a_day_that_rests_on_the_stream_is_provisional(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    chain.take(file_of(tmp_path, "leeds.jsonl", sales(*UNTIL_CLOSING), form="stream"))
    assert only(chain).state == "provisional"


def test_an_empty_file_is_a_day_without_sales_and_not_a_missing_one(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    chain.take(file_of(tmp_path, "other.csv", sales(0, day=date(2021, 8, 24))))
    header = "timestamp,branch,customer,basket,total,payment,card\n"
    chain.ingest(write_file(tmp_path / "leeds_25-08-2021.csv", header, EVENING))
    row = only(chain)
    assert (row.state, row.orders, row.reason) == ("complete", 0, "its file holds no sales")


def test_an_unreadable_file_explains_a_missing_day(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    chain.ingest(write_file(tmp_path / "leeds_25-08-2021.csv", b"\x89PNG\r\n\x1a\n" + bytes(100), EVENING))
    row = only(chain)
    assert (row.state, row.reason) == ("missing", "a file came that can't be read")
    assert row_texts(row)[-1] == f"{row.reason}: see 'tillroll quarantine list'"


def test_unknown_hours_expect_every_day_and_no_closing_time(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, Branch("L1", "Leeds"))
    assert only(chain).state == "missing"
    deliver(chain, tmp_path, sales(0))
    assert (only(chain).state, only(chain).expected_close) == ("complete", None)


@pytest.mark.parametrize(
    ("earlier", "orders", "state"),
    [
        ((10, 10, 10, 10), 5, "complete"),
        ((10, 10, 10, 10), 4, "partial"),
        ((10, 10, 10), 4, "partial"),
        ((10, 10), 1, "complete"),
    ],
)
def test_half_of_what_is_typical_is_enough(
    chain: Chain, tmp_path: Path, earlier: tuple[int, ...], orders: int, state: str
) -> None:
    give_lists(chain, Branch("L1", "Leeds"))
    for weeks, count in enumerate(earlier, 1):
        day = DAY - timedelta(weeks=weeks)
        deliver(chain, tmp_path, sales(*range(count), day=day), at=datetime(day.year, day.month, day.day, 18))
    deliver(chain, tmp_path, sales(*range(orders)))
    row = only(chain)
    assert row.state == state
    assert row.reason == (None if state == "complete" else "4 orders, where about 10 are typical")


# Without a list


def test_without_a_list_a_branch_is_expected_when_most_others_traded(chain: Chain, tmp_path: Path) -> None:
    for branch in ("Leeds", "York", "Bath"):
        deliver(chain, tmp_path, sales(0), branch)
    for branch in ("Leeds", "York"):
        deliver(chain, tmp_path, sales(0, day=date(2021, 8, 26)), branch, datetime(2021, 8, 26, 18))
    deliver(chain, tmp_path, sales(0, day=date(2021, 8, 28)), "Leeds", datetime(2021, 8, 28, 18))
    found = register(chain.warehouse, now=datetime(2021, 12, 1))
    assert [(row.trading_date.day, row.branch_name, row.state) for row in found] == [
        (25, "Bath", "complete"),
        (25, "Leeds", "complete"),
        (25, "York", "complete"),
        (26, "Bath", "missing"),
        (26, "Leeds", "complete"),
        (26, "York", "complete"),
        (28, "Leeds", "complete"),
    ]
    assert found[3].reason == "no file has come, though 2 of 2 other branches sent theirs"


def test_a_branch_that_is_there_again_was_missing_while_it_was_silent(chain: Chain, tmp_path: Path) -> None:
    now, begun = datetime(2021, 12, 1), DAY - timedelta(days=45)

    def sent(branch: str, after: int) -> Path:
        day = begun + timedelta(days=after)
        return file_of(tmp_path, f"{branch}-{after}.csv", sales(0, day=day), branch, datetime.combine(day, time(18)))

    first = [sent(branch, 0) for branch in ("Leeds", "York", "Bath")]
    chain.ingest(*first, *(sent(branch, after) for branch in ("Leeds", "York") for after in range(25, 41)))
    before = State(chain.warehouse, now, 120)
    span = begun, begun + timedelta(days=45)
    days = [row.trading_date for row in before.days.rows(*span) if row.state == "missing"]
    assert max(days) == begun + timedelta(days=28)
    chain.take(sent("Bath", 41))
    after = State(chain.warehouse, now, 120, before).days.rows(*span)
    assert [row for row in after if row.branch_name == "Bath"][-2].trading_date == begun + timedelta(days=40)
    assert after == State(chain.warehouse, now, 120).days.rows(*span)


# The range


def test_the_register_runs_to_today_while_the_chain_is_live(chain: Chain, tmp_path: Path) -> None:
    assert register(chain.warehouse) == []
    give_lists(chain, LEEDS)
    deliver(chain, tmp_path, sales(*UNTIL_CLOSING))
    live = register(chain.warehouse, now=datetime(2021, 8, 28, 12))
    assert [(row.trading_date.day, row.state) for row in live] == [(25, "complete"), (26, "missing"), (27, "missing")]
    assert len(register(chain.warehouse, now=datetime(2021, 10, 1))) == 1


def test_one_branch_by_any_of_its_names(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, Branch("L1", "Leeds", ("Leeds City",)), Branch("Y1", "York"))
    for text in ("leeds", "L1", "Leeds City"):
        assert states(register(chain.warehouse, DAY, DAY, text, now=datetime(2021, 12, 1))) == [("Leeds", "missing")]
    with pytest.raises(ConfigurationError, match="no branch is called Bath"):
        register(chain.warehouse, branch="Bath")
