"""`tillroll formats`: the till formats that are known."""

import click

from tillroll.cli.options import with_settings
from tillroll.settings import Settings

HELP = """List the till formats that tillroll knows: its own, and yours from --formats.

A till that none of them fits is added with a TOML file, not with code.

\b
Examples:
  tillroll formats
  tillroll formats --formats my-formats/
"""


@click.command("formats", help=HELP, short_help="List the till formats.")
@with_settings("formats")
def command(settings: Settings) -> int:
    """Print each format; the exit code."""
    from tillroll.cli.format_words import format_lines
    from tillroll.formats.format_file import load_formats

    click.echo("\n\n".join("\n".join(format_lines(each)) for each in load_formats(settings.formats)))
    return 0
