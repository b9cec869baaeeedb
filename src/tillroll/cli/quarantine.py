"""`tillroll quarantine`: what waits for a person, and what a person decides."""

import click

from tillroll.cli.options import WAREHOUSE, verbose, with_settings
from tillroll.cli.quarantine_decide import release, replay
from tillroll.settings import Settings

HELP = """See and settle what waits for a person: held, shrinking, unreadable and rejected data.

\b
Examples:
  tillroll quarantine list
  tillroll quarantine show 1a2b3c4d
  tillroll quarantine release 1a2b3c4d --keep both
  tillroll quarantine replay landing/leeds.csv
"""
LIST_HELP = """List what waits: each held or shrinking share of a day, unreadable files, files with rejected rows.

\b
Example:
  tillroll quarantine list
"""
SHOW_HELP = """Show one document, by the first letters of its id: what waits and why, and each rejected line.

\b
Example:
  tillroll quarantine show 1a2b3c4d
"""


@click.group("quarantine", help=HELP, short_help="See and settle what waits for a person.")
@verbose
def command() -> None:
    """Only its commands do anything."""


@command.command("list", help=LIST_HELP, short_help="List what waits.")
@with_settings(*WAREHOUSE)
def list_all(settings: Settings) -> int:
    """Print all that waits; the exit code."""
    from tillroll import lists, report
    from tillroll.cli.open_warehouse import open_warehouse
    from tillroll.cli.quarantine_words import print_list

    with open_warehouse(settings, read_only=True) as opened:
        print_list(report.quarantine(opened.warehouse), lists.misplaced(opened.warehouse))
    return 0


@command.command(help=SHOW_HELP, short_help="Show one document.")
@click.argument("document_id", metavar="ID")
@with_settings(*WAREHOUSE)
def show(settings: Settings, document_id: str) -> int:
    """Print one document's detail; the exit code."""
    from tillroll import report
    from tillroll.cli.open_warehouse import open_warehouse
    from tillroll.cli.quarantine_words import print_detail

    with open_warehouse(settings, read_only=True) as opened:
        print_detail(report.quarantine_item(opened.warehouse, document_id))
    return 0


command.add_command(release)
command.add_command(replay)
