"""`tillroll watch` as a process: signals, a kill in the middle, another process in the warehouse, a thousand files.

Each test waits for what must come, for as long as a busy machine needs, and for nothing else.
"""

import signal
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.faults.program import CELLS, day_of, tillroll, url
from tests.faults.test_machine import can_mount, held
from tests.warehouses.helpers import open_chain, state_of, tell
from tests.watch.watches import figures, wait_for, watch, write
from tillroll.errors import TryAgainLater

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")


@pytest.fixture(autouse=True)
def _ctrl_c_is_heard() -> None:
    """By the processes begun from here, even where the tests themselves run in the background, which ignores it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def assert_as_one_ingest(folder: Path) -> None:
    with open_chain() as chain:
        chain.ingest(folder / "landing")
        expected = chain.state()
    assert state_of(folder / "w.duckdb") == expected


def test_files_are_taken_as_they_come_and_a_stop_tells_how_many(landing: Path, tmp_path: Path) -> None:
    with watch(tmp_path) as watching:
        write(landing / "leeds.csv", day_of("Leeds"))
        watching.wait_for(lambda: watching.files == ["leeds.csv"])
        write(landing / "york.csv", day_of("York"))
        watching.wait_for(lambda: watching.files == ["leeds.csv", "york.csv"])
        assert watching.stop() == 0
        (last,) = watching.told("ended")
    assert last == watching.events[-1]
    assert (last["documents"], last["outcomes"], last["sales_loaded"]) == (2, {"loaded": 2}, 8)
    assert_as_one_ingest(tmp_path)


def test_a_growing_file_is_left_alone_till_it_rests(landing: Path, tmp_path: Path) -> None:
    """It grows for as long as others are taken around it; then it is taken once, and whole."""
    is_done = threading.Event()
    written_at: list[float] = []
    writer = threading.Thread(target=write_slowly, args=(landing / "hull.csv", is_done, written_at))
    settle = 2
    with watch(tmp_path, settle=settle) as watching:
        writer.start()
        write(landing / "leeds.csv", day_of("Leeds"))
        watching.wait_for(lambda: "leeds.csv" in watching.files)
        was_taken_early = "hull.csv" in watching.files
        is_done.set()
        writer.join()
        longest_rest = max(after - before for before, after in pairwise(written_at))
        assert not was_taken_early or longest_rest >= settle / 2, "only a writer that this machine held up may rest"
        watching.wait_for(lambda: "hull.csv" in watching.files[was_taken_early:])
        assert watching.stop() == 0
    if not was_taken_early:
        assert watching.files == ["leeds.csv", "hull.csv"]
        assert_as_one_ingest(tmp_path)


def write_slowly(path: Path, is_done: threading.Event, written_at: list[float]) -> None:
    """A sale a few times a second, until told to stop; notes when. The last row is whole."""
    row = day_of("Hull").splitlines(keepends=True)[0]
    with path.open("w") as file:
        for number in range(10**5):
            file.write(row.replace("09:00", f"{9 + number // 60 % 10:02d}:{number % 60:02d}"))
            file.flush()
            written_at.append(time.monotonic())
            if is_done.wait(0.2):
                return


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_batch_in_hand(landing: Path, tmp_path: Path, number: signal.Signals) -> None:
    """The signal comes while the second of three batches is loaded; the third stays for the next watch."""
    for branch in ("Leeds", "York", "Bath"):
        write(landing / f"{branch}.csv", day_of(branch))
    code, said = asked_to_stop(tmp_path, f"os.kill(os.getpid(), {int(number)})")
    assert code == 0
    assert "ended after" in said
    assert "2 files (2 loaded), 8 sales" in said
    assert "1 file not taken yet: the next watch does" in said
    assert figures(tmp_path) == (8, 2)


def test_a_second_signal_ends_it_at_once(landing: Path, tmp_path: Path) -> None:
    for branch in ("Leeds", "York", "Bath"):
        write(landing / f"{branch}.csv", day_of(branch))
    twice = f"os.kill(os.getpid(), {int(signal.SIGTERM)}); os.kill(os.getpid(), {int(signal.SIGTERM)})"
    code, said = asked_to_stop(tmp_path, twice)
    assert code == -signal.SIGTERM
    assert "ended after" not in said
    assert figures(tmp_path) == (4, 1)
    with open_chain(tmp_path / "w.duckdb") as chain:
        chain.ingest(landing)
    assert_as_one_ingest(tmp_path)


STOPPED = """
import os, sys
from tillroll import ingest
from tillroll.cli import main
from tillroll.engine import Engine

