"""Tables and views as Parquet and CSV: the same rows, whole files, and no text that a spreadsheet would run."""

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.warehouses.days import file_of, sales
from tests.warehouses.helpers import Chain, open_chain
from tillroll.contract.tables import TABLES
from tillroll.errors import ConfigurationError
from tillroll.report import FileKind, export_table, table_names

pytestmark = pytest.mark.usefixtures("every_warehouse")
FORMULAS = ("=1+1", "+1", "-1", "@cmd", "\t=1", "\uff1d1")


@pytest.fixture(scope="module")
def opened(every_warehouse: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    tmp_path = tmp_path_factory.mktemp("chain")
    with open_chain(tmp_path / "warehouse.duckdb") as chain:
        chain.take(file_of(tmp_path, "leeds.csv", sales(0, 10, 20)))
        yield chain


@pytest.fixture
def chain(opened: Chain) -> Iterator[Chain]:
    """The warehouse, and whatever a test does to it is undone."""
    opened.rows("begin transaction")
    yield opened
    opened.rows("rollback")


def read(path: Path, question: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """The columns and rows that a question to an exported file gives."""
    quoted = str(path).replace("'", "''")
    with duckdb.connect() as connection:
        answer = connection.execute(question.format(f"'{quoted}'"))
        return [column[0] for column in answer.description or ()], answer.fetchall()


@pytest.mark.parametrize("kind", ["parquet", "csv"])
@pytest.mark.parametrize("name", table_names())
def test_every_table_and_view_comes_out_whole(chain: Chain, tmp_path: Path, name: str, kind: FileKind) -> None:
    target = tmp_path / f"it's.{kind}"
    export_table(chain.warehouse, name, target, kind)
    columns, rows = read(target, "select * from {}")
    expected = sorted(chain.rows(f"select {', '.join(columns)} from {name}"), key=repr)
    assert len(columns) == len(chain.rows(f"select * from {name}")[0]) if expected else columns
    assert len(rows) == len(expected)
    if kind == "parquet":
        assert sorted(rows, key=repr) == expected


def test_names_are_those_of_the_contract_and_the_views() -> None:
    assert {table.name for table in TABLES} | {"current_sale", "current_sale_line"} <= set(table_names())


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_only_text_in_csv(chain: Chain, tmp_path: Path, text: str) -> None:
    chain.warehouse.execute("update product set name = :name", name=text)
    export_table(chain.warehouse, "product", tmp_path / "product.csv", "csv")
    with (tmp_path / "product.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["name"] == f"'{text}"
    export_table(chain.warehouse, "product", tmp_path / "product.parquet", "parquet")
    assert read(tmp_path / "product.parquet", "select name from {}")[1] == [(text,)]


def test_numbers_below_zero_stay_numbers(chain: Chain, tmp_path: Path) -> None:
    chain.rows("update sale_line set discount_pence = -5")
    export_table(chain.warehouse, "sale_line", tmp_path / "line.csv", "csv")
    assert read(tmp_path / "line.csv", "select distinct discount_pence from {}")[1] == [(-5,)]


def test_an_export_replaces_the_one_before_and_leaves_nothing_beside_it(chain: Chain, tmp_path: Path) -> None:
    target = tmp_path / "out" / "branch.csv"
    target.parent.mkdir()
    target.write_text("old", encoding="utf-8")
    export_table(chain.warehouse, "branch", target, "csv")
    assert target.read_text(encoding="utf-8").startswith("branch_id,name,")
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("current_sales", "there is no table or view current_sales: write current_sale"),
        ("sale; drop table sale", "there is no table or view"),
        ("migration", "there is no table or view"),
    ],
)
def test_only_known_names_are_exported(chain: Chain, tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        export_table(chain.warehouse, name, tmp_path / "out.csv", "csv")
    assert chain.current == (3, 735)


def test_a_place_that_can_not_be_written_is_named(chain: Chain, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is a folder: name a file in it"):
        export_table(chain.warehouse, "sale", tmp_path, "csv")
    with pytest.raises(ConfigurationError, match="there is no such folder: make it first"):
        export_table(chain.warehouse, "sale", tmp_path / "no" / "sale.csv", "csv")
