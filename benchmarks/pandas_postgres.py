"""The pandas job into PostgreSQL: ``python -m benchmarks.pandas_postgres FOLDER URL copy|rows FILES``.

What is read and worked out is that of `pandas_job`. With ``copy`` each frame goes by COPY into a temporary table and
from there, where it is absent, into the tables; with ``rows`` each row is an INSERT of its own, which the server
prepares once for all rows, and which asks for no number: keys come from content. Either way a file is one transaction,
with its ledger and its marts. It prints the seconds that it took from its first file on, too.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import pandas as pd
import psycopg

from benchmarks.pandas_job import FACTS, TABLES, extract, ledger, marts, transform

Connection = psycopg.Connection[tuple[object, ...]]
Insert = Callable[[Connection, str, pd.DataFrame], None]


def main(folder: str, url: str, way: str, files: str) -> None:
    """Load the first so many of the folder's files and print what the database then holds."""
    insert = {"copy": by_copy, "rows": by_rows}[way]
    with psycopg.connect(url) as connection:
        connection.execute(TABLES.encode())
        connection.commit()
        started = perf_counter()
        for path in sorted(Path(folder).glob("*.csv"))[: int(files)]:
            load(connection, path, insert)
        seconds = perf_counter() - started
        row = connection.execute("select count(*), cast(sum(total_pence) as bigint) from sale").fetchone()
    sales, pence = row or (0, 0)
    print(json.dumps({"sales": sales, "pence": pence, "seconds": seconds}))


def load(connection: Connection, path: Path, insert: Insert) -> None:
    """One file in one transaction: its line in the ledger, its facts, and the sums of its days."""
    rows = extract(path)
    facts = transform(rows)
    insert(connection, "document", ledger(path, rows, facts))
    for table in FACTS:
        insert(connection, table, facts[table])
    for table, frame in marts(facts).items():
        insert(connection, table, frame)
    connection.commit()


def by_copy(connection: Connection, table: str, frame: pd.DataFrame) -> None:
    """All rows by one COPY, then those that are absent by one INSERT."""
    connection.execute(f"create temp table if not exists new_{table} (like {table}) on commit delete rows".encode())
    with connection.cursor().copy(f"copy new_{table} from stdin (format csv, null '\\N')".encode()) as copy:
        copy.write(frame.to_csv(index=False, header=False))
    connection.execute(f"insert into {table} select * from new_{table} on conflict do nothing".encode())


def by_rows(connection: Connection, table: str, frame: pd.DataFrame) -> None:
    """One INSERT a row, prepared by the driver after the first few."""
    marks = ", ".join(["%s"] * len(frame.columns))
    statement = f"insert into {table} values ({marks}) on conflict do nothing".encode()
    for row in frame.astype(object).itertuples(index=False, name=None):
        connection.execute(statement, row)


if __name__ == "__main__":
    main(*sys.argv[1:])
