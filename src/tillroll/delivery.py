"""The delivery rules: what another file for the same branch and day means. Pure functions over sets of sales and times.

A branch-day's state is a fold over its documents and decisions in the order in which they were delivered. Sales are any
hashable keys; times are whole minutes. docs/explanation/delivery-rules.md tells the rules with examples.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tillroll.contract.values import Keep, Outcome, Source

Sale = int
Place = tuple[datetime, int, UUID]

STRANGER = (
    "shares no sales with the others of its day and lies among them: another till, or a wrong file? "
    "Release it with --keep both, new or old"
)
RETURNS = "is an earlier version that a later delivery has corrected: release it with --keep new to return to it"
SHRINKS = "holds only part of what is there already; release it with --keep new if the rest was wrong"
OVERTAKEN = "a later delivery already speaks for its time"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of one document's share of a branch-day and till: what it claims, and when in the day."""

    document_id: UUID
    delivered_at: datetime
    till: str
    claims: Mapping[Sale, int]
    has_rejections: bool = False
    source: Source = "file"

    @property
    def place(self) -> Place:
        """Its place in the order of deliveries."""
        return self.delivered_at, 0, self.document_id


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's decision about a document's share of a branch-day.

    A standing rule holds for every stranger of its branch, whenever it was delivered; the latest one counts.
    """

    document_id: UUID
    till: str
    decided_at: datetime
    keep: Keep
    is_standing_rule: bool = False

    @property
    def place(self) -> Place:
        """Its place in the order; after deliveries of the same moment."""
        return self.decided_at, 1, self.document_id


Event = Delivery | Decision
PartKey = tuple[UUID, str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one delivery."""

    outcome: Outcome
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DayState:
    """A branch-day after all its events: sales that count, what became of each delivery, which documents stand."""

    current: frozenset[Sale]
    judgements: Mapping[tuple[PartKey, datetime], Judgement]
    standing: frozenset[PartKey]
    is_provisional: bool


@dataclass(slots=True)
class _Part:
    """A document's share of the day while the fold goes on; it stands while it speaks for a sale."""

    delivery: Delivery
    speaks: set[Sale] = field(default_factory=set)
    judgement: Judgement = field(default_factory=lambda: Judgement("held"))
    latest: datetime = datetime.min  # noqa: DTZ901 - replaced at the part's first delivery

    @property
    def claims(self) -> Mapping[Sale, int]:
        return self.delivery.claims

    @property
    def stands(self) -> bool:
        return bool(self.speaks)

    @property
    def is_uncorrected(self) -> bool:
        return self.stands and len(self.speaks) == len(self.claims)

    def lies_within(self, minute: int) -> bool:
        return min(self.claims.values()) <= minute <= max(self.claims.values())


