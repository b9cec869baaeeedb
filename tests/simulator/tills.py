"""Tills in plain Python for the faults' tests: menus, discounts, and how each writes a day of sales."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Product:
    """What the menu offers: a large one costs more, and some tills print no size for it."""

    name: str
    regular_pence: int
    large_pence: int
    is_sized: bool = True


MENU = (
    Product("Latte", 215, 245),
    Product("Flat white", 215, 245),
    Product("Cappuccino", 215, 245),
    Product("Filter coffee", 150, 180),
    Product("Hot chocolate", 220, 290),
    Product("Hot Chocolate", 140, 170, is_sized=False),
    Product("Flavoured latte - Hazelnut", 255, 285),
    Product("Flavoured iced latte - Caramel", 275, 325),
    Product("Speciality Tea - Earl Grey", 130, 160, is_sized=False),
    Product("Frappes - Strawberries & Cream", 275, 325, is_sized=False),
    Product("Smoothies - Carrot Kick", 200, 250, is_sized=False),
    Product("Glass of milk", 70, 110, is_sized=False),
    Product("Babyccino", 0, 0, is_sized=False),
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a basket; a refunded line has a negative price."""

    size: str
    name: str
    pence: int
    discount_pence: int = 0

    @property
    def net_pence(self) -> int:
        """What the customer pays for it."""
        return self.pence - self.discount_pence


@dataclass(frozen=True, slots=True)
class Sale:
    """One basket at one till; an empty card number means cash."""

    placed_at: datetime
    customer: str
    items: tuple[Item, ...]
    card_number: str

    @property
    def total_pence(self) -> int:
        """The sum of its lines."""
        return sum(item.net_pence for item in self.items)

    @property
    def tender(self) -> str:
        """The word that the till prints."""
        return "CARD" if self.card_number else "CASH"


@dataclass(frozen=True, slots=True)
class BranchDay:
    """All the sales of one branch on one day, in time order."""

    branch: str
    day: date
    sales: tuple[Sale, ...]

    @property
    def total_pence(self) -> int:
        """The day's takings."""
        return sum(sale.total_pence for sale in self.sales)


@dataclass(frozen=True, slots=True)
class Till:
    """One make of till: what it sells, how it names its file and how it writes the day."""

    menu: tuple[Item, ...]
    file_name: Callable[[BranchDay], str]
    text: Callable[[BranchDay], str]
    after_sales: Callable[[tuple[Sale, ...]], tuple[Sale, ...]] = tuple


def _sized_menu() -> tuple[Item, ...]:
    return tuple(
        Item(size, product.name, pence)
        for product in MENU
        for size, pence in (("Regular", product.regular_pence), ("Large", product.large_pence))
    )


def _part_sized_menu() -> tuple[Item, ...]:
    """The older menu: some things come in one size, which the till leaves blank."""
    unsized = {product.name: product.regular_pence for product in MENU if not product.is_sized}
    sized = tuple(item for item in _sized_menu() if item.name not in unsized)
    return sized + tuple(Item("", name, pence) for name, pence in unsized.items())


def _with_discounts_and_refunds(sales: tuple[Sale, ...]) -> tuple[Sale, ...]:
    """Every twentieth sale gets 50p off its dearest item, every fortieth is a refund."""
    discounted = (_discounted(sale) if number % 20 == 10 else sale for number, sale in enumerate(sales))
    return tuple(_refunded(sale) if number % 40 == 20 else sale for number, sale in enumerate(discounted))


def _discounted(sale: Sale) -> Sale:
    *others, dearest = sorted(sale.items, key=lambda item: item.pence)
    return replace(sale, items=(*others, replace(dearest, discount_pence=min(50, dearest.pence))))


def _refunded(sale: Sale) -> Sale:
    return replace(sale, items=tuple(replace(item, pence=-item.pence) for item in sale.items))


# How each till writes


def _slug(branch: str) -> str:
    return branch.lower().replace(" ", "_")


