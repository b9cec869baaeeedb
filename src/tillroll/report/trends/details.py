"""Where a branch's finding comes from: the hours and the products that make most of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_BAND = 2
_LEAST_SHARE = 0.4
_LEAST_PRODUCT_SHARE = 0.2
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """The two hours and the product in which most of a change lies, with pence a week; None if it lies everywhere."""

    hour: int | None = None
    hours_pence: int = 0
    product: str | None = None
    product_pence: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """What an hour or a product took now and then."""

    name: Any
    net: int
    net_then: float


def detail_of(pence: int, peers: float, hours: Sequence[Part], products: Sequence[Part]) -> Detail:
    """Where a change of so many pence a week lies; `peers` is by how many times the peers' sales changed.

    Each part is held against what it would have taken, had it changed as the peers did; a product's net sales then are
    told as the chain's season made of them.
    """
    in_hours, in_products = _gaps(hours, peers), _gaps(products, peers)
    whole = sum(in_hours.values())
    if not whole or whole * pence <= 0:
        return Detail()
    hour = max(in_hours, key=lambda at: _band(in_hours, at) / whole)
    share = _band(in_hours, hour) / whole
    product = max(in_products, key=lambda name: in_products[name] / whole, default=None)
    of_product = in_products[product] / whole if product is not None else 0.0
    is_narrow, is_one = share >= _LEAST_SHARE, of_product >= _LEAST_PRODUCT_SHARE
    return Detail(
        hour if is_narrow else None,
        round(pence * share) if is_narrow else 0,
        product if is_one else None,
        round(pence * of_product) if is_one else 0,
    )


def _gaps(parts: Iterable[Part], peers: float) -> dict[Any, float]:
    return {part.name: part.net - part.net_then * peers for part in parts}


def _band(gaps: Mapping[Any, float], hour: int) -> float:
    return sum(gaps.get(hour + at, 0.0) for at in range(_BAND))


def parts_by_key(rows: Iterable[Row]) -> dict[tuple[str, int], list[Part]]:
    """Rows of branch, number of weeks, name, net sales now and then: by the first two."""
    found: dict[tuple[str, int], list[Part]] = defaultdict(list)
    for branch_id, weeks, name, net, net_then, *_ in rows:
        found[branch_id, weeks].append(Part(name, net, net_then))
    return found
