"""DuckDB, the engine of ``prepare`` everywhere: one connection in memory that never spills and never downloads."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from tillroll.errors import TryAgainLater, UnreadableDocument
from tillroll.statements import duckdb_statement, parameters_of

MEMORY_LIMIT = "600MB"
Row = tuple[Any, ...]


class Engine:
    """One in-memory DuckDB: the SQL files run by name, and what they answer."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    @classmethod
    def open(cls) -> "Engine":
        """A new engine. Spilling is off: a temporary file could hold what a malformed row put in the wrong column."""
        return cls(
            duckdb.connect(
                ":memory:",
                config={
                    "memory_limit": MEMORY_LIMIT,
                    "temp_directory": "",
                    "autoinstall_known_extensions": "false",
                    "autoload_known_extensions": "false",
                },
            )
        )

    def run(self, name: str, /, **parameters: object) -> list[Row]:
        """Run ``sql/<name>.sql`` with those of the parameters that it takes, and fetch what it answers."""
        wanted = {key: parameters[key] for key in parameters_of(name)}
        return self.execute(duckdb_statement(name), wanted)

    def execute(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[Row]:
        """Run one statement. DuckDB's own message may quote a row, so no error of it is ever passed on."""
        try:
            return self.connection.execute(sql, parameters or {}).fetchall()
        except duckdb.OutOfMemoryException:
            raise TryAgainLater("DuckDB ran out of memory: close other programs or set a higher limit") from None

    def table(self, name: str, /, columns: Mapping[str, Sequence[object]]) -> None:
        """Make the temporary table that ``sql/<name>.sql`` describes from one list a column."""
        self.run(name, **columns)

    def close(self) -> None:
        """Close the connection and all that is attached to it."""
        self.connection.close()


def reads_plainly(engine: Engine, name: str, parameters: Mapping[str, object]) -> bool:
    """Whether a reading statement ran; ``False`` when a file of it is not as plain as it looked."""
    try:
        engine.run(name, **parameters)
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException):
        return False
    return True


__all__ = ["Engine", "Row", "UnreadableDocument", "reads_plainly"]
