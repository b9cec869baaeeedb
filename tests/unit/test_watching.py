"""What a watch decides, with the clock in the test's hand: what has come to rest, what is due, how long to pause."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from tillroll.branches import Branch
from tillroll.calendar import Closure
from tillroll.watching import (
    ENOUGH,
    Deadline,
    Mark,
    Sighting,
    days_around,
    deadlines,
    due,
    patience,
    put_off,
    ready,
    see,
    settling,
    taken,
    unmounted,
)

A, B, C = Path("a.csv"), Path("b.csv"), Path("c.csv")
MARK: Mark = (100, 1)
SETTLE = 10.0
Look = dict[Path, Mark]


def watched(*looks: tuple[float, Look]) -> dict[Path, Sighting]:
    """What is known of the files after these looks."""
    seen: dict[Path, Sighting] = {}
    for now, found in looks:
        seen = see(seen, found, now)
    return seen


# A file comes to rest


@pytest.mark.parametrize(("now", "is_ready"), [(0, False), (9.9, False), (10, True), (1000, True)])
def test_a_file_rests_once_it_has_looked_the_same_for_the_settle_time(now: float, is_ready: bool) -> None:
    seen = watched((0, {A: MARK}), (now, {A: MARK}))
    assert (ready(seen, now, SETTLE) == [A]) is is_ready
    assert (settling(seen, now, SETTLE) == []) is is_ready


@pytest.mark.parametrize(
    "mark", [(101, 1), (99, 1), (100, 2), (100, 0)], ids=["grown", "cut short", "written to", "given an older time"]
)
def test_every_change_begins_the_rest_anew(mark: Mark) -> None:
    seen = watched((0, {A: MARK}), (9, {A: mark}), (18, {A: mark}))
    assert ready(seen, 18, SETTLE) == []
    assert ready(seen, 19, SETTLE) == [A]


@pytest.mark.parametrize("modified_ns", [0, 1, 10**18, 4 * 10**18], ids=["1970", "just after", "2001", "2096"])
def test_the_files_own_time_is_compared_and_never_measured(modified_ns: int) -> None:
    """Copies keep old times, and clocks of other machines are wrong: only the watch's own clock says how long."""
    seen = watched((0, {A: (100, modified_ns)}), (9, {A: (100, modified_ns)}))
    assert ready(seen, 9, SETTLE) == []
    assert ready(seen, 10, SETTLE) == [A]


def test_without_a_settle_time_a_file_is_taken_at_once() -> None:
    assert ready(watched((5, {A: MARK})), 5, 0) == [A]


def test_what_is_taken_is_taken_once() -> None:
    seen = taken(watched((0, {A: MARK, B: MARK})), [A])
    assert ready(seen, 10, SETTLE) == [B]
    assert ready(see(seen, {A: MARK, B: MARK}, 20), 20, SETTLE) == [B]


def test_a_file_that_is_rewritten_is_taken_again() -> None:
    seen = see(taken(watched((0, {A: MARK})), [A]), {A: (100, 2)}, 50)
    assert ready(seen, 59, SETTLE) == []
    assert ready(seen, 60, SETTLE) == [A]


def test_a_file_that_was_gone_rests_anew() -> None:
    """Whoever wrote it may have been cut off too, and go on now."""
    seen = watched((0, {A: MARK}), (5, {}), (100, {A: MARK}))
    assert ready(seen, 100, SETTLE) == []
    assert ready(seen, 110, SETTLE) == [A]


# A burst is few batches


def test_files_at_rest_wait_for_those_that_still_arrive() -> None:
    seen = watched((0, {A: MARK}), (5, {A: MARK, B: MARK}))
    assert ready(seen, 12, SETTLE) == []
    assert ready(seen, 15, SETTLE) == [A, B]


def test_they_do_not_wait_for_ever_for_one_that_grows_all_day() -> None:
    seen: dict[Path, Sighting] = {}
    taken_at = None
    for now in range(100):
        seen = see(seen, {A: MARK, B: (100 + now, now)}, now)
        if ready(seen, now, SETTLE):
            assert ready(seen, now, SETTLE) == [A]
            taken_at = now
            break
    assert taken_at == patience(SETTLE) == 40


def test_a_full_batch_waits_for_nobody() -> None:
    many = {Path(f"{number}.csv"): MARK for number in range(ENOUGH)}
    assert len(ready(watched((0, many), (9, {**many, A: MARK})), 10, SETTLE)) == ENOUGH
    few = dict(list(many.items())[1:])
    assert ready(watched((0, few), (9, {**few, A: MARK})), 10, SETTLE) == []


