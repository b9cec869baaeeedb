"""Kinesis → staged form → loads queue."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tillroll import wiring
from tillroll.adapters.shards import Stretch, records_of
from tillroll.cloud.kept import BranchIds, ShardMarks, prepare_setup
from tillroll.cloud.place import fetch_formats
from tillroll.cloud.raw import RawBucket
from tillroll.cloud.streaming import Record, Streaming, as_records, given_up, mark_of, records
from tillroll.engine import Engine
from tillroll.errors import TillrollError
from tillroll.lambdas.call import Answer, Call, Event, begin
from tillroll.prepare import Setup


def handler(event: Event, context: Any) -> Answer:  # noqa: ANN401 - AWS's
    """Stage the records; the answer names the first that is to come again, with all behind it.

    An event may also be a message of those that Lambda gave up: see `_again`.
    """
    lost = given_up(event)
    stream = lost.stream if lost else str(event["Records"][0]["eventSourceARN"]).rpartition("/")[2]
    with begin(context.aws_request_id) as call, wiring.open_engine() as engine, tempfile.TemporaryDirectory() as folder:
        streaming = _streaming(call, engine, stream, Path(folder))
        if lost:
            answer = _again(call, streaming, lost)
        else:
            failed = list(_failed(call, streaming.take, records(event)))
            answer = {"batchItemFailures": [{"itemIdentifier": str(sequence)} for sequence in failed]}
        call.tell("RecordsStaged", streaming.sales)
        call.tell("RecordsUnreadable", streaming.unreadable)
        call.tell("PrepareMilliseconds", call.milliseconds)
    return answer


def _again(call: Call, streaming: Streaming, lost: Stretch) -> Answer:
    """Fetch records that were given up from the stream, and stage them; the answer says how many it still has.

    All of them are one batch, however they come: asked for again, they are known by it.
    """
    found = as_records(lost, records_of(lost, call.place.region))
    if found:
        streaming.take(found, mark_of(lost))
    return {"records": len(found), "is_whole": bool(found) and found[0].sequence == lost.first}


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
