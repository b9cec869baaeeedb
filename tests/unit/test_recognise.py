"""Which till wrote a file: told from its rows, whatever people have done to them."""

import codecs
import gzip
from collections.abc import Sequence

import pytest

from tillroll.formats.format_file import built_in_formats, parse_format
from tillroll.formats.till_format import TillFormat
from tillroll.reading import HEAD_BYTES, Inspection
from tillroll.recognise import Layout, Recognition, named_layout, positional_layouts, recognise, shape_of

FORMATS = {fmt.name: fmt for fmt in built_in_formats()}

TRIPLES = '2021-02-23 09:02:27,Isle of Wight,A Person,",Frappes - Coffee,2.75,,Tea,2.05",CARD,4.80,"discover,60"'
DASH = '25/08/2021 09:00,Chesterfield,A Person,"Regular Mocha - 2.30, Large Latte - 2.45",4.75,CARD,5494173772652516'
COLON = "05/11/2020 15:38,Chesterfield,A Person, Glass of milk: 0.7,.70,CASH,"
STREAM = '["25/08/2021 09:00", "Leeds", "A Person", "Large Latte - 2.45", 2.45, "CASH", null]'
SQUARE = (
    "Date,Time,Item,Qty,Price Point Name,Gross Sales,Net Sales,Tax,Transaction ID,Event Type,Location,Employee",
    "2026-07-18,12:59:30,Latte,1.0,Large,$8.00,$8.00,$0.43,T1,Payment,Leeds,A Person",
)
HEADER = "date_time,Location,full_name,order,amount,payment_type,card_number"


def inspected(*lines: str, end: str = "\n", middle: bytes = b"") -> Inspection:
    data = (end.join(lines) + end).encode()
    return Inspection("", len(data), data[:HEAD_BYTES], 0, is_plain=False, is_gzip=False, problem=None, middle=middle)


def found_in(*lines: str, formats: Sequence[TillFormat] = built_in_formats()) -> Recognition | None:
    return recognise(inspected(*lines), formats)


def found(*lines: str) -> Recognition:
    recognition = found_in(*lines)
    assert recognition
    return recognition


def name_of(*lines: str) -> str | None:
    recognition = found_in(*lines)
    return recognition.till_format.name if recognition else None


GENUINE = {"triples": (TRIPLES,), "dash": (DASH,), "stream": (STREAM,), "square": SQUARE}


@pytest.mark.parametrize("name", GENUINE)
def test_a_genuine_file_is_recognised_by_one_row(name: str) -> None:
    assert name_of(*GENUINE[name]) == name


RESAVED = {
    "first generation": COLON,
    "a pound sign": DASH.replace("2.45", "£2.45"),
    "unsized items": "05/11/2020 15:38,Leeds,A Person, Speciality Tea - Fruit - 1.30,1.30,CASH,",
    "a spreadsheet's dates, totals and cards": '9/5/2023 9:00,Leeds,A Person,"Large Latte - 4.00",4,CARD,5.49417E+15',
    "a data frame's cards": DASH + ".0",
    "padding": ",".join(
        cell.ljust(30) for cell in ("25/08/2021 09:00", "Leeds", "A", "Tea - 1.30", "1.30", "CASH", "")
    ),
    "trailing commas": DASH + ",,,",
    "quotes around every cell": '"25/08/2021 09:00","Leeds","A Person","Tea - 1.30","1.30","CASH",""',
    "another branch with hyphens": "25/08/2021 09:00,Southend-on-Sea,A Person,Tea - 1.30,1.30,CASH,",
}


def test_a_dash_file_is_recognised_whatever_has_become_of_its_cells() -> None:
    assert {why: name_of(row) for why, row in RESAVED.items()} == dict.fromkeys(RESAVED, "dash")


def test_bytes_around_the_text_do_not_matter() -> None:
    text = f"{DASH}\n".encode()
    heads = (codecs.BOM_UTF8 + text, text.replace(b"\n", b"\r"), gzip.compress(text), text.rstrip())
    for head in heads:
        is_gzip = head.startswith(b"\x1f\x8b")
        recognition = recognise(Inspection("", len(head), head, 0, False, is_gzip, None), built_in_formats())
        assert recognition
        assert recognition.till_format.name == "dash"


HEADERS = (
    HEADER,
    'Timestamp of Purchase,Store Name,Customer Name,"Basket Items (Name, Size & Price)",Total Price,Cash/Card,Card',
    "time, branch, name, order, price, how, card",
    '"Basket\nItems",a,b,c,d,e,f',
)


@pytest.mark.parametrize("header", HEADERS)
def test_a_header_may_have_any_wording(header: str) -> None:
    recognition = found(header, DASH)
    assert (recognition.till_format.name, recognition.header_line) == ("dash", 1)


def test_the_first_row_is_a_sale_unless_it_is_a_header() -> None:
    assert found(DASH, DASH).header_line == 0
    assert found(DASH.replace("25/08/2021 09:00", "?"), DASH).header_line == 0
    assert found(DASH.replace("4.75", "?"), DASH).header_line == 0


def test_blank_lines_may_stand_before_the_header() -> None:
    assert found("", "  ", HEADER, DASH).header_line == 3
    assert found(",,,,,,", HEADER, DASH).header_line == 2


def test_the_columns_without_the_branch() -> None:
    recognition = found(DASH.replace("Chesterfield,", ""))
    assert recognition.layout == Layout(6, {"placed_at": 0, "basket": 2, "total": 3, "tender": 4})
    assert recognition.personal == ("column 2", "column 6")
    assert "the branch column is missing" in recognition.why


