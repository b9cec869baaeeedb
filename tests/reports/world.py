"""A chain whose every sale is known: its till files, its lists, and the truth that reports must tell of it.

Thirty days from a Monday. Seven branches of the North can be compared with each other, two of the South can't. One
branch trades past midnight, one has no known hours, one is sent by the stream, one changes its franchise.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

from tests.reports.happened import Day, Filed, Line, Lost, Meaning, Sale, Shop, Truth
from tests.simulator.tills import SQUARE_HEADER, TILLS, BranchDay, Item, Till
from tests.simulator.tills import Sale as TillSale
from tests.warehouses.helpers import Chain, write_file
from tillroll.branches import read_branches
from tillroll.calendar import read_closures
from tillroll.lists import registry, sync_lists

FIRST, DAYS = date(2024, 1, 1), 30
LAST = FIRST + timedelta(days=DAYS - 1)
ALWAYS = (date(1, 1, 1), date(9999, 12, 31))
CLOSED = date(2024, 1, 3)
NOW = datetime(2024, 3, 1, 12)
SALES_A_DAY = 36
MEANINGS: dict[tuple[str, str], Meaning] = {
    ("Latte", ""): ("Latte", "Coffee", True),
    ("Flat white", ""): ("Flat white", "Coffee", True),
    ("Cappuccino", ""): ("Cappuccino", "Coffee", True),
    ("Filter coffee", ""): ("Filter coffee", "Coffee", True),
    ("Hot chocolate", ""): ("Hot chocolate", "Hot drinks", False),
    ("Hot Chocolate", ""): ("Hot Chocolate", "Hot drinks", False),
    ("Flavoured latte", "Hazelnut"): ("Flavoured latte", "Coffee", True),
    ("Flavoured hot chocolate", "Hazelnut"): ("Flavoured hot chocolate", "Hot drinks", False),
    ("Flavoured iced latte", "Caramel"): ("Flavoured iced latte", "Coffee", True),
    ("Speciality Tea", "Earl Grey"): ("Speciality tea", "Tea", False),
    ("Frappes", "Strawberries & Cream"): ("Frappe", "Cold drinks", False),
    ("Smoothies", "Carrot Kick"): ("Smoothie", "Cold drinks", False),
    ("Glass of milk", ""): ("Glass of milk", "Cold drinks", False),
    ("Babyccino", ""): ("Babyccino", "Hot drinks", False),
}
HAZELNUT_LATTE, COCOA = Item("Large", "Hazelnut latte", 310), Item("Regular", "Flavoured hot chocolate - Hazelnut", 260)
MYSTERY = Item("Regular", "Mystery bun", 199)
DASH, TRIPLES, OLD_DASH, SQUARE, STREAM = TILLS


@dataclass(frozen=True)
class Place:
    """A branch of the list, its hours in minutes, and its till."""

    shop: Shop
    till: Till
    hours: tuple[int, int] | None
    share: int = 100
    rest_days: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        return self.shop.name


def _owned(*spans: tuple[str, date, date]) -> tuple[tuple[str, date, date], ...]:
    return spans


_HALF = FIRST + timedelta(days=14)
PLACES = (
    Place(Shop("Leeds", "North", _owned(("Bean Co", *ALWAYS))), DASH, (540, 1020), 150),
    Place(
        Shop("York", "North", _owned(("Bean Co", ALWAYS[0], _HALF), ("Cup Ltd", _HALF + timedelta(days=1), ALWAYS[1]))),
        SQUARE,
        (480, 1020),
        120,
    ),
    Place(Shop("Whitby", "North"), TRIPLES, (570, 990), 60),
    Place(Shop("Hull", "North", _owned(("Cup Ltd", *ALWAYS))), OLD_DASH, (540, 1020), 90, rest_days=(6,)),
    Place(Shop("Night Owl", "North"), DASH, (1080, 1560), 110),
    Place(Shop("Ripon", "North"), SQUARE, (540, 1020), 80),
    Place(Shop("Selby", "North", _owned(("Bean Co", *ALWAYS))), TRIPLES, None, 100),
    Place(Shop("Dover", "South"), DASH, (540, 1260), 130),
    Place(Shop("Poole", "South"), STREAM, (540, 1020), 70),
)


def meaning(line: Line) -> Meaning:
    """What products.csv says of an item: the default list, as this chain's menu needs it."""
    if line.name == "Hazelnut latte":
        return "Hazelnut latte", "Coffee", True
    return MEANINGS.get((line.name, line.flavour), (line.name, "unmapped", False))


