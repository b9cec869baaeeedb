"""What arrives after people, programs and disks have touched a file: each is read, or told with what to do.

Grain: one test a kind of damage, as docs and FORMATS name them; the drawn ones are in tests/property.
"""

from __future__ import annotations

import codecs
import gzip
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.prepare.readings import prepared, staged_documents
from tests.reference.reader import Reading, RefSale
from tests.reference.sheets import TillFile
from tillroll.engine import Engine

NAME = "leeds_25-08-2021_09-00-00.csv"
ROW = "25/08/2021 09:00,Leeds,A Person,Latte - 2.15,2.15,CASH,\n"
CARD = '25/08/2021 09:01,Leeds,A Person,"Large Latte - 2.45, Tea - Mint - 1.30",3.75,CARD,4929123412341234\n'
DAY = ROW + CARD + ROW
HEADER = "date_time,Location,full_name,order,amount,payment_type,card_number\n"
SQUARE = (
    "Date,Time,Item,Qty,Price Point Name,Gross Sales,Discounts,Net Sales,Tax,Transaction ID,Event Type,Location\n"
    "2021-08-25,09:00:00,Latte,1.0,Large,$2.15,$0.00,$2.15,$0.00,T1,Payment,Leeds\n"
)


def read(engine: Engine, folder: Path, text: str | bytes, name: str = NAME) -> Reading:
    data = text if isinstance(text, bytes) else text.encode()
    (reading,) = prepared(engine, [TillFile(name, data)], folder)
    return reading


def without_lines(sales: tuple[RefSale, ...]) -> list[RefSale]:
    """The sales as they are wherever in a file they stand."""
    return [replace(sale, line=0) for sale in sales]


def padded(row: str) -> str:
    return ",".join(cell.ljust(30) for cell in row.rstrip().split(",")) + "\n"


HARMLESS: dict[str, str | bytes] = {
    "a header": HEADER + DAY,
    "a header with quotes": 'Timestamp,Store,Customer,"Basket Items (Name, Size & Price)",Total Price,How,Card\n' + DAY,
    "a header with blanks": "time, branch, name, order, price, how, card\n" + DAY,
    "a header of two lines": 'time,branch,name,"basket\nitems",price,how,card\n' + DAY,
    "blank lines before the header": "\n \n" + HEADER + DAY,
    "CRLF": DAY.replace("\n", "\r\n"),
    "CR": DAY.replace("\n", "\r"),
    "mixed line ends": DAY.replace("\n", "\r\n", 1),
    "no final newline": DAY.rstrip(),
    "a last line of one blank": DAY + " ",
    "blank lines between": DAY.replace("\n", "\n\n"),
    "a byte order mark": codecs.BOM_UTF8 + DAY.encode(),
    "gzip": gzip.compress(DAY.encode()),
    "cp1252 in a column that is not read": DAY.replace("A Person", "Zoë Person").encode("cp1252"),
    "padding": padded(ROW) + CARD.replace("Leeds", "Leeds   ") + padded(ROW),
    "no-break spaces and tabs": DAY.replace("Leeds", "\u00a0Leeds\t").replace("2021 09", "2021\u00a009"),
    "empty cells at the end": DAY.replace("\n", ",,,\n"),
    "quotes around every cell": ROW.replace(",", '","').replace("25/", '"25/').replace('"\n', '""\n') + CARD + ROW,
    "quotes after blanks": DAY.replace(',"', ', "'),
    "cards as floats": DAY.replace("4929123412341234", "4929123412341234.0"),
    "cards as Excel writes them": DAY.replace("4929123412341234", "4.92912E+15"),
    "totals without zeros": DAY.replace(",3.75,", ",3.750,"),
    "newlines in a name": DAY.replace("A Person", '"A\n\nPerson"'),
    "newlines in a basket": DAY.replace("2.45, Tea", "2.45,\n Tea"),
    "pound signs": DAY.replace(" 2.45", " £2.45").replace(",2.15,", ",£2.15,"),
    "colons for dashes": DAY.replace(" - 2.15", ": 2.15"),
}


@pytest.mark.parametrize("why", HARMLESS)
def test_harmless_damage_loses_no_sale(engine: Engine, tmp_path: Path, why: str) -> None:
    reading = read(engine, tmp_path, HARMLESS[why])
    assert (reading.rejections, reading.rows_blank) == ((), 0)
    assert without_lines(reading.sales) == without_lines(read(engine, tmp_path, DAY).sales)


def test_blank_rows_are_counted_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    reading = read(engine, tmp_path, DAY + ",,,,,,\n" * 272)
    assert (reading.data_rows, reading.rows_blank, len(reading.sales)) == (275, 272, 3)


def test_rows_read_again_leave_no_gap_because_the_engine_may_close_it_and_move_the_others(
    engine: Engine, tmp_path: Path
) -> None:
    names = [f"leeds_{day}-08-2021_09-00-00.csv" for day in (24, 25, 26)]
    texts = (DAY, f"{DAY},,,,,,\n", DAY)
    files = [TillFile(name, text.encode()) for name, text in zip(names, texts, strict=True)]
    prepared(engine, files, tmp_path)
    assert engine.execute("select count(*), min(rowid), max(rowid) from raw_row") == [(9, 0, 8)]


