"""The close of the day: EventBridge's schedules name the tasks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tillroll import wiring
from tillroll.cloud import closing
from tillroll.cloud.closing import Notes
from tillroll.cloud.digesting import send_digests
from tillroll.cloud.kept import CloseNotes, LastLook
from tillroll.cloud.notices import leaving_notice, missing_notice
from tillroll.cloud.raw import RawBucket
from tillroll.errors import ConfigurationError, TillrollError
from tillroll.lambdas.call import Call, Event, begin
from tillroll.report import Warehouse, quarantine
from tillroll.wiring import Opened

Task = Callable[[Call, Opened, datetime], None]


def handler(event: Event, context: Any) -> None:  # noqa: ANN401 - AWS's
    """Do the tasks that the event names, each if others fail too; then `TillrollError` says which failed, and why."""
    now = datetime.fromisoformat(event["at"]) if "at" in event else datetime.now(UTC)
    unknown = [name for name in event["tasks"] if name not in TASKS]
    if unknown:
        raise ConfigurationError(f"there is no such task: {', '.join(unknown)}; there are {', '.join(TASKS)}")
    with begin(context.aws_request_id) as call:
        faults = [f"{name}: {fault}" for name in event["tasks"] if (fault := _fault_of(name, call, now))]
        call.tell("CostMicropence", call.cost({"day": event["tasks"].count("sweep")}))
        if faults:
            raise TillrollError("\n".join(faults))


def _fault_of(name: str, call: Call, now: datetime) -> str | None:
    """Do a task, with a warehouse that was opened for it alone; why it failed, if it did."""
    try:
        with wiring.open_warehouse(call.settings, read_only=True) as opened:
            TASKS[name](call, opened, now)
    except TillrollError as error:
        fault = str(error)
    except Exception as error:  # noqa: BLE001 - what it quotes may be a row: only its kind is told
        fault = f"a fault in tillroll: {type(error).__name__}"
    else:
        call.log.write("done", task=name)
        return None
    call.log.write("failed", task=name, reason=fault)
    return fault


def _sweep(call: Call, opened: Opened, now: datetime) -> None:
    raw, store = _raw(call), call.place.store()
    sweep = closing.Sweep(raw, call.place.queue("files_queue"), lambda: store.names("lists"), now)
    call.tell("FilesMissed", sweep.run(opened.warehouse))
    _let_go(call, opened.warehouse, raw, now)


def _let_go(call: Call, warehouse: Warehouse, raw: RawBucket, now: datetime) -> None:
    """Tell what goes that needs a person, and then mark what is loaded; each is noted as soon as it is done."""
    kept, found = CloseNotes(call.place.staged), raw.delivered()
    notes, there = kept.read(), {each.raw.file for each in found}
    leaving = closing.about_to_go(warehouse, found, notes, now, call.settings.time_zone)
    if leaving:
        call.notify(leaving_notice([(each.file, each.last_day) for each in leaving]))
    notes = Notes(notes.marked & there, (notes.told | {each.id for each in leaving}) & there)
    kept.write(notes)
    for marked in closing.mark_loaded(warehouse, raw, found, notes, now):
        kept.write(replace(notes, marked=marked))


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
