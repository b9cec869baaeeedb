"""At each deadline a watch says once who sent nothing; the test turns its clocks."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.program import day_of
from tests.watch.watches import BRANCHES, EVERY, LEEDS, SETTLE, YORK, Hand, hand_on, locked, write

BEFORE, AFTER = datetime(2021, 8, 25, 20, 59), datetime(2021, 8, 25, 21, 0, 5)
"""Two hours of grace after 20:00 in Leeds end at 21:00 UTC in summer."""


@pytest.fixture
def evening(landing: Path) -> Hand:
    """The evening of a day on which York sent nothing; the day before is told of."""
    write(landing / "branches.csv", BRANCHES)
    write(landing / "leeds.csv", LEEDS, at=datetime(2021, 8, 25, 18))
    hand = hand_on(landing, now=BEFORE - timedelta(hours=1))
    hand.rest()
    assert [told["passed_before_start"] for told in hand.told("deadline")] == [True]
    hand.events.clear()
    return hand


def missing(hand: Hand) -> list[tuple[str, int, list[str]]]:
    return [
        (told["trading_date"], told["sent"], [each["branch_name"] for each in told["missing"]])
        for told in hand.told("deadline")
    ]


def test_at_the_deadline_it_says_once_which_branches_sent_nothing(evening: Hand) -> None:
    evening.now = BEFORE
    assert evening.step() == []
    evening.now = AFTER
    assert evening.step() == ["deadline"]
    assert [evening.step(3600) for _ in range(20)] == [[]] * 20
    assert missing(evening) == [("2021-08-25", 1, ["York"])]
    assert evening.told("deadline")[0]["deadline_at"] == "2021-08-25T21:00:00+00:00"
    assert "1 of 2 branches sent nothing: York" in evening.events[0].line
    assert evening.step(12 * 3600) == ["deadline"]
    assert missing(evening)[1:] == [("2021-08-26", 0, ["Leeds", "York"])]


def test_a_clock_that_goes_back_repeats_no_deadline(evening: Hand) -> None:
    evening.now = AFTER
    assert evening.step() == ["deadline"]
    evening.now = BEFORE
    assert evening.step() == []
    evening.now = AFTER
    assert evening.step() == []


def test_when_all_sent_it_says_so(evening: Hand, landing: Path) -> None:
    write(landing / "york.csv", YORK)
    evening.rest()
    evening.now = AFTER
    evening.step()
    assert missing(evening) == [("2021-08-25", 2, [])]
    assert evening.events[-1].line.endswith("2 branches sent, none is missing")


def test_files_that_still_settle_at_the_deadline_are_waited_for(evening: Hand, landing: Path) -> None:
    write(landing / "york.csv", YORK, at=BEFORE)
    evening.now = AFTER
    assert evening.step() == []
    assert evening.step(SETTLE) == ["receipt", "run", "deadline"]
    assert missing(evening) == [("2021-08-25", 2, [])]


def test_but_not_for_ever(evening: Hand, landing: Path) -> None:
    evening.now = AFTER
    kinds = []
    for number in range(10):
        write(landing / "york.csv", YORK, at=BEFORE + timedelta(seconds=number))
        kinds.append(evening.step(EVERY))
    assert kinds.index(["deadline"]) == 7
    assert missing(evening) == [("2021-08-25", 1, ["York"])]


def test_what_came_while_nothing_watched_is_taken_before_the_deadline_is_told(landing: Path) -> None:
    write(landing / "branches.csv", BRANCHES)
    write(landing / "leeds.csv", LEEDS, at=datetime(2021, 8, 25, 18))
    write(landing / "york.csv", YORK, at=datetime(2021, 8, 25, 18))
    hand = hand_on(landing, now=AFTER + timedelta(hours=3))
    hand.rest()
    assert missing(hand) == [("2021-08-25", 2, [])]
    assert hand.told("deadline")[0]["passed_before_start"]
    assert hand.events[-1].line.endswith("(told at the start of this watch)")


def test_a_deadline_waits_for_a_held_warehouse(evening: Hand, tmp_path: Path) -> None:
    evening.now = AFTER
    with locked(tmp_path):
        assert evening.step() == ["trouble"]
    assert evening.step(60) == ["deadline", "going_on"]


def test_the_grace_is_a_setting(landing: Path) -> None:
    write(landing / "branches.csv", BRANCHES)
    hand = hand_on(landing, now=datetime(2021, 8, 25, 19, 30), grace="45")
    hand.rest()
    hand.events.clear()
    hand.now = datetime(2021, 8, 25, 19, 44, 55)
    assert hand.step() == []
    assert hand.step(6) == ["deadline"]
    assert missing(hand) == [("2021-08-25", 0, ["Leeds", "York"])]


def test_without_a_list_the_others_tell_who_is_missing(landing: Path, tmp_path: Path) -> None:
    for branch in ("Leeds", "York", "Bath"):
        write(landing / f"{branch}.csv", day_of(branch), at=datetime(2021, 8, 25, 18))
        if branch != "Bath":
            write(landing / f"{branch}-26.csv", day_of(branch, day=26), at=datetime(2021, 8, 26, 18))
    hand = hand_on(landing, now=datetime(2021, 8, 26, 20))
    hand.rest()
    hand.now = datetime(2021, 8, 26, 21, 0, 5)
    hand.step()
    assert missing(hand) == [("2021-08-25", 3, []), ("2021-08-26", 2, ["Bath"])]


def test_where_nothing_is_known_nothing_is_said(landing: Path) -> None:
    hand = hand_on(landing, now=BEFORE)
    hand.rest()
    hand.now = AFTER
    assert hand.step() == []
