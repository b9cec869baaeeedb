"""The close of the day: EventBridge's schedules name the tasks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tillroll import wiring
from tillroll.cloud import closing
from tillroll.cloud.digesting import send_digests
from tillroll.cloud.kept import CloseNotes, LastLook
from tillroll.cloud.notices import leaving_notice, missing_notice
from tillroll.cloud.raw import RawBucket
from tillroll.errors import ConfigurationError
from tillroll.lambdas.call import Call, Event, begin
from tillroll.report import Warehouse, quarantine
from tillroll.wiring import Opened

Task = Callable[[Call, Opened, datetime], None]


def handler(event: Event, context: Any) -> None:  # noqa: ANN401 - AWS's
    """Do the tasks that the event names, each if the others fail too; then say which failed."""
    now = datetime.fromisoformat(event["at"]) if "at" in event else datetime.now(UTC)
    unknown = [name for name in event["tasks"] if name not in TASKS]
    if unknown:
        raise ConfigurationError(f"there is no such task: {', '.join(unknown)}; there are {', '.join(TASKS)}")
    with begin(context.aws_request_id) as call, wiring.open_warehouse(call.settings, read_only=True) as opened:
        for name in event["tasks"]:
            TASKS[name](call, opened, now)
            call.log.write("done", task=name)
        call.tell("CostMicropence", call.cost({"day": event["tasks"].count("sweep")}))


def _sweep(call: Call, opened: Opened, now: datetime) -> None:
    raw, store = _raw(call), call.place.store()
    sweep = closing.Sweep(raw, call.place.queue("files_queue"), lambda: store.names("lists"), now)
    call.tell("FilesMissed", sweep.run(opened.warehouse))
    _let_go(call, opened.warehouse, raw, now)


def _let_go(call: Call, warehouse: Warehouse, raw: RawBucket, now: datetime) -> None:
    """Mark what is loaded, and tell what goes without; noted last, so that what fails is done again."""
    kept, found = CloseNotes(call.place.staged), raw.delivered()
    notes = kept.read()
    notes = replace(notes, marked=closing.mark_loaded(warehouse, raw, found, notes, now))
    leaving = closing.about_to_go(warehouse, found, notes, now, call.settings.time_zone)
    if leaving:
        call.notify(leaving_notice([(each.file, each.last_day) for each in leaving]))
    there = {each.raw.file for each in found}
    kept.write(replace(notes, told=(notes.told | {each.id for each in leaving}) & there))


def _missing(call: Call, opened: Opened, now: datetime) -> None:
    """Tell who sent nothing since the last look; noted last, so that a look that fails is made up for by the next."""
    look, settings = LastLook(call.place.staged), call.settings
    last = look.read()
    since = closing.looked_since(last, now, settings.time_zone)
    missing = closing.newly_missing(opened.warehouse, since, now, settings)
    call.tell("BranchesMissing", sum(map(len, missing.values())))
    for on, names in missing.items():
        call.notify(missing_notice(names, on))
    look.write(max(now, last or now))


def _digest(call: Call, opened: Opened, now: datetime) -> None:
    call.tell("DigestsSent", send_digests(opened, call.settings, call.place, call.environ, now))


def _metrics(call: Call, opened: Opened, now: datetime) -> None:
    """What waits for a person, and how old the newest sale is."""
    call.tell("WaitingForPerson", len(quarantine(opened.warehouse)))
    newest = closing.newest_sale(opened.warehouse, call.settings.time_zone)
    if newest:
        call.tell("NewestSaleSeconds", (now - newest).total_seconds())


def _raw(call: Call) -> RawBucket:
    return RawBucket(call.place["raw"], call.place.region)


TASKS: Mapping[str, Task] = {"sweep": _sweep, "missing": _missing, "digest": _digest, "metrics": _metrics}
