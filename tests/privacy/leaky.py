"""Copies of the installed package in which one module leaks, and the audit run on such a copy."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import tillroll

SECONDS = 900
SOME_STEPS = """
import sys
from pathlib import Path
from tillroll.audit.audit import audit
from tillroll.cli.audit_words import report_lines
from tillroll.errors import AuditError
try:
    report = audit(Path(sys.argv[1]), steps=sys.argv[2:])
except AuditError as error:
    sys.exit(str(error))
print(*report_lines(report), sep="\\n")
sys.exit(3 if report.leaks else 0)
"""


@dataclass(frozen=True)
class Leak:
    """What is put in a module's place, where the audit must find what comes of it, in which form, after which steps."""

    module: str
    before: str
    after: str
    place: str
    form: str
    steps: tuple[str, ...] = ("ingest",)


@dataclass(frozen=True)
class Audited:
    """How an audit ended and what it said."""

    code: int
    out: str
    err: str


def leaky_copy(folder: Path, leak: Leak) -> Path:
    """The folder in which the copy of the package lies; what was compiled goes along, and holds but for one module."""
    shutil.copytree(Path(tillroll.__file__).parent, folder / "tillroll")
    module = folder / "tillroll" / leak.module
    text = module.read_text("utf-8")
    assert text.count(leak.before) == 1, "the line to spoil is not there any more"
    module.write_text(text.replace(leak.before, leak.after), "utf-8")
    return folder


def run_audit(*words: str | Path) -> Audited:
    """Run the whole audit of the installed package."""
    return _run(None, "-m", "tillroll", "privacy-audit", *map(str, words))


def run_steps(package: Path, folder: Path, *steps: str) -> Audited:
    """Run some steps of the audit of the package in a folder: those in which it is made to leak."""
    folder.mkdir()
    return _run(package, "-c", SOME_STEPS, str(folder), *steps)


def _run(package: Path | None, *words: str) -> Audited:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TILLROLL_")}
    environment = kept | ({"PYTHONPATH": str(package)} if package else {})
    command = [sys.executable, *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False)
    return Audited(done.returncode, done.stdout, done.stderr)
