"""Copies of the installed package in which one module leaks, and the audit run on such a copy."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import tillroll

SECONDS = 300


@dataclass(frozen=True)
class Leak:
    """What is put in a module's place, and where the audit must find what comes of it, in which form."""

    module: str
    before: str
    after: str
    place: str
    form: str


@dataclass(frozen=True)
class Audited:
    """How an audit ended and what it said."""

    code: int
    out: str
    err: str


def leaky_copy(folder: Path, leak: Leak) -> Path:
    """The folder in which the copy of the package lies."""
    shutil.copytree(Path(tillroll.__file__).parent, folder / "tillroll", ignore=shutil.ignore_patterns("__pycache__"))
    module = folder / "tillroll" / leak.module
    text = module.read_text("utf-8")
    assert text.count(leak.before) == 1, "the line to spoil is not there any more"
    module.write_text(text.replace(leak.before, leak.after), "utf-8")
    return folder


def run_audit(folder: Path | None, *words: str | Path) -> Audited:
    """Run the audit of the package in this folder, or of the installed one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TILLROLL_")}
    environment = kept | ({"PYTHONPATH": str(folder)} if folder else {})
    command = [sys.executable, "-m", "tillroll", "privacy-audit", *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
    return Audited(done.returncode, done.stdout, done.stderr)
