"""Prepared, kept on the disk and loaded: the same rows of every table and the same receipts as an ingest gives.

Grain: one test a delivery history, or a group of files that have something to do with one another; in DuckDB, for what
follows the staged tables is the same for both ways. test_moves has the other warehouses.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.staged.forms import load, prepare, receipts, store_in
from tests.warehouses.helpers import assert_same_state, assert_sound, open_chain, write_file
from tests.warehouses.histories import HISTORIES, File, History, Person
from tests.warehouses.test_idempotence import GROUPS, written
from tillroll.reconcile import shortfalls


@pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.title)
def test_a_history(history: History, tmp_path: Path) -> None:
    store = store_in(tmp_path / "staged")
    with open_chain(setup=history.setup) as one, open_chain(setup=history.setup) as other:
        for number, step in enumerate(history.steps, 1):
            if isinstance(step, Person):
                one.release(history.release(step))
                other.release(history.release(step))
            elif isinstance(step, File):
                path = write_file(tmp_path / "in" / step.name(number), step.text, step.delivered_at)
                ingested = one.ingest(path).receipts
                prepare(store, history.setup, path)
                assert receipts(load(other, store)) == receipts(ingested)
        assert_same_state(other.state(), one.state())
        assert_sound(other)
        assert list(shortfalls(other.warehouse, store)) == []


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS.keys())
def test_a_group(group: Mapping[str, str | bytes], tmp_path: Path) -> None:
    paths = written(group, tmp_path / "in")
    store = store_in(tmp_path / "staged")
    with open_chain() as one, open_chain() as other:
        ingested = [*one.ingest(*paths[::-1][:1]).receipts, *one.ingest(*paths).receipts]
        prepare(store, one.setup, *paths[::-1][:1])
        prepare(store, one.setup, *paths)
        assert receipts(load(other, store)) == receipts(ingested)
        assert_same_state(other.state(), one.state())
        assert load(other, store) == []
        assert_same_state(other.state(), one.state())
        assert list(shortfalls(other.warehouse, store)) == []
