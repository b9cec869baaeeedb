"""`tillroll explain`: how one file reads, and why."""

import click

from tillroll.cli.options import READING, with_settings
from tillroll.settings import Settings

HELP = """Show how one file reads, and load nothing.

It tells which till format fits and why, which columns are dropped as personal, how the first sales read, which rows
are rejected by which rule, and what the file's name supplies. It never shows a personal cell, nor a line as written.

\b
Examples:
  tillroll explain landing/leeds_25-08-2021_09-00-00.csv
  tillroll explain strange.csv --formats my-formats/
"""


@click.command("explain", help=HELP, short_help="Show how one file reads, and why.")
@click.argument("file")
@with_settings(*READING)
def command(settings: Settings, file: str) -> int:
    """Print the explanation; the exit code."""
    from tillroll import wiring
    from tillroll.cli.explain_words import explanation_lines
    from tillroll.cli.faults import NEEDS_PERSON
    from tillroll.explain import explain

    document = wiring.one_document(file)
    setup = wiring.file_setup(settings, wiring.read_lists(settings, []))
    with wiring.open_engine() as engine:
        explanation = explain(engine, document, setup)
    click.echo("\n".join(explanation_lines(explanation)))
    return NEEDS_PERSON if explanation.staged.state == "unreadable" or explanation.staged.rows_rejected else 0
