"""The demo's chain: its files, three reports of it, and what to try next."""

import os
import shutil
import sys
from pathlib import Path

import click

from tillroll.cli.open_warehouse import open_warehouse
from tillroll.cli.report_words import answer_text
from tillroll.cli.simulate_chain import write_files
from tillroll.observe import Log
from tillroll.report import Choice, Reports
from tillroll.settings import Settings
from tillroll.simulate.world import Wanted

FIRST_PORT = 8000
REPORTS = ("sales-by-region", "best-and-worst-branches", "busiest-hours")


def write_chain(folder: Path, branches: int, days: int) -> str:
    """Write the till files, the lists and the answer key, unless an earlier demo did; what is there, in words."""
    if (folder / "answer_key").is_dir():
        return f"{folder / 'landing'} holds the files of an earlier demo: they are taken in again."
    return write_files(Wanted(branches, days, has_faults=True), folder)


def print_reports(settings: Settings) -> None:
    """Print three reports of the warehouse."""
    with open_warehouse(settings, read_only=True) as opened:
        reports = Reports(opened.warehouse, grace_minutes=settings.grace_minutes)
        for name in REPORTS:
            click.echo(f"\n$ tillroll report {name}\n\n{answer_text(reports.answer(name, Choice()))}")


def serve_demo(settings: Settings, log: Log) -> int:
    """Serve the warehouse on a free port until Ctrl-C, unless it is asked not to or can't; the exit code."""
    if os.environ.get("TILLROLL_DEMO_SERVE") == "0":
        return 0
    try:
        from tillroll.web.server import Chores, Place, PortTaken, serve
    except ModuleNotFoundError:
        click.echo("\nTo see it in a browser: pip install 'tillroll[web]', then tillroll serve")
        return 0

    def tell(address: str) -> None:
        click.echo(f"\nOpen {address}\nCtrl-C ends it.")

    try:
        serve(settings, Place("127.0.0.1", FIRST_PORT), Chores(), tell, log)
    except PortTaken:
        serve(settings, Place("127.0.0.1", 0), Chores(), tell, log)
    return 0


def next_steps(landing: Path, warehouse: Path) -> str:
    """What to try after the demo."""
    example = min(path for path in landing.iterdir() if path.name.endswith(".csv") and "-" in path.name)
    steps = (
        ("status --state missing", "which branches sent nothing"),
        ("quarantine list", "what waits for a person, and why"),
        ("reports", "what else can be asked"),
        ("report coffees-by-week --format csv", "the same for a spreadsheet"),
        (f"explain {example}", "how one file reads"),
        (f"ingest {landing}", "again: nothing changes"),
    )
    width = max(len(step) for step, _ in steps)
    lines = [f"  tillroll {step:<{width}}   {what}" for step, what in steps]
    exports = [*_path(), f"  export TILLROLL_WAREHOUSE=duckdb:///{warehouse}"]
    return "\n".join(["To go on:", *exports, *lines])


def _path() -> list[str]:
    """How the shell finds the program; nothing where it does already, as it does not after `make demo`."""
    if shutil.which("tillroll"):
        return []
    return [f'  export PATH="{Path(sys.executable).parent}:$PATH"']