# --- the lists ---


def branches_csv(places: Sequence[Place] = PLACES) -> str:
    heads = "code,name,region,franchise,franchise_from,franchise_to,mon,tue,wed,thu,fri,sat,sun"
    return "\n".join([heads, *(row for number, place in enumerate(places) for row in _branch_rows(number, place)), ""])


def _branch_rows(number: int, place: Place) -> Iterator[str]:
    hours = ",".join("" if day in place.rest_days else _hours_text(place) for day in range(7))
    for name, first, last in place.shop.owners or (("", *ALWAYS),):
        span = ("" if first == ALWAYS[0] else str(first)), ("" if last == ALWAYS[1] else str(last))
        yield f"B{number},{place.name},{place.shop.region},{name},{span[0]},{span[1]},{hours}"


def _hours_text(place: Place) -> str:
    return f"{_clock(place.hours[0])}-{_clock(place.hours[1])}" if place.hours else ""


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


CLOSURES = f"from,to,branch,region,reason\n{CLOSED},{CLOSED},,North,stocktaking\n"


# --- trade ---


def _trade(rng: Random, place: Place, day: date) -> tuple[TillSale, ...]:
    """A day's sales; the last one is at the end of the day, so that the day is whole. Hull sells after closing, too."""
    opens, closes = place.hours or (540, 1020)
    number = SALES_A_DAY * place.share // 100 + rng.randrange(8)
    late = [closes + 70] if place.name == "Hull" and day.day % 5 == 0 else []
    minutes = [*sorted([opens, closes - 1, *(rng.randrange(opens, closes) for _ in range(number))]), *late]
    midnight = datetime.combine(day, time())
    menu = (*place.till.menu, *_extras(place, day))
    return place.till.after_sales(
        tuple(
            TillSale(
                midnight
                + timedelta(minutes=minute, seconds=0 if place.till in {DASH, OLD_DASH} else rng.randrange(60)),
                "Zanqui Wohuba",
                tuple(rng.choices(menu, k=rng.choice((1, 2, 2, 3)))),
                "4929111122223333" if rng.random() < 0.6 else "",
            )
            for minute in minutes
        )
    )


def _extras(place: Place, day: date) -> Sequence[Item]:
    """What only some branches sell, and only from some day on."""
    if place.name == "Whitby":
        return (MYSTERY,)
    if place.name in {"Leeds", "Night Owl", "Selby"} and day >= _HALF:
        return (HAZELNUT_LATTE, HAZELNUT_LATTE)
    return (COCOA,) if place.name == "Dover" or (place.name == "Ripon" and day >= _HALF) else ()


def true_sales(place: Place, day: date, sales: Sequence[TillSale]) -> list[Sale]:
    """The sales as they are; one of the tills does not tell how it was paid."""
    return [
        Sale(
            place.name,
            day,
            sale.placed_at,
            "unknown" if place.till is SQUARE else "card" if sale.card_number else "cash",
            sale.total_pence < 0,
            tuple(_line(item, is_refund=sale.total_pence < 0) for item in sale.items),
        )
        for sale in sales
    ]


def _line(item: Item, *, is_refund: bool) -> Line:
    name, _, flavour = item.name.partition(" - ")
    return Line(name, flavour, item.size, -1 if is_refund else 1, item.pence, -item.discount_pence)


# --- what comes, and what becomes of it ---


