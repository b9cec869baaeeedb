"""A schema that is there for a while: empty at first, gone at the end."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg

from tillroll.adapters.postgres.connection import Connect, Place, Secret, connect, new_connection, place_of
from tillroll.adapters.postgres.faults import statement_fault


@contextmanager
def schema(url: str, secret: Secret | None, name: str) -> Iterator[str]:
    """The URL of a new schema of a PostgreSQL database, until the block ends."""
    with new_schema(place_of(url, secret), new_connection, name):
        yield with_option(url, "options", f"-csearch_path={name}")


@contextmanager
def new_schema(place: Place, new: Connect, name: str) -> Iterator[None]:
    """Make a schema, and drop it at the end with all that is in it."""
    _run(place, new, f"create schema {name}")
    try:
        yield
    finally:
        _run(place, new, f"drop schema if exists {name} cascade")


def _run(place: Place, new: Connect, sql: str) -> None:
    with closing(connect(place, new)) as connection:
        try:
            connection.execute(sql.encode())
        except psycopg.Error as error:
            raise statement_fault(sql, error, is_lost=connection.closed) from None


def with_option(url: str, name: str, value: str) -> str:
    """A URL with one of its options set."""
    parts = urlsplit(url)
    options = {**dict(parse_qsl(parts.query)), name: value}
    return urlunsplit(parts._replace(query=urlencode(options, quote_via=quote)))