class _Fold:
    """The state of one branch-day as its events come in."""

    def __init__(self, rule: Keep | None) -> None:
        self.parts: dict[PartKey, _Part] = {}
        self.judgements: dict[tuple[PartKey, datetime], Judgement] = {}
        self.rule = rule

    def standing(self, part: _Part) -> list[_Part]:
        """The standing documents that the part can be compared with: same till, or one of the two unknown."""
        tills = {part.delivery.till, ""}
        return [
            other
            for other in self.parts.values()
            if other is not part and other.stands and (other.delivery.till in tills or not part.delivery.till)
        ]

    def deliver(self, delivery: Delivery) -> None:
        key = (delivery.document_id, delivery.till)
        known = self.parts.get(key)
        part = known or _Part(delivery)
        judgement = self._judge(part, is_known=known is not None)
        self.parts[key] = part
        part.judgement, part.latest = judgement, delivery.delivered_at
        self.judgements[key, delivery.delivered_at] = judgement

    def _judge(self, part: _Part, *, is_known: bool) -> Judgement:
        if is_known and part.is_uncorrected:
            return Judgement("duplicate")
        standing = self.standing(part)
        if any(other.is_uncorrected and other.claims.keys() == part.claims.keys() for other in standing):
            return Judgement("duplicate")
        kin = [other for other in standing if _are_kin(part, other)]
        current = self._current(part)
        if (kin or part.stands) and part.claims.keys() <= current:
            return Judgement("contained", SHRINKS)
        if self._returns(part, current):
            return Judgement("held", RETURNS)
        if kin:
            return self._supersede(part, kin, standing)
        return self._place_among(part, standing)

    def _current(self, part: _Part) -> set[Sale]:
        """The sales that the part's comparable documents, itself among them, speak for."""
        spoken = set(part.speaks)
        for other in self.standing(part):
            spoken |= other.speaks
        return spoken

    def _returns(self, part: _Part, current: set[Sale]) -> bool:
        """Whether a delivery of just these sales was once taken in, and has been corrected since."""
        if part.claims.keys() <= current:
            return False
        same = {key for key, other in self.parts.items() if other.claims.keys() == part.claims.keys()}
        return any(
            key in same and judgement.outcome not in {"held", "dismissed"}
            for (key, _), judgement in self.judgements.items()
        )

    def _supersede(self, part: _Part, kin: list[_Part], standing: list[_Part]) -> Judgement:
        """The part alone speaks for its kin inside its window; one with rejected rows withdraws nothing."""
        if part.delivery.has_rejections:
            part.speaks = set(part.claims)
            return Judgement("extended")
        strangers = set().union(*(other.speaks for other in standing if other not in kin))
        lacks = self._silence(part, kin) - part.claims.keys() - strangers
        part.speaks = set(part.claims)
        return Judgement("corrected" if lacks else "extended")

    def _silence(self, part: _Part, others: Iterable[_Part]) -> set[Sale]:
        """Stop the others from speaking inside the part's window; gives back what they spoke for there."""
        silenced: set[Sale] = set()
        for other in others:
            inside = {sale for sale in other.speaks if part.lies_within(other.claims[sale])}
            other.speaks -= inside
            silenced |= inside
        return silenced

    def _place_among(self, part: _Part, standing: list[_Part]) -> Judgement:
        """A part without kin: welcome where no current sale lies in its window, else a stranger."""
        among = any(part.lies_within(other.claims[sale]) for other in standing for sale in other.speaks)
        if not among:
            part.speaks = set(part.claims)
            return Judgement("extended" if standing else "loaded")
        if self.rule is None or (self.rule == "new" and part.delivery.has_rejections):
            return Judgement("held", STRANGER)
        return self._keep(part, self.rule, standing)

    def _keep(self, part: _Part, keep: Keep, standing: list[_Part]) -> Judgement:
        if keep == "old":
            return Judgement("dismissed")
        if keep == "new":
            self._silence(part, standing)
        part.speaks = set(part.claims)
        return Judgement("corrected" if keep == "new" else "extended")

    def decide(self, decision: Decision) -> None:
        key = (decision.document_id, decision.till)
        part = self.parts.get(key)
        if part is None or part.judgement.outcome not in {"held", "contained"}:
            return
        part.judgement = self._keep(part, decision.keep, self.standing(part))
        self.judgements[key, part.latest] = part.judgement

    def settle(self) -> None:
        """A held delivery all of whose sales count by now has nothing left to decide."""
        for (key, delivered_at), judgement in list(self.judgements.items()):
            part = self.parts[key]
            if judgement.outcome == "held" and part.claims.keys() <= self._current(part):
                self.judgements[key, delivered_at] = Judgement("contained")


def _are_kin(one: _Part, other: _Part) -> bool:
    """Whether two documents share at least half of the smaller one's sales."""
    shared = len(one.claims.keys() & other.claims.keys())
    return shared > 0 and 2 * shared >= min(len(one.claims), len(other.claims))


def _order(event: Event) -> tuple[object, ...]:
    """What sorts an event, and makes it itself: two decisions of one moment may differ."""
    said = (event.keep, event.is_standing_rule) if isinstance(event, Decision) else ()
    return (*event.place, event.till, *said)


def fold_day(events: Iterable[Event]) -> DayState:
    """The state of one branch-day. Events may come in any order and any number of times; places order them."""
    unique = {_order(event): event for event in events}
    ordered = [unique[place] for place in sorted(unique)]
    rules = [event.keep for event in ordered if isinstance(event, Decision) and event.is_standing_rule]
    fold = _Fold(rules[-1] if rules else None)
    for event in ordered:
        if isinstance(event, Decision):
            fold.decide(event)
        elif event.source == "file" and event.claims:
            fold.deliver(event)
    fold.settle()
    files = {sale for part in fold.parts.values() for sale in part.speaks}
    streamed = _current_stream(ordered, list(fold.parts.values()))
    return DayState(
        frozenset(files | streamed),
        fold.judgements,
        frozenset(key for key, part in fold.parts.items() if part.stands),
        is_provisional=bool(streamed - files),
    )


def _current_stream(events: Iterable[Event], parts: Iterable[_Part]) -> set[Sale]:
    """Stream sales outside the windows of standing files that could have withdrawn them."""
    firm = [part for part in parts if part.stands and not part.delivery.has_rejections]
    streams = [event for event in events if isinstance(event, Delivery) and event.source == "stream"]
    return {
        sale
        for stream in streams
        for sale, minute in stream.claims.items()
        if not any(_comparable(stream, part) and part.lies_within(minute) for part in firm)
    }


def _comparable(stream: Delivery, part: _Part) -> bool:
    return not stream.till or not part.delivery.till or stream.till == part.delivery.till
