"""Kills an ingest at one statement after another, and says whether a second run mends what the first left.

`python -m tests.crash.victim FOLDER JOB PART PARTS` prints one JSON object a death. Each life and each second run is a
process of its own, forked here while no database is open. The undisturbed run alone is in this process: what it
understood of statements, each life has from it.
"""

import hashlib
import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.warehouses.helpers import Chain, Sale, open_chain, releases_of, till_text, write_file
from tillroll import ingest
from tillroll.engine import Engine, Row

MORNING = datetime(2021, 8, 25, 9)
DEATHS_A_JOB = 400
RANDOM_DEATHS = 20


# --- what is done ---


def sales(*hours: int, day: int = 0) -> list[Sale]:
    return [Sale(MORNING + timedelta(days=day, hours=hour)) for hour in hours]


def deliver(folder: Path, name: str, text: str, hour: int) -> None:
    write_file(folder / name, text, MORNING + timedelta(days=1, hours=hour))


def write_files(folder: Path) -> None:
    """The first files; then those of the fatal run: new days, corrections, a stranger, streams, rejections, a copy."""
    before, after = folder / "before", folder / "after"
    whole = till_text(sales(0, 1, 2, 3))
    deliver(before, "leeds.csv", whole, 0)
    deliver(before, "york.csv", till_text(sales(0, 2, 4), branch="York"), 0)
    deliver(before, "stream.jsonl", till_text(sales(1, 5), "stream"), 1)
    deliver(after, "leeds corrected.csv", till_text(sales(0, 1, 4)), 3)
    deliver(after, "leeds again.csv", whole, 2)
    deliver(after, "york stranger.csv", till_text(sales(1, 3), branch="York"), 3)
    deliver(after, "stream.jsonl", till_text(sales(1, 6), "stream"), 0)
    deliver(
        after, "next day.csv", till_text([*sales(0, 1, day=1), Sale(MORNING + timedelta(days=1), adds_up=False)]), 3
    )
    deliver(after, "broken.csv", "what,is,this\n1,2,3\n", 3)


def ingest_all(chain: Chain, folder: Path) -> None:
    chain.ingest(folder / "after")


def ingest_file_by_file(chain: Chain, folder: Path) -> None:
    ingest.BATCH_FILES = 1
    chain.ingest(folder / "after")


def read_anew(chain: Chain, folder: Path) -> None:
    chain.ingest(folder / "before", replay=True)


def release_stranger(chain: Chain, folder: Path) -> None:
    receipt = chain.take(folder / "after" / "york stranger.csv")
    chain.release(*releases_of(receipt, "both", MORNING + timedelta(days=2), always=True))


JOBS: dict[str, Callable[[Chain, Path], None]] = {
    "ingest": ingest_all,
    "batches": ingest_file_by_file,
    "replay": read_anew,
    "release": release_stranger,
}


# --- lives and deaths ---


