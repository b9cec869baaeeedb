"""What the commands of the staged form share: its place, and what is said of its objects and loads."""

from collections.abc import Iterable, Iterator

import click

from tillroll.cli.run_report import report_lines
from tillroll.errors import ConfigurationError
from tillroll.ingest import Postponed
from tillroll.staged_load import Loaded
from tillroll.words import count, shown


def wanted(place: str | None) -> str:
    """The place of the staged form; ``ConfigurationError`` if nobody named one."""
    if place is None:
        raise ConfigurationError("name the place of the staged form with --staged, or as staged in tillroll.toml")
    return place


def put_off(postponed: Iterable[Postponed]) -> None:
    """Say which files are left for another run."""
    for each in postponed:
        click.echo(f"tillroll: {shown(each.file)} {each.reason}", err=True)


def loaded_lines(loaded: Loaded) -> Iterator[str]:
    """What a load of the staged form came to."""
    yield f"{'Staged objects':<15}{loaded.objects:,}, of which {loaded.skipped:,} were loaded before"
    if loaded.lost:
        yield f"{'':<15}{count(loaded.lost, 'delivery or decision', 'deliveries or decisions')} of documents not in it"
    if loaded.objects > loaded.skipped:
        yield from report_lines(loaded.report, ())
