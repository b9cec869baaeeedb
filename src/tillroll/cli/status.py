"""`tillroll status`: the register, what was expected of each branch and day and what came."""

from datetime import datetime

import click

from tillroll.cli.moments import A_DAY
from tillroll.cli.options import WAREHOUSE, with_settings
from tillroll.settings import Settings

HELP = """Show the register: for each branch and trading date what was expected and what came.

A day is complete, partial, late, missing, held, provisional (only the stream vouches for it) or closed. Without --from
it shows the two weeks up to the newest day. With a branches.csv, tillroll knows which days to expect.

\b
Examples:
  tillroll status
  tillroll status --from 2021-08-25 --to 2021-08-30 --branch Leeds
  tillroll status --state missing --state held
"""
STATES = ("complete", "partial", "late", "missing", "held", "provisional", "closed")
COLUMNS = ("date", "branch", "state", "orders ", "sales ", "files ", "held ", "why")


@click.command("status", help=HELP, short_help="Show what came of each branch and day, and what is missing.")
@click.option("--from", "first", type=A_DAY, metavar="DATE", help="First trading date, as 2021-08-25.")
@click.option("--to", "last", type=A_DAY, metavar="DATE", help="Last trading date.")
@click.option("--branch", metavar="NAME", help="One branch, by name, alias or code.")
@click.option("--state", "states", type=click.Choice(STATES), multiple=True, help="Only such days; repeatable.")
@with_settings(*WAREHOUSE, "grace")
def command(
    settings: Settings, first: datetime | None, last: datetime | None, branch: str | None, states: tuple[str, ...]
) -> int:
    """Print the register; the exit code."""
    from tillroll.cli.open_warehouse import open_warehouse
    from tillroll.cli.register_days import register_days, row_texts, summary
    from tillroll.cli.tables import print_table

    with open_warehouse(settings, read_only=True) as opened:
        dates = first and first.date(), last and last.date()
        days = register_days(opened.warehouse, *dates, branch, settings.grace_minutes)
    wanted = [row for row in days if not states or row.state in states]
    if wanted:
        print_table(COLUMNS, [row_texts(row) for row in wanted])
        click.echo()
    click.echo(summary(wanted))
    return 0
