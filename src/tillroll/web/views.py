"""Pages as they were last made, shown again until what they show has changed, and for moments after.

While files come in, the data change every few seconds, and a page takes longer to make than anybody likes to wait. So
the page of just before is shown, and made anew meanwhile. It is whole: all its figures are of one state.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import Context, copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from tillroll.web.cache import Cache
from tillroll.web.errors import TooSlow
from tillroll.web.limits import begin_request, seconds_left
from tillroll.web.renewing import Renewals

T = TypeVar("T")
LAG_SECONDS = 120.0
"""How long after a change the page of just before may be shown. An open page with scripts follows within seconds."""
_MOST_VIEWS, _MOST_STAMPS = 10_000, 100
LONGEST_VIEWS = 200_000_000
"""How many bytes of pages are kept."""
_AT_ONCE = 2  # others are left to who asks for what is not there yet
_LATELY_SECONDS, _MOST_WARMED = 12 * 60 * 60.0, 30


@dataclass(frozen=True, slots=True)
class Stamp:
    """A state of what pages show: the data, how often somebody here decided something, and a stretch of minutes."""

    version: str
    decisions: int
    stretch: int


@dataclass(frozen=True, slots=True)
class _Use:
    """When somebody last looked at a page, for whom it was made, and how."""

    at: float
    context: Context
    make: Callable[[Stamp], Any]


class Views:
    """The newest pages by what was asked and who may see it. Threads share it.

    While files are being loaded what is there is not made anew: it would be out of date at once, and slow the load.
    """

    def __init__(
        self,
        is_loading: Callable[[], bool] = lambda: False,
        ask_stamp: Callable[[], Stamp] | None = None,
    ) -> None:
        """`ask_stamp` tells the state that there is now; without it, that is the newest which was told."""
        self._is_loading = is_loading
        self._ask_stamp = ask_stamp
        self._latest: Stamp | None = None
        self._cache = Cache(_MOST_VIEWS, LONGEST_VIEWS)
        self._lock = threading.Lock()
        self._newest: OrderedDict[Hashable, Stamp] = OrderedDict()
        self._uses: OrderedDict[Hashable, _Use] = OrderedDict()
        self._current: OrderedDict[Stamp, float] = OrderedDict()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._renewals = Renewals(is_loading, lambda: self._latest)

    def get(
        self, key: Hashable, stamp: Stamp, make: Callable[[Stamp], T], *, visitor: str = "", must_be_new: bool = False
    ) -> T:
        """The page of this state; or that of just before, unless it must be new, while this one is being made.

        The visitor has it before them from now on, until they open another.
        """
        before = self._seen(key, stamp, make)
        found: T | None = self._cache.peek((key, stamp))
        self._renewals.turned(visitor, key, is_new=found is not None)
        if found is not None:
            return found
        older: T | None = self._older(key, before, stamp)
        if older is None:
            made = self._made(key, stamp, make)
            self._renewals.turned(visitor, key, is_new=True)
            return made
        renewal = self._renewals.want(key, partial(self._renewed, key))
        if must_be_new:
            self._renewals.wait_for(renewal, visitor, seconds_left())
            self._renewals.shown(visitor, key, renewal)
        newest: T | None = self._newest_of(key) if must_be_new else None
        return older if newest is None else newest

    def part(self, key: Hashable, stamp: Stamp, make: Callable[[Stamp], T], *, must_be_new: bool = False) -> T:
        """A part of a page, in the same way: it is nothing that somebody has open, and made where it is asked for.

        What must be new is of the same data; that only time has passed since then will do.
        """
        before = self._seen(key, stamp, make)
        found: T | None = self._cache.peek((key, stamp))
        if found is not None:
            return found
        older: T | None = self._older(key, before, stamp)
        if older is None:
            return self._made(key, stamp, make)
        is_of_other_data = before is not None and before.version != stamp.version
        return (
            self._made_or(older, key, stamp, make)
            if must_be_new and is_of_other_data and not self._is_loading()
            else older
        )

    def looked(self, visitor: str, stamp: Stamp) -> None:
        """The page that a visitor has before them looks for news, and is told of this state."""
        self._note(stamp)
        self._renewals.looked(visitor)

    def renew(self, stamp: Stamp) -> None:
        """The data have changed: make anew what people have before them, ahead of their asking."""
        self._note(stamp)
        for key in self._renewals.out_of_date():
            if self._is_behind(key, stamp):
                self._renewals.want(key, partial(self._renewed, key))

    def _older(self, key: Hashable, before: Stamp | None, stamp: Stamp) -> Any:  # noqa: ANN401 - whatever was made
        """The page of just before, if it is there and may be shown."""
        return self._cache.peek((key, before)) if before and self._may_be_shown(before, stamp) else None

    def _newest_of(self, key: Hashable) -> Any:  # noqa: ANN401 - the same
        with self._lock:
            stamp = self._newest.get(key)
        return self._cache.peek((key, stamp)) if stamp else None

    def _is_behind(self, key: Hashable, stamp: Stamp) -> bool:
        """Whether a page is there, and of another state."""
        with self._lock:
            return key in self._uses and self._newest.get(key, stamp) != stamp

    def _made_or(self, older: T, key: Hashable, stamp: Stamp, make: Callable[[Stamp], T]) -> T:
        """The page of this state; where that takes too long now, the one of just before."""
        if not self._turns.acquire(timeout=seconds_left()):
            return older
        try:
            return self._made(key, stamp, make)
        except TooSlow:
            return older
        finally:
            self._turns.release()

    def warm(self, stamp: Stamp, is_over: Callable[[], bool] = lambda: False) -> None:
        """Make anew what was looked at lately, the newest first, one after another; what is open goes before it."""
        since = time.monotonic() - _LATELY_SECONDS
        with self._lock:
            lately = [(key, use) for key, use in reversed(self._uses.items()) if use.at > since][:_MOST_WARMED]
        for key, use in lately:
            if self._is_loading() or is_over() or not self._renewals.is_idle:
                return
            use.context.copy().run(self._begun, key, stamp, use.make)

    def close(self) -> None:
        """Make nothing anew any more."""
        self._renewals.close()

    def _seen(self, key: Hashable, stamp: Stamp, make: Callable[[Stamp], Any]) -> Stamp | None:
        """Note that this state is the current one, and what was asked; the state of the newest page of this key."""
        self._note(stamp)
        with self._lock:
            self._uses[key] = _Use(time.monotonic(), copy_context(), make)
            self._uses.move_to_end(key)
            while len(self._uses) > _MOST_VIEWS:
                self._uses.popitem(last=False)
            return self._newest.get(key)

    def _note(self, stamp: Stamp) -> None:
        with self._lock:
            self._latest = stamp
            self._current[stamp] = time.monotonic()
            self._current.move_to_end(stamp)
            while len(self._current) > _MOST_STAMPS:
                self._current.popitem(last=False)

    def _may_be_shown(self, before: Stamp, stamp: Stamp) -> bool:
        """Whether a state was the current one a moment ago, and nobody here has decided anything since."""
        with self._lock:
            last = self._current.get(before)
        is_recent = last is not None and time.monotonic() - last <= LAG_SECONDS
        return is_recent and before.decisions == stamp.decisions

    def _renewed(self, key: Hashable) -> None:
        """Make a page as of the newest state, for whoever looked at it last."""
        with self._lock:
            use, stamp = self._uses.get(key), self._latest
        if self._ask_stamp:
            stamp = self._ask_stamp()
        if use and stamp:
            use.context.copy().run(self._begun, key, stamp, use.make)

    def _begun(self, key: Hashable, stamp: Stamp, make: Callable[[Stamp], Any]) -> None:
        begin_request()
        self._made(key, stamp, make)

    def _made(self, key: Hashable, stamp: Stamp, make: Callable[[Stamp], T]) -> T:
        found = self._cache.get((key, stamp), lambda: make(stamp))
        with self._lock:
            self._newest[key] = stamp
            self._newest.move_to_end(key)
            while len(self._newest) > _MOST_VIEWS:
                self._newest.popitem(last=False)
        return found
