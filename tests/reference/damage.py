"""Hypothesis strategies for what people and programs make of till files.

Two kinds of damage are not mixed in one file: bytes that are no text, and quotes that run over lines. What a quote
means that runs into such bytes is nobody's question. The first row stays whole, or it might pass for a header.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from tests.reference.sheets import Row, Sheet, TillFile, sheet_of, texts_of, till_files

# --- damage to rows ---

SheetDamage = Callable[[DrawFn, Sheet], Sheet]


def a_later_row(draw: DrawFn, sheet: Sheet) -> int:
    """Any row but the first, which might pass for a header."""
    return draw(st.integers(1, len(sheet.rows) - 1)) if len(sheet.rows) > 1 else 0


def with_row(sheet: Sheet, at: int, *rows: Row) -> Sheet:
    return replace(sheet, rows=(*sheet.rows[:at], *rows, *sheet.rows[at + 1 :]))


def with_cells(sheet: Sheet, role: str, change: Callable[[str], str]) -> Sheet:
    column = sheet.column(role)
    rows = tuple([*row[:column], change(row[column]), *row[column + 1 :]] for row in sheet.rows)
    return replace(sheet, rows=rows)


def pad(draw: DrawFn, sheet: Sheet) -> Sheet:
    return replace(sheet, width_of_pads=draw(st.sampled_from((8, 30))))


def pad_cells(draw: DrawFn, sheet: Sheet) -> Sheet:
    pads = st.sampled_from(("{} ", " {}", "{}\u00a0", "\t{}"))
    return with_cells(sheet, draw(st.sampled_from(("time", "branch", "total"))), draw(pads).format)


def add_blank_rows(draw: DrawFn, sheet: Sheet) -> Sheet:
    at = a_later_row(draw, sheet)
    blank = draw(st.sampled_from(("", " "))) if sheet.kind != "stream" else ""
    blanks = [[blank] * len(sheet.rows[0])] * draw(st.integers(1, 4))
    return with_row(sheet, at, *blanks, sheet.rows[at])


def add_trailing_commas(draw: DrawFn, sheet: Sheet) -> Sheet:
    return replace(sheet, rows=tuple([*row, *[""] * draw(st.integers(0, 3))] for row in sheet.rows))


def lose_row(draw: DrawFn, sheet: Sheet) -> Sheet:
    return with_row(sheet, a_later_row(draw, sheet)) if len(sheet.rows) > 2 else sheet


def repeat_row(draw: DrawFn, sheet: Sheet) -> Sheet:
    at = a_later_row(draw, sheet)
    return with_row(sheet, at, sheet.rows[at], sheet.rows[at])


def lose_cell(draw: DrawFn, sheet: Sheet) -> Sheet:
    """A row one cell short; the last cell stays, for a format may have empty ones there."""
    at = a_later_row(draw, sheet)
    column = draw(st.integers(1, len(sheet.rows[at]) - 2))
    return with_row(sheet, at, [*sheet.rows[at][:column], *sheet.rows[at][column + 1 :]]) if at else sheet


def gain_cell(draw: DrawFn, sheet: Sheet) -> Sheet:
    at = a_later_row(draw, sheet)
    return with_row(sheet, at, [*sheet.rows[at], "more"]) if at else sheet


HEADERS = (
    "date_time,Location,full_name,order,amount,payment_type,card_number",
    "Timestamp of Purchase|Store Name|Customer Name|Basket Items (Name, Size & Price)|Total Price|Cash/Card|Card",
    "time, branch, name, order, price, how, what",
    "purchase_date,store,customer,order_items,payment_method,Total_spent,Payment_details",
)


def add_header(draw: DrawFn, sheet: Sheet) -> Sheet:
    words = draw(st.sampled_from(HEADERS))
    return replace(sheet, header=words.split("|" if "|" in words else ","))


def lose_branch(_draw: DrawFn, sheet: Sheet) -> Sheet:
    """The six columns of an early exporter."""
    header = sheet.header and [*sheet.header[:1], *sheet.header[2:]]
    return replace(sheet, header=header, rows=tuple([*row[:1], *row[2:]] for row in sheet.rows))


def lose_item_commas(draw: DrawFn, sheet: Sheet) -> Sheet:
    at, column = a_later_row(draw, sheet), sheet.column("basket")
    row = list(sheet.rows[at])
    row[column] = row[column].replace(",", "", 1)
    return with_row(sheet, at, row)


def add_newlines(draw: DrawFn, sheet: Sheet) -> Sheet:
    """A quoted cell that runs over lines, more of them than a reader joins at times."""
    at, column = a_later_row(draw, sheet), sheet.column("customer")
    row = list(sheet.rows[at])
    row[column] = "Two" + "\n" * draw(st.sampled_from((1, 1, 2, 20, 21, 25))) + "Lines"
    return with_row(sheet, at, row)


def break_basket_over_lines(draw: DrawFn, sheet: Sheet) -> Sheet:
    at, column = a_later_row(draw, sheet), sheet.column("basket")
    row = list(sheet.rows[at])
    row[column] = row[column].replace(",", ",\n")
    return with_row(sheet, at, row)


def double_quotes(_draw: DrawFn, sheet: Sheet) -> Sheet:
    return with_cells(sheet, "customer", 'Mock "Mocky" Person, "Esq."'.format)


def card_as_float(draw: DrawFn, sheet: Sheet) -> Sheet:
    form = draw(st.sampled_from(("{}.0", "5.49417E+15")))
    return with_cells(sheet, "card", lambda card: form.format(card) if card.isdigit() else card)


WRONG: Mapping[str, Sequence[str]] = {
    "time": (
        "",
        "yesterday",
        "31/02/2021 10:00",
        "2021-02-29 10:00",
        "25/08/2021",
        "25/08/2021 24:00",
        "25/08/2021 09:60",
        "1/2/2021 9:00",
        "13/13/2021 09:00",
        "31/12/1999 23:59",
        "2099-01-01 09:00",
        "2021-08-25T09:00:00.123",
        "25/08/2021 13:00 PM",
    ),
    "branch": ("", " ", "LEEDS", "London  camden"),
    "basket": ("", " ", "Latte", "Latte - two", ",", "Latte - 2.15,,Latte - 2.15", " - 2.15", "Large,,2.15", "a,b,c,d"),
    "total": (
        "",
        "free",
        "1.2.3",
        "1.234",
        "1e3",
        "-1.00",
        "(2.15)",
        "£2.15",
        "2.15 £",
        "-£2.15",
        "£-2.15",
        "2.1500",
        "2.1499999999999999",
        "2.149",
        "1,234.56",
        "12,34",
        ".",
        "-",
    ),
    "tender": ("", "IOU", "cash", "Card ", "CASHH"),
    "item": ("", " ", " - Vanilla", "Latte - Oat - Hot"),
    "price": ("", "free", "$999.99"),
}


def spoil_cells(draw: DrawFn, sheet: Sheet) -> Sheet:
    """A wrong cell in each of some rows."""
    roles = ("time", "branch", "item", "price", "total") if sheet.kind == "square" else (*list(WRONG)[:5],)
    for _ in range(draw(st.integers(1, 3))):
        role = draw(st.sampled_from(roles))
        at, column = a_later_row(draw, sheet), sheet.column(role)
        row = list(sheet.rows[at])
        row[column] = (
            square_date(draw(st.sampled_from(WRONG[role])))
            if sheet.kind == "square"
            else draw(st.sampled_from(WRONG[role]))
        )
        sheet = with_row(sheet, at, row) if at else sheet
    return sheet


def square_date(cell: str) -> str:
    """The date of a wrong time cell; Square keeps the clock in a column of its own."""
    return cell.partition(" ")[0] if "/" in cell or cell.startswith("20") else cell


def blank_cells(draw: DrawFn, sheet: Sheet) -> Sheet:
    """Some cells without a text, of any column."""
    for _ in range(draw(st.integers(1, 3))):
        at = a_later_row(draw, sheet)
        row = list(sheet.rows[at])
        row[draw(st.integers(0, len(row) - 1))] = ""
        sheet = with_row(sheet, at, row) if at else sheet
    return sheet


class Resave(NamedTuple):
    """How a program writes times when it saves a file again."""

    date: str
    clock: str
    is_padded: bool


RESAVES = st.builds(
    Resave,
    st.sampled_from(("{d}/{m}/{y}", "{m}/{d}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{m}/{d}/{yy}", "{y}/{m}/{d}")),
    st.sampled_from(("{h}:{min}", "{h}:{min}", "{h}:{min}:{s}", "{h12}:{min} {half}")),
    st.booleans(),
)


def resave(draw: DrawFn, sheet: Sheet) -> Sheet:
    """A spreadsheet's copy: dates in its own manner, totals without their zeros."""
    form = draw(RESAVES)
    totals = with_cells(sheet, "total", without_zeros)
    if sheet.kind != "square":
        return with_cells(totals, "time", lambda cell: resaved(form, cell, form.date + " " + form.clock))
    dated = with_cells(totals, "time", lambda cell: resaved(form, cell + " 09:00:00", form.date))
    return with_cells(dated, "clock", lambda cell: resaved(form, "2021-01-01 " + cell, form.clock))


