"""A function with as much memory and as much of a processor as Lambda gives it, on this machine.

Lambda gives a whole processor with 1,769 MB and a share of one with less. Here the function's process keeps to one
processor and is stopped for the rest of each twentieth of a second, as Lambda's own quota stops it. What a machine of
Lambda's does in a millisecond is not what this one does.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cloud.runtime_api import Function, function

WHOLE_MB = 1769
_PERIOD = 0.05


@dataclass(frozen=True)
class Sliced:
    """A running function, the milliseconds of its first call with its start, and of each that it has answered."""

    running: Function
    began: float

    def call(self, event: Mapping[str, Any]) -> float:
        """The milliseconds of one call that went well."""
        answer = self.running.invoke(event)
        if answer.error or (answer.result or {}).get("batchItemFailures"):
            raise SystemExit(f"a call failed: {answer}\n" + "\n".join(self.running.log[-10:]))
        return answer.milliseconds


@contextmanager
def sliced(code: Path, handler: str, environ: Mapping[str, str], folder: Path, megabytes: int) -> Iterator[Sliced]:
    """A handler with so much memory, until the block ends."""
    began = time.perf_counter()
    with function(code, handler, environ, folder, seconds=900, megabytes=megabytes) as running:
        ended = threading.Event()
        thread = threading.Thread(target=_share, args=(running.process.pid, megabytes / WHOLE_MB, ended))
        thread.start()
        try:
            yield Sliced(running, began)
        finally:
            ended.set()
            thread.join()


def _share(process: int, share: float, ended: threading.Event) -> None:
    """Let a process run for a share of the time only."""
    with suppress(ProcessLookupError):
        os.sched_setaffinity(process, {max(os.sched_getaffinity(process))})
        while share < 1 and not ended.is_set():
            os.kill(process, signal.SIGCONT)
            time.sleep(_PERIOD * share)
            os.kill(process, signal.SIGSTOP)
            ended.wait(_PERIOD * (1 - share))
        os.kill(process, signal.SIGCONT)
