"""`tillroll check`: whether everything that must hold of the warehouse does."""

import click

from tillroll.cli.options import WAREHOUSE, with_settings
from tillroll.settings import Settings

HELP = """Check the warehouse: unique keys, references, ranges, views, and that every row and penny has its place.

What fails is printed, with the keys of a few rows; the exit code is then 3.

\b
Examples:
  tillroll check
  tillroll check --all        also what holds
"""


@click.command("check", help=HELP, short_help="Check that the warehouse is sound.")
@click.option("--all", "is_all", is_flag=True, help="Print the checks that hold too.")
@with_settings(*WAREHOUSE, "cut_off")
def command(settings: Settings, *, is_all: bool) -> int:
    """Print what fails; the exit code."""
    from tillroll.checks import run_checks
    from tillroll.cli.faults import NEEDS_PERSON
    from tillroll.cli.open_warehouse import open_warehouse

    with open_warehouse(settings, read_only=True) as opened:
        results = run_checks(opened.warehouse, cut_off_minutes=settings.cut_off_minutes)
    for result in results:
        if is_all or result.failures:
            click.echo(f"{'FAILS' if result.failures else 'holds'}  {result.name}: {result.description}")
        if result.failures:
            click.echo(f"       {result.failures:,} times, as for {'; '.join(result.examples)}")
    failing = sum(result.failures > 0 for result in results)
    click.echo(f"{len(results)} checks: {f'{failing} fail' if failing else 'all hold'}.")
    return NEEDS_PERSON if failing else 0
