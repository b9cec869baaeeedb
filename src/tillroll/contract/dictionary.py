"""The data dictionary as Markdown: every table, view and column of the warehouse, in the contract's own words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tillroll.contract.aids import COLUMN_STORE_AIDS, ROW_STORE_AIDS
from tillroll.contract.ddl import DUCKDB_TYPES, POSTGRES_TYPES
from tillroll.contract.table import Column, Kind, Table


@dataclass(frozen=True, slots=True)
class View:
    """One view: the header of its SQL file, and its columns' names in order."""

    name: str
    title: str
    grain: str
    filters: str
    columns: tuple[str, ...]


def dictionary(tables: Sequence[Table], views: Sequence[View]) -> str:
    """Sections for the facts, the marts, the logs, the views and the aids, each in the contract's order."""
    facts = [table for table in tables if not (table.is_log or is_mart(table))]
    marts = [table for table in tables if is_mart(table)]
    logs = [table for table in tables if table.is_log]
    sections = (
        ("Facts", map(_table, facts)),
        ("Marts", map(_table, marts)),
        ("Logs", map(_table, logs)),
        ("Views", (_view(view, tables) for view in views)),
        ("Aids in DuckDB", map(_table, COLUMN_STORE_AIDS)),
        ("Aids in PostgreSQL", (_table(aid, POSTGRES_TYPES) for aid in ROW_STORE_AIDS)),
    )
    return "\n".join("\n".join((f"## {title}\n\n{_INTRODUCTIONS[title]}\n", *texts)) for title, texts in sections)


def is_mart(table: Table) -> bool:
    """Whether a table is kept only so that reports are quick: all of it follows from the facts."""
    return table.description.startswith("Mart:")


_INTRODUCTIONS = {
    "Facts": "What was delivered, and what follows from it. The same deliveries and decisions give the same rows.",
    "Marts": "Figures by branch-day, kept current in the transaction that changes their facts.",
    "Logs": "What happened, run by run. Ingesting a file twice adds to a log and to nothing else.",
    "Views": "What queries should read: each holds only what counts.",
    "Aids in DuckDB": "Only there, and only for tillroll's own reports: they are neither exported nor compared.",
    "Aids in PostgreSQL": "The same of PostgreSQL.",
}


def _table(table: Table, types: Mapping[Kind, str] = DUCKDB_TYPES) -> str:
    rows = "\n".join(_row((f"`{c.name}`", types[c.kind], c.description, _rules(c))) for c in table.columns)
    return (
        f"### {table.name}\n\n{_sentence(table.grain)} {table.description}\n\n"
        f"Key: {_names(table.key)}.\n\n| column | type | meaning | must hold |\n|---|---|---|---|\n{rows}\n"
    )


def _view(view: View, tables: Sequence[Table]) -> str:
    own_table_last = sorted(tables, key=lambda table: table.name == view.name.removeprefix("current_"))
    known = {column.name: column for table in own_table_last for column in table.columns}
    rows = "\n".join(
        _row((f"`{name}`", DUCKDB_TYPES[known[name].kind], known[name].description)) for name in view.columns
    )
    return (
        f"### {view.name}\n\n{_sentence(view.title)} {_sentence(view.grain)} Filters: {view.filters}.\n\n"
        f"| column | type | meaning |\n|---|---|---|\n{rows}\n"
    )


def _rules(column: Column) -> str:
    return "; ".join(_each_rule(column))


def _each_rule(column: Column) -> Iterator[str]:
    if column.nullable:
        yield "may be empty"
    if column.references:
        yield f"stands in `{column.references}`"
    if column.one_of:
        yield f"one of {_names(column.one_of)}"
    if column.at_least is not None:
        yield f"at least {column.at_least}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
