"""Two warehouses are compared row by row, and the first row that differs is named: in one kind, and across kinds."""

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path

import pytest

from tests.warehouses.helpers import (
    LATTE,
    MOCHA,
    Chain,
    Sale,
    in_postgres,
    in_redshift,
    open_chain,
    till_text,
    write_file,
)
from tillroll.staged_load import differences

FIRST = "cast({0} as varchar(40)) = (select min(cast({0} as varchar(40))) from {1})"
SPOILT = {
    f"update sale_line set gross_pence = gross_pence + 1 where {FIRST.format('sale_id', 'sale_line')}": "sale_line: ",
    f"delete from branch_hour where {FIRST.format('trading_date', 'branch_hour')}": "branch_hour: ",
    "update branch set name = 'Elsewhere'": "branch: ",
}


def take(chain: Chain, folder: Path) -> None:
    """Three days of one branch, of which one is corrected; a row is rejected."""
    for number, day in enumerate((24, 25, 26, 25)):
        rows = [Sale(datetime(2021, 8, day, hour), (LATTE, MOCHA)) for hour in range(9 + number, 14)]
        text = till_text([*rows, Sale(datetime(2021, 8, day, 15), adds_up=False)])
        chain.take(write_file(folder / f"{number}.csv", text, datetime(2021, 8, 27, number)))


def within(kind: str, request: pytest.FixtureRequest) -> AbstractContextManager[None]:
    if kind == "duckdb":
        return nullcontext()
    server = request.getfixturevalue(kind)
    return in_redshift(server) if kind == "redshift" else in_postgres(server)


@pytest.mark.parametrize("kind", ["duckdb", "postgres", "redshift"])
def test_a_file_and_another_warehouse(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with open_chain() as ours, within(kind, request), open_chain() as theirs:
        take(ours, tmp_path / "ours")
        take(theirs, tmp_path / "theirs")
        assert list(differences(ours.warehouse, theirs.warehouse)) == []
        for sql in SPOILT:
            theirs.rows(sql)
        found = list(differences(ours.warehouse, theirs.warehouse))
    assert [words.partition(": ")[0] + ": " for words in found] == ["branch: ", "sale_line: ", "branch_hour: "]
    assert "name is" in found[0]
    assert "Elsewhere there" in found[0]
    assert "gross_pence is" in found[1]
    assert "is only here" in found[2]
