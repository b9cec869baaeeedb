"""The reference list `products.csv`: what the items that tills write mean in reports.

An item is its name, flavour and size as written, case-sensitive: real menus sell `Hot Chocolate` at 1.40 and
`Hot chocolate` at 2.20. The default list that ships adds what the user's own does not name.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from importlib import resources
from itertools import product as combinations
from pathlib import Path

from tillroll.reference_list import Problems, Row, choice, read_rows

Item = tuple[str, str, str]
"""Name, flavour and size; empty where an item has none."""

_REQUIRED = ("name", "product", "category", "is_coffee")
_OPTIONAL = ("flavour", "size", "unit_cost", "vat_rate")


@dataclass(frozen=True, slots=True)
class ProductRule:
    """What the items of a name mean; an empty flavour or size stands for any."""

    name: str
    flavour: str
    size: str
    product: str
    category: str
    is_coffee: bool
    unit_cost_pence: int | None = None
    vat_rate: Decimal | None = None

    def item(self) -> Item:
        """The items it is for, as name, flavour and size."""
        return self.name, self.flavour, self.size


def read_products(path: Path) -> tuple[ProductRule, ...]:
    """The rules that `products.csv` lists, in the order of the file.

    Raises ConfigurationError with every problem of the file, one a line.
    """
    problems = Problems(path)
    rows = read_rows(problems, path, _REQUIRED, _OPTIONAL)
    rules = tuple(map(_rule, rows))
    _check_repeats(rows, rules)
    problems.raise_any()
    return rules


@lru_cache(maxsize=1)
def default_products() -> tuple[ProductRule, ...]:
    """The rules that ship with tillroll: a café's usual menu."""
    with resources.as_file(resources.files("tillroll") / "data" / "products.csv") as path:
        return read_products(path)


def map_products(
    items: Iterable[Item], rules: Sequence[ProductRule] = (), defaults: Sequence[ProductRule] | None = None
) -> Mapping[Item, ProductRule | None]:
    """Each item's rule: of `rules`, else of `defaults`, else of `defaults` in any case; None for an unmapped item.

    Within each the most specific rule wins: name, flavour and size; name and flavour; name and size; name. Where only
    the case differs and two products are meant, neither is guessed.
    """
    defaults = default_products() if defaults is None else defaults
    own, shipped, any_case = _by_item(rules, _same), _by_item(defaults, _same), _by_item(defaults, _folded)
    return {
        item: _match(item, own) or _match(item, shipped) or _match(_folded(item), any_case)
        for item in dict.fromkeys(items)
    }


def _same(item: Item) -> Item:
    return item


def _folded(item: Item) -> Item:
    name, flavour, size = item
    return name.casefold(), flavour.casefold(), size.casefold()


def _by_item(rules: Iterable[ProductRule], key: Callable[[Item], Item]) -> dict[Item, ProductRule | None]:
    """The rules by item; None where rules of one key mean different products."""
    found: dict[Item, ProductRule | None] = {}
    for rule in rules:
        other = found.setdefault(key(rule.item()), rule)
        if other and other.product != rule.product:
            found[key(rule.item())] = None
    return found


def _match(item: Item, rules: Mapping[Item, ProductRule | None]) -> ProductRule | None:
    name, flavour, size = item
    for key in combinations((name,), dict.fromkeys((flavour, "")), dict.fromkeys((size, ""))):
        if key in rules:
            return rules[key]
    return None


def _rule(row: Row) -> ProductRule:
    return ProductRule(
        name=row.required("name"),
        flavour=row.text("flavour"),
        size=row.text("size"),
        product=row.required("product"),
        category=row.required("category"),
        is_coffee=_is_coffee(row),
        unit_cost_pence=row.read("unit_cost", _parse_pence, None),
        vat_rate=row.read("vat_rate", _parse_rate, None),
    )


def _is_coffee(row: Row) -> bool:
    row.required("is_coffee")
    return row.read("is_coffee", choice({"yes": True, "no": False}), blank=False)


def _parse_pence(text: str) -> int:
    pence = _number(text.removeprefix("£"), "is no amount: write pounds, as 0.45") * 100
    if pence != int(pence):
        raise ValueError("holds parts of a penny: write pounds with two decimals, as 0.45")
    return int(pence)


def _parse_rate(text: str) -> Decimal:
    advice = "is no percentage from 0 to 100: write it as 20 or 12.5"
    rate = _number(text.removesuffix("%"), advice)
    if rate > 100:  # noqa: PLR2004 - percent
        raise ValueError(advice)
    return rate


def _number(text: str, advice: str) -> Decimal:
    if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        raise ValueError(advice)
    return Decimal(text)


def _check_repeats(rows: Iterable[Row], rules: Iterable[ProductRule]) -> None:
    lines: dict[Item, int] = {}
    for row, rule in zip(rows, rules, strict=True):
        line = lines.setdefault(rule.item(), row.line)
        if line != row.line:
            row.add("name", f"stands in line {line} too with the same flavour and size: remove one of the two")
