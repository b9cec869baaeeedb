"""Pages as they were last made, shown again until what they show has changed, and for moments after.

While files come in, the data change every few seconds, and a page takes longer to make than anybody likes to wait. So
the page of just before is shown, and made anew meanwhile. It is whole: all its figures are of one state.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, TypeVar

from tillroll.web.cache import Cache
from tillroll.web.errors import TooSlow
from tillroll.web.limits import begin_request

T = TypeVar("T")
LAG_SECONDS = 120.0
"""How long after a change the page of just before may be shown. An open page with scripts follows within seconds."""
_MOST_VIEWS, _MOST_STAMPS, _WORKERS = 400, 100, 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """A state of what pages show: the data, how often somebody here decided something, and a stretch of minutes."""

    version: str
    decisions: int
    stretch: int


class Views:
    """The newest pages by what was asked and who may see it. Threads share it.

    While files are being loaded what is there is not made anew: it would be out of date at once, and slow the load.
    """

    def __init__(self, is_loading: Callable[[], bool] = lambda: False) -> None:
        self._is_loading = is_loading
        self._cache = Cache(_MOST_VIEWS)
        self._lock = threading.Lock()
        self._newest: OrderedDict[Hashable, Stamp] = OrderedDict()
        self._current: OrderedDict[Stamp, float] = OrderedDict()
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="renewing")

    def get(self, key: Hashable, stamp: Stamp, make: Callable[[], T], *, must_be_new: bool = False) -> T:
        """The page of this state; or that of just before, unless it must be new, while this one is being made."""
        before = self._seen(key, stamp)
        found: T | None = self._cache.peek((key, stamp))
        if found is not None:
            return found
        older: T | None = self._older(key, before, stamp)
        if older is None:
            return self._made(key, stamp, make)
        if self._is_loading():
            return older
        if must_be_new:
            return self._made_or(older, key, stamp, make)
        self._pool.submit(copy_context().run, self._renewed, key, stamp, make)
        return older

    def _older(self, key: Hashable, before: Stamp | None, stamp: Stamp) -> Any:  # noqa: ANN401 - whatever was made
        """The page of just before, if it is there and may be shown."""
        return self._cache.peek((key, before)) if before and self._may_be_shown(before, stamp) else None

    def _made_or(self, older: T, key: Hashable, stamp: Stamp, make: Callable[[], T]) -> T:
        """The page of this state; where that takes too long now, the one of just before."""
        try:
            return self._made(key, stamp, make)
        except TooSlow:
            return older

    def close(self) -> None:
        """Make nothing anew any more."""
        self._pool.shutdown(cancel_futures=True)

    def _seen(self, key: Hashable, stamp: Stamp) -> Stamp | None:
        """Note that this state is the current one; the state of which the newest page of this key is."""
        with self._lock:
            self._current[stamp] = time.monotonic()
            self._current.move_to_end(stamp)
            while len(self._current) > _MOST_STAMPS:
                self._current.popitem(last=False)
            return self._newest.get(key)

    def _may_be_shown(self, before: Stamp, stamp: Stamp) -> bool:
        """Whether a state was the current one a moment ago, and nobody here has decided anything since."""
        with self._lock:
            last = self._current.get(before)
        is_recent = last is not None and time.monotonic() - last <= LAG_SECONDS
        return is_recent and before.decisions == stamp.decisions

    def _renewed(self, key: Hashable, stamp: Stamp, make: Callable[[], Any]) -> None:
        begin_request()
        self._made(key, stamp, make)

    def _made(self, key: Hashable, stamp: Stamp, make: Callable[[], T]) -> T:
        found = self._cache.get((key, stamp), make)
        with self._lock:
            self._newest[key] = stamp
            self._newest.move_to_end(key)
            while len(self._newest) > _MOST_VIEWS:
                self._newest.popitem(last=False)
        return found