ingest.BATCH_FILES = 1
plain, loads = Engine.run, []

def run(self, name, /, **parameters):
    answer = plain(self, name, **parameters)
    loads.extend([name] if name == "load/add_fresh_sale_lines" else [])
    if name == "load/add_fresh_sale_lines" and len(loads) == 2:
        {stop}
    return answer

Engine.run = run
sys.exit(main(["watch", sys.argv[1], "--warehouse", sys.argv[2], "--settle", "0", "--every", "0.1"]))
"""


def asked_to_stop(folder: Path, stop: str) -> tuple[int, str]:
    """How a watch ended that was asked to stop within the second transaction, and all that it said."""
    words = [str(folder / "landing"), url(folder / "w.duckdb")]
    command = [sys.executable, "-c", STOPPED.format(stop=stop), *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout + done.stderr


def test_killed_in_the_middle_it_goes_on_where_it_was(landing: Path, tmp_path: Path) -> None:
    """It is killed while the first of many batches are loaded; nothing is taken twice, nothing is lost."""
    for number in range(1200):
        write(landing / f"{number}.csv", day_of(f"Branch {number}", sales=2))
    with watch(tmp_path, name="first") as first:
        first.wait_for(lambda: first.files)
        first.process.kill()
        first.ended()
    with watch(tmp_path, name="second") as second:
        second.wait_for(lambda: figures_or_none(tmp_path) == (2400, 1200))
        assert second.stop() == 0
        (last,) = second.told("ended")
    assert last["files_waiting"] == 0
    assert last["documents"] < 1200
    tell(f"killed after {len(set(first.files))} of 1,200 files; {last['documents']} were taken after the restart")
    assert_as_one_ingest(tmp_path)


def figures_or_none(folder: Path) -> tuple[int, int] | None:
    """What the warehouse holds, as another process sees it while the watch goes on; None while it is in use."""
    try:
        return figures(folder)
    except TryAgainLater:
        return None


def test_a_folder_that_vanishes_and_returns(landing: Path, tmp_path: Path) -> None:
    with watch(tmp_path) as watching:
        write(landing / "leeds.csv", day_of("Leeds"))
        watching.wait_for(lambda: watching.files)
        landing.rename(tmp_path / "away")
        watching.wait_for(lambda: watching.told("gone"))
        (tmp_path / "away").rename(landing)
        write(landing / "york.csv", day_of("York"))
        watching.wait_for(lambda: len(watching.files) > 1)
        assert watching.stop() == 0
        assert [event["kind"] for event in watching.events if event["kind"] in {"gone", "back"}] == ["gone", "back"]
        assert watching.files == ["leeds.csv", "york.csv"]


UNMOUNTING = """
mount -t tmpfs none "$1/landing" && cp "$1/leeds.csv" "$1/landing"
"$2" -m tillroll watch "$1/landing" --settle 0 --every 0.1 --warehouse "$3" > "$1/out" 2>&1 &
trap "kill $! 2> /dev/null" EXIT
await() { n=0; until grep -q "$1" "$2"; do n=$((n + 1)); test $n -lt 1200 || exit 9; sleep 0.1; done; }
await "leeds.csv: loaded" "$1/out"
umount "$1/landing"
await "is its share mounted" "$1/out"
mount -t tmpfs none "$1/landing" && cp -p "$1/york.csv" "$1/landing"
await "york.csv: loaded" "$1/out"
trap - EXIT
kill $!
wait $!
"""


@pytest.mark.skipif(not can_mount(), reason="this machine gives no user a file system of its own")
def test_a_share_that_is_unmounted_and_comes_back(landing: Path, tmp_path: Path) -> None:
    for branch in ("Leeds", "York"):
        write(tmp_path / f"{branch.lower()}.csv", day_of(branch))
    words = ["sh", str(tmp_path), sys.executable, url(tmp_path / "w.duckdb")]
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", UNMOUNTING, *words]
    done = subprocess.run(command, timeout=300, check=False)
    said = (tmp_path / "out").read_text()
    assert done.returncode == 0, said
    assert said.count("out of reach") == said.count("within reach again") == 1


def test_a_warehouse_in_use_is_waited_for_and_nobody_is_locked_out(landing: Path, tmp_path: Path) -> None:
    with watch(tmp_path, "--wait", "0") as watching:
        write(landing / "leeds.csv", day_of("Leeds"))
        watching.wait_for(lambda: watching.files)
        with held(tmp_path / "w.duckdb") as holder:
            write(landing / "york.csv", day_of("York"))
            watching.wait_for(lambda: watching.told("trouble"))
            assert f"is in use by process {holder.pid}" in watching.told("trouble")[0]["reason"]
        watching.wait_for(lambda: len(watching.files) > 1)
        assert watching.files == ["leeds.csv", "york.csv"]
        watching.wait_for(lambda: watching.told("going_on"))
        assert len(watching.told("trouble")) == 1
        said = tillroll("status", warehouse=tmp_path / "w.duckdb", wait=60)
        assert "2 branch-days" in said.out
        assert watching.process.poll() is None


def test_whom_the_watch_waits_for_is_told_at_once(landing: Path, tmp_path: Path) -> None:
    with watch(tmp_path, "--wait", "600") as watching:
        write(landing / "leeds.csv", day_of("Leeds"))
        watching.wait_for(lambda: watching.files)
        with held(tmp_path / "w.duckdb") as holder:
            write(landing / "york.csv", day_of("York"))
            watching.wait_for(lambda: watching.told("waiting"))
            assert f"is in use by process {holder.pid}" in watching.told("waiting")[0]["reason"]
        watching.wait_for(lambda: len(watching.files) > 1)
        assert not watching.told("trouble")


@pytest.mark.skipif(not can_mount(), reason="this machine gives no user a file system of its own")
def test_a_full_disk_is_waited_for(landing: Path, tmp_path: Path) -> None:
    """The warehouse's own small file system is full until a filler in it is taken away."""
    rows = day_of("Leeds").splitlines()[0]
    write(landing / "leeds.csv", "".join(f"{rows.replace('Latte', f'Tea {number}')}\n" for number in range(3000)))
    (tmp_path / "small").mkdir()
    words = ["sh", str(tmp_path), sys.executable, url(tmp_path / "small" / "w.duckdb")]
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", FILLED, *words]
    done = subprocess.run(command, timeout=300, check=False)
    said = (tmp_path / "out").read_text()
    assert done.returncode == 0, said
    assert said.count("the disk is full") == 1
    assert "leeds.csv: loaded, 3,000 sales" in said
    assert "going on" in said


