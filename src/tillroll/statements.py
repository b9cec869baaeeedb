"""The SQL files, by name. Their parameters are written ``:name``; values never become text of a statement."""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from itertools import takewhile

REDSHIFT_FOLDERS = (
    *("load", "marts", "lists", "checks", "views", "migrations", "reports"),
    *("reports/stage", "reports/basis", "reports/catalogue", "reports/trends"),
)
"""Where statements lie that Redshift runs; it may have a second text of each under ``sql/redshift``."""

_OWN_FOLDERS: Mapping[str, tuple[str, ...]] = {
    "duckdb": ("reports/stage",),
    "postgres": ("marts", "reports/stage"),
    "redshift": REDSHIFT_FOLDERS,
}
"""Where a database may have a second text of a statement, under ``sql/<database>``.

The first two have aids to read, PostgreSQL also sums; Redshift speaks another SQL.
"""

_WRITING_FOLDERS = ("load", "marts", "lists", "aids")
_GIVEN = re.compile(r"(given_\w+) \(((?:[^()]|\([^()]*\))*)\)")
_NAMED_TYPE = re.compile(r"(\w+) (\w[\w ]*(?:\([^()]*\))?)")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


@cache
def statement(name: str) -> str:
    """The text of ``sql/<name>.sql``, as in ``load/sale``."""
    return (resources.files("tillroll") / "sql" / f"{name}.sql").read_text("utf-8")


@cache
def parameters_of(name: str) -> frozenset[str]:
    """The names of the parameters that a statement takes."""
    return frozenset(_PARAMETER.findall(without_comments(statement(name))))


@cache
def names_in(name: str) -> frozenset[str]:
    """Every word of a statement that may name a table or a column."""
    return frozenset(_NAME.findall(without_comments(statement(name))))


@cache
def duckdb_statement(name: str) -> str:
    """The statement with its parameters as DuckDB writes them."""
    return as_duckdb(without_comments(statement(name)))


def as_duckdb(sql: str) -> str:
    """A statement's text with its parameters as DuckDB writes them.

    >>> as_duckdb("select cast(:day as date), epoch::bigint")
    'select cast($day as date), epoch::bigint'
    """
    return _PARAMETER.sub(r"$\1", sql)


@cache
def psycopg_statement(name: str) -> str:
    """The statement with its parameters as psycopg writes them."""
    return as_psycopg(without_comments(statement(name)))


def own_text(database: str, name: str) -> str:
    """The name of the text that a database runs: its own, where the common one would not do or there is less to read.

    >>> own_text("postgres", "marts/changed_product"), own_text("duckdb", "marts/changed_product")
    ('postgres/marts/changed_product', 'marts/changed_product')
    """
    return f"{database}/{name}" if name in own_names(database) else name


@cache
def own_names(database: str) -> frozenset[str]:
    """The names of the statements that have a text of their own for a database."""
    own = (f"{database}/{folder}" for folder in _OWN_FOLDERS[database])
    return frozenset(name.removeprefix(f"{database}/") for folder in own for name in statement_names(folder))


@cache
def given_tables(name: str) -> Mapping[str, Mapping[str, str]]:
    """The tables of given values that a Redshift text reads, each with its columns and their types.

    Each column has the name of the parameter, a list, whose values it holds.
    """
    return {
        table: dict(_NAMED_TYPE.findall(columns)) for table, columns in _GIVEN.findall(header_of(name).get("given", ""))
    }


def as_psycopg(sql: str) -> str:
    """A statement's text with its parameters as psycopg writes them.

    >>> as_psycopg("select cast(:day as date), name like 'a%', epoch::bigint")
    "select cast(%(day)s as date), name like 'a%%', epoch::bigint"
    """
    return _PARAMETER.sub(r"%(\1)s", sql.replace("%", "%%"))


@cache
def changes_data(name: str) -> bool:
    """Whether a statement writes into the warehouse's tables; what it writes into temporary ones is no data.

    >>> changes_data("load/add_run"), changes_data("reports/stage/add_branch_day_states")
    (True, False)
    """
    is_of_writing = name.partition("/")[0] in _WRITING_FOLDERS
    return is_of_writing and without_comments(statement(name)).startswith(("insert", "update", "delete"))


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
    place = resources.files("tillroll") / "sql" / folder
    files = place.iterdir() if place.is_dir() else ()
    return tuple(sorted(f"{folder}/{f.name.removesuffix('.sql')}" for f in files if f.name.endswith(".sql")))


def without_comments(text: str) -> str:
    """A statement without the lines that only comment."""
    return re.sub(r"^\s*--.*$", "", text, flags=re.MULTILINE).strip()
