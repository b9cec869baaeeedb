"""Tables out of Redshift: UNLOAD writes them to S3 as Parquet, and the engine reads what came."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tillroll.adapters.redshift.staging import Bucket, keys, passing_prefix

Run = Callable[[str, Mapping[str, object]], list[tuple[Any, ...]]]
_DUCKDB_UUID = 36


def unload(run: Run, bucket: Bucket, role: str, name: str, folder: Path) -> str:
    """Fetch a table or view into a folder; gives a question to the engine for its rows, UUIDs as UUIDs."""
    by = "default" if role == "default" else "%(role)s"
    with passing_prefix(bucket, "unloaded") as prefix:
        statement = f"unload (%(rows)s) to %(to)s iam_role {by} format as parquet allowoverwrite"
        rows = f"select * from {name}"  # noqa: S608 - the contract's own names
        run(statement, {"rows": rows, "to": bucket.url(f"{prefix}/part-"), "role": role})
        for number, key in enumerate(key for key in keys(bucket, prefix) if key.endswith(".parquet")):
            bucket.download(key, folder / f"{number:06d}.parquet")
    quoted = str(folder / "*.parquet").replace("'", "''")
    return f"select * from read_parquet('{quoted}')"  # noqa: S608 - a folder of our own
