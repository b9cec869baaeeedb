"""Every statement that a Redshift warehouse is sent, by name, as its parser would read it."""

from collections.abc import Iterator
from functools import cache

from sqlglot import exp, parse_one

from tillroll.compare import questions
from tillroll.contract.checks import contract_checks, readable_sql
from tillroll.contract.redshift import create_table
from tillroll.contract.tables import TABLES
from tillroll.statements import REDSHIFT_FOLDERS, own_text, statement, statement_names, without_comments


def names() -> list[str]:
    """The statements of files that every kind of warehouse runs."""
    return [name for folder in REDSHIFT_FOLDERS for name in statement_names(folder)]


def _made() -> Iterator[tuple[str, str]]:
    for table in TABLES:
        yield f"table {table.name}", create_table(table)
        yield f"readable {table.name}", readable_sql(table)
        for told, sql in questions(table).items():
            yield f"compare {told} {table.name}", sql
    for check in contract_checks(TABLES):
        yield f"check {check.name}", check.sql


@cache
def texts() -> dict[str, str]:
    """Each statement's text, without comments."""
    return {name: without_comments(statement(own_text("redshift", name))) for name in names()} | dict(_made())


@cache
def parsed() -> dict[str, exp.Expr]:
    """Each statement's tree; a text that does not parse is an error."""
    return {name: parse_one(text, read="redshift") for name, text in texts().items()}
