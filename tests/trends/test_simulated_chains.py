"""Planted trends are found, and where nothing is planted nothing is. Seeds: TILLROLL_SEEDS.

The chains are of 200 branches, of which a week may bring one false finding on average. They make 55 sales a day: fewer
than real ones, so that a branch's money goes up and down more from day to day than theirs. The last day's findings are
judged: those of one week.
"""

from collections.abc import Callable

import pytest

from tests.simulator.seeds import SEEDS
from tests.trends.chains import Judged, answers, judged, simulate
from tillroll.simulate.world import Planting

BRANCHES, ORDERS = 200, 55
PER_BRANCHES = 200


@pytest.fixture(scope="module")
def chain_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Planting], list[Judged]]:
    folder = tmp_path_factory.mktemp("chains")

    def judge(planting: Planting) -> list[Judged]:
        chains = [simulate(folder, seed, planting, BRANCHES, ORDERS) for seed in SEEDS[:1]]
        return [judged(world, answers(path, "findings")[0]) for world, path in chains]

    return judge


def test_nine_of_ten_planted_trends_are_found(
    chain_of: Callable[[Planting], list[Judged]], tell_at_end: Callable[[str], None]
) -> None:
    chains = chain_of("steep")
    trends = [each for chain in chains for each in chain.planted]
    found = [each for chain in chains for each in chain.found]
    false = [key for chain in chains for key in chain.false]
    tell_at_end(_words(f"{len(found)} of {len(trends)} planted trends of 10% or more over 13 weeks are found", false))
    assert len(trends) >= BRANCHES // 12
    assert len(found) >= 0.9 * len(trends)
    assert len(false) <= _allowed(len(chains))


def test_a_chain_with_nothing_planted_stays_quiet(
    chain_of: Callable[[Planting], list[Judged]], tell_at_end: Callable[[str], None]
) -> None:
    chains = chain_of("nothing")
    false = [key for chain in chains for key in chain.false]
    tell_at_end(_words("nothing was planted", false))
    assert not any(chain.planted for chain in chains)
    assert len(false) <= _allowed(len(chains))


def _allowed(chains: int) -> int:
    """What one a week for each 200 branches comes to in 98 of 100 weeks: chains are drawn, and judged for one week."""
    return chains * BRANCHES // PER_BRANCHES + 2


def _words(found: str, false: list[tuple[str, str]]) -> str:
    branches = len(SEEDS[:1]) * BRANCHES
    return f"trends: {found}; {len(false)} false findings a week on {branches} branches"