def without_zeros(total: str) -> str:
    return total.rstrip("0").rstrip(".") if "." in total and total != ".0" else total


def resaved(form: Resave, cell: str, text: str) -> str:
    moment = moment_of(cell)
    if moment is None:
        return cell
    width = 2 if form.is_padded else 1
    numbers = {"d": moment.day, "m": moment.month, "h": moment.hour, "h12": moment.hour % 12 or 12}
    padded = {name: f"{number:0{width}d}" for name, number in numbers.items()}
    half = "PM" if moment.hour >= 12 else "AM"
    return text.format(y=moment.year, yy=f"{moment:%y}", min=f"{moment:%M}", s=f"{moment:%S}", half=half, **padded)


def moment_of(cell: str) -> datetime | None:
    for form in ("%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"):
        try:
            return datetime.strptime(cell, form)
        except ValueError:
            continue
    return None


def rename(draw: DrawFn, sheet: Sheet) -> Sheet:
    names = (
        "raw-data.csv",
        "incoming/" + sheet.name,
        "2021/8/3/till export.csv",
        sheet.name.replace(".csv", "(in).csv"),
        sheet.name.replace(".csv", "_till-2.csv"),
        sheet.name.replace("_", "_till-3_", 1),
        "leeds_01-02-2021_09-00-00.csv",
    )
    return replace(sheet, name=draw(st.sampled_from(names)))


