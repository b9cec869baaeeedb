"""`tillroll simulate`: a made-up chain of any size, with the answers."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tillroll.cli.moments import A_DAY
from tillroll.cli.options import verbose
from tillroll.cli.session import Session

if TYPE_CHECKING:
    from tillroll.simulate.world import Planting

HELP = """Make up a café chain: its till files, its reference lists, and an answer key that says what is true of them.

OUT/landing holds what tills would send, with branches.csv, products.csv and closures.csv. OUT/answer_key holds Parquet
tables: every true sale, what must become of each file and branch-day, and every trend, price change and fault that was
planted. The same options make the same chain. Names are random syllables and card numbers random digits.

With --into no file is written: the sales go straight into a new warehouse, which is the way to a large one.

\b
Examples:
  tillroll simulate chain/
  tillroll simulate chain/ --branches 12 --days 10 --faults
  tillroll simulate --days 400 --first-day 2025-01-06 --into duckdb:///large.duckdb
"""


@click.command("simulate", help=HELP, short_help="Make up a chain, with the answers.")
@click.argument("out", required=False, type=click.Path(path_type=Path))
@click.option("--branches", type=click.IntRange(1, 5000), default=200, show_default=True, help="How many branches.")
@click.option("--days", type=click.IntRange(1, 5000), default=28, show_default=True, help="How many trading dates.")
@click.option("--seed", type=int, default=7, show_default=True, help="Another seed makes another chain.")
@click.option(
    *("--orders", "orders"),
    type=click.IntRange(10, 5000),
    default=250,
    show_default=True,
    help="Sales of a branch on a day, on average.",
)
@click.option(
    *("--first-day", "first_day"),
    type=A_DAY,
    default="2026-04-20",
    metavar="DATE",
    show_default=True,
    help="The first trading date.",
)
@click.option(
    *("--plant", "planting"),
    type=click.Choice(["usual", "nothing", "steep"]),
    default="usual",
    show_default=True,
    help="Which trends and events: nothing leaves them out; steep has trends of 10% and more in 13 weeks.",
)
@click.option("--faults", "has_faults", is_flag=True, help="Spoil some files in all the ways that real ones are.")
@click.option("--stream", "has_stream", is_flag=True, help="Let some tills send their sales during the day too.")
@click.option("--into", metavar="URL", help="Load the sales into this new warehouse, and write no files.")
@verbose
@click.pass_obj
def command(
    session: Session,
    out: Path | None,
    branches: int,
    days: int,
    seed: int,
    orders: int,
    first_day: datetime,
    planting: "Planting",
    into: str | None,
    *,
    has_faults: bool,
    has_stream: bool,
) -> int:
    """Write the chain or load it, and say what there is; the exit code."""
    from tillroll.cli.simulate_chain import load_chain, write_files
    from tillroll.simulate.world import Wanted

    wanted = Wanted(branches, days, seed, orders, first_day.date(), has_stream, has_faults, planting)
    if into and (has_faults or has_stream or out):
        raise click.UsageError("--into writes no files, so it takes neither OUT nor --faults nor --stream.")
    if into:
        click.echo(load_chain(wanted, into, session))
    elif out:
        click.echo(write_files(wanted, out))
    else:
        raise click.UsageError("Say where to write it, as in tillroll simulate chain/, or give --into.")
    return 0
