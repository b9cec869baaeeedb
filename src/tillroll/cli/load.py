"""`tillroll load`: the staged form into a warehouse."""

import click

from tillroll.cli.options import WAREHOUSE, with_settings
from tillroll.settings import Settings

HELP = """Load the staged form that 'tillroll prepare' wrote: what the warehouse does not have yet, each batch verified.

A load that was cut off goes on where it was: run it again.

\b
Examples:
  tillroll load staged/ --warehouse duckdb:///chain.duckdb
  tillroll load s3://BUCKET/staged
"""


@click.command("load", help=HELP, short_help="Load the staged form.")
@click.argument("place", metavar="PLACE")
@with_settings(*WAREHOUSE)
def command(settings: Settings, place: str) -> int:
    """Load and say what came of it; the exit code."""
    from tillroll import wiring
    from tillroll.cli.needs import exit_code
    from tillroll.cli.staged_words import loaded_lines
    from tillroll.staged_load import keep_decisions, load_staged

    store = wiring.open_staged(place)
    with wiring.open_warehouse(settings) as opened:
        loaded = load_staged(opened.engine, opened.warehouse, store)
        keep_decisions(store, opened.warehouse, loaded.report.run_id)
    click.echo("\n".join(loaded_lines(loaded)))
    return exit_code(loaded.report)