ANY_CELLS: tuple[SheetDamage, ...] = (pad_cells, lose_row, repeat_row, spoil_cells, blank_cells, resave, rename)
CSV_CELLS: tuple[SheetDamage, ...] = (double_quotes,)
POSITIONAL: tuple[SheetDamage, ...] = (add_header, card_as_float, lose_item_commas, lose_branch)
OVER_LINES: tuple[SheetDamage, ...] = (add_newlines,)
BASKET_OVER_LINES: tuple[SheetDamage, ...] = (break_basket_over_lines,)
CSV_ROWS: tuple[SheetDamage, ...] = (pad, add_blank_rows, add_trailing_commas, lose_cell, gain_cell)


def sheet_damages(kind: str, *, over_lines: bool) -> tuple[SheetDamage, ...]:
    """What can happen to the rows of a file of this kind."""
    if kind == "stream":
        return (*ANY_CELLS, add_blank_rows)
    lines = OVER_LINES if over_lines else ()
    if kind == "square":
        return (*ANY_CELLS, *CSV_CELLS, *lines, *CSV_ROWS)
    lines = (*lines, *BASKET_OVER_LINES) if over_lines else ()
    return (*ANY_CELLS, *CSV_CELLS, *POSITIONAL, *lines, *CSV_ROWS)


def damaged_sheet(draw: DrawFn, sheet: Sheet, *, over_lines: bool) -> Sheet:
    """Up to three damages: first those that need to know the columns, then those that move them."""
    possible = sheet_damages(sheet.kind, over_lines=over_lines)
    chosen = draw(st.lists(st.sampled_from(possible), max_size=3, unique=True))
    for damage in sorted(chosen, key=lambda each: (each in CSV_ROWS, each is lose_branch)):
        sheet = damage(draw, sheet)
    return sheet


# --- damage to text ---

NO_TEXT = "\ue000"
"""Stands for a byte that is no character in any encoding, until the text becomes bytes."""

TextDamage = Callable[[DrawFn, str], str]


def insert(draw: DrawFn, text: str, mark: str) -> str:
    at = draw(st.integers(0, len(text)))
    return text[:at] + mark + text[at:]


def add_stray_quote(draw: DrawFn, text: str) -> str:
    return insert(draw, text, '"')


