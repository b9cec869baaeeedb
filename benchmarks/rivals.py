"""The three ways of doing the job that a table sets side by side, each as a command of its own process."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.files import Files
from benchmarks.processes import Finished, run_fresh

PANDAS_FILES = 200


@dataclass(frozen=True, slots=True)
class Rival:
    """A way of doing the job, and the most files that it is given."""

    name: str
    run: Callable[[Files], Finished]
    most_files: int | None = None

    def files_of(self, files: Files) -> int:
        """How many of the files it is given."""
        return files.files if self.most_files is None else min(files.files, self.most_files)


def ingest_files(files: Files, warehouse: Path) -> Finished:
    """``tillroll ingest`` onto the warehouse, which is created if it is absent."""
    return ingest_into(files, f"duckdb:///{warehouse}")


def ingest_into(files: Files, url: str) -> Finished:
    """``tillroll ingest`` into the warehouse of this URL."""
    finished = run_fresh([*tillroll_command(), "ingest", str(files.folder), "--warehouse", url, "--json"])
    answer = finished.answer
    expect("tillroll ingest", files, (answer["sales_loaded"], answer["pence_loaded"]))
    return finished


def tillroll_command() -> list[str]:
    """The program as it is installed."""
    script = shutil.which("tillroll", path=str(Path(sys.executable).parent))
    return [script] if script else [sys.executable, "-m", "tillroll"]


def _ingest_onto_none(files: Files) -> Finished:
    with tempfile.TemporaryDirectory() as folder:
        return ingest_files(files, Path(folder) / "tillroll.duckdb")


def _bare_read(files: Files) -> Finished:
    finished = run_fresh([sys.executable, "-m", "benchmarks.bare_read", str(files.folder)])
    expect("the bare read", files, (finished.answer["sales"], files.pence))
    return finished


def _pandas_job(files: Files) -> Finished:
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "pandas.duckdb")
        job = [sys.executable, "-m", "benchmarks.pandas_job", str(files.folder), database, str(PANDAS_FILES)]
        finished = run_fresh(job)
    if files.files <= PANDAS_FILES:
        expect("the pandas job", files, (finished.answer["sales"], finished.answer["pence"]))
    return finished


def expect(name: str, files: Files, figures: tuple[int, int]) -> None:
    """A time is worth nothing if the job is not done: these figures are asserted, the times never."""
    if figures != (files.sales, files.pence):
        raise SystemExit(f"{name} gave {figures} sales and pence; the files hold {(files.sales, files.pence)}")


BARE = Rival("bare read", _bare_read)
TILLROLL = Rival("tillroll ingest", _ingest_onto_none)
PANDAS = Rival("pandas", _pandas_job, PANDAS_FILES)
