"""Loads queue → warehouse."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from tillroll import wiring
from tillroll.cloud.closing import Sweep
from tillroll.cloud.handling import Fates
from tillroll.cloud.kept import BranchIds
from tillroll.cloud.loading import Loading, freshness
from tillroll.cloud.messages import Message
from tillroll.cloud.notices import needs_notice
from tillroll.cloud.raw import RawBucket
from tillroll.lambdas.call import Answer, Call, Event, begin, failures, messages
from tillroll.staged_named import NamedLoad

_AT_ONCE = 10


def handler(event: Event, context: Any) -> Answer:  # noqa: ANN401 - AWS's
    """Load the objects that messages name; the answer names those that are to come again."""
    with begin(context.aws_request_id) as call:
        failed = call.desk("loads_queue", "loads_dlq").handle(messages(event), lambda some: _work(call, some))
    return failures(failed)


def _work(call: Call, some: Sequence[Message]) -> Fates:
    store, settings, raw = call.place.store(_AT_ONCE), call.settings, RawBucket(call.place["raw"], call.place.region)
    with wiring.open_warehouse(settings) as opened:
        sweep = Sweep(
            raw, call.place.queue("files_queue"), lambda: store.names("lists"), datetime.now(UTC), is_anew=True
        )
        loading = Loading(
            opened,
            store,
            wiring.load_setup(settings),
            BranchIds(call.place.staged),
            lambda: sweep.run(opened.warehouse),
            lambda receipts: call.notify(needs_notice(receipts)),
            call.log,
            call.cost,
        )
        fates = loading.work(some)
    if loading.done:
        _tell(call, loading.done)
    return fates


def _tell(call: Call, done: NamedLoad) -> None:
    report = done.report
    call.tell("SalesLoaded", report.total("sales_loaded"))
    call.tell("PenceLoaded", report.total("pence_loaded"))
    call.tell("FilesHeld", sum(receipt.outcome == "held" for receipt in report.receipts))
    call.tell("FreshnessSeconds", *freshness(done))
    call.tell("LoadMilliseconds", call.milliseconds)
    call.tell("CostMicropence", report.cost_micropence or 0)
    call.tell("ConservationBreach", len(done.adrift))
    call.tell("RunsFinished", 1)
