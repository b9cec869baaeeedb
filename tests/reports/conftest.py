"""One chain for all of these tests, with its truth beside it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.reports.world import World, deliver
from tests.warehouses.helpers import Chain, assert_sound, open_chain
from tillroll.report import Reports


@dataclass(frozen=True)
class Told:
    """A warehouse, its reports, and what truly happened."""

    chain: Chain
    reports: Reports
    world: World


@pytest.fixture(scope="module")
def told(every_warehouse: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("world")
    world = World()
    with open_chain(folder / "warehouse.duckdb") as chain:
        deliver(world, chain, folder)
        assert_sound(chain)
        yield Told(chain, Reports(chain.warehouse), world)
