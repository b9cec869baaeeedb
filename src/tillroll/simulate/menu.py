"""What the simulated chain sells: products, the items that tills write, prices, and how often each is asked for."""

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random

from tillroll.simulate.cafes import Span
from tillroll.simulate.makes import COLON, DASH, SQUARE

SLOTS = 1024
DAY_PARTS = 3
_BAND_PERCENT = (100, 106, 115)
_LARGE_SHARE = 0.45
_NEVER_SOLD_OUT = "Shortbread"


@dataclass(frozen=True, slots=True)
class Product:
    """One line of the menu. ``large`` is None for what comes in one size; ``warmth`` is above 0 for what heat sells."""

    name: str
    flavour: str
    reporting: str
    category: str
    is_coffee: bool
    regular: int
    large: int | None
    cost: int
    vat_rate: int
    weight: float
    parts: tuple[float, ...]
    warmth: float
    menus: str

    @property
    def full_name(self) -> str:
        """Its name and flavour, as tills write them."""
        return f"{self.name} - {self.flavour}" if self.flavour else self.name


@dataclass(frozen=True, slots=True)
class Item:
    """A product in one size, as a till writes it."""

    number: int
    product: Product
    size: str
    list_pence: int
    is_for_sized: bool
    is_for_unsized: bool
    share: float

    @property
    def cost(self) -> int:
        """What one costs the chain, in pence."""
        return self.product.cost * 5 // 4 if self.size == "Large" else self.product.cost


@dataclass(frozen=True, slots=True)
class PriceChange:
    """A product that costs more, or less, from a date on."""

    name: str
    from_date: date
    pence: int


@dataclass(frozen=True, slots=True)
class Promotion:
    """A category at less for some days: a discount where the till knows discounts, else a lower price."""

    category: str
    from_date: date
    to_date: date
    percent: int

    def holds(self, item: Item, day: date) -> bool:
        """Whether it is for this item on this day."""
        return item.product.category == self.category and self.from_date <= day <= self.to_date


@dataclass(frozen=True, slots=True)
class Price:
    """What one of an item costs on one day, in pence, as one way of wording items has it."""

    gross: int
    discount: int

    @property
    def net(self) -> int:
        """What the customer pays."""
        return self.gross - self.discount


