"""Hypothesis strategies for a small chain's deliveries and decisions, as real files and as the reference's events.

The histories of `tests.reference.histories` say what comes; here each sale gets a content, each document bytes and each
event a moment. A document may hold two branch-days. What two sales of one content mean, a file says within itself and
the stream over the whole day: their number is part of the reference's key.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.reference import delivery as reference
from tests.reference.histories import History, histories
from tests.warehouses.helpers import Form, Item, Sale, till_text, write_file
from tillroll.load import Release

DAYS = (date(2021, 8, 25), date(2021, 8, 26))
EPOCH = datetime(2021, 9, 1)
COOKIE = Item("Cookie", 50)
SPELLINGS: Mapping[str, Sequence[str]] = {"leeds": ("Leeds", "LEEDS", "leeds"), "york": ("York", "york")}
Content = tuple[int, str]


@dataclass(frozen=True)
class Place:
    """A branch-day, and the history that it goes through."""

    number: int
    branch_id: str
    trading_date: date
    history: History
    has_twins: bool

    @cached_property
    def files(self) -> dict[str, reference.Delivery]:
        """Each document's share of the day."""
        return {each.document_id: each for each in self.history.events if isinstance(each, reference.Delivery)}

    def content(self, key: str) -> Content:
        """What a sale is; where there are twins, all true sales of one till and minute are alike."""
        if not self.has_twins or "x" in key:
            return self.number, key
        minute = next(each.claims[key] for each in self.files.values() if key in each.claims)
        return self.number, f"{key.partition('s')[0]}at{minute}"


@dataclass(frozen=True)
class Style:
    """What does not matter about a document: how its till writes, in which order, and how it spells the branch."""

    form: Form
    is_backwards: bool
    spelling: int


@dataclass(frozen=True)
class Paper:
    """A document: its shares of one branch-day or of two, by the number of the place."""

    name: str
    shares: Mapping[int, reference.Delivery]
    style: Style

    @property
    def is_stream(self) -> bool:
        return any(share.source == "stream" for share in self.shares.values())

    @property
    def till(self) -> str:
        return next(iter(self.shares.values())).till

    @property
    def has_rejections(self) -> bool:
        return any(share.has_rejections for share in self.shares.values())


@dataclass(frozen=True)
class Arrival:
    """A document delivered at a moment, in minutes after the epoch."""

    paper: str
    at: int


@dataclass(frozen=True)
class Word:
    """A person's decision about a paper's share of a place."""

    paper: str
    place: int
    said: reference.Decision
    at: int


Act = Arrival | Word


@dataclass(frozen=True)
class World:
    """Everything that comes to a chain, and an order in which it is processed: batches of the acts' numbers."""

    places: tuple[Place, ...]
    papers: Mapping[str, Paper]
    acts: tuple[Act, ...]
    batches: tuple[tuple[int, ...], ...]

    # --- as real files ---

    def text(self, paper: Paper) -> str:
        """The document's text. The customer's name tells documents of the same sales apart."""
        form: Form = "stream" if paper.is_stream else paper.style.form
        parts = [self._share_text(paper, place, form) for place in self.places if place.number in paper.shares]
        return "".join(parts).replace("Mock Person", f"Mock {paper.name}")

    def _share_text(self, paper: Paper, place: Place, form: Form) -> str:
        claims = paper.shares[place.number].claims
        sales = [self._sale(place, key, minute, paper.style) for key, minute in sorted(claims.items(), key=_minute)]
        if paper.has_rejections:
            sales.append(replace(sales[0], adds_up=False))
        spellings = SPELLINGS[place.branch_id]
        return till_text(sales, form, spellings[paper.style.spelling % len(spellings)])

    def _sale(self, place: Place, key: str, minute: int, style: Style) -> Sale:
        number = self.contents.index(place.content(key))
        items = (Item(f"Item {number}", 100 + number), COOKIE)
        midnight = datetime(place.trading_date.year, place.trading_date.month, place.trading_date.day)
        seconds = timedelta(minutes=minute, seconds=7 * style.spelling)
        return Sale(midnight + seconds, items[::-1] if style.is_backwards else items)

    @cached_property
    def contents(self) -> list[Content]:
        """Every content, in an order that gives each its number."""
        return sorted(
            {place.content(key) for place in self.places for share in place.files.values() for key in share.claims}
        )

    @cached_property
    def document_ids(self) -> dict[str, UUID]:
        texts = {name: self.text(paper).encode() for name, paper in self.papers.items()}
        return {name: UUID(hashlib.sha256(text).hexdigest()[:32]) for name, text in texts.items()}

    def write(self, number: int, folder: Path) -> Path:
        """Write what an act delivers."""
        arrival = self.acts[number]
        if not isinstance(arrival, Arrival):
            raise TypeError
        paper = self.papers[arrival.paper]
        till = f"till-{paper.till} " if paper.till else ""
        path = folder / f"{till}no {number}.{'jsonl' if paper.is_stream else 'csv'}"
        return path if path.exists() else write_file(path, self.text(paper), moment(arrival.at))

    def release(self, word: Word) -> Release:
        place, till = self.places[word.place], self.papers[word.paper].till
        share = self.document_ids[word.paper], place.branch_id, till, place.trading_date
        return Release(*share, moment(word.at), word.said.keep, word.said.always)

    # --- as events of the reference ---

    def expected(self, place: Place) -> reference.Result:
        return reference.fold(self._events(place))

    def expected_sales(self) -> Counter[Content]:
        """How many sales of each content count."""
        return Counter(_content_of(key) for place in self.places for key in self.expected(place).current)

    def _events(self, place: Place) -> Iterator[reference.Event]:
        streamed = self._streamed(place)
        for act in self.acts:
            if isinstance(act, Word):
                yield from self._decision(place, act)
            elif place.number in self.papers[act.paper].shares:
                yield self._delivery(place, self.papers[act.paper], act.at, streamed)

    def _decision(self, place: Place, word: Word) -> Iterator[reference.Decision]:
        """A decision, or only its standing rule on another day of the branch."""
        if word.place == place.number:
            yield replace(word.said, position=word.at, document_id=str(self.document_ids[word.paper]))
        elif word.said.always and self.places[word.place].branch_id == place.branch_id:
            yield replace(word.said, position=word.at, document_id="of another day")

    def _delivery(
        self, place: Place, paper: Paper, at: int, streamed: Mapping[str, Mapping[str, int]]
    ) -> reference.Delivery:
        share = paper.shares[place.number]
        claims = streamed[paper.name] if paper.is_stream else self._numbered(place, share, Counter())
        document_id = str(self.document_ids[paper.name])
        return reference.Delivery(document_id, at, share.till, claims, paper.has_rejections, share.source)

    def _streamed(self, place: Place) -> dict[str, Mapping[str, int]]:
        """The stream's claims; its twins are numbered over the day, in order of delivery."""
        first: dict[str, int] = defaultdict(lambda: 10**9)
        for act in self.acts:
            if isinstance(act, Arrival) and self.papers[act.paper].is_stream:
                first[act.paper] = min(first[act.paper], act.at)
        in_order = sorted(first, key=lambda name: (first[name], self.document_ids[name]))
        seen: Counter[Content] = Counter()
        papers = [self.papers[name] for name in in_order if place.number in self.papers[name].shares]
        return {paper.name: self._numbered(place, paper.shares[place.number], seen) for paper in papers}

    def _numbered(self, place: Place, share: reference.Delivery, seen: Counter[Content]) -> dict[str, int]:
        claims = {}
        for key, minute in share.claims.items():
            content = place.content(key)
            seen[content] += 1
            claims[f"{content[0]}|{content[1]}|{seen[content]}"] = minute
        return claims


