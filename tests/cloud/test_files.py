"""Files in the raw bucket of the deployed template: to the penny in the warehouse, each with its due fate.

Where TILLROLL_SAMPLES names no folder of real files, a made-up chain's take their place. The tests go in order, on one
stack: the files of four days, files that people or programs damaged, reference lists.
"""

import csv
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from tests.cloud.cloud import Cloud, Deployed
from tests.cloud.emf import sums
from tests.cloud.ledger import differences, of_a_laptop
from tests.warehouses.helpers import Sale, tell, till_text

SAMPLES = os.environ.get("TILLROLL_SAMPLES")
WEEK = "mon,tue,wed,thu,fri,sat,sun"
HOURS = ",".join(["07:00-20:00"] * 7)
LISTS = {
    "branches.csv": f"code,name,{WEEK}\nCHE,Chesterfield,{HOURS}\nLEE,Leeds,{HOURS}\n",
    "products.csv": "name,flavour,size,product,category,is_coffee\nLatte,,Large,Latte,Coffee,yes\n",
    "closures.csv": "branch,region,from,to,reason\nLEE,,2021-08-31,2021-08-31,paint\n",
}
needs_samples = pytest.mark.skipif(not SAMPLES, reason="TILLROLL_SAMPLES names no folder of sample files")


