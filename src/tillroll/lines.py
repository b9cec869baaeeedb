"""What one item of a basket, or one line of a line-per-row till, comes to."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from tillroll.cards import star_long_numbers
from tillroll.cells import UNIT_SEPARATOR, Item, read_money, read_quantity, split_flavour
from tillroll.formats.till_format import LINE_ROLES, TillFormat
from tillroll.recognise import Layout, item_of

ITEM_RULE, PRICE_RULE, TOTAL_RULE, MATCH_RULE = 6, 7, 8, 9
_MONEY_ROLES = ("unit_price", "gross", "discount", "net", "tax")
_MOST_PENCE = 10**11

# A comma lost after a free item leaves the sum right and the item wrong: "Babyccino - 0.00 Regular Latte - 2.15".
_FREE_ITEM_WITHIN = re.compile(r"(?: - |: )£?0\.00\s+\S")


@dataclass(frozen=True, slots=True)
class Product:
    """An item's identity as written, case-sensitive."""

    name: str
    flavour: str = ""
    size: str = ""

    @property
    def product_id(self) -> int:
        """The first 64 bits of the MD5 of name, flavour and size, as a signed integer."""
        return hash64(UNIT_SEPARATOR.join((self.name, self.flavour, self.size)))

    @classmethod
    def written(cls, name: str, flavour: str, size: str) -> "Product":
        """The product of these texts; digits that may be a card's are starred, since people type them anywhere."""
        return cls(*map(star_long_numbers, (name, flavour, size)))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sale in pence; ``net = gross + discount``."""

    product: Product
    quantity: Decimal
    gross_pence: int
    discount_pence: int
    net_pence: int
    tax_pence: int
    is_refund: bool = False

    @property
    def line_hash(self) -> int:
        """64 bits that stand for all of the line in its sale's key."""
        figures = (f"{self.quantity:.3f}", self.gross_pence, self.discount_pence, self.net_pence, self.tax_pence)
        identity = (self.product.name, self.product.flavour, self.product.size, *map(str, figures))
        return hash64(UNIT_SEPARATOR.join(identity))


@dataclass(frozen=True, slots=True)
class BadLine:
    """The number of the rule that a line breaks, and its net pence where that can still be read."""

    rule_no: int
    net_pence: int | None = None


def hash64(text: str) -> int:
    """The first 64 bits of the MD5 of a text, as a signed integer."""
    digest = hashlib.md5(text.encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def read_basket_item(till_format: TillFormat, text: str) -> Line | BadLine:
    """One item of a sale-per-row basket: one unit at its price."""
    item: Item | None = item_of(till_format, text)
    if item is None:
        return BadLine(ITEM_RULE)
    if item.price_pence is None:
        return BadLine(PRICE_RULE)
    if till_format.basket.kind == "items" and _FREE_ITEM_WITHIN.search(f"{item.name} - {item.flavour}"):
        return BadLine(MATCH_RULE)
    product = Product.written(item.name, item.flavour, item.size)
    return Line(product, Decimal(1), item.price_pence, 0, item.price_pence, 0)


def line_roles(layout: Layout) -> tuple[str, ...]:
    """The layout's line roles in the order of their columns."""
    return tuple(sorted((r for r in LINE_ROLES if layout.has(r)), key=lambda role: layout.roles[role]))


def read_line(till_format: TillFormat, roles: Sequence[str], text: str) -> Line | BadLine:
    """One row of a line-per-row till, its cells parted by unit separators in the order of ``roles``."""
    cells = dict(zip(roles, (cell.strip() for cell in text.split(UNIT_SEPARATOR)), strict=False))
    written = {role: read_money(cells[role], till_format.money) for role in _MONEY_ROLES if cells.get(role)}
    quantity = read_quantity(cells.get("quantity", "1"), till_format.money)
    is_refund = cells.get("event", "").casefold() in till_format.refund_words
    amounts = _amounts(written, quantity, is_refund=is_refund)
    name, flavour = split_flavour(cells["item"])
    if not name or quantity is None:
        return BadLine(ITEM_RULE, amounts.net_pence)
    if amounts.rule_no or amounts.net_pence is None:
        return BadLine(amounts.rule_no or PRICE_RULE, amounts.net_pence)
    product = Product.written(name, cells.get("flavour") or flavour, cells.get("size", ""))
    gross, net = amounts.gross_pence, amounts.net_pence
    return Line(
        product, -abs(quantity) if is_refund else quantity, gross, net - gross, net, amounts.tax_pence, is_refund
    )


@dataclass(frozen=True, slots=True)
class _Amounts:
    """A line's pence, negative for a refund, and the rule that they break."""

    net_pence: int | None
    gross_pence: int = 0
    tax_pence: int = 0
    rule_no: int | None = None


def _amounts(written: Mapping[str, int | None], quantity: Decimal | None, *, is_refund: bool) -> _Amounts:
    """What the till leaves out or blank follows from what it gives; what it gives must read and agree."""
    net = _turned(written.get("net"), is_refund=is_refund)
    if any(pence is None and role != "net" for role, pence in written.items()):
        return _Amounts(net, rule_no=PRICE_RULE)
    if "net" in written and net is None:
        return _Amounts(None, rule_no=TOTAL_RULE)
    gross = _turned(_gross(written, quantity), is_refund=is_refund)
    discount = abs(written.get("discount") or 0)
    if gross is None and net is not None:
        gross = net - discount if net < 0 or is_refund else net + discount
    if gross is None or abs(gross) > _MOST_PENCE:
        return _Amounts(net, rule_no=PRICE_RULE)
    expected = gross + discount if gross < 0 or is_refund else gross - discount
    tax = _turned(written.get("tax"), is_refund=is_refund) or 0
    disagree = net is not None and "discount" in written and net != expected
    return _Amounts(expected if net is None else net, gross, tax, MATCH_RULE if disagree else None)


def _turned(pence: int | None, *, is_refund: bool) -> int | None:
    return -abs(pence) if is_refund and pence is not None else pence


def _gross(written: Mapping[str, int | None], quantity: Decimal | None) -> int | None:
    """The list price of all units; a price by weight that makes no whole pence is none."""
    gross, price = written.get("gross"), written.get("unit_price")
    if gross is not None or price is None or quantity is None:
        return gross
    priced = price * quantity
    return int(priced) if priced == int(priced) else None
