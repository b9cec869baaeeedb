"""`tillroll prepare`: till files into the staged form; no warehouse is asked."""

import click

from tillroll.cli.options import READING, with_settings
from tillroll.cli.session import Session
from tillroll.settings import Settings

HELP = """Read till files into the staged form, a folder that 'tillroll load' takes into a warehouse.

Together they give what 'tillroll ingest' gives. No warehouse is asked, so files can be prepared anywhere. The same
files again make the same batches, which are kept once.

\b
Examples:
  tillroll prepare landing/ --staged staged/
  tillroll prepare landing/ --staged staged/ --jobs 4     years of files, on four cores
"""


@click.command("prepare", help=HELP, short_help="Read till files into the staged form.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="How many processes read at once; else 1.")
@with_settings(*READING, "staged")
@click.pass_obj
def command(session: Session, settings: Settings, paths: tuple[str, ...], *, jobs: int) -> int:
    """Prepare and say what came of it; the exit code."""
    from tillroll import wiring
    from tillroll.batch import Postponed
    from tillroll.cli.faults import NEEDS_PERSON, TRY_AGAIN
    from tillroll.cli.progress import progress
    from tillroll.cli.staged_words import put_off, wanted
    from tillroll.words import count

    folder = wanted(settings.staged)
    documents = wiring.find(paths)
    names: list[str] = []
    postponed: list[Postponed] = []
    with progress(documents, is_quiet=False) as advance:
        for done in wiring.prepare_staged(settings, wiring.read_lists(settings, paths), documents, jobs):
            names += [done.name] if done.name else []
            postponed += done.postponed
            for _ in range(done.files):
                advance(0)
    session.log(settings).write("prepared", documents=len(documents))
    click.echo(f"{count(len(documents), 'file')} in {count(len(names), 'batch', 'batches')} in {folder}")
    put_off(postponed)
    if any(not each.needs_person for each in postponed):
        return TRY_AGAIN
    return NEEDS_PERSON if postponed else 0