def manifest(folder: str) -> dict[str, dict[str, str]]:
    """The rows of a folder of samples by the file's own name."""
    with Path(SAMPLES or "", "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        found = {Path(row["file"]): row for row in csv.DictReader(file)}
    return {path.name: row for path, row in found.items() if path.parent.name == folder}


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    if SAMPLES:
        return sorted(Path(SAMPLES, "landing").iterdir())
    return made_up(tmp_path_factory.mktemp("made-up"))


def made_up(folder: Path) -> list[Path]:
    """Four days of nine branches."""
    for branch, day in product(range(1, 10), range(25, 29)):
        sales = [Sale(datetime(2021, 8, day, 9) + timedelta(minutes=each)) for each in range(60 + branch)]
        (folder / f"town{branch}_{day}-08-2021_09-00-00.csv").write_text(till_text(sales, branch=f"Town{branch}"))
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse to which the same comes in the same order."""
    return tmp_path_factory.mktemp("laptop") / "laptop.duckdb"


@pytest.fixture(scope="module")
def made(cloud: Cloud, landing: list[Path]) -> Iterator[Deployed]:
    with cloud.stack("files") as deployed:
        deployed.stack.put_files(*landing)
        assert deployed.stack.settle(300) == {}
        yield deployed


def test_every_sale_and_every_penny_is_in_the_warehouse(made: Deployed, landing: list[Path], laptop: Path) -> None:
    tell(f"{len(landing)} files: {made.ledger.current[0]:,} sales, £{made.ledger.current[1] / 100:,.2f}")
    if SAMPLES:
        assert len(landing) == 36
        assert made.ledger.current == (10_776, 6_587_355)
    assert made.ledger.outcomes == {"loaded": len(landing)}
    assert differences(made.ledger, of_a_laptop(made.stack.raw, laptop)) == []


@needs_samples
def test_each_receipt_is_as_in_the_manifest(made: Deployed) -> None:
    told = made.ledger.rows("select file, data_rows, sales_loaded, pence_loaded, rows_rejected from receipt")
    names = ("data_rows", "sales", "pence", "rejected_rows")
    expected = {file: tuple(int(row[name]) for name in names) for file, row in manifest("landing").items()}
    assert {file: figures for file, *figures in map(list, told)} == {file: [*each] for file, each in expected.items()}


def test_metrics_say_what_was_done_by_stack_and_rule_alone(made: Deployed, landing: list[Path]) -> None:
    metrics = made.stack.metrics()
    found = sums(metrics)
    sales, pence = made.ledger.current
    assert (found["FilesPrepared"], found["SalesLoaded"], found["PenceLoaded"]) == (len(landing), sales, pence)
    assert (found["FilesUnreadable"], found["FilesHeld"], found["ConservationBreach"]) == (0, 0, 0)
    assert found["RunsFinished"] >= 1
    assert found["CostMicropence"] > 0
    assert sum(metric.name == "FreshnessSeconds" for metric in metrics) == len(landing)
    assert {metric.namespace for metric in metrics} == {"Tillroll"}
    assert {metric.dimensions for metric in metrics} == {(("Stack", "files"),)}


def test_a_trace_leads_from_the_file_to_the_ledger(made: Deployed) -> None:
    traces = [trace for (trace,) in made.ledger.rows("select trace_id from receipt")]
    log = "\n".join(made.stack.log("PrepareFunction"))
    assert len(set(traces)) == len(traces) > 0
    assert [trace for trace in traces if trace not in log] == []


def test_nobody_is_told_where_all_is_well(made: Deployed) -> None:
    assert made.stack.notices() == []


# --- files that people or programs damaged ---


@needs_samples
def test_damaged_files_end_as_formats_and_the_delivery_rules_say(made: Deployed, laptop: Path) -> None:
    made.stack.put_in_turn(*sorted(Path(SAMPLES or "", "damaged").iterdir()))
    assert made.stack.settle(300) == {}
    told = made.ledger.rows("select file, outcome, sales_loaded, pence_loaded, rows_rejected from receipt")
    found = {file: figures for file, *figures in told}
    for file, row in manifest("damaged").items():
        assert found[file] == fate(file, row), file
    assert differences(made.ledger, of_a_laptop(made.stack.raw, laptop)) == []


def fate(file: str, row: dict[str, str]) -> list[object]:
    """What becomes of a damaged file: its outcome, sales, pence and rejected rows, beside the landing files."""
    rejected = int(row["rejected_rows"])
    if "six-columns" in file:
        return ["loaded", 591, 362_865, 0]
    if file.startswith("leeds_09-05-2023"):
        return ["loaded", 50, 27_845, 0] if "(in)" in file else ["duplicate", 0, 0, 0]
    if file.startswith("chesterfield") or "missing-commas" in file:
        return ["held", 0, 0, rejected]
    return ["loaded", int(row["sales"]), int(row["pence"]), rejected]


@needs_samples
def test_people_are_told_of_files_that_need_them_and_nothing_that_stands_in_them(made: Deployed) -> None:
    notices = made.stack.notices()
    text = "\n".join(f"{subject}\n{words}" for subject, words in notices)
    held = [file for file in manifest("damaged") if fate(file, manifest("damaged")[file])[0] == "held"]
    assert len(held) == 5
    assert all(file in text for file in held)
    assert sums(made.stack.metrics())["FilesHeld"] == len(held)


def test_random_bytes_are_unreadable_and_nothing_else_waits_for_them(made: Deployed, laptop: Path) -> None:
    before = made.ledger.current
    made.stack.put("leeds_24-03-2021.csv", bytes(range(256)) * 64)
    assert made.stack.settle(300) == {}
    of_a_laptop(made.stack.raw, laptop)
    assert made.ledger.rows("select outcome from receipt where file = 'leeds_24-03-2021.csv'") == [("unreadable",)]
    assert made.ledger.current == before
    assert "leeds_24-03-2021.csv" in made.stack.notices()[-1][1]


# --- reference lists ---


def test_lists_arrive_as_files_do(made: Deployed, laptop: Path) -> None:
    """Closures before the list of the branches that they name, too."""
    for name, text in reversed(LISTS.items()):
        made.stack.put(name, text.encode())
    assert made.stack.settle(300) == {}
    assert made.ledger.rows("select count(*) from branch where code in ('CHE', 'LEE')") == [(2,)]
    assert made.ledger.rows("select count(*) from closure") == [(1,)]
    assert differences(made.ledger, of_a_laptop(made.stack.raw, laptop)) == []


def test_the_nightly_check_finds_nothing(made: Deployed) -> None:
    made.stack.invoke("CheckFunction", {})
    assert sums(made.stack.metrics())["ChecksFailed"] == 0
