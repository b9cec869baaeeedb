"""Roles that read a warehouse in PostgreSQL: each sees its own branch-days, by every table and view, and nothing else.

Grain: one chain of four branches, of which one changed hands; a role a test.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.faults.program import tillroll
from tests.postgres_server import Server
from tests.warehouses.helpers import LATTE, MOCHA, Item, Sale, assert_sound, open_url, till_text, write_file
from tillroll.adapters.postgres import PostgresWarehouse
from tillroll.adapters.postgres.rights import FIRST_WITH_INVOKER, given_again
from tillroll.contract.aids import ROW_STORE_AIDS
from tillroll.contract.ddl import POSTGRES_TYPES, create_table
from tillroll.contract.policies import VIEWS, conditions
from tillroll.contract.tables import PRODUCT, TABLES
from tillroll.report import Choice, Grant, Reports, as_object, find_role, scope_of, table_names

LISTED = """code,name,region,franchise,franchise_from,franchise_to
L,Leeds,North,Fern,,
Y,York,North,Fern,,2021-08-25
Y,York,North,Moss,2021-08-26,
B,Bath,South,Moss,,
E,Ely,East,,,
"""
BRANCHES, DAYS = ("Leeds", "York", "Bath", "Ely"), (24, 25, 26, 27)
OWN_ITEMS = dict(zip(BRANCHES, (LATTE, MOCHA, Item("Flat white", 260), Item("Cortado", 210)), strict=True))
FERN = {("leeds", day) for day in DAYS} | {("york", 24), ("york", 25)}
MOSS = {("bath", day) for day in DAYS} | {("york", 26), ("york", 27)}


def write_chain(folder: Path) -> None:
    """A file a branch and day; a row of each is rejected, and York's are delivered twice."""
    folder.mkdir()
    for branch in BRANCHES:
        for day in DAYS:
            hours = [Sale(datetime(2021, 8, day, 9 + hour), (OWN_ITEMS[branch],)) for hour in range(day - 20)]
            text = till_text([*hours, Sale(datetime(2021, 8, day, 20), adds_up=False)], branch=branch)
            write_file(folder / f"{branch}_{day}.csv", text, datetime(2021, 8, day, 21))
    write_file(folder / "york_again.csv", (folder / "York_25.csv").read_bytes() + b"\n", datetime(2021, 8, 25, 22))


