"""Planted trends are found, and where nothing is planted nothing is. Seeds: TILLROLL_SEEDS.

The chains are of 200 branches, of which a week may bring one false finding on average. They make 55 sales a day: fewer
than real ones, so that a branch's money goes up and down more from day to day than theirs. The last day's findings are
judged; where nothing was planted, those of several weeks, each on its last day.
"""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.simulator.seeds import SEEDS
from tests.trends.chains import DAYS, FIRST, Judged, answers, judged, simulate
from tillroll.simulate.world import Planting

BRANCHES, ORDERS = 200, 55
PER_BRANCHES = 200
WEEKS = 5


@pytest.fixture(scope="module")
def chain_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Planting], list[Judged]]:
    folder = tmp_path_factory.mktemp("chains")

    def judge(planting: Planting) -> list[Judged]:
        chains = [simulate(folder, seed, planting, BRANCHES, ORDERS) for seed in SEEDS[:1]]
        return [judged(world, answers(path, "findings")[0]) for world, path in chains]

    return judge


@pytest.fixture
def quiet_weeks(tmp_path: Path) -> list[Judged]:
    """The findings of some weeks of chains in which nothing was planted."""
    days = DAYS + 7 * (WEEKS - 1)
    chains = [simulate(tmp_path, seed, "nothing", BRANCHES, ORDERS, days) for seed in SEEDS[:1]]
    ends = [FIRST + timedelta(days=DAYS - 1 + 7 * week) for week in range(WEEKS)]
    return [judged(world, answers(path, "findings", last=end)[0]) for world, path in chains for end in ends]


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
    quiet_weeks: list[Judged], tell_at_end: Callable[[str], None]
) -> None:
    """One a week at most for each 200 branches, on average over weeks of chains that are new in CI each time."""
    false = [key for week in quiet_weeks for key in week.false]
    tell_at_end(_words("nothing was planted", false, len(quiet_weeks)))
    assert not any(week.planted for week in quiet_weeks)
    assert len(quiet_weeks) == WEEKS * len(SEEDS[:1])
    assert len(false) <= len(quiet_weeks) * BRANCHES // PER_BRANCHES


def _allowed(chains: int) -> int:
    """What one a week for each 200 branches comes to in 98 of 100 weeks: a chain is drawn, and judged for one week.

    Of counts that are one on average, more than three come in 19 of 1,000 weeks.
    """
    return chains * BRANCHES // PER_BRANCHES + 2


def _words(found: str, false: list[tuple[str, str]], weeks: int = len(SEEDS[:1])) -> str:
    return f"trends: {found}; {len(false)} false findings in {weeks} weeks of {BRANCHES} branches"
