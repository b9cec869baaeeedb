"""The benchmarks' warehouse of many days, which is grown from one, is whole."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from benchmarks import big_warehouse
from tests.warehouses.helpers import Sale, open_chain, till_text, write_file

AT = datetime(2021, 8, 25, 9)
COPIES = 9
SOLD = "select count(distinct {0}), cast(sum(units) as integer), cast(sum(net_pence) as bigint) from {1}"


def test_a_warehouse_of_one_day_grows_to_many_with_their_weeks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "w.duckdb"
    with open_chain(path) as chain:
        chain.ingest(write_file(tmp_path / "leeds.csv", till_text([Sale(AT)]), AT))
    big_warehouse.main(str(path), str(COPIES))
    assert json.loads(capsys.readouterr().out) == {"sales": COPIES + 1}
    with open_chain(path) as chain:
        assert chain.rows(SOLD.format("trading_date", "branch_day_product")) == [(10, 10, 2450)]
        assert chain.rows(SOLD.format("week_from", "branch_week_product")) == [(2, 10, 2450)]
