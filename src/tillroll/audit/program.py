"""The program in a process of its own, as the audit runs it: command after command, each with its words in files.

`python -m tillroll.audit.program FILE`: the file is a JSON list of commands, each an object with `argv`, the files
`out` and `err`, and perhaps a `fault`. What each ended with is printed as a JSON list of exit codes.

A fault is put into the running program, so that errors and tracebacks arise that hold the text of a cell:

* `statement`: DuckDB fails on cells while files are prepared, and quotes them.
* `python`: reading an item that is a made-up name raises an exception that quotes it.
* `load`: a statement of the transaction fails.
* `open`: the process ends without closing the warehouse, so that its write-ahead log stays.
* `stop`: a service manager's signal comes when the program has slept a few times.

A command with `visits` serves the web app: a visitor follows its links, keeps every answer in that folder and ends it.
"""

import json
import os
import re
import runpy
import signal
import sys
import time
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from tillroll import engine, interpret
from tillroll.audit.visitor import visit
from tillroll.engine import Engine

_SLEEPS = 4
_MADE_UP_NAME = re.compile(r"[A-Z][a-z]{9,} [A-Z]")


def _fail_on(name: str, other: str) -> Callable[[], None]:
    """What puts another statement in the place of the one of this name."""

    def put() -> None:
        _replace(engine, "duckdb_statement", lambda usual: lambda asked: usual(other if asked == name else asked))

    return put


def _fail_in_python() -> None:
    def failing(usual: Callable[..., object]) -> Callable[..., object]:
        def read(till_format: object, text: str) -> object:
            if _MADE_UP_NAME.search(text):
                raise ValueError(text)
            return usual(till_format, text)

        return read

    _replace(interpret, "read_basket_item", failing)


def _stay_open() -> None:
    still_open: list[Engine] = []

    def keep(opened: Engine) -> None:
        still_open.append(opened)

    _replace(Engine, "close", lambda _usual: keep)


def _stop() -> None:
    def sleeping(usual: Callable[..., object]) -> Callable[..., object]:
        numbers = count(1)

        def sleep(seconds: float) -> object:
            if next(numbers) == _SLEEPS:
                signal.raise_signal(signal.SIGTERM)
            return usual(seconds)

        return sleep

    _replace(time, "sleep", sleeping)


def _replace(where: object, name: str, make: Callable[[Callable[..., object]], Callable[..., object]]) -> None:
    """Put a function in another's place; it is made of the other."""
    setattr(where, name, make(getattr(where, name)))


FAULTS: Mapping[str, Callable[[], None]] = {
    "statement": _fail_on("prepare/distinct_tenders", "audit/quote_baskets"),
    "python": _fail_in_python,
    "load": _fail_on("load/add_products", "audit/quote_products"),
    "open": _stay_open,
    "stop": _stop,
}


def run(command: Mapping[str, Any]) -> int:
    """Run one command; its exit code."""
    _speak_into(command["out"], command["err"])
    if command.get("fault"):
        FAULTS[command["fault"]]()
    if command.get("visits"):
        visit(Path(command["out"]), Path(command["visits"]))
    sys.argv = ["tillroll", *command["argv"]]
    try:
        runpy.run_module("tillroll", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def _speak_into(out: str, err: str) -> None:
    """Turn this process's output, and all that libraries write to it, into files."""
    for stream, path in ((sys.stdout, out), (sys.stderr, err)):
        stream.flush()
        with Path(path).open("wb") as file:
            os.dup2(file.fileno(), stream.fileno())


def main(path: str) -> None:
    """Run the commands of a file, and end at once: nothing is tidied up."""
    answer = os.dup(sys.stdout.fileno())
    codes = [run(command) for command in json.loads(Path(path).read_text("utf-8"))]
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(answer, json.dumps(codes).encode())
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
