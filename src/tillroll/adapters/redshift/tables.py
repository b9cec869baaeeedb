"""Temporary tables in Redshift: those that hold what prepare staged, and those of values that a statement is given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tillroll.adapters.aws import Bucket
from tillroll.adapters.postgres.connection import Row
from tillroll.adapters.redshift.staging import passing_prefix, send, write_manifest
from tillroll.batch import KeptFile
from tillroll.contract.redshift import LONGEST_TEXT, spread_of
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError, TryAgainLater

Run = Callable[[str, Mapping[str, object]], list[Row]]
ROWS_A_STATEMENT = 500
BYTES_A_STATEMENT = 1_000_000
"""A statement may have 16 MB; a smaller one spares the leader node, which parses it."""

_TYPES: Mapping[str, str] = {
    "VARCHAR": f"varchar({LONGEST_TEXT})",
    "UUID": "char(36)",
    "BOOLEAN": "boolean",
    "TINYINT": "smallint",
    "UTINYINT": "smallint",
    "SMALLINT": "smallint",
    "USMALLINT": "integer",
    "INTEGER": "integer",
    "UINTEGER": "bigint",
    "BIGINT": "bigint",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIME": "time",
    "TIMESTAMP": "timestamp",
}
_CASTS: Mapping[str, str] = {"UUID": "varchar", "TINYINT": "smallint", "UTINYINT": "smallint"}


def copy_in(
    engine: Engine, run: Run, bucket: Bucket, role: str, tables: Sequence[str], files: Mapping[str, KeptFile]
) -> None:
    """Make temporary tables like the engine's, with their rows, by way of S3: nothing stays there but what was there.

    ``files`` hold the same rows as the tables of their names, in columns that COPY takes.
    """
    with passing_prefix(bucket, "staged") as prefix:
        for table in tables:
            kinds = {row[0]: row[1] for row in engine.execute(f"describe {table}")}
            _check_lengths(engine, table, [name for name, kind in kinds.items() if kind == "VARCHAR"])
            columns = ", ".join(f"{name} {_type(kind)}" for name, kind in kinds.items())
            run(f"drop table if exists {table}", {})
            run(f"create temp table {table} ({columns}) {spread_of(table).ddl}", {})
            if engine.execute(f"from {table} limit 1"):
                file = files.get(table) or send(engine, bucket, prefix, table, [_cell(*each) for each in kinds.items()])
                manifest = write_manifest(bucket, f"{prefix}/{table}.manifest", file)
                run(copy_statement(table, list(kinds), role), {"manifest": manifest, "role": role})
                _check_arrived(engine, run, table, list(kinds))
                run(f"analyze {table}", {})


def _check_arrived(engine: Engine, run: Run, table: str, columns: Sequence[str]) -> None:
    """`TryAgainLater` unless as many rows and pence are there as were sent."""
    sums = "".join(f", coalesce(sum({name}), 0) as {name}" for name in columns if name.endswith("_pence"))
    figures = f"select count(*) as row_count{sums} from {table}"  # noqa: S608 - the engine's own names
    if run(figures, {}) != engine.execute(figures):
        raise TryAgainLater(
            f"Redshift's COPY made other rows or pence of {table} than were sent: nothing of this batch was loaded; "
            "see that nothing else writes under redshift_staging, and run again"
        )


def copy_statement(table: str, columns: Sequence[str], role: str) -> str:
    """The COPY of a table by its manifest."""
    by = "default" if role == "default" else "%(role)s"
    return f"copy {table} ({', '.join(columns)}) from %(manifest)s iam_role {by} format as parquet manifest"


def _cell(name: str, kind: str) -> str:
    other = _CASTS.get(kind) or (_type(kind) if kind.startswith("U") else None)
    return f"cast({name} as {other}) as {name}" if other else name


def _type(kind: str) -> str:
    return kind.lower() if kind.startswith("DECIMAL") else _TYPES[kind]


def _check_lengths(engine: Engine, table: str, texts: Sequence[str]) -> None:
    """`ConfigurationError` for a text that no column there can hold: COPY would refuse the whole batch."""
    lengths = ", ".join(f"coalesce(max(strlen({name})), 0)" for name in texts)
    (longest,) = engine.execute(f"select {lengths} from {table}")  # noqa: S608 - the engine's own names
    for name, length in zip(texts, longest, strict=True):
        if length > LONGEST_TEXT:
            raise ConfigurationError(
                f"a {name} in {table.removeprefix('staged_')} has {length:,} bytes, "
                f"and Redshift takes {LONGEST_TEXT:,}: shorten it in the file, or take the file out"
            )


def give(run: Run, tables: Mapping[str, Mapping[str, str]], parameters: Mapping[str, Any]) -> None:
    """Make the tables of given values that a statement reads, from lists of values of one length a table."""
    for table, columns in tables.items():
        described = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        run(f"drop table if exists {table}", {})
        run(f"create temp table {table} ({described}) {spread_of(table).ddl}", {})
        for rows in portions(list(zip(*(parameters[name] for name in columns), strict=True))):
            run(*_insert(table, list(columns), rows))


def _insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> tuple[str, dict[str, object]]:
    values = {f"v{row}_{at}": value for row, cells in enumerate(rows) for at, value in enumerate(cells)}
    marks = ", ".join(f"({', '.join(f'%(v{row}_{at})s' for at in range(len(columns)))})" for row in range(len(rows)))
    return f"insert into {table} ({', '.join(columns)}) values {marks}", values  # noqa: S608 - names of our own


def portions(rows: Sequence[Sequence[object]]) -> Iterator[Sequence[Sequence[object]]]:
    """The rows in portions that each make a statement of a bounded size."""
    first = size = 0
    for at, row in enumerate(rows):
        bytes_of_row = sum(2 * len(str(cell).encode()) + 16 for cell in row)
        if at > first and (at - first >= ROWS_A_STATEMENT or size + bytes_of_row > BYTES_A_STATEMENT):
            yield rows[first:at]
            first, size = at, 0
        size += bytes_of_row
    if rows:
        yield rows[first:]
