"""How a stack is, in words and for programs."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from tillroll.cli.tables import table_text
from tillroll.cloud.asides import MOST, Aside
from tillroll.cloud.overview import Overview, Run, Waiting
from tillroll.cloud.stack import Stack
from tillroll.words import count, pounds, small_pounds, took

_EXAMPLES = 10


def overview_lines(stack: Stack, found: Overview) -> Iterator[str]:
    """All of it, part by part."""
    yield f"{stack.name} in {stack.region}: {stack.told.status}"
    yield from ("", table_text(("queue", "waiting ", "in hand ", "oldest "), [_queue(each) for each in found.queues]))
    for name, asides in found.asides.items():
        yield from _asides(name, asides)
    yield ""
    yield from _runs(found.runs)
    yield ""
    yield from _alarms(found)
    yield from ("", *(f"can't be asked: {remark}" for remark in found.remarks)) if found.remarks else ()


def _queue(each: Waiting) -> tuple[str, ...]:
    oldest = "" if each.oldest_seconds is None else took(each.oldest_seconds)
    return each.name, f"{each.waiting:,}", f"{each.in_hand:,}", oldest


def _asides(name: str, asides: Sequence[Aside]) -> Iterator[str]:
    if not asides:
        return
    more = ", the first of more" if len(asides) >= MOST else ""
    yield from ("", f"Set aside ({name}), {count(len(asides), 'message')}{more}:")
    for reason, times in Counter(each.reason for each in asides).most_common():
        yield f"  {times:,} × {reason}"
        named = [each for each in asides if each.reason == reason]
        yield from (f"      {each.what}{_traces(each)}" for each in named[:_EXAMPLES])
        if times > _EXAMPLES:
            yield f"      and {times - _EXAMPLES:,} more"
    yield f"  → mend what they tell of, then: tillroll cloud replay-dlq --queue {name} --yes"


def _traces(aside: Aside) -> str:
    return f"  (trace {aside.traces[0][:8]})" if len(aside.traces) == 1 else ""


def _runs(runs: Sequence[Run]) -> Iterator[str]:
    if not runs:
        yield "No run is known of."
        return
    columns = ("finished at", "files ", "sales ", "total ", "rejected ", "cost ")
    yield table_text(columns, [_run(run) for run in runs])


def _run(run: Run) -> tuple[str, ...]:
    return (
        f"{run.finished_at.astimezone():%Y-%m-%d %H:%M:%S}",
        "" if run.documents is None else f"{run.documents:,}",
        f"{run.sales:,}",
        pounds(run.pence),
        "" if run.rows_rejected is None else f"{run.rows_rejected:,}",
        "" if run.cost_micropence is None else small_pounds(run.cost_micropence),
    )


def _alarms(found: Overview) -> Iterator[str]:
    loud = [each for each in found.alarms if each.state == "ALARM"]
    for each in loud:
        yield f"ALARM  {each.name} since {each.since.astimezone():%Y-%m-%d %H:%M}: {each.about}"
    if not loud:
        yield f"{count(len(found.alarms), 'alarm')}, none raised."


def overview_object(stack: Stack, found: Overview) -> dict[str, Any]:
    """The same as one JSON object."""
    return {
        "kind": "status",
        "stack": stack.name,
        "region": stack.region,
        "status": stack.told.status,
        "queues": [asdict(each) for each in found.queues],
        "set_aside": {name: [asdict(each) for each in asides] for name, asides in found.asides.items()},
        "runs": [_plain(asdict(each)) for each in found.runs],
        "alarms": [_plain(asdict(each)) for each in found.alarms],
        "remarks": found.remarks,
    }


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    return {name: each.isoformat() if isinstance(each, datetime) else each for name, each in told.items()}
