"""The site: one warehouse, its readers and its one writer, the door, and what was worked out already."""

import hashlib
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from tillroll import wiring
from tillroll.errors import ConfigurationError
from tillroll.report import Answer, Choice, Grant, Role, Scope, find_report, scope_of
from tillroll.report.scope import EVERYTHING
from tillroll.report.trends.tables import CHOSEN_TRENDS, JUDGED, TRENDS
from tillroll.settings import Settings
from tillroll.web.cache import Cache
from tillroll.web.choices import fitting
from tillroll.web.door import Door, Visitor
from tillroll.web.limits import begin_request, seconds_left
from tillroll.web.numbers import language
from tillroll.web.readers import Reader, Readers, Registers
from tillroll.web.state import Mailed
from tillroll.web.views import Stamp, Views
from tillroll.wiring import Accounts, Opened

T = TypeVar("T")
_VERSION_SECONDS = 1.0
_STRETCH_SECONDS = 300.0
_BESIDE = 2
_SHORT_LOAD_SECONDS = 3.0
_TRENDS = "findings"
_PRICED = frozenset({TRENDS, CHOSEN_TRENDS})
"""What takes both judging and prices, each of them long."""
Question = tuple[str, Choice]
"""A report's name, and what is chosen of it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the navigation, for those roles that may open it."""

    address: str
    label: str
    is_for: Callable[[Role], bool]


