"""A schema that is there for a while: empty at first, gone at the end."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg

from tillroll.adapters.postgres.connection import Row, Secret, connect, new_connection, place_of
from tillroll.adapters.postgres.faults import statement_fault

_Open = Callable[[], psycopg.Connection[Row]]


@contextmanager
def schema(url: str, secret: Secret | None, name: str) -> Iterator[str]:
    """The URL of a new schema of a PostgreSQL database, until the block ends."""
    place = place_of(url, secret)
    with new_schema(lambda: connect(place, new_connection), statement_fault, name):
        yield with_option(url, "options", f"-csearch_path={name}")


@contextmanager
def new_schema(opened: _Open, fault: Callable[..., Exception], name: str) -> Iterator[None]:
    """Make a schema, and drop it at the end with all that is in it."""
    _run(opened, fault, f"create schema {name}")
    try:
        yield
    finally:
        _run(opened, fault, f"drop schema if exists {name} cascade")


def _run(opened: _Open, fault: Callable[..., Exception], sql: str) -> None:
    with closing(opened()) as connection:
        try:
            connection.execute(sql.encode())
        except psycopg.Error as error:
            raise fault(sql, error, is_lost=connection.closed) from None


def with_option(url: str, name: str, value: str) -> str:
    """A URL with one of its options set."""
    parts = urlsplit(url)
    options = {**dict(parse_qsl(parts.query)), name: value}
    return urlunsplit(parts._replace(query=urlencode(options, quote_via=quote)))
