"""What the read path asks of a database."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tillroll import lists
from tillroll.lists import Row
from tillroll.outfile import FileKind

__all__ = ["FileKind", "Row", "Warehouse"]


class Warehouse(lists.Warehouse, Protocol):
    """A database that answers and writes out its tables and views."""

    @property
    def most_orders_read(self) -> int:
        """How many orders a question may read one by one; it takes about a second, where no mart answers sooner."""
        ...

    def keep(self, table: str, name: str, /, **parameters: object) -> None:
        """Keep what ``sql/<name>.sql`` answers as a temporary table of this name, in the place of one kept before."""
        ...

    def export(self, name: str, path: Path, kind: FileKind, told: Mapping[str, str] | None = None) -> None:
        """Write a table or view to a file; what is told of it, by name, stands in a Parquet file's metadata."""
        ...

    def export_answer(
        self, statement: str, path: Path, kind: FileKind, told: Mapping[str, str], /, **parameters: object
    ) -> None:
        """Write what ``sql/<statement>.sql`` answers to a file, as `export` does, with what is told of it."""
        ...
