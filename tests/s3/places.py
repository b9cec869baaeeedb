"""Buckets of the tests' own S3: what is put there when, and who asked for what."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import boto3
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.compat import HTTPHeaders
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import s3_backends

from tillroll.adapters.aws import _client

NIGHT = datetime(2021, 8, 25, 22, tzinfo=UTC)


@dataclass
class Place:
    """A bucket; each object that is put there was written a minute after the one before, unless a time is given."""

    name: str
    written_at: datetime = NIGHT
    times: dict[str, datetime] = field(default_factory=dict)
    _count: int = 0

    @classmethod
    def make(cls, name: str, *, is_versioned: bool = True) -> "Place":
        where = {"LocationConstraint": "eu-west-2"}
        boto3.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration=where)
        place = cls(name)
        if is_versioned:
            place.version()
        return place

    def version(self) -> None:
        """Keep every version from now on."""
        boto3.client("s3").put_bucket_versioning(Bucket=self.name, VersioningConfiguration={"Status": "Enabled"})

    @property
    def url(self) -> str:
        return f"s3://{self.name}"

    def put(self, key: str, content: str | bytes, at: datetime | None = None) -> str | None:
        """Put an object; its version. Of those of one second the emulator needs the order, S3 tells none."""
        self.written_at += timedelta(minutes=1)
        self.times[key] = at or self.written_at
        bytes_ = content.encode() if isinstance(content, str) else content
        stored = s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_object(self.name, key, bytes_)
        self._count += 1
        stored.last_modified = self.times[key].replace(tzinfo=None) + timedelta(milliseconds=self._count % 1000)
        version: str | None = stored.version_id
        return version

    def delete(self, key: str, version: str | None = None) -> None:
        named = {"Bucket": self.name, "Key": key} | ({"VersionId": version} if version else {})
        boto3.client("s3").delete_object(**named)


@contextmanager
def asked(action: str, place: Place) -> Iterator[list[str]]:
    """The addresses in a bucket of which tillroll asks S3 one thing, while the block lasts."""
    urls: list[str] = []

    def note(request: AWSRequest, **_: object) -> None:
        urls.extend([request.url] if place.name in request.url else [])

    with _before(action, note):
        yield urls


@contextmanager
def refused(action: str, code: str, *, status: int = 403, only: str = "") -> Iterator[None]:
    """S3 answers with an error where tillroll asks this of an address that has a text in it."""
    body = f"<Error><Code>{code}</Code><Message>as the test wants it</Message></Error>".encode()

    def refuse(request: AWSRequest, **_: object) -> AWSResponse | None:
        return _answer(request.url, status, body) if only in request.url else None

    with _before(action, refuse):
        yield


@contextmanager
def cut_off(action: str) -> Iterator[None]:
    """S3 promises more bytes than it sends."""

    def cut(request: AWSRequest, **_: object) -> AWSResponse:
        return _answer(request.url, 200, b"25/08/2021", {"Content-Length": "1000", "Last-Modified": _HTTP_DATE})

    with _before(action, cut):
        yield


_HTTP_DATE = "Wed, 25 Aug 2021 22:00:00 GMT"


class _Raw:
    """An answer's body as botocore reads it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: object) -> Iterator[bytes]:
        yield self._body

    def read(self, _amount: int | None = None, **_: object) -> bytes:
        told, self._body = self._body, b""
        return told

    def close(self) -> None:
        """There is no connection."""


def _answer(url: str, status: int, body: bytes, headers: dict[str, str] | None = None) -> AWSResponse:
    told = HTTPHeaders()
    for name, value in (headers or {}).items():
        told[name] = value
    return AWSResponse(url, status, told, _Raw(body))


@contextmanager
def _before(action: str, handler: Callable[..., AWSResponse | None]) -> Iterator[None]:
    """Put a handler before what tillroll's own client sends."""
    events, name = _client("s3", None).meta.events, f"before-send.s3.{action}"
    events.register(name, handler)
    try:
        yield
    finally:
        events.unregister(name, handler)
