"""What the queues hold: events of S3, and names of objects of the staged form that are to be loaded.

A message holds no personal data. An event of S3 names a file as it was delivered; nothing of ours repeats that name.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote_plus, unquote_plus

from tillroll.adapters.raw_bucket import RawObject

_TRACE_LETTERS = 32
_NAME = re.compile(r"(batches|lists|decisions)/\d{6,}-[0-9a-f]{32}", re.ASCII)


class NotOurs(ValueError):  # noqa: N818 - it says what is so
    """A message that is none of ours: what it lacks, in words."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as a queue gave it, and how often it has given it."""

    id: str
    body: str
    handle: str
    times: int = 1


def trace_id(raw: RawObject) -> str:
    """The same for a file in every log, message and receipt: made of its place, and telling nothing of it."""
    told = f"{raw.bucket}/{raw.key}?{raw.version or ''}"
    return hashlib.sha256(told.encode()).hexdigest()[:_TRACE_LETTERS]


def raw_objects(body: str) -> list[RawObject]:
    """The files that an event of S3 tells of; none where it only tells that events will come, or of removals.

    >>> raw_objects('{"Event": "s3:TestEvent"}')
    []
    """
    told = _object(body)
    if told.get("Event") == "s3:TestEvent":
        return []
    try:
        return list(_created(told["Records"]))
    except (KeyError, TypeError, AttributeError):
        raise NotOurs("it is no event of S3") from None


def _created(records: Sequence[dict[str, Any]]) -> Iterator[RawObject]:
    for record in records:
        if record["eventName"].startswith("ObjectCreated:"):
            where = record["s3"]["object"]
            yield RawObject(record["s3"]["bucket"]["name"], unquote_plus(where["key"]), where.get("versionId"))


def event_of(raw: RawObject) -> str:
    """The event that S3 would send of a file, for those that it did not tell of.

    >>> raw_objects(event_of(RawObject("raw", "a b/ŵ+%.csv", "v1"))) == [RawObject("raw", "a b/ŵ+%.csv", "v1")]
    True
    """
    where = {"key": quote_plus(raw.key, safe="/")} | ({"versionId": raw.version} if raw.version else {})
    record = {"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": raw.bucket}, "object": where}}
    return json.dumps({"Records": [record]})


@dataclass(frozen=True, slots=True)
class ToLoad:
    """An object of the staged form that is to be loaded; what it cost to make (millionths of a penny), its traces."""

    name: str
    cost_micropence: int = 0
    traces: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The message that asks for it.

        >>> ToLoad.of(ToLoad("lists/000001-" + "0" * 32, 7).body).cost_micropence
        7
        """
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, body: str) -> "ToLoad":
        """What a message asks for."""
        told = _object(body)
        name, cost = told.get("name"), told.get("cost_micropence", 0)
        if not isinstance(name, str) or not _NAME.fullmatch(name) or not isinstance(cost, int):
            raise NotOurs("it names no object of the staged form")
        return cls(name, cost, tuple(map(str, told.get("traces", ()))))


def traces_of(body: str) -> tuple[str, ...]:
    """The traces of the files that a message of either queue speaks of; none where it is none of ours."""
    with suppress(NotOurs):
        return ToLoad.of(body).traces
    with suppress(NotOurs):
        return tuple(map(trace_id, raw_objects(body)))
    return ()


def named_in(body: str) -> dict[str, str]:
    """What a log names of a message: the trace of its one file, or its object of the staged form.

    >>> named_in(ToLoad("lists/000001-" + "0" * 32).body)
    {'object': 'lists/000001-00000000000000000000000000000000'}
    """
    with suppress(NotOurs):
        return {"object": ToLoad.of(body).name}
    traces = traces_of(body)
    return {"trace_id": traces[0]} if len(traces) == 1 else {}


def _object(body: str) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        raise NotOurs("it is no JSON") from None
    if not isinstance(told, dict):
        raise NotOurs("it is no JSON object")
    return told
