"""What was worked out once for a state of the data is not worked out again, however many ask for it at once."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 512


class Cache:
    """The newest results by key. Keys hold the data version and the scope, so that nothing stale or foreign is given."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, Future[Any]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result of this key, made by the first who asks; the others wait for it. A failure is not kept."""
        with self._lock:
            found: Future[T] | None = self._found.get(key)
            if found is None:
                mine: Future[T] = Future()
                self._found[key] = mine
                while len(self._found) > self._most:
                    self._found.popitem(last=False)
            else:
                self._found.move_to_end(key)
        return found.result() if found is not None else self._make(key, mine, make)

    def _make(self, key: Hashable, mine: "Future[T]", make: Callable[[], T]) -> T:
        try:
            result = make()
        except BaseException as error:
            with self._lock:
                self._found.pop(key, None)
            mine.set_exception(error)
            raise
        mine.set_result(result)
        return result
