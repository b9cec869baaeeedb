"""Of no arrivals, an engine that has staged a batch before is left with the tables that a new one has: all empty."""

from pathlib import Path

from tests.warehouses.days import file_of, sales
from tests.warehouses.helpers import SETUP
from tillroll.adapters.folder import find_documents
from tillroll.batch import STAGED_TABLES, look_at_all, stage_arrivals
from tillroll.engine import Engine, Row


def shapes(engine: Engine) -> dict[str, list[Row]]:
    return {table: engine.execute(f"describe {table}") for table in STAGED_TABLES}


def row_counts(engine: Engine) -> list[int]:
    return [engine.execute(f"select count(*) from {table}")[0][0] for table in STAGED_TABLES]


def test_after_a_batch_nothing_is_staged_as_at_first(tmp_path: Path) -> None:
    first, later = Engine.open(), Engine.open()
    assert stage_arrivals(first, SETUP, []) == []
    path = file_of(tmp_path, "leeds.csv", sales(0, 10))
    arrivals = list(look_at_all(find_documents([str(path)]), SETUP, print))
    assert len(stage_arrivals(later, SETUP, arrivals)) == 1
    assert sum(row_counts(later)) > len(STAGED_TABLES)
    assert stage_arrivals(later, SETUP, []) == []
    assert shapes(later) == shapes(first)
    assert row_counts(later) == row_counts(first) == [0] * len(STAGED_TABLES)
    first.close()
    later.close()
