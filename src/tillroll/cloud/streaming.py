"""Records of a shard become a micro-batch of the staged form: each record once, however often the shard repeats it.

A shard is read by one call at a time and in order, but a call that died is repeated with other bounds. So each call
notes first which records its object will hold. If it is there when the records come again, they are in it already.
"""

import base64
import binascii
import hashlib
import json
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from tillroll import staged_form
from tillroll.adapters.shards import Stretch
from tillroll.batch import look_at_all, prepare_batch
from tillroll.cloud.messages import NotOurs, ToLoad
from tillroll.cloud.preparing import Outbox, second_of
from tillroll.contract.values import Document
from tillroll.cost import CostOf
from tillroll.engine import Engine
from tillroll.errors import TryAgainLater
from tillroll.observe import Log
from tillroll.prepare import Setup
from tillroll.staged_form import StagedStore

_LETTERS = 32


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a shard: its place in the shard, when it came, its bytes."""

    shard: str
    sequence: int
    arrived_at: datetime
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a shard was read: to ``last`` if the object of this name is there, else to ``before``."""

    before: int
    last: int
    name: str


class Marks(Protocol):
    """Where the last mark of each shard is kept."""

    def read(self, shard: str) -> str | None:
        """What was kept, as a text."""
        ...

    def write(self, shard: str, text: str) -> None:
        """Keep a text in the place of the last one."""
        ...


def records(event: Mapping[str, Any]) -> list[Record]:
    """The records of an event of Kinesis, in their order. Data that is no base64 counts as no bytes."""
    return [_record(told) for told in event["Records"]]


def _record(told: Mapping[str, Any]) -> Record:
    kinesis = told["kinesis"]
    try:
        data = base64.b64decode(kinesis["data"], validate=True)
    except (binascii.Error, ValueError):
        data = b""
    arrived_at = datetime.fromtimestamp(kinesis["approximateArrivalTimestamp"], UTC)
    return Record(told["eventID"].partition(":")[0], int(kinesis["sequenceNumber"]), arrived_at, data)


def given_up(event: Mapping[str, Any]) -> Stretch | None:
    """The records of which an event or a message says that Lambda gave them up; None where it says nothing of that.

    >>> given_up({"Records": []}) is None
    True
    """
    told = event.get("KinesisBatchInfo")
    if told is None:
        return None
    try:
        stream = str(told["streamArn"]).rpartition("/")[2]
        return Stretch(stream, str(told["shardId"]), int(told["startSequenceNumber"]), int(told["endSequenceNumber"]))
    except (KeyError, TypeError, ValueError):
        raise NotOurs("it names no records of a stream") from None


def event_again(body: str, stretch: Stretch, found: Sequence[Mapping[str, Any]]) -> str:
    """The event that Lambda would send of records as Kinesis tells them to who asks it, with what it told of them."""
    told = json.loads(body)["KinesisBatchInfo"]
    records = [_as_event(stretch, told["streamArn"], each) for each in found]
    return json.dumps({"KinesisBatchInfo": told, "Records": records})


def _as_event(stretch: Stretch, stream_arn: str, told: Mapping[str, Any]) -> dict[str, Any]:
    kinesis = {
        "sequenceNumber": told["SequenceNumber"],
        "data": base64.b64encode(told["Data"]).decode(),
        "approximateArrivalTimestamp": told["ApproximateArrivalTimestamp"].timestamp(),
    }
    event_id = f"{stretch.shard}:{told['SequenceNumber']}"
    return {"eventID": event_id, "eventSourceARN": stream_arn, "kinesis": kinesis}


def mark_of(stretch: Stretch) -> str:
    """The name under which it is kept that these records were staged after all."""
    return f"{stretch.shard}-{stretch.first}-{stretch.last}"