@dataclass(frozen=True)
class Came:
    """A file: what it holds, and when it was delivered."""

    place: Place
    day: date
    sales: tuple[TillSale, ...]
    name: str
    delivered_at: datetime
    spoilt: bytes = b""
    is_held: bool = False
    more: "Came | None" = None
    """What stands below it in the same file: another branch-day of a till of the same make."""

    @property
    def lines(self) -> list[str]:
        """What the till wrote of its own branch-day, without a header."""
        text = self.place.till.text(BranchDay(self.place.name, self.day, self.sales))
        return text.splitlines(keepends=True)[1 if self.place.till is SQUARE else 0 :]

    def write(self, folder: Path) -> Path:
        head = f"{SQUARE_HEADER}\n" if self.place.till is SQUARE else ""
        text = "".join([head, *self.lines, *(self.more.lines if self.more else [])])
        return write_file(folder / self.name, text.encode() + self.spoilt, self.delivered_at)

    def filed(self) -> Iterator[Filed]:
        """Its rows, and those of what stands below it."""
        for each in (self, self.more) if self.more else (self,):
            yield Filed(each.place.name, each.day, self.name, len(each.lines), self.is_held)


MISSING = (("Leeds", 9), ("Whitby", 9), ("Whitby", 10))
THOUGH_SHUT = ("Hull", 13)
PARTIAL, LATE, HELD, RESTATED, SPOILT = ("York", 11), ("Hull", 4), ("Ripon", 19), ("Leeds", 7), ("Dover", 12)
TWO_BRANCHES, HANDOVER = (("Dover", 20), ("Leeds", 20)), (("York", 14), ("York", 15))
"""What comes in one file: the days of two branches, and the last and first day of two owners of one."""
SPOILT_ROWS = (
    b'12/01/2024 12:00,Dover,Zanqui Wohuba,"Regular Latte - 2.15, Large Latte - 2.45",4.65,CARD,4929111122223333\n'
)
TWO_SPOILT_ROWS = SPOILT_ROWS.replace(b"12/01", b"21/01") * 2


Happened = tuple[Came, Day, tuple[TillSale, ...]]
"""The file of the first run, the branch-day's state, and the sales that count in the end."""
_NONE, _HOUR, _NIGHT = timedelta(0), timedelta(hours=1), timedelta(hours=7)


