"""The rights for Redshift's administrator: every table is under the policy of its grain, and the conditions mean it.

PostgreSQL stands in for what can be said in its words: policies are made of the same conditions, roles are roles. That
Redshift takes the statements as they are is not shown.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from tests.postgres_server import Server
from tests.warehouses.helpers import Sale, in_postgres, open_chain, till_text, write_file
from tillroll.branches import read_branches
from tillroll.contract.rights import redshift_rights, redshift_roles
from tillroll.contract.tables import TABLES
from tillroll.lists import registry, sync_lists
from tillroll.prepare import Setup

LISTED = """code,name,region,franchise,franchise_from,franchise_to
L,Leeds,North,Fern,,
Y,York,North,Fern,,2021-08-25
Y,York,North,Moss,2021-08-26,
B,Bath,South,Moss,,
"""
BRANCHES, DAYS = ("leeds", "york", "bath"), (25, 26)
OWN = {
    "Fern": {("leeds", 25), ("leeds", 26), ("york", 25)},
    "Moss": {("bath", 25), ("bath", 26), ("york", 26)},
    "Nobody's": set(),
}
ROLES, STATEMENTS = (
    [each.strip() for each in text.split(";\n") if each.strip()] for text in (redshift_roles(), redshift_rights(TABLES))
)
_POLICY = re.compile(r"create rls policy (\w+)\nwith \((.*)\) as (\w+)\nusing \((.*)\)", re.DOTALL)
_ATTACHED = re.compile(r"attach rls policy (\w+) on ([\w.]+) to (.*)")
_DROPPED = re.compile(r"drop rls policy if exists (\w+) cascade")


def as_postgres(statements: list[str]) -> Iterator[str]:
    """The statements in PostgreSQL's words: a policy is made, and dropped, for each table that it is attached to."""
    policies = {found[1]: found for text in statements if (found := _POLICY.fullmatch(text))}
    attached = [found for text in statements if (found := _ATTACHED.fullmatch(text))]
    for text in statements:
        if found := _ATTACHED.fullmatch(text):
            _, _, alias, condition = policies[found[1]].groups()
            condition = condition.replace(f"{alias}.", f"{found[2].rpartition('.')[2]}.")
            yield f"create policy {found[1]} on {found[2]} for select to {found[3]} using ({condition})"
        elif found := _DROPPED.fullmatch(text):
            yield from (f"drop policy if exists {found[1]} on {each[2]}" for each in attached if each[1] == found[1])
        elif "to rls policy" in text:
            yield text.partition(" to rls policy ")[0] + " to role tillroll_franchise"
        elif not text.startswith("create rls policy"):
            yield text.replace("row level security on", "enable row level security").replace(" diststyle all", "")


def run(server: Server, statements: list[str], schema: str, mark: str) -> None:
    """Run a text as an administrator, with its own schema's name, database and roles, on one connection."""
    texts = "; ".join(as_postgres(statements))
    texts = re.sub(r"(?:(?<!create )role )?\b(tillroll_(?:loader|reader|franchise))\b", rf"\1_{mark}", texts)
    texts = re.sub(r"\bsales\b", schema, texts).replace("the_database", server.database)
    server.execute(f"set client_min_messages = error; {texts}")


def roles_of(mark: str) -> list[str]:
    return [f"tillroll_{kind}_{mark}" for kind in ("loader", "reader", "franchise")]


def forget(server: Server, roles: list[str]) -> None:
    server.execute(f"drop owned by {', '.join(roles)}")
    server.execute(f"drop role {', '.join(roles)}")


@contextmanager
def readers(server: Server, schema: str) -> Iterator[dict[str, str]]:
    """The names of a franchise's reader each, in a schema under the rights, until the block ends."""
    mark = uuid4().hex[:8]
    names = {franchise: f"u{number}_{mark}" for number, franchise in enumerate(OWN)}
    run(server, ROLES, schema, mark)
    run(server, STATEMENTS, schema, mark)
    for franchise, name in names.items():
        server.execute(f"create role {name} in role {roles_of(mark)[-1]}")
        if franchise != "Nobody's":
            server.execute(f"insert into {schema}.reader_franchise values ('{name}', '{franchise}')")
    run(server, STATEMENTS, schema, mark)  # as after an upgrade
    yield names
    forget(server, [*names.values(), *roles_of(mark)])


def seen(server: Server, user: str, sql: str) -> list[tuple[object, ...]]:
    """What a user sees; a refusal is nothing."""
    import psycopg  # noqa: PLC0415 - unit tests need no driver

    with psycopg.connect(server.url()) as connection:
        connection.execute(f"set role {user}".encode())
        try:
            return connection.execute(sql.encode()).fetchall()
        except psycopg.errors.InsufficientPrivilege:
            return []


