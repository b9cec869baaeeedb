"""Tables of the engine into PostgreSQL, and back, by COPY: as text that DuckDB writes, never row by row."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from tillroll.engine import Engine

_CHUNK_ROWS = 25_000
_TYPES: Mapping[str, str] = {
    "VARCHAR": 'text collate "C"',
    "UUID": "uuid",
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "UTINYINT": "smallint",
    "SMALLINT": "smallint",
    "USMALLINT": "integer",
    "INTEGER": "integer",
    "UINTEGER": "bigint",
    "BIGINT": "bigint",
    "UBIGINT": "numeric(20)",
    "HUGEINT": "numeric(39)",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
}
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))


def copy_in(engine: Engine, connection: psycopg.Connection[Any], name: str, order: Sequence[str] = ()) -> None:
    """Make a temporary table like the engine's of this name, with its rows, and let the planner know it.

    They are sent in the order of these columns, if there are any.
    """
    columns = {row[0]: row[1] for row in engine.execute(f"describe {name}")}
    definition = ", ".join(f"{column} {_type(kind)}" for column, kind in columns.items())
    connection.execute(f"drop table if exists pg_temp.{name}; create temp table {name} ({definition})".encode())
    into = f"copy pg_temp.{name} ({', '.join(columns)}) from stdin".encode()
    rows = _ordered(engine, name, order)
    with closing(_ahead(_texts(engine, rows, columns))) as texts, connection.cursor().copy(into) as copy:
        for text in texts:
            copy.write(text)
    engine.execute("drop table if exists sent_row")
    connection.execute(f"analyze pg_temp.{name}".encode())


def _ordered(engine: Engine, name: str, order: Sequence[str]) -> str:
    """The table that has the rows in this order, by its row numbers."""
    if not order:
        return name
    engine.execute(f"create or replace temp table sent_row as from {name} order by {', '.join(order)}")
    return "sent_row"


def _ahead(texts: Iterator[str]) -> Generator[str]:
    """The same texts; each is made on another thread while the one before is sent and the server reads it.

    Once it is closed, that thread no longer works with the engine.
    """
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, texts, "")
        while text := coming.result():
            coming = thread.submit(next, texts, "")
            yield text


def _texts(engine: Engine, name: str, columns: Mapping[str, str]) -> Iterator[str]:
    """The table's rows as COPY reads them, many to a text."""
    cells = ", ".join(_cell(column, kind) for column, kind in columns.items())
    # Names are the engine's own, and what is counted are its rows.
    chunk = (
        f"select string_agg(concat_ws(chr(9), {cells}), chr(10)) || chr(10) from {name} "  # noqa: S608
        "where rowid between $first and $last"
    )
    ((last,),) = engine.execute(f"select coalesce(max(rowid), -1) from {name}")  # noqa: S608
    for first in range(0, last + 1, _CHUNK_ROWS):
        ((text,),) = engine.execute_often(chunk, {"first": first, "last": first + _CHUNK_ROWS - 1})
        if text:
            yield text


def _cell(column: str, kind: str) -> str:
    text = _escaped(column) if kind == "VARCHAR" else f"cast({column} as varchar)"
    return f"coalesce({text}, '\\N')"


def _escaped(column: str) -> str:
    """Few texts have a mark to escape, and to look for one takes a quarter of the time of replacing all."""
    text = column
    for plain, escaped in _ESCAPES:
        text = f"replace({text}, {_literal(plain)}, '{escaped}')"
    has_one = " or ".join(f"contains({column}, {_literal(plain)})" for plain, _ in _ESCAPES)
    return f"case when {has_one} then {text} else {column} end"


def _literal(mark: str) -> str:
    return f"chr({ord(mark)})"


def _type(kind: str) -> str:
    return kind.replace("DECIMAL", "numeric") if kind.startswith("DECIMAL") else _TYPES[kind]


def copy_out(connection: psycopg.Connection[Any], name: str, path: Path) -> None:
    """Write a table's or view's rows to a CSV file that `csv_rows` reads."""
    with path.open("wb") as file, connection.cursor().copy(_out(name)) as copy:
        for part in copy:
            file.write(part)


def _out(name: str) -> bytes:
    return f"copy (select * from {name}) to stdout (format csv)".encode()  # noqa: S608 - the contract's own names


def csv_rows(connection: psycopg.Connection[Any], name: str, path: Path) -> str:
    """A question to the engine for the rows that `copy_out` wrote, in the table's types."""
    described = connection.execute(f"select * from {name} limit 0".encode()).description or ()  # noqa: S608
    columns = ", ".join(f"'{column.name}': '{duckdb_type(column)}'" for column in described)
    quoted = str(path).replace("'", "''")
    return (
        f"select * from read_csv('{quoted}', auto_detect = false, header = false, delim = ',', quote = '\"', "  # noqa: S608
        f"escape = '\"', nullstr = '', allow_quoted_nulls = false, columns = {{{columns}}})"
    )


def duckdb_type(column: psycopg.Column) -> str:
    """The engine's type for a column of an answer."""
    kind = column.type_display
    if kind.startswith("numeric"):
        return kind.replace("numeric", "decimal") if "(" in kind else "hugeint"
    return {"float8": "double", "int8": "bigint", "int4": "integer", "int2": "smallint", "bool": "boolean"}.get(
        kind.partition("(")[0], kind.partition("(")[0]
    )
