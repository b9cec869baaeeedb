"""A range of records of a Kinesis stream, while the stream still keeps them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tillroll.adapters.aws import Refused, aws

_MOST_PAGES = 1000
_AT_ONCE = 1000
_NO_LONGER_THERE = frozenset({"InvalidArgumentException", "ResourceNotFoundException"})


@dataclass(frozen=True, slots=True)
class Stretch:
    """Records of one shard that follow each other, from the first sequence number to the last."""

    stream: str
    shard: str
    first: int
    last: int


def records_of(stretch: Stretch, region: str | None = None) -> list[Mapping[str, Any]]:
    """Those records of a stretch that the stream still keeps, as Kinesis tells them."""
    try:
        found: list[Mapping[str, Any]] = aws("kinesis", region, lambda kinesis: list(_records(kinesis, stretch)))
    except Refused as error:
        if error.code in _NO_LONGER_THERE:
            return []
        raise
    return found


def _records(kinesis: Any, stretch: Stretch) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - boto3 has no types
    for record in _from(kinesis, stretch):
        if int(record["SequenceNumber"]) > stretch.last:
            return
        yield record


def _from(kinesis: Any, stretch: Stretch) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 - boto3 has no types
    """All records from the stretch's first on; a page may be empty though more follow."""
    asked = {"StreamName": stretch.stream, "ShardId": stretch.shard, "StartingSequenceNumber": str(stretch.first)}
    iterator = kinesis.get_shard_iterator(ShardIteratorType="AT_SEQUENCE_NUMBER", **asked)["ShardIterator"]
    for _ in range(_MOST_PAGES):
        page = kinesis.get_records(ShardIterator=iterator, Limit=_AT_ONCE)
        yield from page["Records"]
        iterator = page.get("NextShardIterator")
        if not iterator or not (page["Records"] or page.get("MillisBehindLatest")):
            return
