"""A watch in a terminal: what it tells, how a signal stops it, and where settled files go."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from tillroll import wiring
from tillroll.cli import watch_words
from tillroll.cli.archive import archive_run, settled
from tillroll.cli.faults import fault_words
from tillroll.cli.run import Finished
from tillroll.cli.session import Session
from tillroll.cli.stops import Stopped
from tillroll.contract.values import Document, Receipt
from tillroll.ingest import Postponed, RunReport
from tillroll.report import RegisterRow
from tillroll.settings import Settings
from tillroll.watching import Deadline


@dataclass(slots=True)
class Terminal:
    """The host of a watch that people and service managers run; ``say`` is told every event."""

    settings: Settings
    session: Session
    say: Callable[[watch_words.Event], None]
    began_at: datetime
    totals: watch_words.Totals = field(default_factory=watch_words.Totals)

    @property
    def is_stopping(self) -> bool:
        """Whether a signal has come."""
        return self.session.stops.is_asked

    def stop(self) -> NoReturn:
        """End the watch."""
        raise Stopped from None

    @contextmanager
    def open_warehouse(self) -> Iterator[wiring.Opened]:
        """The warehouse, open only while there is work."""
        waiting = wiring.open_warehouse(self.settings, on_wait=lambda words: self.say(watch_words.waiting(words)))
        with waiting as opened, self.session.stops.deferred():
            yield opened

    def words(self, error: BaseException) -> str:
        """What went wrong, as commands say it."""
        return fault_words(error, self.session)

    def gone(self, folder: Path, why: str) -> None:
        """A folder can't be listed any more."""
        self.say(watch_words.gone(folder, why))

    def back(self, folder: Path) -> None:
        """A folder can be listed again."""
        self.say(watch_words.back(folder))

    def trouble(self, why: str, again_in_seconds: float) -> None:
        """Nothing can be taken in now."""
        self.say(watch_words.trouble(why, again_in_seconds))

    def going_on(self) -> None:
        """The trouble is over."""
        self.say(watch_words.going_on())

    def file_taken(self, receipt: Receipt) -> None:
        """A file was taken in."""
        self.totals.add(receipt)
        self.say(watch_words.file_taken(receipt))

    def file_put_off(self, postponed: Postponed) -> None:
        """A file could not be opened, or changed while it was read."""
        self.say(watch_words.file_put_off(postponed))

    def run_ended(self, report: RunReport, documents: Sequence[Document]) -> set[Path]:
        """Say it, and move what needs nobody, if that is wished for; gives back what could not be moved."""
        self.say(watch_words.run_ended(report))
        finished = Finished(report, (), tuple(documents))
        if not self.settings.archive or archive_run(self.settings.archive, finished):
            return set()
        return {document.path for document in settled(finished) if document.path.exists()}

    def deadline_passed(self, deadline: Deadline, rows: Sequence[RegisterRow]) -> None:
        """A deadline passed."""
        self.say(watch_words.deadline_passed(deadline, rows, self.began_at))
