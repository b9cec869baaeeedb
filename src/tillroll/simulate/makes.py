"""The makes of till that the simulated chain uses, and how people there send on what they write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal

DASH, COLON, TRIPLE, SQUARE = range(4)
"""How an item is worded in a basket; Square writes a row for each item instead."""
DASH_2021, DASH_2020, EXCEL, TRIPLES, SQUARE_ROWS = range(5)
"""How a row is written."""

_HEADER = "date_time,Location,full_name,order,amount,payment_type,card_number"
_WORDY_HEADER = (
    'Timestamp of Purchase,Store Name,Customer Name,"Basket Items (Name, Size & Price)",'
    "Total Price,Cash/Card,Card Number (Empty if Cash)"
)
SQUARE_HEADER = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,"
    "Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,"
    "Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,"
    "Card Brand,PAN Suffix"
)


@dataclass(frozen=True, slots=True)
class Make:
    """One make of till with its people's habits; ``file_name`` takes ``slug`` and ``day``."""

    name: str
    share: int
    format: Literal["dash", "triples", "square"]
    row_style: int
    wording: int
    file_name: str
    header: str | None = None
    newline: str = "\n"
    is_packed: bool = False

    @property
    def is_fully_sized(self) -> bool:
        """Whether it prints a size for what comes in one size only, as tills since 2021 do."""
        return self.row_style in {DASH_2021, EXCEL, SQUARE_ROWS}

    @property
    def has_seconds(self) -> bool:
        """Whether its times have seconds."""
        return self.row_style in {TRIPLES, SQUARE_ROWS}

    @property
    def is_plain(self) -> bool:
        """Whether its files are text that nobody packed or saved again."""
        return not self.is_packed and self.row_style != EXCEL

    def file_of(self, slug: str, day: date) -> str:
        """The name of the file of a day."""
        return self.file_name.format(slug=slug, day=day)


_2021 = "{slug}_{day:%d-%m-%Y}_09-00-00"
_2020 = "{slug}_{day:%d-%m-%Y}_17-12-40"
_TRIPLES = "{day:%Y-%m-%d}-{slug}"
PLAIN = Make("dash", 34, "dash", DASH_2021, DASH, f"{_2021}.csv")
MAKES = (
    PLAIN,
    Make("dash of 2020", 10, "dash", DASH_2020, DASH, f"{_2020}.csv"),
    Make("triples", 15, "triples", TRIPLES, TRIPLE, f"{_TRIPLES}.csv"),
    Make("square", 12, "square", SQUARE_ROWS, SQUARE, "items-{day:%Y-%m-%d}-{slug}.csv", SQUARE_HEADER),
    Make("dash with a header", 6, "dash", DASH_2021, DASH, f"{_2021}.csv", _HEADER),
    Make("dash saved by Excel", 5, "dash", EXCEL, DASH, f"{_2021} (in).csv", newline="\r\n"),
    Make("dash packed", 5, "dash", DASH_2021, DASH, f"{_2021}.csv.gz", is_packed=True),
    Make("dash with colons", 4, "dash", DASH_2020, COLON, f"{_2020}.csv"),
    Make("triples with carriage returns", 4, "triples", TRIPLES, TRIPLE, f"{_TRIPLES}.csv", newline="\r\n"),
    Make("dash with a wordy header", 3, "dash", DASH_2021, DASH, f"{_2021}.csv", _WORDY_HEADER, "\r\n"),
    Make("dash with carriage returns", 2, "dash", DASH_2021, DASH, f"{_2021}.csv", newline="\r\n"),
)


def draw_makes(rng: Random, count: int) -> Sequence[Make]:
    """A make for each of so many cafés: each make once, as far as they go round, and then by their shares."""
    rest = rng.choices(MAKES, [make.share for make in MAKES], k=max(count - len(MAKES), 0))
    return [*MAKES[:count], *rest]
