"""A watch at work: it looks, asks the rules of ``watching`` what to do, and does it. Its host has the voice."""

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NoReturn, Protocol

from tillroll import watching, wiring
from tillroll.contract.values import Document, Receipt
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.filename import mask_long_numbers
from tillroll.ingest import Ingest, Postponed, RunReport
from tillroll.lists import opening_days
from tillroll.report import RegisterRow, register
from tillroll.settings import Settings
from tillroll.watching import Deadline, Sighting

UNMOUNTED = "it is empty, and no longer on the disk on which its files were: is its share mounted?"
PASSING = (ConfigurationError, TryAgainLater, OSError, MemoryError)
"""What a watch outlives: a lock, a full disk, a lost share, a list that somebody is mending."""


class Host(Protocol):
    """What a watch runs in: it opens the warehouse, hears what happened, and knows when to stop."""

    @property
    def is_stopping(self) -> bool:
        """Whether the batch in hand is to be the last."""
        ...

    def stop(self) -> NoReturn:
        """End the watch."""
        ...

    def open_warehouse(self) -> AbstractContextManager[wiring.Opened]:
        """The warehouse for some work, during which nothing stops the watch but itself."""
        ...

    def words(self, error: BaseException) -> str:
        """What went wrong, for a person."""
        ...

    def gone(self, folder: Path, why: str) -> None:
        """A folder can't be listed any more."""
        ...

    def back(self, folder: Path) -> None:
        """A folder can be listed again."""
        ...

    def trouble(self, why: str, again_in_seconds: float) -> None:
        """Nothing can be taken in now."""
        ...

    def going_on(self) -> None:
        """The trouble is over."""
        ...

    def file_taken(self, receipt: Receipt) -> None:
        """A file was taken in."""
        ...

    def file_put_off(self, postponed: Postponed) -> None:
        """A file could not be opened, or changed while it was read."""
        ...

    def run_ended(self, report: RunReport, documents: Sequence[Document]) -> set[Path]:
        """A run over these documents ended; gives back those that should have been moved away, and were not."""
        ...

    def deadline_passed(self, deadline: Deadline, rows: Sequence[RegisterRow]) -> None:
        """A deadline passed; ``rows`` are the register's of the branches that owed the trading date by then."""
        ...


