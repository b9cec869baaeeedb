"""A warehouse made anew from the staged form equals the one that was kept in it: facts, marts, lists and decisions."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from tests.simulator.truth import small_chain
from tests.staged.forms import ingest_keeping, prepare, store_in
from tests.warehouses.helpers import Rows, Sale, assert_same_state, open_chain, state_of, till_text, write_file
from tests.warehouses.histories import HISTORIES, File, History, Person
from tillroll import staged_form
from tillroll.cli import main
from tillroll.contract.tables import TABLES
from tillroll.reconcile import shortfalls
from tillroll.staged_load import differences, keep_decisions, load_staged

AT = datetime(2021, 8, 25, 9)
DECIDED = [history for history in HISTORIES if any(isinstance(step, Person) for step in history.steps)]
"""Without a decision a rebuild is no other load than those of test_same_as_ingest."""


def url(path: Path) -> str:
    return f"duckdb:///{path}"


def run(*words: str | Path) -> int:
    return main([str(word) for word in words])


def waiting(path: Path) -> list[str]:
    """The held documents of listed branches."""
    asked = """
        select distinct document_id from document_day inner join branch using (branch_id)
        where outcome = 'held' and is_listed order by 1
    """
    with open_chain(path) as chain:
        return [str(row[0]) for row in chain.rows(asked)]


def rebuilt(staged: Path, old: Path, path: Path) -> Rows:
    assert run("rebuild", "--from", staged, "--warehouse", url(path), "--compare", url(old)) == 0
    return state_of(path)


@pytest.mark.parametrize("history", DECIDED, ids=lambda history: history.title)
def test_a_history_with_its_decisions(history: History, tmp_path: Path) -> None:
    store = store_in(tmp_path / "staged")
    with open_chain(setup=history.setup) as old, open_chain(setup=history.setup) as new:
        for number, step in enumerate(history.steps, 1):
            if isinstance(step, File):
                path = write_file(tmp_path / "in" / step.name(number), step.text, step.delivered_at)
                ingest_keeping(old, store, path)
            else:
                old.release(history.release(step))
                keep_decisions(store, old.warehouse, uuid4())
        load_staged(new.engine, new.warehouse, store)
        assert_same_state(new.state(), old.state())
        assert list(shortfalls(new.warehouse, store)) == []
        assert list(differences(new.warehouse, old.warehouse)) == []


def test_a_chain_with_faults_lists_and_decisions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chain = small_chain(tmp_path / "chain", 4, faults=True)
    old, staged = tmp_path / "old.duckdb", tmp_path / "staged"
    monkeypatch.setenv("TILLROLL_WAREHOUSE", url(old))
    monkeypatch.setenv("TILLROLL_STAGED", str(staged))
    landing = chain.folder / "landing"
    monkeypatch.setenv("TILLROLL_BRANCHES", str(landing / "branches.csv"))
    files = sorted(
        path for path in landing.rglob("*.*") if path.name not in {"branches.csv", "closures.csv", "products.csv"}
    )
    assert run("ingest", *files[: len(files) // 2]) in {0, 3}
    assert run("ingest", landing) in {0, 3}
    held = waiting(old)
    assert held
    assert run("quarantine", "release", held[0], "--keep", "both", "--always") == 0
    assert run("quarantine", "replay", *files[:5]) in {0, 3}
    assert run("ingest", landing) in {0, 3}
    assert_same_state(rebuilt(staged, old, tmp_path / "new.duckdb"), state_of(old))
    assert run("staged", "verify") == 0


def test_a_warehouse_with_other_sales_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    landing = small_chain(tmp_path / "chain", 4, faults=False).folder / "landing"
    staged, other = tmp_path / "staged", tmp_path / "other.duckdb"
    assert run("prepare", landing, "--staged", staged) == 0
    assert run("ingest", landing, "--warehouse", url(other)) == 0
    assert run("rebuild", "--from", staged, "--warehouse", url(other)) == 2
    assert "holds what is not from this staged form: name a new one" in capsys.readouterr().err


KEPT = {"branch", "branch_name", "data_version", "loaded_object", "run"}


def test_what_is_loaded_is_compared_with_what_batches_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A warehouse that lost all its sales is sound in itself: no check sees it."""
    staged, new = tmp_path / "staged", tmp_path / "new.duckdb"
    write_file(tmp_path / "in" / "leeds.csv", till_text([Sale(AT), Sale(AT.replace(hour=10))]), AT)
    assert run("prepare", tmp_path / "in", "--staged", staged) == 0
    assert run("rebuild", "--from", staged, "--warehouse", url(new)) == 0
    assert "All checks hold, and the warehouse holds what the staged form says." in capsys.readouterr().out
    with open_chain(new) as chain:
        for table in (*TABLES, *chain.warehouse.aids):
            if table.name not in KEPT:
                chain.rows(f"delete from {table.name}")
    assert run("rebuild", "--from", staged, "--warehouse", url(new)) == 3
    told = capsys.readouterr().out
    (name,) = [each for each in store_in(staged).names() if each.startswith("batches")]
    assert f"DIFFERS  staged {name}: documents: 1 in its manifest, 0 in the warehouse" in told
    assert "sales: 2 in its manifest, 0 in the warehouse; pence: 490 in its manifest, 0 in the warehouse" in told
    assert "FAILS" not in told


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("update document_day set sale_count = 1", "sales: 2 in its manifest, 1 in the warehouse"),
        ("update document_day set total_pence = 1490", "pence: 490 in its manifest, 1,490 in the warehouse"),
        ("update document set pence_read = 0", "pence read: 490 in its manifest, 0 in the warehouse"),
        ("update document set rows_rejected = 3", "rows rejected: 0 in its manifest, 3 in the warehouse"),
    ],
)
def test_each_figure_that_differs_is_told(tmp_path: Path, change: str, words: str) -> None:
    store = store_in(tmp_path / "staged")
    with open_chain() as chain:
        ingest_keeping(
            chain, store, write_file(tmp_path / "a.csv", till_text([Sale(AT), Sale(AT.replace(hour=10))]), AT)
        )
        assert list(shortfalls(chain.warehouse, store)) == []
        chain.rows(change)
        assert list(shortfalls(chain.warehouse, store)) == [f"staged {store.names()[0]}: {words}"]


