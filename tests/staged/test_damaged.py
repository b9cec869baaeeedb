"""A damaged staged form is refused with words that say which object, what is wrong and what to do; nothing is loaded.

Grain: one test a kind of damage.
"""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.staged.forms import load, prepare, store_in
from tests.warehouses.helpers import SETUP, Sale, open_chain, till_text, write_file
from tillroll.adapters.staged_folder import StagedFolder
from tillroll.batch import STAGED_TABLES
from tillroll.errors import ConfigurationError, TillrollError, UnreadableDocument
from tillroll.staged_form import FORMAT_VERSION, check_files, read_manifest

AT = datetime(2021, 8, 25, 9)
Damage = Callable[[Path], None]


def one_batch(folder: Path) -> tuple[StagedFolder, str]:
    store = store_in(folder / "staged")
    text = till_text([Sale(AT), Sale(AT.replace(hour=10)), Sale(AT.replace(hour=11), adds_up=False)])
    (name,) = prepare(store, SETUP, write_file(folder / "in" / "leeds.csv", text, AT))
    return store, name


def truncated(folder: Path) -> None:
    path = folder / "staged_sale.parquet"
    path.write_bytes(path.read_bytes()[:-50])


def gone(folder: Path) -> None:
    (folder / "staged_rejection.parquet").unlink()


def no_json(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text()[:-30])


def told(folder: Path, change: Callable[[dict[str, object]], None]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def other_rows(folder: Path) -> None:
    def change(manifest: dict[str, object]) -> None:
        manifest["tables"]["staged_sale"]["rows"] += 1  # type: ignore[index]

    told(folder, change)


def other_pence(folder: Path) -> None:
    told(folder, lambda manifest: manifest.update(pence=1))


def other_document(folder: Path) -> None:
    def change(manifest: dict[str, object]) -> None:
        manifest["batch"]["documents"][0]["rows_rejected"] = 0  # type: ignore[index]

    told(folder, change)


def lacks_something(folder: Path) -> None:
    told(folder, lambda manifest: manifest.pop("mark"))  # type: ignore[arg-type]


def newer(folder: Path) -> None:
    told(folder, lambda manifest: manifest.update(format=FORMAT_VERSION + 1))


DAMAGES: dict[Damage, tuple[type[TillrollError], str]] = {
    truncated: (UnreadableDocument, "staged_sale.parquet is not as it was written"),
    gone: (UnreadableDocument, "staged_rejection.parquet is gone"),
    no_json: (UnreadableDocument, "its manifest.json is no JSON"),
    other_rows: (UnreadableDocument, "staged_sale.parquet has 2 rows and the manifest says 3"),
    other_pence: (UnreadableDocument, "it holds 2 sales of 490 pence and the manifest says 2 sales of 1 pence"),
    other_document: (UnreadableDocument, "its manifest.json is not as it was written"),
    lacks_something: (UnreadableDocument, "its manifest.json lacks something"),
    newer: (ConfigurationError, "was written by a newer tillroll: upgrade tillroll to use it"),
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_it_is_refused(damage: Damage, tmp_path: Path) -> None:
    store, name = one_batch(tmp_path)
    damage(tmp_path / "staged" / name)
    kind, words = DAMAGES[damage]
    with open_chain() as chain:
        with pytest.raises(kind) as refused:
            load(chain, store)
        assert words in str(refused.value)
        assert name in str(refused.value)
        assert chain.rows("select count(*) from document") == [(0,)]


def test_a_batch_without_a_manifest_is_not_there(tmp_path: Path) -> None:
    store, name = one_batch(tmp_path)
    (tmp_path / "staged" / name / "manifest.json").unlink()
    assert store.names() == []
    assert one_batch(tmp_path)[0].names() == [name]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[StagedFolder, str]:
    return one_batch(tmp_path_factory.mktemp("whole"))


@given(table=st.sampled_from(STAGED_TABLES), place=st.floats(0, 1, exclude_max=True), other=st.integers(1, 255))
def test_any_byte_of_any_table_counts(whole: tuple[StagedFolder, str], table: str, place: float, other: int) -> None:
    store, name = whole
    path = store.read(name, f"{table}.parquet")
    content = path.read_bytes()
    spoilt = bytearray(content)
    spoilt[int(place * len(content))] ^= other
    path.write_bytes(spoilt)
    try:
        with pytest.raises(UnreadableDocument, match=f"{table}.parquet is not as it was written"):
            check_files(store, read_manifest(store, name))
    finally:
        path.write_bytes(content)
    check_files(store, read_manifest(store, name))
