"""`tillroll doctor`: whether a warehouse's database does all that tillroll needs of it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from tillroll.cli.options import with_settings
from tillroll.settings import Settings

if TYPE_CHECKING:
    from tillroll.doctor import Finding
    from tillroll.ingest import RunReport
    from tillroll.wiring import Opened

HELP = """Try the database of a warehouse with a small made-up day, and say what works and what does not.

It makes a schema of its own beside the warehouse, or a file of its own beside the warehouse's file, loads the sample,
compares the figures, runs every check and every report once, and takes all of it away again. The warehouse itself is
neither read nor written. A try takes a minute at most.

\b
Examples:
  tillroll doctor
  tillroll doctor --warehouse postgresql://loader@db.example/sales
  tillroll doctor --all                       also each report that works
"""


@click.command("doctor", help=HELP, short_help="Try a database with a sample day.")
@click.option("--all", "is_all", is_flag=True, help="Print each report's step too.")
@with_settings("warehouse", "wait")
def command(settings: Settings, *, is_all: bool) -> int:
    """Print each step; the exit code."""
    from tillroll.cli.faults import FAULT
    from tillroll.words import count

    failed = done = 0
    for finding in _findings(settings):
        done += 1
        failed += finding.failure is not None
        if finding.failure is not None:
            click.echo(f"FAILS  {finding.step}\n       {finding.failure}")
        elif is_all or not finding.step.startswith("report "):
            click.echo(f"works  {finding.step} ({finding.seconds:.1f} s)")
    click.echo(f"{count(done, 'step')}: {f'{failed} failed' if failed else 'all work'}.")
    return FAULT if failed else 0


def _findings(settings: Settings) -> Iterator["Finding"]:
    """Every step: in a scratch warehouse, which is gone when the last is told."""
    from tillroll import doctor, wiring

    plain = replace(settings, branches=None, products=None, closures=None, formats=None, cut_off_minutes=240)
    with TemporaryDirectory(prefix="tillroll-") as name, wiring.scratch(plain) as scratch:
        folder = Path(name)
        doctor.write_sample(folder)
        with wiring.open_warehouse(scratch, is_sample=True) as opened:
            yield from doctor.examine(opened.warehouse, partial(_take, opened, scratch, folder))


def _take(opened: "Opened", settings: Settings, folder: Path) -> "RunReport":
    from tillroll import wiring

    lists = wiring.read_lists(settings, [str(folder)])
    run = wiring.start_ingest(opened, settings, lists, lambda _receipt: None, lambda _postponed: None)
    return run.run(wiring.find([str(folder)]))
