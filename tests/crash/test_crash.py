"""Killed before any statement of any transaction, or at any moment, and run again: the rows of an undisturbed run.

Grain: one test a job and a share of its deaths. Only the logs (`run`, `receipt`) may tell what happened.
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

from tests.hypothesis_profiles import PROFILE
from tests.warehouses.helpers import tell

ROOT = Path(__file__).parents[2]
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - where the system has it, a disk that needs no waiting for
SHARES = 3
EVERY = {"ci": 9, "thorough": 1}[PROFILE]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked, which Windows can't")


@pytest.fixture
def folder() -> Iterator[Path]:
    with TemporaryDirectory(dir=IN_MEMORY if os.access(IN_MEMORY, os.W_OK) else None) as name:
        yield Path(name)


def deaths(folder: Path, job: str, share: int, shares: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.crash.victim", str(folder), job, str(share), str(shares)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    tell(f"{job}: killed {sum(death['killed'] for death in found)} times")
    return found


def unmended(found: list[dict[str, Any]]) -> list[int]:
    """The deaths that a second run did not mend."""
    return [death["at"] for death in found if not death["same"]]


@pytest.mark.parametrize("share", range(SHARES))
def test_killed_at_each_statement_of_a_batch(folder: Path, share: int) -> None:
    found = deaths(folder, "ingest", share, SHARES)
    assert unmended(found) == []
    assert len(found) > 40 / SHARES
    assert not found[-1]["killed"]


def test_killed_between_batches(folder: Path) -> None:
    found = deaths(folder, "batches", 0, 1)
    assert unmended(found) == []
    assert len(found) > 6
    assert not found[-1]["killed"]


@pytest.mark.parametrize("job", ["replay", "release"])
def test_killed_in_another_job(folder: Path, job: str) -> None:
    """Before every ninth statement; before each where Hypothesis draws thoroughly too."""
    found = deaths(folder, job, 0, EVERY)
    assert unmended(found) == []
    assert len(found) > 40 / EVERY
    assert not found[-1]["killed"]


def test_killed_at_any_moment(folder: Path) -> None:
    found = deaths(folder, "any", 0, 1)
    assert unmended(found) == []
    assert any(death["killed"] for death in found)
