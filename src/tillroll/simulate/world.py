"""The world that a seed makes: the chain, its menu, its calendar, how trade goes, and everything planted in it."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Literal, get_args

from tillroll.errors import ConfigurationError
from tillroll.simulate.cafes import Cafe, Opening, Span, draw_cafes
from tillroll.simulate.menu import Item, Menu, draw_menu, sold_out_pairs

FIRST_DAY = date(2026, 4, 20)
TIME_ZONE, CUT_OFF_MINUTES = "Europe/London", 240
_WEEKDAY = (0.90, 0.92, 0.95, 1.0, 1.1, 1.3, 0.83)
_DAYS_OF_YEAR = 365.25
_COLDEST, _BUSIEST = 20, 350
_FEWEST_ORDERS = 8
_WEEKS_13 = 91
_STEEP_SHARE, _STEEP = 0.1, (0.115, 0.2)
_STEEP_REGIONS = 2
_LEAST_GROWTH = -0.6
_SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern ireland": "NIR"}


Planting = Literal["usual", "nothing", "steep"]
PLANTINGS: tuple[Planting, ...] = get_args(Planting)
Baskets = Literal["usual", "large"]
_BASKETS: Mapping[Baskets, tuple[int, ...]] = {"usual": (36, 32, 19, 8, 5), "large": (24, 24, 20, 16, 12, 4)}
"""How many of a hundred sales have one line, two, and so on: 2.14 a sale, or 2.8."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the simulator; ``orders`` is the mean number of sales of a branch-day.

    ``planting`` nothing leaves out every trend, price change, promotion, sell-out, event and closure; steep has a tenth
    of the branches and two regions change by more than a tenth in 13 weeks, and no other branch by itself.
    """

    branches: int = 200
    days: int = 28
    seed: int = 7
    orders: int = 250
    first_day: date = FIRST_DAY
    has_stream: bool = False
    has_faults: bool = False
    planting: Planting = "usual"
    baskets: Baskets = "usual"

    @property
    def line_counts(self) -> list[int]:
        """How many lines each of a hundred sales has, ascending."""
        return [lines for lines, sales in enumerate(_BASKETS[self.baskets], 1) for _ in range(sales)]

    @property
    def span(self) -> Span:
        """The trading dates."""
        return Span(self.first_day, self.days)

    def rng(self, part: str) -> Random:
        """Random numbers of its own for each part of the world, so that no part shifts another's."""
        return Random(f"{self.seed} {part}")


def check_dates(wanted: Wanted) -> None:
    """Raise ``ConfigurationError`` unless all trading dates are past: a sale of the future is none to tillroll."""
    last = wanted.span.day(wanted.days - 1)
    if last >= datetime.now(UTC).date():
        raise ConfigurationError(f"its last trading date would be {last}: give an earlier --first-day or fewer --days")


@dataclass(frozen=True, slots=True)
class Closure:
    """Days, first and last included, on which a café (by number) or all of a region is shut by plan."""

    cafe: int | None
    region: str
    from_date: date
    to_date: date
    reason: str

    def shuts(self, cafe: Cafe, day: date) -> bool:
        """Whether it shuts the café on that day."""
        is_meant = cafe.number == self.cafe if self.cafe is not None else cafe.town.region == self.region
        return is_meant and self.from_date <= day <= self.to_date


@dataclass(frozen=True, slots=True)
class SoldOut:
    """An item that a café has none of from an hour on, and what is bought in its place."""

    cafe: int
    day: date
    item: Item
    instead: Item
    from_hour: int


