"""Files taken in beside the pages, in the same process: a watch whose host is the site."""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from tillroll import wiring
from tillroll.contract.values import Document, Receipt
from tillroll.errors import TillrollError
from tillroll.ingest import Postponed, RunReport
from tillroll.observe import Log
from tillroll.report import RegisterRow
from tillroll.watcher import Watcher
from tillroll.watching import Deadline
from tillroll.web.site import Site

_log = logging.getLogger("tillroll.web")


class Stopped(Exception):  # noqa: N818 - it is no error
    """The server ends, and the watch with it."""


class Beside:
    """The host of the watch: it writes over a connection of its own, so that readers never wait."""

    def __init__(self, site: Site, log: Log, ended: threading.Event) -> None:
        self._site = site
        self._log = log
        self._ended = ended

    @property
    def is_stopping(self) -> bool:
        """Whether the server ends."""
        return self._ended.is_set()

    def stop(self) -> NoReturn:
        """End the watch."""
        raise Stopped from None

    @contextmanager
    def open_warehouse(self) -> Iterator[wiring.Opened]:
        """The site's warehouse, which one at a time writes to."""
        with self._site.writer() as opened:
            yield opened

    def words(self, error: BaseException) -> str:
        """What went wrong."""
        return str(error) if isinstance(error, TillrollError) else type(error).__name__

    def gone(self, folder: Path, why: str) -> None:
        """A folder can't be listed any more."""
        self._log.write("gone", folder=str(folder), reason=why)

    def back(self, folder: Path) -> None:
        """A folder can be listed again."""
        self._log.write("back", folder=str(folder))

    def trouble(self, why: str, again_in_seconds: float) -> None:
        """Nothing can be taken in now."""
        self._log.write("trouble", reason=why, again_in_seconds=again_in_seconds)

    def going_on(self) -> None:
        """The trouble is over."""
        self._log.write("going_on")

    def file_taken(self, receipt: Receipt) -> None:
        """A file was taken in: open pages notice by the data version."""
        self._log.write("file", file=receipt.file, outcome=receipt.outcome, sales_loaded=receipt.sales_loaded)

    def file_put_off(self, postponed: Postponed) -> None:
        """A file could not be opened, or changed while it was read."""
        self._log.write("postponed", file=postponed.file, reason=postponed.reason)

    def run_ended(self, report: RunReport, documents: Sequence[Document]) -> set[Path]:
        """A run ended; files stay where they are, for a replay needs them."""
        self._log.write("run", documents=len(documents), seconds=report.seconds)
        return set()

    def deadline_passed(self, deadline: Deadline, rows: Sequence[RegisterRow]) -> None:
        """The pages show it."""
        missing = sum(row.state == "missing" for row in rows)
        self._log.write("deadline", trading_date=deadline.trading_date.isoformat(), documents=missing)


def take_files(site: Site, log: Log, ended: threading.Event) -> None:
    """Watch the site's folders until the event is set."""
    watcher = Watcher(site.settings, site.folders, Beside(site, log, ended))
    while not ended.is_set():
        try:
            watcher.step(datetime.now(UTC).replace(tzinfo=None), time.monotonic())
        except Stopped:
            return
        except Exception as error:  # noqa: BLE001 - the pages stay up, and the next look may do
            _log.error("the watch met %s", type(error).__name__)
        ended.wait(watcher.rest_seconds)
