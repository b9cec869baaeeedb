"""The service that the guide shows: systemd reads it, and it may do no more than it must."""

import inspect
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, blocks
from tillroll.cli import watch_words
from tillroll.settings import SETTINGS

GUIDE = (ROOT / "docs" / "how-to" / "watch-a-folder.md").read_text("utf-8")
(UNIT,) = [block.text for block in blocks(GUIDE) if block.language == "ini" and "[Service]" in block.text]
(ENVIRONMENT,) = [block.text for block in blocks(GUIDE) if block.language == "ini" and "TILLROLL_" in block.text]
MOST_EXPOSED = 1.5
"""systemd's own measure, from 0 (sealed) to 10 (open to all)."""

ANALYZE = shutil.which("systemd-analyze") or ""
with_systemd = pytest.mark.skipif(not ANALYZE, reason="this machine has no systemd-analyze")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that this machine has."""
    path = tmp_path / "tillroll-watch.service"
    path.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable} -m tillroll", UNIT))
    return path


def analyze(*words: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([ANALYZE, *words], capture_output=True, text=True, check=False)


@with_systemd
def test_systemd_reads_the_unit_without_a_word(unit: Path) -> None:
    done = analyze("verify", "--man=no", unit)
    assert done.returncode == 0, done.stderr
    assert "tillroll-watch" not in done.stderr


@with_systemd
def test_the_unit_is_hardened(unit: Path) -> None:
    done = analyze("security", "--offline=yes", f"--threshold={MOST_EXPOSED * 10:.0f}", "--no-pager", unit)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr


def test_the_environment_names_settings() -> None:
    named = {line.partition("=")[0] for line in ENVIRONMENT.splitlines()}
    assert named <= {setting.variable for setting in SETTINGS}


def test_every_kind_of_event_is_in_the_guide() -> None:
    kinds = {*re.findall(r'_event\(\s*"(\w+)"', inspect.getsource(watch_words)), "receipt", "run"}
    assert len(kinds) > 7
    table = GUIDE.partition("| kind |")[2]
    assert [kind for kind in sorted(kinds) if f"`{kind}`" not in table] == []
