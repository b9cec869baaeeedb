"""The independent reader gives the figures that come with the real sample files.

Grain: one test per file of MANIFEST.csv. Runs where TILLROLL_SAMPLES names the folder of samples.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest

from tests.reference.reader import Reading, read

NOW = datetime(2026, 11, 20, 9, 0)
SAMPLES = os.environ.get("TILLROLL_SAMPLES")
SIX_COLUMNS = "damaged/haddington_10-11-2020_17-19-49.six-columns.csv"
LANDING = {"sales": 10_776, "pence": 6_587_355}

pytestmark = pytest.mark.skipif(not SAMPLES, reason="TILLROLL_SAMPLES names no folder of sample files")


def manifest() -> list[dict[str, str]]:
    if not SAMPLES:
        return []
    with (Path(SAMPLES) / "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def reading_of(file_name: str) -> Reading:
    return read((Path(SAMPLES or "") / file_name).read_bytes(), file_name, NOW)


def figures(reading: Reading) -> dict[str, int]:
    return {
        "data_rows": reading.data_rows,
        "sales": len(reading.sales),
        "lines": sum(len(sale.lines) for sale in reading.sales),
        "pence": sum(sale.total_pence for sale in reading.sales),
        "rejected_rows": len(reading.rejections),
        "identical_pairs": sum(sale.n > 1 for sale in reading.sales),
    }


def expected(row: Mapping[str, str]) -> dict[str, int]:
    return {name: int(row[name]) for name in figures(Reading(None, False, "", 0, 0, (), ()))}


WITH_BRANCH = [row for row in manifest() if row["file"] != SIX_COLUMNS]


@pytest.mark.parametrize("row", WITH_BRANCH, ids=lambda row: row["file"])
def test_a_sample_gives_its_figures(row: dict[str, str]) -> None:
    assert figures(reading_of(row["file"])) == expected(row)


def test_a_branch_missing_from_the_rows_comes_from_the_file_name() -> None:
    reading = reading_of(SIX_COLUMNS)
    assert (reading.data_rows, len(reading.sales), reading.rejections) == (591, 591, ())
    assert {sale.branch_id for sale in reading.sales} == {"haddington"}


def test_the_four_landing_days_add_up() -> None:
    found = [figures(reading_of(row["file"])) for row in manifest() if row["file"].startswith("landing/")]
    assert {name: sum(each[name] for each in found) for name in LANDING} == LANDING


def test_the_sale_of_an_excel_copy_is_the_sale_of_the_original() -> None:
    original, copy = (
        reading_of(name)
        for name in ("formats/2021-02-23-isle-of-wight.csv", "damaged/2021-02-23-isle-of-wight.excel.csv")
    )
    assert [(sale.placed_at, sale.lines, sale.n) for sale in original.sales] == [
        (sale.placed_at, sale.lines, sale.n) for sale in copy.sales
    ]


def test_every_data_row_has_one_fate() -> None:
    for row in manifest():
        reading = reading_of(row["file"])
        fates = sum(sale.rows for sale in reading.sales) + len(reading.rejections) + reading.rows_blank
        assert fates == reading.data_rows