def test_the_columns_without_a_branch_take_it_from_the_name(engine: Engine, tmp_path: Path) -> None:
    reading = read(engine, tmp_path, DAY.replace("Leeds,", ""))
    assert without_lines(reading.sales) == without_lines(read(engine, tmp_path, DAY).sales)


def test_the_columns_without_a_branch_and_a_name_without_one(engine: Engine, tmp_path: Path) -> None:
    assert read(engine, tmp_path, DAY.replace("Leeds,", ""), "raw-data.csv").unreadable


@pytest.mark.parametrize(("name", "month"), [("leeds_09-05-2023_09-00-00(in).csv", 5), ("leeds_05-09-2023.csv", 9)])
def test_a_spreadsheets_dates_are_settled_by_the_name(engine: Engine, tmp_path: Path, name: str, month: int) -> None:
    text = "9/5/2023 9:00,Leeds,A Person,Large Latte - 4,4,CARD,5.49417E+15\r\n"
    (sale,) = read(engine, tmp_path, text, name).sales
    assert (sale.placed_at.month, sale.placed_at.minute, sale.total_pence) == (month, 0, 400)


def test_a_spreadsheets_dates_are_settled_by_the_other_rows(engine: Engine, tmp_path: Path) -> None:
    rows = [f"{day} 9:00,Leeds,A Person,Tea - 1.30,1.3,CASH,\n" for day in ("9/5/2023", "9/13/2023")]
    assert {sale.placed_at.month for sale in read(engine, tmp_path, "".join(rows), "x.csv").sales} == {9}


def test_a_cut_off_file_loses_its_last_row_only(engine: Engine, tmp_path: Path) -> None:
    reading = read(engine, tmp_path, (DAY + CARD)[:-45])
    assert (len(reading.sales), reading.rejections) == (3, ((4, "quote", None),))


SPOILT = {
    "a comma lost between two items": (CARD.replace("2.45, Tea", "2.45 Tea"), ("total_matches_lines", 375)),
    "a comma lost after a free item": (ROW.replace("Latte -", "Milk - 0.00 Latte -"), ("total_matches_lines", 215)),
    "a NUL": (ROW.replace("Leeds", "Le\0ds"), ("encoding", None)),
    "a lost character": (ROW.replace("Leeds", "Le\ufffdds"), ("encoding", None)),
    "a lone quote": (ROW.replace("A Person", '"A Person'), ("quote", None)),
    "a quote closed too early": (ROW.replace("A Person", '"A" Person'), ("quote", None)),
    "a cell too few": (ROW.replace("A Person,", ""), ("columns", None)),
    "a cell too many": (CARD.replace("A Person", "Person, A"), ("columns", None)),
    "no date": (ROW.replace("25/08/2021", "soon"), ("time", 215)),
    "the future": (ROW.replace("2021", "2099"), ("time", 215)),
    "before the year 2000": (ROW.replace("2021", "1999"), ("time", 215)),
    "no basket": (ROW.replace("Latte - 2.15", ""), ("item", 215)),
    "an item without a price": (CARD.replace("Tea - Mint - 1.30", "Tea"), ("item", 375)),
    "a price that is none": (ROW.replace("- 2.15", "- two"), ("price", 215)),
    "a total that is none": (ROW.replace(",2.15,", ",two,"), ("total", None)),
    "a total of another sum": (ROW.replace(",2.15,", ",2.16,"), ("total_matches_lines", 216)),
    "a word for no tender": (ROW.replace("CASH", "IOU"), ("tender", 215)),
    "a line of two megabytes": ("x" * 2_000_000 + "\n", ("columns", None)),
    "a total of a million digits": (ROW.replace(",2.15,", f",{'9' * 1_000_000},"), ("total", None)),
    "a price of a million digits": (ROW.replace("- 2.15", f"- {'9' * 1_000_000}"), ("price", 215)),
}


@pytest.mark.parametrize("why", SPOILT)
def test_a_spoilt_row_is_rejected_alone(engine: Engine, tmp_path: Path, why: str) -> None:
    row, (rule, pence) = SPOILT[why]
    reading = read(engine, tmp_path, DAY + row + DAY)
    assert (reading.rejections, len(reading.sales)) == (((4, rule, pence),), 6)


def test_a_basket_of_a_megabyte_is_read(engine: Engine, tmp_path: Path) -> None:
    many = ROW.replace("Latte - 2.15,2.15", '"' + ", ".join(["Latte - 2.00"] * 70_000) + '",140000.00')
    assert [sale.total_pence for sale in read(engine, tmp_path, ROW + many).sales] == [215, 14_000_000]


