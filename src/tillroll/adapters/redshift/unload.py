"""Tables out of Redshift: UNLOAD writes them to S3 as Parquet, and the engine reads what came."""

from pathlib import Path

import psycopg

from tillroll.adapters.aws import Bucket
from tillroll.adapters.postgres.connection import Row
from tillroll.adapters.postgres.copy import duckdb_type
from tillroll.adapters.redshift.staging import passing_prefix

_UUID = "bpchar"


def unload(connection: psycopg.Connection[Row], bucket: Bucket, role: str, name: str, folder: Path) -> str:
    """Fetch a table or view into a folder; gives a question to the engine for its rows, UUIDs as UUIDs."""
    by = "default" if role == "default" else "%(role)s"
    rows = f"select * from {name}"  # noqa: S608 - the contract's own names
    described = connection.execute(f"{rows} limit 0".encode()).description or ()
    with passing_prefix(bucket, "unloaded") as prefix:
        statement = f"unload (%(rows)s) to %(to)s iam_role {by} format as parquet allowoverwrite"
        connection.execute(statement.encode(), {"rows": rows, "to": bucket.url(f"{prefix}/part-"), "role": role})
        found = [key for key in bucket.keys(prefix) if key.endswith(".parquet")]
        for number, key in enumerate(found):
            bucket.fetch(key, folder / f"{number:06d}.parquet")
    types = {column.name: _type(column) for column in described}
    if not found:  # of no rows Redshift may write no file
        return f"select {', '.join(f'cast(null as {kind}) as {name}' for name, kind in types.items())} where false"
    quoted = str(folder / "*.parquet").replace("'", "''")
    cells = ", ".join(f"cast({name} as {kind}) as {name}" for name, kind in types.items())
    return f"select {cells} from read_parquet('{quoted}')"  # noqa: S608 - columns of our own, a folder of our own


def _type(column: psycopg.Column) -> str:
    return "uuid" if column.type_display.startswith(_UUID) else duckdb_type(column)
