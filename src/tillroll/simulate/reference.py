"""The simulated chain's reference lists: branches.csv, products.csv and closures.csv, as a chain would write them."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from tillroll.simulate.cafes import Cafe, Opening, Owner
from tillroll.simulate.menu import Product, exact_money, read_products
from tillroll.simulate.world import World

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FRANCHISE = ("franchise", "franchise_from", "franchise_to")
_BRANCH = ("code", "name", "aliases", "region", "nation", "bank_holidays", *_FRANCHISE, "opened", "closed", "tills")
_PRODUCT = ("name", "flavour", "size", "product", "category", "is_coffee", "unit_cost", "vat_rate")


def write_lists(folder: Path, world: World) -> None:
    """Write the three lists into a folder."""
    rows = [row for cafe in world.cafes for row in _branch_rows(world, cafe)]
    _write(folder / "branches.csv", (*_BRANCH, *_WEEKDAYS), rows)
    mapped = [product for product in read_products() if product.reporting]
    _write(folder / "products.csv", _PRODUCT, [row for product in mapped for row in _product_rows(product)])
    _write(folder / "closures.csv", ("branch", "region", "from", "to", "reason"), _closure_rows(world))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _branch_rows(world: World, cafe: Cafe) -> Iterator[tuple[str, ...]]:
    """One row an owner. Where nobody knows the bank holidays, every branch says that it trades on them."""
    alias = f"{cafe.code} {cafe.name}" if cafe.shares_its_name else ""
    is_open = cafe.is_open_on_bank_holidays or not world.knows_bank_holidays
    place = (cafe.code, cafe.name, alias, cafe.town.region, cafe.town.nation, "open" if is_open else "shut")
    rest = (_day(cafe.opened), _day(cafe.closed), ";".join(filter(None, cafe.tills)))
    for owner in cafe.owners:
        yield (*place, *_owner(owner), *rest, *map(_hours, cafe.week))


def _owner(owner: Owner) -> tuple[str, str, str]:
    return owner.franchise, _day(owner.from_date), _day(owner.to_date)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _hours(opening: Opening | None) -> str:
    return f"{_clock(opening[0])}-{_clock(opening[1])}" if opening else "shut"


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def _product_rows(product: Product) -> Iterator[tuple[str, ...]]:
    meaning = (product.reporting, product.category, "yes" if product.is_coffee else "no")
    sizes = [("", product.cost)]
    if product.large is not None:
        sizes = [("Regular", product.cost), ("Large", product.cost * 5 // 4)]
    for size, cost in sizes:
        yield (product.name, product.flavour, size, *meaning, exact_money(cost), str(product.vat_rate))


def _closure_rows(world: World) -> Iterator[tuple[str, ...]]:
    for closure in world.closures:
        code = world.cafes[closure.cafe].code if closure.cafe is not None else ""
        yield code, closure.region, _day(closure.from_date), _day(closure.to_date), closure.reason
