"""No name and no card number of any file is in any byte that tillroll writes or prints, plain, encoded or hashed.

Grain: one test a set of people: those of the real samples, and made-up ones in every place. First, that the scanner
finds what is planted.
"""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb
import pytest

from tests.faults.program import ROOT, day_of, good_files
from tests.privacy.canaries import write_canaries
from tests.privacy.office import Office
from tests.privacy.people import people_of
from tests.privacy.scan import Secrets, all_words, leaks
from tests.warehouses.helpers import tell

SAMPLES = Path(os.environ.get("TILLROLL_SAMPLES") or "/nowhere")
PERSON, CARD = "Quilbrova Zanthworma", "4929111122223333"
PLANTED = Secrets(frozenset({PERSON}), frozenset({CARD}))


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


# --- the scanner finds what is there ---


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (f"... {PERSON.upper()} ...", "a whole name"),
        ("x Quilbrova,Somebody", "a word of a name"),
        (f"card={CARD}9", "a card number"),
        (f"00{PERSON.encode().hex()}", "a word of a name in hex"),
        (f"0{CARD.encode().hex()}", "a card number in hex"),
        (base64.b64encode(f"..{PERSON}".encode()).decode(), "a word of a name in base64"),
        (base64.b64encode(f".{CARD}..".encode()).decode(), "a card number in base64"),
        (hashlib.md5(CARD.encode(), usedforsecurity=False).hexdigest(), "a hash"),
        (hashlib.sha256(PERSON.encode()).hexdigest().upper(), "a hash"),
    ],
    ids=["name", "word", "card", "hex name", "hex card", "base64 name", "base64 card", "md5", "sha256"],
)
def test_the_scanner_finds(data: str, kind: str) -> None:
    assert kind in leaks(data.encode(), PLANTED)


def test_the_scanner_finds_nothing_where_nothing_is() -> None:
    assert leaks(day_of("Leeds").encode() + bytes(range(256)) * 99, PLANTED) == set()


def test_a_leak_in_the_warehouse_is_found(tmp_path: Path) -> None:
    """Even where the database has packed it so that no byte of the file shows it."""
    good_files(tmp_path / "in")
    office = Office(tmp_path / "office")
    office.do_everything(tmp_path / "in", [])
    assert office.leaks(PLANTED) == {}
    with duckdb.connect(str(office.warehouse)) as connection:
        connection.execute("update branch set name = ?", [PERSON])
        connection.execute("update document set document_id = md5(?)::uuid", [CARD])
    assert {"table branch", "table document"} <= office.leaks(PLANTED).keys()


# --- and finds no person ---


def innocent_words(folder: Path) -> frozenset[bytes]:
    """The words of a warehouse, and of all that is said of it, in which nobody of the others is."""
    good_files(folder / "in")
    (folder / "in" / "letter.csv").write_text("no,till,file\n")
    (folder / "in" / "bad.csv").write_text(day_of("Leeds", day=26) + "x,y,z\n")
    office = Office(folder / "office")
    office.do_everything(folder / "in", sorted((folder / "in").iterdir()))
    return office.words() | own_words(resources.files("tillroll"))


def own_words(package: Traversable) -> frozenset[bytes]:
    """The words of tillroll's own sources, from which its sentences are made."""
    parts = [own_words(each) for each in package.iterdir() if each.is_dir() and each.name != "__pycache__"]
    texts = [each.read_bytes() for each in package.iterdir() if each.is_file()]
    return all_words(texts).union(*parts)


@pytest.mark.skipif(not os.environ.get("TILLROLL_SAMPLES"), reason="TILLROLL_SAMPLES names no folder of sample files")
def test_nobody_of_the_samples_is_anywhere(tmp_path: Path) -> None:
    paths = sorted(path for path in SAMPLES.glob("*/*.csv"))
    people = people_of(paths)
    secrets = Secrets(people.names, people.cards, people.innocent | innocent_words(tmp_path / "neutral"))
    office = Office(tmp_path / "office")
    office.do_everything(SAMPLES, [path for path in paths if path.parent.name != "landing"])
    assert len(secrets.words) > 5_000
    assert leaks(paths[0].read_bytes(), secrets) >= {"a whole name", "a word of a name", "a card number"}
    assert office.leaks(secrets) == {}
    assert list((office.folder / "tmp").iterdir()) == []
    size = sum(len(data) for _, data in office.pieces())
    tell(f"{len(secrets.names)} names and {len(secrets.cards)} card numbers, {size:,} bytes: none found")


def test_no_canary_is_anywhere(tmp_path: Path) -> None:
    secrets = write_canaries(tmp_path / "in")
    office = Office(tmp_path / "office")
    office.do_everything(tmp_path / "in", sorted((tmp_path / "in").iterdir()))
    for path in (tmp_path / "in").iterdir():
        assert leaks(path.read_bytes(), secrets) or path.suffix == ".gz"
    assert office.leaks(secrets) == {}
    assert list((office.folder / "tmp").iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.warehouses.helpers import open_chain
with open_chain(Path(sys.argv[2])) as chain:
    chain.ingest(Path(sys.argv[1]))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_no_canary_is_in_the_log_of_a_killed_process(tmp_path: Path) -> None:
    """The write-ahead log holds what was committed and not yet written into the database's file."""
    secrets = write_canaries(tmp_path / "in")
    warehouse = tmp_path / "w.duckdb"
    command = [sys.executable, "-c", KILLED, str(tmp_path / "in"), str(warehouse)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == -signal.SIGKILL
    log = warehouse.with_name("w.duckdb.wal")
    assert log.stat().st_size > 10_000
    assert b"Latte" in log.read_bytes()
    found = {path.name: leaks(path.read_bytes(), secrets) for path in (log, warehouse)}
    assert found == {"w.duckdb.wal": set(), "w.duckdb": set()}
    shutil.rmtree(tmp_path / "in")
