"""The real sample files in a warehouse: the figures of MANIFEST.csv, and the same rows however often they come.

The landing files' figures are looked at on every kind of warehouse. The rest is read and repeated on DuckDB, and what
the other samples leave behind when they all come at once is compared on the servers.

Runs where TILLROLL_SAMPLES names the folder of samples; there, an absent file is a failure.
"""

import csv
import os
import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.postgres_server import Server
from tests.redshift.stand_in import StandIn
from tests.warehouses.helpers import (
    Chain,
    Rows,
    assert_conserved,
    assert_same_state,
    assert_sound,
    in_postgres,
    in_redshift,
    open_chain,
    tell,
)
from tillroll.contract.values import Receipt
from tillroll.ingest import RunReport

SAMPLES = Path(os.environ.get("TILLROLL_SAMPLES") or "/nowhere")
SIX_COLUMNS = "damaged/haddington_10-11-2020_17-19-49.six-columns.csv"

pytestmark = pytest.mark.skipif(
    not os.environ.get("TILLROLL_SAMPLES"), reason="TILLROLL_SAMPLES names no folder of sample files"
)


def manifest() -> dict[str, dict[str, str]]:
    if not os.environ.get("TILLROLL_SAMPLES"):
        return {}
    with (SAMPLES / "MANIFEST.csv").open(newline="", encoding="utf-8") as file:
        return {row["file"]: row for row in csv.DictReader(file)}


MANIFEST = manifest()
LANDING = sorted(name for name in MANIFEST if name.startswith("landing/"))
OTHERS = sorted(name for name in MANIFEST if not name.startswith("landing/"))


def figures(receipt: Receipt) -> dict[str, int]:
    return {
        "data_rows": receipt.data_rows,
        "sales": receipt.sales_loaded,
        "pence": receipt.pence_loaded,
        "rejected_rows": receipt.rows_rejected,
    }


def expected(row: Mapping[str, str]) -> dict[str, int]:
    names = ("data_rows", "sales", "pence", "rejected_rows")
    return {name: int(row[name]) for name in names}


def lines_by_file(chain: Chain) -> dict[str, int]:
    return dict(
        chain.rows(
            "select receipt.file, count(*) from receipt inner join sale using (document_id) "
            "inner join sale_line using (sale_id, trading_date) group by receipt.file"
        )
    )


def test_the_landing_files_give_their_totals(every_warehouse: str) -> None:
    with open_chain() as chain:
        receipts = chain.ingest(SAMPLES / "landing").receipts
        sales, pence = chain.current
        tell(f"landing on {every_warehouse}: {len(receipts)} files, {sales} sales, £{pence / 100:,.2f}")
        assert (len(LANDING), sales, pence) == (36, 10_776, 6_587_355)
        assert_sound(chain)
        assert_conserved(receipts)
        assert {f"landing/{each.file}": figures(each) for each in receipts} == {
            n: expected(MANIFEST[n]) for n in LANDING
        }
        assert {each.outcome for each in receipts} == {"loaded"}
        assert lines_by_file(chain) == {Path(name).name: int(MANIFEST[name]["lines"]) for name in LANDING}


@pytest.mark.parametrize("name", OTHERS)
def test_another_sample_alone_is_as_in_the_manifest(name: str) -> None:
    with open_chain() as chain:
        receipt = chain.take(SAMPLES / name)
        loaded = f"{receipt.sales_loaded} sales, £{receipt.pence_loaded / 100:,.2f}"
        tell(f"{name}: {loaded}; {receipt.rows_rejected} rows rejected")
        assert_conserved([receipt])
        assert_sound(chain)
        if name == SIX_COLUMNS:
            assert (receipt.data_rows, receipt.rows_loaded, receipt.rows_rejected) == (591, 591, 0)
            assert {day.branch for day in receipt.branch_days} == {"haddington"}
        else:
            assert figures(receipt) == expected(MANIFEST[name])
            assert lines_by_file(chain) == {receipt.file: int(MANIFEST[name]["lines"])}


