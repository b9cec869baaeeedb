"""`tillroll cloud tail`: what the functions logged, as lines for people and programs."""

import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from tillroll.cli.session import Session
from tillroll.cli.stops import Stopped
from tillroll.cloud.stack import Stack
from tillroll.cloud.tailing import MOST, SHORTEST_TRACE, Follow, Told, Way, lines_since, told_in, way_of
from tillroll.errors import ConfigurationError
from tillroll.filename import mask_long_numbers
from tillroll.words import shown

_SINCE = re.compile(r"(\d{1,5})([smhd])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_TRACE = re.compile(rf"[0-9a-f]{{{SHORTEST_TRACE},32}}", re.ASCII)
_PAUSE_SECONDS = 2.0
_SHORT = 8
_NOT_SHOWN = frozenset({"request_id", "message_id"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be shown: from when on, and of which file."""

    since: datetime
    trace: str | None
    file: str | None

    @classmethod
    def of(cls, since: str, trace: str | None, file: str | None) -> "Wanted":
        """As a person wrote it."""
        match = _SINCE.fullmatch(since)
        if not match:
            raise ConfigurationError("--since is no time: write 90s, 10m, 2h or 3d")
        if trace and not _TRACE.fullmatch(trace):
            raise ConfigurationError(f"--trace is no trace id: give its first {SHORTEST_TRACE} letters or more")
        if trace and file:
            raise ConfigurationError("give --trace or --file: each names a file")
        return cls(datetime.now(UTC) - timedelta(seconds=int(match[1]) * _SECONDS[match[2]]), trace, file)


def show(stack: Stack, wanted: Wanted, session: Session, *, is_followed: bool, is_json: bool) -> int:
    """Print what was logged, and what is being logged if it is to be followed; the exit code."""
    way, deliveries = _way(stack, wanted)
    follow = Follow(lambda since: _look(stack, since), wanted.since)
    printed = _print(sorted([*deliveries, *told_in(follow.step(), way)], key=lambda told: told.at), is_json=is_json)
    if not is_followed:
        if not printed and not is_json:
            click.echo("Nothing was logged of it. --since looks further back.", err=True)
        return 0
    try:
        while not session.stops.is_asked:
            time.sleep(_PAUSE_SECONDS)
            _print(told_in(follow.step(), way), is_json=is_json)
    except Stopped:
        pass
    return 0


def _way(stack: Stack, wanted: Wanted) -> tuple[Way | None, list[Told]]:
    if not wanted.trace and not wanted.file:
        return None, []
    return way_of(stack, wanted.trace, wanted.file)


def _look(stack: Stack, since: datetime) -> "Sequence[Any]":
    lines, is_all = lines_since(stack, since)
    if not is_all:
        click.echo(
            f"tillroll: more than {MOST:,} lines of a function: the first are shown; look less far back", err=True
        )
    return lines


def _print(found: "Sequence[Told]", *, is_json: bool) -> int:
    for told in found:
        click.echo(json.dumps(_object(told)) if is_json else line_of(told))
    return len(found)


def _object(told: Told) -> dict[str, Any]:
    return {"at": told.at.isoformat(), "function": told.function, "event": told.event, **told.fields}


def line_of(told: Told) -> str:
    """One line: the time here, who, what, and what of it a person reads; ids are cut."""
    fields = (f"{name}={_text(name, value)}" for name, value in told.fields.items() if _is_shown(name, value))
    line = f"{told.at.astimezone():%Y-%m-%d %H:%M:%S}  {told.function:<8} {told.event:<14} {'  '.join(fields)}"
    return mask_long_numbers(line.rstrip())


def _is_shown(name: str, value: object) -> bool:
    return name not in _NOT_SHOWN and value is not None and value not in ("", 0, {})


def _text(name: str, value: object) -> str:
    if name in {"trace_id", "document_id"}:
        return str(value)[:_SHORT]
    if isinstance(value, dict):
        return ",".join(f"{word}:{times}" for word, times in value.items())
    return shown("; ".join(str(value).splitlines()))