@dataclass(frozen=True, slots=True)
class Planted:
    """Something that the simulator put there, for reports and checks to find."""

    kind: str
    subject: str
    detail: str
    from_date: date
    to_date: date
    size: float


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a seed decides before the first sale."""

    wanted: Wanted
    cafes: tuple[Cafe, ...]
    menu: Menu
    closures: tuple[Closure, ...]
    region_growth: Mapping[str, float]
    sold_out: tuple[SoldOut, ...]
    knows_bank_holidays: bool
    mean_size: float

    def shut_reason(self, cafe: Cafe, day: date) -> str | None:
        """Why a café is shut on a day; None if it trades."""
        if cafe.opened and day < cafe.opened:
            return "not opened yet"
        if cafe.closed and day > cafe.closed:
            return "closed for good"
        for closure in self.closures:
            if closure.shuts(cafe, day):
                return closure.reason
        if self.knows_bank_holidays and not cafe.is_open_on_bank_holidays and day in bank_holidays(cafe, day.year):
            return "bank holiday"
        return None if cafe.week[day.weekday()] else "weekday"

    def opening(self, cafe: Cafe, day: date) -> Opening | None:
        """The hours of a café on a day, None if it is shut."""
        return None if self.shut_reason(cafe, day) else cafe.week[day.weekday()]

    def progress(self, day_no: int) -> float:
        """How far trends have come by a day, from 0 to 1."""
        return day_no / max(self.wanted.days - 1, 1)


def draw_world(wanted: Wanted) -> World:
    """The world of a seed: the same arguments give the same one, on a machine with the same list of bank holidays."""
    cafes = draw_cafes(wanted.rng("cafes"), wanted.branches, wanted.span, has_stream=wanted.has_stream)
    menu = draw_menu(wanted.rng("menu"), wanted.span)
    if wanted.planting == "nothing":
        return _quiet_world(wanted, cafes, menu)
    growth = wanted.rng("regions")
    regions = sorted({cafe.town.region for cafe in cafes})
    region_growth = {region: round(growth.uniform(-0.06, 0.06), 3) for region in regions}
    if wanted.planting == "steep":
        cafes, region_growth = _steep(wanted, cafes, region_growth)
    return World(
        wanted,
        cafes,
        menu,
        tuple(_draw_closures(wanted, cafes)),
        region_growth,
        tuple(_draw_sold_out(wanted, cafes, menu)),
        _knows_bank_holidays(),
        sum(cafe.size for cafe in cafes) / len(cafes),
    )


def _quiet_world(wanted: Wanted, cafes: tuple[Cafe, ...], menu: Menu) -> World:
    """A world in which nothing is planted: season, weather and luck are all that moves its trade."""
    still = tuple(replace(cafe, growth=0.0, opened=None, closed=None, owners=cafe.owners[:1]) for cafe in cafes)
    still = tuple(replace(cafe, owners=(replace(cafe.owners[0], from_date=None, to_date=None),)) for cafe in still)
    region_growth = dict.fromkeys(sorted({cafe.town.region for cafe in cafes}), 0.0)
    mean_size = sum(cafe.size for cafe in cafes) / len(cafes)
    return World(wanted, still, Menu(menu.items), (), region_growth, (), _knows_bank_holidays(), mean_size)


def _steep(
    wanted: Wanted, cafes: tuple[Cafe, ...], region_growth: Mapping[str, float]
) -> tuple[tuple[Cafe, ...], dict[str, float]]:
    """Some branches and regions that change by more than a tenth in 13 weeks, whatever the span."""
    rng = wanted.rng("steep")
    chosen = set(rng.sample([cafe.number for cafe in cafes], k=max(1, round(len(cafes) * _STEEP_SHARE))))
    regions = set(rng.sample(sorted(region_growth), k=min(_STEEP_REGIONS, len(region_growth) // 3)))
    grown = {cafe.number: _steep_growth(rng, wanted) if cafe.number in chosen else 0.0 for cafe in cafes}
    steep = {region: _steep_growth(rng, wanted) if region in regions else 0.0 for region in region_growth}
    return tuple(replace(cafe, growth=grown[cafe.number]) for cafe in cafes), steep


def _steep_growth(rng: Random, wanted: Wanted) -> float:
    size = rng.uniform(*_STEEP) * rng.choice((-1, 1))
    return round(max(size * (wanted.days - 1) / _WEEKS_13, _LEAST_GROWTH), 3)


def _draw_closures(wanted: Wanted, cafes: tuple[Cafe, ...]) -> Iterator[Closure]:
    """A refit here and there, and one region that shuts for a day."""
    rng = wanted.rng("closures")
    refits = rng.sample([cafe.number for cafe in cafes], k=len(cafes) // 12)
    for number in refits:
        start = rng.randrange(1, max(wanted.days - 3, 2))
        yield Closure(number, "", *_days(wanted.span, start, rng.randint(1, 3)), "refit")
    if refits:
        region = rng.choice(sorted({cafe.town.region for cafe in cafes}))
        yield Closure(None, region, *_days(wanted.span, rng.randrange(1, max(wanted.days - 1, 2)), 1), "stocktaking")


def _days(span: Span, start: int, count: int) -> tuple[date, date]:
    return span.day(start), span.day(start + count - 1)


def _draw_sold_out(wanted: Wanted, cafes: tuple[Cafe, ...], menu: Menu) -> Iterator[SoldOut]:
    rng = wanted.rng("sold out")
    pairs = sold_out_pairs(menu)
    taken = set()
    for _ in range(max(1, wanted.branches * wanted.days // 100)):
        cafe, day_no = rng.choice(cafes), rng.randrange(wanted.days)
        fitting = [pair for pair in pairs if _fits(cafe, pair[0])]
        item, instead = rng.choice(fitting)
        if (cafe.number, day_no) not in taken:
            taken.add((cafe.number, day_no))
            yield SoldOut(cafe.number, wanted.span.day(day_no), item, instead, rng.randint(11, 14))


def _fits(cafe: Cafe, item: Item) -> bool:
    is_sized_alike = item.is_for_sized if cafe.make.is_fully_sized else item.is_for_unsized
    return is_sized_alike and cafe.menu_kind in item.product.menus


@cache
def _knows_bank_holidays() -> bool:
    """Whether the package that knows bank holidays is there; without it every café trades on them."""
    try:
        import holidays  # noqa: F401, PLC0415 - an extra, and half a second
    except ImportError:
        return False
    return True


def bank_holidays(cafe: Cafe, year: int) -> frozenset[date]:
    """The bank holidays of a café's nation in a year. Source: the package `holidays`."""
    return _bank_holidays(cafe.town.nation, year)


