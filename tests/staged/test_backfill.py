"""Years of files by several processes and one writer: the same rows as an ingest, also when it is killed on the way."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.faults.program import tillroll
from tests.postgres_server import Server
from tests.warehouses.helpers import Sale, assert_same_state, open_chain, state_of, till_text, write_file
from tillroll import spread, wiring
from tillroll.cli.backfill import MOST_JOBS
from tillroll.contract.values import Document
from tillroll.settings import Settings

FILES = 1600
AT = datetime(2021, 8, 25, 9)
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no SIGKILL")


def landing(folder: Path, files: int = FILES) -> Path:
    """Small files; four batches unless said otherwise."""
    for number in range(files):
        at = AT + timedelta(days=number % 400, hours=number // 400)
        text = till_text([Sale(at), Sale(at + timedelta(minutes=3))])
        write_file(folder / f"leeds_{number:04}.csv", text, at + timedelta(days=1))
    return folder


def begin(tmp_path: Path) -> "subprocess.Popen[str]":
    words = ["backfill", tmp_path / "in", "--staged", tmp_path / "staged", "--jobs", "2"]
    command = [sys.executable, "-m", "tillroll", *map(str, words), "--warehouse", f"duckdb:///{tmp_path / 'w.duckdb'}"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def batches(tmp_path: Path) -> dict[str, int]:
    """The batches that are there, with the time at which each was written."""
    return {path.parent.name: path.stat().st_mtime_ns for path in tmp_path.glob("staged/batches/[0-9]*/manifest.json")}


def children(process: "subprocess.Popen[str]") -> list[Path]:
    found = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    return [Path(f"/proc/{pid}") for pid in found.read_text().split()] if found.exists() else []


def wait_until(what: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_several_processes_read_for_a_warehouse_in_postgresql(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tillroll.ingest.BATCH_FILES", 4)
    with open_chain() as chain:
        chain.ingest(landing(tmp_path / "in", files=12))
        expected = chain.state()
    with postgres.schema() as url:
        words = ("backfill", tmp_path / "in", "--staged", tmp_path / "staged", "--jobs", "2")
        said = tillroll(*words, warehouse=url)
        assert (said.code, said.err) == (0, "")
        assert len(batches(tmp_path)) == 3
        assert_same_state(state_of(url), expected)


@pytest.mark.parametrize(("has", "uses"), [(1, 1), (3, 3), (96, MOST_JOBS)])
def test_a_process_a_core_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has: int, uses: int) -> None:
    asked: list[int] = []
    prepare = wiring.prepare_staged

    def prepared(
        settings: Settings, lists: wiring.Lists, documents: Sequence[Document], jobs: int
    ) -> Iterator[spread.PreparedBatch]:
        asked.append(jobs)
        return prepare(settings, lists, documents, 1)

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(has)), raising=False)
    monkeypatch.setattr(wiring, "prepare_staged", prepared)
    words = ("backfill", landing(tmp_path / "in", files=1), "--staged", tmp_path / "staged")
    assert tillroll(*words, warehouse=tmp_path / "w.duckdb").code == 0
    assert asked == [uses]


def test_killed_and_run_again(tmp_path: Path) -> None:
    with open_chain() as chain:
        chain.ingest(landing(tmp_path / "in"))
        expected = chain.state()
    killed = begin(tmp_path)
    wait_until(lambda: batches(tmp_path) or killed.poll() is not None)
    workers = children(killed)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    wait_until(lambda: not any(worker.exists() for worker in workers))
    kept = batches(tmp_path)
    again = begin(tmp_path)
    assert again.communicate()[1] == ""
    assert again.returncode == 0
    assert kept
    assert kept.items() <= batches(tmp_path).items()
    assert_same_state(state_of(tmp_path / "w.duckdb"), expected)