@dataclass(slots=True)
class Site:
    """What every request shares. Threads use it at once."""

    settings: Settings
    opened: Opened
    accounts: Accounts
    folders: Sequence[Path] = ()
    hosts: Sequence[str] = ("*",)
    clock: Callable[[], float] = time.time
    entries: Sequence[Entry] = ()
    mailed: Mailed | None = None
    door: Door = field(init=False)
    readers: Readers = field(init=False)
    writing: threading.Lock = field(default_factory=threading.Lock)
    written: threading.Event = field(default_factory=threading.Event)
    _cache: Cache = field(default_factory=Cache)
    _versions: Opened = field(init=False)
    _version_lock: threading.Lock = field(default_factory=threading.Lock)
    _version: tuple[float, str] = (0.0, "")
    _decisions: int = 0
    _writing_since: float = 0.0
    views: Views = field(init=False)
    _registers: Registers = field(init=False)
    _beside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_BESIDE, "beside"))

    def __post_init__(self) -> None:
        self.door = Door(self.accounts, self.clock)
        self.readers = Readers(self.opened)
        self._registers = Registers(self.opened, self.settings.grace_minutes)
        self._versions = self.opened.another()
        self.views = Views(self._is_loading, self.stamp)

    def close(self) -> None:
        """End what is being made beside the requests, and give up the connections."""
        self.views.close()
        self._beside.shutdown(cancel_futures=True)
        self.readers.close()
        self._registers.close()
        self._versions.close()

    @contextmanager
    def writer(self) -> Iterator[Opened]:
        """A connection that writes, with the warehouse's lock; one at a time of this process has it."""
        try:
            with self.writing, wiring.open_writer(self.opened, self.settings) as opened:
                self._writing_since = time.monotonic()
                yield opened
        finally:
            self._look_again()
            self.written.set()

    def _is_loading(self) -> bool:
        """Whether somebody has begun to write a moment ago, and is still at it."""
        return self.writing.locked() and time.monotonic() - self._writing_since < _SHORT_LOAD_SECONDS

    def navigation(self, role: Role) -> list[Entry]:
        """The entries that a role may open, in order."""
        return [entry for entry in self.entries if entry.is_for(role)]

    def version(self) -> str:
        """What changes when the data does, at most a second late; while it is asked for, others get the one before.

        A short load changes it once, at its end: it is three transactions, and pages would be made anew for each.
        """
        known = self._version[1]
        if not self._version_lock.acquire(blocking=not known):
            return known
        try:
            asked_at, version = self._version
            is_old = time.monotonic() - asked_at > _VERSION_SECONDS and not self._is_loading()
            if not version or is_old:
                row = self._versions.warehouse.run("reports/stage/data_version")[0]
                version = hashlib.sha256(repr(row).encode()).hexdigest()[:16]
                self._version = time.monotonic(), version
            return version
        finally:
            self._version_lock.release()

    def stamp(self) -> Stamp:
        """The state of what pages show now. What falls due by the clock alone is noticed by the next stretch."""
        return Stamp(self.version(), self._decisions, int(self.clock() // _STRETCH_SECONDS))

    def changed(self) -> None:
        """Somebody here has changed the data: the next page sees it, however new the version is."""
        with self._version_lock:
            self._version = (0.0, "")
            self._decisions += 1

    def _look_again(self) -> None:
        """The data may have changed: whoever asks for the version next looks, while others have the one before."""
        with self._version_lock:
            self._version = (0.0, self._version[1])

    def scope(self, visitor: Visitor) -> Scope:
        """What the visitor sees, as the lists of branches are now."""
        if not visitor.role.grants:
            return scope_of(self.opened.warehouse, visitor.role, ())
        return self._cache.get(
            ("scope", self.version(), visitor.role.name, visitor.grants), lambda: self._scope_of(visitor)
        )

    def _scope_of(self, visitor: Visitor) -> Scope:
        grants = [Grant(kind, name) for kind, name in visitor.grants]  # type: ignore[arg-type]
        with self.reader(EVERYTHING) as reader:
            return scope_of(reader.opened.warehouse, visitor.role, grants)

    def reader(self, scope: Scope) -> AbstractContextManager[Reader]:
        """A reader of this scope, as the data are now. Errors are those of `Readers.reader`."""
        stamp = self.stamp()
        state = self._cache.get(("register", stamp), lambda: self._registers.state(self.now()))
        return self.readers.reader(scope, state)

    def cached(self, scope: Scope, key: Hashable, make: Callable[[Reader], T]) -> T:
        """What a reader of the scope makes, once for each state of the data."""

        def work() -> T:
            with self.reader(scope) as reader:
                return make(reader)

        return self._cache.get((self.stamp(), scope, key), work)

    def drawn(self, answer: Answer, width: str, make: Callable[[], T]) -> T:
        """A drawing, once for these very rows and a language's numbers: whoever sees it sees them, too."""
        return self._cache.get(("drawn", language(), answer.report.name, answer.rows, width), make)

    def answer(self, scope: Scope, name: str, choice: Choice) -> Answer:
        """A report's answer within the scope. Errors are those of `Reports.answer`."""
        scope.check(find_report(name))
        return self.cached(scope, ("answer", name, choice), lambda reader: reader.reports.answer(name, choice))

    def begin(self, scope: Scope, questions: Iterable[Question]) -> None:
        """Begin to answer what will be asked for soon, beside other questions; who comes first to one answers it.

        Who sees a part of the chain waits for no second reader: to stage that part there costs more than it gains.
        """
        if not scope.is_limited:
            self._begin(partial(self.answer, scope), list(questions))

    def begin_trends(
        self, scope: Scope, choice: Choice, first: Sequence[Question] = (), then: Sequence[Question] = ()
    ) -> None:
        """The same of trends: what is asked of them first, the findings, and then what else was named.

        Who sees a part of the chain is told what follows from the trends of all of it: see `foresee`.
        """
        if scope.refusal(find_report(_TRENDS)) is None:
            trends = [*first, (_TRENDS, choice)]
            self.foresee(scope, trends)
            self.begin(scope, [*trends, *then])

    def foresee(self, scope: Scope, questions: Iterable[Question]) -> None:
        """Begin to work out what readers of a part of the chain are told of the trends of all of it."""
        of_trends = [(name, each) for name, each in questions if not JUDGED.isdisjoint(find_report(name).needs)]
        if scope.is_limited and of_trends:
            self._begin(self._foresee, [(name, _dates_of(each)) for name, each in of_trends])

    def begin_report(self, scope: Scope, question: Question) -> None:
        """Begin what a report about trends takes beside what its own connection reads: see `foresee`, and judging."""
        if scope.is_limited:
            self.foresee(scope, [question])
        elif not _PRICED.isdisjoint(find_report(question[0]).needs):
            self._begin(self._judge, [question])

    def _begin(self, ask: Callable[[str, Choice], object], questions: Sequence[Question]) -> None:
        fit = [(name, fitting(find_report(name), choice)) for name, choice in questions]
        self._beside.submit(copy_context().run, _ask_all, ask, fit)

    def _foresee(self, name: str, choice: Choice) -> None:
        """Work out what readers of a part of the chain are told of all of it, once for each state of the data."""
        self.cached(EVERYTHING, ("foreseen", name, choice), lambda reader: reader.reports.foresee(name, choice))

    def _judge(self, name: str, choice: Choice) -> None:
        """Judge the days of a report, once for each state of the data."""
        asked = name, _dates_of(choice)
        self.cached(EVERYTHING, ("judged", *asked), lambda reader: reader.reports.judge(*asked))

    def values(self, scope: Scope) -> dict[str, list[str]]:
        """What each filter can name within the scope."""
        return self.cached(scope, "values", lambda reader: reader.reports.values())

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.fromtimestamp(self.clock(), UTC)


def _ask_all(ask: Callable[[str, Choice], object], questions: Sequence[Question]) -> None:
    """Ask them in a time of their own, for others may wait for one by then; none once the request is over.

    What can't be answered is told to who asks for it.
    """
    if seconds_left() > 0:
        begin_request()
        for name, choice in questions:
            with suppress(ConfigurationError):
                ask(name, choice)


def _dates_of(choice: Choice) -> Choice:
    """The same dates of the whole chain."""
    return Choice(choice.dates, choice.from_day, choice.to_day)