# What could not be taken


def test_what_is_put_off_waits_longer_each_time_and_holds_up_no_other() -> None:
    seen = watched((0, {A: MARK, B: MARK}))
    tried_at = []
    for now in range(10, 400):
        if A in ready(seen, now, SETTLE):
            tried_at.append(now)
            assert B in ready(seen, now, SETTLE) or len(tried_at) > 1
            seen = taken(put_off(seen, [A], now, 5), [B])
    assert tried_at == [10, 15, 25, 45, 85, 165, 325]
    assert settling(seen, 400, SETTLE) == []


def test_what_is_put_off_and_changes_is_new() -> None:
    seen = put_off(watched((0, {A: MARK})), [A], 10, 1000)
    assert ready(see(seen, {A: (200, 2)}, 20), 30, SETTLE) == [A]


# Network shares

SHARE, DISK, OTHER = Path("share"), 1, 2


def test_an_empty_folder_on_another_disk_is_a_share_that_is_not_mounted() -> None:
    known, lost = unmounted({}, {SHARE: DISK}, {SHARE})
    assert (known, lost) == ({SHARE: DISK}, set())
    assert unmounted(known, {SHARE: OTHER}, set()) == (known, {SHARE})
    assert unmounted(known, {SHARE: OTHER}, {SHARE}) == ({SHARE: OTHER}, set())


@pytest.mark.parametrize("devices", [{SHARE: DISK}, {}], ids=["emptied", "can't be asked"])
def test_other_empty_folders_are_just_empty(devices: dict[Path, int]) -> None:
    assert unmounted({SHARE: DISK}, devices, set())[1] == set()
    assert unmounted({}, {SHARE: OTHER}, set())[1] == set()


# Deadlines

DAY = date(2021, 8, 25)
GRACE = timedelta(hours=2)
HOURS = ((time(9), time(17)),) * 7
LEEDS = Branch("L1", "Leeds", hours=HOURS)
BAR = Branch("B1", "Bar", hours=((time(17), time(1)),) * 7)
ATHENS = Branch("A1", "Athens", hours=HOURS, time_zone="Europe/Athens")


def planned(**branches: Branch) -> tuple[Deadline, ...]:
    return deadlines(branches, [], [DAY], GRACE, "Europe/London")


def test_the_deadline_is_eight_in_the_evening_or_closing_and_a_grace_in_the_branches_own_zone() -> None:
    assert planned(leeds=LEEDS, york=LEEDS, bar=BAR, athens=ATHENS) == (
        Deadline(datetime(2021, 8, 25, 19), DAY, frozenset({"athens"})),
        Deadline(datetime(2021, 8, 25, 21), DAY, frozenset({"leeds", "york"})),
        Deadline(datetime(2021, 8, 26, 2), DAY, frozenset({"bar"})),
    )


def test_a_branch_that_is_shut_owes_nothing() -> None:
    closure = Closure("leeds", "", DAY, DAY, "refit")
    listed = {"leeds": Branch("leeds", "Leeds", hours=HOURS)}
    assert deadlines(listed, [closure], [DAY], GRACE, "Europe/London") == ()


def test_without_a_list_there_is_one_a_day_for_whoever_sends() -> None:
    assert planned() == (Deadline(datetime(2021, 8, 25, 21), DAY),)


def test_the_days_that_are_planned_reach_around_the_world_and_past_midnight() -> None:
    now = datetime(2021, 8, 25, 12)
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        plan = deadlines({}, [], days_around(now), timedelta(hours=24), zone)
        assert min(each.at for each in plan) < now - timedelta(days=1)
        assert max(each.at for each in plan) > now + timedelta(days=1)


ONE = Deadline(datetime(2021, 8, 25, 21), DAY)


@pytest.mark.parametrize(
    ("now", "is_due"),
    [
        (datetime(2021, 8, 25, 21), False),
        (datetime(2021, 8, 25, 21, 0, 1), True),
        (datetime(2021, 8, 26, 21), True),
        (datetime(2021, 8, 26, 21, 0, 1), False),
    ],
    ids=["at it", "after it", "a day after", "no news any more"],
)
def test_a_deadline_is_told_of_after_it_passed_and_while_it_is_news(now: datetime, is_due: bool) -> None:
    assert (due([ONE], set(), now) == [ONE]) is is_due


def test_a_deadline_is_told_of_once_whatever_the_clock_does() -> None:
    told = {(ONE.at, ONE.trading_date)}
    for hour in (22, 20, 23):
        assert due([ONE], told, datetime(2021, 8, 25, hour)) == []
