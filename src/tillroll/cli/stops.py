"""Ctrl-C and a service manager's stop end a command cleanly: what is being loaded is rolled back."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Self

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(BaseException):
    """The process was asked to end."""


class Stops:
    """While it lasts, the first signal raises ``Stopped`` and is remembered; a second one kills as it always did.

    It is remembered because DuckDB turns whatever a signal raises during a statement into an error of its own.
    """

    def __init__(self) -> None:
        self.signal_number: int | None = None
        self._before: dict[int, Any] = {}
        self._is_deferred = False

    def __enter__(self) -> Self:
        for number in _SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                self._set(number)
        return self

    @property
    def is_asked(self) -> bool:
        """Whether a signal has come."""
        return self.signal_number is not None

    def _set(self, number: int) -> None:
        try:
            self._before[number] = signal.signal(number, self._stop)
        except ValueError:  # not the main thread: signals are another's business
            return

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self.signal_number = number
        self._restore(dict.fromkeys(self._before, signal.SIG_DFL))
        if not self._is_deferred:
            raise Stopped

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """While it lasts the first signal is only remembered; at its end it raises ``Stopped``."""
        self._is_deferred = True
        try:
            yield
        finally:
            self._is_deferred = False
        if self.is_asked:
            raise Stopped

    @staticmethod
    def _restore(handlers: dict[int, Any]) -> None:
        for number, handler in handlers.items():
            signal.signal(number, handler)

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._restore(self._before)
