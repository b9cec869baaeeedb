"""The audit log of those who sign in, written by commands too, and printed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from tillroll.cli.tables import print_table
from tillroll.errors import ConfigurationError
from tillroll.settings import Settings

if TYPE_CHECKING:
    from tillroll.adapters.accounts import Event


def keep(settings: Settings, command: str, kind: str, about: str) -> None:
    """Keep what was done by a command, where people sign in. If that fails it is told, for the deed itself is done."""
    from tillroll import wiring

    try:
        wiring.log_command(settings, command, kind, about)
    except ConfigurationError as error:
        click.echo(f"tillroll: {error}", err=True)


def print_events(events: "Sequence[Event]", kinds: Sequence[str]) -> None:
    """Print events, with their moments by this machine's clock; without any, of which kinds there are some."""
    if not events:
        click.echo(f"Nothing of that is in the audit log. In all of it there are: {', '.join(kinds) or 'none'}.")
        return
    rows = [[_moment(event.happened_at), event.user_name, event.kind, event.about] for event in events]
    print_table(["when", "who", "what", "about"], rows)


def _moment(seconds: float) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC).astimezone():%Y-%m-%d %H:%M:%S}"
