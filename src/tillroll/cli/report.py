"""`tillroll report`: one report of the catalogue, as a table or for a program."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tillroll.cli.moments import A_DAY
from tillroll.cli.options import WAREHOUSE, with_settings
from tillroll.settings import Settings

if TYPE_CHECKING:
    from tillroll.report import Answer, Choice, FileKind, Reports

HELP = """Print one report, with what its figures rest on: coverage, freshness, what is missing, what was restated.

Without dates it shows the last four weeks. In a warehouse without sales of the last fortnight, presets count from its
newest trading date instead of from today. The table shows pounds; CSV, JSON and Parquet hold pence. JSON and Parquet
files hold what the figures rest on, too; beside a CSV file NAME.csv it is written to NAME.basis.txt.

\b
Examples:
  tillroll report sales-by-branch
  tillroll report sales-by-day --dates last-7-days --branch Leeds
  tillroll report top-grossing-products --from 2021-08-01 --to 2021-08-31 --rows 20
  tillroll report payment-mix --format csv > mix.csv
  tillroll report coffees-by-week --out coffees.parquet
"""
KINDS = ("table", "csv", "json", "parquet")


@click.command("report", help=HELP, short_help="Print a report.")
@click.argument("name")
@click.option("--dates", metavar="PRESET", help="yesterday, last-7-days, this-week and others; 'all' for all there is.")
@click.option("--from", "from_day", type=A_DAY, metavar="DATE", help="First trading date, as 2021-08-25.")
@click.option("--to", "to_day", type=A_DAY, metavar="DATE", help="Last trading date.")
@click.option("--branch", metavar="NAME", help="One branch, by name, alias or code.")
@click.option("--region", metavar="NAME", help="The branches of one region.")
@click.option("--franchise", metavar="NAME", help="The branch-days that one franchise owned.")
@click.option("--product", metavar="NAME", help="One product, as products.csv names it.")
@click.option("--category", metavar="NAME", help="The products of one category.")
@click.option("--size", metavar="NAME", help="The items of one size.")
@click.option("--daypart", metavar="NAME", help="One part of the day: early, morning, lunch, afternoon or evening.")
@click.option("--tender", metavar="NAME", help="Sales paid so: cash, card, other or unknown.")
@click.option("--against", metavar="NAME", help="What to compare with: previous-period or last-year.")
@click.option("--rows", type=int, metavar="NUMBER", help="How many rows of a ranking; else 10.")
@click.option("--format", "kind", type=click.Choice(KINDS), help="If the ending of --out does not tell it; else table.")
@click.option("--out", "path", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@with_settings(*WAREHOUSE, "grace")
def command(settings: Settings, name: str, kind: str | None, path: Path | None, **chosen: Any) -> int:  # noqa: ANN401 - the filters as Click reads them
    """Print or write the report; the exit code."""
    from tillroll.cli.audit_log import keep
    from tillroll.cli.open_warehouse import open_warehouse
    from tillroll.report import Reports, find_report

    find_report(name)
    kind, choice = _kind(kind, path), _choice(chosen)
    with open_warehouse(settings, read_only=True) as opened:
        asked = Reports(opened.warehouse, grace_minutes=settings.grace_minutes), name, choice
        if kind in {"table", "json"}:
            _print(*asked, path, is_json=kind == "json")
        else:
            _export(*asked, "csv" if kind == "csv" else "parquet", path)
    if path or kind != "table":
        keep(settings, "report", "exported", f"{name} as {kind}, {_filters(choice)}")
    return 0


def _filters(choice: "Choice") -> str:
    return ", ".join(f"{name} {value}" for name, value in choice.made().items()) or "no filters"


def _choice(chosen: dict[str, Any]) -> "Choice":
    from tillroll.report import Choice

    filters: dict[str, Any] = {
        name: value.date() if isinstance(value, datetime) else value for name, value in chosen.items()
    }
    return Choice(**filters)


def _kind(kind: str | None, path: Path | None) -> str:
    ending = path.suffix.removeprefix(".").lower() if path else "table"
    kind = kind or ending
    if kind not in KINDS:
        raise click.UsageError("Say which --format it is, csv, json or parquet: the file's ending does not tell.")
    if kind == "parquet" and path is None and sys.stdout.isatty():
        raise click.UsageError("Parquet is no text: give --out FILE, or send it on with > FILE.")
    return kind


def _print(reports: "Reports", name: str, choice: "Choice", path: Path | None, *, is_json: bool) -> None:
    from tillroll.cli.report_words import answer_text

    answer = reports.answer(name, choice)
    text = _json(answer) if is_json else answer_text(answer)
    if path:
        _write(path, text)
    else:
        click.echo(text)


def _export(reports: "Reports", name: str, choice: "Choice", kind: "FileKind", path: Path | None) -> None:
    from tempfile import TemporaryDirectory

    from tillroll.cli.report_words import basis_lines, title_lines

    with TemporaryDirectory(prefix="tillroll-") as folder:
        target = path or Path(folder) / f"report.{kind}"
        answer = reports.export(name, choice, target, kind)
        if path is None:
            sys.stdout.buffer.write(target.read_bytes())
            sys.stdout.flush()
    told = "\n".join((*title_lines(answer), *basis_lines(answer.basis)))
    if kind == "csv" and path and path.is_file():
        _write(path.with_suffix(".basis.txt"), told)
    click.echo(told, err=True)


def _json(answer: "Answer") -> str:
    import json

    from tillroll.report import as_object

    return json.dumps(as_object(answer), ensure_ascii=False, indent=2)


def _write(path: Path, text: str) -> None:
    from tillroll.errors import ConfigurationError

    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path}: can't be written: {error.strerror}: choose another place") from None
