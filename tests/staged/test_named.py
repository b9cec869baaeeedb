"""Objects that a queue names: many batches in one transaction give what an ingest of their files gives.

Grain: one test a claim; the groups of files that have something to do with one another, each file a batch of its own.
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.redshift.stand_in import KEPT, StandIn
from tests.staged.forms import store_in
from tests.warehouses.helpers import (
    SETUP,
    Chain,
    Sale,
    assert_conserved,
    assert_same_state,
    assert_sound,
    in_redshift,
    open_chain,
    till_text,
    write_file,
)
from tests.warehouses.test_idempotence import GROUPS, written
from tillroll import staged_form
from tillroll.adapters.aws import Bucket
from tillroll.adapters.folder import find_documents
from tillroll.adapters.staged_bucket import StagedBucket
from tillroll.batch import look_at_all, prepare_batch
from tillroll.ingest import Ingest
from tillroll.prepare import Setup
from tillroll.staged_form import StagedStore, id_of
from tillroll.staged_named import NamedLoad, load_named

NOON = datetime(2024, 5, 14, 12)


def keep(chain: Chain, store: StagedStore, path: Path, setup: Setup = SETUP, number: int = 1) -> str:
    """One file as a batch of its own; its name."""
    arrivals = list(look_at_all(find_documents([str(path)]), setup, lambda _: None))
    return staged_form.write_numbered_batch(store, chain.engine, prepare_batch(chain.engine, setup, arrivals), number)


def load(chain: Chain, store: StagedStore, *names: str) -> NamedLoad:
    done = load_named(Ingest(chain.engine, chain.warehouse, SETUP), store, names)
    assert_conserved(done.report.receipts)
    return done


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS.keys())
def test_a_group_at_once(group: Mapping[str, str | bytes], tmp_path: Path) -> None:
    paths = written(group, tmp_path / "in")
    store = store_in(tmp_path / "staged")
    with open_chain() as one, open_chain() as other:
        ingested = one.ingest(*paths).receipts
        names = [keep(other, store, path) for path in paths]
        random.shuffle(names)
        done = load(other, store, *names, names[0])
        assert not done.refused
        assert not done.outdated
        assert sorted(each.outcome for each in done.report.receipts) == sorted(each.outcome for each in ingested)
        assert_same_state(other.state(), one.state())
        assert load(other, store, *names).report.receipts == []
        assert_same_state(other.state(), one.state())
        assert_sound(other)


def test_many_batches_are_one_copy_a_table(redshift: StandIn, tmp_path: Path) -> None:
    store = StagedBucket.open(f"s3://{KEPT}/{tmp_path.name}")
    paths = [
        write_file(tmp_path / f"{place}.csv", till_text([Sale(NOON)], branch=place), NOON)
        for place in ("Leeds", "York", "leeds")
    ]
    with open_chain() as ours:
        ours.ingest(*paths)
        expected = ours.state()
    with in_redshift(redshift), open_chain() as chain:
        names = [keep(chain, StagedBucket(store.bucket), path) for path in paths]
        redshift.copied.clear()
        load(chain, StagedBucket(store.bucket, few=3), *names)
        assert len({url.rpartition("/")[2] for url in redshift.copied}) == len(redshift.copied)
        assert_same_state(chain.state(), expected)


def test_a_damaged_one_is_refused_and_the_others_are_loaded(tmp_path: Path) -> None:
    store = store_in(tmp_path / "staged")
    with open_chain() as chain:
        names = [
            keep(chain, store, write_file(tmp_path / f"{place}.csv", till_text([Sale(NOON)], branch=place), NOON))
            for place in ("Leeds", "York", "Hull")
        ]
        (tmp_path / "staged" / names[1] / "staged_sale.parquet").write_bytes(b"?")
        gone = "batches/000001-" + "0" * 32
        done = load(chain, store, *names, gone)
        assert list(done.refused) == [names[1]]
        assert done.outdated == [gone]
        assert "is not as it was written" in done.refused[names[1]]
        assert chain.current == (2, 2 * Sale(NOON).pence)


def test_a_batch_of_another_cut_off_is_refused(tmp_path: Path) -> None:
    store = store_in(tmp_path / "staged")
    with open_chain() as chain:
        path = write_file(tmp_path / "leeds.csv", till_text([Sale(NOON)]), NOON)
        name = keep(chain, store, path, replace(SETUP, cut_off_minutes=0))
        assert "another cut-off" in load(chain, store, name).refused[name]


def test_lists_go_in_first_and_what_they_contradict_is_prepared_again(tmp_path: Path) -> None:
    store = store_in(tmp_path / "staged")
    with open_chain() as chain:
        leeds, york = (
            keep(chain, store, write_file(tmp_path / f"{place}.csv", till_text([Sale(NOON)], branch=place), NOON))
            for place in ("Leeds", "York")
        )
        listed = write_file(tmp_path / "branches.csv", "code,name\nL1,Leeds\n", NOON)
        lists = staged_form.write_numbered_lists(store, {"branches": listed}, 7)
        done = load(chain, store, leeds, york, lists)
        assert done.has_new_lists
        assert done.outdated == [york]
        assert chain.current == (1, Sale(NOON).pence)
        assert load(chain, store, lists).has_new_lists is False


def test_of_two_lists_in_the_wrong_order_the_later_stays(tmp_path: Path) -> None:
    store = store_in(tmp_path / "staged")
    with open_chain() as chain:
        names = [
            staged_form.write_numbered_lists(
                store, {"branches": write_file(tmp_path / "branches.csv", f"code,name\nL1,{name}\n", NOON)}, number
            )
            for number, name in ((1, "Leeds"), (2, "Leeds Station"))
        ]
        load(chain, store, names[1])
        load(chain, store, names[0])
        assert chain.rows("select name from branch") == [("Leeds Station",)]


def test_a_list_that_says_nonsense_is_refused(tmp_path: Path) -> None:
    store = store_in(tmp_path / "staged")
    with open_chain() as chain:
        name = staged_form.write_numbered_lists(
            store, {"branches": write_file(tmp_path / "branches.csv", "nonsense\n", NOON)}, 1
        )
        done = load(chain, store, name)
        assert list(done.refused) == [name]
        assert not done.has_new_lists


def test_the_same_batch_by_two_writers_is_whole_whoever_was_last(redshift: StandIn, tmp_path: Path) -> None:
    """Their files differ, as those of two versions do; each manifest names its own."""
    bucket = Bucket.of(f"s3://{KEPT}/{tmp_path.name}")
    path = write_file(tmp_path / "leeds.csv", till_text([Sale(NOON)]), NOON)
    with open_chain() as chain:
        store = StagedBucket(bucket)
        name = keep(chain, store, path)
        first = {key: bucket.client("get_object", Key=key)["Body"].read() for key in bucket.keys(bucket.key(name))}
        store.remove(name)
        chain.engine.execute("set threads = 1")
        assert keep(chain, store, path) == name
        for key, content in first.items():
            if not key.endswith("manifest.json"):
                bucket.client("put_object", Key=key, Body=content)
        load(chain, StagedBucket(bucket), name)
        assert chain.current == (1, Sale(NOON).pence)
        assert chain.rows("select object_id from loaded_object") == [(id_of(name),)]


def test_numbers_come_from_whoever_names(tmp_path: Path) -> None:
    moment = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp() * 1000)
    store = store_in(tmp_path / "staged")
    with open_chain() as chain:
        path = write_file(tmp_path / "leeds.csv", till_text([Sale(NOON)]), NOON)
        name = keep(chain, store, path, number=moment)
        assert name.startswith(f"batches/{moment}-")
        assert store.names("batches") == [name] == store.names()
        assert store.has(name)
        assert not store.has("batches/" + "0" * 39)
