"""Grafana's dashboards: every panel's statement runs on a real warehouse, and Redshift has all that it uses."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest

from tests.postgres_server import Server
from tests.redshift.lacks import lacks
from tests.warehouses.helpers import LATTE, MOCHA, TEA, Sale, open_url, till_text
from tools.grafana import BOARDS, SQL, WORDS, Board, dashboard, for_grafana, text_of
from tools.stack import DEPLOY

STATEMENTS = sorted(path.stem for path in SQL.glob("*.sql"))
SAMPLES = os.environ.get("TILLROLL_SAMPLES")
SCHEMA = Path(SAMPLES or ".").parent / "grafana-dashboard.schema.json"
CHOSEN = {"from_at": "'2021-08-01T00:00:00Z'", "to_at": "'2121-09-01T00:00:00Z'", "branches": "'Leeds','York'"}
"""What Grafana writes for its words."""


def as_asked(statement: str) -> str:
    """A statement as Grafana sends it."""
    sql = for_grafana(statement)
    for name, word in WORDS.items():
        sql = sql.replace(word, CHOSEN[name])
    assert "$" not in sql
    return sql


SALES = {
    "leeds_25-08-2021.csv": [Sale(datetime(2021, 8, 25, 9)), Sale(datetime(2021, 8, 25, 10, 30), (MOCHA, TEA))],
    "leeds_26-08-2021.csv": [
        Sale(datetime(2021, 8, 26, 9)),
        Sale(datetime(2021, 8, 26, 9, 5), (LATTE,), adds_up=False),
    ],
    "york_25-08-2021.csv": [Sale(datetime(2021, 8, 25, 12), (TEA, TEA))],
}


@pytest.fixture(scope="module")
def warehouse(postgres: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a warehouse in a real PostgreSQL, with two branches' days, a rejected row and an unreadable file."""
    folder = tmp_path_factory.mktemp("files")
    for name, sales in SALES.items():
        (folder / name).write_text(till_text(sales, branch=name.partition("_")[0].title()), "utf-8")
    (folder / "leeds_27-08-2021.csv").write_bytes(b"\x00\x01 nothing that a till would write")
    with postgres.schema() as url:
        with open_url(url) as chain:
            chain.ingest(folder)
            chain.ingest(folder / "leeds_25-08-2021.csv")
        yield url


def rows(url: str, statement: str) -> list[dict[str, Any]]:
    """What a panel would show."""
    with psycopg.connect(url, row_factory=psycopg.rows.dict_row) as connection:
        return connection.execute(as_asked(statement).encode()).fetchall()


def value(url: str, statement: str) -> Any:  # noqa: ANN401 - a figure
    """The one figure of a panel that shows one."""
    ((found,),) = (row.values() for row in rows(url, statement))
    return found


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_runs_on_a_real_warehouse(warehouse: str, statement: str) -> None:
    assert rows(warehouse, statement) or statement in {"held_days", "restated"}


@pytest.mark.parametrize("statement", STATEMENTS)
def test_a_statement_uses_nothing_that_redshift_lacks(statement: str) -> None:
    assert lacks(as_asked(statement)) == ()


def test_the_figures_are_those_of_the_files(warehouse: str) -> None:
    counted = [sale for sales in SALES.values() for sale in sales if sale.adds_up]
    pence = sum(sale.pence for sale in counted)
    assert value(warehouse, "net_sales") == pence / 100
    assert value(warehouse, "orders") == len(counted)
    assert value(warehouse, "average_spend") == pytest.approx(pence / 100 / len(counted))
    assert value(warehouse, "items_per_order") == sum(len(sale.items) for sale in counted) / len(counted)
    assert value(warehouse, "branches_reporting") == 2
    assert sum(row["net_pounds"] for row in rows(warehouse, "sales_by_branch")) == pytest.approx(pence / 100)
    assert sum(row["net_pounds"] for row in rows(warehouse, "sales_by_hour")) == pytest.approx(pence / 100)
    assert sum(row["net_pounds"] for row in rows(warehouse, "sales_by_product")) == pytest.approx(pence / 100)
    assert sum(row["net_pounds"] for row in rows(warehouse, "sales_by_tender")) == pytest.approx(pence / 100)
    assert sum(row["net_pounds"] for row in rows(warehouse, "sales_by_day")) == pytest.approx(pence / 100)


def test_the_runs_are_told(warehouse: str) -> None:
    assert value(warehouse, "conservation") == 0
    assert value(warehouse, "unfinished_runs") == 0
    assert len(rows(warehouse, "runs")) == 2
    assert {row["outcome"]: row["deliveries"] for row in rows(warehouse, "outcomes")} == {
        "loaded": 3,
        "duplicate": 1,
        "unreadable": 1,
    }
    assert [row["rejected_rows"] for row in rows(warehouse, "rejections")] == [1]
    assert [row["outcome"] for row in rows(warehouse, "waiting")] == ["unreadable"]


def test_branches_that_are_not_chosen_count_nothing(warehouse: str) -> None:
    leeds = as_asked("net_sales").replace("'Leeds','York'", "'York'")
    with psycopg.connect(warehouse) as connection:
        assert connection.execute(leeds.encode()).fetchall() == [(2 * TEA.pence / 100,)]


def test_each_statement_is_shown_and_each_panel_has_its_statement() -> None:
    shown = [panel.statement for board in BOARDS for panel in board.panels]
    assert len(shown) == len(set(shown)), "a figure is shown twice"
    assert sorted([*shown, "branch_names"]) == STATEMENTS


def test_statements_say_what_they_give() -> None:
    for statement in STATEMENTS:
        heads = [line.split(":")[0] for line in text_of(statement).splitlines() if line.startswith("--")]
        assert heads == ["-- title", "-- grain", "-- filters"]


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.uid)
def test_panels_lie_beside_each_other(board: Board) -> None:
    places = [panel["gridPos"] for panel in json.loads(dashboard(board))["panels"]]
    taken = [(x, y) for p in places for x in range(p["x"], p["x"] + p["w"]) for y in range(p["y"], p["y"] + p["h"])]
    assert len(taken) == len(set(taken))
    assert max(x for x, _ in taken) < 24


@pytest.mark.skipif(not SAMPLES or not SCHEMA.exists(), reason="Grafana's schema lies beside the samples only")
@pytest.mark.parametrize("name", [board.uid.removeprefix("tillroll-") for board in BOARDS])
def test_a_dashboard_is_as_grafana_wants_it(name: str) -> None:
    schema = json.loads(SCHEMA.read_text("utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads((DEPLOY / "grafana" / f"{name}.json").read_text("utf-8")))
