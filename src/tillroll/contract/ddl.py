"""The contract's tables as DDL.

Keys and references are not declared: load guarantees them, ``tillroll check`` proves them, and an index on twenty
million sales would cost more at every load than the whole load (docs/decisions/0004).
"""

from tillroll.contract.table import Column, Kind, Table

DUCKDB_TYPES: dict[Kind, str] = {
    "text": "VARCHAR",
    "uuid": "UUID",
    "hash64": "BIGINT",
    "pence": "BIGINT",
    "count": "INTEGER",
    "quantity": "DECIMAL(12,3)",
    "date": "DATE",
    "moment": "TIMESTAMP",
    "clock": "TIME",
    "flag": "BOOLEAN",
    "rate": "DECIMAL(5,2)",
}


def column_ddl(column: Column, types: dict[Kind, str]) -> str:
    """One column's definition."""
    return f"{column.name} {types[column.kind]}{'' if column.nullable else ' NOT NULL'}"


def create_table(table: Table, types: dict[Kind, str]) -> str:
    """A table's ``CREATE TABLE``."""
    columns = ",\n    ".join(column_ddl(column, types) for column in table.columns)
    return f"CREATE TABLE {table.name} (\n    {columns}\n)"
