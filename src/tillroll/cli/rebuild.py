"""`tillroll rebuild`: a warehouse made anew from the staged form."""

from dataclasses import replace

import click

from tillroll.cli.options import WAREHOUSE, with_settings
from tillroll.settings import Settings

HELP = """Make a warehouse anew from the staged form: its sales, lists and decisions, as they were.

The warehouse must be new, or one whose rebuild was cut off: that goes on where it was. At the end 'tillroll check' is
run, what was loaded is compared with what the batches say of themselves, and with --compare with the old warehouse.

\b
Example:
  tillroll rebuild --from staged/ --warehouse duckdb:///new.duckdb --compare duckdb:///tillroll.duckdb
"""

SAME_AS_STAGED = "the warehouse holds what the staged form says"
SAME_AS_OLD = "both warehouses are the same"


@click.command("rebuild", help=HELP, short_help="Make a warehouse anew from the staged form.")
@click.option("--from", "place", metavar="PLACE", required=True, help="What to read: a folder or s3://BUCKET/PREFIX.")
@click.option("--compare", metavar="URL", help="The old warehouse, to compare with.")
@with_settings(*WAREHOUSE)
def command(settings: Settings, place: str, compare: str | None) -> int:
    """Rebuild, check and compare; the exit code."""
    from tillroll import wiring
    from tillroll.checks import run_checks
    from tillroll.cli.faults import NEEDS_PERSON
    from tillroll.cli.progress import progress
    from tillroll.cli.rebuild_words import compared_with, totals_words
    from tillroll.cli.staged_words import loaded_lines
    from tillroll.reconcile import shortfalls
    from tillroll.settings import working_settings
    from tillroll.staged_load import check_rebuildable, cut_off_of, load_staged, to_load

    store = wiring.open_staged(place)
    old = replace(settings, warehouse=working_settings({"warehouse": compare}).warehouse) if compare else None
    with wiring.open_warehouse(settings) as opened:
        check_rebuildable(opened.warehouse, store)
        todo = to_load(opened.warehouse, store.names())
        with progress(todo, is_quiet=False, what="objects") as advance:
            loaded = load_staged(opened.engine, opened.warehouse, store, on_object=advance)
        click.echo("\n".join([*loaded_lines(loaded), totals_words(opened.warehouse)]))
        results = run_checks(opened.warehouse, cut_off_minutes=cut_off_of(store))
        failing = [each.name for each in results if each.failures]
        differing = list(shortfalls(opened.warehouse, store))
        differing += compared_with(opened.warehouse, old) if old else []
    for name in failing:
        click.echo(f"FAILS  {name}: 'tillroll check' tells more")
    for words in differing:
        click.echo(f"DIFFERS  {words}")
    if not failing:
        click.echo("All checks hold" + ("." if differing else f", and {SAME_AS_OLD if old else SAME_AS_STAGED}."))
    return NEEDS_PERSON if failing or differing else 0
