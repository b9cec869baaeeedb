"""Killed at any step of prepare, load, or a keeping ingest, and run again: the rows of an undisturbed run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hypothesis_profiles import PROFILE
from tests.warehouses.helpers import tell

ROOT = Path(__file__).parents[2]
EVERY = {"ci": 4, "thorough": 1}[PROFILE]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forked, which Windows can't")


@pytest.mark.parametrize("job", ["prepare and load", "ingest"])
def test_killed_at_a_step(job: str, tmp_path: Path) -> None:
    """Before every fourth step that changes what is on the disk; before each where Hypothesis draws thoroughly too."""
    command = [sys.executable, "-m", "tests.staged.victim", str(tmp_path), job, str(EVERY)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    tell(f"{job}: killed {sum(death['killed'] for death in found)} times")
    assert [death["at"] for death in found if not death["same"]] == []
    assert len(found) > 20 / EVERY
    assert not found[-1]["killed"]
