"""The SQL files, by name. Their parameters are written ``:name``; values never become text of a statement."""

import re
from functools import cache
from importlib import resources
from itertools import takewhile

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


@cache
def statement(name: str) -> str:
    """The text of ``sql/<name>.sql``, as in ``load/sale``."""
    return (resources.files("tillroll") / "sql" / f"{name}.sql").read_text("utf-8")


@cache
def parameters_of(name: str) -> frozenset[str]:
    """The names of the parameters that a statement takes."""
    return frozenset(_PARAMETER.findall(_without_comments(statement(name))))


@cache
def duckdb_statement(name: str) -> str:
    """The statement with its parameters as DuckDB writes them."""
    return as_duckdb(_without_comments(statement(name)))


def as_duckdb(sql: str) -> str:
    """A statement's text with its parameters as DuckDB writes them.

    >>> as_duckdb("select cast(:day as date), epoch::bigint")
    'select cast($day as date), epoch::bigint'
    """
    return _PARAMETER.sub(r"$\1", sql)


@cache
def psycopg_statement(name: str) -> str:
    """The statement with its parameters as psycopg writes them."""
    return as_psycopg(_without_comments(statement(name)))


def as_psycopg(sql: str) -> str:
    """A statement's text with its parameters as psycopg writes them.

    >>> as_psycopg("select cast(:day as date), name like 'a%', epoch::bigint")
    "select cast(%(day)s as date), name like 'a%%', epoch::bigint"
    """
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


def title_of(name: str) -> str:
    """What ``sql/<name>.sql`` says of itself in its first line."""
    return statement(name).partition("\n")[0].removeprefix("-- title: ")


def header_of(name: str) -> dict[str, str]:
    """The fields of the comment with which ``sql/<name>.sql`` begins; a line that is set in goes on with the last."""
    fields: dict[str, str] = {}
    for line in takewhile(lambda line: line.startswith("-- "), statement(name).splitlines()):
        if line.startswith("--  "):
            fields[next(reversed(fields))] += f" {line.removeprefix('--').strip()}"
        else:
            field, _, words = line.removeprefix("-- ").partition(": ")
            fields[field] = words
    return fields


def statement_names(folder: str) -> tuple[str, ...]:
    """The names of the statements in ``sql/<folder>``, sorted."""
    files = (resources.files("tillroll") / "sql" / folder).iterdir()
    return tuple(sorted(f"{folder}/{f.name.removesuffix('.sql')}" for f in files if f.name.endswith(".sql")))


def _without_comments(text: str) -> str:
    return re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE).strip()
