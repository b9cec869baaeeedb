"""What is made anew after a change: the pages that are open, first for those who wait longest, each once for all.

Fifty people look at forty pages, of a branch each. To make all of them anew takes seconds, and files go on coming. So
there is one queue. Who leaves a page is not waited for; who turns from page to page keeps their place; and what changes
once more is made once.
"""

import logging
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field

OPEN_SECONDS, FIRST_LOOK_SECONDS = 15.0, 5.0
"""A page that has not looked for news for so long is not open any more: scripts look every second.

One that has not looked even once since it was opened was left again, or has no scripts and follows nothing.
"""
_WORKERS = 2  # more would only share the same two cores, and leave no reader to who asks for what is not there yet
_MOST_OPEN, _MOST_AWAITED = 2000, 100
_LOOK_SECONDS, _GLANCE_SECONDS = 0.1, 1.0
_log = logging.getLogger("tillroll.web")


@dataclass(slots=True, eq=False)
class Renewal:
    """A page that is to be made anew, for which state of the data it is being made, and how many wait for it."""

    key: Hashable
    make: Callable[[], None]
    since: float = field(default_factory=time.monotonic)
    waiting: int = 0
    state: Hashable = None
    is_over: threading.Event = field(default_factory=threading.Event)


@dataclass(slots=True)
class Visitor:
    """Which page somebody has before them, when it last looked for news, and since when it has been out of date.

    That time goes on while they turn from page to page, until one shows them the data as they are.
    """

    key: Hashable
    looked_at: float
    behind_since: float | None = None
    has_looked: bool = False

    def is_here(self, now: float) -> bool:
        """Whether the page is open still."""
        return now - self.looked_at <= (OPEN_SECONDS if self.has_looked else FIRST_LOOK_SECONDS)


class Open:
    """What each visitor has before them. Threads share it, under the lock of the queue."""

    def __init__(self) -> None:
        self._visitors: OrderedDict[str, Visitor] = OrderedDict()

    def turned(self, name: str, key: Hashable, *, is_new: bool) -> None:
        """A visitor has opened a page, and left the one before."""
        now = time.monotonic()
        before = self._visitors.get(name)
        behind_since = before.behind_since if before and before.behind_since else now
        self._visitors[name] = Visitor(key, now, None if is_new else behind_since)
        self._visitors.move_to_end(name)
        while len(self._visitors) > _MOST_OPEN:
            self._visitors.popitem(last=False)

    def looked(self, name: str) -> None:
        """A visitor's page looks for news: it is open still."""
        if visitor := self._visitors.get(name):
            visitor.looked_at, visitor.has_looked = time.monotonic(), True

    def changed(self) -> None:
        """All that is open is out of date."""
        for each in self._visitors.values():
            each.behind_since = each.behind_since or time.monotonic()

    def waits(self) -> Mapping[Hashable, float]:
        """How long those have been waiting, together, who have each page before them; a second more for each."""
        now, found = time.monotonic(), defaultdict[Hashable, float](float)
        for each in self._visitors.values():
            if each.is_here(now):
                found[each.key] += 1.0 + (now - each.behind_since if each.behind_since else 0.0)
        return found

    def has(self, name: str, key: Hashable) -> bool:
        """Whether a visitor has this page before them, as far as is known."""
        return name not in self._visitors or self._visitors[name].key == key


class Renewals:
    """The queue of what is to be made anew, and those who work it off. While it is held, nothing is begun."""

    def __init__(self, is_held: Callable[[], bool], state: Callable[[], Hashable]) -> None:
        """`state` tells which one of the data is the newest: what is being made of another is out of date already."""
        self._is_held, self._state = is_held, state
        self._changed = threading.Condition()
        self._open = Open()
        self._queue: dict[Hashable, Renewal] = {}
        self._in_hand: dict[Hashable, Renewal] = {}
        self._awaited = 0
        self._is_closed = False
        self._workers = [
            threading.Thread(target=self._work, name=f"renewing {number}", daemon=True) for number in range(_WORKERS)
        ]
        for each in self._workers:
            each.start()

    def close(self) -> None:
        """Begin nothing any more, and wait for what is in hand."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        for each in self._workers:
            each.join()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is to be done."""
        with self._changed:
            return not self._queue and not self._in_hand

    def turned(self, visitor: str, key: Hashable, *, is_new: bool = False) -> None:
        """A visitor has opened a page; it shows them the data as they are, or is to be made anew."""
        with self._changed:
            self._open.turned(visitor, key, is_new=is_new)

    def looked(self, visitor: str) -> None:
        """A visitor's page looks for news."""
        with self._changed:
            self._open.looked(visitor)

    def out_of_date(self) -> list[Hashable]:
        """The data have changed: the pages that somebody has before them, those waited for longest first."""
        with self._changed:
            self._open.changed()
            waits = self._open.waits()
            return sorted(waits, key=lambda key: -waits[key])

    def want(self, key: Hashable, make: Callable[[], None]) -> Renewal:
        """See to it that a page is made anew as the data are now; what is in the queue already is made once."""
        with self._changed:
            in_hand = self._in_hand.get(key)
            if in_hand and in_hand.state == self._state():
                return in_hand
            found = self._queue.setdefault(key, Renewal(key, make))
            self._changed.notify()
            return found

    def wait_for(self, renewal: Renewal, visitor: str, seconds: float) -> None:
        """Until it is made, the visitor has left the page, or so many seconds have passed; not if too many wait."""
        with self._changed:
            if self._awaited >= _MOST_AWAITED:
                return
            self._awaited += 1
            renewal.waiting += 1
        until = time.monotonic() + seconds
        try:
            while self._has_open(visitor, renewal.key) and (left := until - time.monotonic()) > 0:
                if renewal.is_over.wait(min(left, _GLANCE_SECONDS)):
                    return
        finally:
            with self._changed:
                self._awaited -= 1
                renewal.waiting -= 1

    def shown(self, visitor: str, key: Hashable, renewal: Renewal) -> None:
        """A visitor who has a page before them still has been shown it as it was made anew, if it was."""
        with self._changed:
            if renewal.is_over.is_set() and renewal.state == self._state() and self._open.has(visitor, key):
                self._open.turned(visitor, key, is_new=True)

    def _has_open(self, visitor: str, key: Hashable) -> bool:
        with self._changed:
            return self._open.has(visitor, key)

    def _work(self) -> None:
        while renewal := self._next():
            try:
                renewal.make()
            except Exception as error:  # noqa: BLE001 - who looks at the page next meets the same fault, and is told
                _log.warning("to make a page anew met %s", type(error).__name__)
            finally:
                renewal.is_over.set()
                with self._changed:
                    del self._in_hand[renewal.key]
                    self._changed.notify_all()

    def _next(self) -> Renewal | None:
        """The next one to be made; None at the end."""
        with self._changed:
            while not self._is_closed:
                renewal = None if not self._queue or self._is_held() else self._most_wanted()
                if renewal:
                    renewal.state = self._state()
                    self._in_hand[renewal.key] = renewal
                    return renewal
                self._changed.wait(_LOOK_SECONDS if self._queue else None)
        return None

    def _most_wanted(self) -> Renewal | None:
        """Out of the queue: what has been waited for longest by all who wait together; what nobody has is dropped."""
        waits = self._open.waits()
        self._queue = {key: each for key, each in self._queue.items() if each.waiting or key in waits}
        free = [each for key, each in self._queue.items() if key not in self._in_hand]
        found = min(free, key=lambda each: (-waits.get(each.key, 0.0), each.since), default=None)
        return self._queue.pop(found.key) if found else None
