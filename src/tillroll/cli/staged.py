"""`tillroll staged`: what the staged form holds, whether it is whole, and what is older than it must be."""

from datetime import UTC, datetime, timedelta

import click

from tillroll.cli.options import verbose, with_settings
from tillroll.settings import Settings

HELP = """See, verify and prune the staged form.

\b
Examples:
  tillroll staged list --staged staged/
  tillroll staged verify --staged staged/
  tillroll staged prune --staged staged/                     what would go
  tillroll staged prune --staged staged/ --older-than 3650 --yes
"""


@click.group("staged", help=HELP, short_help="See, verify and prune the staged form.")
@verbose
def command() -> None:
    """Only its commands do anything."""


@command.command("list", help="List the objects of the staged form, oldest first.", short_help="List what it holds.")
@with_settings("staged")
def list_all(settings: Settings) -> int:
    """Print a table; the exit code."""
    from tillroll import staged_form, wiring
    from tillroll.cli.staged_words import wanted
    from tillroll.cli.tables import print_table
    from tillroll.words import pounds

    store = wiring.open_staged(wanted(settings.staged))
    rows = []
    for name in store.names():
        figures: tuple[object, ...] = ("", "", "")
        if staged_form.kind_of(name) == "batches":
            manifest = staged_form.read_manifest(store, name)
            figures = (f"{manifest.deliveries:,}", f"{manifest.sales:,}", pounds(manifest.pence))
        rows.append((name, f"{staged_form.created_at(store, name):%Y-%m-%d %H:%M}", *figures))
    print_table(("object", "made at (UTC)", "files ", "sales ", "total "), rows)
    return 0


@command.command(
    help="Read all of the staged form and compare counts, pence and checksums.", short_help="Verify all of it."
)
@with_settings("staged")
def verify(settings: Settings) -> int:
    """Print what is damaged; the exit code."""
    from tillroll import staged_form, wiring
    from tillroll.cli.faults import NEEDS_PERSON
    from tillroll.cli.staged_words import wanted
    from tillroll.errors import TillrollError
    from tillroll.words import count

    store = wiring.open_staged(wanted(settings.staged))
    names = store.names()
    faults = 0
    with wiring.open_engine() as engine:
        for name in names:
            try:
                staged_form.verify(store, engine, name)
            except TillrollError as error:
                faults += 1
                click.echo(f"{error}")
    click.echo(f"{count(len(names), 'object')}: {f'{faults} damaged' if faults else 'all as written'}.")
    return NEEDS_PERSON if faults else 0


PRUNE_HELP = """Remove what is older than the retention, 2557 days unless set. Without --yes it only says what would go.

What is removed can't be rebuilt from any more. Lists and decisions stay.
"""


@command.command(help=PRUNE_HELP, short_help="Remove what is too old.")
@click.option("--older-than", metavar="DAYS", type=click.IntRange(1), help="Instead of the retention that is set.")
@click.option("--yes", "is_sure", is_flag=True, help="Remove it.")
@with_settings("staged")
def prune(settings: Settings, older_than: int | None, *, is_sure: bool) -> int:
    """Say what goes, and remove it if told to; the exit code."""
    from tillroll import staged_form, wiring
    from tillroll.cli.staged_words import wanted
    from tillroll.words import count, pounds

    store = wiring.open_staged(wanted(settings.staged))
    days = older_than or settings.retention_days
    limit = datetime.now(UTC) - timedelta(days=days)
    batches = (staged_form.read_manifest(store, n) for n in store.names("batches"))
    old = [manifest for manifest in batches if manifest.created_at < limit]
    for manifest in old:
        click.echo(f"{manifest.name}: {count(manifest.sales, 'sale')}, {pounds(manifest.pence)}")
        if is_sure:
            store.remove(manifest.name)
    done = "removed" if is_sure else "would go; --yes removes them"
    click.echo(f"{count(len(old), 'batch', 'batches')} made more than {days} days ago {done if old else ''}".rstrip())
    return 0
