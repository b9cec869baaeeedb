"""A watch step by step: what it takes, leaves alone and tells, when the test turns its clocks. No sleep, no luck."""

import os
import shutil
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.program import day_of
from tests.warehouses.helpers import open_chain, state_of, tell
from tests.watch.watches import BRANCHES, EVERY, LEEDS, NOON, OPEN, SETTLE, YORK, figures, hand_on, locked, write
from tillroll.adapters.duckdb import DuckDBWarehouse
from tillroll.engine import Row
from tillroll.errors import ConservationError, TryAgainLater


def can_be_closed() -> bool:
    """Whether rights mean anything to this user: to root they don't."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0)
        try:
            os.scandir(name).close()
        except PermissionError:
            return True
        finally:
            Path(name).chmod(0o700)
    return False


# What is taken, and when


def test_a_growing_file_is_left_alone_till_it_rests(landing: Path, tmp_path: Path) -> None:
    hand = hand_on(landing)
    rows = LEEDS.splitlines(keepends=True)
    for number in range(1, 5):
        write(landing / "leeds.csv", "".join(rows[:number]), at=NOON + timedelta(seconds=number))
        assert "receipt" not in hand.step(SETTLE - 1)
    assert "receipt" not in hand.step(SETTLE - 1)
    assert hand.step(1).count("receipt") == 1
    assert figures(tmp_path) == (4, 1)


def test_a_file_moved_in_with_an_old_time_rests_from_when_it_was_seen(landing: Path) -> None:
    hand = hand_on(landing)
    hand.step()
    write(landing / "leeds.csv", LEEDS, at=datetime(2001, 1, 1))
    assert "receipt" not in hand.step(1000)
    assert "receipt" in hand.step(SETTLE)


def test_the_walls_clock_may_jump(landing: Path) -> None:
    hand = hand_on(landing)
    write(landing / "leeds.csv", LEEDS)
    hand.step()
    for years in (5, -10, 20):
        hand.now += timedelta(days=365 * years)
        assert "receipt" not in hand.step(1)
    assert "receipt" in hand.step(SETTLE)


def test_a_file_rewritten_in_place_is_taken_again(landing: Path, tmp_path: Path) -> None:
    hand = hand_on(landing)
    write(landing / "leeds.csv", LEEDS, at=NOON)
    hand.rest()
    write(landing / "leeds.csv", LEEDS.replace("10:00", "10:01"), at=NOON + timedelta(hours=1))
    hand.rest()
    assert hand.outcomes == {"loaded": 1, "corrected": 1}
    assert figures(tmp_path) == (4, 2)


def test_a_file_that_was_taken_in_part_is_added_to_once_it_is_whole(landing: Path, tmp_path: Path) -> None:
    """Its writer paused for longer than the settle time, in the middle of a row."""
    hand = hand_on(landing)
    for number, part in enumerate((LEEDS[: len(LEEDS) // 2 + 5], LEEDS)):
        write(landing / "leeds.csv", part, at=NOON + timedelta(minutes=number))
        hand.rest()
    assert hand.outcomes == {"loaded": 1, "extended": 1}
    assert figures(tmp_path) == (4, 2)
    with open_chain() as chain:
        chain.ingest(landing)
        whole = chain.current
    with open_chain(tmp_path / "w.duckdb") as chain:
        assert chain.current == whole


def test_a_watch_rests_longer_where_a_look_takes_long(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = hand_on(landing, every="0.5")
    hand.step()
    assert hand.watcher.rest_seconds == 0.5
    seconds = iter((100.0, 103.0))
    monkeypatch.setattr("tillroll.watcher.time.perf_counter", lambda: next(seconds))
    hand.step()
    assert hand.watcher.rest_seconds == 12.0


def test_a_watch_looks_again_just_when_a_file_comes_to_rest(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tillroll.watcher.time.perf_counter", lambda: 0.0)
    hand = hand_on(landing, every="2", settle="3")
    write(landing / "leeds.csv", LEEDS, at=NOON)
    assert "receipt" not in hand.step()
    assert hand.watcher.rest_seconds == 2.0
    assert "receipt" not in hand.step(2)
    assert hand.watcher.rest_seconds == 1.0
    assert "receipt" in hand.step(1)
    assert hand.watcher.rest_seconds == 2.0


def test_nothing_is_opened_while_nothing_happens(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = hand_on(landing)
    write(landing / "leeds.csv", LEEDS)
    hand.rest()
    monkeypatch.setattr("tillroll.wiring.open_warehouse", lambda _: pytest.fail("the warehouse was opened"))
    monkeypatch.setattr("tillroll.prepare.inspect", lambda path: pytest.fail(f"{path} was opened"))
    assert [hand.step(EVERY) for _ in range(10)] == [[]] * 10


def test_a_burst_is_few_batches(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand files that come over seven looks."""
    transactions: list[str] = []
    plain = DuckDBWarehouse.run

    def run(self: DuckDBWarehouse, name: str, /, **parameters: object) -> list[Row]:
        if name in {"load/add_receipts", "load/add_run"}:
            transactions.append(name)
        return plain(self, name, **parameters)

    monkeypatch.setattr(DuckDBWarehouse, "run", run)
    hand = hand_on(landing)
    for number in range(1000):
        write(landing / f"{number}.csv", day_of(f"Branch {number}", sales=1))
        if number % 150 == 0:
            hand.step(1)
    hand.rest()
    assert hand.outcomes == {"loaded": 1000}
    tell(f"1,000 files: runs {transactions.count('load/add_run')}, batches {transactions.count('load/add_receipts')}")
    assert transactions.count("load/add_run") <= 2
    assert transactions.count("load/add_receipts") <= 4


