"""`prepare` gives the figures of MANIFEST.csv on every real sample file, and each sale as the reference reads it.

Grain: one test per file; all files are prepared in one call. Runs where TILLROLL_SAMPLES names the folder of samples;
there, an absent file is a failure.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.prepare.readings import here_and_now, prepared
from tests.reference.reader import Reading, read
from tests.reference.sheets import TillFile
from tillroll.engine import Engine

SAMPLES = Path(os.environ.get("TILLROLL_SAMPLES") or "/nowhere")
SIX_COLUMNS = "damaged/haddington_10-11-2020_17-19-49.six-columns.csv"
FILES = 56

pytestmark = pytest.mark.skipif(
    not os.environ.get("TILLROLL_SAMPLES"), reason="TILLROLL_SAMPLES names no folder of sample files"
)


def manifest() -> dict[str, dict[str, str]]:
    if not os.environ.get("TILLROLL_SAMPLES"):
        return {}
    with (SAMPLES / "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


MANIFEST = manifest()


@pytest.fixture(scope="module")
def readings(engine: Engine, folder: Path) -> Mapping[str, Reading]:
    """What one call of `prepare` makes of all samples, by file."""
    files = [TillFile(name, (SAMPLES / name).read_bytes()) for name in MANIFEST]
    return dict(zip(MANIFEST, prepared(engine, files, folder), strict=True))


def figures(reading: Reading) -> dict[str, int]:
    return {
        "data_rows": reading.data_rows,
        "sales": len(reading.sales),
        "lines": sum(len(sale.lines) for sale in reading.sales),
        "pence": sum(sale.total_pence for sale in reading.sales),
        "rejected_rows": len(reading.rejections),
        "identical_pairs": sum(sale.n > 1 for sale in reading.sales),
    }


def expected(row: Mapping[str, str], names: Mapping[str, int]) -> dict[str, int]:
    return {name: int(row[name]) for name in names}


def test_every_sample_is_in_the_manifest() -> None:
    assert len(MANIFEST) == FILES
    assert {str(path.relative_to(SAMPLES)) for path in SAMPLES.glob("*/*")} == MANIFEST.keys()


@pytest.mark.parametrize("name", [name for name in MANIFEST if name != SIX_COLUMNS])
def test_a_sample_gives_the_figures_of_the_manifest(readings: Mapping[str, Reading], name: str) -> None:
    found = figures(readings[name])
    assert found == expected(MANIFEST[name], found)


def test_the_six_column_file_takes_its_branch_from_its_name(readings: Mapping[str, Reading]) -> None:
    reading = readings[SIX_COLUMNS]
    assert (len(reading.sales), reading.rejections) == (591, ())
    assert {sale.branch_id for sale in reading.sales} == {"haddington"}


@pytest.mark.parametrize("name", MANIFEST)
def test_a_sample_reads_as_the_reference_reads_it(readings: Mapping[str, Reading], name: str) -> None:
    reference = read((SAMPLES / name).read_bytes(), name, here_and_now())
    reading = readings[name]
    assert reading.format == reference.format
    assert (reading.data_rows, reading.rows_blank, reading.rejections) == (
        reference.data_rows,
        reference.rows_blank,
        reference.rejections,
    )
    assert reading.sales == reference.sales
