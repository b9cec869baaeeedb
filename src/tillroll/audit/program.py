"""The program in a process of its own, as the audit runs it: command after command, each with its words in files.

`python -m tillroll.audit.program FILE`: the file is a JSON list of commands, each an object with `argv`, the files `out`
and `err`, and perhaps a `fault`. What each ended with is printed as a JSON list of exit codes.

A fault is put into the running program, so that errors and tracebacks arise that hold the text of a cell:

* `statement`: DuckDB fails on a row while a file is prepared, and quotes it.
* `python`: reading an item raises an exception that quotes it.
* `load`: a statement of the transaction fails.
* `open`: the process ends without closing the warehouse, so that its write-ahead log stays.
"""

import json
import os
import re
import runpy
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tillroll import engine, interpret
from tillroll.engine import Engine

_LONG_NUMBER = re.compile(r"\d{13}")


def _fail_on(name: str, sql: str) -> Callable[[], None]:
    """What puts another statement in the place of the one of this name."""

    def put() -> None:
        usual = engine.duckdb_statement
        engine.duckdb_statement = lambda asked: sql if asked == name else usual(asked)  # type: ignore[assignment]

    return put


def _fail_in_python() -> None:
    usual = interpret.read_basket_item

    def read(till_format: Any, text: str) -> Any:  # noqa: ANN401 - as the function that it stands for
        if _LONG_NUMBER.search(text):
            raise ValueError(text)
        return usual(till_format, text)

    interpret.read_basket_item = read


def _stay_open() -> None:
    still_open: list[Engine] = []

    def keep(opened: Engine) -> None:
        still_open.append(opened)

    Engine.close = keep  # type: ignore[method-assign]


FAULTS: Mapping[str, Callable[[], None]] = {
    "statement": _fail_on("prepare/distinct_tenders", "select cast(basket as integer) from raw_row"),
    "python": _fail_in_python,
    "load": _fail_on("load/add_products", "select cast(name as integer) from staged_product"),
    "open": _stay_open,
}


def run(command: Mapping[str, Any]) -> int:
    """Run one command; its exit code."""
    _speak_into(command["out"], command["err"])
    if command.get("fault"):
        FAULTS[command["fault"]]()
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
