"""What the contract promises of each table, as questions to a warehouse. Each answers with the rows that break it.

Every statement gives, at most five times, an example and the number of failures. An example holds keys, never a text
that a till wrote. A table with a trading date is asked for the dates from ``:first_day`` to ``:last_day``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tillroll.contract.table import Column, Table

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Check:
    """One promise: its name, what it says, and the statement that finds what breaks it."""

    name: str
    description: str
    sql: str
    is_dated: bool


def contract_checks(tables: Iterable[Table]) -> Iterator[Check]:
    """The checks of every table: its key, its blanks, its values and its references."""
    by_name = {table.name: table for table in tables}
    for table in by_name.values():
        yield _key_check(table)
        yield _blank_check(table)
        if _bounds(table):
            yield _value_check(table)
        for column in table.columns:
            if column.references:
                yield _reference_check(table, column, by_name)


def readable_sql(table: Table) -> str:
    """A question that a table with all of its columns can answer."""
    return f"select {', '.join(table.column_names())} from {table.name} limit 1"


def _check(name: str, description: str, table: Table, failing: str) -> Check:
    sql = f"select example, count(*) over () as failures from ({failing}) as failing order by example limit {EXAMPLES}"
    return Check(name, description, sql, _is_dated(table))


def _is_dated(table: Table) -> bool:
    return "trading_date" in table.column_names()


def _where(table: Table, condition: str = "true") -> str:
    dates = "child.trading_date between :first_day and :last_day and " if _is_dated(table) else ""
    return f"where {dates}({condition})"


def _example(table: Table) -> str:
    return f"concat_ws(' | ', {', '.join(f'cast(child.{name} as varchar)' for name in table.key)})"


def _key_check(table: Table) -> Check:
    key = ", ".join(table.key)
    grouped = ", ".join(f"child.{name}" for name in table.key)
    failing = (
        f"select {_example(table)} as example from {table.name} as child {_where(table)} "
        f"group by {grouped} having count(*) > 1"
    )
    return _check(f"{table.name} key", f"{table.name} holds each {key} once", table, failing)


def _blank_check(table: Table) -> Check:
    required = [column.name for column in table.columns if not column.nullable]
    blank = " or ".join(f"child.{name} is null" for name in required)
    failing = f"select {_example(table)} as example from {table.name} as child {_where(table, blank)}"
    return _check(f"{table.name} blanks", f"{table.name} has no blank where none may be", table, failing)


def _bounds(table: Table) -> list[tuple[str, str]]:
    """The columns whose values are bounded, each with what breaks its bounds."""
    found = []
    for column in table.columns:
        if column.one_of:
            words = ", ".join(f"'{word}'" for word in column.one_of)
            found.append((column.name, f"child.{column.name} not in ({words})"))
        if column.at_least is not None:
            found.append((column.name, f"child.{column.name} < {column.at_least}"))
    return found


def _value_check(table: Table) -> Check:
    failing = " union all ".join(
        f"select '{name} of ' || {_example(table)} as example from {table.name} as child {_where(table, broken)}"
        for name, broken in _bounds(table)
    )
    return _check(f"{table.name} values", f"{table.name} holds only values that its columns allow", table, failing)


def _reference_check(table: Table, column: Column, by_name: dict[str, Table]) -> Check:
    parent, _, key = (column.references or "").partition(".")
    on = f"child.{column.name} = parent.{key}"
    if _is_dated(table) and _is_dated(by_name[parent]):
        on += " and child.trading_date = parent.trading_date and parent.trading_date between :first_day and :last_day"
    missing = _where(table, f"child.{column.name} is not null and parent.{key} is null")
    failing = (
        f"select {_example(table)} as example from {table.name} as child left join {parent} as parent on {on} {missing}"
    )
    return _check(
        f"{table.name}.{column.name} reference",
        f"each {column.name} of {table.name} stands in {parent}",
        table,
        failing,
    )
