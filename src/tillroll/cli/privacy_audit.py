"""`tillroll privacy-audit`: proof that no name and no card number gets past the reader."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from tillroll.cli.options import WAREHOUSE, with_settings
from tillroll.errors import ConfigurationError
from tillroll.settings import Settings

if TYPE_CHECKING:
    from tillroll.audit.audit import AuditReport
    from tillroll.audit.existing import WarehouseScan

HELP = """Show that no name and no card number stays anywhere.

Made-up people are planted in every column of till files of every format, and in rows and files that are broken. Every
command runs over them in a throwaway folder, as talkative as it can be. Then every byte that was left or said is
searched: as it is, in other encodings, in hex, in base64, and as unsalted hashes.

With --existing, or with --warehouse, a warehouse that exists is searched for card numbers too; it is only read.

What is found makes the exit code 3. It is told by its number and where it was planted, never by its text.

\b
Examples:
  tillroll privacy-audit
  tillroll privacy-audit --existing                           the warehouse of the settings too
  tillroll privacy-audit --warehouse duckdb:///chain.duckdb   this one too
  tillroll privacy-audit --folder audit                       and keep all that was left
"""


@click.command("privacy-audit", help=HELP, short_help="Show that no name and no card number stays anywhere.")
@click.option("--existing", "is_existing", is_flag=True, help="Search an existing warehouse for card numbers too.")
@click.option(
    *("--folder", "folder"),
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where to do it, and keep what came of it; else a temporary folder, which is removed.",
)
@with_settings(*WAREHOUSE)
@click.pass_context
def command(ctx: click.Context, settings: Settings, folder: Path | None, *, is_existing: bool) -> int:
    """Carry out the audit and say what was found; the exit code."""
    from tillroll.cli.audit_words import report_lines, scan_lines
    from tillroll.cli.faults import NEEDS_PERSON

    is_named = ctx.get_parameter_source("warehouse") is ParameterSource.COMMANDLINE
    scan = _scan(settings) if is_existing or is_named else None
    report = _audit(folder)
    click.echo("\n".join(report_lines(report)))
    if scan:
        click.echo("\n" + "\n".join(scan_lines(scan, Path(settings.warehouse).name)))
    return NEEDS_PERSON if report.leaks or (scan and scan.found) else 0


def _scan(settings: Settings) -> "WarehouseScan":
    from tillroll.audit.existing import scan_warehouse
    from tillroll.cli.open_warehouse import open_warehouse
    from tillroll.errors import ConfigurationError

    if not settings.warehouse.startswith("duckdb:"):
        raise ConfigurationError("warehouse: the audit can look into a DuckDB file only: leave --warehouse out")
    with open_warehouse(settings, read_only=True) as opened:
        return scan_warehouse(opened.warehouse, settings)


def _audit(folder: Path | None) -> "AuditReport":
    from tempfile import TemporaryDirectory

    from tillroll.audit.audit import audit
    from tillroll.cli.progress import steps

    with steps() as on_step:
        if folder:
            return audit(_empty(folder), on_step)
        with TemporaryDirectory(prefix="tillroll-audit-") as temporary:
            return audit(Path(temporary).resolve(), on_step)


def _empty(folder: Path) -> Path:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigurationError(f"--folder: {folder} holds something: name a new or an empty folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"--folder: {folder} can't be made: {error.strerror}") from None
    return folder.resolve()
