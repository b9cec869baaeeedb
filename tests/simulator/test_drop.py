"""The small drop of till files: its bytes, its faults and the truth that it states."""

import csv
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import FrozenInstanceError
from datetime import date
from pathlib import Path

import pytest

from tillroll.simulate.drop import Drop, write_drop
from tillroll.simulate.tills import SQUARE_COLUMNS

FIRST_DAY = date(2021, 8, 25)
TOTAL_BEFORE_TENDER = 5
TOTAL = 4


def drop_into(folder: Path, *, branches: int = 6, faults: bool = True, seed: int = 7) -> Drop:
    return write_drop(
        folder, branches=branches, days=2, seed=seed, sales_per_day=25, faults=faults, first_day=FIRST_DAY
    )


def bytes_by_name(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def pence(text: str) -> int:
    return round(float(text.replace("£", "")) * 100)


def day_of(text: str) -> date:
    return date(int(text[6:10]), int(text[3:5]), int(text[:2])) if text[2] == "/" else date.fromisoformat(text[:10])


def amounts(path: Path) -> Iterator[tuple[str, date, int]]:
    """Branch, date and pence of every row, read without the product's help."""
    if path.suffix == ".jsonl":
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    else:
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    if tuple(rows[0]) == SQUARE_COLUMNS:
        for cells in (dict(zip(SQUARE_COLUMNS, row, strict=True)) for row in rows[1:]):
            yield cells["Location"], day_of(cells["Date"]), pence(cells["Net Sales"])
    else:
        for row in rows:
            total = row[TOTAL_BEFORE_TENDER if row[TOTAL] in {"CASH", "CARD"} else TOTAL]
            yield row[1], day_of(row[0]), pence(total)


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = drop_into(tmp_path / "a"), drop_into(tmp_path / "b")
    assert bytes_by_name(first.folder) == bytes_by_name(second.folder)
    assert first.pence == second.pence


def test_another_seed_gives_other_sales(tmp_path: Path) -> None:
    assert drop_into(tmp_path / "a").pence != drop_into(tmp_path / "b", seed=8).pence


def test_the_files_hold_the_pence_that_the_drop_states(tmp_path: Path) -> None:
    drop = drop_into(tmp_path, faults=False)
    read: dict[tuple[str, date], int] = defaultdict(int)
    for path in tmp_path.iterdir():
        for branch, day, amount in amounts(path):
            read[branch, day] += amount
    assert read == drop.pence
    assert drop.total_pence == sum(read.values())
    assert drop.files == len(bytes_by_name(tmp_path)) == len(drop.pence)


def test_every_make_of_till_is_in_it(tmp_path: Path) -> None:
    drop_into(tmp_path, faults=False)
    assert {path.name for path in tmp_path.iterdir() if "25" in path.name} == {
        "southend-on-sea_25-08-2021_09-00-00.csv",
        "2021-08-25-pont-y-pŵl.csv",
        "isle_of_wight_25-08-2021_17-12-40.csv",
        "items-2021-08-25-aberdeen.csv",
        "chesterfield_25-08-2021.jsonl",
        "leeds_25-08-2021_09-00-00.csv",
    }


def test_the_2020_till_leaves_the_blank_of_a_size(tmp_path: Path) -> None:
    drop_into(tmp_path, faults=False)
    rows = csv.reader((tmp_path / "isle_of_wight_25-08-2021_17-12-40.csv").read_text().splitlines())
    assert any(row[3].startswith(" ") for row in rows)


def test_square_lines_hold_refunds_and_discounts(tmp_path: Path) -> None:
    drop_into(tmp_path, faults=False)
    rows = list(csv.DictReader((tmp_path / "items-2021-08-25-aberdeen.csv").read_text("utf-8").splitlines()))
    refunds = [row for row in rows if row["Event Type"] == "Refund"]
    assert refunds
    assert all(row["Qty"].startswith("-") for row in refunds)
    assert any(row["Discounts"] == "-£0.50" for row in rows)
    assert all(pence(row["Gross Sales"]) + pence(row["Discounts"]) == pence(row["Net Sales"]) for row in rows)


def test_faults_are_extra_files_and_leave_the_truth_alone(tmp_path: Path) -> None:
    clean, faulty = drop_into(tmp_path / "clean", faults=False), drop_into(tmp_path / "faulty")
    genuine, everything = bytes_by_name(clean.folder), bytes_by_name(faulty.folder)
    assert (faulty.files, faulty.sales, faulty.pence) == (clean.files, clean.sales, clean.pence)
    assert genuine.items() <= everything.items()
    assert len(everything) - len(genuine) == faulty.faulty_files
    assert clean.faulty_files == 0


@pytest.mark.parametrize("branches", [1, 2, 6])
def test_each_fault_is_what_its_name_says(tmp_path: Path, branches: int) -> None:
    drop_into(tmp_path, branches=branches)
    (copy,) = tmp_path.glob("* (1).csv")
    (headed,) = tmp_path.glob("* headed.csv")
    (retyped,) = tmp_path.glob("* retyped.csv")
    (partial,) = tmp_path.glob("* partial.csv")
    (zipped,) = tmp_path.glob("* zipped.csv")
    assert copy.read_bytes() == original(copy, " (1)").read_bytes()
    assert headed.read_bytes().endswith(original(headed, " headed").read_bytes())
    assert 0 < missing_commas(retyped) < len(retyped.read_bytes().splitlines())
    assert original(partial, " partial").read_bytes().startswith(partial.read_bytes())
    assert zipfile.is_zipfile(zipped)


def original(copy: Path, suffix: str) -> Path:
    return copy.with_name(copy.name.replace(suffix, ""))


def missing_commas(retyped: Path) -> int:
    return original(retyped, " retyped").read_bytes().count(b",") - retyped.read_bytes().count(b",")


def test_faults_are_delivered_after_the_genuine_files(tmp_path: Path) -> None:
    drop_into(tmp_path)
    for copy in tmp_path.glob("* (1).csv"):
        assert copy.stat().st_mtime > original(copy, " (1)").stat().st_mtime


def test_a_chain_longer_than_the_list_of_towns_repeats_no_name(tmp_path: Path) -> None:
    drop = write_drop(tmp_path, branches=40, days=1, sales_per_day=5, faults=False, first_day=FIRST_DAY)
    assert len(drop.pence) == len(bytes_by_name(tmp_path)) == 40


def test_a_drop_is_frozen(tmp_path: Path) -> None:
    drop = drop_into(tmp_path, branches=1)
    with pytest.raises(FrozenInstanceError):
        drop.sales = 0  # type: ignore[misc]
    with pytest.raises(TypeError):
        drop.pence["Leeds", FIRST_DAY] = 0  # type: ignore[index]
