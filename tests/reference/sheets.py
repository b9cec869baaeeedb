"""Hypothesis strategies for till files as a till writes them, of every format.

Names and card numbers in them are made up.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

NOW = datetime(2026, 11, 20, 9, 0)
"""A time after every genuine sale; pass it to both readers."""


class TillFile(NamedTuple):
    """A file as it lands: its name, with folders if any, and its bytes."""

    name: str
    data: bytes


# --- a day's sales, as values ---


class Product(NamedTuple):
    """An item of the menu: its name with flavour, and the price of the regular size."""

    name: str
    pence: int


class Sold(NamedTuple):
    """One item of a basket."""

    size: str
    product: Product

    @property
    def pence(self) -> int:
        return self.product.pence + (30 if self.size == "Large" else 0)


class Sale(NamedTuple):
    """One sale before any till has written it."""

    placed_at: datetime
    items: tuple[Sold, ...]
    tender: str
    customer: str
    card: str

    @property
    def pence(self) -> int:
        return sum(item.pence for item in self.items)


MENU = (
    Product("Latte", 215),
    Product("Hot Chocolate", 140),
    Product("Hot chocolate", 220),
    Product("Babyccino", 0),
    Product("Glass of milk", 70),
    Product("Half-and-half", 100),
    Product("Café au lait", 205),
    Product("Speciality Tea - Earl Grey", 130),
    Product("Speciality Tea - English breakfast", 130),
    Product("Flavoured iced latte - Hazelnut", 275),
    Product("Frappes - Strawberries & Cream", 275),
    Product("Smoothies - Mango - no ice", 200),
    Product("Wedding cake", 123456),
)
BRANCHES = ("Leeds", "London Camden", "Isle of Wight", "Southend-on-Sea", "Café Nord", "Pont-y-pŵl")
CUSTOMERS = ("Mock Person", "Invented Name", "Nobody Atall", "Zoë Fiction", "Sample O'Sample")

menus: SearchStrategy[Sequence[Product]] = st.lists(st.sampled_from(MENU), min_size=1, max_size=5, unique=True)
trading_days = st.dates(date(2019, 1, 1), date(2026, 10, 31))
cards = st.integers(10**12, 10**20 - 1).map(str)


@st.composite
def sales_of(draw: DrawFn, day: date, sizes: Sequence[str], menu: Sequence[Product]) -> list[Sale]:
    """A day's sales in time order: many in one minute, some alike, now and then some after midnight."""
    opening = datetime(day.year, day.month, day.day, draw(st.sampled_from((7, 9, 12, 23))))
    item = st.builds(Sold, st.sampled_from(sizes), st.sampled_from(menu))
    basket = st.lists(item, min_size=1, max_size=draw(st.sampled_from((1, 2, 5)))).map(tuple)
    steps = draw(st.lists(st.tuples(gaps, basket, buyers), min_size=3, max_size=40))
    found: list[Sale] = []
    for gap, items, (tender, customer, card) in steps:
        opening += gap
        found.append(Sale(opening, items, tender, customer, card))
    return found


gaps = st.sampled_from((0, 0, 20, 60, 90, 600)).map(lambda seconds: timedelta(seconds=seconds))
buyers = st.tuples(st.sampled_from(("CASH", "CARD")), st.sampled_from(CUSTOMERS), cards)


# --- sheets: a till file as rows of cells ---

Row = list[str]


@dataclass(frozen=True)
class Sheet:
    """A file's rows and how they are to be written."""

    kind: str
    name: str
    header: Row | None
    rows: tuple[Row, ...]
    width_of_pads: int = 0

    def column(self, role: str) -> int:
        if self.kind == "square":
            return (self.header or []).index(SQUARE_ROLES[role])
        return ROLES["triples" if self.kind == "triples" else "dash"].index(role)


