"""`tillroll reports`: the catalogue, what can be asked."""

import click

from tillroll.cli.options import verbose

HELP = """List the reports; with a NAME, say what one of them means, which filters it takes and what its columns hold.

\b
Examples:
  tillroll reports
  tillroll reports average-spend
"""


@click.command("reports", help=HELP, short_help="List the reports, or say what one means.")
@click.argument("name", required=False)
@verbose
def command(name: str | None) -> int:
    """Print the catalogue or one report's definition; the exit code."""
    from tillroll.cli.tables import print_table
    from tillroll.report import find_report, reports

    if name is None:
        print_table(("report", "answers"), [(report.name, report.question) for report in reports()])
        return 0
    report = find_report(name)
    click.echo(f"{report.title}\n{report.question}\n\n{report.definition}\n")
    click.echo(f"Grain    {report.grain}\nFilters  {', '.join(report.filters)}\n")
    print_table(("column", "unit"), [(column.name, column.unit) for column in report.columns])
    return 0