@dataclass(slots=True)
class Streaming:
    """One call. ``put_by`` keeps records that are no sale at all where a person can see to them."""

    engine: Engine
    store: StagedStore
    marks: Marks
    loads: Outbox
    put_by: Callable[[str, bytes], None]
    setup: Callable[[], Setup]
    log: Log
    cost: CostOf = lambda _: 0
    sales: int = 0
    unreadable: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    def take(self, found: Sequence[Record], mark: str | None = None) -> None:
        """Stage the records of one shard and ask to have them loaded; nothing of them twice.

        Records that were given up and come after later ones have a ``mark`` of their own beside the shard's.
        """
        shard = mark or found[0].shard
        before = self._read_to(shard, found[0].sequence)
        fresh = [record for record in found if record.sequence > before]
        whole = [record for record in fresh if is_sale(record.data)]
        for record in fresh:
            if not is_sale(record.data):
                self._put_by(record)
        if whole:
            self._stage(shard, whole, before)

    def _read_to(self, shard: str, first: int) -> int:
        """The last record that is staged. If records of the last object come again, its message may not have gone."""
        text = self.marks.read(shard)
        if not text:
            return -1
        mark = Mark(**json.loads(text))
        if not self.store.has(mark.name):
            return mark.before
        if first <= mark.last:
            self.loads.send([ToLoad(mark.name).body])
        return mark.last

    def _put_by(self, record: Record) -> None:
        """Keep what is no record of a till as a file of the raw bucket: its event lets prepare say what is wrong."""
        name = f"{record.shard}/{_mark_of([record])}.jsonl"
        self.put_by(name, record.data or b"?")
        self.unreadable += 1
        self.log.write("record_unreadable", object=name)

    def _stage(self, shard: str, found: Sequence[Record], before: int) -> None:
        number = second_of(found[0].arrived_at)
        with tempfile.TemporaryDirectory(prefix="tillroll-stream-") as folder:
            document = written(found, Path(folder))
            arrivals = list(look_at_all([document], self.setup(), _disk_gave_way))
            prepared = prepare_batch(self.engine, self.setup(), arrivals)
        name = staged_form.numbered_batch_name(self.engine, prepared, number)
        self.marks.write(shard, json.dumps(asdict(Mark(before, found[-1].sequence, name))))
        staged_form.write_numbered_batch(self.store, self.engine, prepared, number)
        self.loads.send([ToLoad(name, self.cost({"prepare": 1, "batch": 1})).body])
        self.sales += len(found)
        for each in prepared.documents:
            self.rejected.update(each.rejected_by_rule)
        self.log.write("prepared", object=name, documents=1, data_rows=len(found))


def _disk_gave_way(_postponed: object) -> None:
    raise TryAgainLater("this machine's disk gave way: the records come again")


def is_sale(data: bytes) -> bool:
    r"""Whether a record can be a sale: a JSON array. What is wrong within one, prepare says, row by row.

    >>> is_sale(b'["2026-07-18", "Leeds"]'), is_sale(b"{}"), is_sale(b"\xff")
    (True, False, False)
    """
    try:
        return isinstance(json.loads(data), list)
    except (ValueError, RecursionError):
        return False


def written(found: Sequence[Record], folder: Path) -> Document:
    """Records of one shard as a file of one JSON array a line, delivered when the first of them came."""
    mark = _mark_of(found)
    path = folder / "records.jsonl"
    path.write_bytes(b"\n".join(_line(record.data) for record in found) + b"\n")
    moment = int(found[0].arrived_at.timestamp() * 1_000_000) * 1000
    os.utime(path, ns=(moment, moment))
    name = f"stream/{found[0].shard}/{mark}.jsonl"
    return Document(path, name, found[0].arrived_at, path.stat().st_size, path.stat().st_mtime_ns, mark=mark)


def _line(data: bytes) -> bytes:
    """A record on one line: between values JSON takes a blank for a line's end."""
    return data.replace(b"\r", b" ").replace(b"\n", b" ")


def _mark_of(found: Iterable[Record]) -> str:
    told = "|".join(f"{record.shard}/{record.sequence}" for record in found)
    return hashlib.sha256(told.encode()).hexdigest()[:_LETTERS]