class World:
    """The files of two runs, and the truth after both."""

    def __init__(self, seed: int = 1, places: Sequence[Place] = PLACES, days: int = DAYS) -> None:
        self.rng = Random(seed)
        self.places = places
        self.first_run: list[Came] = []
        self.second_run: list[Came] = []
        self.days: list[Day] = []
        self.sales: list[Sale] = []
        self.lost: list[Lost] = []
        self.restated_pence = 0
        for number in range(days):
            for place in places:
                self._live(place, number, FIRST + timedelta(days=number))
        if places is PLACES:
            self._join(TWO_BRANCHES, TWO_SPOILT_ROWS, "", 2 * 465)
            self._join(HANDOVER, self._spoilt_item(*HANDOVER[0]), "York", 99731)

    @cached_property
    def truth(self) -> Truth:
        shops = {place.name: place.shop for place in self.places}
        return Truth(
            shops, self.days, self.sales, meaning, self.lost, [("", "North", CLOSED, CLOSED)], filed=self.filed
        )

    @property
    def filed(self) -> list[Filed]:
        """The rows of all files, by branch-day."""
        return [each for came in (*self.first_run, *self.second_run) for each in came.filed()]

    def _live(self, place: Place, number: int, day: date) -> None:
        at = place.name, number
        opens, closes = place.hours or (None, None)
        shut = Day(place.name, day, "closed", is_expected=False, is_known=False, is_punctual=None)
        if at == THOUGH_SHUT:
            self._sell(place, at, replace(shut, state="complete", is_known=True))
        elif (place.shop.region == "North" and day == CLOSED) or day.weekday() in place.rest_days:
            self.days.append(shut)
        elif at in MISSING:
            self.days.append(Day(place.name, day, "missing", True, False, False, opens, closes, "no file has come"))
        else:
            self._sell(place, at, Day(place.name, day, "complete", opens=opens, closes=closes))

    def _sell(self, place: Place, at: tuple[str, int], day: Day) -> None:
        sales = _trade(self.rng, place, day.trading_date)
        evening = datetime.combine(day.trading_date, time(20)) + (_NIGHT if place.name == "Night Owl" else _NONE)
        name = place.till.file_name(BranchDay(place.name, day.trading_date, sales))
        came = Came(place, day.trading_date, sales, name, evening)
        happen = {
            PARTIAL: self._cut,
            LATE: self._late,
            HELD: self._held,
            RESTATED: self._restated,
            SPOILT: self._spoilt,
        }
        came, day, counted = happen[at](came, day) if at in happen else (came, day, sales)
        self.first_run.append(came)
        self.days.append(replace(day, state="provisional") if place.till is STREAM else day)
        self.sales += true_sales(place, day.trading_date, counted)

    def _cut(self, came: Came, day: Day) -> Happened:
        half = came.sales[: len(came.sales) // 2]
        return replace(came, sales=half), replace(day, state="partial"), half

    def _late(self, came: Came, day: Day) -> Happened:
        later = replace(came, delivered_at=came.delivered_at + timedelta(days=2))
        return later, replace(day, state="late", is_punctual=False), came.sales

    def _held(self, came: Came, day: Day) -> Happened:
        self.second_run.append(self._stranger(came))
        return came, replace(day, state="held"), came.sales

    def _restated(self, came: Came, day: Day) -> Happened:
        """A part of the day comes first, and in the second run the whole."""
        self.second_run.append(replace(came, name="leeds_again.csv", delivered_at=came.delivered_at + _HOUR))
        self.restated_pence = sum(sale.total_pence for sale in came.sales[-3:])
        return replace(came, sales=came.sales[:-3]), day, came.sales

    def _spoilt(self, came: Came, day: Day) -> Happened:
        self._lose(day.branch, day.trading_date, came.name, SPOILT_ROWS, 465)
        return replace(came, spoilt=SPOILT_ROWS), day, came.sales

    def _lose(self, branch: str, day: date, file: str, rows: bytes, pence: int) -> None:
        words = "the total is not the sum of the lines: a comma between two items may be missing"
        self.lost.append(Lost(branch, day, file, "total_matches_lines", words, rows.count(b"\n"), pence))

    def _join(self, both: Sequence[tuple[str, int]], spoilt: bytes, branch: str, pence: int) -> None:
        """Have two branch-days come in one file, with the later, and with spoilt rows, of a branch or of no known one.

        The first of two days is late then.
        """
        upper, lower = (self._came(*each) for each in both)
        joined = replace(upper, more=lower, spoilt=spoilt, delivered_at=lower.delivered_at)
        self.first_run = [joined if each is upper else each for each in self.first_run if each is not lower]
        self._lose(branch, upper.day, upper.name, spoilt, pence)
        if upper.day < lower.day:
            at = next(at for at, day in enumerate(self.days) if (day.branch, day.trading_date) == (branch, upper.day))
            self.days[at] = replace(self.days[at], state="late", is_punctual=False)

    def _came(self, name: str, number: int) -> Came:
        day = FIRST + timedelta(days=number)
        return next(each for each in self.first_run if (each.place.name, each.day) == (name, day))

    def _spoilt_item(self, name: str, number: int) -> bytes:
        """A row of that day whose net sales are not those of its item."""
        cells = self._came(name, number).lines[0].split(",")
        told = {"Transaction ID": "spoilt", "Net Sales": "£997.31"}
        return ",".join(
            told.get(head, cell) for head, cell in zip(SQUARE_HEADER.split(","), cells, strict=True)
        ).encode()

    def _stranger(self, came: Came) -> Came:
        """Another file for the same hours that shares no sale with the first: a person must decide."""
        items = (Item("Large", "Flat white", 245),) * 4
        strange = tuple(
            TillSale(sale.placed_at + timedelta(minutes=1, seconds=7), "Del Fi", items, "") for sale in came.sales[5:15]
        )
        later = came.delivered_at + timedelta(hours=1)
        return replace(came, sales=strange, name=f"other {came.name}", delivered_at=later, is_held=True)


def deliver(world: World, chain: Chain, folder: Path) -> None:
    """Give the chain its lists, and take the files in, in two runs."""
    lists = folder / "lists"
    write_file(lists / "branches.csv", branches_csv(world.places), NOW)
    write_file(lists / "closures.csv", CLOSURES, NOW)
    branches = read_branches(lists / "branches.csv")
    closures = read_closures(lists / "closures.csv", branches)
    sync_lists(chain.warehouse, branches=branches, closures=closures)
    chain.setup = replace(chain.setup, registry=registry(chain.warehouse))
    chain.ingest(*(came.write(folder / "first") for came in world.first_run))
    chain.ingest(*(came.write(folder / "second") for came in world.second_run))