def test_what_needs_nobody_is_moved_if_one_asks(landing: Path, tmp_path: Path) -> None:
    hand = hand_on(landing, archive="done")
    (tmp_path / "done").mkdir()
    write(landing / "leeds.csv", LEEDS)
    write(landing / "strange.csv", "no till\nwrites so\n")
    hand.rest()
    assert [path.name for path in landing.iterdir()] == ["strange.csv"]
    assert (tmp_path / "done" / "leeds.csv").is_file()


def test_a_file_that_was_loaded_and_not_moved_is_moved_after_a_restart(landing: Path, tmp_path: Path) -> None:
    write(landing / "leeds.csv", LEEDS)
    hand_on(landing).rest()
    (tmp_path / "done").mkdir()
    hand_on(landing, archive="done").rest()
    assert list(landing.iterdir()) == []


def test_a_file_that_can_not_be_moved_now_is_moved_later(landing: Path, tmp_path: Path) -> None:
    write(tmp_path / "done", "a file in the folder's place")
    hand = hand_on(landing, archive="done")
    write(landing / "leeds.csv", LEEDS)
    hand.rest()
    assert hand.watcher.waiting == 1
    (tmp_path / "done").unlink()
    hand.step(EVERY)
    assert list(landing.iterdir()) == []
    assert figures(tmp_path)[0] == 4


@pytest.mark.skipif(not can_be_closed(), reason="no file is closed to this user")
def test_a_file_that_may_not_be_opened_is_told_of_once_and_tried_again(landing: Path) -> None:
    hand = hand_on(landing)
    closed = write(landing / "leeds.csv", LEEDS)
    closed.chmod(0)
    write(landing / "york.csv", YORK)
    hand.rest()
    assert hand.outcomes == {"loaded": 1}
    for _ in range(20):
        hand.step(60)
    (told,) = [receipt for receipt in hand.told("receipt") if receipt["outcome"] == "postponed"]
    assert "give tillroll's user the right to read it" in told["reason"]
    closed.chmod(0o600)
    hand.step(300)
    assert hand.outcomes == {"loaded": 2}


# After a restart