def test_twenty_other_samples_were_tested() -> None:
    assert len(OTHERS) == 20


def state_of_the_others() -> Rows:
    with open_chain() as chain:
        assert_conserved(chain.ingest(*(SAMPLES / name for name in OTHERS)).receipts)
        assert_sound(chain)
        return chain.state()


def test_the_other_samples_leave_the_same_rows_on_servers(postgres: Server, redshift: StandIn) -> None:
    ours = state_of_the_others()
    with in_postgres(postgres):
        assert_same_state(state_of_the_others(), ours)
    with in_redshift(redshift):
        assert_same_state(state_of_the_others(), ours)


# --- the same files again ---


@pytest.fixture(scope="module")
def landing() -> Iterator[Chain]:
    """A warehouse with the 36 landing files, taken in one run."""
    with open_chain() as chain:
        chain.ingest(SAMPLES / "landing")
        yield chain


@pytest.fixture(scope="module")
def landing_state(landing: Chain) -> Rows:
    return landing.state()


def in_one_run(chain: Chain, folder: Path) -> None:
    chain.ingest(folder)


def one_at_a_time(chain: Chain, folder: Path) -> None:
    for path in shuffled(folder):
        chain.ingest(path)


def shuffled_in_threes(chain: Chain, folder: Path) -> None:
    paths = shuffled(folder)
    for at in range(0, len(paths), 3):
        chain.ingest(*paths[at : at + 3])


def twice_in_one_run(chain: Chain, folder: Path) -> RunReport:
    for path in shuffled(folder):
        shutil.copy2(path, path.with_name(f"copy of {path.name}"))
    return chain.ingest(folder)


def shuffled(folder: Path) -> list[Path]:
    return random.Random(36).sample(sorted(folder.iterdir()), len(list(folder.iterdir())))


WAYS = {
    "renamed": (in_one_run, True),
    "one at a time": (one_at_a_time, False),
    "renamed and shuffled": (shuffled_in_threes, True),
    "twice under two names": (twice_in_one_run, False),
}


def copies(folder: Path, *, renamed: bool) -> Path:
    """The landing files in a folder of their own, with their times; renamed, no name tells anything."""
    folder.mkdir()
    for number, name in enumerate(LANDING):
        shutil.copy2(SAMPLES / name, folder / (f"{number:02d}.csv" if renamed else Path(name).name))
    return folder


@pytest.mark.parametrize(("take", "renamed"), list(WAYS.values())[:-1], ids=list(WAYS)[:-1])
def test_a_new_warehouse_ends_in_the_same_rows(
    landing_state: Rows, tmp_path: Path, take: Callable[[Chain, Path], object], renamed: bool
) -> None:
    with open_chain() as chain:
        take(chain, copies(tmp_path / "in", renamed=renamed))
        assert_same_state(chain.state(), landing_state)


@pytest.mark.parametrize(("take", "renamed"), WAYS.values(), ids=WAYS)
def test_the_same_warehouse_keeps_its_rows(
    landing: Chain, landing_state: Rows, tmp_path: Path, take: Callable[[Chain, Path], object], renamed: bool
) -> None:
    take(landing, copies(tmp_path / "in", renamed=renamed))
    assert_same_state(landing.state(), landing_state)


def test_every_file_under_two_names_is_loaded_once(landing_state: Rows, tmp_path: Path) -> None:
    """The last of the ways into a new warehouse, and what its receipts say."""
    folder = copies(tmp_path / "in", renamed=False)
    with open_chain() as chain:
        report = twice_in_one_run(chain, folder)
        assert_conserved(report.receipts)
        assert report.outcomes == {"loaded": 36, "duplicate": 36}
        assert chain.current == (10_776, 6_587_355)
        assert_same_state(chain.state(), landing_state)