class Watcher:
    """One watch over folders: what it has seen, taken and told. The warehouse is open only while there is work."""

    def __init__(self, settings: Settings, folders: Sequence[Path], host: Host) -> None:
        self.settings = settings
        self.folders = folders
        self.host = host
        self.documents: dict[Path, Document] = {}
        self.files: dict[Path, Sighting] = {}
        self.list_files: dict[Path, Sighting] = {}
        self.lists = wiring.Lists()
        self.devices: dict[Path, int] = {}
        self.unreadable: set[Path] = set()
        self.planned: tuple[Deadline, ...] = ()
        self.planned_on: date | None = None
        self.told: set[tuple[datetime, date]] = set()
        self.due_since = math.inf
        self.postponed: set[str] = set()
        self.said: set[tuple[str, str]] = set()
        self.trouble = ""
        self.tries = 0
        self.not_before = 0.0
        self.look_took = 0.0
        self.rests_in = math.inf

    @property
    def waiting(self) -> int:
        """How many files were seen and not taken yet."""
        return sum(not seen.is_taken for seen in self.files.values())

    @property
    def rest_seconds(self) -> float:
        """How long to rest before the next step."""
        return watching.until_next_look(self.settings.every_seconds, self.look_took, self.rests_in)

    def step(self, now: datetime, clock: float) -> None:
        """Look once and do what is to be done. ``now`` is UTC; ``clock`` is in seconds that nobody sets."""
        self._look(clock)
        if clock >= self.not_before and self._has_work(now, clock):
            self._work(now, clock)

    # Looking

    def _look(self, clock: float) -> None:
        begun = time.perf_counter()
        look = wiring.look_at(self.folders)
        self.look_took = time.perf_counter() - begun
        self._tell_folders(look)
        self.documents = {document.path: document for document in look.documents}
        found = {path: (document.byte_count, document.modified_ns) for path, document in self.documents.items()}
        self.files = watching.see(self.files, found, clock)
        self.list_files = watching.see(self.list_files, wiring.list_marks(self.settings, self.folders), clock)
        self.rests_in = watching.until_rest({**self.files, **self.list_files}, clock, self.settings.settle_seconds)

    def _tell_folders(self, look: wiring.Look) -> None:
        self.devices, unmounted = watching.unmounted(self.devices, look.devices, look.filled)
        faults = look.faults | dict.fromkeys(unmounted, UNMOUNTED)
        for folder in faults.keys() - self.unreadable:
            self.host.gone(folder, faults[folder])
        for folder in self.unreadable - faults.keys():
            if folder.is_dir():
                self.host.back(folder)
        self.unreadable = set(faults)

    # Deciding

    def _has_work(self, now: datetime, clock: float) -> bool:
        if watching.settling(self.list_files, clock, self.settings.settle_seconds):
            return False
        has_new_lists = not all(seen.is_taken for seen in self.list_files.values())
        is_stale = self.planned_on != now.date()
        return has_new_lists or is_stale or bool(self._ready(clock)) or bool(self._due(now, clock))

    def _ready(self, clock: float) -> list[Path]:
        return watching.ready(self.files, clock, self.settings.settle_seconds)

    def _due(self, now: datetime, clock: float) -> list[Deadline]:
        """The deadlines to tell of now: files that still arrive may be just those that seem to be missing."""
        passed = watching.due(self.planned, self.told, now)
        self.due_since = min(self.due_since, clock) if passed else math.inf
        settle = self.settings.settle_seconds
        is_busy = watching.settling(self.files, clock, settle) and clock - self.due_since < watching.patience(settle)
        return [] if is_busy else passed

    # Working

    def _work(self, now: datetime, clock: float) -> None:
        try:
            with self.host.open_warehouse() as opened:
                self._take(opened, clock)
                self._plan(opened, now)
                self._tell_deadlines(opened, now, clock)
        except BrokenPipeError:
            raise
        except PASSING as error:
            if self.host.is_stopping:
                self.host.stop()
            self._put_off(self.host.words(error), clock)
        except Exception:
            self._pause(clock)
            raise
        else:
            self._go_on()

    def _put_off(self, why: str, clock: float) -> None:
        seconds = self._pause(clock)
        if why != self.trouble:
            self.host.trouble(why, seconds)
        self.trouble = why

    def _pause(self, clock: float) -> float:
        """Do no work for so many seconds: the more, the oftener it failed."""
        seconds = watching.pause(self.tries, self.settings.every_seconds)
        self.tries += 1
        self.not_before = clock + seconds
        return seconds

    def _go_on(self) -> None:
        if self.trouble:
            self.host.going_on()
        self.trouble, self.tries = "", 0

    def _take(self, opened: wiring.Opened, clock: float) -> None:
        """Take in the files that are ready; those that the ledger knows are not opened, unless they are to be moved."""
        self._read_lists()
        ingest = wiring.start_ingest(opened, self.settings, self.lists, self._on_receipt, self._on_postponed)
        self.list_files = watching.taken(self.list_files, self.list_files)
        documents = [self.documents[path] for path in self._ready(clock)]
        fresh = documents if self.settings.archive else ingest.unknown(documents)
        done = {document.path for document in documents} - {document.path for document in fresh}
        self.files = watching.taken(self.files, done)
        if fresh:
            self._run(ingest, fresh, clock)

    def _read_lists(self) -> None:
        if not all(seen.is_taken for seen in self.list_files.values()):
            self.lists = wiring.read_lists(self.settings, [str(folder) for folder in self.folders])

    def _run(self, ingest: Ingest, documents: Sequence[Document], clock: float) -> None:
        self.postponed.clear()
        given: list[Document] = []
        report = ingest.run(self._until_stopped(documents, given))
        unmoved = self.host.run_ended(report, given)
        late = {each.path for each in given if mask_long_numbers(each.name) in self.postponed}
        late |= unmoved
        self.files = watching.taken(self.files, {each.path for each in given} - late)
        self.files = watching.put_off(self.files, late, clock, self.settings.every_seconds)

    def _until_stopped(self, documents: Iterable[Document], given: list[Document]) -> Iterator[Document]:
        """The documents, until a signal comes: the batch in hand is then the last."""
        for document in documents:
            if self.host.is_stopping:
                return
            given.append(document)
            yield document

    def _on_receipt(self, receipt: Receipt) -> None:
        self.host.file_taken(receipt)

    def _on_postponed(self, postponed: Postponed) -> None:
        self.postponed.add(postponed.file)
        if (postponed.file, postponed.reason) not in self.said:
            self.said.add((postponed.file, postponed.reason))
            self.host.file_put_off(postponed)

    # Deadlines

    def _plan(self, opened: wiring.Opened, now: datetime) -> None:
        listed, closures = opening_days(opened.warehouse)
        grace = timedelta(minutes=self.settings.grace_minutes)
        days = watching.days_around(now)
        self.planned = watching.deadlines(listed, closures, days, grace, self.settings.time_zone)
        self.planned_on = now.date()

    def _tell_deadlines(self, opened: wiring.Opened, now: datetime, clock: float) -> None:
        for deadline in self._due(now, clock):
            day, grace = deadline.trading_date, self.settings.grace_minutes
            rows = register(opened.warehouse, day, day, now=now.replace(tzinfo=UTC), grace_minutes=grace)
            owing = [row for row in rows if not deadline.branch_ids or row.branch_id in deadline.branch_ids]
            if owing:
                self.host.deadline_passed(deadline, owing)
            self.told.add((deadline.at, day))
