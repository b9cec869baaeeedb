"""Tables of the engine as Parquet in S3, for COPY to read: under a prefix of their own, and gone afterwards."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from tillroll.adapters.aws import Bucket
from tillroll.batch import KeptFile
from tillroll.engine import Engine
from tillroll.errors import TillrollError


@contextmanager
def passing_prefix(bucket: Bucket, purpose: str) -> Iterator[str]:
    """A prefix that nobody else uses; all that lies under it at the end is taken away."""
    prefix = bucket.key(purpose, uuid4().hex)
    try:
        yield prefix
    except BaseException:  # why the block failed matters more than what it left
        with suppress(TillrollError):
            bucket.clear(prefix)
        raise
    bucket.clear(prefix)


def send(engine: Engine, bucket: Bucket, prefix: str, table: str, cells: Sequence[str]) -> KeptFile:
    """Write a table's cells as one Parquet object."""
    with tempfile.TemporaryDirectory(prefix="tillroll-") as folder:
        path = Path(folder, f"{table}.parquet")
        quoted = str(path).replace("'", "''")
        rows = f"select {', '.join(cells)} from {table}"  # noqa: S608 - the engine's own names
        engine.execute(f"copy ({rows}) to '{quoted}' (format parquet)")
        key = f"{prefix}/{table}.parquet"
        bucket.upload(path, key)
        return KeptFile(bucket.url(key), path.stat().st_size)


def write_manifest(bucket: Bucket, key: str, file: KeptFile) -> str:
    """Write the manifest by which COPY finds a file; its URL. COPY of Parquet asks for the file's size."""
    entry = {"url": file.url, "mandatory": True, "meta": {"content_length": file.byte_count}}
    bucket.client("put_object", Key=key, Body=json.dumps({"entries": [entry]}).encode())
    return bucket.url(key)
