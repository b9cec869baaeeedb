"""`--archive`: what needs nobody is moved, nothing is ever overwritten."""

import errno
from pathlib import Path

import pytest

from tests.entrypoints.conftest import Run
from tests.entrypoints.till_files import DAY, HOURS, REJECTED, deliver, sales

LANDING, DONE = Path("landing"), Path("done")


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_settled_files_move_and_keep_their_relative_names(run: Run) -> None:
    deliver(LANDING / "2021" / "leeds.csv", DAY)
    deliver(LANDING / "copy.csv", DAY)
    deliver(LANDING / "york.csv", sales(HOURS, branch="York") + REJECTED)
    deliver(LANDING / "empty.csv", "")
    before = (LANDING / "2021" / "leeds.csv").stat().st_mtime_ns
    ran = run("ingest", "landing", "--archive", "done")
    assert ran.code == 3
    assert "2 files moved to" in ran.err
    assert files(LANDING) == {"york.csv", "empty.csv"}
    assert files(DONE) == {"2021/leeds.csv", "copy.csv"}
    assert (DONE / "2021" / "leeds.csv").stat().st_mtime_ns == before


def test_nothing_is_overwritten(run: Run) -> None:
    deliver(DONE / "leeds.csv", "an older file")
    deliver(LANDING / "leeds.csv", DAY)
    assert run("ingest", "landing", "--archive", "done").code == 0
    assert (DONE / "leeds.csv").read_text() == "an older file"
    assert (DONE / "leeds (1).csv").read_text() == DAY


def test_files_of_one_name_wait_until_all_of_them_are_settled(run: Run) -> None:
    deliver(Path("a/leeds.csv"), DAY)
    deliver(Path("b/leeds.csv"), sales(HOURS, branch="York") + REJECTED)
    run("ingest", "a", "b", "--archive", "done")
    assert files(DONE) == set()


def test_links_stay(run: Run) -> None:
    deliver(Path("elsewhere/leeds.csv"), DAY)
    LANDING.mkdir()
    (LANDING / "leeds.csv").symlink_to(Path("elsewhere/leeds.csv").resolve())
    assert "0 files moved" in run("ingest", "landing", "--archive", "done").err
    assert files(DONE) == set()
    assert Path("elsewhere/leeds.csv").exists()


def test_an_archive_that_would_be_read_again_is_refused_before_anything_is_loaded(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    ran = run("ingest", "landing", "--archive", "landing/done")
    assert ran.code == 2
    assert "choose a folder elsewhere" in ran.err
    assert not Path("tillroll.duckdb").exists()


def test_onto_another_disk_a_file_is_copied_whole_before_it_goes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    replace = Path.replace

    def other_disk(self: Path, target: Path) -> Path:
        if self.parent.name == "landing":
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", other_disk)
    assert run("ingest", "landing", "--archive", "done").code == 0
    assert (DONE / "leeds.csv").read_text() == DAY
    assert files(LANDING) == set()


def test_a_file_that_cant_be_moved_is_loaded_all_the_same(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(LANDING / "leeds.csv", DAY)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr("shutil.copy2", full)
    ran = run("ingest", "landing", "--archive", "done")
    assert ran.code == 4
    assert "leeds.csv is loaded, but can't be moved: No space left on device: the next run tries again" in ran.err
    assert files(LANDING) == {"leeds.csv"}
    assert files(DONE) == set()
