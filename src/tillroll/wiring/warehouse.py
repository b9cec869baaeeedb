"""What every kind of warehouse can do, whichever adapter it is of."""

from typing import Protocol

from tillroll import checks, ingest, report
from tillroll.engine import Engine


class Warehouse(ingest.Warehouse, report.Warehouse, checks.Warehouse, Protocol):
    """A database that takes staged tables in, answers every question, and writes out its tables."""

    def another(self) -> "tuple[Engine, Warehouse]":
        """A connection of its own to the same warehouse, and its engine, for another thread of this process."""
        ...

    def interrupt(self) -> None:
        """End the statement that another thread runs here, if there is one."""
        ...

    def close(self) -> None:
        """Give up the connection."""
        ...
