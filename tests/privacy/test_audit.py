"""No name and no card number of any file stays anywhere; and where the program is made to leak, the audit says so.

Grain: one test an audit, of the program as it is or of a copy of it in which one module leaks.
"""

import hashlib
import inspect
import io
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest

from tests.docs.pages import ROOT, blocks
from tests.docs.test_blocks import assert_prints
from tests.faults.program import good_files, tillroll, url
from tests.privacy.leaky import Audited, Leak, leaky_copy, run_audit, run_steps
from tests.privacy.people import people_of
from tests.warehouses.helpers import tell
from tillroll import wiring
from tillroll.audit import rehearsal
from tillroll.audit.audit import rehearse
from tillroll.audit.canaries import Canary, Kind
from tillroll.audit.existing import WarehouseScan, cards_in_bytes, scan_warehouse
from tillroll.audit.finder import Finder
from tillroll.audit.forms import SHORTEST, Form, digest_forms, forms_of
from tillroll.audit.places import PLACES
from tillroll.audit.plant import plant
from tillroll.audit.rehearsal import ARCHIVE, PAGES, TILL_FILES
from tillroll.audit.sheets import SHEETS
from tillroll.cli import main
from tillroll.cli.app import COMMANDS
from tillroll.formats.format_file import load_formats
from tillroll.report import reports
from tillroll.settings import read_settings

GUIDE = ROOT / "docs/how-to/prove-privacy.md"
SAMPLES = Path(os.environ.get("TILLROLL_SAMPLES") or "/nowhere")
NOT_OVER_TILL_FILES = {"demo", "simulate", "privacy-audit", "users", "roles", "cost", "deploy", "cloud"}
VISA, CARD = "4111111111111111", b"4929123861241230"


@dataclass(frozen=True)
class Kept:
    """The one whole audit of these tests, beside a warehouse with a card number in it: its words, and what it left."""

    audited: Audited
    folder: Path

    @property
    def places(self) -> dict[str, tuple[int, int]]:
        """The pieces and bytes of each place, as the report says."""
        rows = re.findall(r"^(\S.*?) {2,}([\d,]+) +([\d,]+)$", self.audited.out, re.MULTILINE)
        return {name: (number(pieces), number(size)) for name, pieces, size in rows}


