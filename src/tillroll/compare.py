"""Whether two warehouses hold the same rows: fingerprints of every table first, then only the rows that differ.

Neither side is held in memory: a table is cut into parts, by trading date where it has one, and both databases make the
fingerprints of parts by one text. The logs are not compared, for they tell of runs and not of sales.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from tillroll.contract.table import Column, Table
from tillroll.contract.tables import TABLES

Row = tuple[Any, ...]
Span = tuple[Any, Any]
_ROWS_IN_A_SPAN = 250_000
_TEXT = "cast({} as varchar(40))"


class Warehouse(Protocol):
    """A database that answers questions made from the contract."""

    def execute(self, sql: str, **parameters: object) -> list[Row]:
        """Run a statement that was made from the contract."""
        ...


def row_differences(one: Warehouse, other: Warehouse) -> Iterator[str]:
    """Each table whose rows differ between two warehouses: how many do, and the first of them, in words."""
    for table in TABLES:
        found = iter(()) if table.is_log else _of_table(one, other, table)
        first = next(found, None)
        if first:
            yield f"{table.name}: {1 + sum(1 for _ in found):,} of its rows differ, the first: {first}"


def _of_table(one: Warehouse, other: Warehouse, table: Table) -> Iterator[str]:
    counts: Counter[Any] = Counter(dict(one.execute(_parts_sql(table)))) | Counter(
        dict(other.execute(_parts_sql(table)))
    )
    for span in _spans(sorted(counts.items())):
        if _fingerprint(one, table, span) != _fingerprint(other, table, span):
            for part in sorted(part for part in counts if span[0] <= part <= span[1]):
                yield from _of_part(one, other, table, part)


def _spans(parts: Iterable[tuple[Any, int]]) -> Iterator[Span]:
    """The parts in order, cut so that no span holds many rows unless one part does."""
    held: list[Any] = []
    rows = 0
    for part, count in parts:
        if held and rows + count > _ROWS_IN_A_SPAN:
            yield held[0], held[-1]
            held, rows = [], 0
        held.append(part)
        rows += count
    if held:
        yield held[0], held[-1]


def _fingerprint(warehouse: Warehouse, table: Table, span: Span) -> list[Row]:
    return warehouse.execute(_fingerprint_sql(table), first=span[0], last=span[1])


def _of_part(one: Warehouse, other: Warehouse, table: Table, part: object) -> Iterator[str]:
    ours, theirs = (Counter(each.execute(_rows_sql(table), part=part)) for each in (one, other))
    here, there = (_by_key(table, rows) for rows in (ours - theirs, theirs - ours))
    for key in sorted(here.keys() | there.keys(), key=str):
        yield _words(table, key, here.get(key), there.get(key))


def _by_key(table: Table, rows: Iterable[Row]) -> dict[Row, Row]:
    places = [table.column_names().index(name) for name in table.key]
    return {tuple(row[place] for place in places): row for row in rows}


def _words(table: Table, key: Row, here: Row | None, there: Row | None) -> str:
    who = ", ".join(f"{name} {value}" for name, value in zip(table.key, key, strict=True))
    if here is None or there is None:
        return f"{who} is only {'there' if here is None else 'here'}"
    pairs = zip(table.column_names(), here, there, strict=True)
    return f"{who}: " + ", ".join(f"{name} is {a} here and {b} there" for name, a, b in pairs if a != b)


# --- questions, the same text on every database ---


def questions(table: Table) -> dict[str, str]:
    """All that a database is asked of a table, by what it tells."""
    return {"parts": _parts_sql(table), "fingerprint": _fingerprint_sql(table), "rows": _rows_sql(table)}


def _part(table: Table) -> str:
    """By what a table is cut: trading date, the first letter of the document, or not at all."""
    if "trading_date" in table.column_names():
        return "trading_date"
    return f"left({_TEXT.format('document_id')}, 1)" if "document_id" in table.key else _TEXT.format("'all'")


def _parts_sql(table: Table) -> str:
    parted = f"select {_part(table)} as part from {table.name}"  # noqa: S608 - the contract's own names
    return f"select part, count(*) as row_count from ({parted}) as parted group by part"  # noqa: S608 - as above


def _fingerprint_sql(table: Table) -> str:
    """How many rows there are, and two sums over hashes of them: whole rows are too many for one text in Redshift."""
    cells = " || chr(31) || ".join(map(_cell, table.columns))
    marks = f"select md5({cells}) as mark from {table.name} where {_part(table)} between :first and :last"  # noqa: S608 - as above
    sums = ", ".join(f"sum({_number(first)}) as sum_from_{first}" for first in (1, 17))
    return f"select count(*) as row_count, {sums} from ({marks}) as marked"  # noqa: S608 - as above


def _number(first: int) -> str:
    """Sixteen letters of a hash as a number, six of them as if they were others: no text for it is every database's."""
    return f"cast(translate(substring(mark, {first}, 16), 'abcdef', '012345') as bigint)"


def _cell(column: Column) -> str:
    """A value as a text, by which it can be told from all others; a flag has none in Redshift."""
    name = column.name
    if column.kind == "flag":
        return f"case when {name} then 'true' when not {name} then 'false' else chr(30) end"
    return f"coalesce({name if column.kind == 'text' else _TEXT.format(name)}, chr(30))"


def _rows_sql(table: Table) -> str:
    columns: Sequence[str] = table.column_names()
    return f"select {', '.join(columns)} from {table.name} where {_part(table)} = :part"  # noqa: S608 - as above
