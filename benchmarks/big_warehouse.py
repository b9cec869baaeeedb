"""Grow a warehouse of one day to many: ``python -m benchmarks.big_warehouse WAREHOUSE COPIES``.

Every row that belongs to a document or a trading date is copied, one day later each time, under keys of its own. So the
copies lie in the order in which loads would have written them. Tables and columns are asked of the database, which is a
DuckDB file or the URL of one in PostgreSQL. Sums by week are summed anew.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from tillroll.statements import statement, statement_names
from tillroll.weeks import WEEK_MARTS

COLUMNS = (Path(__file__).parent / "sql" / "columns.sql").read_text(encoding="utf-8")
Tables = Mapping[str, Mapping[str, str]]
Connection = Any
"""Of either driver: they are alike in all that is used here."""


def main(warehouse: str, copies: str) -> None:
    """Copy the day so many times and print how many sales there are then."""
    connection = connect(warehouse)
    tables = tables_to_copy(connection)
    for table in tables:
        connection.execute(f"create temp table first_{table} as select * from {table}")
    for copy in range(1, int(copies) + 1):
        copy_day(connection, tables, copy)
    for week_mart in WEEK_MARTS:
        connection.execute(f"delete from {week_mart}")
        connection.execute(statement(_fill_of(week_mart)))
    connection.execute("analyze")
    ((sales,),) = connection.execute("select count(*) from sale").fetchall()
    connection.close()
    print(json.dumps({"sales": sales}))


def _fill_of(week_mart: str) -> str:
    """The name of the newest statement that sums a mart of weeks from all of its days."""
    return next(name for name in reversed(statement_names("migrations")) if name.endswith(f"_fill_{week_mart}"))


def connect(warehouse: str) -> Connection:
    """A connection that commits each statement by itself."""
    if "://" not in warehouse:
        return duckdb.connect(warehouse)
    import psycopg  # noqa: PLC0415 - only who asks for it needs the driver

    return psycopg.connect(warehouse, autocommit=True)


def tables_to_copy(connection: Connection) -> Tables:
    """The columns and types of each table that holds a key of a document, sale or run, or a trading date."""
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(COLUMNS).fetchall():
        tables.setdefault(table, {})[column] = kind.lower()
    return {
        name: columns for name, columns in tables.items() if "uuid" in columns.values() or "trading_date" in columns
    }


def copy_day(connection: Connection, tables: Tables, copy: int) -> None:
    """All tables' rows of the first day, so many days later, in one transaction."""
    connection.execute("begin")
    for table, columns in tables.items():
        values = ", ".join(copied(name, kind, copy) for name, kind in columns.items())
        connection.execute(f"insert into {table} select {values} from first_{table}")
    connection.execute("commit")


def copied(name: str, kind: str, copy: int) -> str:
    """The expression for one column of a copy: keys are made anew, dates and times move, all else stays."""
    if name == "day_id":
        return f"day_id + {copy}"
    if kind == "uuid":
        return f"cast(md5(cast({name} as varchar) || '{copy}') as uuid)"
    if name == "sha256":
        return f"md5({name} || '{copy}') || md5('{copy}' || {name})"
    is_moved = kind == "date" or kind.startswith("timestamp")
    return f"cast({name} + {copy} * interval '1 day' as {kind})" if is_moved else name


if __name__ == "__main__":
    main(*sys.argv[1:])
