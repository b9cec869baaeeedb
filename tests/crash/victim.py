"""Sees what an ingest leaves on the disk before one statement after another, and whether a second run mends it.

`python -m tests.crash.victim FOLDER JOB` prints one JSON object for each thing that deaths leave and for each death. An
undisturbed run in this process is seen: a death leaves what the process had written, and most statements write nothing,
so before many in a row it is the same. Before the last of these a life is killed, and must leave just that. Each life
and each second run is a process of its own, forked here while no database is open, and has from the undisturbed run
what it understood of statements.
"""

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from tests.hypothesis_profiles import PROFILE
from tests.warehouses.helpers import Chain, Sale, open_chain, releases_of, till_text, write_file
from tillroll import ingest
from tillroll.engine import Engine, Row

MORNING = datetime(2021, 8, 25, 9)
RANDOM_DEATHS = 20
ENDS = ("", ".wal")


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
    usual, ingest.BATCH_FILES = ingest.BATCH_FILES, 1
    chain.ingest(folder / "after")
    ingest.BATCH_FILES = usual


def read_anew(chain: Chain, folder: Path) -> None:
    chain.ingest(folder / "before", replay=True)


def release_stranger(chain: Chain, folder: Path) -> None:
    receipt = chain.take(folder / "after" / "york stranger.csv")
    chain.release(*releases_of(receipt, "both", MORNING + timedelta(days=2), always=True))


Job = Callable[[Chain, Path], None]
JOBS: dict[str, Job] = {
    "ingest": ingest_all,
    "batches": ingest_file_by_file,
    "replay": read_anew,
    "release": release_stranger,
}
AGAIN = JOBS | {"batches": ingest_all}
"""What mends a job that was killed: what some of the batches brought is known to one batch of all files."""


# --- lives and deaths ---


class Fate:
    """Counts the statements of a life's transactions, and is asked before each of them."""

    def __init__(self, meet: Callable[[int], None]) -> None:
        self.meet = meet
        self.count = 0
        self.is_in_transaction = False

    @contextmanager
    def live(self) -> Iterator[None]:
        """Put the count before every statement that the engine executes, up to and with each commit."""
        execute = Engine.execute

        def counted(engine: Engine, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
            self.is_in_transaction |= sql == "begin transaction"
            if self.is_in_transaction:
                self.count += 1
                self.meet(self.count)
            self.is_in_transaction &= sql != "commit"
            return execute(engine, sql, parameters)

        setattr(Engine, execute.__name__, counted)  # this script is the place to die in
        try:
            yield
        finally:
            setattr(Engine, execute.__name__, execute)


def dying_at(number: int) -> Callable[[int], None]:
    """What ends a life before the statement, or step, of this number."""

    def meet(count: int) -> None:
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return meet


@dataclass
class Left:
    """What a death before any of some statements in a row leaves on the disk: the same bytes."""

    first: int
    last: int
    files: Mapping[str, bytes]


class Photographer:
    """Sees before each statement of a life what a death would leave: what the process has not written is lost."""

    def __init__(self, look: Callable[[], Mapping[str, bytes]]) -> None:
        self._look = look
        self.left: list[Left] = []

    def see(self, number: int) -> None:
        files = self._look()
        if self.left and self.left[-1].files == files:
            self.left[-1].last = number
        else:
            self.left.append(Left(number, number, files))


def files_of(path: Path) -> dict[str, bytes]:
    """The bytes of a warehouse's file and its log, by the ends of their names."""
    return {end: Path(f"{path}{end}").read_bytes() for end in ENDS if Path(f"{path}{end}").exists()}


def put(files: Mapping[str, bytes], path: Path) -> Path:
    """A warehouse's files in the place of others."""
    for end in ENDS:
        Path(f"{path}{end}").unlink(missing_ok=True)
    for end, content in files.items():
        Path(f"{path}{end}").write_bytes(content)
    return path


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


def life(path: Path, folder: Path, job: Job, fate: Fate | None = None) -> str:
    """Do the job; a hash of every row that it leaves."""
    with open_chain(path) as chain, fate.live() if fate else nullcontext():
        job(chain, folder)
        return hashlib.sha256(repr(chain.state()).encode()).hexdigest()


class SecondLives:
    """Second runs over what deaths leave; one for all deaths that leave the same rows, also of the logs."""

    def __init__(self, folder: Path, job: Job) -> None:
        self._folder, self._job = folder, job
        self._ends: dict[str, str] = {}

    def end(self, path: Path) -> tuple[str, str]:
        """What a death left in a warehouse, and what the job leaves once it is done over it."""
        left, _ = in_a_life(lambda: remains(path))
        if left not in self._ends:
            self._ends[left], _ = in_a_life(lambda: life(path, self._folder, self._job))
        return left, self._ends[left]


def remains(path: Path) -> str:
    """A hash of every row as the warehouse opens again; of the logs, how far each run came."""
    with open_chain(path) as chain:
        runs = chain.rows("select finished_at is null, count(*) from run group by all order by all")
        receipts = chain.rows("select file, outcome, count(*) from receipt group by all order by all")
        return hashlib.sha256(repr((chain.state(), runs, receipts)).encode()).hexdigest()


def deaths(folder: Path, job: str) -> Iterator[dict[str, Any]]:
    """What deaths before each statement leave, as an undisturbed run shows it, and some deaths that prove it right."""
    second_lives = SecondLives(folder, AGAIN[job])
    template = files_of(prepare(folder))
    path, whole = folder / f"{job}.duckdb", put(template, folder / f"{job}-whole.duckdb")
    photographer = Photographer(partial(files_of, whole))
    fate = Fate(photographer.see)
    expected = life(whole, folder, JOBS[job], fate)
    photographer.see(fate.count + 1)
    for seen in photographer.left:
        shown, found = second_lives.end(put(seen.files, path))
        yield {"first": seen.first, "last": seen.last, "killed": False, "same": found == expected}
        for number in deadly(seen):
            put(template, path)
            _, was_killed = in_a_life(lambda: life(path, folder, JOBS[job], Fate(dying_at(number))))  # noqa: B023 - runs at once
            left, found = second_lives.end(path)
            is_right = left == shown and was_killed == (number <= fate.count)
            yield {"first": number, "last": number, "killed": was_killed, "same": is_right and found == expected}


def deadly(seen: Left) -> Iterable[int]:
    """Before the last of the statements at which a death leaves the same; thoroughly, before each."""
    return range(seen.first if PROFILE == "thorough" else seen.last, seen.last + 1)


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


def random_deaths(folder: Path) -> Iterator[dict[str, Any]]:
    """Die at any moment: between statements, within one, within the commit."""
    template = files_of(prepare(folder))
    path, whole = folder / "any.duckdb", put(template, folder / "any-whole.duckdb")
    expected = life(whole, folder, ingest_all)
    put(template, whole)
    second_lives, started = SecondLives(folder, ingest_all), time.monotonic()
    in_a_life(lambda: life(whole, folder, ingest_all))
    seconds = time.monotonic() - started
    for number in range(RANDOM_DEATHS):
        put(template, path)
        was_killed = killed_after(seconds * number / RANDOM_DEATHS, lambda: life(path, folder, ingest_all))
        _, found = second_lives.end(path)
        yield {"first": number, "last": number, "killed": was_killed, "same": found == expected}


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


def main(folder: Path, job: str) -> None:
    for death in random_deaths(folder) if job == "any" else deaths(folder, job):
        sys.stdout.write(json.dumps(death) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