class Fate:
    """Counts the statements of a life's transactions, or only their beginnings, and ends it before one of them."""

    def __init__(self, dies_at: int, *, only_beginnings: bool) -> None:
        self.dies_at = dies_at
        self.only_beginnings = only_beginnings
        self.count = 0
        self.is_in_transaction = False

    def live(self) -> None:
        """Put the count before every statement that the engine executes, up to and with each commit."""
        execute = Engine.execute

        def counted(engine: Engine, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
            self.is_in_transaction |= sql == "begin transaction"
            if sql == "begin transaction" or (self.is_in_transaction and not self.only_beginnings):
                self.count += 1
                if self.count == self.dies_at:
                    os.kill(os.getpid(), signal.SIGKILL)
            self.is_in_transaction &= sql != "commit"
            return execute(engine, sql, parameters)

        setattr(Engine, execute.__name__, counted)  # this script is the place to die in


def in_a_life(work: Callable[[], str]) -> tuple[str, bool]:
    """Do some work in a process of its own; what it answers, and whether it was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            os.write(writer, work().encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    return answer, os.WIFSIGNALED(status)


def life(path: Path, folder: Path, job: str, fate: Fate | None = None) -> str:
    """Do the job; a hash of every row that it leaves."""
    with open_chain(path) as chain:
        if fate:
            fate.live()
        JOBS[job](chain, folder)
        return hashlib.sha256(repr(chain.state()).encode()).hexdigest()


class SecondLives:
    """Second runs over what deaths leave; one for all deaths that leave the same rows, also of the logs."""

    def __init__(self, folder: Path, job: str) -> None:
        self._folder, self._job = folder, job
        self._ends: dict[str, str] = {}

    def end(self, path: Path) -> str:
        """What the job leaves once it is done over a warehouse that a death left."""
        left, _ = in_a_life(lambda: remains(path))
        if left not in self._ends:
            self._ends[left], _ = in_a_life(lambda: life(path, self._folder, self._job))
        return self._ends[left]


def remains(path: Path) -> str:
    """A hash of every row as the warehouse opens again; of the logs, how far each run came."""
    with open_chain(path) as chain:
        runs = chain.rows("select finished_at is null, count(*) from run group by all order by all")
        receipts = chain.rows("select file, outcome, count(*) from receipt group by all order by all")
        return hashlib.sha256(repr((chain.state(), runs, receipts)).encode()).hexdigest()


def deaths(folder: Path, job: str, part: int, parts: int) -> Iterator[dict[str, Any]]:
    """Die before each statement in turn until one life goes on to its end."""
    second_lives = SecondLives(folder, job)
    template = prepare(folder)
    whole = fresh_copy(template, folder / f"{job}-{part}-whole.duckdb")
    expected = life(whole, folder, job)
    for dies_at in range(1 + part, DEATHS_A_JOB, parts):
        path = fresh_copy(template, folder / f"{job}-{part}.duckdb")
        fate = Fate(dies_at, only_beginnings=job == "batches")
        _, was_killed = in_a_life(lambda: life(path, folder, job, fate))  # noqa: B023 - runs at once
        found = second_lives.end(path)
        yield {"at": dies_at, "killed": was_killed, "same": found == expected}
        if not was_killed:
            return


def prepare(folder: Path) -> Path:
    """A warehouse with the first files."""
    path = folder / "before.duckdb"
    if not path.exists():
        write_files(folder)
        in_a_life(lambda: first_life(path, folder))
    return path


def first_life(path: Path, folder: Path) -> str:
    with open_chain(path) as chain:
        chain.ingest(folder / "before")
    return ""


def fresh_copy(template: Path, path: Path) -> Path:
    path.with_name(path.name + ".wal").unlink(missing_ok=True)
    return Path(shutil.copy(template, path))


def random_deaths(folder: Path, part: int, parts: int) -> Iterator[dict[str, Any]]:
    """Die at any moment: between statements, within one, within the commit."""
    template = prepare(folder)
    whole = fresh_copy(template, folder / f"any-{part}-whole.duckdb")
    expected = life(whole, folder, "ingest")
    fresh_copy(template, whole)
    second_lives, started = SecondLives(folder, "ingest"), time.monotonic()
    in_a_life(lambda: life(whole, folder, "ingest"))
    seconds = time.monotonic() - started
    for number in range(part, RANDOM_DEATHS, parts):
        path = fresh_copy(template, folder / f"any-{part}.duckdb")
        was_killed = killed_after(seconds * number / RANDOM_DEATHS, lambda: life(path, folder, "ingest"))  # noqa: B023
        found = second_lives.end(path)
        yield {"at": number, "killed": was_killed, "same": found == expected}


def killed_after(seconds: float, work: Callable[[], str]) -> bool:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def main(folder: Path, job: str, part: int, parts: int) -> None:
    for death in random_deaths(folder, part, parts) if job == "any" else deaths(folder, job, part, parts):
        sys.stdout.write(json.dumps(death) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