def test_one_bad_line_of_a_sale_spoils_its_sale(engine: Engine, tmp_path: Path) -> None:
    lines = (SQUARE.splitlines()[1], SQUARE.splitlines()[1].replace("$2.15,$0.00,$2.15", "free,$0.00,$2.15"))
    others = "".join(f"{lines[0].replace('T1', f'T{number}')}\n" for number in range(2, 6))
    reading = read(engine, tmp_path, SQUARE + lines[1] + "\n" + others)
    assert reading.rejections == ((2, "sale", 215), (3, "price", 215))
    assert len(reading.sales) == 4


# --- what is no till's export ---

UNREADABLE = {
    "nothing": (b"", "holds nothing, not even a header"),
    "blank lines": (b"\n \n", "holds nothing, not even a header"),
    "blank rows": (b",,,,,,\n" * 50, "holds nothing, not even a header"),
    "UTF-16": (DAY.encode("utf-16"), "save it as CSV UTF-8"),
    "a zip archive": (b"PK\x03\x04" + bytes(range(256)), "unpack it, or save it as CSV UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "ask for the till's CSV export"),
    "a picture in gzip": (gzip.compress(b"\x89PNG\r\n\x1a\n"), "ask for the till's CSV export"),
    "zeros": (bytes(100_000), "ask for the till's CSV export"),
    "half of a gzip file": (gzip.compress(DAY.encode() * 5000)[:-100], "ask for it again"),
    "prose": (b"the till roll of the day\nis on its way\n", "see 'tillroll formats', and add one for this till"),
    "mostly spoilt rows": (
        (ROW + ROW.replace("2.15,CASH", "two,CASH") * 2).encode(),
        "2 of 3 rows are rejected, most because the total is no amount of money",
    ),
    "dates that nothing settles": (
        ROW.replace("25/08/2021 09:00", "9/5/2023 9:00").encode(),
        "its dates can be read day first or month first, and its name has no date to settle it",
    ),
}


@pytest.mark.parametrize("why", UNREADABLE)
def test_what_is_no_export_is_told_with_what_to_do(engine: Engine, tmp_path: Path, why: str) -> None:
    data, words = UNREADABLE[why]
    (doc,) = staged_documents(engine, [TillFile("raw-data.csv", data)], tmp_path)
    assert doc.state == "unreadable"
    assert words in (doc.reason or "")
    assert engine.execute("select * from staged_sale") == []


def test_the_shape_of_an_unreadable_file_shows_no_text(engine: Engine, tmp_path: Path) -> None:
    (doc,) = staged_documents(engine, [TillFile("raw-data.csv", ROW.replace("CASH", "IOU").encode())], tmp_path)
    assert doc.shape == "99/99/9999 99:99,xxxx,x xxxx,xxxx - 9.99,9.99,xxx,"


@pytest.mark.parametrize("text", [HEADER, "\n" + HEADER + ",,,,,,\n" * 3, SQUARE.splitlines()[0]])
def test_a_header_without_a_row_is_a_day_without_sales(engine: Engine, tmp_path: Path, text: str) -> None:
    (doc,) = staged_documents(engine, [TillFile(NAME, text.encode())], tmp_path)
    assert (doc.state, doc.name_branch, str(doc.name_day)) == ("empty", "leeds", "2021-08-25")


def test_one_bad_file_never_spoils_the_batch(engine: Engine, tmp_path: Path) -> None:
    bad = [data for data, _ in UNREADABLE.values()]
    files = [
        TillFile(NAME, data) for data in (DAY.encode(), *bad, DAY.encode().replace(b"\n", b"\r"), *bad, DAY.encode())
    ]
    found = prepared(engine, files, tmp_path)
    assert [len(reading.sales) for reading in found if not reading.unreadable] == [3, 3, 3]


# --- size ---

MEASURED = """
import resource, sys
from pathlib import Path
from tests.prepare.readings import look_at
from tillroll.engine import Engine
from tillroll.formats.format_file import built_in_formats
from tillroll.prepare import Setup, prepare

engine = Engine.open()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
(doc,) = prepare(engine, [look_at(Path(sys.argv[1]))], Setup(built_in_formats()))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(doc.state, doc.data_rows, doc.rows_rejected, (after - before) // 1024)
"""


def measured(path: Path) -> tuple[str, int, int, int]:
    """State, rows, rejected rows, and the megabytes it took, of a file prepared in a process of its own."""
    run = [sys.executable, "-c", MEASURED, str(path)]
    root = Path(__file__).parents[2]
    told = subprocess.run(run, cwd=root, capture_output=True, text=True, check=True, timeout=120).stdout.split()
    return told[0], int(told[1]), int(told[2]), int(told[3])


def test_a_line_of_a_gigabyte_costs_itself_and_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "leeds_25-08-2021.csv"
    path.write_text(ROW * 2000)
    os.truncate(path, 2**30)
    state, rows, rejected, megabytes = measured(path)
    assert (state, rows, rejected) == ("read", 2001, 1)
    assert megabytes < 200


def test_a_small_file_that_unpacks_to_much_costs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "leeds_25-08-2021.csv.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(ROW.encode() * 2000)
        for _ in range(300):
            stream.write(b"x" * 2**20)
    state, rows, rejected, megabytes = measured(path)
    assert (state, rows, rejected) == ("read", 2001, 1)
    assert megabytes < 200
