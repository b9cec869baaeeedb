"""Tables for people: laid out for the terminal, or one whole row a line where a program reads them."""

import sys
from collections.abc import Sequence

import click

from tillroll.words import shown

_NO_TERMINAL_WIDTH = 100_000


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under their columns; a column whose name ends in a blank is set to the right."""
    click.echo(table_text(columns, rows))


def table_text(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows under their columns, as `print_table` prints them."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.strip(), justify="right" if column.endswith(" ") else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(shown(str(cell))) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else _NO_TERMINAL_WIDTH)
    with console.capture() as laid_out:
        console.print(table)
    return "\n".join(line.rstrip() for line in laid_out.get().splitlines())
