"""`tillroll ingest`: files, folders, patterns and places in S3 into the warehouse."""

import click

from tillroll.cli.faults import TRY_AGAIN
from tillroll.cli.options import READING, WAREHOUSE, with_settings
from tillroll.cli.session import Session
from tillroll.settings import Settings

HELP = """Take in till files: each PATH is a file, a folder (with all below it), a pattern, or a place in S3.

The same file again changes nothing, so a folder can be taken in as often as you like. A branches.csv, products.csv or
closures.csv at the top of a folder is used too. Files stay where they are unless you give --archive. Of files in S3
every version is a delivery, and those that the warehouse knows are not fetched again.

\b
Examples:
  tillroll ingest landing/
  tillroll ingest "landing/leeds_*.csv" --warehouse duckdb:///chain.duckdb
  tillroll ingest landing/ --archive done/     move what needs nobody
  tillroll ingest s3://bucket/landing          every version of each file there
  tillroll ingest landing/ --json              one JSON object a line, for programs
"""


@click.command("ingest", help=HELP, short_help="Take in till files.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object a line: a receipt a file, then the run.")
@with_settings(*WAREHOUSE, *READING, "archive", "staged", "grace")
@click.pass_obj
def command(session: Session, settings: Settings, paths: tuple[str, ...], *, is_json: bool) -> int:
    """Run the ingest and say what came of it; the exit code."""
    from tillroll import wiring
    from tillroll.cli.archive import archive_run
    from tillroll.cli.needs import exit_code
    from tillroll.cli.run import ingest_paths
    from tillroll.cli.run_report import report_lines

    if settings.archive:
        wiring.check_archive(settings.archive, paths)
    finished = ingest_paths(settings, paths, session.log(settings), is_json=is_json)
    if not is_json:
        click.echo("\n".join(report_lines(finished.report, finished.missing)))
    is_done = archive_run(settings.archive, finished) if settings.archive else True
    return exit_code(finished.report) or (0 if is_done else TRY_AGAIN)
