"""The program itself: help, completion, what is imported when, and how faults and signals end it."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from tests.entrypoints.conftest import Run
from tests.entrypoints.till_files import CARD, DAY, deliver
from tillroll import __version__
from tillroll.cli.app import COMMANDS
from tillroll.cli.faults import exit_code_of
from tillroll.errors import ConfigurationError, TryAgainLater, UnreadableDocument

QUARANTINE = ("quarantine list", "quarantine show", "quarantine release", "quarantine replay")


def test_the_help_tells_examples_exit_codes_and_completion(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    for words in ("Examples:", "Exit codes:", "_TILLROLL_COMPLETE=bash_source", *COMMANDS):
        assert words in ran.out


@pytest.mark.parametrize("command", [*COMMANDS, *QUARANTINE])
def test_every_command_has_help_with_an_example(run: Run, command: str) -> None:
    ran = run(*command.split(), "--help")
    assert ran.code == 0
    assert "Example" in ran.out
    assert f"  tillroll {command}" in ran.out


def test_the_version(run: Run) -> None:
    assert run("--version").out == f"tillroll, version {__version__}\n"


@pytest.mark.parametrize("argv", [(), ("nonsense",), ("ingest",), ("ingest", "--nonsense"), ("quarantine", "show")])
def test_a_slip_of_the_pen_is_a_matter_of_usage(run: Run, argv: tuple[str, ...]) -> None:
    ran = run(*argv)
    assert ran.code == 2
    assert "Usage: tillroll" in ran.err


def fresh(code: str, *argv: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code, *argv], capture_output=True, text=True, check=False)


def test_completion_is_clicks_own() -> None:
    words = {"_TILLROLL_COMPLETE": "bash_complete", "COMP_WORDS": "tillroll quarantine re", "COMP_CWORD": "2"}
    code = f"import os, sys; os.environ.update({words}); from tillroll.cli import main; sys.exit(main([]))"
    assert fresh(code).stdout.split() == ["plain,release", "plain,replay"]


LOADED = "import sys; from tillroll.cli import main; main(sys.argv[1:]); print(*sys.modules, file=sys.stderr)"


@pytest.mark.parametrize(
    ("argv", "absent"),
    [
        (("--help",), ("duckdb", "rich", "tillroll.prepare", "tillroll.simulate.chain")),
        (("ingest", "leeds.csv"), ("rich", "tillroll.simulate.chain", "holidays", "pandas", "numpy")),
    ],
)
def test_a_command_imports_only_what_it_needs(argv: tuple[str, ...], absent: tuple[str, ...]) -> None:
    deliver(Path("leeds.csv"), DAY)
    loaded = fresh(LOADED, *argv).stderr.split()
    assert "click" in loaded
    assert not set(absent) & set(loaded)


def test_it_runs_as_a_module(clean_place: Path) -> None:
    deliver(Path("leeds.csv"), DAY)
    ran = subprocess.run([sys.executable, "-m", "tillroll", "ingest", "leeds.csv"], capture_output=True, check=False)
    assert ran.returncode == 0
    assert ran.stderr == b""
    assert b"\x1b" not in ran.stdout


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigurationError("x"), 2),
        (click.UsageError("x"), 2),
        (PermissionError(errno.EACCES, "Permission denied"), 2),
        (UnreadableDocument("x"), 3),
        (TryAgainLater("x"), 4),
        (OSError(errno.ENOSPC, "No space left on device"), 4),
        (MemoryError(), 4),
        (ValueError("x"), 1),
        (AssertionError("x"), 1),
    ],
)
def test_each_error_has_its_exit_code(error: BaseException, code: int) -> None:
    assert exit_code_of(error) == code


@pytest.fixture
def failing(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs `formats` with an error in its way, and gives what it says on stderr."""

    def fail(error: BaseException, *argv: str) -> str:
        def raises(*_: object) -> None:
            raise error

        monkeypatch.setattr("tillroll.formats.format_file.load_formats", raises)
        return run("formats", *argv).err

    return fail


def test_a_full_disk_is_said_in_words(failing: Callable[..., str]) -> None:
    assert failing(OSError(errno.ENOSPC, "No space")) == "tillroll: the disk is full: make room and run it again\n"


def test_a_fault_of_ours_is_one_line_with_its_type_and_nothing_that_it_quotes(failing: Callable[..., str]) -> None:
    said = failing(ValueError(f"row {CARD}"))
    assert said.startswith("tillroll: ValueError: this is a fault in tillroll, not in your files: please report it")
    assert said.count("\n") == 1
    assert CARD not in said


def test_with_vv_it_says_where_and_still_quotes_nothing(failing: Callable[..., str]) -> None:
    said = failing(ValueError(f"row {CARD}"), "-vv")
    assert "in raises" in said
    assert CARD not in said


STOPPED = """
import os, signal, sys
from tillroll.cli import main
from tillroll.engine import Engine

signal.signal(signal.SIGINT, signal.default_int_handler)
run = Engine.run

def stopping(self, name, /, **parameters):
    answer = run(self, name, **parameters)
    if name == "load/add_fresh_sale_lines":
        os.kill(os.getpid(), {number})
    return answer

Engine.run = stopping
sys.exit(main(["ingest", "leeds.csv"]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_and_the_batch_is_rolled_back(run: Run, number: signal.Signals) -> None:
    deliver(Path("leeds.csv"), DAY)
    stopped = fresh(STOPPED.format(number=int(number)))
    assert stopped.returncode == 128 + number
    assert stopped.stderr.startswith("tillroll: stopped: what was loaded stays")
    assert "Traceback" not in stopped.stderr
    assert "nothing came" in run("status").out
    assert run("check").code == 0
    assert "16, £34.40" in run("ingest", "leeds.csv").out


HOLD = """
import sys, duckdb
connection = duckdb.connect("tillroll.duckdb")
connection.execute("create table if not exists held (n integer)")
print("held", flush=True)
sys.stdin.read()
"""


def test_a_warehouse_that_another_process_holds_is_waited_for_then_named(run: Run) -> None:
    deliver(Path("leeds.csv"), DAY)
    with subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        ran = run("ingest", "leeds.csv", "--wait", "0.1")
        assert ran.code == 4
        assert f"is in use by process {holder.pid}" in ran.err
        assert "give --wait more seconds" in ran.err
        holder.communicate()
    assert run("ingest", "leeds.csv").code == 0


def test_two_at_once_take_the_folder_in_once(run: Run) -> None:
    deliver(Path("landing/leeds.csv"), DAY)
    command = [sys.executable, "-m", "tillroll", "ingest", "landing", "--json"]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, env=os.environ) for _ in range(2)]
    assert [each.wait() for each in both] == [0, 0]
    assert "16 orders, £34.40" in run("status").out


def test_whoever_stops_reading_is_no_fault() -> None:
    code = "import sys; from tillroll.cli import main; sys.exit(main(['formats']))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == b""
