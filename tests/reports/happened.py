"""What truly happened to a chain, as plain lists, what is asked of it, and the figures that every report needs."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cache, cached_property
from typing import TypeVar

FEWEST = 30
PARTS = {"early": range(4, 8), "morning": range(8, 12), "lunch": range(12, 15), "afternoon": range(15, 18)}
WHOLE = ("complete", "late")
Rows = Sequence[tuple[object, ...]]
Meaning = tuple[str, str, bool]
"""An item's product, category, and whether it is a coffee."""
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True)
class Line:
    """One item of a sale that counts."""

    name: str
    flavour: str
    size: str
    quantity: int
    gross_pence: int
    discount_pence: int

    @property
    def net_pence(self) -> int:
        return self.gross_pence + self.discount_pence


@dataclass(frozen=True)
class Sale:
    """One sale that counts."""

    branch: str
    trading_date: date
    placed_at: datetime
    tender: str
    is_refund: bool
    lines: tuple[Line, ...]

    @cached_property
    def total_pence(self) -> int:
        return sum(line.net_pence for line in self.lines)


@dataclass(frozen=True)
class Day:
    """One branch-day of the register. Minutes are those after its midnight; None where hours are unknown."""

    branch: str
    trading_date: date
    state: str
    is_expected: bool = True
    is_known: bool = True
    is_punctual: bool | None = True
    opens: int | None = None
    closes: int | None = None
    reason: str | None = None

    @property
    def is_whole(self) -> bool:
        return self.state in WHOLE

    @property
    def week(self) -> date:
        return self.trading_date - timedelta(days=self.trading_date.weekday())


@dataclass(frozen=True)
class Shop:
    """A branch: its region, and who owned it from when to when."""

    name: str
    region: str = ""
    owners: tuple[tuple[str, date, date], ...] = ()
    opened: date | None = None
    closed: date | None = None
    nation: str = ""

    def owner(self, day: date) -> str:
        return next((name for name, first, last in self.owners if first <= day <= last), "")


@dataclass(frozen=True)
class Filed:
    """The rows of one file behind the sales of one branch-day, and whether a person must decide about them."""

    branch: str
    trading_date: date
    file: str
    rows: int
    is_held: bool = False


@dataclass(frozen=True)
class Lost:
    """Rows of one file that a rule rejected; the branch is empty where the file speaks of several."""

    branch: str
    trading_date: date
    file: str
    rule: str
    meaning: str
    rows: int
    pence: int


SalesByDay = Mapping[tuple[str, date], Sequence[Sale]]
"""Sales by their branch and trading date."""


@dataclass(frozen=True)
class Truth:
    """What truly happened, and what counts of it."""

    shops: Mapping[str, Shop]
    days: Sequence[Day]
    sales: Sequence[Sale]
    meaning: Callable[[Line], Meaning]
    lost: Sequence[Lost] = ()
    closures: Sequence[tuple[str, str, date, date]] = ()
    """Planned closures: branch and region, empty for any, first and last day."""
    cost: Callable[[Line], int | None] = lambda _: None
    filed: Sequence[Filed] = ()

    @cached_property
    def sales_by_day(self) -> SalesByDay:
        return grouped(self.sales, lambda sale: (sale.branch, sale.trading_date))

    @cached_property
    def _narrowed(self) -> dict[tuple[str | None, ...], SalesByDay]:
        """The sales with the lines of some items alone, by what was asked of items: made once for each."""
        return {}

    @cached_property
    def _chosen(self) -> dict[tuple[date | str | None, ...], Sequence["Day"]]:
        """The branch-days asked for, by what was asked of them: found once for each."""
        return {}

    def days_asked(self, ask: "Ask") -> Sequence["Day"]:
        """The branch-days asked for."""
        asked = ask.first, ask.last, ask.branch, ask.region, ask.franchise
        if asked not in self._chosen:
            self._chosen[asked] = [day for day in self.days if ask.takes(self.shops[day.branch], day.trading_date)]
        return self._chosen[asked]

    def sales_asked(self, ask: "Ask") -> SalesByDay:
        """The sales by branch and day; where some items are asked for, each with the lines of these alone."""
        items = ask.product, ask.category, ask.size
        if not ask.is_of_items:
            return self.sales_by_day
        if items not in self._narrowed:
            self._narrowed[items] = grouped(
                (
                    replace(sale, lines=tuple(line for line in sale.lines if self._is_asked(ask, line)))
                    for sale in self.sales
                ),
                lambda sale: (sale.branch, sale.trading_date),
            )
        return self._narrowed[items]

    def _is_asked(self, ask: "Ask", line: Line) -> bool:
        product, category, _ = self.meaning(line)
        return ask.wants(product, category, line.size)

    @cached_property
    def menus(self) -> Mapping[tuple[str, str], Mapping[str, tuple[date, date]]]:
        """From when to when each branch sold each product, by product and category."""
        found: dict[tuple[str, str], dict[str, tuple[date, date]]] = defaultdict(dict)
        for sale in sales_of(self, self.days):
            for line in sale.lines:
                menu = found[self.meaning(line)[:2]]
                first, last = menu.get(sale.branch, (sale.trading_date, sale.trading_date))
                menu[sale.branch] = min(first, sale.trading_date), max(last, sale.trading_date)
        return found

    def shop(self, name: str) -> Shop:
        """The branch of this name; one that nothing is known of where there is none."""
        return self.shops.get(name, Shop(""))

    @cached_property
    def first_came(self) -> Mapping[str, date]:
        """The first day of each branch of which anything came."""
        came: dict[str, date] = {}
        for day in self.days:
            if day.state not in {"missing", "closed"}:
                came[day.branch] = min(came.get(day.branch, day.trading_date), day.trading_date)
        return came