@dataclass(frozen=True, slots=True)
class Menu:
    """Everything about what is sold. ``growth`` is by product name: its change over the whole span."""

    items: tuple[Item, ...]
    growth: Mapping[str, float] = field(default_factory=dict)
    changes: tuple[PriceChange, ...] = ()
    promotions: tuple[Promotion, ...] = ()

    def prices_since(self, day: date) -> date:
        """The earliest date from which on all prices are those of this day."""
        turns = [change.from_date for change in self.changes]
        for offer in self.promotions:
            turns += [offer.from_date, offer.to_date + timedelta(days=1)]
        return max((turn for turn in turns if turn <= day), default=date.min)

    def price(self, item: Item, band: int, wording: int, day: date) -> Price:
        """The price of an item on a day in a price band."""
        raised = sum(each.pence for each in self.changes if each.name == item.product.name and each.from_date <= day)
        gross = _round_to_five((item.list_pence + raised) * _BAND_PERCENT[band]) if item.list_pence else 0
        off = sum((gross * each.percent + 50) // 100 for each in self.promotions if each.holds(item, day))
        return Price(gross, off) if wording == SQUARE else Price(gross - off, 0)


def _round_to_five(hundredths: int) -> int:
    return (hundredths + 250) // 500 * 5


@cache
def read_products() -> tuple[Product, ...]:
    """The menu that ships with tillroll, in the order of its list."""
    with (resources.files("tillroll") / "data" / "menu.csv").open(encoding="utf-8") as stream:
        return tuple(map(_product, csv.DictReader(stream)))


def _product(row: Mapping[str, str]) -> Product:
    return Product(
        row["name"],
        row["flavour"],
        row["product"],
        row["category"],
        row["is_coffee"] == "yes",
        _pence(row["regular"]),
        _pence(row["large"]) if row["large"] else None,
        _pence(row["cost"]),
        int(row["vat_rate"]),
        float(row["weight"]),
        (float(row["morning"]), float(row["noon"]), float(row["afternoon"])),
        float(row["warmth"]),
        row["menus"],
    )


def _pence(pounds: str) -> int:
    return int(pounds.replace(".", ""))


def draw_menu(rng: Random, span: Span) -> Menu:
    """The chain's menu, with growing and shrinking products, price changes and a promotion."""
    products = read_products()
    named = sorted({product.name for product in products if product.category == "Coffee"})
    food = sorted({product.name for product in products if product.category == "Food"})
    growing = rng.sample(named, 3) + rng.sample(food, 2)
    growth = {name: rng.choice((-0.35, -0.25, 0.3, 0.45)) for name in growing}
    changed = rng.sample([name for name in named if name not in growing], 2) + rng.sample(food, 1)
    changes = tuple(PriceChange(name, span.within(rng.uniform(0.3, 0.7)), rng.choice((10, 15, 20))) for name in changed)
    return Menu(tuple(_items(products)), growth, changes, (_draw_promotion(rng, span),))


def _draw_promotion(rng: Random, span: Span) -> Promotion:
    start = rng.uniform(0.2, 0.6)
    category = rng.choice(("Cold drinks", "Hot drinks", "Tea"))
    return Promotion(category, span.within(start), span.within(start + 0.2), rng.choice((10, 20, 25)))


def _items(products: Sequence[Product]) -> Iterator[Item]:
    number = 0
    for product in products:
        for size, pence, is_for_sized, is_for_unsized, share in _sizes(product):
            yield Item(number, product, size, pence, is_for_sized, is_for_unsized, share)
            number += 1


def _sizes(product: Product) -> Iterator[tuple[str, int, bool, bool, float]]:
    """Tills since 2021 call the only size of a thing Regular; older ones leave it blank."""
    if product.large is None:
        yield "", product.regular, False, True, 1.0
        yield "Regular", product.regular, True, False, 1.0
    else:
        yield "Regular", product.regular, True, True, 1 - _LARGE_SHARE
        yield "Large", product.large, True, True, _LARGE_SHARE


@dataclass(frozen=True, slots=True)
class Taste:
    """What bears on what people ask for: the menu's kind, the part of the day, the season, how far trends have come."""

    kind: str
    is_fully_sized: bool
    part: int
    warmth: float
    progress: float


def slots(menu: Menu, taste: Taste) -> Iterator[tuple[int, int, int]]:
    """Item numbers, each with its first and next slot of ``SLOTS``, of which it has as many as it is asked for.

    Who buys picks one of these blindly.
    """
    offered = [item for item in menu.items if _is_offered(item, taste)]
    weights = [_weight(menu, item, taste) for item in offered]
    total, first = sum(weights), 0
    for item, reached in zip(offered, accumulate(weights), strict=True):
        after = round(reached / total * SLOTS)
        yield item.number, first, after
        first = after


def _is_offered(item: Item, taste: Taste) -> bool:
    fits = item.is_for_sized if taste.is_fully_sized else item.is_for_unsized
    return fits and taste.kind in item.product.menus


def _weight(menu: Menu, item: Item, taste: Taste) -> float:
    product = item.product
    grown = 1 + menu.growth.get(product.name, 0.0) * taste.progress
    warmed = math.exp(0.2 * product.warmth * taste.warmth)
    return product.weight * item.share * product.parts[taste.part] * warmed * grown


def sold_out_pairs(menu: Menu) -> list[tuple[Item, Item]]:
    """Each item that may be sold out, with what is bought in its place."""
    instead = {item.size: item for item in menu.items if item.product.name == _NEVER_SOLD_OUT}
    unsized = [item for item in menu.items if item.product.category == "Food" and item.product.large is None]
    return [(item, instead[item.size]) for item in unsized if item.product.name != _NEVER_SOLD_OUT]


def item_text(item: Item, pence: int, wording: int) -> str:
    """An item as a till writes it in a basket; Square's rows have no such text.

    >>> item_text(next(_items(read_products())), 215, DASH)
    'Regular Latte - 2.15'
    """
    if wording == SQUARE:
        return ""
    name = item.product.full_name
    if wording == DASH:
        return f"{item.size} {name} - {exact_money(pence)}"
    if wording == COLON:
        return f"{item.size} {name}: {short_money(pence)}"
    return f"{item.size},{name},{short_money(pence)}"


def exact_money(pence: int) -> str:
    """``8.40``."""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"


def short_money(pence: int) -> str:
    """``8.4``, and ``8.0`` for whole pounds: as tills with floating-point money print it."""
    return exact_money(pence).removesuffix("0")
