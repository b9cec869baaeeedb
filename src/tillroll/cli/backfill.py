"""`tillroll backfill`: years of files, prepared by several processes and loaded by one as they come."""

from collections.abc import Iterator

import click

from tillroll.cli.options import READING, WAREHOUSE, with_settings
from tillroll.cli.session import Session
from tillroll.settings import Settings

MOST_JOBS = 64
HELP = """Take in years of till files: processes read them into the staged form, and one writer loads what they made.

It gives what 'tillroll ingest' gives. If it is cut off, run it again: what was read is not read again, and what was
loaded is not loaded again.

\b
Example:
  tillroll backfill landing/ --staged staged/
"""


@click.command("backfill", help=HELP, short_help="Take in years of till files.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--jobs", type=click.IntRange(1, MOST_JOBS), help="How many processes read at once; else one a core.")
@with_settings(*WAREHOUSE, *READING, "staged")
@click.pass_obj
def command(session: Session, settings: Settings, paths: tuple[str, ...], *, jobs: int | None) -> int:
    """Prepare and load, and say what came of it; the exit code."""
    from tillroll import wiring
    from tillroll.batch import Postponed
    from tillroll.cli.faults import NEEDS_PERSON, TRY_AGAIN
    from tillroll.cli.needs import exit_code
    from tillroll.cli.open_warehouse import open_warehouse
    from tillroll.cli.progress import progress
    from tillroll.cli.staged_words import loaded_lines, put_off, wanted
    from tillroll.spread import cores

    folder = wanted(settings.staged)
    documents = wiring.find(paths)
    lists = wiring.read_lists(settings, paths)
    postponed: list[Postponed] = []
    with open_warehouse(settings) as opened, progress(documents, is_quiet=False) as advance:

        def names() -> Iterator[str]:
            for done in prepared:
                postponed.extend(done.postponed)
                for _ in range(done.files):
                    advance(0)
                if done.name:
                    yield done.name

        prepared = wiring.prepare_staged(settings, lists, documents, jobs or min(cores(), MOST_JOBS))
        loaded = wiring.load_prepared(opened, settings, lists, folder, names())
    session.log(settings).write("backfilled", documents=len(documents))
    click.echo("\n".join(loaded_lines(loaded)))
    put_off(postponed)
    if any(not each.needs_person for each in postponed):
        return TRY_AGAIN
    return NEEDS_PERSON if postponed else exit_code(loaded.report)