@dataclass(frozen=True)
class Ask:
    """What is asked: filters by their plain values."""

    first: date
    last: date
    branch: str | None = None
    region: str | None = None
    franchise: str | None = None
    product: str | None = None
    category: str | None = None
    size: str | None = None
    daypart: str | None = None
    tender: str | None = None
    against: str | None = None
    rows: int = 10

    def takes(self, shop: Shop, day: date) -> bool:
        """Whether the branch-day is among those asked for."""
        return (
            self.first <= day <= self.last
            and self.branch in {None, shop.name}
            and self.region in {None, shop.region}
            and (self.franchise is None or self.franchise == shop.owner(day))
        )

    @property
    def is_of_items(self) -> bool:
        """Whether it is about some items only: of these no orders are known."""
        return any((self.product, self.category, self.size))

    @property
    def has_units(self) -> bool:
        """Whether items are known: not by daypart, nor by how they were paid, unless it is about some items."""
        return self.is_of_items or not (self.daypart or self.tender)

    def names(self, product: str, category: str) -> bool:
        """Whether a product is among those asked for."""
        return self.product in {None, product} and self.category in {None, category}

    def wants(self, product: str, category: str, size: str) -> bool:
        """Whether an item is."""
        return self.names(product, category) and self.size in {None, size.capitalize()}


# --- parts ---


def grouped(items: Iterable[V], key: Callable[[V], K]) -> dict[K, list[V]]:
    found: dict[K, list[V]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found


def chosen(truth: Truth, ask: Ask) -> Sequence[Day]:
    return truth.days_asked(ask)


def sales_of(truth: Truth, days: Iterable[Day]) -> list[Sale]:
    return _sales_in(truth.sales_by_day, days)


def _sales_in(sales_by_day: SalesByDay, days: Iterable[Day]) -> list[Sale]:
    known = (sales_by_day.get((day.branch, day.trading_date), ()) for day in days if day.is_known)
    return [sale for sales in known for sale in sales]


@cache
def daypart(hour: int) -> str:
    return next((name for name, hours in PARTS.items() if hour in hours), "evening")


def sold_of(truth: Truth, ask: Ask, days: Iterable[Day]) -> list[Sale]:
    """Those sales of days that were paid as asked, in the part of the day asked for, with the items asked for."""
    found = _sales_in(truth.sales_asked(ask), days)
    if ask.tender:
        found = [sale for sale in found if sale.tender == ask.tender]
    if ask.daypart:
        found = [sale for sale in found if daypart(sale.placed_at.hour) == ask.daypart]
    return found


def served_of(truth: Truth, ask: Ask, days: Iterable[Day]) -> list[Sale]:
    """The same, but those alone that have one of the items asked for: of these, orders are known by hour and tender."""
    return [sale for sale in sold_of(truth, ask, days) if sale.lines or not ask.is_of_items]


def orders_of(ask: Ask, sales: Iterable[Sale]) -> int | None:
    return None if ask.is_of_items else orders(sales)


def units_of(sales: Iterable[Sale]) -> int:
    return sum(line.quantity for sale in sales for line in sale.lines)


def counted(ask: Ask, sales: Sequence[Sale]) -> int:
    """What rates rest on: orders, or items where only some of these are asked for."""
    return units_of(sales) if ask.is_of_items else orders(sales)


def orders(sales: Iterable[Sale]) -> int:
    return sum(not sale.is_refund for sale in sales)


def net(sales: Iterable[Sale]) -> int:
    return sum(sale.total_pence for sale in sales)


def rate(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole >= FEWEST else None


def covered(days: Iterable[Day]) -> tuple[int, int]:
    """How many of the expected days are complete, and how many are expected."""
    expected = [day for day in days if day.is_expected]
    return sum(day.is_whole for day in expected), len(expected)


def descending(value: object) -> object:
    """A key that puts the largest first and what is unknown last."""
    return (value is None, -value if isinstance(value, (int, Fraction)) else 0)