@pytest.fixture(scope="module")
def chain(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the chain's warehouse, whose owner is no administrator."""
    folder = tmp_path_factory.mktemp("chain")
    write_chain(folder / "in")
    (folder / "branches.csv").write_text(LISTED)
    with postgres.schema() as place, owner(postgres, place) as url:
        said = tillroll("ingest", folder / "in", "--branches", folder / "branches.csv", warehouse=url)
        assert said.code == 3, said.words
        yield url


@contextmanager
def owner(postgres: Server, place: str) -> Iterator[str]:
    """The place's URL for a role that may make tables there, and no more."""
    name = f"o_{uuid4().hex[:8]}"
    postgres.execute(f"create role {name} login")
    postgres.execute(f"grant all on schema {place.rpartition('%3D')[2]} to {name} with grant option")
    yield place.replace("postgres@", f"{name}@")
    postgres.execute(f"set client_min_messages = error; drop owned by {name} cascade; drop role {name}")


@contextmanager
def given(postgres: Server, url: str, *words: str) -> Iterator[str]:
    """The URL of a role that was given this, until the block ends."""
    name = f"r_{uuid4().hex[:8]}"
    postgres.execute(f"create role {name} login")
    try:
        said = tillroll("roles", "add", name, *words, warehouse=url)
        assert said.code == 0, said.err
        yield f"postgresql://{name}@{url.partition('@')[2]}"
        assert tillroll("roles", "drop", name, warehouse=url).code == 0
    finally:
        postgres.execute(f"drop owned by {name}")
        postgres.execute(f"drop role {name}")


def rows(url: str, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(sql.encode()).fetchall()


def may_read(url: str, name: str) -> bool:
    try:
        rows(url, f"select 1 from {name} limit 1")
    except (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedTable):  # a schema that may not be used
        return False
    return True


def days_of(url: str, table: str) -> set[tuple[object, int]]:
    found = rows(url, f"select distinct branch_id, extract(day from trading_date) from {table}")
    return {(branch, int(str(day))) for branch, day in found}


LEAK = b"""create function pg_temp.told(text) returns boolean language plpgsql cost 0.0001 as $$
begin
    raise notice '%', $1;
    return true;
end
$$"""
WITH_DAYS = [table.name for table in TABLES if {"branch_id", "trading_date"} <= set(table.column_names())]


@pytest.fixture(scope="module")
def views(postgres: Server) -> tuple[str, ...]:
    """Those that show what whoever asks may read: PostgreSQL 14 has none, so such roles have no right to them."""
    return ("current_sale", "current_sale_line") if postgres.version >= FIRST_WITH_INVOKER else ()


@pytest.mark.parametrize(("franchise", "own"), [("Fern", FERN), ("Moss", MOSS)])
def test_a_franchise_sees_its_own_days_and_no_other(
    postgres: Server, chain: str, views: tuple[str, ...], franchise: str, own: set[tuple[str, int]]
) -> None:
    """By every table and view: branch-days by the dates of ownership, and lines, products and files of these."""
    with given(postgres, chain, "--franchise", franchise) as url:
        for table in (*WITH_DAYS, *views):
            everything = days_of(chain, table)
            assert days_of(url, table) == everything & own, table
        branches = {branch for branch, _ in own}
        for table in ("branch", "branch_name", "branch_hours", "branch_till", "branch_franchise"):
            assert {row[0] for row in rows(url, f"select branch_id from {table}")} <= branches, table
        assert {row[0] for row in rows(url, "select franchise from branch_franchise")} == {franchise}
        items = {OWN_ITEMS[branch].name for branch in BRANCHES if branch.lower() in branches}
        assert {row[0] for row in rows(url, "select name from product")} == items
        sales = {row[0] for row in rows(url, "select sale_id from sale")}
        assert {row[0] for row in rows(url, "select distinct sale_id from sale_line")} == sales
        blocks = {row[0] for row in rows(url, "select day_id from basket_block")}
        assert blocks == {row[0] for row in rows(url, "select day_id from branch_day where orders > 0")}
        files = {f"{branch.title()}_{day}.csv" for branch, day in own}
        delivered = {str(row[0]) for row in rows(url, "select file from receipt")} - {"york_again.csv"}
        assert delivered == files
        assert len(rows(url, "select * from document")) == len(rows(url, "select distinct document_id from receipt"))
        assert {row[0] for row in rows(url, "select document_id from rejection")} == {
            row[0] for row in rows(url, "select document_id from document where rows_rejected > 0")
        }


def test_views_that_an_older_tillroll_made_are_set_right(postgres: Server, chain: str, views: tuple[str, ...]) -> None:
    """A view that showed what its owner may read would show everything."""
    if not views:
        pytest.skip("views of this version show what their owner may read")
    with open_url(chain) as opened:
        for view in ("current_sale", "current_sale_line"):
            opened.rows(f"alter view {view} reset (security_invoker)")
    with given(postgres, chain, "--branch", "Ely") as url:
        assert {branch for branch, _ in days_of(url, "current_sale")} == {"ely"}
        assert {branch for branch, _ in days_of(url, "current_sale_line")} == {"ely"}


def test_what_a_franchise_may_read_is_listed(postgres: Server, chain: str, views: tuple[str, ...]) -> None:
    """And nothing else of the schema: neither runs, closures nor what others were given; and it can write nothing."""
    with given(postgres, chain, "--franchise", "Fern") as url:
        readable = {*conditions(), *views}
        aids = {aid.name for aid in ROW_STORE_AIDS}
        everything = {*table_names(), *aids, "migration", "reader_grant"}
        assert {name for name in everything if may_read(url, name)} == readable
        assert {"run", "closure", "document_file", "migration", "reader_grant"}.isdisjoint(readable)
        for statement in (
            "delete from sale",
            "update sale set total_pence = 0",
            "insert into branch_name values ('x', 'leeds')",
            "truncate sale",
            "create table mine (a integer)",
            "drop policy everyone on sale",
            "alter table sale disable row level security",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                rows(url, statement)


def test_what_a_product_costs_is_not_told_to_who_sees_a_part(postgres: Server, chain: str) -> None:
    secret = [(table.name, column.name) for table in TABLES for column in table.columns if column.is_confidential]
    assert secret == [("product", "unit_cost_pence")]
    with given(postgres, chain, "--franchise", "Fern") as url, given(postgres, chain, "--reader") as whole:
        for table, column in secret:
            for asked in (column, "*"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    rows(url, f"select {asked} from {table}")
            assert rows(whole, f"select {column} from {table}")
        assert rows(url, f"select {', '.join(PRODUCT.open_column_names())} from product")


OLDER = (  # as version 2 was
    *(f"drop table {name}" for name in ("branch_day_spend", "branch_week", "branch_week_product", "basket_block")),
    "create table branch_day_spend (day_id bigint)",
    "alter table run drop column cost_micropence",
    "alter table receipt drop column trace_id",
    "update migration set version = 2",
)


def readable(url: str) -> set[str]:
    tables = (*table_names(), *(aid.name for aid in ROW_STORE_AIDS), "migration", "reader_grant")
    return {name for name in (*tables, *VIEWS, "reader_span", "reader_day", "reader_document") if may_read(url, name)}


def policies_of(postgres: Server, url: str) -> list[tuple[object, ...]]:
    asked = "select tablename, policyname, roles, cmd, qual from pg_policies where schemaname = %s order by 1, 2"
    return postgres.execute(asked, url.rpartition("%3D")[2])


@contextmanager
def readers(postgres: Server, folder: Path) -> Iterator[tuple[str, str, str]]:
    """The URLs of a chain's owner, of who reads Fern's part of it, and of who reads all of it."""
    write_chain(folder / "in")
    (folder / "branches.csv").write_text(LISTED)
    with postgres.schema() as place, owner(postgres, place) as url:
        tillroll("ingest", folder / "in", "--branches", folder / "branches.csv", warehouse=url)
        with given(postgres, url, "--franchise", "Fern") as part, given(postgres, url, "--reader") as whole:
            yield url, part, whole


def test_an_upgrade_leaves_readers_what_they_were_given(postgres: Server, tmp_path: Path) -> None:
    """Tables that it makes, and one that it drops and makes anew; what somebody gave by hand stays too."""
    with readers(postgres, tmp_path) as (url, part, whole):
        before, policies = (readable(part), readable(whole)), policies_of(postgres, url)
        by_hand = part.partition("@")[0].rpartition("/")[2]
        with open_url(url) as opened:
            for statement in (f"grant select on run to {by_hand}", f"grant select on product to {by_hand}", *OLDER):
                opened.rows(statement)
        with open_url(url) as opened:
            assert_sound(opened)
        assert (readable(part), readable(whole)) == (before[0] | {"run"}, before[1])
        assert policies_of(postgres, url) == policies
        assert days_of(part, "branch_day_spend") == FERN
        assert rows(part, "select * from run") == []
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(part, "select unit_cost_pence from product")


def test_an_upgrade_may_drop_what_policies_of_readers_ask(postgres: Server, tmp_path: Path) -> None:
    tables = [table for table in TABLES if table.name in {"branch_day", "branch_day_product"}]
    with readers(postgres, tmp_path) as (url, part, whole):
        before, policies = (readable(part), readable(whole)), policies_of(postgres, url)
        with open_url(url) as opened:
            assert isinstance(opened.warehouse, PostgresWarehouse)
            with opened.warehouse.transaction(), given_again(opened.warehouse):
                for table in tables:
                    opened.rows(f"drop table {table.name}")
                    opened.rows(create_table(table, POSTGRES_TYPES))
        assert (readable(part), readable(whole)) == before
        assert policies_of(postgres, url) == policies


def test_rights_given_by_hand_show_no_foreign_row(postgres: Server, chain: str, views: tuple[str, ...]) -> None:
    with given(postgres, chain, "--branch", "Ely") as url:
        role, schema = url.partition("@")[0].rpartition("/")[2], chain.rpartition("%3D")[2]
        postgres.execute(f"grant all on all tables in schema {schema} to {role}")
        for table in (*WITH_DAYS, *views):
            assert {branch for branch, _ in days_of(url, table)} <= {"ely"}, table
        for table in ("run", "closure", "reader_grant"):
            assert rows(url, f"select * from {table}") == []
        if views:
            files = {row[0] for row in rows(url, "select file from document_file")}
            assert files == {f"Ely_{day}.csv" for day in DAYS}


def test_totals_are_those_of_the_read_path(postgres: Server, chain: str) -> None:
    with open_url(chain) as opened:
        scope = scope_of(opened.warehouse, find_role("franchise"), [Grant("franchise", "Moss")])
        answer = Reports(opened.warehouse, scope=scope).answer("sales-by-branch", Choice(dates="all"))
    told = {row["branch"]: (row["orders"], row["net_pence"]) for row in as_object(answer)["rows"]}
    with given(postgres, chain, "--franchise", "Moss") as url:
        sums = "select name, {}, cast(sum({}) as bigint) from {} inner join branch using (branch_id) group by name"
        by_sale = rows(url, sums.format("count(*)", "total_pence", "(select * from sale where is_current) as sale"))
        by_mart = rows(url, sums.format("cast(sum(orders) as bigint)", "net_pence", "branch_day"))
    assert {name: (orders, pence) for name, orders, pence in by_sale} == told
    assert sorted(by_sale) == sorted(by_mart)


def test_branches_and_regions_are_given_too(postgres: Server, chain: str) -> None:
    with given(postgres, chain, "--branch", "E", "--region", "South") as url:
        assert {branch for branch, _ in days_of(url, "sale")} == {"bath", "ely"}
        for table in ("branch_week", "branch_week_product"):
            assert {branch for (branch,) in rows(url, f"select branch_id from {table}")} == {"bath", "ely"}
        said = tillroll("roles", "list", warehouse=chain)
        assert "branch Ely, region South" in said.out


def test_a_list_that_changes_changes_what_is_seen(postgres: Server, tmp_path: Path) -> None:
    write_chain(tmp_path / "in")
    listed = tmp_path / "branches.csv"
    listed.write_text(LISTED)
    with postgres.schema() as place:
        tillroll("ingest", tmp_path / "in", "--branches", listed, warehouse=place)
        with given(postgres, place, "--franchise", "Fern") as url:
            listed.write_text(LISTED.replace("E,Ely,East,,,", "E,Ely,East,Fern,2021-08-27,"))
            tillroll("ingest", tmp_path / "in", "--branches", listed, warehouse=place)
            assert days_of(url, "sale") == FERN | {("ely", 27)}


def test_a_reader_of_the_chain_asks_everything_and_writes_nothing(postgres: Server, chain: str) -> None:
    """Also while others see a part; and what it was given can be taken away."""
    with given(postgres, chain, "--franchise", "Fern"), given(postgres, chain, "--reader") as url:
        for words in (("status",), ("report", "sales-by-branch"), ("check",), ("roles", "list")):
            said = tillroll(*words, warehouse=url)
            assert said.code == (2 if words[0] == "roles" else 0), said.err
        assert days_of(url, "sale") == {(branch.lower(), day) for branch in BRANCHES for day in DAYS}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(url, "delete from sale")
        name = url.partition("@")[0].rpartition("/")[2]
        tillroll("roles", "add", name, "--branch", "Ely", warehouse=chain)
        assert {branch for branch, _ in days_of(url, "sale")} == {"ely"}
        tillroll("roles", "drop", name, warehouse=chain)
        assert not may_read(url, "sale")
        tillroll("roles", "add", name, "--reader", warehouse=chain)


def test_a_foreign_table_is_never_told_by_an_error_or_a_plan(
    postgres: Server, chain: str, views: tuple[str, ...]
) -> None:
    """A condition of one's own is asked of own rows only, and statistics of foreign ones can't be read."""
    heard: list[str] = []
    with given(postgres, chain, "--branch", "Ely") as url, psycopg.connect(url) as connection:
        connection.add_notice_handler(lambda notice: heard.append(notice.message_primary or ""))
        connection.execute(LEAK)
        for table in ("sale", *views):
            connection.execute(f"select count(*) from {table} where pg_temp.told(branch_id)".encode())
        connection.execute("select count(*) from branch_day where pg_temp.told(branch_id)")
        assert connection.execute("select 1 from pg_stats where tablename = 'sale'").fetchall() == []
    assert set(heard) == {"ely"}


def test_who_sees_everything_is_refused(postgres: Server, chain: str) -> None:
    for name, words in (("postgres", "sees and changes everything"), ("nobody_at_all", "createuser --pwprompt")):
        said = tillroll("roles", "add", name, "--franchise", "Fern", warehouse=chain)
        assert (said.code, words in said.err) == (2, True), said.err
    assert tillroll("roles", "add", "x", warehouse=chain).code == 2
    assert tillroll("roles", "drop", "x", warehouse=chain).code == 2


def test_a_file_knows_no_roles(tmp_path: Path) -> None:
    said = tillroll("roles", "list", warehouse=tmp_path / "a.duckdb")
    assert (said.code, "roles are PostgreSQL's" in said.err) == (2, True)
    assert not (tmp_path / "a.duckdb").exists()
