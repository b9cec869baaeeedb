"""`tillroll demo`: a made-up chain, from till files to a warehouse and what it answers."""

from dataclasses import replace
from pathlib import Path

import click

from tillroll.cli.options import with_settings
from tillroll.cli.session import Session
from tillroll.settings import Settings

HELP = """Make up a chain of cafés, write its till files with the faults that real ones have, ingest them, and report.

The chain, its files and the answers to them come from `tillroll simulate`. Run the demo again and nothing changes: the
same file twice counts once. It ends by serving the web app, where that is installed; TILLROLL_DEMO_SERVE=0 leaves
that out.

\b
Examples:
  tillroll demo
  tillroll demo --branches 12 --days 3 --folder /tmp/tillroll-demo
"""


@click.command("demo", help=HELP, short_help="See it work on a made-up chain.")
@click.option(
    *("--folder", "folder"),
    default="tillroll-demo",
    type=click.Path(path_type=Path),
    metavar="DIR",
    show_default=True,
    help="Where its files and its warehouse go.",
)
@click.option("--branches", type=click.IntRange(1, 1000), default=200, show_default=True, help="How many branches.")
@click.option("--days", type=click.IntRange(1, 400), default=28, show_default=True, help="How many trading dates.")
@with_settings()
@click.pass_obj
def command(session: Session, settings: Settings, folder: Path, branches: int, days: int) -> int:
    """Write the files, ingest them, report and say what to try next; the exit code."""
    from tillroll.cli.demo_chain import next_steps, print_reports, serve_demo, write_chain
    from tillroll.cli.run import ingest_paths
    from tillroll.cli.run_report import report_lines

    landing, warehouse = folder / "landing", folder / "tillroll.duckdb"
    click.echo(write_chain(folder, branches, days))
    click.echo(f"\n$ tillroll ingest {landing} --warehouse duckdb:///{warehouse}\n")
    own = replace(settings, warehouse=f"duckdb:///{warehouse.absolute()}", branches=None, products=None, closures=None)
    finished = ingest_paths(own, [str(landing)], session.log(own))
    click.echo("\n".join(report_lines(finished.report, finished.missing, most=5)))
    print_reports(own)
    click.echo(f"\n{next_steps(landing, warehouse)}")
    return serve_demo(own, session.log(own))
