"""A chain outgrows its warehouse: from a DuckDB file to PostgreSQL to Redshift's stand-in, every row as it was.

Each move plays the staged form again, which lies in S3, and is compared with the warehouse before; the last is cut off
on its way.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres_server import Server
from tests.redshift.stand_in import ACCESS, KEPT, StandIn
from tests.simulator.truth import small_chain
from tests.warehouses.helpers import assert_same_state, open_chain, state_of, tell
from tillroll.cli import main

SAMPLES = Path(os.environ.get("TILLROLL_SAMPLES") or "/nowhere")
SAME = "All checks hold, and both warehouses are the same."


def run(*words: str | Path) -> int:
    return main([str(word) for word in words])


@pytest.fixture
def warehouses(postgres: Server, redshift: StandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """The URLs of an empty PostgreSQL and an empty Redshift."""
    monkeypatch.setenv("TILLROLL_REDSHIFT_STAGING", str(ACCESS.staging))
    monkeypatch.setenv("TILLROLL_REDSHIFT_ROLE", str(ACCESS.role))
    with postgres.schema() as medium, redshift.schema() as large:
        yield medium, large


def ingested(folder: Path, staged: str, url: str) -> None:
    """A chain with faults, late files and a decision, in a warehouse and in the staged form."""
    landing = small_chain(folder, 4).landing
    lists = ("--branches", landing / "branches.csv")
    files = sorted(path for path in landing.rglob("*.*") if path.name not in {"products.csv", "closures.csv"})
    early = [path for path in files if path.name != "branches.csv"][: len(files) // 2]
    assert run("ingest", *early, "--warehouse", url, "--staged", staged, *lists) in {0, 3}
    assert run("ingest", landing, "--warehouse", url, "--staged", staged) in {0, 3}
    with open_chain(Path(url.removeprefix("duckdb:///"))) as chain:
        ((held,),) = chain.rows(
            "select min(document_id) from document_day inner join branch using (branch_id) "
            "where outcome = 'held' and is_listed"
        )
    release = ("quarantine", "release", held, "--keep", "both", "--always", "--warehouse", url, "--staged", staged)
    assert run(*release) == 0


def test_a_chain_moves_on(
    warehouses: tuple[str, str], redshift: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    medium, large = warehouses
    small, staged = f"duckdb:///{tmp_path / 'small.duckdb'}", f"s3://{KEPT}/{tmp_path.name}"
    ingested(tmp_path / "chain", staged, small)
    capsys.readouterr()
    assert run("rebuild", "--from", staged, "--warehouse", medium, "--compare", small) == 0
    assert SAME in capsys.readouterr().out
    redshift.fail_next.append(("insert into decision", "permission denied for relation decision"))
    assert run("rebuild", "--from", staged, "--warehouse", large) == 2
    assert "has no right to do that" in capsys.readouterr().err
    redshift.copied.clear()
    assert run("rebuild", "--from", staged, "--warehouse", large, "--compare", medium) == 0
    said = capsys.readouterr().out
    tell(said)
    assert SAME in said
    assert "of which 0 were loaded before" not in said
    states = [state_of(Path(small.removeprefix("duckdb:///"))), state_of(medium), state_of(large)]
    assert states[0]["sale"]
    assert states[0]["decision"]
    assert_same_state(states[1], states[0])
    assert_same_state(states[2], states[0])


@pytest.mark.skipif(not os.environ.get("TILLROLL_SAMPLES"), reason="TILLROLL_SAMPLES names no folder of sample files")
def test_the_samples_move_on(warehouses: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same to the penny on each."""
    medium, large = warehouses
    small, staged = f"duckdb:///{tmp_path / 'small.duckdb'}", tmp_path / "staged"
    assert run("ingest", SAMPLES / "landing", "--warehouse", small, "--staged", staged) in {0, 3}
    for before, after in ((small, medium), (medium, large)):
        capsys.readouterr()
        assert run("rebuild", "--from", staged, "--warehouse", after, "--compare", before) == 0
        said = capsys.readouterr().out
        tell(said)
        assert "10,776 sales, £65,873.55" in said
        assert SAME in said
