"""A watch whose clocks the test turns, over real files and a real warehouse; and the same as a process of its own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.faults.program import ROOT, day_of, url
from tests.faults.test_machine import held
from tests.warehouses.helpers import open_chain
from tillroll.cli.session import Session
from tillroll.cli.watch_words import Event
from tillroll.cli.watcher import Terminal
from tillroll.settings import Settings, read_settings
from tillroll.watcher import Watcher

SETTLE, EVERY = 10.0, 5.0
NOON = datetime(2021, 8, 25, 12)
PATIENCE_SECONDS = 120.0
"""How long a test waits for what must come: long, because the machine may be busy."""
OPEN = ",09:00-17:00" * 7
BRANCHES = f"code,name,mon,tue,wed,thu,fri,sat,sun\nL1,Leeds{OPEN}\nY1,York{OPEN}\n"
LEEDS, YORK = day_of("Leeds"), day_of("York")


def write(path: Path, text: str, *, at: datetime | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    if at:
        os.utime(path, (at.timestamp(), at.timestamp()))
    return path


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another process holds the warehouse."""
    with held(folder / "w.duckdb"):
        yield


def settings_for(folder: Path, **said: str) -> Settings:
    """The settings of a watch whose warehouse lies in the folder; a lock is not waited for."""
    options = {"warehouse": url(folder / "w.duckdb"), "wait": "0", "settle": str(SETTLE), "every": str(EVERY)}
    return read_settings(options | said, {}, folder)


@dataclass
class Hand:
    """A watch, and the test's hand on its clocks. Both clocks go together, unless a test sets the wall's."""

    watcher: Watcher
    terminal: Terminal
    now: datetime
    clock: float = 0.0
    events: list[Event] = field(default_factory=list)

    def step(self, seconds: float = 0) -> list[str]:
        """Let some seconds pass and look once; gives back what was told, by kind."""
        before = len(self.events)
        self.now += timedelta(seconds=seconds)
        self.clock += seconds
        self.watcher.step(self.now, self.clock)
        return [event.told["kind"] for event in self.events[before:]]

    def rest(self) -> list[str]:
        """Look, let the settle time pass, and look again."""
        return self.step(EVERY) + self.step(SETTLE)

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [event.told for event in self.events if event.told["kind"] == kind]

    @property
    def outcomes(self) -> dict[str, int]:
        return dict(self.terminal.totals.outcomes)


def hand_on(*folders: Path, now: datetime = NOON, **said: str) -> Hand:
    """A watch that begins now over folders; its warehouse lies beside the first."""
    events: list[Event] = []
    settings = settings_for(folders[0].parent, **said)
    terminal = Terminal(settings, Session(), events.append, now)
    return Hand(Watcher(settings, folders, terminal), terminal, now, events=events)


def figures(folder: Path) -> tuple[int, int]:
    """How many sales count, and how many deliveries the ledger has."""
    with open_chain(folder / "w.duckdb") as chain:
        ((receipts,),) = chain.rows("select count(*) from receipt")
        return chain.current[0], receipts


# The process


@dataclass
class Watch:
    """A watch in a process of its own, which tells a test what it does."""

    process: "subprocess.Popen[bytes]"
    out: Path
    err: Path

    @property
    def events(self) -> list[dict[str, Any]]:
        whole, _, _ = self.out.read_text("utf-8").rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["kind"] == kind]

    @property
    def files(self) -> list[str]:
        """The files that it took, in order."""
        return [event["file"] for event in self.told("receipt")]

    def wait_for(self, what: Callable[[], object]) -> None:
        wait_for(what, lambda: self.out.read_text("utf-8") + self.err.read_text("utf-8"))

    def ended(self) -> int:
        return self.process.wait(PATIENCE_SECONDS)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.ended()


def wait_for(what: Callable[[], object], said: Callable[[], str] = str) -> None:
    """Ask until it is so; fail with what was said."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not what():
        assert time.monotonic() < deadline, said()
        time.sleep(0.05)


@contextmanager
def watch(folder: Path, *words: str, settle: float = 0.3, name: str = "out") -> Iterator[Watch]:
    """Watch `landing` in the folder until the block ends."""
    out, err = folder / f"{name}.jsonl", folder / f"{name}.err"
    options = ["--settle", str(settle), "--every", "0.1", "--json", "--warehouse", url(folder / "w.duckdb")]
    command = [sys.executable, "-m", "tillroll", "watch", str(folder / "landing"), *options, *words]
    with out.open("wb") as to, err.open("wb") as errors:
        process = subprocess.Popen(command, cwd=ROOT, stdout=to, stderr=errors, env=os.environ)
        try:
            yield Watch(process, out, err)
        finally:
            process.kill()
            process.wait()
