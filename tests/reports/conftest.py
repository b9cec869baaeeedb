"""One chain for all of these tests, with its truth beside it."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

import pytest

from tests.redshift.stand_in import StandIn
from tests.reports.world import World, deliver
from tests.warehouses.helpers import Chain, assert_sound, open_chain
from tillroll.report import Reports


@dataclass(frozen=True)
class Told:
    """A warehouse, its reports, and what truly happened."""

    chain: Chain
    reports: Reports
    world: World


@pytest.fixture(scope="session")
def tellers(redshift: StandIn) -> Iterator[tuple[dict[str, Told], ExitStack]]:
    """The chains that stand already, by the kind of their warehouse, until the servers go: these tests only ask."""
    del redshift
    with ExitStack() as left:
        yield {}, left


@pytest.fixture(scope="session")
def world() -> World:
    """What truly happened, the same in each kind of warehouse."""
    return World()


@pytest.fixture(scope="module")
def told(
    every_warehouse: str,
    tellers: tuple[dict[str, Told], ExitStack],
    world: World,
    tmp_path_factory: pytest.TempPathFactory,
) -> Told:
    """The chain in a warehouse of this kind."""
    found, left = tellers
    if every_warehouse not in found:
        chain = left.enter_context(open_chain())
        deliver(world, chain, tmp_path_factory.mktemp("world"))
        assert_sound(chain)
        found[every_warehouse] = Told(chain, Reports(chain.warehouse), world)
    return found[every_warehouse]


@pytest.fixture
def beside(told: Told) -> Iterator[Chain]:
    """The chain of the truth over a connection of its own: other reports on that of `told` would keep tables there."""
    engine, warehouse = told.chain.warehouse.another()
    with closing(engine), closing(warehouse):
        yield Chain(engine, warehouse, told.chain.setup)