def _csv(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _exact_money(pence: int) -> str:
    """``8.40``."""
    return f"{pence // 100}.{pence % 100:02d}"


def _short_money(pence: int) -> str:
    """``8.4``, and ``8.0`` for whole pounds: as tills with floating-point money print it."""
    return f"{pence // 100}.{pence % 100 // 10}" if pence % 10 == 0 else _exact_money(pence)


def _signed_pounds(pence: int) -> str:
    """``£8.40`` or ``-£3.00``."""
    return f"{'-' if pence < 0 else ''}£{_exact_money(abs(pence))}"


def _triples_name(branch_day: BranchDay) -> str:
    return f"{branch_day.day}-{_slug(branch_day.branch)}.csv"


def _triples_text(branch_day: BranchDay) -> str:
    return _csv(_triples_row(branch_day.branch, sale) for sale in branch_day.sales)


def _triples_row(branch: str, sale: Sale) -> tuple[str, ...]:
    basket = ",".join(f"{item.size},{item.name},{_short_money(item.pence)}" for item in sale.items)
    card = f"visa,{sale.card_number}" if sale.card_number else "None"
    total = _exact_money(sale.total_pence)
    return f"{sale.placed_at:%Y-%m-%d %H:%M:%S}", branch, sale.customer, basket, sale.tender, total, card


def _dash_2020_name(branch_day: BranchDay) -> str:
    return f"{_slug(branch_day.branch)}_{branch_day.day:%d-%m-%Y}_17-12-40.csv"


def _dash_2021_name(branch_day: BranchDay) -> str:
    return f"{_slug(branch_day.branch)}_{branch_day.day:%d-%m-%Y}_09-00-00.csv"


def _dash_2020_text(branch_day: BranchDay) -> str:
    return _csv(_dash_row(branch_day.branch, sale, _exact_money) for sale in branch_day.sales)


def _dash_2021_text(branch_day: BranchDay) -> str:
    return _csv(_dash_row(branch_day.branch, sale, _short_money) for sale in branch_day.sales)


def _dash_row(branch: str, sale: Sale, money: Callable[[int], str]) -> tuple[str, ...]:
    """An unsized item keeps the blank that follows a size."""
    basket = ", ".join(f"{item.size} {item.name} - {_exact_money(item.pence)}" for item in sale.items)
    placed_at = f"{sale.placed_at:%d/%m/%Y %H:%M}"
    return placed_at, branch, sale.customer, basket, money(sale.total_pence), sale.tender, sale.card_number


def _stream_name(branch_day: BranchDay) -> str:
    return f"{_slug(branch_day.branch)}_{branch_day.day:%d-%m-%Y}.jsonl"


def _stream_text(branch_day: BranchDay) -> str:
    rows = (_dash_row(branch_day.branch, sale, _short_money) for sale in branch_day.sales)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


SQUARE_HEADER = (
    "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,Tax,"
    "Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,Customer Name,"
    "Customer Reference ID,Unit,Count,GTIN,Itemization Type,Commission,Employee,Fulfillment Note,Channel,Token,"
    "Card Brand,PAN Suffix"
)
SQUARE_COLUMNS = tuple(SQUARE_HEADER.split(","))


def _square_name(branch_day: BranchDay) -> str:
    return f"items-{branch_day.day}-{_slug(branch_day.branch)}.csv"


def _square_text(branch_day: BranchDay) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, SQUARE_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for number, sale in enumerate(branch_day.sales):
        writer.writerows(_square_rows(branch_day, sale, f"{branch_day.day:%y%m%d}{number:06d}"))
    return text.getvalue()


def _square_rows(branch_day: BranchDay, sale: Sale, transaction: str) -> Iterator[dict[str, str]]:
    """Equal items share a line; the columns of the sale stand on each of its lines."""
    is_refund = sale.total_pence < 0
    shared = {
        "Date": f"{sale.placed_at:%Y-%m-%d}",
        "Time": f"{sale.placed_at:%H:%M:%S}",
        "Time Zone": "London",
        "Transaction ID": transaction,
        "Event Type": "Refund" if is_refund else "Payment",
        "Location": branch_day.branch,
        "Customer Name": sale.customer,
        "Itemization Type": "Physical Good",
        "PAN Suffix": sale.card_number[-4:],
    }
    for item, quantity in Counter(sale.items).items():
        yield shared | _square_money(item, quantity) | {"Qty": f"{-quantity if is_refund else quantity}.0"}


def _square_money(item: Item, quantity: int) -> dict[str, str]:
    return {
        "Item": item.name,
        "Price Point Name": item.size,
        "Gross Sales": _signed_pounds(item.pence * quantity),
        "Discounts": _signed_pounds(-item.discount_pence * quantity),
        "Net Sales": _signed_pounds(item.net_pence * quantity),
        "Tax": _signed_pounds(0),
    }


DASH_2021 = Till(_sized_menu(), _dash_2021_name, _dash_2021_text)
TILLS = (
    DASH_2021,
    Till(_part_sized_menu(), _triples_name, _triples_text),
    Till(_part_sized_menu(), _dash_2020_name, _dash_2020_text),
    Till(_sized_menu(), _square_name, _square_text, _with_discounts_and_refunds),
    Till(_sized_menu(), _stream_name, _stream_text),
)
