"""A connection to Redshift: the driver puts values into statements, and the server prepares none."""

from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper, Loader
from psycopg.types.string import StrDumper

from tillroll.adapters.postgres.connection import Place, Row

LONGEST_STATEMENT = "1800000"
_SETTINGS = (
    ("query_group", "tillroll"),
    ("timezone", "UTC"),
    ("datestyle", "ISO"),
    ("statement_timeout", LONGEST_STATEMENT),
)


class _UuidText(StrDumper):
    """A UUID is its text there."""

    def dump(self, obj: object) -> bytes:
        return str(obj).encode()


class _UuidOfText(Loader):
    """Nothing of ours is a CHAR but UUIDs."""

    def load(self, data: Any) -> object:  # noqa: ANN401 - a buffer of psycopg's
        text = bytes(data).decode()
        return UUID(text) if len(text) == len(str(UUID(int=0))) else text


def new_connection(place: Place, schema: str) -> psycopg.Connection[Row]:
    """A connection in a schema, with our settings; the driver's errors go through."""
    connection = psycopg.connect(
        **cast("dict[str, Any]", place.parameters),
        autocommit=True,
        prepare_threshold=None,
        cursor_factory=psycopg.ClientCursor,
    )
    try:
        adapt(connection)
        for name, value in (*_SETTINGS, ("search_path", schema)):
            connection.execute(f"set {name} to '{value}'".encode())
    except BaseException:
        connection.close()
        raise
    return connection


def adapt(connection: psycopg.Connection[Row]) -> None:
    """Let UUIDs go there as texts and come back as UUIDs."""
    dumper: type[Dumper] = _UuidText
    connection.adapters.register_dumper(UUID, dumper)
    connection.adapters.register_loader("bpchar", _UuidOfText)
