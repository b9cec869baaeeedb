"""Tables and views as files."""

from difflib import get_close_matches
from pathlib import Path

from tillroll.contract.tables import TABLES
from tillroll.errors import ConfigurationError
from tillroll.report.scope import EVERYTHING, Scope
from tillroll.report.warehouse import FileKind, Warehouse
from tillroll.statements import statement_names


def table_names() -> tuple[str, ...]:
    """The tables and views that can be exported: facts, marts and logs in the contract's order, then the views."""
    views = (name.rpartition("/")[2] for name in statement_names("views"))
    return (*(table.name for table in TABLES), *views)


def export_table(warehouse: Warehouse, name: str, path: Path, kind: FileKind, *, scope: Scope = EVERYTHING) -> None:
    """Write a table or view to a Parquet or CSV file, its rows in no particular order.

    Texts in CSV that a spreadsheet would take for a formula begin with ``'``. `ConfigurationError` if there is no such
    table or the file can't be written; `NotAllowed` within a limited scope; `TryAgainLater` if the disk is full.
    """
    scope.check_whole("an export of a table")
    if name not in table_names():
        near = get_close_matches(name, table_names(), n=3) or table_names()
        raise ConfigurationError(f"there is no table or view {name}: write {' or '.join(near)}")
    warehouse.export(name, path, kind)
