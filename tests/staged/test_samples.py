"""The real till files go into DuckDB, and from the staged form that this kept into PostgreSQL: the same to the penny.

Runs where TILLROLL_SAMPLES names the folder of samples.
"""

import os
from pathlib import Path

import pytest

from tests.postgres_server import Server
from tests.warehouses.helpers import tell
from tillroll.cli import main

SAMPLES = Path(os.environ.get("TILLROLL_SAMPLES") or "/nowhere")
pytestmark = pytest.mark.skipif(
    not os.environ.get("TILLROLL_SAMPLES"), reason="TILLROLL_SAMPLES names no folder of sample files"
)


def run(*words: str | Path) -> int:
    return main([str(word) for word in words])


def test_from_duckdb_to_postgresql(postgres: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, staged = f"duckdb:///{tmp_path / 'old.duckdb'}", tmp_path / "staged"
    assert run("ingest", SAMPLES / "landing", "--warehouse", old, "--staged", staged) in {0, 3}
    capsys.readouterr()
    with postgres.schema() as url:
        code = run("rebuild", "--from", staged, "--warehouse", url, "--compare", old)
    said = capsys.readouterr().out
    tell(said)
    assert "10,776 sales, £65,873.55" in said
    assert "All checks hold, and both warehouses are the same." in said
    assert code == 0
