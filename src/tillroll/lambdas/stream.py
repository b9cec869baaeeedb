"""Kinesis → staged form → loads queue."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from tillroll import wiring
from tillroll.cloud.kept import BranchIds, ShardMarks, prepare_setup
from tillroll.cloud.place import fetch_formats
from tillroll.cloud.raw import RawBucket
from tillroll.cloud.streaming import Record, Streaming, given_up, mark_of, records
from tillroll.engine import Engine
from tillroll.errors import TillrollError
from tillroll.lambdas.call import Answer, Call, Event, begin
from tillroll.prepare import Setup


def handler(event: Event, context: Any) -> Answer:  # noqa: ANN401 - AWS's
    """Stage the records; the answer names the first that is to come again, with all behind it.

    Records that Lambda gave up come again with what it told of them: see `tillroll cloud replay-dlq`.
    """
    lost = given_up(event)
    stream = str(event["Records"][0]["eventSourceARN"]).rpartition("/")[2]
    with begin(context.aws_request_id) as call, wiring.open_engine() as engine, tempfile.TemporaryDirectory() as folder:
        streaming = _streaming(call, engine, stream, Path(folder))
        take = partial(streaming.take, mark=mark_of(lost) if lost else None)
        failed = list(_failed(call, take, records(event)))
        call.tell("RecordsStaged", streaming.sales)
        call.tell("RecordsUnreadable", streaming.unreadable)
        call.tell("RowsRejected", streaming.rejected.total())
        call.rejected.update(streaming.rejected)
        call.tell("PrepareMilliseconds", call.milliseconds)
    return {"batchItemFailures": [{"itemIdentifier": str(sequence)} for sequence in failed]}


def _streaming(call: Call, engine: Engine, stream: str, folder: Path) -> Streaming:
    store = call.place.store()
    raw = RawBucket(call.place["raw"], call.place.region)

    def setup() -> Setup:
        known = BranchIds(call.place.staged).known()
        return prepare_setup(call.settings, store, known, fetch_formats(call.place.staged, folder))

    marks = ShardMarks(call.place.staged, stream)
    return Streaming(engine, store, marks, call.place.queue("loads_queue"), raw.put_by, setup, call.log, call.cost)


def _failed(call: Call, take: Callable[[Sequence[Record]], None], found: Sequence[Record]) -> Iterator[int]:
    """The sequence of the first record of each shard that could not be staged."""
    for _, group in groupby(found, key=lambda record: record.shard):
        shard = list(group)
        try:
            take(shard)
        except TillrollError as error:
            call.log.write("later", reason=str(error))
            yield shard[0].sequence
