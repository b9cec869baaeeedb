"""`tillroll roles`: which roles of a PostgreSQL server may read the warehouse, and what of it."""

from collections import defaultdict

import click

from tillroll.cli.options import WAREHOUSE, verbose, with_settings
from tillroll.cli.tables import table_text
from tillroll.errors import ConfigurationError
from tillroll.settings import Settings

HELP = """The roles of a PostgreSQL server that may read the warehouse with psql, Grafana and other programs.

A role that was given franchises, regions or branches sees their branch-days and nothing else: the server itself sees to
it, by row-level security. The server's administrator makes roles and their passwords; tillroll never asks for one.

\b
Examples:
  tillroll roles add grafana --reader
  tillroll roles add fern --franchise "Fernhill Cafés"
  tillroll roles add leeds --branch Leeds
  tillroll roles drop fern
"""


@click.group("roles", help=HELP, short_help="Say which database roles may read what.")
@verbose
def command() -> None:
    """Only its commands do anything."""


@command.command(short_help="Let a role read.")
@click.argument("name")
@click.option("--reader", "is_whole", is_flag=True, help="The whole chain.")
@click.option("--franchise", "franchises", multiple=True, metavar="NAME", help="A franchise, when it owned.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="A region.")
@click.option("--branch", "branches", multiple=True, metavar="NAME", help="A branch.")
@with_settings(*WAREHOUSE)
def add(
    settings: Settings,
    name: str,
    *,
    is_whole: bool,
    franchises: tuple[str, ...],
    regions: tuple[str, ...],
    branches: tuple[str, ...],
) -> int:
    """Let a role read what is given, in place of what it could read so far."""
    from tillroll import wiring
    from tillroll.cli.open_warehouse import tell
    from tillroll.report import Grant, resolved_grants

    given = [Grant("franchise", each) for each in franchises] + [Grant("region", each) for each in regions]
    given += [Grant("branch", each) for each in branches]
    if is_whole == bool(given):
        raise ConfigurationError("say what the role sees: --reader, or --franchise, --region or --branch with a name")
    with wiring.open_roles(settings, on_wait=tell) as (opened, roles):
        roles.add(name, [(grant.kind, grant.name) for grant in resolved_grants(opened.warehouse, given)])
    click.echo(f"{name} can read {'the whole chain' if is_whole else 'its part of the chain'}.")
    return 0


@command.command("list", short_help="List them.")
@with_settings(*WAREHOUSE)
def list_roles(settings: Settings) -> int:
    """List the roles and what they were given."""
    from tillroll import wiring

    given: dict[tuple[str, bool], list[str]] = defaultdict(list)
    with wiring.open_roles(settings, read_only=True) as (_, roles):
        for grant in roles.all():
            given[grant.role, grant.is_there].append(f"{grant.kind} {grant.name}" if grant.name else "the whole chain")
    rows = [[role, ", ".join(words), "" if is_there else "gone"] for (role, is_there), words in given.items()]
    click.echo(table_text(["role", "sees", "state"], rows) if rows else "No role was given anything.")
    return 0


@command.command(short_help="Let a role read no more.")
@click.argument("name")
@with_settings(*WAREHOUSE)
def drop(settings: Settings, name: str) -> int:
    """Take from a role what it was given; the role itself stays."""
    from tillroll import wiring
    from tillroll.cli.open_warehouse import tell

    with wiring.open_roles(settings, on_wait=tell) as (_, roles):
        roles.drop(name)
    click.echo(f"{name} can't read the warehouse any more.")
    return 0
