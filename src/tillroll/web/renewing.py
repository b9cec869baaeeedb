"""What is made anew after a change: the pages that are open, first those of most people, each once for all of them.

Fifty people look at forty pages, of a branch each. To make all of them anew takes seconds, and files go on coming. So
there is one queue. Who leaves a page is not waited for, and what changes once more is made once.
"""

import logging
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

OPEN_SECONDS = 15.0
"""A page that has not looked for news for so long is not open any more: scripts look every three seconds."""
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


class Open:
    """Which page each visitor has before them. Threads share it, under the lock of the queue."""

    def __init__(self) -> None:
        self._by_visitor: OrderedDict[str, tuple[Hashable, float]] = OrderedDict()

    def turned(self, visitor: str, key: Hashable) -> None:
        """A visitor has opened a page, and left the one before."""
        self._by_visitor[visitor] = key, time.monotonic()
        self._by_visitor.move_to_end(visitor)
        while len(self._by_visitor) > _MOST_OPEN:
            self._by_visitor.popitem(last=False)

    def looked(self, visitor: str) -> None:
        """A visitor's page looks for news: it is open still."""
        if visitor in self._by_visitor:
            self._by_visitor[visitor] = self._by_visitor[visitor][0], time.monotonic()

    def by_people(self) -> Counter[Hashable]:
        """How many have each page before them."""
        since = time.monotonic() - OPEN_SECONDS
        return Counter(key for key, at in self._by_visitor.values() if at >= since)

    def has(self, visitor: str, key: Hashable) -> bool:
        """Whether a visitor has this page before them, as far as is known."""
        return self._by_visitor.get(visitor, (key, 0.0))[0] == key


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

    def turned(self, visitor: str, key: Hashable) -> None:
        """A visitor has opened a page."""
        with self._changed:
            self._open.turned(visitor, key)

    def looked(self, visitor: str) -> None:
        """A visitor's page looks for news."""
        with self._changed:
            self._open.looked(visitor)

    def open_pages(self) -> list[Hashable]:
        """The pages that somebody has before them, those of most people first."""
        with self._changed:
            return [key for key, _ in self._open.by_people().most_common()]

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
        """Out of the queue: what most people have before them, then what waited longest; what nobody has is dropped."""
        people = self._open.by_people()
        wanted = {key: each for key, each in self._queue.items() if each.waiting or people[key]}
        self._queue = wanted
        free = [each for key, each in wanted.items() if key not in self._in_hand]
        found = min(free, key=lambda each: (-people[each.key], each.since), default=None)
        return self._queue.pop(found.key) if found else None
