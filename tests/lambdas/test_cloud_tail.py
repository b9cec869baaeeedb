"""What the functions logged: `tillroll cloud tail`.

Grain: one test a claim. AWS is an emulator in this process.
"""

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.entrypoints.conftest import Run
from tests.lambdas.deployed import CARD, Stack, a_text
from tillroll.adapters.watched import LogLine
from tillroll.cli.stops import Stopped
from tillroll.cloud.messages import trace_id
from tillroll.cloud.tailing import Follow


def log_all(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    """Two files go their way, and what the functions printed lies in their logs."""
    cloud = stack.cloud
    cloud.deliver(("2024/Leeds.csv", a_text()), ("2024/York.csv", a_text("York")))
    for function, queue in (("prepare", "files"), ("load", "loads")):
        capsys.readouterr()
        cloud.run(function, queue)
        lines = capsys.readouterr().out.splitlines()
        report = {"type": "platform.report", "record": {"requestId": "1", "status": "success"}}
        stack.log(function, *lines, json.dumps(report))


def test_the_logs_are_one_row_by_time(stack: Stack, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    log_all(stack, capsys)
    ran = run("cloud", "tail")
    events = [line.split()[2:4] for line in ran.out.splitlines()]
    assert events[0] == ["prepare", "begins"]
    assert events.count(["prepare", "prepared"]) == 2
    assert events.count(["load", "receipt"]) == 2
    assert "_aws" not in ran.out
    assert "platform.report" not in ran.out


def test_a_files_way_is_followed_by_name_and_by_trace(
    stack: Stack, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    log_all(stack, capsys)
    (raw,) = [raw for raw in stack.cloud.objects() if raw.key.endswith("York.csv")]
    by_name = run("cloud", "tail", "--file", "York.csv", "--json").objects
    assert [told["event"] for told in by_name] == ["delivered", "prepared", "receipt"]
    assert {told["trace_id"] for told in by_name} == {trace_id(raw)}
    assert run("cloud", "tail", "--trace", trace_id(raw)[:8], "--json").objects == by_name
    told = run("cloud", "tail", "--file", "York.csv").out
    assert "file=2024/York.csv" in told
    assert "sales_loaded=1" in told
    nothing = run("cloud", "tail", "--trace", "0123456789")
    assert (nothing.code, nothing.out, "Nothing was logged of it" in nothing.err) == (0, "", True)


def test_why_a_file_was_set_aside_is_on_its_way(stack: Stack, run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    stack.cloud.deliver(("branches.csv", "nonsense\n"), ("Leeds.csv", a_text()))
    capsys.readouterr()
    stack.cloud.run("prepare", "files")
    stack.log("prepare", *capsys.readouterr().out.splitlines())
    told = run("cloud", "tail", "--file", "branches.csv", "--json").objects
    assert [each["event"] for each in told] == ["delivered", "set_aside"]
    assert "branches.csv line 1" in told[1]["reason"]


def test_what_a_function_dies_of_is_told_without_what_it_quotes(stack: Stack, run: Run) -> None:
    error = {"level": "ERROR", "errorType": "ValueError", "errorMessage": f"A Person {CARD}"}
    report = {"type": "platform.report", "record": {"requestId": "1", "status": "timeout"}}
    stack.log("load", json.dumps(error), json.dumps(report), "2026-11-28 Task timed out after 3 seconds", "A Person")
    ran = run("cloud", "tail")
    assert [line.split()[3] for line in ran.out.splitlines()] == ["fault", "died", "timed_out"]
    assert "reason=ValueError" in ran.out
    assert "Person" not in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--since", "soon"], "--since is no time"),
        (["--trace", "xyz"], "--trace is no trace id"),
        (["--trace", "0123456789", "--file", "Leeds.csv"], "give --trace or --file"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, words: list[str], told: str) -> None:
    ran = run("cloud", "tail", *words)
    assert (ran.code, told in ran.err) == (2, True)


def test_a_line_that_comes_late_is_told_once() -> None:
    now = datetime(2026, 11, 28, 20, tzinfo=UTC)
    log = [LogLine("1", now, "load", "begins"), LogLine("2", now + timedelta(seconds=20), "load", "ends")]
    follow = Follow(lambda since: [line for line in log if line.at >= since], now)
    assert [line.id for line in follow.step()] == ["1", "2"]
    log.append(LogLine("3", now + timedelta(seconds=5), "load", "receipt"))
    assert [line.id for line in follow.step()] == ["3"]
    log.append(LogLine("4", now + timedelta(minutes=5), "load", "begins"))
    assert [[line.id for line in follow.step()] for _ in range(2)] == [["4"], []]
    assert list(follow.seen) == ["4"]


def test_a_log_is_followed_until_ctrl_c(stack: Stack, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    line = {"at": "2026-11-28T20:00:00.000+00:00", "event": "done", "task": "sweep"}
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        stack.log("close", json.dumps(line | {"task": f"task {len(pauses)}"}))
        if len(pauses) == 3:
            raise Stopped

    monkeypatch.setattr("tillroll.cli.cloud_tail.time.sleep", sleep)
    ran = run("cloud", "tail", "--follow", "--json")
    assert ran.code == 0
    assert [told["task"] for told in ran.objects] == ["task 1", "task 2"]
