"""The program `tillroll`, run in this process or another, and what it said."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.warehouses.helpers import CARD, CUSTOMER, LATTE, Sale, till_text
from tillroll.cli import main

ROOT = Path(__file__).parents[2]
MORNING = datetime(2021, 8, 25, 9)
CELLS = (CUSTOMER, CARD, LATTE.name, "SECRET")
"""What stands in cells of the files of these tests, and in nothing that tillroll may say."""


@dataclass(frozen=True)
class Said:
    """How a command ended, and every word of it."""

    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        return self.out + self.err

    @property
    def receipts(self) -> dict[str, dict[str, Any]]:
        """The receipts of an ingest with --json, by file."""
        told = [json.loads(line) for line in self.out.splitlines()]
        return {each["file"]: each for each in told if each["kind"] == "receipt"}


def url(warehouse: Path | str) -> str:
    """The URL of a file; a text is one already."""
    return f"duckdb:///{warehouse}" if isinstance(warehouse, Path) else warehouse


def tillroll(*words: str | Path, warehouse: Path | str, wait: int = 0) -> Said:
    """Run a command here; it must end in words, without a traceback and without a cell's text."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([*map(str, words), "--warehouse", url(warehouse), "--wait", str(wait)])
    return checked(Said(code, out.getvalue(), err.getvalue()))


def checked(said: Said) -> Said:
    assert "Traceback" not in said.words
    assert "fault in tillroll" not in said.words
    assert [cell for cell in CELLS if cell in said.words] == []
    return said


def start(*words: str | Path, warehouse: Path | str, wait: int = 60) -> subprocess.Popen[str]:
    """Run a command in a process of its own."""
    options = ["--warehouse", url(warehouse), "--wait", str(wait)]
    command = [sys.executable, "-m", "tillroll", *map(str, words), *options]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> Said:
    out, err = process.communicate(timeout=120)
    return checked(Said(process.returncode, out, err))


def run_script(text: str, *arguments: str | Path, prefix: Sequence[str] = ()) -> Said:
    """Run a Python script in a process of its own."""
    command = [*prefix, sys.executable, "-c", text, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=120, check=False)
    return checked(Said(done.returncode, done.stdout, done.stderr))


def day_of(branch: str, *, day: int = 25, sales: int = 4) -> str:
    """A till file with a sale an hour."""
    hours = (Sale(MORNING.replace(day=day, hour=9 + number)) for number in range(sales))
    return till_text(hours, branch=branch)


def good_files(folder: Path) -> list[Path]:
    """Three files without a fault."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{branch.lower()}.csv" for branch in ("Leeds", "York", "Bath")]
    for path in paths:
        path.write_text(day_of(path.stem.title()))
    return paths