ROLES = {
    "triples": ("time", "branch", "customer", "basket", "tender", "total", "card"),
    "dash": ("time", "branch", "customer", "basket", "total", "tender", "card"),
}
SQUARE_ROLES = {
    "time": "Date",
    "clock": "Time",
    "branch": "Location",
    "item": "Item",
    "price": "Gross Sales",
    "total": "Net Sales",
    "customer": "Details",
}


def two_decimals(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def as_float(pence: int) -> str:
    return str(pence / 100)


def bare(pence: int) -> str:
    return two_decimals(pence).removeprefix("0") if pence % 10 else as_float(pence).removeprefix("0")


@st.composite
def triples_sheets(draw: DrawFn) -> Sheet:
    day, branch = draw(trading_days), draw(st.sampled_from(BRANCHES))
    sales = draw(sales_of(day, ("Large", "Regular", ""), draw(menus)))
    rows = tuple(triples_row(sale, branch) for sale in sales)
    return Sheet("triples", f"{day}-{branch.lower().replace(' ', '-')}.csv", None, rows)


def triples_row(sale: Sale, branch: str) -> Row:
    basket = ",".join(f"{item.size},{item.product.name},{as_float(item.pence)}" for item in sale.items)
    card = "None" if sale.tender == "CASH" else f"discover,{sale.card}"
    return [str(sale.placed_at), branch, sale.customer, basket, sale.tender, two_decimals(sale.pence), card]


class Generation(NamedTuple):
    """How dash tills of one age write an item and a total."""

    sizes: tuple[str, ...]
    item: str
    unsized_item: str
    total: Callable[[int], str]
    has_flavours: bool = True


GENERATIONS = (
    Generation(("Large", "Regular", ""), "{size} {name} - {price}", " {name} - {price}", two_decimals),
    Generation(("Large", "Regular"), "{size} {name} - {price}", "", as_float),
    Generation(("Large", "Regular", ""), "{size} {name} - £{price}", " {name} - £{price}", bare),
    Generation(("Large", ""), "{size} {name}: {price}", " {name}: {price}", two_decimals, has_flavours=False),
)


def dash_basket(generation: Generation, sale: Sale) -> str:
    def written(item: Sold) -> str:
        form = generation.item if item.size else generation.unsized_item
        return form.format(size=item.size, name=item.product.name, price=two_decimals(item.pence))

    return ", ".join(map(written, sale.items))


@st.composite
def dash_sheets(draw: DrawFn, kind: str = "dash") -> Sheet:
    day, branch = draw(trading_days), draw(st.sampled_from(BRANCHES))
    generation = draw(st.sampled_from(GENERATIONS))
    menu = [product for product in draw(menus) if generation.has_flavours or " - " not in product.name]
    sales = draw(sales_of(day, generation.sizes, menu or MENU[:3]))
    rows = tuple(dash_row(generation, sale, branch) for sale in sales)
    ending = "csv" if kind == "dash" else "jsonl"
    return Sheet(kind, f"{branch.lower().replace(' ', '_')}_{day:%d-%m-%Y}_09-00-00.{ending}", None, rows)


def dash_row(generation: Generation, sale: Sale, branch: str) -> Row:
    card = "" if sale.tender == "CASH" else sale.card
    placed_at = f"{sale.placed_at:%d/%m/%Y %H:%M}"
    basket = dash_basket(generation, sale)
    return [placed_at, branch, sale.customer, basket, generation.total(sale.pence), sale.tender, card]


SQUARE_NAMES = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,"
    "Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,"
    "Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,"
    "Card Brand,PAN Suffix"
)
SQUARE_HEADER = SQUARE_NAMES.split(",")


def dollars(pence: int) -> str:
    return f"{'-' if pence < 0 else ''}${two_decimals(abs(pence))}"


