"""What one item of a basket, or one line of a line-per-row till, comes to."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tillroll.cells import Item, read_money, read_quantity, split_flavour
from tillroll.formats.till_format import LINE_ROLES, TillFormat
from tillroll.recognise import Layout, item_of

UNIT_SEPARATOR = "\x1f"
ITEM_RULE, PRICE_RULE, TOTAL_RULE = 6, 7, 9


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
    product = Product(item.name, item.flavour, item.size)
    return Line(product, Decimal(1), item.price_pence, 0, item.price_pence, 0)


def line_roles(layout: Layout) -> tuple[str, ...]:
    """The layout's line roles in the order of their columns."""
    return tuple(sorted((r for r in LINE_ROLES if layout.has(r)), key=lambda role: layout.roles[role]))


def read_line(till_format: TillFormat, roles: Sequence[str], text: str) -> Line | BadLine:
    """One row of a line-per-row till, its cells parted by unit separators in the order of ``roles``."""
    cells = dict(zip(roles, (cell.strip() for cell in text.split(UNIT_SEPARATOR)), strict=False))
    is_refund = cells.get("event", "").casefold() in till_format.refund_words
    figures = _figures(till_format, cells)
    if isinstance(figures, BadLine):
        return figures
    quantity, gross, net, tax = figures
    if is_refund and (net > 0 or gross > 0):
        gross, net, tax = -gross, -net, -tax
    if is_refund:
        quantity = -abs(quantity)
    name, flavour = split_flavour(cells["item"])
    if not name:
        return BadLine(ITEM_RULE, net)
    product = Product(name, cells.get("flavour") or flavour, cells.get("size", ""))
    return Line(product, quantity, gross, net - gross, net, tax, is_refund)


def _figures(till_format: TillFormat, cells: dict[str, str]) -> tuple[Decimal, int, int, int] | BadLine:
    """Quantity, gross, net and tax; what the till leaves out follows from what it gives."""
    read = {
        role: read_money(cells[role], till_format.money)
        for role in ("unit_price", "gross", "discount", "net", "tax")
        if cells.get(role)
    }
    quantity = read_quantity(cells.get("quantity") or "1", till_format.money)
    if quantity is None:
        return BadLine(ITEM_RULE, read.get("net"))
    if None in read.values():
        return BadLine(PRICE_RULE, read.get("net"))
    return _complete(quantity, {role: pence for role, pence in read.items() if pence is not None})


def _complete(quantity: Decimal, read: dict[str, int]) -> tuple[Decimal, int, int, int] | BadLine:
    gross, net, discount = read.get("gross"), read.get("net"), read.get("discount", 0)
    if gross is None and "unit_price" in read:
        priced = read["unit_price"] * quantity
        if priced != int(priced):
            return BadLine(PRICE_RULE, net)
        gross = int(priced)
    if gross is None:
        gross = net if net is None or not discount else net + abs(discount)
    if gross is None:
        return BadLine(PRICE_RULE)
    if net is None:
        net = gross - abs(discount) if gross >= 0 else gross + abs(discount)
    if "discount" in read and net not in {gross + discount, gross - discount}:
        return BadLine(TOTAL_RULE, net)
    return quantity, gross, net, read.get("tax", 0)
