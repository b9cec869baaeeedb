"""Two warehouses are compared row by row, and the first row that differs is named: on DuckDB, on PostgreSQL, across."""

from pathlib import Path

from tests.postgres_server import Server
from tests.reports.world import World, deliver
from tests.warehouses.helpers import Chain, in_postgres, open_chain
from tillroll.staged_load import differences

FIRST = "cast({0} as varchar) = (select min(cast({0} as varchar)) from {1})"
SPOILT = {
    f"update sale_line set gross_pence = gross_pence + 1 where {FIRST.format('sale_id', 'sale_line')}": "sale_line: ",
    f"delete from branch_hour where {FIRST.format('trading_date', 'branch_hour')}": "branch_hour: ",
    "update branch set name = 'Elsewhere'": "branch: ",
}


def spoil_and_compare(ours: Chain, theirs: Chain) -> None:
    assert list(differences(ours.warehouse, theirs.warehouse)) == []
    for sql in SPOILT:
        theirs.rows(sql)
    found = list(differences(ours.warehouse, theirs.warehouse))
    assert [words.partition(": ")[0] + ": " for words in found] == ["branch: ", "sale_line: ", "branch_hour: "]
    assert "name is" in found[0]
    assert "Elsewhere there" in found[0]
    assert "gross_pence is" in found[1]
    assert "is only here" in found[2]


def test_two_files(tmp_path: Path) -> None:
    with open_chain() as ours, open_chain() as theirs:
        deliver(World(), ours, tmp_path)
        deliver(World(), theirs, tmp_path)
        spoil_and_compare(ours, theirs)


def test_a_file_and_a_database(postgres: Server, tmp_path: Path) -> None:
    with open_chain() as ours, in_postgres(postgres), open_chain() as theirs:
        deliver(World(), ours, tmp_path)
        deliver(World(), theirs, tmp_path)
        spoil_and_compare(ours, theirs)
