"""`tillroll quarantine release` and `replay`: a person's decision, and reading a file anew."""

from typing import get_args

import click

from tillroll.cli.options import READING, WAREHOUSE, with_settings
from tillroll.cli.session import Session
from tillroll.contract.values import Keep
from tillroll.settings import Settings

RELEASE_HELP = """Decide which sales count where a held or shrinking document meets others of its day.

"new" counts its sales alone, "old" the others' alone, "both" all of them (two tills of one branch, say). With --always
the same holds for every file of its branch that shares no sales with the others of its day, old or still to come.

\b
Examples:
  tillroll quarantine release 1a2b3c4d --keep both --always     the branch has two tills
  tillroll quarantine release 1a2b3c4d --keep old               a wrong file
"""
REPLAY_HELP = """Read files anew that tillroll knows, as after a till format, branches.csv or tillroll was mended.

\b
Example:
  tillroll quarantine replay landing/leeds_25-08-2021.csv
  tillroll quarantine replay s3://bucket/landing/leeds_25-08-2021.csv
"""


@click.command(help=RELEASE_HELP, short_help="Decide which sales count.")
@click.argument("document_id", metavar="ID")
@click.option("--keep", type=click.Choice(get_args(Keep)), required=True, help="Whose sales count.")
@click.option("--always", is_flag=True, help="Make it this branch's rule.")
@with_settings(*WAREHOUSE, *READING, "staged")
def release(settings: Settings, document_id: str, keep: Keep, *, always: bool) -> int:
    """Record the decision and print what it changed; the exit code."""
    from tillroll import quarantine, wiring
    from tillroll.cli.audit_log import keep as keep_in_log
    from tillroll.cli.open_warehouse import open_warehouse
    from tillroll.cli.quarantine_words import print_released

    with open_warehouse(settings) as opened:
        setup = wiring.warehouse_setup(opened, settings, wiring.Lists())
        released = quarantine.release(opened.engine, opened.warehouse, setup, document_id, keep, always=always)
        print_released(released)
        wiring.keep_all_decisions(opened, settings)
    about = f"{released.document_id} {released.file}, keep {keep}{', always' * always}"
    keep_in_log(settings, "quarantine release", "released", about)
    return 0


@click.command(help=REPLAY_HELP, short_help="Read files anew.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@with_settings(*WAREHOUSE, *READING, "staged")
@click.pass_obj
def replay(session: Session, settings: Settings, paths: tuple[str, ...]) -> int:
    """Read the files and print the run report; the exit code."""
    from tillroll.cli.audit_log import keep
    from tillroll.cli.needs import exit_code
    from tillroll.cli.run import ingest_paths
    from tillroll.cli.run_report import report_lines

    finished = ingest_paths(settings, paths, session.log(settings), is_replay=True)
    files = [receipt.file for receipt in finished.report.receipts]
    if files:
        about = files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
        keep(settings, "quarantine replay", "replayed", about)
    click.echo("\n".join(report_lines(finished.report, finished.missing)))
    return exit_code(finished.report)
