"""After any history: every check passes, reading files again changes nothing, and a list that comes late is no matter.

Grain: one example a small chain's whole history, as in test_order. TILLROLL_EXAMPLES sets how many.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouses.days import failures, give_lists
from tests.warehouses.helpers import Chain, assert_conserved, assert_same_state, open_chain
from tests.warehouses.worlds import Word, World, worlds
from tillroll.branches import Branch
from tillroll.report import quarantine, register

pytestmark = pytest.mark.usefixtures("every_warehouse")
EXAMPLES = int(os.environ.get("TILLROLL_EXAMPLES", "8"))
FEWER = 4
"""A chain on a server takes several times as long, and runs the same statements in the same order."""
LEEDS, YORK, BATH = Branch("L1", "Leeds"), Branch("Y1", "York"), Branch("B1", "Bath")


def process(chain: Chain, world: World, batches: Iterable[Sequence[int]], folder: Path) -> None:
    """Take in the batches, but for decisions about documents that never came."""
    for batch in batches:
        words = [act for number in batch if isinstance(act := world.acts[number], Word)]
        paths = [world.write(number, folder) for number in batch if not isinstance(world.acts[number], Word)]
        if paths:
            assert_conserved(chain.ingest(*paths).receipts)
        chain.release(*[world.release(word) for word in words if word.paper in world.papers])


def drawn(kind: str) -> settings:
    """How many examples a kind of warehouse gets."""
    number = EXAMPLES if kind == "duckdb" else max(1, EXAMPLES // FEWER)
    return settings(max_examples=number, deadline=None, suppress_health_check=list(HealthCheck))


def test_replay_changes_nothing_and_every_check_passes(every_warehouse: str) -> None:
    drawn(every_warehouse)(given(worlds(), st.data())(replay_changes_nothing))()


def replay_changes_nothing(world: World, data: st.DataObject) -> None:
    numbers = [number for number, act in enumerate(world.acts) if not isinstance(act, Word)]
    again = data.draw(st.lists(st.sampled_from(numbers), min_size=1))
    with TemporaryDirectory() as folder, open_chain() as chain:
        process(chain, world, world.batches, Path(folder))
        assert failures(chain) == {}
        before, waiting = chain.state(), quarantine(chain.warehouse)
        report = chain.ingest(*[world.write(number, Path(folder)) for number in again], replay=True)
        assert_conserved(report.receipts)
        assert_same_state(before, chain.state())
        assert report.total("sales_loaded") == report.total("sales_withdrawn") == 0
        assert (failures(chain), quarantine(chain.warehouse)) == ({}, waiting)


def test_a_list_that_comes_late_is_no_matter(every_warehouse: str) -> None:
    drawn(every_warehouse)(given(worlds())(a_late_list_is_no_matter))()


def a_late_list_is_no_matter(world: World) -> None:
    with TemporaryDirectory() as folder, open_chain() as early, open_chain() as late:
        give_lists(early, LEEDS, YORK, BATH)
        process(early, world, world.batches, Path(folder))
        give_lists(late, BATH)
        process(late, world, world.batches, Path(folder))
        assert late.current == (0, 0)
        give_lists(late, LEEDS, YORK, BATH)
        assert_same_state(early.state(), late.state())
        assert failures(late) == {}
        now = datetime(2021, 12, 1)
        assert register(early.warehouse, now=now) == register(late.warehouse, now=now)
