"""`tillroll watch`: files are taken in as they come to rest in a folder."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from tillroll.cli.options import READING, WAREHOUSE, with_settings
from tillroll.cli.session import Session
from tillroll.cli.stops import Stopped
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.settings import Settings

HELP = """Take in till files as they come: each DIR is watched, with all below it, until Ctrl-C.

A file is taken when it has stopped growing. What is known from before is not read again, so a watch can end and begin
at any time. The warehouse is open only while files are taken in. At the deadline of each trading date, the watch says
which branches sent nothing.

\b
Examples:
  tillroll watch landing/
  tillroll watch landing/ --settle 30 --every 10
  tillroll watch landing/ --archive done/      move what needs nobody
  tillroll watch landing/ --json               one JSON object a line, for programs
"""


@click.command("watch", help=HELP, short_help="Take in till files as they come.")
@click.argument("folders", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object a line and event.")
@with_settings(*WAREHOUSE, *READING, "archive", "staged", "grace", "settle", "every")
@click.pass_obj
def command(session: Session, settings: Settings, folders: tuple[Path, ...], *, is_json: bool) -> int:
    """Watch until a signal comes; the exit code."""
    from tillroll.cli import watch_words
    from tillroll.cli.watcher import Terminal
    from tillroll.watcher import Watcher

    log = session.log(settings)

    def say(event: watch_words.Event) -> None:
        log.write(event.told["kind"], **{name: each for name, each in event.told.items() if name not in {"kind", "at"}})
        if is_json:
            click.echo(json.dumps(event.told))
        elif event.line:
            click.echo(f"{datetime.now(UTC).astimezone():%Y-%m-%d %H:%M:%S}  {event.line}")

    begun = time.monotonic()
    terminal = Terminal(settings, session, say, utc_now())
    watcher = Watcher(settings, folders, terminal)
    try:
        check_places(settings, folders)
        say(watch_words.began(folders, settings.settle_seconds))
        while True:
            watcher.step(utc_now(), time.monotonic())
            time.sleep(watcher.rest_seconds)
    except Stopped:
        say(watch_words.ended(terminal.totals, time.monotonic() - begun, watcher.waiting))
        return 0


def utc_now() -> datetime:
    """This moment, in UTC and without a zone, as the warehouse keeps moments."""
    return datetime.now(UTC).replace(tzinfo=None)


def check_places(settings: Settings, folders: tuple[Path, ...]) -> None:
    """Raise now what a person must correct; a lock, or a folder that is not there, may pass."""
    from tillroll import wiring

    for folder in folders:
        if folder.exists() and not folder.is_dir():
            raise ConfigurationError(f"{folder} is no folder: name the one that it lies in")
    if settings.archive:
        wiring.check_archive(settings.archive, map(str, folders))
    try:
        with wiring.open_warehouse(replace(settings, wait_seconds=0)):
            return
    except TryAgainLater:
        return