FILLED = """
mount -t tmpfs -o size=16m none "$1/small"
mkdir "$1/empty" && "$2" -m tillroll ingest "$1/empty" --warehouse "$3" > /dev/null
head -c 20m /dev/zero > "$1/small/filler" 2> /dev/null
"$2" -m tillroll watch "$1/landing" --settle 0 --every 0.1 --warehouse "$3" > "$1/out" 2>&1 &
trap "kill $! 2> /dev/null" EXIT
await() { n=0; until grep -q "$1" "$2"; do n=$((n + 1)); test $n -lt 1200 || exit 9; sleep 0.1; done; }
await "the disk is full" "$1/out"
rm "$1/small/filler"
await "going on" "$1/out"
trap - EXIT
kill $!
wait $!
"""


def test_a_thousand_files_at_once(landing: Path, tmp_path: Path) -> None:
    with watch(tmp_path) as watching:
        watching.wait_for(lambda: watching.told("began"))
        for number in range(1000):
            write(landing / f"{number}.csv", day_of(f"Branch {number}", sales=14))
        begun = time.monotonic()
        watching.wait_for(lambda: len(watching.files) == 1000)
        seconds = time.monotonic() - begun
        assert watching.stop() == 0
        runs = [run["documents"] for run in watching.told("run")]
    assert sum(runs) == 1000
    tell(f"1,000 files, 14,000 sales: {len(runs)} runs of {runs} files, {seconds:.1f} s after the last was written")
    assert figures(tmp_path) == (14_000, 1000)


