"""Till formats are data: what a file may say, and what is said of a file that is wrong, key by key with its fix."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tillroll.cells import Money
from tillroll.errors import ConfigurationError
from tillroll.formats.format_file import FORMAT_KEYS, built_in_formats, load_formats, parse_format
from tillroll.formats.till_format import Basket, Moment, TillFormat, header_key

SALE = {
    "name": '"own"',
    "grain": '"sale"',
    "width": "7",
    "personal": "[3, 7]",
    "columns": "{ placed_at = 1, branch = 2, basket = 4, total = 5 }",
}
LINE = {
    "name": '"own"',
    "grain": '"line"',
    "sale": '["Ticket"]',
    "columns": '{ date = "Date", time = "Time", item = "Article", unit_price = "Price" }',
}
"""Keys and their values as TOML writes them."""


def text_of(base: Mapping[str, str], key: str = "", value: str | None = None) -> str:
    """A format's text with one key changed or, without a value, left out."""
    keys = {name: kept for name, kept in base.items() if name != key} | ({key: value} if value is not None else {})
    return "".join(f"{name} = {kept}\n" for name, kept in keys.items())


def faults(text: str) -> list[str]:
    """The faults of a format, each without the file's name, which every one of them begins with."""
    with pytest.raises(ConfigurationError) as raised:
        parse_format(text, "own.toml")
    messages = str(raised.value).split("\n")
    assert all(message.startswith("own.toml: ") for message in messages)
    return [message.removeprefix("own.toml: ") for message in messages]


def test_a_sale_row_by_position() -> None:
    assert parse_format(text_of(SALE), "own.toml") == TillFormat(
        "own", "own", "sale", {"placed_at": 1, "branch": 2, "basket": 4, "total": 5}, (3, 7), width=7
    )


def test_a_line_row_by_name() -> None:
    own = parse_format(text_of(LINE), "own.toml")
    assert (own.grain, own.sale_columns, own.is_positional) == ("line", ("Ticket",), False)


EVERYTHING = """
name = "kasse"
title = "Kasse 2000"
grain = "sale"
encoding = "csv"
delimiter = ";"
columns = { placed_at = 1, till = 2, basket = 4, total = 5, tender = 6 }
personal = [8]
branch = "Köln"
file_name = '(?P<date>\\d{8})_T(?P<till>\\d)'

[basket]
kind = "items"
sizes = ["Groß"]
price_separators = [" @ "]
item_separator = "|"

[money]
decimal_mark = ","
unit = "pounds"

[time]
date_order = "day_first"
date_patterns = ["%d %b %Y"]
time_patterns = ["%H.%M"]
zone = "Europe/Berlin"

[tender]
cash = ["Bar", "BAR  GELD"]
card = ["EC-Karte"]
"""


def test_every_key_has_its_effect() -> None:
    assert parse_format(EVERYTHING, "kasse.toml") == TillFormat(
        name="kasse",
        title="Kasse 2000",
        grain="sale",
        columns={"placed_at": 1, "till": 2, "basket": 4, "total": 5, "tender": 6},
        personal=(8,),
        width=8,
        delimiter=";",
        basket=Basket("items", ("Groß",), (" @ ",), "|"),
        money=Money(","),
        moment=Moment("day_first", ("%d %b %Y",), ("%H.%M",), "Europe/Berlin"),
        tenders={"bar": "cash", "bar geld": "cash", "ec-karte": "card"},
        branch="Köln",
        file_name=r"(?P<date>\d{8})_T(?P<till>\d)",
    )


def test_refund_words_in_any_case() -> None:
    columns = {"columns": '{ date = "D", time = "T", item = "A", net = "N", event = "E" }'}
    text = text_of(LINE | columns, "refund", '["Refund", "VOID"]')
    assert parse_format(text, "own.toml").refund_words == ("refund", "void")


def test_pence() -> None:
    assert parse_format(text_of(SALE, "money", '{ unit = "pence" }'), "own.toml").money == Money(is_pence=True)


WRONG_KINDS = {
    "name": "7",
    "title": "[]",
    "grain": "1",
    "encoding": "true",
    "delimiter": "1",
    "width": '"7"',
    "columns": "[1, 2]",
    "personal": '"Name"',
    "sale": '"Ticket"',
    "refund": '"Refund"',
    "branch": '""',
    "file_name": "1",
    "basket.kind": "1",
    "basket.sizes": '"Large"',
    "basket.price_separators": '[""]',
    "basket.item_separator": "[]",
    "money.decimal_mark": "1",
    "money.unit": "1",
    "time.date_order": "1",
    "time.date_patterns": '"%d"',
    "time.time_patterns": "[1]",
    "time.zone": "1",
    "tender": '{ cash = "CASH" }',
}


def test_every_key_of_a_wrong_kind_is_named_with_what_it_is_and_an_example() -> None:
    assert list(WRONG_KINDS) == [key.path for key in FORMAT_KEYS]
    for key in FORMAT_KEYS:
        (fault,) = faults(text_of(SALE, key.path, WRONG_KINDS[key.path]))
        assert fault.startswith(f"{key.path}: must ")
        assert fault.endswith(f": it is {key.help}")
        assert ", as in " in fault or key.kind in {"column_map", "tender_words"}