def test_after_a_restart_known_files_are_not_opened(
    landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(landing / "leeds.csv", LEEDS)
    write(landing / "deep" / "york.csv", YORK)
    hand_on(landing).rest()
    monkeypatch.setattr("tillroll.prepare.inspect", lambda path: pytest.fail(f"{path} was opened"))
    again = hand_on(landing)
    assert "receipt" not in again.rest()
    assert again.watcher.waiting == 0
    assert figures(tmp_path) == (8, 2)


def test_after_a_restart_what_changed_meanwhile_is_taken(landing: Path, tmp_path: Path) -> None:
    write(landing / "leeds.csv", LEEDS, at=NOON)
    hand_on(landing).rest()
    write(landing / "leeds.csv", LEEDS.replace("10:00", "10:01"), at=NOON + timedelta(hours=1))
    write(landing / "york.csv", YORK)
    again = hand_on(landing)
    again.rest()
    assert again.outcomes == {"corrected": 1, "loaded": 1}
    assert figures(tmp_path) == (8, 3)


def test_files_of_one_name_size_and_time_are_both_read(landing: Path, tmp_path: Path) -> None:
    """Two folders may each hold a `sales.csv`; the ledger can't tell them apart, so their bytes must."""
    write(landing / "sales.csv", LEEDS, at=NOON)
    hand_on(landing).rest()
    other = write(tmp_path / "other" / "sales.csv", LEEDS.replace("Leeds", "Derby"), at=NOON).parent
    hand_on(landing, other).rest()
    assert figures(tmp_path)[0] == 8


def test_an_unreadable_file_is_judged_afresh_after_a_restart(landing: Path) -> None:
    write(landing / "strange.csv", "no till\nwrites so\n")
    for _ in range(2):
        hand = hand_on(landing)
        hand.rest()
        assert hand.outcomes == {"unreadable": 1}


# Folders that go and come back


def test_a_folder_that_vanishes_is_told_of_once_and_gone_on_with(landing: Path, tmp_path: Path) -> None:
    hand = hand_on(landing)
    write(landing / "leeds.csv", LEEDS)
    hand.rest()
    landing.rename(tmp_path / "away")
    assert [hand.step(EVERY) for _ in range(3)] == [["gone"], [], []]
    (tmp_path / "away").rename(landing)
    write(landing / "york.csv", YORK)
    assert hand.step(EVERY) == ["back"]
    hand.step(SETTLE)
    assert hand.outcomes == {"loaded": 2}
    assert figures(tmp_path) == (8, 2)


def test_a_folder_that_is_not_there_yet_is_waited_for(landing: Path) -> None:
    shutil.rmtree(landing)
    hand = hand_on(landing)
    assert hand.step() == ["gone"]
    assert hand.told("gone")[0]["reason"] == "No such file or directory"
    write(landing / "leeds.csv", LEEDS)
    assert hand.rest() == ["back", "receipt", "run"]


def test_an_empty_folder_where_a_share_was_is_told_of(landing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hand = hand_on(landing)
    path = write(landing / "leeds.csv", LEEDS)
    hand.rest()
    path.rename(landing.parent / "leeds.csv")
    monkeypatch.setattr("tillroll.adapters.folder._devices", lambda folders: [(folder, -1) for folder in folders])
    assert hand.step(EVERY) == ["gone"]
    assert "is its share mounted?" in hand.told("gone")[0]["reason"]
    assert hand.step(EVERY) == []
    monkeypatch.undo()
    assert hand.step(EVERY) == ["back"]


@pytest.mark.skipif(not can_be_closed(), reason="no folder is closed to this user")
def test_a_folder_within_that_may_not_be_listed_is_told_of(landing: Path) -> None:
    write(landing / "north" / "leeds.csv", LEEDS)
    (landing / "north").chmod(0)
    hand = hand_on(landing)
    write(landing / "york.csv", YORK)
    assert hand.rest().count("gone") == 1
    assert hand.outcomes == {"loaded": 1}
    (landing / "north").chmod(0o700)
    assert hand.rest() == ["back", "receipt", "run"]


# Trouble


def test_trouble_is_told_of_once_and_tried_again_with_growing_pauses(
    landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the disk is full: the transaction can't commit."""
    tried_at: list[float] = []
    hand = hand_on(landing)

    def full(*_: object) -> None:
        tried_at.append(hand.clock)
        raise TryAgainLater("the disk is full: make room and run again")

    write(landing / "leeds.csv", LEEDS)
    hand.step()
    with monkeypatch.context() as patch:
        patch.setattr("tillroll.load._keep_receipts", full)
        for _ in range(200):
            hand.step(EVERY)
    pauses = [after - before for before, after in pairwise(tried_at)]
    assert pauses == [5, 10, 20, 40, 80, 160, 300, 300]
    assert [each["reason"] for each in hand.told("trouble")] == ["the disk is full: make room and run again"]
    assert figures(tmp_path) == (0, 0)
    assert hand.step(300) == ["receipt", "run", "going_on"]
    assert figures(tmp_path) == (4, 1)


def test_a_fault_of_tillroll_is_raised_and_tried_again_with_growing_pauses(
    landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the watch runs beside pages it is outlived: each try takes the lock of the warehouse, and rolls back."""
    tried_at: list[float] = []
    hand = hand_on(landing)

    def short_of_a_penny(*_: object) -> None:
        tried_at.append(hand.clock)
        raise ConservationError("a penny has no fate")

    write(landing / "leeds.csv", LEEDS)
    hand.step()
    faults = 0
    with monkeypatch.context() as patch:
        patch.setattr("tillroll.load._keep_receipts", short_of_a_penny)
        for _ in range(40):
            try:
                hand.step(EVERY)
            except ConservationError:
                faults += 1
    assert [after - before for before, after in pairwise(tried_at)] == [5, 10, 20, 40, 80]
    assert faults == len(tried_at)
    assert hand.step(300) == ["receipt", "run"]
    assert figures(tmp_path) == (4, 1)


def test_what_a_run_had_taken_before_the_trouble_is_not_taken_again(
    landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tillroll.ingest.BATCH_FILES", 1)
    hand = hand_on(landing)
    for branch in ("Leeds", "York", "Bath"):
        write(landing / f"{branch}.csv", day_of(branch))
    hand.step()
    plain = DuckDBWarehouse.run
    loads: list[str] = []

    def run(self: DuckDBWarehouse, name: str, /, **parameters: object) -> list[Row]:
        loads.extend([name] if name == "load/add_receipts" else [])
        if len(loads) == 2:
            raise TryAgainLater("the disk is full")
        return plain(self, name, **parameters)

    with monkeypatch.context() as patch:
        patch.setattr(DuckDBWarehouse, "run", run)
        assert hand.step(SETTLE) == ["receipt", "trouble"]
    assert hand.step(EVERY) == ["receipt", "receipt", "run", "going_on"]
    assert figures(tmp_path) == (12, 3)


def test_a_held_warehouse_is_waited_for(landing: Path, tmp_path: Path) -> None:
    hand = hand_on(landing)
    write(landing / "leeds.csv", LEEDS)
    with locked(tmp_path):
        assert hand.step() == ["trouble"]
        assert hand.step(SETTLE) == []
    assert "going_on" in hand.step(300)
    assert hand.outcomes == {"loaded": 1}


def test_a_wrong_list_stops_nothing_for_good(landing: Path) -> None:
    """Till files wait while the list is wrong: by it, branches might be held that should not be."""
    hand = hand_on(landing)
    branches = write(landing / "branches.csv", "code,name\nL1,\n")
    write(landing / "leeds.csv", LEEDS)
    assert hand.rest() == ["trouble"]
    assert "branches.csv" in hand.told("trouble")[0]["reason"]
    write(branches, BRANCHES)
    hand.step(EVERY)
    assert "receipt" in hand.step(SETTLE)
    assert hand.outcomes == {"loaded": 1}


# Lists


def test_a_list_that_changes_is_stored_without_a_new_till_file(landing: Path, tmp_path: Path) -> None:
    hand = hand_on(landing)
    write(landing / "branches.csv", BRANCHES, at=NOON)
    write(landing / "hull.csv", day_of("Hull"))
    hand.rest()
    assert hand.outcomes == {"held": 1}
    write(landing / "branches.csv", f"{BRANCHES}H1,Hull{OPEN}\n", at=NOON + timedelta(hours=1))
    hand.rest()
    assert figures(tmp_path) == (4, 1)


def test_a_list_that_is_being_written_is_waited_for(landing: Path) -> None:
    hand = hand_on(landing)
    write(landing / "leeds.csv", LEEDS)
    hand.step()
    write(landing / "branches.csv", BRANCHES[:-40])
    assert hand.step(SETTLE) == []
    write(landing / "branches.csv", BRANCHES)
    assert hand.step(SETTLE - 1) == []
    assert "receipt" in hand.step(SETTLE)
    assert hand.outcomes == {"loaded": 1}


def test_a_watch_leaves_the_same_rows_as_one_ingest(landing: Path, tmp_path: Path) -> None:
    hand = hand_on(landing)
    for number, branch in enumerate(("Leeds", "York", "Bath", "Leeds")):
        write(landing / f"{number}.csv", day_of(branch, sales=2 + number), at=NOON + timedelta(minutes=number))
        hand.rest()
    with open_chain() as chain:
        chain.ingest(landing)
        expected = chain.state()
    assert state_of(tmp_path / "w.duckdb") == expected
