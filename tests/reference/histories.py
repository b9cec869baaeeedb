"""Hypothesis strategies for the deliveries and decisions of one branch-day.

A history begins with a day's true sales; its documents are derived from them: whole, in parts, cut off, corrected,
saved again with rejected rows, returned; and some are strangers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.reference.delivery import Decision, Delivery, Event, Keep, fold

Claims = dict[str, int]


@dataclass(frozen=True)
class History:
    """The events of a branch-day by position, and the order in which they come to be processed.

    `processed` holds places in `events`: each at least once, some more often.
    """

    events: tuple[Event, ...]
    processed: tuple[int, ...]

    @property
    def as_processed(self) -> tuple[Event, ...]:
        return tuple(self.events[at] for at in self.processed)


@st.composite
def histories(draw: DrawFn, max_events: int = 9) -> History:
    """Deliveries derived from one true day of sales, and what people decided about them."""
    day = TrueDay(draw(st.sampled_from((("",), ("",), ("A",), ("A", "B"), ("", "A", "B")))), draw)
    events: list[Event] = []
    position = 0
    for number in range(draw(st.integers(1, max_events))):
        step = draw(st.sampled_from(STEPS if events else FIRST_STEPS))
        position += 1 if step is decision else draw(st.integers(0, 1))
        events.append(step(draw, day, events, Place(number, position)))
    return History(tuple(events), draw(processing_orders(len(events))))


@st.composite
def processing_orders(draw: DrawFn, count: int) -> tuple[int, ...]:
    again = draw(st.lists(st.integers(0, count - 1), max_size=3))
    return tuple(draw(st.permutations([*range(count), *again])))


class Place(NamedTuple):
    """What makes an event itself: its number, for its name, and its position in the order of delivery."""

    number: int
    position: int


class TrueDay:
    """The sales that really were, till by till: a key and its minute, and the keys made up since."""

    def __init__(self, tills: Sequence[str], draw: DrawFn) -> None:
        self.sales = {till: true_sales(draw, till) for till in tills}
        self.made_up = 0

    def till(self, draw: DrawFn) -> str:
        return draw(st.sampled_from(list(self.sales)))

    def another(self, till: str, minute: int) -> Claims:
        """A sale that no other document has."""
        self.made_up += 1
        return {f"{till}x{self.made_up}": minute}


def true_sales(draw: DrawFn, till: str) -> Claims:
    minutes = sorted(draw(st.lists(st.integers(540, 620), min_size=2, max_size=16)))
    late = draw(st.sampled_from(((), (), (1450, 1460))))
    return {f"{till}s{number}": minute for number, minute in enumerate([*minutes, *late])}


# --- steps: each gives the next event of a history ---

Step = Callable[[DrawFn, TrueDay, list[Event], Place], Event]


def files_in(events: list[Event]) -> list[Delivery]:
    return [event for event in events if isinstance(event, Delivery) and event.source == "file"]


def new_file(place: Place, till: str, claims: Claims, *, has_rejections: bool = False) -> Delivery:
    return Delivery(f"d{place.number}", place.position, till, claims, has_rejections)


def earlier_file(draw: DrawFn, day: TrueDay, events: list[Event], place: Place) -> Delivery:
    files = files_in(events)
    till = day.till(draw)
    return draw(st.sampled_from(files)) if files else new_file(place, till, dict(day.sales[till]))


def whole_day(draw: DrawFn, day: TrueDay, _events: list[Event], place: Place) -> Event:
    till = day.till(draw)
    return new_file(place, till, dict(day.sales[till]))


def part_of_day(draw: DrawFn, day: TrueDay, _events: list[Event], place: Place) -> Event:
    till = day.till(draw)
    sales = list(day.sales[till].items())
    start, end = sorted((draw(st.integers(0, len(sales) - 1)), draw(st.integers(0, len(sales) - 1))))
    return new_file(place, till, dict(sales[start : end + 1]))


def truncated(draw: DrawFn, day: TrueDay, events: list[Event], place: Place) -> Event:
    old = earlier_file(draw, day, events, place)
    sales = list(old.claims.items())
    return new_file(place, old.till, dict(sales[: draw(st.integers(1, len(sales)))]))


def with_less(draw: DrawFn, claims: Claims) -> Claims:
    """Some sales left out, but never all."""
    lost = draw(st.sets(st.sampled_from(sorted(claims)), max_size=3)) if len(claims) > 1 else set()
    left = {key: minute for key, minute in claims.items() if key not in lost}
    return left or claims


def correction(draw: DrawFn, day: TrueDay, events: list[Event], place: Place) -> Event:
    """An earlier file with some sales altered, lost or added."""
    old = earlier_file(draw, day, events, place)
    claims = with_less(draw, dict(old.claims))
    for minute in draw(st.lists(st.sampled_from(sorted(old.claims.values())), max_size=2)):
        claims |= day.another(old.till, minute)
    return new_file(place, old.till, claims)


def resave_with_rejections(draw: DrawFn, day: TrueDay, events: list[Event], place: Place) -> Event:
    old = earlier_file(draw, day, events, place)
    claims = with_less(draw, dict(old.claims))
    if draw(st.booleans()):
        claims |= day.another(old.till, draw(st.sampled_from(sorted(claims.values()))))
    return new_file(place, old.till, claims, has_rejections=True)


def stranger(draw: DrawFn, day: TrueDay, _events: list[Event], place: Place) -> Event:
    till = day.till(draw)
    claims = made_up(draw, day, till, most=5)
    return new_file(place, till, claims, has_rejections=draw(st.integers(0, 4)) == 0)


def made_up(draw: DrawFn, day: TrueDay, till: str, most: int) -> Claims:
    claims: Claims = {}
    for minute in draw(st.lists(st.integers(535, 625), min_size=1, max_size=most)):
        claims |= day.another(till, minute)
    return claims


def mixture(draw: DrawFn, day: TrueDay, events: list[Event], place: Place) -> Event:
    """A few sales of an earlier file among others that nobody else has: mostly no kin, but not without ties."""
    old = earlier_file(draw, day, events, place)
    keys = draw(st.lists(st.sampled_from(sorted(old.claims)), min_size=1, max_size=2, unique=True))
    claims: Claims = {key: old.claims[key] for key in keys}
    return new_file(place, old.till, claims | made_up(draw, day, old.till, most=5))


def return_of_a_file(draw: DrawFn, day: TrueDay, events: list[Event], place: Place) -> Event:
    """An earlier file again: the same document, or another of the same sales."""
    old = earlier_file(draw, day, events, place)
    if draw(st.booleans()):
        return replace(old, delivered_at=place.position)
    return new_file(place, old.till, dict(old.claims))


def stream_batch(draw: DrawFn, day: TrueDay, _events: list[Event], place: Place) -> Event:
    till = day.till(draw)
    keys = draw(st.sets(st.sampled_from(sorted(day.sales[till])), min_size=1))
    claims = {key: day.sales[till][key] for key in sorted(keys)}
    if draw(st.booleans()):
        claims |= day.another(till, draw(st.integers(535, 625)))
    return Delivery(f"d{place.number}", place.position, till, claims, has_rejections=False, source="stream")


def decision(draw: DrawFn, _day: TrueDay, events: list[Event], place: Place) -> Event:
    """What a person says, mostly of a document that waits for it."""
    target = draw(st.sampled_from([*waiting(events) * 4, *documents(events), "unknown"]))
    keeps: tuple[Keep, ...] = ("new", "old", "both")
    return Decision(place.position, target, draw(st.sampled_from(keeps)), always=draw(st.integers(0, 3)) == 0)


def documents(events: list[Event]) -> list[str]:
    return sorted({each.document_id for each in files_in(events)})


def waiting(events: list[Event]) -> list[str]:
    outcomes = fold(events).outcomes
    return sorted({document_id for (document_id, _), outcome in outcomes.items() if outcome in {"held", "contained"}})


FIRST_STEPS: tuple[Step, ...] = (whole_day, part_of_day, stream_batch)
STEPS: tuple[Step, ...] = (
    whole_day,
    part_of_day,
    part_of_day,
    truncated,
    correction,
    correction,
    resave_with_rejections,
    stranger,
    mixture,
    return_of_a_file,
    return_of_a_file,
    stream_batch,
    decision,
    decision,
)
