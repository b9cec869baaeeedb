"""Sales are drawn by the engine, batch by batch: the same seed gives the same sales, however many threads there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import NamedTuple

from tillroll.engine import Engine
from tillroll.simulate.cafes import MENU_KINDS, Opening
from tillroll.simulate.days import BranchDay, DayFile, branch_days, quarters
from tillroll.simulate.makes import SQUARE, TRIPLE
from tillroll.simulate.menu import DAY_PARTS, Item, Taste, item_text, slots
from tillroll.simulate.world import SoldOut, Wanted, World, warmth

CUSTOMERS = 1999
_BATCH_SALES = 150_000
_WEEK = 7
_SYLLABLES = ("ba", "del", "fi", "gor", "hu", "ka", "lin", "mo", "nar", "pe", "qui", "ro", "tu", "ves", "wo", "zan")
_MACROS = ("scramble", "draw", "exact_money", "short_money", "signed_pounds", "card_number")


@dataclass(frozen=True, slots=True)
class Batch:
    """Some days of the whole chain whose sales stand in the engine, and their genuine files by number."""

    days: tuple[BranchDay, ...]
    files: Mapping[int, DayFile]

    @property
    def sales(self) -> int:
        """How many sales it has."""
        return sum(day.orders for day in self.days)


class _PriceList(NamedTuple):
    """What items cost from a date on in a price band, worded in one way."""

    since: date
    band: int
    wording: int


def batches(wanted: Wanted, days: range | None = None) -> list[range]:
    """Days by number, all or some in a row, so many at a time that their sales fit into the engine."""
    chosen = range(wanted.days) if days is None else days
    size = max(1, _BATCH_SALES // (wanted.branches * wanted.orders))
    return [chosen[first : first + size] for first in range(0, len(chosen), size)]


def prepare_engine(engine: Engine, world: World) -> None:
    """Put what holds for every batch into the engine."""
    for macro in _MACROS:
        engine.run(f"simulate/create_macro_{macro}")
    cafes, items = world.cafes, world.menu.items
    engine.run(
        "simulate/create_sim_branch",
        branch_no=[cafe.number for cafe in cafes],
        code=[cafe.code for cafe in cafes],
        name=[cafe.name for cafe in cafes],
        row_style=[cafe.make.row_style for cafe in cafes],
        is_streaming=[cafe.is_streaming for cafe in cafes],
    )
    engine.run(
        "simulate/create_sim_item",
        item_no=[item.number for item in items],
        name=[item.product.name for item in items],
        flavour=[item.product.flavour for item in items],
        size=[item.size for item in items],
        full_name=[item.product.full_name for item in items],
        category=[item.product.category for item in items],
    )
    engine.run("simulate/create_sim_customer", names=_customers(world.wanted.rng("customers")))
    _sold_out(engine, world)


def _customers(rng: Random) -> list[str]:
    return [f"{_word(rng)} {_word(rng)}" for _ in range(CUSTOMERS)]


def _word(rng: Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 3))).capitalize()


def _sold_out(engine: Engine, world: World) -> None:
    def day_no(gone: SoldOut) -> int:
        return (gone.day - world.wanted.first_day).days

    engine.run(
        "simulate/create_sold_out",
        branch_no=[gone.cafe for gone in world.sold_out],
        day_no=[day_no(gone) for gone in world.sold_out],
        item_no=[gone.item.number for gone in world.sold_out],
        instead_no=[gone.instead.number for gone in world.sold_out],
        from_second=[gone.from_hour * 3600 for gone in world.sold_out],
    )


def draw_sales(engine: Engine, world: World, day_numbers: Sequence[int]) -> Batch:
    """Draw the sales of some days into ``sim_sale`` and ``sim_line``."""
    days = tuple(branch_days(world, day_numbers))
    profiles = {opening: at for at, opening in enumerate(sorted({day.opening for day in days}))}
    _profiles(engine, profiles)
    sold_by = _price_lists(world, days)
    lists = {each: at for at, each in enumerate(sorted(set(sold_by)))}
    _days(engine, days, profiles, [lists[each] for each in sold_by])
    _menus(engine, world, days)
    _prices(engine, world, lists)
    files = {file.number: file for day in days for file in day.files}
    engine.run("simulate/create_sim_file", file_no=list(files), till=[file.till for file in files.values()])
    engine.run("simulate/create_sim_sale", line_counts=world.wanted.line_counts)
    engine.run("simulate/create_sim_line")
    return Batch(days, files)


def total_sales(engine: Engine) -> None:
    """Put what each drawn sale comes to into ``sim_total``, with its basket as its till words it."""
    engine.run("simulate/create_sim_total")


def _price_lists(world: World, days: Sequence[BranchDay]) -> list[_PriceList]:
    """The list by which each of the branch-days sells."""
    since = {day: world.menu.prices_since(day) for day in {each.day for each in days}}
    return [_PriceList(since[day.day], day.cafe.band, day.cafe.make.wording) for day in days]


def _profiles(engine: Engine, profiles: Mapping[Opening, int]) -> None:
    rows = [(at, slot, quarter) for opening, at in profiles.items() for slot, quarter in enumerate(quarters(opening))]
    _table(engine, "quarter_slot", ("profile_no", "slot_no", "quarter"), rows)


def _days(
    engine: Engine, days: Sequence[BranchDay], profiles: Mapping[Opening, int], list_numbers: Sequence[int]
) -> None:
    engine.run(
        "simulate/create_sim_day",
        day_no=[day.day_no for day in days],
        branch_no=[day.cafe.number for day in days],
        trading_date=[day.day for day in days],
        orders=[day.orders for day in days],
        day_seed=[day.seed for day in days],
        file_no=[day.files[0].number for day in days],
        tills=[len(day.files) for day in days],
        profile_no=[profiles[day.opening] for day in days],
        last_quarter=[day.opening[1] // 15 - 1 for day in days],
        menu_no=[day.menu_no for day in days],
        list_no=list_numbers,
        has_seconds=[day.cafe.make.has_seconds for day in days],
        card_share=[day.cafe.card_share for day in days],
    )


def _menus(engine: Engine, world: World, days: Sequence[BranchDay]) -> None:
    rows: list[tuple[int, ...]] = []
    for week_no, menu_no in sorted({(day.day_no // _WEEK, day.menu_no) for day in days}):
        middle = min(week_no * _WEEK + _WEEK // 2, world.wanted.days - 1)
        heat, progress = warmth(world.wanted, world.wanted.span.day(week_no * _WEEK)), world.progress(middle)
        for part in range(DAY_PARTS):
            taste = Taste(MENU_KINDS[menu_no // 2], menu_no % 2 == 1, part, heat, progress)
            rows += [(menu_no, week_no, part, *found) for found in slots(world.menu, taste)]
    _table(engine, "menu_slot", ("menu_no", "week_no", "part_no", "item_no", "first_slot", "next_slot"), rows)


def _prices(engine: Engine, world: World, lists: Mapping[_PriceList, int]) -> None:
    rows = [_price(world, each, list_no, item) for each, list_no in lists.items() for item in world.menu.items]
    figures = ("gross_pence", "discount_pence", "tax_pence", "has_quantity")
    _table(engine, "price", ("list_no", "item_no", *figures, "separator", "item_text", "refund_text"), rows)


def _price(world: World, each: _PriceList, list_no: int, item: Item) -> tuple[object, ...]:
    wording = each.wording
    price = world.menu.price(item, each.band, wording, each.since)
    rate = item.product.vat_rate
    tax = (price.net * rate * 2 + 100 + rate) // (2 * (100 + rate)) if wording == SQUARE else 0
    texts = item_text(item, price.net, wording), item_text(item, -price.net, wording)
    separator = "," if wording == TRIPLE else ", "
    return (list_no, item.number, price.gross, price.discount, tax, wording == SQUARE, separator, *texts)


def _table(engine: Engine, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Make a table from rows, which the engine takes fastest as one list a column."""
    lists = map(list, zip(*rows, strict=True)) if rows else ([] for _ in columns)
    engine.run(f"simulate/create_{name}", **dict(zip(columns, lists, strict=True)))
