"""Faults of saving: the only file of a branch-day after a program, a person or a broken disk has had it.

Where a reader can still tell the rows, all of their sales count; where it can't, the file is unreadable and the day is
missing. Every function's docstring says which, and why.
"""

import codecs
from dataclasses import replace
from datetime import timedelta
from random import Random

from tillroll.simulate.deliveries import Delivery, TrueFile, TrueSale
from tillroll.simulate.histories import day_of, whole_day
from tillroll.simulate.versions import (
    Spoilt,
    Version,
    each_row,
    genuine,
    genuine_delivery,
    minute_of,
    named_cells,
    of_sales,
    plain_name,
    renamed,
    row_of,
    unreadable,
)

_JUNK_BYTES = 16 * 1024
_ACCENTS = str.maketrans("aeiou", "áéïöü")
_UTF_16 = (
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"", "utf-16-le"),
    (b"", "utf-16-be"),
)
_MAGIC = (b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n", b"")
_HEADERS = {
    "dash": (
        "date_time,Location,full_name,order,amount,payment_type,card_number",
        "Timestamp of Purchase,Store Name,Customer Name,Basket Items,Total Price,Cash/Card,Card Number",
        "time, branch, name, order, price, how, what",
    ),
    "triples": (
        "purchase_date,store,customer,order_items,payment_method,Total_spent,Payment_details",
        "When,Where,Who,What,How,How much,Card",
    ),
}


# Still read in full


def _as(file: TrueFile, version: Version) -> Spoilt:
    return day_of(file, version, version.delivery("loaded"))


def byte_order_mark(file: TrueFile, _rng: Random) -> Spoilt:
    """A mark before the first row is no part of it."""
    return _as(file, replace(genuine(file), encoding="utf-8-sig"))


def other_line_ends(file: TrueFile, _rng: Random) -> Spoilt:
    """LF and CRLF end the same lines."""
    return _as(file, replace(genuine(file), newline="\n" if file.newline == "\r\n" else "\r\n"))


def carriage_returns(file: TrueFile, _rng: Random) -> Spoilt:
    """A lone CR ends a line too."""
    return _as(file, replace(genuine(file), newline="\r"))


def no_last_line_end(file: TrueFile, _rng: Random) -> Spoilt:
    """The last row is whole without a line end."""
    return _as(file, replace(genuine(file), is_ended=False))


def headed(file: TrueFile, rng: Random) -> Spoilt:
    """A header where the till writes none is no sale, whatever its words; every row stands a line lower."""
    return _as(file, replace(genuine(file), header=rng.choice(_HEADERS[file.format])))


def has_no_header(file: TrueFile) -> bool:
    """Whether the till writes its first sale into the first line."""
    return file.header is None


def padded(file: TrueFile, _rng: Random) -> Spoilt:
    """Blanks that fill every cell up mean nothing."""
    tellings = each_row(file, lambda _sale, cells: {column: f"{text:<30}" for column, text in cells.items()})
    return _as(file, replace(genuine(file), tellings=tellings))


def disordered(file: TrueFile, rng: Random) -> Spoilt:
    """A file's sales are the same in any order."""
    sales = list(file.sales)
    rng.shuffle(sales)
    return _as(file, of_sales(file, sales))


def cp1252(file: TrueFile, _rng: Random) -> Spoilt:
    """A name with accents in cp1252 is no UTF-8, and each line reads as the one or the other."""
    customer = "Customer Name" if file.format == "square" else "customer"
    tellings = each_row(file, lambda _sale, cells: cells | {customer: _accented(cells[customer])})
    return _as(file, replace(genuine(file), tellings=tellings, encoding="cp1252"))


def _accented(name: str) -> str:
    return f"{name.translate(_ACCENTS)} é"


def is_western(file: TrueFile) -> bool:
    """Whether cp1252 has every character of the file."""
    try:
        genuine(file).body.decode().encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def six_columns(file: TrueFile, _rng: Random) -> Spoilt:
    """An early exporter left the branch out, of the header too if there is one; the file's name tells it."""
    tellings = each_row(file, lambda _sale, cells: _without_branch(cells))
    header = file.header and row_of(file, list(_without_branch(named_cells(file, file.header)).values()))
    return _as(file, replace(genuine(file), tellings=tellings, header=header, name=plain_name(file)))


def _without_branch(cells: dict[str, str]) -> dict[str, str]:
    return {column: text for column, text in cells.items() if column != "branch"}


def excel(file: TrueFile, rng: Random) -> Spoilt:
    """A spreadsheet drops zeros and seconds, which no sale needs; the name's date settles day and month.

    The empty rows that it adds are blank: neither sales nor rejections.
    """
    blank_rows = (",,,,,,",) * rng.choice((0, 1, 30, 272))
    saved = replace(genuine(file), newline="\r\n", blank_rows=blank_rows, name=plain_name(file, "(in)"))
    to_the_minute = of_sales(file, (replace(sale, placed_at=minute_of(sale)) for sale in file.sales))
    rows = (telling.rows for telling in each_row(file, _as_excel))
    tellings = (replace(each, rows=row) for each, row in zip(to_the_minute.tellings, rows, strict=True))
    return _as(file, replace(saved, tellings=tuple(tellings)))


def _as_excel(sale: TrueSale, cells: dict[str, str]) -> dict[str, str]:
    at, card = sale.placed_at, cells["card"]
    return cells | {
        "time": f"{at.day}/{at.month}/{at.year} {at.hour}:{at:%M}",
        "total": f"{sale.pence / 100:.2f}".rstrip("0").rstrip("."),
        "card": f"{int(card):.5E}" if card.isdigit() else card,
    }


def is_one_date(file: TrueFile) -> bool:
    """Whether all sales are of the trading date itself: with the day after, the name could not settle every date."""
    return all(sale.placed_at.date() == file.trading_date for sale in file.sales)


def data_frame(file: TrueFile, _rng: Random) -> Spoilt:
    """A tool took the first sale for a header and lost it; numbers with a needless .0 read as before."""
    version = replace(genuine(file), tellings=each_row(file, _as_data_frame)[1:])
    return _as(file, version)


def _as_data_frame(sale: TrueSale, cells: dict[str, str]) -> dict[str, str]:
    card = cells["card"]
    return cells | {"total": str(sale.pence / 100), "card": f"{card}.0" if card.isdigit() else card}


# Not to be read any more


def header_only(file: TrueFile, _rng: Random) -> Spoilt:
    """A header and no row is a day without sales, by the branch and day of its name, and not a missing one."""
    header = file.header or "timestamp,branch,customer,basket,total,payment,card"
    version = replace(genuine(file), name=plain_name(file), header=header, tellings=())
    return day_of(file, version, version.delivery("empty"))


def empty(file: TrueFile, rng: Random) -> Spoilt:
    """A file without even a header tells nothing, not even that nothing was sold."""
    return _missing(unreadable(file, rng.choice((b"", b"\n", b" \r\n\r\n"))))


def utf_16(file: TrueFile, rng: Random) -> Spoilt:
    """UTF-16 is not guessed at: unreadable until it is saved as UTF-8."""
    mark, encoding = rng.choice(_UTF_16)
    return _missing(unreadable(file, mark + genuine(file).body.decode().encode(encoding)))


def binary(file: TrueFile, rng: Random) -> Spoilt:
    """A workbook, a picture, a PDF or rubbish under a till file's name is no text."""
    return _missing(unreadable(file, rng.choice(_MAGIC) + rng.randbytes(_JUNK_BYTES)))


def _missing(delivery: Delivery) -> Spoilt:
    return Spoilt((delivery,), "missing", ())


def unreadable_then_whole(file: TrueFile, rng: Random) -> Spoilt:
    """What can't be read loads nothing, so the file that comes after it is the day's first."""
    (first,) = rng.choice((empty, utf_16, binary))(file, rng).deliveries
    name, before = renamed(file.name, " (unreadable)"), timedelta(minutes=5)
    early = replace(first, name=name, delivered_at=file.delivered_at - before)
    return whole_day(file, early, genuine_delivery(file))
