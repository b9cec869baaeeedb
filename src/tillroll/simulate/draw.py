"""Sales are drawn by the engine, batch by batch: the same seed gives the same sales, however many threads there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from tillroll.engine import Engine
from tillroll.simulate.cafes import MENU_KINDS, Opening
from tillroll.simulate.days import WORDINGS, BranchDay, DayFile, branch_days, quarters
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


def batches(wanted: Wanted) -> list[range]:
    """Days by number, so many at a time that their sales fit into the engine."""
    size = max(1, _BATCH_SALES // (wanted.branches * wanted.orders))
    return [range(first, min(first + size, wanted.days)) for first in range(0, wanted.days, size)]


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
    """Draw the sales of some days into ``sim_sale``, ``sim_line`` and ``sim_total``."""
    days = tuple(branch_days(world, day_numbers))
    profiles = {opening: at for at, opening in enumerate(sorted({day.opening for day in days}))}
    _profiles(engine, profiles)
    _days(engine, days, profiles)
    _menus(engine, world, day_numbers)
    _prices(engine, world, days)
    files = {file.number: file for day in days for file in day.files}
    engine.run("simulate/create_sim_file", file_no=list(files), till=[file.till for file in files.values()])
    for table in ("sale", "line", "total"):
        engine.run(f"simulate/create_sim_{table}")
    return Batch(days, files)


def _profiles(engine: Engine, profiles: Mapping[Opening, int]) -> None:
    rows = [(at, slot, quarter) for opening, at in profiles.items() for slot, quarter in enumerate(quarters(opening))]
    _table(engine, "quarter_slot", ("profile_no", "slot_no", "quarter"), rows)


def _days(engine: Engine, days: Sequence[BranchDay], profiles: Mapping[Opening, int]) -> None:
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
        list_no=[day.list_no for day in days],
        has_seconds=[day.cafe.make.has_seconds for day in days],
        card_share=[day.cafe.card_share for day in days],
    )


def _menus(engine: Engine, world: World, day_numbers: Sequence[int]) -> None:
    rows: list[tuple[int, ...]] = []
    for week_no in sorted({day_no // _WEEK for day_no in day_numbers}):
        middle = min(week_no * _WEEK + _WEEK // 2, world.wanted.days - 1)
        heat, progress = warmth(world.wanted, world.wanted.span.day(week_no * _WEEK)), world.progress(middle)
        for menu_no in range(len(MENU_KINDS) * 2):
            for part in range(DAY_PARTS):
                taste = Taste(MENU_KINDS[menu_no // 2], menu_no % 2 == 1, part, heat, progress)
                rows += [(menu_no, week_no, part, *found) for found in slots(world.menu, taste)]
    _table(engine, "menu_slot", ("menu_no", "week_no", "part_no", "item_no", "first_slot", "next_slot"), rows)


def _prices(engine: Engine, world: World, days: Sequence[BranchDay]) -> None:
    lists = sorted({(day.day_no, day.list_no) for day in days})
    rows = [_price(world, day_no, list_no, item) for day_no, list_no in lists for item in world.menu.items]
    figures = ("gross_pence", "discount_pence", "tax_pence", "has_quantity")
    columns = ("day_no", "list_no", "item_no", *figures, "separator", "item_text", "refund_text")
    _table(engine, "price", columns, rows)


def _price(world: World, day_no: int, list_no: int, item: Item) -> tuple[object, ...]:
    band, wording = divmod(list_no, WORDINGS)
    price = world.menu.price(item, band, wording, world.wanted.span.day(day_no))
    rate = item.product.vat_rate
    tax = (price.net * rate * 2 + 100 + rate) // (2 * (100 + rate)) if wording == SQUARE else 0
    texts = item_text(item, price.net, wording), item_text(item, -price.net, wording)
    separator = "," if wording == TRIPLE else ", "
    return (day_no, list_no, item.number, price.gross, price.discount, tax, wording == SQUARE, separator, *texts)


def _table(engine: Engine, name: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Make a table from rows, which the engine takes fastest as one list a column."""
    lists = map(list, zip(*rows, strict=True)) if rows else ([] for _ in columns)
    engine.run(f"simulate/create_{name}", **dict(zip(columns, lists, strict=True)))
