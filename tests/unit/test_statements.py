"""The SQL files by name, and their parameters."""

import re
from importlib import resources
from pathlib import Path

import pytest

from tillroll.statements import (
    as_duckdb,
    duckdb_statement,
    own_names,
    parameters_of,
    statement,
    statement_names,
    title_of,
)

SQL = Path(str(resources.files("tillroll"))) / "sql"
NAMES = sorted(path.relative_to(SQL).with_suffix("").as_posix() for path in SQL.rglob("*.sql"))


def test_every_statement_says_its_title_grain_and_filters() -> None:
    header = re.compile(r"-- title: \S.*\n(?:-- .*\n)*-- grain: \S.*\n(?:-- .*\n)*-- filters: \S")
    assert NAMES
    assert [name for name in NAMES if not header.match(statement(name))] == []


SHARED = ("load/", "marts/", "lists/", "checks/", "views/", "migrations/", "reports/")
DUCKDBS_OWN = {
    "a//b": r"//",
    "a::type": r"::",
    "filter without where": r"\bfilter \((?!where )",
    "a list in brackets": r"(?<!\w)\[[^\]]",
    "a function": r"\b(list|arg_max|arg_min|median|epoch|date_diff|to_minutes|to_days|range|ifnull|count_if)\(",
    "a clause": r"\b(group by all|order by all|qualify|distinct on|asof|pivot|exclude|rowid)\b",
    "a temporary table": r"\btemp(orary)? table\b",
    "a parameter of no type in a select list": r"\n    \$\w+,?\n",
}


@pytest.mark.parametrize("words", DUCKDBS_OWN)
def test_what_touches_a_warehouse_is_in_the_words_of_both(words: str) -> None:
    found = {name: re.findall(DUCKDBS_OWN[words], duckdb_statement(name)) for name in NAMES if name.startswith(SHARED)}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize("database", ["duckdb", "postgres", "redshift"])
def test_each_text_of_a_database_is_run_in_the_place_of_a_common_one(database: str) -> None:
    texts = {name.removeprefix(f"{database}/") for name in NAMES if name.startswith(f"{database}/")}
    assert texts
    assert texts == own_names(database)
    assert texts <= set(NAMES)


def test_a_title_is_what_a_person_reads() -> None:
    assert title_of("prepare/distinct_items") == "the items written"


def test_names_are_sorted_and_only_of_statements() -> None:
    names = statement_names("prepare")
    assert list(names) == sorted(names)
    assert "prepare/create_raw_row" in names


def test_parameters_are_found_and_casts_and_comments_are_none() -> None:
    assert parameters_of("prepare/add_empty_days") == {"document_no", "branch_id", "trading_date"}
    assert parameters_of("prepare/distinct_items") == frozenset()
    assert "document_nos" in parameters_of("prepare/drop_rows")


def test_duckdb_writes_parameters_with_a_dollar() -> None:
    assert as_duckdb("select :day, x::date, '12:30', [1:2]") == "select $day, x::date, '12:30', [1:2]"
    assert ":" not in duckdb_statement("prepare/drop_rows")
    assert not duckdb_statement("prepare/drop_rows").startswith("--")


def test_a_statement_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(FileNotFoundError):
        statement("prepare/nothing")
