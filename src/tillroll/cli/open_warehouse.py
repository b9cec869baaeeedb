"""The warehouse as commands open it: whoever waits for another process reads on stderr for which one."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

from tillroll.settings import Settings

if TYPE_CHECKING:
    from tillroll.wiring import Opened


def open_warehouse(settings: Settings, *, read_only: bool = False) -> "AbstractContextManager[Opened]":
    """The warehouse that the settings name, until the block ends."""
    from tillroll import wiring

    return wiring.open_warehouse(settings, read_only=read_only, on_wait=_tell)


def _tell(words: str) -> None:
    click.echo(f"tillroll: {words}", err=True)