def _minute(claim: tuple[str, int]) -> int:
    return claim[1]


def _content_of(key: str) -> Content:
    place, content, _ = key.split("|")
    return int(place), content


def moment(minutes: int) -> datetime:
    return EPOCH + timedelta(minutes=minutes)


# --- strategies ---

styles = st.builds(Style, st.sampled_from(("dash", "triples", "excel")), st.booleans(), st.integers(0, 2))


@st.composite
def worlds(draw: DrawFn, most_events: int = 7) -> World:
    """One branch-day or two, of one branch or of two."""
    branches = draw(st.sampled_from((("leeds",), ("leeds",), ("leeds", "leeds"), ("leeds", "york"))))
    places = tuple(
        Place(number, branch_id, DAYS[number], draw(histories(most_events)), draw(st.booleans()))
        for number, branch_id in enumerate(branches)
    )
    papers, names = _papers(draw, places)
    acts = tuple(dict.fromkeys(_acts(places, names)))
    return World(places, papers, acts, draw(_orders(len(acts))))


def _papers(draw: DrawFn, places: Sequence[Place]) -> tuple[dict[str, Paper], dict[tuple[int, str], str]]:
    """The documents, and the name of the one that holds each share. Some pairs of files become one document."""
    names = {(place.number, document): f"{place.number}{document}" for place in places for document in place.files}
    for one, other in _mergeable(places):
        if draw(st.integers(0, 3)) == 0:
            names[other] = names[one]
    shares: dict[str, dict[int, reference.Delivery]] = defaultdict(dict)
    for (number, document), name in names.items():
        shares[name][number] = places[number].files[document]
    return {name: Paper(name, held, draw(styles)) for name, held in shares.items()}, names


def _mergeable(places: Sequence[Place]) -> Iterable[tuple[tuple[int, str], tuple[int, str]]]:
    """Documents of the first and the second day, each once, that one file could have held."""
    if len(places) < 2:
        return
    for document in places[0].files.keys() & places[1].files.keys():
        one, other = (place.files[document] for place in places)
        if one.source == other.source == "file" and one.till == other.till:
            yield (0, document), (1, document)


def _acts(places: Sequence[Place], names: Mapping[tuple[int, str], str]) -> Iterator[Act]:
    for place in places:
        for event in place.history.events:
            paper = names.get((place.number, event.document_id))
            if paper and isinstance(event, reference.Decision):
                yield Word(paper, place.number, event, 2 * event.position + place.number)
            elif paper and isinstance(event, reference.Delivery):
                yield Arrival(paper, 2 * event.delivered_at + place.number)


@st.composite
def _orders(draw: DrawFn, count: int) -> tuple[tuple[int, ...], ...]:
    """Every act at least once, in any order, cut into batches anywhere."""
    again = draw(st.lists(st.integers(0, count - 1), max_size=3))
    order = draw(st.permutations([*range(count), *again]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=4)) | {len(order)})
    return tuple(tuple(order[start:end]) for start, end in zip([0, *cuts], cuts, strict=False))
