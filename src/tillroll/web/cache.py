"""What was worked out once for a state of the data is not worked out again, however many ask for it at once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

from tillroll.web.errors import TooSlow
from tillroll.web.limits import TOO_LONG, seconds_left

T = TypeVar("T")
MOST = 4000
"""A page is five answers and as many drawings, of ten kilobytes or so each: forty megabytes."""


def _awaited(found: "Future[T]") -> T:
    """What somebody else is making; `TooSlow` if it takes longer than this request may."""
    try:
        return found.result(timeout=seconds_left())
    except TimeoutError:
        raise TooSlow(TOO_LONG) from None


class Cache:
    """The newest results by key. Keys hold data version and scope, so that nothing stale or foreign is given."""

    def __init__(self, most: int = MOST, longest: int | None = None) -> None:
        """At most so many results, and together no longer than that; the newest one is kept however long it is."""
        self._most = most
        self._longest = longest
        self._lengths: dict[Hashable, int] = {}
        self._length = 0
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result of this key, made by the first who asks; the others wait for it. A failure is not kept."""
        mine: Future[T] = Future()
        with self._lock:
            found: Future[T] = self._found.setdefault(key, mine)
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._drop_oldest()
        return self._make(key, mine, make) if found is mine else _awaited(found)

    def peek(self, key: Hashable) -> Any:  # noqa: ANN401 - whatever was kept
        """The result of this key if it is there; None while there is none."""
        with self._lock:
            found = self._found.get(key)
            if found:
                self._found.move_to_end(key)
        return found.result() if found and found.done() and not found.exception() else None

    def _make(self, key: Hashable, mine: "Future[T]", make: Callable[[], T]) -> T:
        try:
            result = make()
        except BaseException as error:
            with self._lock:
                self._found.pop(key, None)
            mine.set_exception(error)
            raise
        mine.set_result(result)
        self._note_length(key, result)
        return result

    def _note_length(self, key: Hashable, result: Any) -> None:  # noqa: ANN401 - what has a length
        if self._longest is None:
            return
        with self._lock:
            if key in self._found:
                self._length += len(result) - self._lengths.get(key, 0)
                self._lengths[key] = len(result)
            while self._length > self._longest and len(self._found) > 1:
                self._drop_oldest()

    def _drop_oldest(self) -> None:
        key, _ = self._found.popitem(last=False)
        self._length -= self._lengths.pop(key, 0)
