"""Everything that must hold of a warehouse is asked of it: a clean one has no failure, each harm is called by name."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.warehouses.days import DAY, failures, file_of, sales
from tests.warehouses.helpers import CARD, CUSTOMER, Chain, open_chain
from tillroll import checks
from tillroll.checks import run_checks
from tillroll.contract.checks import contract_checks
from tillroll.contract.tables import TABLES
from tillroll.statements import statement_names

pytestmark = pytest.mark.usefixtures("every_warehouse")
NIL = "'00000000-0000-0000-0000-000000000000'"
HARMS = {
    "branch day is its sales": "update branch_day set net_pence = net_pence + 1",
    "branch hour is its sales": "update branch_hour set orders = orders + 1",
    "branch day product is its sales": "update branch_day_product set units = units + 1",
    "branch day tender is its sales": "update branch_day_tender set gross_pence = gross_pence + 1",
    "branch day spend is its sales": "update branch_day_spend set orders = orders + 1",
    "branch week is its days": "update branch_week set days = days + 1",
    "branch week product is its days": "update branch_week_product set units = units + 1",
    "day id is of its branch day": "update branch_hour set day_id = day_id + 1",
    "current sale is claimed": "update document_day set stands = false",
    "branch no is of one branch": "insert into branch select * from branch",
    "current sale is of a listed branch": "update branch set is_listed = false",
    "document day is its sales": "update document_day set total_pence = total_pence + 1",
    "document is conserved": "update document set data_rows = data_rows + 1",
    "line net is gross and discount": "update sale_line set gross_pence = gross_pence + 1",
    "receipt is conserved": "update receipt set pence_held = pence_held + 1",
    "rejections are all told": "delete from rejection",
    "sale total is sum of lines": "delete from sale_line",
    "trading date follows cut off": "update sale set placed_at = placed_at - interval '6 hours'",
    "sale key": "insert into sale select * from sale",
    "product key": "insert into product select * from product",
    "sale values": "update sale set tender = 'cheque'",
    "rejection values": "update rejection set line_no = 0",
    "sale.branch_id reference": "update sale set branch_id = 'york'",
    "sale_line.sale_id reference": f"update sale_line set sale_id = {NIL}",
    "sale_line.product_id reference": "update sale_line set product_id = 1",
    "receipt.run_id reference": "delete from run",
    "rejection.document_id reference": "delete from document",
    "product blanks": "alter table product alter name drop not null; update product set name = null",
    "current_sale readable": "drop view current_sale_line; drop view current_sale",
    "branch_hour readable": "alter table branch_hour drop column orders",
    "decision readable": "drop table decision",
}
READABLE = " readable"


@pytest.fixture(scope="module")
def clean(every_warehouse: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """A day with a correction, a stranger and a rejected row, and another day."""
    tmp_path = tmp_path_factory.mktemp("chain")
    spoilt = [*sales(0, 10, 20), replace(sales(30)[0], adds_up=False)]
    with open_chain(tmp_path / "warehouse.duckdb") as opened:
        opened.take(file_of(tmp_path, "one.csv", spoilt))
        opened.take(file_of(tmp_path, "two.csv", sales(0, 10, 25), delivered_at=datetime(2021, 8, 25, 19)))
        opened.take(file_of(tmp_path, "stranger.csv", sales(5, 15), delivered_at=datetime(2021, 8, 25, 20)))
        opened.take(file_of(tmp_path, "next.csv", sales(0, 10, day=date(2021, 8, 26))))
        yield opened


@pytest.fixture
def chain(clean: Chain) -> Iterator[Chain]:
    """The clean warehouse, and whatever a test does to it is undone."""
    clean.rows("begin transaction")
    yield clean
    clean.rows("rollback")


def test_nothing_fails_in_a_clean_warehouse(chain: Chain) -> None:
    results = run_checks(chain.warehouse)
    assert [result for result in results if result.failures or result.examples] == []
    assert len({result.name for result in results}) == len(results)


def test_nothing_fails_in_an_empty_warehouse() -> None:
    with open_chain() as empty:
        assert failures(empty) == {}


@pytest.mark.parametrize("name", [name for name in HARMS if not name.endswith(READABLE)])
def test_each_harm_is_called_by_name(chain: Chain, name: str) -> None:
    harm(chain, name)


@pytest.mark.parametrize("name", [name for name in HARMS if name.endswith(READABLE)])
def test_what_is_not_as_it_should_be_is_called_by_name(name: str) -> None:
    """In a warehouse of its own: in Redshift, what has failed within a transaction ends it."""
    with open_chain() as chain:
        harm(chain, name)


def harm(chain: Chain, name: str) -> None:
    for statement in HARMS[name].split("; "):
        chain.rows(statement)
    harmed = {result.name: result for result in run_checks(chain.warehouse) if result.failures}
    assert name in harmed
    assert 1 <= len(harmed[name].examples) <= 5
    assert not any(text in repr(harmed) for text in (CUSTOMER, CARD, "Latte"))


def test_every_kind_of_check_is_harmed() -> None:
    named = {name.rpartition("/")[2].replace("_", " ") for name in statement_names("checks")}
    assert named <= HARMS.keys()
    kinds = {check.name.split()[-1] for check in contract_checks(TABLES)} | {"readable"}
    assert kinds == {name.split()[-1] for name in HARMS if name not in named}


def test_every_column_of_the_contract_is_asked_about() -> None:
    texts = {check.name: check.sql for check in contract_checks(TABLES)}
    for table in TABLES:
        required = [column for column in table.columns if not column.nullable]
        assert all(f"child.{column.name} is null" in texts[f"{table.name} blanks"] for column in required)
        bounded = [column for column in table.columns if column.one_of or column.at_least is not None]
        assert all(f"'{column.name} of '" in texts[f"{table.name} values"] for column in bounded)


def test_a_large_warehouse_is_asked_span_by_span(chain: Chain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_SALES_IN_A_SPAN", 3)
    assert failures(chain) == {}
    chain.rows("insert into sale select * from sale")
    assert failures(chain)["sale key"] == 8


def test_spans_leave_no_date_out() -> None:
    days = [(date(2021, 8, day), 300_000) for day in (25, 26, 27)]
    assert list(checks.spans_of(days)) == [
        (date.min, DAY),
        (date(2021, 8, 26), date(2021, 8, 26)),
        (date(2021, 8, 27), date.max),
    ]
    assert list(checks.spans_of([])) == [(date.min, date.max)]


def test_the_cut_off_is_the_callers(chain: Chain) -> None:
    assert not any(result.failures for result in run_checks(chain.warehouse, cut_off_minutes=0))
    failed = {result.name for result in run_checks(chain.warehouse, cut_off_minutes=600) if result.failures}
    assert failed == {"trading date follows cut off"}
