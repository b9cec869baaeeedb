"""One state of the data after another: each tells the register as if there had been none before."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.simulator.seeds import SEEDS
from tests.simulator.truth import Chain, small_chain
from tillroll import wiring
from tillroll.report import State
from tillroll.settings import read_settings

BRANCHES, DAYS, STEPS = 8, 50, 12
GRACE_MINUTES = 120


@pytest.fixture(scope="module", params=SEEDS[:1])
def delivered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Chain:
    return small_chain(tmp_path_factory.mktemp("states"), request.param, branches=BRANCHES, days=DAYS, orders=12)


@pytest.mark.parametrize("is_listed", [True, False], ids=["with a list", "without a list"])
def test_the_register_takes_over_what_has_stayed(delivered: Chain, tmp_path: Path, *, is_listed: bool) -> None:
    rng = Random(delivered.wanted.seed)
    first = delivered.wanted.first_day
    settings = read_settings({"warehouse": f"duckdb:///{tmp_path / 'w.duckdb'}"}, {}, tmp_path)
    lists = wiring.read_lists(settings, [str(delivered.landing)]) if is_listed else wiring.Lists()
    came = sorted(wiring.find([str(delivered.landing)]), key=lambda each: each.modified_ns)
    late = set(rng.sample(came, len(came) // 10))
    in_order = [each for each in came if each not in late] + [each for each in came if each in late]
    with wiring.open_warehouse(settings) as opened:
        before: State | None = None
        for step in range(STEPS):
            some = in_order[step * len(in_order) // STEPS : (step + 1) * len(in_order) // STEPS]
            wiring.start_ingest(opened, settings, lists, lambda _: None, lambda _: None).run(some)
            days = min((step + 1) * DAYS // STEPS, DAYS) + rng.choice((-3, 0, 1, 2, 9))
            now = datetime.combine(first, datetime.min.time()) + timedelta(days=days, hours=rng.randrange(24))
            state = State(opened.warehouse, now, GRACE_MINUTES, before)
            span = first - timedelta(days=20), first + timedelta(days=DAYS + 20)
            assert state.days.rows(*span) == State(opened.warehouse, now, GRACE_MINUTES).days.rows(*span)
            before = state