def lose_closing_quote(_draw: DrawFn, text: str) -> str:
    before, quote, after = text.rpartition('"')
    return before + after if quote else text


def open_quote(draw: DrawFn, text: str) -> str:
    commas = [at for at, mark in enumerate(text) if mark == ","]
    at = draw(st.sampled_from(commas)) if commas else 0
    return text[: at + 1] + '"' + text[at + 1 :]


def double_outer_quotes(_draw: DrawFn, text: str) -> str:
    return text.replace('"', '""')


def add_nul(draw: DrawFn, text: str) -> str:
    return insert(draw, text, "\0")


def add_replacement_character(draw: DrawFn, text: str) -> str:
    return insert(draw, text, "\ufffd")


def add_no_text(draw: DrawFn, text: str) -> str:
    return insert(draw, text, NO_TEXT)


def add_blank_line(draw: DrawFn, text: str) -> str:
    return text + "\n" + draw(st.sampled_from(("", " ", "  \t")))


ONE_LINE: tuple[TextDamage, ...] = (add_blank_line, add_nul, add_replacement_character, add_no_text)
QUOTES: tuple[TextDamage, ...] = (
    add_blank_line,
    add_stray_quote,
    lose_closing_quote,
    open_quote,
    double_outer_quotes,
)


def damaged_texts(draw: DrawFn, texts: list[str], choices: Sequence[TextDamage]) -> list[str]:
    """Hurt some rows, but never the first two: a header and a sale."""
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(1, len(texts) - 1))
        texts[at] = draw(st.sampled_from(choices))(draw, texts[at]) if at > 1 else texts[at]
    return texts


def encoded(text: str, encoding: str) -> bytes:
    try:
        return b"\x81".join(piece.encode(encoding) for piece in text.split(NO_TEXT))
    except UnicodeEncodeError:
        return b"\x81".join(piece.encode() for piece in text.split(NO_TEXT))


# --- damaged files ---


@st.composite
def damaged(draw: DrawFn, files: SearchStrategy[TillFile]) -> TillFile:
    """These files after people and programs have touched them: what FORMATS lists, alone or together."""
    over_lines = draw(st.booleans())
    sheet = damaged_sheet(draw, sheet_of(draw(files)), over_lines=over_lines)
    is_stream = sheet.kind == "stream"
    choices = QUOTES if over_lines and not is_stream else ONE_LINE
    texts = damaged_texts(draw, texts_of(sheet), choices)
    newline = draw(st.sampled_from(("\n", "\n", "\r\n", "\r")))
    body = newline.join(texts) + draw(st.sampled_from((newline, "", newline + " ", newline + " " + newline)))
    content = encoded(body, "utf-8" if is_stream else draw(st.sampled_from(("utf-8", "utf-8", "cp1252"))))
    if not is_stream and draw(st.integers(0, 5)) == 0:
        content = cut_off(draw, content, len(encoded(newline.join(texts[:2]) + newline, "utf-8")))
    return packed(draw, sheet.name, content)


def cut_off(draw: DrawFn, content: bytes, keep: int) -> bytes:
    return content[: draw(st.integers(min(keep, len(content)), len(content)))]


def packed(draw: DrawFn, name: str, content: bytes) -> TillFile:
    if draw(st.integers(0, 3)) == 0:
        content = b"\xef\xbb\xbf" + content
    if draw(st.integers(0, 5)) == 0:
        return TillFile(name + ".gz", gzip.compress(content, mtime=0))
    return TillFile(name, content)


def unreadable_files() -> SearchStrategy[TillFile]:
    """Files that hold no till roll: other encodings, pictures, archives, noise, prose."""
    beginnings = st.sampled_from((b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"\x1f\x8b\x08broken"))
    noise = st.builds(bytes.__add__, beginnings, st.binary(min_size=8, max_size=200))
    utf_16 = till_files().map(lambda file: file.data.decode().encode("utf-16"))
    prose = st.lists(st.sampled_from(("till", "roll", "of", "the day,", "9 o'clock")), min_size=3).map(" ".join)
    contents: SearchStrategy[bytes] = st.one_of(noise, utf_16, prose.map(lambda text: f"{text}\n{text}\n".encode()))
    return contents.map(lambda content: TillFile("leeds_25-08-2021_09-00-00.csv", content))