WRONG_WORDS = {
    "grain": '"day"',
    "encoding": '"xml"',
    "basket.kind": '"list"',
    "money.decimal_mark": '";"',
    "money.unit": '"euro"',
    "time.date_order": '"year_first"',
}


def test_every_key_with_a_choice_names_the_choices() -> None:
    assert set(WRONG_WORDS) == {key.path for key in FORMAT_KEYS if key.one_of}
    for key in FORMAT_KEYS:
        if key.one_of:
            (fault,) = faults(text_of(SALE, key.path, WRONG_WORDS[key.path]))
            assert fault == f"{key.path}: must be {key.one_of[0]!r} or {key.one_of[1]!r}: it is {key.help}"


@pytest.mark.parametrize("key", [key for key in FORMAT_KEYS if key.required], ids=lambda key: key.path)
def test_a_missing_key_is_named_with_what_to_give(key: Any) -> None:  # noqa: ANN401 - a FormatKey
    assert faults(text_of(SALE, key.path, None)) == [f"{key.path}: is missing: give {key.help}"]


LINE_PARTS = (
    "placed_at, date, time, branch, till, total, tender, "
    "item, flavour, size, quantity, unit_price, gross, discount, net, tax, event"
)
MEANINGLESS = {
    "an unknown key": (SALE, "wdith", "7", "wdith: is not a key; did you mean width?"),
    "a far-off key": (SALE, "xyzzy", "7", "xyzzy: is not a key: remove it"),
    "an unknown key of a section": (
        SALE,
        "basket",
        '{ seperator = "," }',
        "basket.seperator: is not a key; did you mean basket.item_separator?",
    ),
    "a section that is none": (SALE, "basket", '"items"', "basket: is not a key; did you mean basket.kind?"),
    "a name with a blank": (SALE, "name", '"my till"', "name: must be letters, digits and dashes, 40 at most"),
    "an unknown part": (
        SALE,
        "columns",
        "{ placed_at = 1, basket = 2, total = 4, cashier = 5 }",
        "columns.cashier: is not a part of a sale row: use placed_at, date, time, branch, till, basket, total, tender",
    ),
    "a part of the other grain": (
        LINE,
        "columns",
        '{ placed_at = "D", item = "A", net = "N", basket = "B" }',
        f"columns.basket: is not a part of a line row: use {LINE_PARTS}",
    ),
    "no time": (
        SALE,
        "columns",
        "{ date = 1, basket = 2, total = 4 }",
        "columns: name placed_at, or both date and time: without them no sale has a time",
    ),
    "no total": (
        SALE,
        "columns",
        "{ placed_at = 1, basket = 2 }",
        "columns.total: is missing: a sale row needs its basket and its total",
    ),
    "no item": (
        LINE,
        "columns",
        '{ placed_at = "D", net = "N" }',
        "columns: a line row needs item, and one of net, gross or unit_price",
    ),
    "no amount": (
        LINE,
        "columns",
        '{ placed_at = "D", item = "A", tax = "T" }',
        "columns: a line row needs item, and one of net, gross or unit_price",
    ),
    "a position beyond the width": (
        SALE,
        "personal",
        "[8]",
        "width: is 7, yet a column stands further right: raise it to the row's real width",
    ),
    "names and positions": (
        SALE,
        "personal",
        '["Name"]',
        "columns: mix header names and positions: use one of the two, in personal and sale too",
    ),
    "a header for JSON": (
        LINE,
        "encoding",
        '"json"',
        "columns: must be positions: a JSON array has no header",
    ),
    "a personal part": (
        SALE,
        "personal",
        "[2]",
        "columns.branch: is listed under personal too: a personal column is never read",
    ),
    "a personal part spelt otherwise": (
        LINE,
        "personal",
        '["ARTICLE "]',
        "columns.item: is listed under personal too: a personal column is never read",
    ),
    "a personal column that makes a sale": (
        LINE,
        "personal",
        '["ticket"]',
        "sale: lists a column that is personal too: a personal column is never read",
    ),
    "one column for two parts": (
        LINE,
        "columns",
        '{ date = "When", time = "when", item = "A", net = "N" }',
        "columns.time: is the column of date too: a column has one part",
    ),
    "lines without a sale": (
        LINE,
        "sale",
        None,
        'sale: is missing: list the columns that make one sale, as in ["Transaction ID"]',
    ),
    "sale for sale rows": (SALE, "sale", "[1]", 'sale: is for grain = "line" only: remove it, or change grain'),
    "refund for sale rows": (SALE, "refund", '["R"]', 'refund: is for grain = "line" only: remove it, or change grain'),
    "refund words without their column": (
        LINE,
        "refund",
        '["Refund"]',
        "columns.event: is missing: refund needs the column that holds its words",
    ),
    "a delimiter of two characters": (
        SALE,
        "delimiter",
        '"||"',
        'delimiter: must be one character and no blank, as in ";" or "\\t"',
    ),
    "a blank delimiter": (
        SALE,
        "delimiter",
        '" "',
        'delimiter: must be one character and no blank, as in ";" or "\\t"',
    ),
    "a quote for a delimiter": (SALE, "delimiter", "'\"'", "delimiter: can't be the quote character"),
    "no time zone": (
        SALE,
        "time",
        '{ zone = "Leeds" }',
        'time.zone: is no IANA time zone: write it as in "Europe/London"',
    ),
    "a branch without a letter": (
        SALE,
        "branch",
        '"--"',
        "branch: needs a letter or a digit: write the branch's name or code",
    ),
    "commas between items and in amounts": (
        SALE,
        "money",
        '{ decimal_mark = "," }',
        "basket.item_separator: can't be a comma where the comma is the decimal mark",
    ),
    "no regular expression": (
        SALE,
        "file_name",
        '"(?P<branch>"',
        "file_name: is no regular expression: missing ), unterminated subpattern",
    ),
    "a regular expression without groups": (
        SALE,
        "file_name",
        '".*"',
        "file_name: needs named groups, as in (?P<branch>.+)_(?P<date>[0-9-]+)",
    ),
    "a regular expression with another group": (
        SALE,
        "file_name",
        '"(?P<shop>.*)"',
        "file_name: needs named groups, as in (?P<branch>.+)_(?P<date>[0-9-]+)",
    ),
    "a date without its year": (
        SALE,
        "time",
        '{ date_patterns = ["%d/%m"] }',
        'time.date_patterns: needs day, month and year in strptime\'s signs, as in "%d %b %Y"',
    ),
    "a sign that strptime does not know": (
        SALE,
        "time",
        '{ date_patterns = ["%Q"] }',
        'time.date_patterns: needs day, month and year in strptime\'s signs, as in "%d %b %Y"',
    ),
    "a day twice": (
        SALE,
        "time",
        '{ date_patterns = ["%d %d %m %Y"] }',
        'time.date_patterns: needs day, month and year in strptime\'s signs, as in "%d %b %Y"',
    ),
    "a clock of twelve hours without its half": (
        SALE,
        "time",
        '{ time_patterns = ["%I:%M"] }',
        'time.time_patterns: needs hour and minute in strptime\'s signs, as in "%I.%M %p"',
    ),
    "dates of one word and of three": (
        SALE,
        "time",
        '{ date_patterns = ["%d/%m/%Y", "%d %b %Y"] }',
        "time.date_patterns: differ in their number of words: write a format a form of date",
    ),
    "an unknown tender": (SALE, "tender", '{ bar = ["Bar"] }', "tender.bar: is not a tender: use cash, card or other"),
    "one word for two tenders": (
        SALE,
        "tender",
        '{ cash = ["Bar"], card = ["BAR "] }',
        "tender.card: holds a word of cash too: a word has one tender",
    ),
}


