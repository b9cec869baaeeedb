"""The till format: one frozen value that tells ``prepare`` how a till writes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tillroll.cells import DateOrder, Money, Tender

Grain = Literal["sale", "line"]
BasketKind = Literal["items", "triples"]
ColumnRef = int | str

SALE_ROLES = ("placed_at", "date", "time", "branch", "till", "basket", "total", "tender")
LINE_ROLES = ("item", "flavour", "size", "quantity", "unit_price", "gross", "discount", "net", "tax", "event")


@dataclass(frozen=True, slots=True)
class Basket:
    """How the items of a sale stand in one cell."""

    kind: BasketKind = "items"
    sizes: tuple[str, ...] = ()
    price_separators: tuple[str, ...] = (" - ",)
    item_separator: str = ","


@dataclass(frozen=True, slots=True)
class Moment:
    """How a till writes time; patterns are ``strptime``'s and replace the usual forms where given."""

    date_order: DateOrder = "day_first"
    date_patterns: tuple[str, ...] = ()
    time_patterns: tuple[str, ...] = ()
    zone: str | None = None

    @property
    def date_words(self) -> int:
        """How many words a date has; more than one only where the format's own patterns say so."""
        return max((len(pattern.split()) for pattern in self.date_patterns), default=1)


@dataclass(frozen=True, slots=True)
class TillFormat:
    """One till's way of writing a day's sales."""

    name: str
    title: str
    grain: Grain
    columns: Mapping[str, ColumnRef]
    personal: tuple[ColumnRef, ...] = ()
    sale_columns: tuple[ColumnRef, ...] = ()
    width: int = 0
    encoding: Literal["csv", "json"] = "csv"
    delimiter: str = ","
    basket: Basket = field(default_factory=Basket)
    money: Money = field(default_factory=Money)
    moment: Moment = field(default_factory=Moment)
    tenders: Mapping[str, Tender] = field(default_factory=dict)
    refund_words: tuple[str, ...] = ()
    branch: str | None = None
    file_name: str | None = None
    is_built_in: bool = False

    @property
    def is_positional(self) -> bool:
        """Whether columns are found by position rather than by name."""
        return all(isinstance(ref, int) for ref in self.columns.values())


def header_key(text: str) -> str:
    """A header's name without case, blanks and punctuation.

    >>> header_key("Net Sales"), header_key("net_sales")
    ('netsales', 'netsales')
    """
    return re.sub(r"[\W_]+", "", text.casefold()) or text.strip()
