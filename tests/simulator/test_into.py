"""A chain that goes straight into a warehouse: the same sales under the same keys as when its files are ingested."""

from pathlib import Path

import duckdb
import pytest

from tests.simulator.truth import ingested, small_chain
from tillroll.cli import main

KEYED = {
    "sale": "* exclude (document_id)",
    "sale_line": "*",
    "document_day": "* exclude (document_id)",
    "receipt": "* exclude (run_id, delivery_no, document_id)",
    "branch": "*",
    "branch_name": "*",
    "branch_day": "*",
    "branch_hour": "*",
    "branch_day_product": "*",
    "product": "*",
}
OPTIONS = ("--branches", "14", "--days", "10", "--seed", "4", "--orders", "45")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("both")
    files = ingested(small_chain(folder / "files", 4, faults=False)).warehouse
    straight = folder / "straight.duckdb"
    assert main(["simulate", *OPTIONS, "--into", f"duckdb:///{straight}"]) == 0
    return straight, files


@pytest.mark.parametrize("table", KEYED)
def test_every_row_is_the_same_but_for_documents_and_runs(both: tuple[Path, Path], table: str) -> None:
    with duckdb.connect() as connection:
        for name, path in zip(("straight", "files"), both, strict=True):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        rows = [
            connection.execute(f"select {KEYED[table]} from {name}.{table} order by all").fetchall()
            for name in ("straight", "files")
        ]
    assert rows[0] == rows[1]
    assert rows[0]


def test_the_checks_hold(both: tuple[Path, Path]) -> None:
    assert main(["check", "--warehouse", f"duckdb:///{both[0]}"]) == 0


def test_a_warehouse_with_sales_is_refused(both: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", *OPTIONS, "--into", f"duckdb:///{both[0]}"]) == 2
    assert "holds sales already: name a new warehouse" in capsys.readouterr().err
