"""The simulated chain's cafés: where they are, when they open, who owns them, and what happens to some of them."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import resources
from random import Random

from tillroll.simulate.makes import PLAIN, Make, draw_makes

Opening = tuple[int, int]
"""Minutes after midnight at which a café opens and closes; past midnight the hours go on, so 01:00 is 1500."""

FRANCHISES = ("Bean & Gone", "Cup of Plenty", "Fernhill Cafés", "Harbour Lane", "Northern Roast", "Three Kettles")
SAME_NAME = "Newport"
MENU_KINDS = "abcde"
_SMALLEST_CHAIN_WITH_EVENTS = 6
_REGION_KINDS = {"Wales": "c", "Scotland": "e", "London": "d"}
_LATE = (540, 1500)


@dataclass(frozen=True, slots=True)
class Town:
    """A place where a café may stand; ``size`` runs from 1, a village, to 6, a city."""

    name: str
    region: str
    nation: str
    size: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Who owned a café from one date to another, both included; None is without limit."""

    franchise: str
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class Cafe:
    """One café of the chain. ``week`` is Monday to Sunday; ``growth`` its own change of trade over the whole span."""

    number: int
    town: Town
    name: str
    make: Make
    week: tuple[Opening | None, ...]
    owners: tuple[Owner, ...]
    menu_kind: str
    band: int
    card_share: int
    size: float
    growth: float = 0.0
    is_open_on_bank_holidays: bool = True
    opened: date | None = None
    closed: date | None = None
    tills: tuple[str, ...] = ("",)
    shares_its_name: bool = False
    is_streaming: bool = False

    @property
    def code(self) -> str:
        """Its code in branches.csv."""
        return f"B{self.number + 1:03d}"

    @property
    def file_slug(self) -> str:
        """What its files call it: its name, and its code before that where the name is not its own alone."""
        slug = self.name.lower().replace(" ", "_")
        return f"{self.code}_{slug}" if self.shares_its_name else slug


@dataclass(frozen=True, slots=True)
class Span:
    """The trading dates that are simulated."""

    first_day: date
    days: int

    def day(self, number: int) -> date:
        """The date of a day by its number from 0."""
        return self.first_day + timedelta(days=number)

    def within(self, share: float) -> date:
        """The date at which so much of the span has passed."""
        return self.day(int(self.days * share))


def read_towns() -> list[Town]:
    """The towns that ship with tillroll, in the order of their list."""
    with (resources.files("tillroll") / "data" / "towns.csv").open(encoding="utf-8") as stream:
        return [Town(row["name"], row["region"], row["nation"], int(row["size"])) for row in csv.DictReader(stream)]


def draw_cafes(rng: Random, count: int, span: Span, *, has_stream: bool) -> tuple[Cafe, ...]:
    """The cafés of a chain; in a chain of six or more something happens to some of them."""
    towns = _draw_towns(rng, count)
    makes = draw_makes(rng, count)
    names = Counter(name for name, _ in towns)
    drawn = [_draw_cafe(rng, number, town, name, makes[number]) for number, (name, town) in enumerate(towns)]
    cafes = [_told_by_code(cafe) if names[cafe.name] > 1 else cafe for cafe in drawn]
    if has_stream:
        cafes = _with_streams(cafes)
    if count >= _SMALLEST_CHAIN_WITH_EVENTS:
        cafes = _with_events(rng, cafes, span)
    return tuple(cafes)


def _draw_towns(rng: Random, count: int) -> list[tuple[str, Town]]:
    """Towns with the names of their cafés; the two of one name are always there where there is room."""
    towns = read_towns()
    twins = [town for town in towns if town.name == SAME_NAME]
    others = [town for town in towns if town not in twins]
    chosen = rng.sample(others, k=min(max(count - len(twins), 0), len(others))) + twins
    rng.shuffle(chosen)
    found = [(town.name, town) for town in chosen[:count]]
    for turn in range(len(found), count):
        town = others[turn % len(others)]
        found.append((f"{town.name} {turn // len(others) + 2}", town))
    return found


