"""Logs: JSON lines, and only what the allow-list has."""

import io
import json
from typing import Any

import pytest

from tests.entrypoints.till_files import CARD
from tillroll.observe import Log


def logged(**fields: object) -> dict[str, Any]:
    stream = io.StringIO()
    Log(stream).write("receipt", **fields)
    (line,) = stream.getvalue().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_line_has_its_moment_its_event_and_allowed_fields() -> None:
    line = logged(file="leeds.csv", data_rows=3, outcomes={"loaded": 1}, branch_days=[1, 2])
    assert list(line) == ["at", "event", "file", "data_rows", "outcomes", "branch_days"]
    assert (line["event"], line["file"], line["branch_days"]) == ("receipt", "leeds.csv", 2)


def test_a_field_that_is_not_on_the_list_is_named_and_left_out() -> None:
    line = logged(customer=CARD, file="leeds.csv")
    assert line["left_out"] == ["customer"]
    assert CARD not in json.dumps(line)


def test_card_numbers_are_masked_and_objects_are_not_spelled_out() -> None:
    line = logged(file=f"leeds {CARD}.csv", reason=ValueError(CARD))
    assert line["reason"] == "ValueError"
    assert CARD not in json.dumps(line)


def test_without_a_stream_nothing_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    Log().write("receipt", file="leeds.csv")
    assert capfd.readouterr() == ("", "")