@st.composite
def square_sheets(draw: DrawFn) -> Sheet:
    day, branch = draw(trading_days), draw(st.sampled_from(BRANCHES))
    sales = draw(sales_of(day, ("Large", "Regular", ""), draw(menus)))[:20]
    header = SQUARE_HEADER[: draw(st.sampled_from((21, 29, 35)))]
    rows = [
        square_row(header, branch, sale, f"T{number}", item, draw(square_lines))
        for number, sale in enumerate(sales)
        for item in sale.items[:3]
    ]
    name = draw(st.sampled_from((f"items-{day}.csv", f"{day}-{branch.lower()}.csv")))
    return Sheet("square", name, header, tuple(rows))


class SquareLine(NamedTuple):
    """What Square adds to an item."""

    quantity: int
    discount_pence: int
    tax_pence: int
    sign: int
    event: str


PAYMENTS = st.builds(
    SquareLine,
    st.integers(1, 3),
    st.sampled_from((0, 0, 10, -10, -50)),
    st.sampled_from((0, 43)),
    st.just(1),
    st.just("Payment"),
)
REFUNDS = st.builds(
    SquareLine, st.integers(1, 2), st.just(0), st.sampled_from((0, 43)), st.sampled_from((1, -1)), st.just("Refund")
)
square_lines = st.one_of(PAYMENTS, PAYMENTS, PAYMENTS, REFUNDS)


def square_row(header: Sequence[str], branch: str, sale: Sale, transaction: str, item: Sold, line: SquareLine) -> Row:
    gross = line.sign * line.quantity * item.pence
    cells = {
        "Date": f"{sale.placed_at:%Y-%m-%d}",
        "Time": f"{sale.placed_at:%H:%M:%S}",
        "Time Zone": "Eastern Time (US & Canada)",
        "Item": item.product.name,
        "Qty": f"{line.sign * line.quantity}.0",
        "Price Point Name": item.size,
        "Gross Sales": dollars(gross),
        "Discounts": dollars(line.discount_pence),
        "Net Sales": dollars(gross - abs(line.discount_pence)),
        "Tax": dollars(line.sign * line.tax_pence),
        "Transaction ID": transaction,
        "Event Type": line.event,
        "Location": branch,
        "Customer Name": sale.customer,
        "PAN Suffix": sale.card[-4:],
    }
    return [cells.get(name, "") for name in header]


def sheets() -> SearchStrategy[Sheet]:
    """Sheets of every format."""
    return st.one_of(triples_sheets(), dash_sheets(), dash_sheets("stream"), square_sheets())


def till_files() -> SearchStrategy[TillFile]:
    """Files as a till writes them, of every format."""
    return st.builds(written, sheets(), st.sampled_from(("\n", "\r\n")), st.booleans())


def written(sheet: Sheet, newline: str = "\n", ends_with_newline: bool = True) -> TillFile:
    """The bytes of a sheet."""
    text = newline.join(texts_of(sheet)) + (newline if ends_with_newline else "")
    return TillFile(sheet.name, text.encode())


def texts_of(sheet: Sheet) -> list[str]:
    """A text per row, header first; a row with a newline in a cell is several physical lines."""
    rows = [*([sheet.header] if sheet.header else []), *sheet.rows]
    if sheet.kind == "stream":
        return [json.dumps(row, ensure_ascii=False) for row in rows]
    return [",".join(cell_text(cell).ljust(sheet.width_of_pads) for cell in row) for row in rows]


def cell_text(cell: str) -> str:
    needs_quotes = any(mark in cell for mark in ',"\r\n')
    return '"' + cell.replace('"', '""') + '"' if needs_quotes else cell


def sheet_of(file: TillFile) -> Sheet:
    """The sheet of an undamaged till file."""
    text = file.data.decode()
    if text.startswith("["):
        return Sheet("stream", file.name, None, tuple(json.loads(line) for line in text.splitlines()))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    if rows[0][0] == "Date":
        return Sheet("square", file.name, rows[0], tuple(rows[1:]))
    return Sheet("triples" if rows[0][4] in ("CASH", "CARD") else "dash", file.name, None, tuple(rows))
