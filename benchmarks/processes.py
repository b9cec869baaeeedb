"""One command as a fresh process: how long it took, how much memory it needed, what it printed last."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).parent.parent
KIB = 1024


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that ended well; ``answer`` is the last line of its output, which is a JSON object."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    answer: dict[str, Any]


def run_fresh(command: Sequence[str]) -> Finished:
    """Run the command and wait for it; the wall clock counts from before its start until after its end.

    The peak is the kernel's own figure for that one process. A child inherits its parent's peak, which is why nothing
    heavy is imported here.
    """
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        cpu_seconds, peak_bytes = _wait(command, output)
        seconds = time.perf_counter() - started
        output.seek(0)
        return Finished(seconds, cpu_seconds, peak_bytes, json.loads(output.read().splitlines()[-1]))


def timed(
    command: Sequence[str], said: Path, allowed: Collection[int] = (0,), more: Mapping[str, str] | None = None
) -> float:
    """How long the command took as a fresh process, in seconds; what it printed goes to a file.

    `more` are variables that it is given.
    """
    with said.open("wb") as output:
        started = time.perf_counter()
        _wait(command, output, allowed, more)
        return time.perf_counter() - started


def _wait(
    command: Sequence[str],
    output: IO[bytes],
    allowed: Collection[int] = (0,),
    more: Mapping[str, str] | None = None,
) -> tuple[float, int]:
    """The processor's seconds and the peak of memory of a command that ended well."""
    process = subprocess.Popen(command, stdout=output, cwd=ROOT, env=environment() | dict(more or {}))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in allowed:
        raise SystemExit(f"This command ended with exit code {process.returncode}: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * (1 if sys.platform == "darwin" else KIB)


def environment() -> dict[str, str]:
    """Ours without tillroll's own settings, so that a table does not depend on them."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TILLROLL_")}