def test_a_stop_ends_a_wait_for_the_warehouse(landing: Path, tmp_path: Path) -> None:
    write(landing / "leeds.csv", day_of("Leeds"))
    with held(tmp_path / "w.duckdb"), watch(tmp_path, "--wait", "3600") as watching:
        watching.wait_for(lambda: watching.told("waiting"))
        assert watching.stop() == 0
        assert watching.told("ended")[0]["files_waiting"] == 1


def test_lines_for_people(landing: Path, tmp_path: Path) -> None:
    """Without --json each event is one line that begins with the time."""
    write(landing / "leeds.csv", day_of("Leeds"))
    write(landing / "strange.csv", "no till\nwrites so\n")
    command = [sys.executable, "-m", "tillroll", "watch", str(landing), "--settle", "0", "--every", "0.1"]
    out = tmp_path / "out"
    with out.open("wb") as to:
        words = [*command, "--warehouse", url(tmp_path / "w.duckdb")]
        process = subprocess.Popen(words, stdout=to, stderr=to)
        wait_for(lambda: "2 files" in out.read_text(), out.read_text)
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0
    lines = [line[len("2021-08-25 18:00:00  ") :] for line in out.read_text().splitlines()]
    assert "leeds.csv: loaded, 4 sales, £9.80" in lines
    assert any(line.startswith("strange.csv: unreadable: fits no till format") for line in lines)
    assert any(line.startswith("2 files (1 loaded, 1 unreadable), 4 sales, £9.80 in ") for line in lines)
    assert lines[-1].startswith("ended after ")


def test_the_log_holds_every_event_leaves_nothing_out_and_quotes_no_cell(landing: Path, tmp_path: Path) -> None:
    with watch(tmp_path, "-v") as watching:
        write(landing / "leeds.csv", day_of("Leeds") + day_of("Leeds").replace("2.45,CARD", "SECRET,CARD"))
        watching.wait_for(lambda: watching.told("run"))
        assert watching.stop() == 0
        log = watching.err.read_text()
        assert [cell for cell in CELLS if cell in log + watching.out.read_text()] == []
    assert log.count("\n") == len(watching.events)
    assert "left_out" not in log


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["leeds.csv"], "is no folder: name the one that it lies in"),
        (["landing", "--archive", "landing/done"], "which is read"),
        (["landing", "--warehouse", "duckdb:///nowhere/w.duckdb"], "no such folder for the warehouse"),
        (["landing", "--warehouse", "duckdb:///leeds.csv"], "is no DuckDB database"),
        (["landing", "--every", "0"], "--every is no number of seconds"),
    ],
)
def test_what_a_person_must_correct_is_said_at_the_start(
    landing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "leeds.csv", day_of("Leeds"))
    command = [sys.executable, "-m", "tillroll", "watch", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert said in done.stderr