@cache
def _bank_holidays(nation: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - an extra, and half a second

    return frozenset(country_holidays("GB", subdiv=_SUBDIVISIONS[nation], years=year))


# Trade


def warmth(wanted: Wanted, day: date) -> float:
    """How warm a week is, from -1 to 1 and a little more either way."""
    week = day.isocalendar()
    noise = Random(f"{wanted.seed} warmth {week.year} {week.week}").uniform(-0.25, 0.25)
    return noise - math.cos(2 * math.pi * (day.timetuple().tm_yday - _COLDEST) / _DAYS_OF_YEAR)


def expected_orders(world: World, cafe: Cafe, day_no: int) -> int:
    """How many sales a café makes on a day.

    Weather and luck stay within bounds that keep an ordinary day above half of what is typical of its weekday.
    """
    wanted, day = world.wanted, world.wanted.span.day(day_no)
    luck = Random(f"{wanted.seed} luck {cafe.number} {day}").uniform(0.94, 1.07)
    weather = Random(f"{wanted.seed} weather {cafe.town.region} {day}").uniform(0.92, 1.06)
    season = 1 + 0.06 * math.cos(2 * math.pi * (day.timetuple().tm_yday - _BUSIEST) / _DAYS_OF_YEAR)
    growth = 1 + (cafe.growth + world.region_growth[cafe.town.region]) * world.progress(day_no)
    scale = wanted.orders * cafe.size / world.mean_size
    return max(_FEWEST_ORDERS, round(scale * _WEEKDAY[day.weekday()] * season * growth * weather * luck))


# What was planted


def planted(world: World) -> Iterator[Planted]:
    """Every trend, price change, promotion, sell-out, event and closure, as the answer key tells them."""
    first, last = world.wanted.first_day, world.wanted.span.day(world.wanted.days - 1)
    for region, growth in world.region_growth.items():
        if growth:
            yield Planted("region_trend", region, "change of sales over the span", first, last, growth)
    for cafe in world.cafes:
        if cafe.growth:
            yield Planted("branch_trend", cafe.code, "change of sales over the span", first, last, cafe.growth)
    for name, growth in world.menu.growth.items():
        yield Planted("product_trend", name, "change of how often it is asked for", first, last, growth)
    yield from _planted_prices(world, last)
    yield from _planted_events(world, first, last)


def _planted_prices(world: World, last: date) -> Iterator[Planted]:
    for change in world.menu.changes:
        yield Planted("price_change", change.name, "pence on the list price", change.from_date, last, change.pence)
    for offer in world.menu.promotions:
        yield Planted(
            "promotion", offer.category, "percent off", offer.from_date, min(offer.to_date, last), offer.percent
        )
    for gone in world.sold_out:
        if world.opening(world.cafes[gone.cafe], gone.day):
            detail = gone.item.product.full_name
            yield Planted("sold_out", world.cafes[gone.cafe].code, detail, gone.day, gone.day, gone.from_hour)


def _planted_events(world: World, first: date, last: date) -> Iterator[Planted]:
    for cafe in world.cafes:
        if cafe.opened:
            yield Planted("new_branch", cafe.code, "opens", cafe.opened, last, 1)
        if cafe.closed:
            yield Planted("closed_branch", cafe.code, "closes for good", first, cafe.closed, 1)
        for was, now in zip(cafe.owners, cafe.owners[1:], strict=False):
            detail = f"from {was.franchise} to {now.franchise}"
            yield Planted("franchise_change", cafe.code, detail, now.from_date or first, last, 1)
    for closure in world.closures:
        subject = closure.region or world.cafes[closure.cafe or 0].code
        days = (closure.to_date - closure.from_date) // timedelta(days=1) + 1
        yield Planted("closure", subject, closure.reason, closure.from_date, min(closure.to_date, last), days)
