"""Faults of the machine: a full disk, a warehouse in use, files that change while they are read. Nothing is lost.

Grain: one test a fault, through the program; each ends in the state of a run without it.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.program import ROOT, Said, day_of, ended, good_files, run_script, start, tillroll, url
from tests.warehouses.helpers import Item, Sale, assert_same_state, open_chain, state_of, till_text
from tillroll.adapters.duckdb import DuckDBWarehouse
from tillroll.adapters.folder import find_documents
from tillroll.engine import Row
from tillroll.ingest import Ingest

FIX_SETTING, TRY_AGAIN = 2, 4

# --- a full disk ---

INGEST = (
    "import sys; from tillroll.cli import main; sys.exit(main(['ingest', sys.argv[1], '--warehouse', sys.argv[2]]))"
)
LIMITED = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2); "


@pytest.mark.parametrize("room", [3_000, 13_000, 60_000])
def test_a_full_disk_loses_nothing(tmp_path: Path, room: int) -> None:
    """The rooms end while the warehouse is made, while its tables are, and while the sales are loaded."""
    large_files(tmp_path / "in")
    warehouse = tmp_path / "w.duckdb"
    said = run_script(LIMITED + INGEST, tmp_path / "in", url(warehouse), str(room))
    assert_full_and_mended(said, tmp_path)


def large_files(folder: Path) -> None:
    """A good many sales, none of them alike."""
    folder.mkdir()
    start = datetime(2021, 8, 25, 9)
    sales = [Sale(start + timedelta(minutes=number // 3), (Item(f"Tea {number}", 100),)) for number in range(1200)]
    (folder / "leeds.csv").write_text(till_text(sales))


def can_mount() -> bool:
    command = ["unshare", "--user", "--map-root-user", "--mount", "true"]
    return sys.platform == "linux" and subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_mount(), reason="this machine gives no user a file system of its own")
def test_a_full_file_system_loses_nothing(tmp_path: Path) -> None:
    large_files(tmp_path / "in")
    (tmp_path / "small").mkdir()
    script = f'mount -t tmpfs -o size=64k none {tmp_path}/small && exec "$0" "$@"'
    prefix = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script]
    said = run_script(INGEST, tmp_path / "in", url(tmp_path / "small" / "w.duckdb"), prefix=prefix)
    assert_full_and_mended(said, tmp_path)


def assert_full_and_mended(said: Said, folder: Path) -> None:
    assert said.code == TRY_AGAIN
    assert "the disk is full" in said.err
    again = tillroll("ingest", folder / "in", warehouse=folder / "w.duckdb")
    assert again.code == 0
    assert_as_undisturbed(folder / "w.duckdb", folder / "in")


def assert_as_undisturbed(warehouse: Path, files: Path) -> None:
    with open_chain() as chain:
        chain.ingest(files)
        assert_same_state(state_of(warehouse), chain.state())


# --- a warehouse in use ---

HOLD = """
import sys
from pathlib import Path
from tests.warehouses.helpers import open_chain
with open_chain(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def held(warehouse: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the warehouse until it reads a line, or the end of its input."""
    command = [sys.executable, "-c", HOLD, str(warehouse)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process
        process.communicate("")


def test_who_holds_the_warehouse_is_named(tmp_path: Path) -> None:
    good_files(tmp_path / "in")
    with held(tmp_path / "w.duckdb") as process:
        said = tillroll("ingest", tmp_path / "in", warehouse=tmp_path / "w.duckdb")
    assert said.code == TRY_AGAIN
    assert f"w.duckdb is in use by process {process.pid} (python" in said.err
    assert "give --wait more seconds" in said.err


def test_a_reader_is_told_too(tmp_path: Path) -> None:
    with held(tmp_path / "w.duckdb") as process:
        said = tillroll("status", warehouse=tmp_path / "w.duckdb")
    assert said.code == TRY_AGAIN
    assert f"process {process.pid}" in said.err


def test_an_ingest_waits_for_the_warehouse(tmp_path: Path) -> None:
    good_files(tmp_path / "in")
    with held(tmp_path / "w.duckdb") as process:
        waiting = start("ingest", tmp_path / "in", warehouse=tmp_path / "w.duckdb")
        time.sleep(6)
        assert waiting.poll() is None
        process.communicate("enough\n")
        said = ended(waiting)
    assert said.code == 0
    assert f"process {process.pid}" in said.err
    assert said.err.count("waiting for it to end") == 1
    assert_as_undisturbed(tmp_path / "w.duckdb", tmp_path / "in")


def test_a_waiting_reader_is_told_for_whom(tmp_path: Path) -> None:
    with held(tmp_path / "w.duckdb") as process:
        waiting = start("status", warehouse=tmp_path / "w.duckdb")
        assert waiting.stderr
        assert f"process {process.pid}" in waiting.stderr.readline()
        process.communicate("enough\n")
        assert ended(waiting).code == 0


def test_two_at_once_take_in_one_folder(tmp_path: Path) -> None:
    good_files(tmp_path / "in")
    both = [start("ingest", tmp_path / "in", warehouse=tmp_path / "w.duckdb") for _ in range(2)]
    said = [ended(process) for process in both]
    assert [each.code for each in said] == [0, 0], [each.err for each in said]
    assert_as_undisturbed(tmp_path / "w.duckdb", tmp_path / "in")


# --- a warehouse that is none ---


@pytest.mark.parametrize("command", [("ingest", "in"), ("status",)])
def test_a_till_file_is_no_warehouse(tmp_path: Path, command: tuple[str, ...]) -> None:
    """DuckDB would read a CSV file into memory, take the sales in there and forget them at the end."""
    path, *_ = good_files(tmp_path / "in")
    before = path.read_bytes()
    said = tillroll(command[0], *(tmp_path / word for word in command[1:]), warehouse=path)
    assert said.code == FIX_SETTING
    assert f"{path} is no DuckDB database" in said.err
    assert path.read_bytes() == before


# --- files that change ---


def test_a_path_that_vanishes_before_it_is_read(tmp_path: Path) -> None:
    paths = good_files(tmp_path / "in")
    with open_chain() as chain:
        documents = find_documents([str(tmp_path / "in")])
        paths[0].unlink()
        report = Ingest(chain.engine, chain.warehouse, chain.setup).run(documents)
        assert report.outcomes == {"loaded": 2, "postponed": 1}
        assert "vanished before it was read" in report.postponed[0].reason


def test_a_file_that_vanishes_while_it_is_read(tmp_path: Path) -> None:
    """It is looked at, and gone when its rows are read; the others are loaded all the same."""
    paths = good_files(tmp_path / "in")
    with open_chain() as chain:
        warehouse = Unlinking(chain.engine)
        warehouse.path = paths[0]
        report = Ingest(chain.engine, warehouse, chain.setup).run(find_documents([str(tmp_path / "in")]))
        assert report.outcomes == {"loaded": 2, "postponed": 1}
    assert_loaded_later(paths[0], tmp_path)


class Unlinking(DuckDBWarehouse):
    """A warehouse whose first question after files were looked at comes when one of them has gone."""

    path = Path()

    def run(self, name: str, /, **parameters: object) -> list[Row]:
        if name == "load/known_documents":
            self.path.unlink(missing_ok=True)
        return super().run(name, **parameters)


def assert_loaded_later(path: Path, folder: Path) -> None:
    path.write_text(day_of("Leeds"))
    assert tillroll("ingest", path, warehouse=folder / "w.duckdb").code == 0


def test_a_file_that_is_still_being_written(tmp_path: Path) -> None:
    good_files(tmp_path / "in")
    growing = tmp_path / "in" / "hull.csv"
    growing.write_text(day_of("Hull"))
    is_done = threading.Event()
    writer = threading.Thread(target=write_on, args=(growing, is_done))
    writer.start()
    said = tillroll("ingest", tmp_path / "in", warehouse=tmp_path / "w.duckdb")
    is_done.set()
    writer.join()
    assert said.code == TRY_AGAIN
    assert "hull.csv\n    is still being written: run again when it is whole" in said.out
    assert "12, £29.40" in said.out
    assert tillroll("ingest", tmp_path / "in", warehouse=tmp_path / "w.duckdb").code == 0
    assert_as_undisturbed(tmp_path / "w.duckdb", tmp_path / "in")


def write_on(path: Path, is_done: threading.Event) -> None:
    """Write sales until told to stop, each at a minute of its own."""
    rows = day_of("Hull").splitlines(keepends=True)
    with path.open("a") as file:
        for number in range(10**6):
            file.write(rows[0].replace("09:00", f"{10 + number // 60 % 10:02d}:{number % 60:02d}"))
            file.flush()
            if is_done.wait(0.002):
                return
            assert os.fstat(file.fileno()).st_size