def number(text: str) -> int:
    return int(text.replace(",", ""))


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("audit")
    warehouse = folder / "w.duckdb"
    good_files(folder / "in")
    tillroll("ingest", folder / "in", warehouse=warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update branch set name = ?", [f"Leeds {VISA}"])
    return Kept(run_audit("--warehouse", url(warehouse), "--folder", folder / "kept"), folder / "kept")


def test_nothing_is_found_anywhere(kept: Kept) -> None:
    assert re.search(r"^0 found$", kept.audited.out, re.MULTILINE), kept.audited.out + kept.audited.err
    assert list(kept.places) == [*PLACES, "in all"]
    assert [place for place, (_, size) in kept.places.items() if not size] == ["files left over"]
    assert_every_byte_is_counted(kept)
    assert_broken_files_are_not_given_up(kept.folder / "warehouse.duckdb")
    tell(f"{kept.places['in all'][1]:,} bytes: none found")
    assert_guide_says_so(kept.audited.out)


def assert_guide_says_so(said: str) -> None:
    """The guide's page shows what the audit prints; of the existing warehouse it shows one without a card number."""
    (shown,) = [block for block in blocks(GUIDE.read_text("utf-8")) if block.language == "text"]
    assert_prints(said, replace(shown, text=shown.text.partition("Existing warehouse")[0]))


def assert_every_byte_is_counted(kept: Kept) -> None:
    left = [path for path in kept.folder.rglob("*") if path.is_file()]
    parts = [(path, path.relative_to(kept.folder).parts[0]) for path in left]
    sizes = [path.stat().st_size for path, top in parts if top not in {TILL_FILES, ARCHIVE}]
    said_again = ("names of files", "in all")
    counted = {place: size for place, (_, size) in kept.places.items() if "unpacked" not in place}
    assert sum(size for place, size in counted.items() if place not in said_again) == sum(sizes)


def test_every_page_is_visited_while_files_are_taken_in(kept: Kept) -> None:
    """Every report as a page and as CSV, a document, wrong addresses, and a decision."""
    answers = [path.read_bytes() for path in (kept.folder / PAGES).iterdir()]
    said = b"".join(answers)
    for report in reports():
        assert f'href="/reports/{report.name}/download.csv'.encode() in said, report.name
    assert sum(b"content-disposition" in answer and b".csv" in answer for answer in answers) >= len(reports())
    for words in (b"Which sales count?", b"There is no such page", b"Receipt of", b"Waiting for a person"):
        assert words in said, words


def test_every_column_is_planted(tmp_path: Path) -> None:
    """With a name and with a card number, in each format that is built in and one of one's own."""
    assert {each.name for each in load_formats(None)} < {sheet.name for sheet in SHEETS}
    wheres: dict[Kind, set[str]] = {"name": set(), "card number": set(), "control": set()}
    for canary in plant(tmp_path / "planted").canaries:
        wheres[canary.kind].add(canary.where)
    for sheet in SHEETS:
        for column in sheet.row:
            planted = {f"{sheet.name} {kind}{sheet.ending}, {column}" for kind in ("good", "broken")}
            assert planted & wheres["name"], column
            assert planted & wheres["card number"], column


def assert_broken_files_are_not_given_up(warehouse: Path) -> None:
    """Their broken rows are rejected one by one, among good ones that count."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        asked = "select file, state, rows_rejected from document join document_file using (document_id)"
        found = {file: (state, rejected) for file, state, rejected in connection.execute(asked).fetchall()}
    for sheet in SHEETS:
        state, rejected = found[f"{sheet.name} broken{sheet.ending}"]
        assert state == "read", sheet.name
        assert rejected >= 15


def test_every_command_that_meets_till_files_is_run() -> None:
    source = inspect.getsource(rehearsal)
    assert {name for name in COMMANDS if f'"{name}"' not in source} == NOT_OVER_TILL_FILES


LEAKS = {
    "a rejected row goes to the log": Leak(
        "records.py",
        "    if fitted is None and not any(cells):\n",
        "    if fitted is None:\n"
        "        import sys\n"
        "        from tillroll.observe import Log\n"
        '        Log(sys.stderr).write("receipt", reason=" ".join(cells))\n'
        "    if fitted is None and not any(cells):\n",
        "log",
        "as it is",
    ),
    "a customer is taken for a branch": Leak(
        "formats/dash.toml",
        "personal = [3, 7]\n\n[columns]\nplaced_at = 1\nbranch = 2\n",
        "personal = [7]\n\n[columns]\nplaced_at = 1\nbranch = 3\n",
        "Parquet, unpacked",
        "as it is",
    ),
    "a hash of the customer is kept": Leak(
        "gather.py",
        '    basket, sale_ref = texts.get("basket"), None\n',
        "    import hashlib\n"
        '    texts = {**texts, "till": hashlib.md5(cells[2].encode()).hexdigest()}\n'
        '    basket, sale_ref = texts.get("basket"), None\n',
        "tables and views, unpacked",
        "as md5",
    ),
    "an error quotes what the database says": Leak(
        "engine.py",
        'sql/{name}.sql failed with {type(error).__name__}")',
        'sql/{name}.sql failed with {type(error).__name__}: {error}")',
        "tracebacks",
        "as it is",
        ("faults",),
    ),
    "rows are left in a temporary file, in base64": Leak(
        "gather.py",
        "def _raw_row(doc: Numbered, record: Record) -> tuple[object, ...]:\n",
        "def _raw_row(doc: Numbered, record: Record) -> tuple[object, ...]:\n"
        "    import base64, tempfile\n"
        '    with tempfile.NamedTemporaryFile("wb", delete=False) as left:\n'
        '        left.write(base64.b64encode(" ".join(record.cells).encode()))\n',
        "files left over",
        "in base64",
    ),
    "the shape of an unreadable file is its text": Leak(
        "recognise.py",
        'shapes.append(_RUN.sub(lambda m: ("9" if m[0][0].isdigit() else "x") * min(len(m[0]), 4), text)[:120])',
        "shapes.append(text[:120])",
        "quarantine",
        "as it is",
        ("ingest", "show"),
    ),
}


@pytest.mark.parametrize("leak", LEAKS.values(), ids=list(LEAKS))
def test_a_leak_is_found_where_it_is(leak: Leak, tmp_path: Path) -> None:
    audited = run_steps(leaky_copy(tmp_path / "package", leak), tmp_path / "audit", *leak.steps)
    assert audited.code == 3, audited.err
    found = re.search(rf"^  in {leak.place}, {leak.form}: (\d+) canar", audited.out, re.MULTILINE)
    assert found, audited.out
    assert int(found[1]) > 0
    told = [canary for canary in plant(tmp_path / "again").canaries if canary.text in audited.out + audited.err]
    assert told == []


def test_an_audit_that_can_find_nothing_says_so(tmp_path: Path) -> None:
    deaf = Leak("audit/finder.py", "if _stands(form, data, start, end))", "if False)", "", "")
    audited = run_steps(leaky_copy(tmp_path / "package", deaf), tmp_path / "audit")
    assert (audited.code, audited.out) == (1, "")
    assert "its search misses" in audited.err


def test_a_program_that_loads_nothing_proves_nothing(tmp_path: Path) -> None:
    idle = Leak("ingest.py", "            self._take(batch, replay=replay)\n", "            del batch\n", "", "")
    audited = run_steps(leaky_copy(tmp_path / "package", idle), tmp_path / "audit", "ingest")
    assert (audited.code, audited.out) == (1, "")
    assert "found nothing, yet proves nothing" in audited.err


# --- people as they stand in real till files ---


FOR_REAL_FILES = ("ingest", "export")
"""Database, write-ahead log, receipts, tables, views and exports, which is all that reports and pages are made of.

Every other step is rehearsed with what is planted.
"""


def plain_forms(canary: Canary) -> Iterator[Form]:
    """Fewer forms, for twenty-five thousand people; those first in which each person is found in a till file."""
    text = canary.text
    for each in (text.encode(), text.lower().encode(), text.upper().encode(), text.encode().hex().encode()):
        yield Form("as it is", each, may_be_parted=canary.kind == "card number")
    for name in ("md5", "sha1", "sha256"):
        digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
        yield from (form for form in digest_forms(name, digest) if len(form.pattern) >= SHORTEST)


@pytest.mark.skipif(not os.environ.get("TILLROLL_SAMPLES"), reason="TILLROLL_SAMPLES names no folder of sample files")
def test_nobody_of_the_samples_is_anywhere(tmp_path: Path) -> None:
    planted = plant(tmp_path / TILL_FILES)
    paths = sorted(SAMPLES.glob("*/*.csv"))
    for path in paths:
        shutil.copy2(path, planted.landing / path.name)
    people = people_of(paths, len(planted.canaries) + 1)
    assert len(people) > 20_000
    everybody = (*planted.canaries, *people)
    copied = tuple(planted.landing / path.name for path in paths)
    more = replace(planted, canaries=everybody, files=(*planted.files, *copied))
    real = {canary.number for canary in people}
    finder = Finder(everybody, forms=lambda each: plain_forms(each) if each.number in real else forms_of(each))
    report = rehearse(tmp_path, more, finder, steps=FOR_REAL_FILES)
    assert report.leaks == ()
    tell(f"{len(people)} people, {report.bytes:,} bytes: none found")


# --- a warehouse that exists ---


def scanned(warehouse: Path) -> WarehouseScan:
    settings = read_settings({"warehouse": url(warehouse)}, {}, warehouse.parent)
    with wiring.open_warehouse(settings, read_only=True) as opened:
        return scan_warehouse(opened.warehouse, settings)


def test_an_ordinary_warehouse_is_not_suspected(tmp_path: Path) -> None:
    """Times, prices, counts, keys, hashes and names of a hundred thousand sales."""
    assert main(["simulate", str(tmp_path), "--branches", "80", "--days", "5"]) == 0
    tillroll("ingest", tmp_path / "landing", warehouse=tmp_path / "w.duckdb")
    scan = scanned(tmp_path / "w.duckdb")
    assert scan.found == ()
    assert scan.unread == ()
    assert scan.texts > 1_000_000
    assert scan.file_bytes == (tmp_path / "w.duckdb").stat().st_size
    tell(f"{scan.texts:,} texts, {scan.bytes:,} bytes: none suspected")


@pytest.mark.skipif(not os.environ.get("TILLROLL_SAMPLES"), reason="TILLROLL_SAMPLES names no folder of sample files")
def test_a_warehouse_of_real_files_is_not_suspected(tmp_path: Path) -> None:
    tillroll("ingest", SAMPLES, warehouse=tmp_path / "w.duckdb")
    assert scanned(tmp_path / "w.duckdb").found == ()


def test_card_numbers_in_a_warehouse_are_found_in_every_text(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    good_files(tmp_path / "in")
    tillroll("ingest", tmp_path / "in", warehouse=warehouse)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("update branch set name = ? where branch_id = 'leeds'", [f"Leeds {VISA}"])
        connection.execute('create table "my notes" ("what I saw" varchar, more varchar[])')
        connection.execute('insert into "my notes" values (?, ?), (?, ?)', ["paid 4111 1111 1111 1111", [VISA], "", []])
        connection.execute("create table short (word varchar)")
        connection.execute("create view broken as select * from short")
        connection.execute("drop table short")
    scan = scanned(warehouse)
    found = {each.place: each.count for each in scan.found}
    assert found.keys() >= {"branch.name", "my notes.what I saw", "my notes.more"}
    assert found["branch.name"] == 1
    assert scan.unread == ("broken",)


def test_card_numbers_in_raw_bytes() -> None:
    assert cards_in_bytes(io.BytesIO(b"\0\1" + CARD + b"\0" + b"9" * 30)) == (1, 49)
    assert cards_in_bytes(io.BytesIO(b"York" + CARD + b"Leeds")) == (1, 25)
    for packed in (b"2333333333333333DDDD", b'\x014444444444443333""""', b"\x11" * 9 + b"5577777777777777AbCd"):
        assert cards_in_bytes(io.BytesIO(packed)) == (0, len(packed))
    key = b"29540977|2|4929427559128943541|500|cash29540978|1|-63151"
    assert cards_in_bytes(io.BytesIO(key))[0] == 0


@pytest.mark.parametrize("split", [0, 5, 64, 112])
def test_a_card_number_across_two_pieces_is_counted_once(split: int) -> None:
    data = b"." * ((1 << 20) - split) + CARD + b"." * 200
    assert cards_in_bytes(io.BytesIO(data)) == (1, len(data))


def test_the_command_searches_an_existing_warehouse_too(kept: Kept) -> None:
    assert kept.audited.code == 3
    assert "    in branch.name: 3 times\n" in kept.audited.out
    assert VISA not in kept.audited.out + kept.audited.err


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x")
    audited = run_audit("--folder", tmp_path)
    assert (audited.code, audited.out) == (2, "")
    assert "name a new or an empty folder" in audited.err