def _draw_cafe(rng: Random, number: int, town: Town, name: str, make: Make) -> Cafe:
    return Cafe(
        number,
        town,
        name,
        make,
        _draw_week(rng),
        (Owner(rng.choice(FRANCHISES)),),
        _REGION_KINDS.get(town.region) or rng.choice("ab"),
        2 if town.region == "London" else rng.choice((0, 0, 1)),
        rng.randint(55, 85),
        (0.5 + 0.2 * town.size) * rng.uniform(0.8, 1.25),
        growth=rng.choice((-0.14, -0.1, 0.1, 0.14)) if rng.random() < 0.12 else 0.0,  # noqa: PLR2004 - a few
        is_open_on_bank_holidays=rng.random() < 0.6,  # noqa: PLR2004 - most
    )


def _told_by_code(cafe: Cafe) -> Cafe:
    """A café of a name that two have: its files begin with its code, which Square's would not."""
    make = cafe.make if cafe.make.format != "square" else PLAIN
    return replace(cafe, make=make, shares_its_name=True)


def _draw_week(rng: Random) -> tuple[Opening | None, ...]:
    """Most close at 17:00, a quarter at 21:00; a quarter are shut on Sundays."""
    closes = 1260 if rng.random() < 0.25 else 1020  # noqa: PLR2004 - a quarter
    weekday = (rng.choice((450, 480, 510, 540)), closes)
    sunday = None if rng.random() < 0.25 else (600, min(closes, 960) if closes == 1020 else closes)  # noqa: PLR2004
    return (*(weekday,) * 5, (540, closes), sunday)


def _with_streams(cafes: Sequence[Cafe]) -> list[Cafe]:
    """Every third plain dash till streams its sales too; at least one does where there is one."""
    plain = [cafe.number for cafe in cafes if cafe.make == PLAIN]
    streaming = set(plain[::3])
    return [replace(cafe, is_streaming=cafe.number in streaming) for cafe in cafes]


def _with_events(rng: Random, cafes: Sequence[Cafe], span: Span) -> list[Cafe]:
    """New and closing cafés, new owners, second tills and late hours: each to cafés of its own."""
    changed = list(cafes)
    free = [cafe.number for cafe in cafes if not cafe.is_streaming]
    rng.shuffle(free)
    for share, change in (
        (45, _opens),
        (55, _closes),
        (30, _changes_hands),
        (20, _gets_second_till),
        (60, _opens_late),
    ):
        for _ in range(max(1, len(cafes) // share)):
            number = free.pop()
            changed[number] = change(rng, changed[number], span)
    return changed


def _opens(rng: Random, cafe: Cafe, span: Span) -> Cafe:
    return replace(cafe, opened=span.within(rng.uniform(0.2, 0.5)))


def _closes(rng: Random, cafe: Cafe, span: Span) -> Cafe:
    return replace(cafe, closed=span.within(rng.uniform(0.5, 0.8)))


def _changes_hands(rng: Random, cafe: Cafe, span: Span) -> Cafe:
    day = span.within(rng.uniform(0.3, 0.7))
    was = cafe.owners[0].franchise
    other = rng.choice([name for name in FRANCHISES if name != was])
    return replace(cafe, owners=(Owner(was, None, day - timedelta(days=1)), Owner(other, day, None)))


def _gets_second_till(_rng: Random, cafe: Cafe, _span: Span) -> Cafe:
    return replace(cafe, tills=("1", "2"), size=cafe.size * 1.5)


def _opens_late(_rng: Random, cafe: Cafe, _span: Span) -> Cafe:
    """Fridays and Saturdays until one in the morning: the hours past midnight are still the day before."""
    return replace(cafe, week=(*cafe.week[:4], _LATE, _LATE, cafe.week[6]))
