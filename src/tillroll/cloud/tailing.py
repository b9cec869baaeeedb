"""The functions' logs as one: merged by time, and narrowed to the way of one file from S3 to the ledger."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tillroll.adapters.raw_bucket import Found, every_object
from tillroll.adapters.watched import LogLine, log_lines
from tillroll.cloud.messages import trace_id
from tillroll.cloud.stack import Stack
from tillroll.filename import mask_long_numbers
from tillroll.observe import FIELDS

MOST = 10_000
SHORTEST_TRACE = 6
_LATE = timedelta(seconds=30)
_DIED = frozenset({"error", "failure", "timeout"})


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a function logged, or that S3 tells: when, by whom, what, and the fields of the log's list."""

    at: datetime
    function: str
    event: str
    fields: Mapping[str, Any] = field(default_factory=dict)


def read_line(line: LogLine) -> Told | None:
    """What a line tells; None for metrics, and for what Lambda says of each call that went well.

    What is none of our own log may hold anything: of a fault only the kind is told.
    """
    told = _object(line.text)
    if told is None:
        return Told(line.at, line.function, "timed_out") if "Task timed out" in line.text else None
    if isinstance(told.get("event"), str) and "at" in told:
        return Told(line.at, line.function, told["event"], {name: told[name] for name in told if name in FIELDS})
    if told.get("level") == "ERROR" and "errorType" in told:
        return Told(line.at, line.function, "fault", {"reason": mask_long_numbers(str(told["errorType"]))})
    record = told.get("record") if told.get("type") == "platform.report" else None
    if isinstance(record, dict) and record.get("status") in _DIED:
        return Told(line.at, line.function, "died", {"reason": record["status"], "request_id": record.get("requestId")})
    return None


def _object(text: str) -> dict[str, Any] | None:
    try:
        told = json.loads(text)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


@dataclass(slots=True)
class Way:
    """What belongs to some files: all that names their traces, and then all that names what these lines name.

    ``files`` are the files' names, long numbers starred, as receipts tell them: the files may have been deleted.
    """

    traces: set[str]
    files: frozenset[str] = frozenset()
    joined: set[str] = field(default_factory=set)

    def take(self, told: Told) -> bool:
        """Whether something belongs to them; lines are to be given in the order of time."""
        trace = told.fields.get("trace_id")
        is_ours = any(str(trace).startswith(each) for each in self.traces) if trace else False
        if trace and told.fields.get("file") in self.files:
            self.traces.add(str(trace))
            is_ours = True
        named = {str(told.fields[name]) for name in ("object", "message_id") if told.fields.get(name)}
        if is_ours:
            self.joined |= named
        return is_ours or (trace is None and bool(named & self.joined))


def way_of(stack: Stack, trace: str | None, file: str | None) -> tuple[Way, list[Told]]:
    """The way of the files that a trace (or its beginning) or a name means, and their deliveries as S3 tells them."""
    way = Way({trace} if trace else set(), frozenset({mask_long_numbers(file)}) if file else frozenset())
    found = [each for each in every_object(stack["RawBucket"]) if _is_meant(each, trace, file)]
    way.traces |= {trace_id(each.raw) for each in found}
    return way, [_delivered(each) for each in found]


def _is_meant(found: Found, trace: str | None, file: str | None) -> bool:
    if trace:
        return trace_id(found.raw).startswith(trace)
    return found.raw.key == file or found.raw.key.endswith(f"/{file}")


def _delivered(found: Found) -> Told:
    fields = {"file": mask_long_numbers(found.raw.key), "trace_id": trace_id(found.raw)}
    return Told(found.delivered_at, "s3", "delivered", fields)


def lines_since(stack: Stack, since: datetime, most: int = MOST) -> tuple[list[LogLine], bool]:
    """What the functions logged since then, in the order of time, ``most`` lines of each; and whether that is all."""
    found: list[LogLine] = []
    is_all = True
    for name, function in stack.functions.items():
        lines = [_named(line, name) for line in _first(log_lines(function, since, region=stack.region), most + 1)]
        is_all = is_all and len(lines) <= most
        found += lines[:most]
    return sorted(found, key=lambda line: line.at), is_all


def _first(lines: Iterator[LogLine], most: int) -> Iterator[LogLine]:
    for _, line in zip(range(most), lines, strict=False):
        yield line


def _named(line: LogLine, name: str) -> LogLine:
    return LogLine(line.id, line.at, name, line.text)


@dataclass(slots=True)
class Follow:
    """Looks again and again, and tells each line once; a line may come in up to half a minute late."""

    look: Callable[[datetime], Sequence[LogLine]]
    since: datetime
    seen: dict[str, datetime] = field(default_factory=dict)

    def step(self) -> list[LogLine]:
        """What is new."""
        fresh = [line for line in self.look(self.since) if line.id not in self.seen]
        self.seen |= {line.id: line.at for line in fresh}
        if self.seen:
            self.since = max(self.since, max(self.seen.values()) - _LATE)
            self.seen = {id_: at for id_, at in self.seen.items() if at >= self.since}
        return fresh


def told_in(lines: Iterable[LogLine], way: Way | None) -> list[Told]:
    """What lines tell, or what of it belongs to some files, also where only a later line says so."""
    told = [each for line in lines if (each := read_line(line))]
    if way is None:
        return told
    for each in told:
        way.take(each)
    return [each for each in told if way.take(each)]
