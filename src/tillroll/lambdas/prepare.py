"""Files queue → staged form → loads queue."""

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tillroll import wiring
from tillroll.adapters.raw_bucket import fetch
from tillroll.cloud.kept import BranchIds, prepare_setup
from tillroll.cloud.place import fetch_formats
from tillroll.cloud.preparing import Prepared, Preparing
from tillroll.lambdas.call import Answer, Call, Event, begin, failures, messages
from tillroll.prepare import Setup


def handler(event: Event, context: Any) -> Answer:  # noqa: ANN401 - AWS's
    """Prepare the files that messages tell of; the answer names those that are to come again."""
    with begin(context.aws_request_id) as call, wiring.open_engine() as engine, tempfile.TemporaryDirectory() as folder:
        store = call.place.store()

        def setup() -> Setup:
            known = BranchIds(call.place.staged).known()
            return prepare_setup(call.settings, store, known, fetch_formats(call.place.staged, Path(folder)))

        loads = call.place.queue("loads_queue")
        preparing = Preparing(engine, store, loads, fetch, setup, call.log, call.cost)
        failed = call.desk("files_queue", "files_dlq").handle(messages(event), preparing.work)
        _tell(call, preparing.done)
    return failures(failed)


def _tell(call: Call, done: Prepared) -> None:
    rejected: Counter[str] = Counter()
    for document in done.documents:
        rejected.update(document.rejected_by_rule)
    call.tell("FilesPrepared", len(done.documents))
    call.tell("FilesUnreadable", sum(document.state == "unreadable" for document in done.documents))
    call.tell("RowsRejected", sum(document.rows_rejected for document in done.documents))
    call.tell("PrepareMilliseconds", call.milliseconds)
    call.rejected.update(rejected)