@pytest.mark.parametrize("why", MEANINGLESS)
def test_what_makes_no_sense_is_named_with_its_fix(why: str) -> None:
    base, key, value, fault = MEANINGLESS[why]
    assert faults(text_of(base, key, value)) == [fault]


def test_all_faults_are_told_at_once() -> None:
    assert [fault.partition(":")[0] for fault in faults('name = 1\nwdith = 7\ngrain = "day"')] == [
        *("wdith", "name", "grain", "columns")
    ]


def test_what_is_no_toml_is_told_with_its_line() -> None:
    (fault,) = faults("name = \n")
    assert fault.startswith("is no TOML: ")
    assert "line 1" in fault


def test_header_names_are_compared_loosely() -> None:
    table = {"Net Sales": "netsales", "net_sales ": "netsales", "Straße": "strasse", "Дата": "дата", "£": "£", "": ""}
    assert {name: header_key(name) for name in table} == table


# --- the formats that are there ---


def test_the_built_in_formats() -> None:
    assert [fmt.name for fmt in built_in_formats()] == ["dash", "square", "stream", "triples"]
    assert all(fmt.is_built_in and fmt.personal for fmt in built_in_formats())


def test_no_built_in_format_reads_a_personal_column() -> None:
    for fmt in built_in_formats():
        read = {*fmt.columns.values(), *fmt.sale_columns}
        assert read.isdisjoint(fmt.personal)


def test_a_users_formats_come_first(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(text_of(SALE), encoding="utf-8")
    (tmp_path / "another.toml").write_text(text_of(LINE, "name", '"another"'), encoding="utf-8")
    assert [fmt.name for fmt in load_formats(tmp_path)][:3] == ["another", "own", "dash"]
    assert load_formats(None) == built_in_formats()


@pytest.mark.parametrize("name", ["dash", "own"])
def test_a_name_is_one_formats_alone(tmp_path: Path, name: str) -> None:
    for file in ("1.toml", "2.toml"):
        (tmp_path / file).write_text(text_of(SALE, "name", f'"{name}"'), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=f"till format {name}: another format has this name: choose a new one"):
        load_formats(tmp_path)


def test_a_format_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_bytes(text_of(SALE).encode("utf-16"))
    with pytest.raises(ConfigurationError, match=r"own\.toml: can't be read: check that it is a UTF-8 text file"):
        load_formats(tmp_path)
