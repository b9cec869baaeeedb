"""`tillroll export`: a table or view of the warehouse as a file."""

from pathlib import Path

import click

from tillroll.cli.options import WAREHOUSE, with_settings
from tillroll.settings import Settings

HELP = """Write a table or view of the warehouse to a Parquet or CSV file; without a NAME, list them.

In CSV, a text that a spreadsheet would take for a formula begins with a single quote. The file appears when it is
whole, in place of one of the same name.

\b
Examples:
  tillroll export                                  what there is
  tillroll export current_sale --to sales.parquet
  tillroll export branch_day --to days.csv
"""
KINDS = ("parquet", "csv")


@click.command("export", help=HELP, short_help="Write a table or view to a file.")
@click.argument("name", required=False)
@click.option("--to", "path", type=click.Path(path_type=Path), metavar="FILE", help="The file to write.")
@click.option("--format", "kind", type=click.Choice(KINDS), help="If the file's ending does not tell it.")
@with_settings(*WAREHOUSE)
def command(settings: Settings, name: str | None, path: Path | None, kind: str | None) -> int:
    """Write the file; the exit code."""
    from tillroll import report
    from tillroll.cli.audit_log import keep
    from tillroll.cli.open_warehouse import open_warehouse

    if name is None:
        click.echo("\n".join(report.table_names()))
        return 0
    if path is None:
        raise click.UsageError("Say where to write it, as in --to sales.parquet.")
    kind = kind or path.suffix.removeprefix(".").lower()
    if kind not in KINDS:
        raise click.UsageError("Say which --format it is, parquet or csv: the file's ending does not tell.")
    with open_warehouse(settings, read_only=True) as opened:
        report.export_table(opened.warehouse, name, path, "csv" if kind == "csv" else "parquet")
    keep(settings, "export", "exported", f"{name} as {kind}")
    click.echo(f"{name} is in {path}", err=True)
    return 0
