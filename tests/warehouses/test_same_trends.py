"""Reports of trends answer alike on DuckDB, PostgreSQL and Redshift's stand-in, for a chain that has some to tell.

Grain: one test a question. The chain of `test_same_rows` is of one month, and has no trends. This one has few branches
and 17 weeks, and its sales go straight into each warehouse.
"""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.postgres_server import Server
from tests.redshift.stand_in import StandIn
from tests.trends.chains import DAYS, FIRST
from tests.warehouses.helpers import Chain, in_postgres, in_redshift, open_chain
from tests.warehouses.test_same_rows import comparable
from tillroll.branches import read_branches
from tillroll.calendar import read_closures
from tillroll.ingest import Ingest
from tillroll.lists import registry, sync_lists
from tillroll.prepare import Setup
from tillroll.products import read_products
from tillroll.report import Choice, Reports, find_report
from tillroll.simulate.into import fill_warehouse
from tillroll.simulate.reference import write_lists
from tillroll.simulate.world import Wanted, draw_world

WORLD = draw_world(Wanted(12, DAYS, 1, 8, FIRST, planting="steep"))
NOW = datetime.combine(FIRST + timedelta(days=DAYS + 30), time(), UTC)
ASKED = {
    "findings": ("findings", Choice()),
    "products of the chain": ("trend-by-product", Choice()),
    "products of a region": ("trend-by-product", Choice(region=WORLD.cafes[0].town.region)),
    "regions of a franchise": ("trend-by-region", Choice(franchise=WORLD.cafes[0].owners[0].franchise)),
    "drivers": ("trend-drivers", Choice()),
}
Answers = dict[str, list[list[str]]]


def answers(folder: Path) -> Answers:
    """What is answered to each of the questions about the chain, in the kind of warehouse that is opened now."""
    with open_chain() as chain:
        fill(chain, folder)
        reports = Reports(chain.warehouse)
        return {
            asked: [comparable(find_report(name), row) for row in reports.answer(name, choice, now=NOW).rows]
            for asked, (name, choice) in ASKED.items()
        }


def fill(chain: Chain, folder: Path) -> None:
    branches, products = read_branches(folder / "branches.csv"), read_products(folder / "products.csv")
    closures = read_closures(folder / "closures.csv", branches)
    sync_lists(chain.warehouse, branches=branches, products=products, closures=closures)
    setup = Setup(chain.setup.formats, registry=registry(chain.warehouse), products=products)
    fill_warehouse(Ingest(chain.engine, chain.warehouse, setup), WORLD)


@pytest.fixture(scope="module")
def by_kind(postgres: Server, redshift: StandIn, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answers]:
    folder = tmp_path_factory.mktemp("lists")
    write_lists(folder, WORLD)
    found = {"duckdb": answers(folder)}
    with in_postgres(postgres):
        found["postgres"] = answers(folder)
    with in_redshift(redshift):
        found["redshift"] = answers(folder)
    return found


@pytest.mark.parametrize("asked", ASKED)
def test_a_report_of_trends_answers_alike(by_kind: dict[str, Answers], asked: str) -> None:
    assert by_kind["duckdb"][asked]
    assert by_kind["postgres"][asked] == by_kind["duckdb"][asked]
    assert by_kind["redshift"][asked] == by_kind["duckdb"][asked]
