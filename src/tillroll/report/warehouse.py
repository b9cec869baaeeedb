"""What the read path asks of a database."""

from pathlib import Path
from typing import Literal, Protocol

from tillroll import lists
from tillroll.lists import Row

__all__ = ["FileKind", "Row", "Warehouse"]

FileKind = Literal["parquet", "csv"]


class Warehouse(lists.Warehouse, Protocol):
    """A database that answers and writes out its tables and views."""

    def keep(self, table: str, name: str, /, **parameters: object) -> None:
        """Keep what ``sql/<name>.sql`` answers as a temporary table of this name."""
        ...

    def export(self, name: str, path: Path, kind: FileKind) -> None:
        """Write a table or view to a file."""
        ...

    def export_answer(self, statement: str, path: Path, kind: FileKind, **parameters: object) -> None:
        """Write what ``sql/<statement>.sql`` answers to a file, as `export` does."""
        ...
