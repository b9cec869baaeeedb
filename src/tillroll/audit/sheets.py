"""How each make of till writes a good row: what stands in which column, and what becomes of the words in it."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tillroll.audit.canaries import CONTROL

_OPENS, _HOURS = 8, 12
OWN_FORMAT = """\
name = "audit"
title = "A till of one's own, one row an item"
grain = "line"
delimiter = ";"
sale = ["ticket", "shop"]
refund = ["return"]
personal = ["served by", "guest"]
file_name = "^(?P<branch>[a-z0-9 ]+)_till(?P<till>[0-9]+)"

[columns]
date = "date"
time = "time"
branch = "shop"
till = "till"
item = "article"
flavour = "flavour"
size = "size"
quantity = "qty"
unit_price = "unit price"
discount = "discount"
net = "paid"
event = "kind"
tender = "paid with"
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One make of till: a good row by column, in order, with ``{day}``, ``{hour}`` and the sale's ``{number}`` in it.

    ``kept`` has the columns whose words the warehouse keeps, and how a word stands in them. ``read`` has those that are
    figures and words to it. No other column is read at all. ``breaks`` is what makes any row a rejected one.
    """

    name: str
    ending: str
    row: Mapping[str, str]
    kept: Mapping[str, tuple[str, ...]]
    read: frozenset[str]
    breaks: Mapping[str, str]
    delimiter: str = ","
    has_header: bool = False
    is_json: bool = False

    @property
    def dropped(self) -> tuple[str, ...]:
        """The columns of which nothing is kept, whatever stands in them."""
        return tuple(column for column in self.row if column not in self.read and column not in self.kept)

    def cells(self, number: int, changed: Mapping[str, str] | None = None, *, day: int = 25) -> list[str]:
        """The cells of a good row, the hours in turn, with some of them changed."""
        hour = f"{_OPENS + number % _HOURS:02d}"
        plain = {column: cell.format(day=day, hour=hour, number=number) for column, cell in self.row.items()}
        return list((plain | dict(changed or {})).values())

    def line(self, cells: Sequence[str]) -> str:
        """Cells as the till writes them, without the line's end."""
        if self.is_json:
            return json.dumps(cells)
        text = io.StringIO()
        csv.writer(text, delimiter=self.delimiter, lineterminator="").writerow(cells)
        return text.getvalue()

    def header(self) -> list[str]:
        """The lines above the rows."""
        return [self.line(list(self.row))] if self.has_header else []


_DASH_ROW = {
    "time": "{day}/08/2021 {hour}:00",
    "branch": "Leeds",
    "customer": "",
    "basket": f"{CONTROL} - 2.45",
    "total": "2.45",
    "payment": "CARD",
    "card": "",
}
_DASH_KEPT = {"branch": ("Leeds {}", "{}"), "basket": ("{} - 2.45", "Latte - {} - 2.45", "Large Latte {} - 2.45")}
_SALE_READ = frozenset({"time", "total", "payment"})

_SQUARE_HEADER = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,"
    "Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,"
    "Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,"
    "Card Brand,PAN Suffix"
)
_SQUARE_CELLS = {
    "Date": "2021-08-{day}",
    "Time": "{hour}:00:00",
    "Item": CONTROL,
    "Qty": "1.0",
    "Gross Sales": "$2.45",
    "Discounts": "$0.00",
    "Net Sales": "$2.45",
    "Tax": "$0.00",
    "Transaction ID": "T{number}",
    "Event Type": "Payment",
    "Location": "York",
}

SHEETS = (
    Sheet("dash", ".csv", _DASH_ROW, _DASH_KEPT, _SALE_READ, {"total": "9.99"}),
    Sheet("stream", ".jsonl", _DASH_ROW | {"branch": "Hull"}, _DASH_KEPT, _SALE_READ, {"total": "9.99"}, is_json=True),
    Sheet(
        "triples",
        ".csv",
        {
            "time": "2021-08-{day} {hour}:00:07",
            "branch": "Bath",
            "customer": "",
            "basket": f",{CONTROL},2.45",
            "payment": "CARD",
            "total": "2.45",
            "card": "None",
        },
        {"branch": ("Bath {}",), "basket": (",{},2.45", "{},Latte,2.45")},
        _SALE_READ,
        {"total": "9.99"},
    ),
    Sheet(
        "square",
        ".csv",
        {column: _SQUARE_CELLS.get(column, "") for column in _SQUARE_HEADER.split(",")},
        {"Location": ("York {}",), "Item": ("{}", "Latte - {}"), "Price Point Name": ("{}",)},
        frozenset({"Date", "Time", "Qty", "Gross Sales", "Discounts", "Net Sales", "Tax"}),
        {"Net Sales": "$9.99"},
        has_header=True,
    ),
    Sheet(
        "audit",
        ".csv",
        {
            "ticket": "7{number}",
            "till": "2",
            "date": "{day}/08/2021",
            "time": "{hour}:00",
            "shop": "Lyme Regis",
            "article": CONTROL,
            "flavour": "",
            "size": "",
            "qty": "1",
            "unit price": "2.45",
            "discount": "0.00",
            "paid": "2.45",
            "kind": "sale",
            "paid with": "card",
            "served by": "",
            "guest": "",
            "remark": "",
        },
        {
            "till": ("{}", "till {}"),
            "shop": ("Lyme Regis {}",),
            "article": ("{}",),
            "flavour": ("{}",),
            "size": ("Large {}",),
        },
        frozenset({"date", "time", "qty", "unit price", "discount", "paid", "paid with"}),
        {"paid": "9.99"},
        delimiter=";",
        has_header=True,
    ),
)
"""The built-in till formats, and one of one's own as `OWN_FORMAT` describes it."""
