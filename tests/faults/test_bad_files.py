"""Bad input: a message that names the file and says what to do; nothing is lost, and no other file suffers.

Grain: one test a kind of bad file, through the program.
"""

import gzip
import random
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults.program import day_of, good_files, run_script, tillroll, url

NEEDS_PERSON = 3
HEADER = "date_time,Location,full_name,order,amount,payment_type,card_number\n"
NOISE = random.Random(1).randbytes(2000)
GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Bad:
    """A file as it comes, and what is said of it."""

    name: str
    content: bytes
    outcome: str
    words: str
    code: int = NEEDS_PERSON
    sales: int = 0


def with_person(text: str, person: str) -> bytes:
    """The text with the second row's customer written otherwise."""
    rows = text.splitlines(keepends=True)
    rows[1] = rows[1].replace("Mock Person", person)
    return "".join(rows).encode()


WHOLE = day_of("Hull")
BAD_FILES = (
    Bad("empty.csv", b"", "unreadable", "holds nothing, not even a header: ask the branch to export it"),
    Bad("blank.csv", b"\n \n,,,\n", "unreadable", "holds nothing, not even a header: ask the branch to export it"),
    Bad("hull_25-08-2021_header.csv", HEADER.encode(), "empty", "1 empty", code=0),
    Bad("binary.csv", NOISE, "unreadable", "is binary, not text: ask for the till's CSV export"),
    Bad("utf-16.csv", WHOLE.encode("utf-16"), "unreadable", "is UTF-16 text: save it as CSV UTF-8"),
    Bad("utf-16 without mark.csv", WHOLE.encode("utf-16-le"), "unreadable", "is UTF-16 text: save it as CSV UTF-8"),
    Bad("png.csv", b"\x89PNG\r\n\x1a\n" + NOISE, "unreadable", "is a picture: ask for the till's CSV export"),
    Bad("jpeg.csv", b"\xff\xd8\xff\xe0" + NOISE, "unreadable", "is a picture: ask for the till's CSV export"),
    Bad("zip.csv", b"PK\x03\x04" + NOISE, "unreadable", "is a zip archive or an Excel workbook: unpack it"),
    Bad("pdf.csv", b"%PDF-1.7\n" + NOISE, "unreadable", "is a PDF: ask for the till's CSV export"),
    Bad("cut.csv.gz", gzip.compress(NOISE + WHOLE.encode() * 99)[:-9], "unreadable", ""),
    Bad(
        "cut sales.csv.gz", gzip.compress(WHOLE.encode() * 999)[:-9], "unreadable", "is a broken gzip file: ask for it"
    ),
    Bad("letter.csv", b"SECRET,words\nand,more SECRET\n", "unreadable", "fits no till format"),
    Bad("nul.csv", with_person(WHOLE, "Mock \0Person"), "loaded", "the line holds bytes that are no text", sales=3),
    Bad("newline.csv", with_person(WHOLE, '"Mock\nPerson"'), "loaded", "4, £9.80", code=0, sales=4),
    Bad("open quote.csv", with_person(WHOLE, '"Mock Person'), "loaded", "a quote is opened and not closed", sales=3),
    Bad("all open.csv", WHOLE.replace("Mock", '"Mock').encode(), "unreadable", "fits no till format"),
    Bad("card 4929000000000000.csv", WHOLE.encode(), "loaded", "4, £9.80", code=0, sales=4),
)
each_bad_file = pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)


@each_bad_file
def test_a_bad_file_is_named_with_what_to_do(bad: Bad, tmp_path: Path) -> None:
    path = tmp_path / bad.name
    path.write_bytes(bad.content)
    warehouse = tmp_path / "w.duckdb"
    said = tillroll("ingest", path, warehouse=warehouse)
    assert said.code == bad.code
    assert bad.words in said.out
    assert bad.code == 0 or bad.name in said.out
    assert path.read_bytes() == bad.content
    assert tillroll("check", warehouse=warehouse).code == 0


@each_bad_file
def test_a_bad_file_never_spoils_its_batch(bad: Bad, tmp_path: Path) -> None:
    good = good_files(tmp_path)
    alone = tillroll("ingest", "--json", *good, warehouse=tmp_path / "alone.duckdb")
    (tmp_path / bad.name).write_bytes(bad.content)
    both = tillroll("ingest", "--json", *good, tmp_path / bad.name, warehouse=tmp_path / "both.duckdb")
    assert (alone.code, both.code) == (0, bad.code)
    (receipt,) = [both.receipts[name] for name in both.receipts.keys() - alone.receipts.keys()]
    assert (receipt["outcome"], receipt["sales_loaded"]) == (bad.outcome, bad.sales)
    assert {name: both.receipts[name] for name in alone.receipts} == alone.receipts


def test_all_bad_files_together_spoil_nothing(tmp_path: Path) -> None:
    good = good_files(tmp_path / "in")
    for bad in BAD_FILES:
        (tmp_path / "in" / bad.name).write_bytes(bad.content)
    said = tillroll("ingest", "--json", tmp_path / "in", warehouse=tmp_path / "w.duckdb")
    assert said.code == NEEDS_PERSON
    assert sum(receipt["sales_loaded"] for receipt in said.receipts.values()) == 4 * len(good) + 4 + 3 - 3
    assert tillroll("check", warehouse=tmp_path / "w.duckdb").code == 0


