"""The staged form in S3: whole or not there, as on a disk; COPY reads the very objects that were verified.

Grain: one test a claim. S3 is an emulator.
"""

from datetime import datetime, timedelta
from pathlib import Path

import boto3
import pytest

from tests.redshift.stand_in import KEPT, StandIn
from tests.staged.forms import load, prepare
from tests.warehouses.helpers import (
    SETUP,
    Sale,
    assert_same_state,
    in_redshift,
    open_chain,
    till_text,
    write_file,
)
from tillroll.adapters.aws import Bucket
from tillroll.adapters.staged_bucket import StagedBucket
from tillroll.cli import main
from tillroll.errors import ConfigurationError, UnreadableDocument

NOON = datetime(2024, 5, 14, 12)


@pytest.fixture
def store(redshift: StandIn, tmp_path: Path) -> StagedBucket:
    redshift.copied.clear()
    return StagedBucket.open(f"s3://{KEPT}/{tmp_path.name}")


def files(folder: Path) -> list[Path]:
    """Three files of two days; the last adds to the first's day, and one comes twice."""
    sales = [Sale(NOON + timedelta(minutes=number)) for number in range(20)]
    texts = {
        "one.csv": sales[:9],
        "two.csv": [Sale(NOON + timedelta(days=1))],
        "one_more.csv": sales,
        "again.csv": sales,
    }
    return [
        write_file(folder / name, till_text(rows), NOON + timedelta(days=2, minutes=place))
        for place, (name, rows) in enumerate(texts.items())
    ]


def test_prepared_there_and_loaded_from_there(store: StagedBucket, redshift: StandIn, tmp_path: Path) -> None:
    """Copied is what was kept, but where the warehouse knew a part of it."""
    first, *rest = files(tmp_path)
    with open_chain() as ours:
        ours.ingest(first)
        ours.ingest(*rest)
        expected = ours.state()
    prepare(store, SETUP, first)
    prepare(store, SETUP, *rest)
    kept = [name for name in store.names() if name.startswith("batches/")]
    with open_chain() as there:
        load(there, StagedBucket(store.bucket))
        assert_same_state(there.state(), expected)
    with in_redshift(redshift), open_chain() as there:
        load(there, StagedBucket(store.bucket))
        assert_same_state(there.state(), expected)
        assert {url.rpartition("/")[0] for url in redshift.copied} == {
            store.bucket.url(store.bucket.key(k)) for k in kept
        }
        known = prepare(store, SETUP, first, write_file(tmp_path / "new.csv", till_text([Sale(NOON, ())]), NOON))
        redshift.copied.clear()
        load(there, store)
        assert not any(known[0] in url for url in redshift.copied)


def test_a_loaded_object_is_whole(store: StagedBucket, tmp_path: Path) -> None:
    (name,) = prepare(store, SETUP, files(tmp_path)[0])
    (key,) = [each for each in store.bucket.keys(store.bucket.key(name)) if "staged_sale-" in each]
    content = boto3.client("s3").get_object(Bucket=KEPT, Key=key)["Body"].read()
    boto3.client("s3").put_object(Bucket=KEPT, Key=key, Body=content[:-1] + b"?")
    with open_chain() as chain:
        with pytest.raises(UnreadableDocument, match=r"staged_sale\.parquet is not as it was written"):
            load(chain, StagedBucket(store.bucket))
        assert chain.current == (0, 0)


def test_an_object_without_its_manifest_is_not_there(store: StagedBucket, tmp_path: Path) -> None:
    def dies(folder: Path) -> None:
        (folder / "staged_sale.parquet").write_bytes(b"half")
        raise KeyboardInterrupt

    def lives(folder: Path) -> None:
        (folder / "manifest.json").write_text("{}")

    name = "batches/000001-" + "0" * 32
    with pytest.raises(KeyboardInterrupt):
        store.write(name, dies)
    store.bucket.upload(write_file(tmp_path / "half", "half", NOON), store.bucket.key(name, "staged_sale.parquet"))
    assert store.names() == []
    store.write(name, lives)
    assert store.names() == [name]
    store.remove(name)
    assert store.names() == []
    assert store.bucket.keys(store.bucket.prefix) == []


def test_the_program_keeps_lists_verifies_and_prunes_it(
    store: StagedBucket, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ("--staged", store.bucket.url(store.bucket.prefix))
    warehouse = ("--warehouse", f"duckdb:///{tmp_path / 'w.duckdb'}")
    files(tmp_path / "in")
    assert main(["backfill", str(tmp_path / "in"), "--jobs", "2", *place, *warehouse]) == 0
    assert main(["ingest", str(tmp_path / "in"), *place, *warehouse]) == 0
    names = store.names()
    assert len(names) == 1
    capsys.readouterr()
    assert main(["staged", "verify", *place]) == 0
    assert "1 object: all as written." in capsys.readouterr().out
    assert main(["staged", "list", *place]) == 0
    assert names[0] in capsys.readouterr().out
    assert main(["staged", "prune", "--older-than", "1", *place]) == 0
    assert store.names() == names


def test_what_is_not_there_is_said(store: StagedBucket) -> None:
    with pytest.raises(ConfigurationError, match="holds no staged form"):
        StagedBucket.open(store.bucket.url(store.bucket.prefix), is_there=True)
    with pytest.raises(ConfigurationError, match="AWS s3 refused ListObjectsV2"):
        StagedBucket(Bucket.of("s3://no-such-bucket-of-ours/x")).names()
