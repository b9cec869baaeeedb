"""`tillroll demo`: a small made-up chain, from till files to a warehouse."""

from dataclasses import replace
from pathlib import Path

import click

from tillroll.cli.options import with_settings
from tillroll.cli.session import Session
from tillroll.settings import Settings

HELP = """Write a small made-up chain's till files, with the faults that real ones have, and ingest them.

Run it again and nothing changes: the same file twice counts once.

\b
Examples:
  tillroll demo
  tillroll demo --folder /tmp/tillroll-demo
"""


@click.command("demo", help=HELP, short_help="See it work on a small made-up chain.")
@click.option(
    *("--folder", "folder"),
    default="tillroll-demo",
    type=click.Path(path_type=Path),
    metavar="DIR",
    show_default=True,
    help="Where its files and its warehouse go.",
)
@with_settings()
@click.pass_obj
def command(session: Session, settings: Settings, folder: Path) -> int:
    """Write the files, ingest them and say what to try next; the exit code."""
    from tillroll.cli.demo_chain import next_steps, write_chain
    from tillroll.cli.run import ingest_paths
    from tillroll.cli.run_report import report_lines

    landing, warehouse = folder / "landing", folder / "tillroll.duckdb"
    words = write_chain(landing)
    click.echo(f"{words}\n\n$ tillroll ingest {landing} --warehouse duckdb:///{warehouse}\n")
    own = replace(settings, warehouse=f"duckdb:///{warehouse.absolute()}", branches=None, products=None, closures=None)
    finished = ingest_paths(own, [str(landing)], session.log(settings))
    click.echo("\n".join(report_lines(finished.report, finished.missing)))
    click.echo(f"\n{next_steps(landing, warehouse)}")
    return 0
