"""Killed before any statement of any transaction, or at any moment, and run again: the rows of an undisturbed run.

Grain: one test a job. Only the logs (`run`, `receipt`) may tell what happened.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.warehouses.helpers import tell

ROOT = Path(__file__).parents[2]
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - where the system has it, a disk that needs no waiting for

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked, which Windows can't")


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None) as name:
        yield Path(name)


def deaths(folder: Path, job: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.crash.victim", str(folder), job]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    tell(f"{job}: killed {sum(death['killed'] for death in found)} times")
    return found


def unmended(found: list[dict[str, Any]]) -> list[int]:
    """The deaths that a second run did not mend, or that left something else than was seen before that statement."""
    return [death["first"] for death in found if not death["same"]]


@pytest.mark.parametrize(
    ("job", "statements", "remnants"),
    [("ingest", 60, 3), ("batches", 250, 7), ("replay", 60, 3), ("release", 100, 4)],
)
def test_killed_at_each_statement(folder: Path, job: str, statements: int, remnants: int) -> None:
    """A job has at least so many statements, and deaths before them leave at least so many different things.

    Before the last statement at which one of them is left a life is killed; before each where Hypothesis draws
    thoroughly too.
    """
    found = deaths(folder, job)
    assert unmended(found) == []
    assert found[-1]["last"] > statements
    assert sum(death["killed"] for death in found) >= remnants
    assert not found[-1]["killed"]


def test_killed_at_any_moment(folder: Path) -> None:
    found = deaths(folder, "any")
    assert unmended(found) == []
    assert any(death["killed"] for death in found)
