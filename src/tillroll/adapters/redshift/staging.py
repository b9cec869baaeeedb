"""Tables of the engine as Parquet in S3, for COPY to read: under a prefix of their own, and gone afterwards."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from tillroll.adapters.postgres.secrets import aws
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError

_MISSING = (
    "redshift_staging: names no place in S3: Redshift loads from there; write it as s3://BUCKET/PREFIX, "
    "and let redshift_role name the role by which Redshift may read it"
)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A place in S3, with the region that it is in."""

    name: str
    prefix: str
    region: str | None

    @classmethod
    def of(cls, url: str | None, region: str | None) -> "Bucket":
        """The place that a setting names."""
        parts = urlsplit(url or "")
        if parts.scheme != "s3" or not parts.netloc:
            raise ConfigurationError(_MISSING)
        return cls(parts.netloc, parts.path.strip("/"), region)

    def url(self, key: str) -> str:
        """The whole name of an object."""
        return f"s3://{self.name}/{key}"

    def key(self, *parts: str) -> str:
        """The key of an object under the prefix."""
        return "/".join(part for part in (self.prefix, *parts) if part)

    def client(self, action: str, **asked: object) -> Any:  # noqa: ANN401 - boto3 has no types
        """Ask S3 something about this bucket."""
        return aws("s3", self.region, lambda s3: getattr(s3, action)(Bucket=self.name, **asked))

    def upload(self, path: Path, key: str) -> None:
        """Send a file."""
        aws("s3", self.region, lambda s3: s3.upload_file(str(path), self.name, key))

    def download(self, key: str, path: Path) -> None:
        """Fetch an object."""
        aws("s3", self.region, lambda s3: s3.download_file(self.name, key, str(path)))


@contextmanager
def passing_prefix(bucket: Bucket, purpose: str) -> Iterator[str]:
    """A prefix that nobody else uses; all that lies under it at the end is taken away."""
    prefix = bucket.key(purpose, uuid4().hex)
    try:
        yield prefix
    finally:
        clear(bucket, prefix)


def clear(bucket: Bucket, prefix: str) -> None:
    """Take away all objects under a prefix."""
    for key in keys(bucket, prefix):
        bucket.client("delete_object", Key=key)


def keys(bucket: Bucket, prefix: str) -> list[str]:
    """The keys of all objects under a prefix."""
    found = bucket.client("list_objects_v2", Prefix=f"{prefix}/").get("Contents", [])
    return sorted(each["Key"] for each in found)


def send(engine: Engine, bucket: Bucket, prefix: str, table: str, cells: Sequence[str]) -> str:
    """Write a table's cells as one Parquet object, and a manifest that names it; the manifest's URL.

    The manifest gives the object's size, as COPY of Parquet asks for.
    """
    with tempfile.TemporaryDirectory(prefix="tillroll-") as folder:
        path = Path(folder, f"{table}.parquet")
        quoted = str(path).replace("'", "''")
        rows = f"select {', '.join(cells)} from {table}"  # noqa: S608 - the engine's own names
        engine.execute(f"copy ({rows}) to '{quoted}' (format parquet)")
        key = f"{prefix}/{table}.parquet"
        bucket.upload(path, key)
        entry = {"url": bucket.url(key), "mandatory": True, "meta": {"content_length": path.stat().st_size}}
    manifest = f"{prefix}/{table}.manifest"
    bucket.client("put_object", Key=manifest, Body=json.dumps({"entries": [entry]}).encode())
    return bucket.url(manifest)