def test_a_document_that_was_read_again_is_there_by_one_of_its_readings(tmp_path: Path) -> None:
    store = store_in(tmp_path / "staged")
    path = write_file(tmp_path / "a.csv", till_text([Sale(AT)]), AT)
    with open_chain() as chain:
        prepare(store, replace(chain.setup, formats=()), path)
        prepare(store, chain.setup, path)
        load_staged(chain.engine, chain.warehouse, store)
        assert chain.current == (1, 245)
        assert len(store.names("batches")) == 2
        assert list(shortfalls(chain.warehouse, store)) == []


def test_prune_says_first_what_goes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    landing = small_chain(tmp_path / "chain", 4, faults=False).folder / "landing"
    staged = tmp_path / "staged"
    assert run("prepare", landing, "--staged", staged) == 0
    store = store_in(staged)
    (name,) = [each for each in store.names() if each.startswith("batches")]
    manifest = staged / name / "manifest.json"
    made = f"{staged_form.read_manifest(store, name).created_at:%Y}"
    manifest.write_text(manifest.read_text().replace(f'"created_at": "{made}', '"created_at": "2011'))
    assert run("staged", "prune", "--staged", staged, "--older-than", "36500") == 0
    assert run("staged", "prune", "--staged", staged) == 0
    assert "would go; --yes removes them" in capsys.readouterr().out
    assert name in store.names()
    assert run("staged", "prune", "--staged", staged, "--yes") == 0
    assert name not in store.names()
