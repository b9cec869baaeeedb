"""Prepared, kept on the disk and loaded: the same rows of every table and the same receipts as an ingest gives.

Grain: one test a group of files that have something to do with one another; in DuckDB, for what follows the staged
tables is the same for both ways. test_moves has the other warehouses, and warehouses/test_histories each history.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.staged.forms import load, prepare, receipts, store_in
from tests.warehouses.helpers import assert_same_state, open_chain
from tests.warehouses.test_idempotence import GROUPS, written
from tillroll.reconcile import shortfalls


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
