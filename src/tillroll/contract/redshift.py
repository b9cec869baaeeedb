"""How the contract's tables lie in Redshift: their types, and by which columns they are spread and sorted.

A table is spread by the column that its largest joins go by, so that they move no rows between nodes, and sorted by the
trading date, so that a question skips the blocks of other days. Small tables stand whole on every node. Encodings are
left to Redshift, and keys are not declared: its planner would believe them without proof (docs/decisions/0004).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tillroll.contract.table import Column, Kind, Table

LONGEST_TEXT = 4096
"""Bytes of the longest text that Redshift takes from us."""

TYPES: Mapping[Kind, str] = {
    "text": "VARCHAR",
    "uuid": "CHAR(36)",
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
"""Redshift has no type for a UUID: it is its text, and nothing else is a CHAR."""

TEXT_BYTES: Mapping[str, int] = {
    "branch_id": 256,
    "till": 256,
    "tender": 16,
    "outcome": 16,
    "state": 16,
    "source": 16,
    "keep": 16,
    "sha256": 64,
    "rule": 64,
    "column_name": 64,
    "nation": 64,
    "time_zone": 64,
    "version": 64,
    "content_key": 64,
    "format": 256,
}
"""Bytes of the texts that are surely shorter than the longest, by column: what is not used still costs memory."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Where a table's rows lie: by this column's value on one node, or all on every node; and in which order there."""

    by: str | None
    order: tuple[str, ...] = ()

    @property
    def ddl(self) -> str:
        """The clauses that say so."""
        spread = f"DISTSTYLE KEY DISTKEY ({self.by})" if self.by else "DISTSTYLE ALL"
        return f"{spread} COMPOUND SORTKEY ({', '.join(self.order)})" if self.order else spread


_WHOLE = Spread(None)
_BY_WEEK = Spread("week_id", ("week_from", "branch_id"))
_BY_DAY = Spread("day_id", ("trading_date", "branch_id"))

SPREADS: Mapping[str, Spread] = {
    "document": Spread("document_id", ("document_id",)),
    "document_day": Spread("document_id", ("trading_date", "branch_id")),
    "document_sale": Spread("sale_id", ("trading_date", "branch_id")),
    "sale": Spread("sale_id", ("trading_date", "branch_id")),
    "sale_line": Spread("sale_id", ("trading_date", "sale_id")),
    "rejection": Spread("document_id", ("document_id",)),
    "receipt": Spread("document_id", ("run_id", "delivery_no")),
    "restatement": Spread(None, ("trading_date",)),
    "branch_day": _BY_DAY,
    "branch_hour": _BY_DAY,
    "branch_day_product": _BY_DAY,
    "branch_day_tender": _BY_DAY,
    "branch_day_spend": _BY_DAY,
    "branch_week": _BY_WEEK,
    "branch_week_product": _BY_WEEK,
}
"""The tables that are not small. All others stand whole on every node."""

KEPT_SPREADS: Mapping[str, Spread] = {
    "staged_sale": Spread("sale_id", ("trading_date", "branch_id")),
    "staged_sale_line": Spread("sale_id", ("trading_date", "branch_id")),
    "new_sale": Spread("sale_id"),
    "contested_sale": Spread("sale_id"),
    "changed_sale": Spread("day_id"),
    "changed_product": Spread("day_id"),
    "changed_tender": Spread("day_id"),
    "branch_day_state": Spread("day_id", ("trading_date", "branch_id")),
    "part_sold": Spread("day_id"),
    "part_sold_before": Spread("day_id"),
    "report_menu": Spread("branch_id"),
}
"""The same of temporary tables; those that are not named are small."""


def spread_of(table: str) -> Spread:
    """Where a table's rows lie, of the contract's own and of the temporary ones."""
    return SPREADS.get(table) or KEPT_SPREADS.get(table) or _WHOLE


def column_type(column: Column) -> str:
    """A column's type."""
    if column.kind == "text":
        return f"VARCHAR({TEXT_BYTES.get(column.name, LONGEST_TEXT)})"
    return TYPES[column.kind]


def create_table(table: Table) -> str:
    """A table's ``CREATE TABLE``."""
    columns = ",\n    ".join(
        f"{column.name} {column_type(column)}{'' if column.nullable else ' NOT NULL'}" for column in table.columns
    )
    return f"CREATE TABLE IF NOT EXISTS {table.name} (\n    {columns}\n)\n{spread_of(table.name).ddl}"