@pytest.fixture
def schema(postgres: Server, tmp_path: Path) -> Iterator[str]:
    """A schema with a warehouse of three branches, of which one changed hands."""
    (tmp_path / "branches.csv").write_text(LISTED)
    files = [
        write_file(
            tmp_path / "in" / f"{branch}_{day}.csv",
            till_text([Sale(datetime(2021, 8, day, hour)) for hour in range(9, 12)], branch=branch.title()),
            datetime(2021, 8, day, 21),
        )
        for branch in BRANCHES
        for day in DAYS
    ]
    with in_postgres(postgres), open_chain() as chain:
        sync_lists(chain.warehouse, branches=read_branches(tmp_path / "branches.csv"), products=None, closures=None)
        chain.setup = Setup(chain.setup.formats, registry=registry(chain.warehouse))
        chain.ingest(*files)
        yield str(chain.rows("select current_schema()")[0][0])


def test_each_franchise_sees_its_own_days_and_branches(postgres: Server, schema: str) -> None:
    dated = [table.name for table in TABLES if {"branch_id", "trading_date"} <= set(table.column_names())]
    with readers(postgres, schema) as users:
        for franchise, user in users.items():
            days = f"select distinct branch_id, cast(extract(day from trading_date) as integer) from {schema}."
            for table in dated:
                everything = set(postgres.execute(days + table))
                assert set(seen(postgres, user, days + table)) == everything & OWN[franchise], table
            assert set(postgres.execute(days + "sale")) == {(branch, day) for branch in BRANCHES for day in DAYS}
            found = {row[0] for row in seen(postgres, user, f"select branch_id from {schema}.branch")}
            assert found == {branch for branch, _ in OWN[franchise]}
        products = f"from {schema}.product"
        assert seen(postgres, users["Fern"], f"select name {products}") == [("Latte",)]
        assert seen(postgres, users["Fern"], f"select unit_cost_pence {products}") == []
        assert seen(postgres, users["Fern"], f"select * from {schema}.run") == []


def test_every_table_of_days_is_under_both_policies_and_policies_of_a_table_call_its_rows_alike() -> None:
    """Redshift refuses policies of one table that have other aliases."""
    aliases = {found[1]: found[3] for text in STATEMENTS if (found := _POLICY.fullmatch(text))}
    attached: dict[str, list[str]] = {}
    for text in STATEMENTS:
        if found := _ATTACHED.fullmatch(text):
            attached.setdefault(found[2], []).append(aliases[found[1]])
    dated = [table.name for table in TABLES if {"branch_id", "trading_date"} <= set(table.column_names())]
    assert attached == {"sales.branch": ["branch"] * 2, **{f"sales.{name}": ["day"] * 2 for name in dated}}


def test_the_roles_are_made_before_there_are_tables_and_let_the_doctor_make_a_schema(postgres: Server) -> None:
    import psycopg  # noqa: PLC0415 - unit tests need no driver

    mark = uuid4().hex[:8]
    postgres.execute(f"create schema s_{mark}")
    run(postgres, ROLES, f"s_{mark}", mark)
    loader, reader, _ = roles_of(mark)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(f"set role {loader}".encode())
        connection.execute(f"create table s_{mark}.sale (id integer)".encode())
        connection.execute(f"create schema d_{mark}".encode())
        connection.execute(f"drop schema d_{mark}".encode())
        connection.execute(f"reset role; set role {reader}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(f"create schema d_{mark}".encode())
    forget(postgres, roles_of(mark))
    postgres.execute(f"drop schema s_{mark}")


def test_nothing_of_the_second_text_stands_in_the_way_of_its_next_run() -> None:
    """Redshift makes no role, table or policy twice: it says so of a table with `if not exists`, of a policy never."""
    assert (STATEMENTS[0], STATEMENTS[-1]) == ("begin", "commit")
    made = [text for text in STATEMENTS if text.startswith("create ")]
    for at, text in enumerate(STATEMENTS):
        if found := _POLICY.fullmatch(text):
            assert STATEMENTS[at - 1] == f"drop rls policy if exists {found[1]} cascade"
            made.remove(text)
    assert [text.partition(" (")[0] for text in made] == ["create table if not exists sales.reader_franchise"]


def test_a_policy_has_its_schema_in_its_name() -> None:
    """For a policy belongs to the database: the rights of a second schema would take those of the first away."""
    names = {found[1] for text in STATEMENTS if (found := _POLICY.fullmatch(text))}
    assert len(names) == 4
    assert [name for name in names if not name.startswith("sales_")] == []
