"""The contract's tables as DDL.

Keys and references are not declared: load guarantees them, ``tillroll check`` proves them, and an index on twenty
million sales would cost more at every load than the whole load (docs/decisions/0004).
"""

from tillroll.contract.indexes import INDEXES
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
    "bits": "BIGINT",
}
POSTGRES_TYPES: dict[Kind, str] = {
    "text": 'TEXT COLLATE "C"',
    "uuid": "UUID",
    "hash64": "BIGINT",
    "pence": "BIGINT",
    "count": "INTEGER",
    "quantity": "DECIMAL(12,3)",
    "date": "DATE",
    "moment": "TIMESTAMP(6)",
    "clock": "TIME(6)",
    "flag": "BOOLEAN",
    "rate": "DECIMAL(5,2)",
    "bits": "BIT VARYING",
}
"""Texts are in order of their bytes, as they are in DuckDB, whatever the database's own order is."""


def column_ddl(column: Column, types: dict[Kind, str]) -> str:
    """One column's definition."""
    return f"{column.name} {types[column.kind]}{'' if column.nullable else ' NOT NULL'}"


def create_table(table: Table, types: dict[Kind, str]) -> str:
    """A table's ``CREATE TABLE``."""
    columns = ",\n    ".join(column_ddl(column, types) for column in table.columns)
    return f"CREATE TABLE IF NOT EXISTS {table.name} (\n    {columns}\n)"


def create_indexes(table: Table) -> list[str]:
    """A table's ``CREATE INDEX`` statements, for a database whose scans need them."""
    return [
        f"CREATE INDEX IF NOT EXISTS {table.name}_by_{'_'.join(columns)} ON {table.name} ({', '.join(columns)})"
        for columns in INDEXES.get(table.name, ())
    ]