def test_an_unreadable_file_is_taken_again_once_it_is_mended(tmp_path: Path) -> None:
    path, warehouse = tmp_path / "hull.csv", tmp_path / "w.duckdb"
    path.write_bytes(WHOLE.encode("utf-16"))
    assert tillroll("ingest", path, warehouse=warehouse).code == NEEDS_PERSON
    path.write_text(WHOLE)
    said = tillroll("ingest", "--json", path, warehouse=warehouse)
    assert (said.code, said.receipts["hull.csv"]["outcome"]) == (0, "loaded")


def test_a_file_that_only_lacks_its_branch_is_mended_by_its_name(tmp_path: Path) -> None:
    nameless, warehouse = tmp_path / "raw.csv", tmp_path / "w.duckdb"
    nameless.write_text(WHOLE.replace(",Hull,", ","))
    said = tillroll("ingest", nameless, warehouse=warehouse)
    assert said.code == NEEDS_PERSON
    assert "the branch is blank and the file's name gives none" in said.out
    assert "raw.csv" in tillroll("quarantine", "list", warehouse=warehouse).out
    named = nameless.rename(tmp_path / "hull_25-08-2021_09-00-00.csv")
    assert "4, £9.80" in tillroll("ingest", named, warehouse=warehouse).out
    assert "raw.csv" not in tillroll("quarantine", "list", warehouse=warehouse).out


# --- a gigabyte in one line ---

INGEST_AND_MEASURE = """
import resource, sys
from tillroll.cli import main
code = main(["ingest", "--json", sys.argv[1], "--warehouse", sys.argv[2]])
sys.stderr.write(str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
sys.exit(code)
"""


@pytest.mark.parametrize(
    ("before", "size", "outcome", "sales"),
    [("", GIGABYTE // 5, "unreadable", 0), (WHOLE, GIGABYTE, "loaded", 4)],
    ids=["nothing else", "after good rows"],
)
def test_a_line_of_a_gigabyte_takes_no_gigabyte(
    tmp_path: Path, before: str, size: int, outcome: str, sales: int
) -> None:
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(before.encode() + b"25/08/2021 16:00,Hull," + b"SECRET" * 20_000)
        file.truncate(size)
    said = run_script(INGEST_AND_MEASURE, path, url(tmp_path / "w.duckdb"))
    assert said.code == NEEDS_PERSON
    receipt = said.receipts["long.csv"]
    assert (receipt["outcome"], receipt["sales_loaded"]) == (outcome, sales)
    assert int(said.err.splitlines()[-1]) < 500_000


# --- files that can't be opened ---


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    said = tillroll("ingest", tmp_path / "nowhere", warehouse=tmp_path / "w.duckdb")
    assert said.code == 2
    assert "there is no such file or folder" in said.err


def test_a_link_to_a_file_that_has_gone(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "gone.csv").symlink_to(tmp_path / "never")
    good_files(tmp_path / "in")
    said = tillroll("ingest", tmp_path / "in", warehouse=tmp_path / "w.duckdb")
    assert said.code == 4
    assert "gone.csv" in said.out
    assert "12, £29.40" in said.out


def test_links_that_lead_round_in_a_circle(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    good_files(folder)
    (folder / "round").symlink_to(folder)
    (folder / "to.csv").symlink_to(folder / "fro.csv")
    (folder / "fro.csv").symlink_to(folder / "to.csv")
    said = tillroll("ingest", folder, warehouse=tmp_path / "w.duckdb")
    assert said.code == NEEDS_PERSON
    assert "is a link that leads round in a circle" in said.out
    assert "12, £29.40" in said.out


def test_a_folder_behind_a_link_is_taken_in(tmp_path: Path) -> None:
    good_files(tmp_path / "elsewhere")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "branch").symlink_to(tmp_path / "elsewhere")
    said = tillroll("ingest", tmp_path / "in", warehouse=tmp_path / "w.duckdb")
    assert said.code == 0
    assert "12, £29.40" in said.out


AS_NOBODY = """
import os, sys
from tillroll.cli import main
folder, warehouse, path = sys.argv[1:]
main(["ingest", folder + "/york.csv", "--warehouse", warehouse])
os.chmod(folder + "/leeds.csv", 0)
os.chmod(path, 0o666)
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
sys.exit(main(["ingest", folder, "--warehouse", warehouse]))
"""


def test_a_file_that_may_not_be_read() -> None:
    """The first ingest loads what the program needs while it still may; the second has no right to one file."""
    with TemporaryDirectory() as name:
        folder, warehouse = Path(name, "in"), Path(name, "w.duckdb")
        good_files(folder)
        folder.parent.chmod(0o777)
        said = run_script(AS_NOBODY, folder, url(warehouse), warehouse)
    assert said.code == NEEDS_PERSON
    assert "leeds.csv\n    can't be opened: give tillroll's user the right to read it" in said.out
    assert "3: 1 loaded, 1 duplicate, 1 postponed" in said.out