def test_personal_columns_are_told_by_place_or_by_name() -> None:
    assert found(DASH).personal == ("column 3", "column 7")
    assert found(*SQUARE).personal == ("Employee",)


def test_why_says_how_many_rows_read() -> None:
    assert found(HEADER, DASH, DASH).why == "7 columns; 2 of the first 2 rows read as dash; line 1 is a header"


def test_a_file_with_some_spoilt_rows_is_recognised() -> None:
    assert name_of(DASH, *["spoilt"] * 20, DASH) == "dash"


def test_a_file_whose_first_rows_are_all_spoilt_is_recognised_by_its_middle() -> None:
    spoilt = ["spoilt" * 200] * 60
    assert recognise(inspected(*spoilt), built_in_formats()) is None
    recognition = recognise(inspected(*spoilt, middle=DASH.encode()), built_in_formats())
    assert recognition
    assert recognition.till_format.name == "dash"


def test_the_format_that_reads_more_rows_is_chosen() -> None:
    assert name_of(TRIPLES, *[DASH] * 9) == "dash"
    assert name_of(*[TRIPLES] * 9, DASH) == "triples"


@pytest.mark.parametrize(
    "lines",
    [
        ("the quick brown fox", "jumps"),
        ("a,b,c,d,e,f,g", "1,2,3,4,5,6,7"),
        (DASH.replace("4.75", "free"),),
        (DASH.replace("CARD", "IOU"),),
        ('{"time": "25/08/2021 09:00"}',),
        (SQUARE[1],),
    ],
)
def test_what_fits_no_format_is_not_guessed(lines: Sequence[str]) -> None:
    assert found_in(*lines) is None


@pytest.mark.parametrize("lines", [(HEADER,), ("", HEADER, "", ",,,,,,", ",,,,,,"), (HEADER + ",,",)])
def test_a_header_and_nothing_else_is_a_day_without_sales(lines: Sequence[str]) -> None:
    assert found(*lines).is_empty


def test_squares_header_and_nothing_else_is_a_day_without_sales() -> None:
    assert found(SQUARE[0]).is_empty


def test_a_lone_row_with_a_digit_is_no_header() -> None:
    assert found_in("Route 66,a,b,c,d,e,f") is None


def test_named_columns_may_stand_anywhere_and_be_spelt_loosely() -> None:
    header = (
        "Location",
        "event_type",
        "TRANSACTION ID",
        "net sales",
        "Tax",
        "Time",
        "Date",
        "Item",
        "Qty",
        "Gross Sales",
    )
    layout = named_layout(FORMATS["square"], header)
    assert layout
    assert layout.sale == (2, 1)
    assert layout.sale_places == (1, 2)
    assert [header[at] for at in layout.roles.values()] == [
        *("Date", "Time", "Location", "Item", "Qty", "Gross Sales", "net sales", "Tax", "event_type")
    ]


@pytest.mark.parametrize("missing", ["Transaction ID", "Item", "Net Sales", "Date"])
def test_a_header_without_a_needed_column_is_another_formats(missing: str) -> None:
    assert named_layout(FORMATS["square"], [name for name in SQUARE[0].split(",") if name != missing]) is None


def test_the_first_of_two_columns_of_one_name_counts() -> None:
    layout = named_layout(FORMATS["square"], [*SQUARE[0].split(","), "Item"])
    assert layout
    assert layout.roles["item"] == 2


def test_a_report_may_stand_above_the_header() -> None:
    assert found("Items detail", "made yesterday", *SQUARE).header_line == 3


OWN = parse_format(
    """
    name = "own"
    grain = "line"
    width = 6
    sale = [5, 2]
    [columns]
    placed_at = 1
    branch = 2
    item = 3
    net = 4
    """,
    "own.toml",
)


def test_positions_move_up_where_the_branch_is_missing() -> None:
    assert [layout.sale for layout in positional_layouts(OWN)] == [(4, 1), (3,)]


def test_a_users_format_comes_before_the_built_in_ones() -> None:
    row = "25/08/2021 09:00,Leeds,Latte,2.15,T1,x"
    recognition = found_in(row, formats=(OWN, *built_in_formats()))
    assert recognition
    assert recognition.till_format is OWN


WORDS = parse_format(
    """
    name = "words"
    grain = "sale"
    width = 3
    branch = "Leeds"
    columns = { placed_at = 1, basket = 2, total = 3 }
    [time]
    date_patterns = ["%d %b %Y"]
    time_patterns = ["%I.%M %p"]
    """,
    "words.toml",
)


def test_dates_of_several_words_are_recognised_by_the_formats_patterns() -> None:
    recognition = found_in("5 Nov 2020 3.38 PM,Latte - 2.15,2.15", formats=[WORDS])
    assert recognition
    assert recognition.till_format is WORDS
    assert found_in("05/11/2020 15:38,Latte - 2.15,2.15", formats=[WORDS]) is None


def test_a_shape_shows_no_text() -> None:
    assert shape_of(inspected("Zoë Person,4929123412341234,£2.15", "x")) == "xxx xxxx,9999,?9.99\nx"


def test_a_shape_is_short() -> None:
    shape = shape_of(inspected(*["a," * 5000] * 50))
    assert [len(line) for line in shape.split("\n")] == [120] * 3
