"""`tillroll cost`: what a month in the cloud comes to, line by line."""

from pathlib import Path
from typing import Any

import click

from tillroll.cli.options import verbose

HELP = """Work out what a month in AWS costs a chain, with the arithmetic of every line.

What varies with the sales comes first, then what the stack costs whatever is sold. Parts that the stack can do without
can be left out with --without. Time, requests and bytes are those that were measured; prices are public list
prices of a day, without VAT. Both are files that you can replace.

\b
Examples:
  tillroll cost --branches 200 --sales-per-day 500
  tillroll cost --branches 200 --sales-per-day 500 --without kinesis,grafana
  tillroll cost --branches 12 --sales-per-day 300 --free-tier --json
"""


def _names(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


@click.command("cost", help=HELP, short_help="Work out what a month in the cloud costs.")
@click.option("--branches", type=click.IntRange(0, 100_000), required=True, help="How many branches.")
@click.option("--sales-per-day", type=click.IntRange(0, 100_000), required=True, help="A branch's sales a day.")
@click.option("--days", type=click.IntRange(1, 31), default=30, show_default=True, help="Days of the month.")
@click.option("--without", callback=_names, metavar="PARTS", help="Parts of the stack that are off, with commas.")
@click.option("--with", "also", callback=_names, metavar="PARTS", help="Parts that are on although they seldom are.")
@click.option(
    "--redshift",
    type=click.Choice(["serverless", "provisioned"]),
    default="serverless",
    show_default=True,
    help="Which kind of Redshift.",
)
@click.option(
    "--awake",
    "awake_minutes",
    type=click.IntRange(0, 1440),
    default=120,
    show_default=True,
    help="Minutes a day that Redshift Serverless loads or answers.",
)
@click.option("--rpus", type=click.IntRange(4, 512), default=8, show_default=True, help="How large it is, in RPUs.")
@click.option("--months", type=click.IntRange(1, 120), default=12, show_default=True, help="How long sales are kept.")
@click.option(
    "--zones",
    type=click.IntRange(1, 6),
    default=1,
    show_default=True,
    help="Zones of the VPC endpoints: one, or all, which are 3 in the VPC that the stack makes.",
)
@click.option(
    "--architecture",
    type=click.Choice(["arm64", "x86_64"]),
    default="arm64",
    show_default=True,
    help="What the functions run on.",
)
@click.option(
    "--streamed-sales",
    type=click.IntRange(0, 100_000),
    default=0,
    show_default=True,
    help="Of a branch's sales a day, those that its till sends by the stream too.",
)
@click.option("--free-tier", "has_free_tier", is_flag=True, help="Count what AWS gives every account for nothing.")
@click.option("--prices", type=click.Path(path_type=Path), metavar="FILE", help="Prices of your own.")
@click.option("--measured", type=click.Path(path_type=Path), metavar="FILE", help="Measured figures of your own.")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object, for programs.")
@verbose
def command(
    without: tuple[str, ...],
    also: tuple[str, ...],
    prices: Path | None,
    measured: Path | None,
    *,
    has_free_tier: bool,
    is_json: bool,
    **chain: Any,  # noqa: ANN401 - the options that are named as the fields of a chain are
) -> int:
    """Print the bill; the exit code."""
    import json

    from tillroll.cli.cost_words import bill_lines, bill_object
    from tillroll.cost import Chain, bill_of, parts_of, read_measured, read_prices

    figures = read_measured(measured)
    billed = Chain(**chain, parts=parts_of(without, also))
    bill = bill_of(billed, figures, read_prices(prices), has_free_tier=has_free_tier)
    click.echo(json.dumps(bill_object(bill, figures)) if is_json else "\n".join(bill_lines(bill, figures)))
    return 0
