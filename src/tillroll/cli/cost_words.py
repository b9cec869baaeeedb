"""A month's bill in words: each line with its arithmetic, so that a person can check it by hand."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tillroll.cost import Bill, Line, Measured, Price, figure, micropence
from tillroll.words import count, day, shown, small_pounds

_WIDTH = 36
_MONEY = 12


def bill_lines(bill: Bill, measured: Measured) -> Iterator[str]:
    """The bill: variable and fixed lines, their sums, and what the figures rest on."""
    yield _asked(bill)
    for title, is_fixed in (("Variable: it grows with the sales", False), ("Fixed: whatever is sold", True)):
        yield from ("", _money(title, small_pounds(micropence(bill.total(is_fixed=is_fixed)))))
        for line in bill.lines:
            if line.is_fixed == is_fixed:
                yield _money(f"  {line.title}", small_pounds(micropence(bill.pounds(line))))
                yield f"    {_arithmetic(bill, line)}"
    yield from ("", _money("Together", small_pounds(micropence(bill.total()))), "")
    yield from _rests_on(bill, measured)


def _asked(bill: Bill) -> str:
    chain = bill.chain
    return (
        f"{count(chain.branches, 'branch', 'branches')} of {count(chain.sales_per_day, 'sale')} a day, "
        f"{count(chain.days, 'day')}, in {bill.prices.region}: pounds without VAT"
    )


def _money(title: str, pounds: str) -> str:
    return f"{title:<{_WIDTH}} {pounds:>{_MONEY}}"


def _arithmetic(bill: Bill, line: Line) -> str:
    """Quantity × price = money; the free part of the quantity comes off first."""
    price = bill.prices[line.price]
    unit = price.unit.removesuffix("s") if line.quantity == 1 else price.unit
    quantity = f"{figure(line.quantity)} {unit}"
    charged = f"{quantity} − {figure(line.free)} free" if line.free else quantity
    how = f"{line.how} = " if line.how != figure(line.quantity) else ""
    return f"{how}{charged} × {_dollars(price)} = ${figure(bill.usd(line))}"


def _dollars(price: Price) -> str:
    """A price as AWS writes it."""
    usd = Decimal(price.usd.numerator) / price.usd.denominator
    return f"${usd:f}" if price.per == 1 else f"${usd:f} / {price.per:,}"


def _rests_on(bill: Bill, measured: Measured) -> Iterator[str]:
    prices = bill.prices
    rate = Decimal(prices.usd_per_gbp.numerator) / prices.usd_per_gbp.denominator
    yield f"Prices    of {day(prices.dated)}, public list prices; $ / {rate:f} = £, of {day(prices.exchange_dated)}"
    yield f"Measured  on {day(measured.dated)}: {shown(measured.machine)}"
    if bill.unconfirmed:
        yield f"To check  {', '.join(bill.unconfirmed)}: not looked up, the file of prices says why"


def bill_object(bill: Bill, measured: Measured) -> dict[str, Any]:
    """The bill for programs: money in whole millionths of a penny, each figure rounded by itself."""
    chain = bill.chain
    return {
        "kind": "bill",
        "branches": chain.branches,
        "sales_per_day": chain.sales_per_day,
        "days": chain.days,
        "region": bill.prices.region,
        "prices_dated": bill.prices.dated.isoformat(),
        "measured_dated": measured.dated.isoformat(),
        "usd_per_gbp": figure(bill.prices.usd_per_gbp),
        "parts": sorted(chain.parts),
        "lines": [_line_object(bill, line) for line in bill.lines],
        "variable_micropence": micropence(bill.total(is_fixed=False)),
        "fixed_micropence": micropence(bill.total(is_fixed=True)),
        "total_micropence": micropence(bill.total()),
        "unconfirmed": list(bill.unconfirmed),
    }


def _line_object(bill: Bill, line: Line) -> dict[str, Any]:
    price = bill.prices[line.price]
    return {
        "item": line.item,
        "title": line.title,
        "is_fixed": line.is_fixed,
        "parts": list(line.parts),
        "how": line.how,
        "quantity": float(line.quantity),
        "free": float(line.free),
        "unit": price.unit,
        "price": line.price,
        "usd_each": float(price.usd_each),
        "cost_micropence": micropence(bill.pounds(line)),
    }
