"""A bill's lines: a quantity, a price and the money, all exact; rounding is left to whoever shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tillroll.cost.chain import Chain
from tillroll.cost.prices import FREE, Prices

_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: so many of a price's unit, and in words how they come about.

    ``parts`` are the parts of the stack without which it is not there. ``free`` of the quantity is not charged.
    """

    item: str
    title: str
    price: str
    quantity: Fraction
    how: str
    parts: tuple[str, ...] = ()
    is_fixed: bool = False
    free: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Bill:
    """A month's lines with the prices that they are charged at."""

    chain: Chain
    prices: Prices
    lines: tuple[Line, ...]

    def usd(self, line: Line) -> Fraction:
        """A line's money in US dollars."""
        return (line.quantity - line.free) * self.prices[line.price].usd_each

    def pounds(self, line: Line) -> Fraction:
        """A line's money in pounds."""
        return self.prices.pounds(self.usd(line))

    def total(self, *, is_fixed: bool | None = None) -> Fraction:
        """The money of all lines in pounds, or of those that are fixed or variable."""
        chosen = (line for line in self.lines if is_fixed in {None, line.is_fixed})
        return sum((self.pounds(line) for line in chosen), Fraction(0))

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The prices of it that could not be looked up, by name."""
        names = dict.fromkeys(line.price for line in self.lines)
        return tuple(name for name in names if not self.prices[name].is_confirmed)


def with_free_tier(lines: Iterable[Line], prices: Prices) -> tuple[Line, ...]:
    """The lines less what AWS gives for nothing; lines that share an allowance take it in their order."""
    left = dict(prices.free)
    found = []
    for line in lines:
        pool = next((name for name, shared in FREE.items() if line.price in shared), None)
        free = min(line.quantity, left[pool]) if pool else Fraction(0)
        if pool:
            left[pool] -= free
        found.append(replace(line, free=free))
    return tuple(found)


def figure(value: Fraction | int) -> str:
    """A number as a person reads it, to four places, or to two digits where it is smaller.

    >>> figure(6000), figure(Fraction(10365, 2)), figure(Fraction(1, 3)), figure(Fraction(1, 750_000)), figure(0)
    ('6,000', '5,182.5', '0.3333', '0.0000013', '0')
    """
    exact = Decimal(value.numerator) / value.denominator
    if exact and exact < _PLACES:
        return f"{exact.quantize(Decimal(1).scaleb(exact.adjusted() - 1), ROUND_HALF_UP):f}"
    return f"{exact.quantize(_PLACES, ROUND_HALF_UP):,f}".rstrip("0").rstrip(".")
