"""The delivery rules of one branch-day, folded as naively as they can be said.

A branch-day is a list of events: deliveries, and people's decisions about held ones. `fold` takes them in the order
in which they were delivered, whatever order they come in, and says which sales are current. It shares no code with
the product; tests assert that both come to the same state.

Two documents are comparable when their tills are equal or one of them is unknown (''). No rule looks beyond them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Key = str
Minute = int
Keep = Literal["new", "old", "both"]
Outcome = Literal["duplicate", "contained", "loaded", "extended", "corrected", "held", "dismissed"]


@dataclass(frozen=True)
class Delivery:
    """A document as it arrived: the sales of this branch-day that it claims, each with its minute.

    Two arrivals of one document differ in `delivered_at` only.
    """

    document_id: str
    delivered_at: int
    till: str
    claims: Mapping[Key, Minute]
    has_rejections: bool = False
    source: Literal["file", "stream"] = "file"

    @property
    def window(self) -> range:
        return range(min(self.claims.values()), max(self.claims.values()) + 1)


@dataclass(frozen=True)
class Decision:
    """What a person said of a held document; `always` makes it the branch's standing rule.

    A standing rule holds for every stranger of the branch, whenever it was delivered; of several, the latest.
    """

    position: int
    document_id: str
    keep: Keep
    always: bool = False


Event = Delivery | Decision
DeliveryId = tuple[str, int]


@dataclass(frozen=True)
class Result:
    """The state of a branch-day: its current sales, and the outcome of each delivery of a file."""

    current: frozenset[Key]
    outcomes: Mapping[DeliveryId, Outcome]
    provisional: bool


@dataclass(frozen=True)
class Standing:
    """A document that stands, and the claims it still speaks for."""

    delivery: Delivery
    speaks: frozenset[Key]

    @property
    def is_uncorrected(self) -> bool:
        return self.speaks == set(self.delivery.claims)


@dataclass
class Day:
    """What is known so far of a branch-day."""

    standing: dict[str, Standing] = field(default_factory=dict)
    files: list[Delivery] = field(default_factory=list)
    outcomes: dict[DeliveryId, Outcome] = field(default_factory=dict)
    rule: Keep | None = None


def fold(events: Iterable[Event]) -> Result:
    """The state to which these events lead; they may come in any order and any number of times."""
    ordered = in_order_of_delivery(events)
    day = Day(rule=standing_rule(ordered))
    streamed = []
    for event in ordered:
        if isinstance(event, Decision):
            decide(day, event)
        elif event.source == "stream":
            streamed.append(event)
        else:
            judge(day, event)
    settle_held(day)
    of_files = current_of(day.standing.values())
    of_streams = frozenset(key for delivery in streamed for key in current_of_stream(day, delivery))
    return Result(of_files | of_streams, day.outcomes, bool(of_streams - of_files))


def standing_rule(events: Iterable[Event]) -> Keep | None:
    rules = [event.keep for event in events if isinstance(event, Decision) and event.always]
    return rules[-1] if rules else None


def in_order_of_delivery(events: Iterable[Event]) -> list[Event]:
    return [once for _, once in sorted({place(event): event for event in events}.items())]


def place(event: Event) -> tuple[int, bool, str, str, bool]:
    """Where an event stands among the others; the same event twice has one place."""
    if isinstance(event, Delivery):
        return (event.delivered_at, False, event.document_id, "", False)
    return (event.position, True, event.document_id, event.keep, event.always)


def identity(delivery: Delivery) -> DeliveryId:
    return (delivery.document_id, delivery.delivered_at)


def are_comparable(one: Delivery, other: Delivery) -> bool:
    return one.till == other.till or "" in (one.till, other.till)


def comparable_standing(day: Day, delivery: Delivery) -> list[Standing]:
    return [each for each in day.standing.values() if are_comparable(each.delivery, delivery)]


def current_of(standing: Iterable[Standing]) -> frozenset[Key]:
    return frozenset(key for each in standing for key in each.speaks)


def minutes_current(standing: Iterable[Standing]) -> set[Minute]:
    return {each.delivery.claims[key] for each in standing for key in each.speaks}


# --- a delivery, judged at its turn ---


def judge(day: Day, new: Delivery) -> None:
    """Decide what a delivered file means for the day, and let it take effect."""
    outcome = outcome_of(day, new)
    day.files.append(new)
    day.outcomes[identity(new)] = outcome


def outcome_of(day: Day, new: Delivery) -> Outcome:
    """The rules in their order; the first that applies takes effect."""
    others = comparable_standing(day, new)
    kin = [each for each in others if are_kin(each.delivery, new)]
    is_all_current = set(new.claims) <= current_of(others)
    if any(each.is_uncorrected and set(each.delivery.claims) == set(new.claims) for each in others):
        return "duplicate"
    if kin and is_all_current:
        return "contained"
    if returns(day, new) and not is_all_current:
        return "held"
    if kin:
        return succeed(day, new, kin)
    if not any(minute in new.window for minute in minutes_current(others)):
        stand(day, new)
        return "extended" if others else "loaded"
    return outcome_of_stranger(day, new)


def are_kin(one: Delivery, other: Delivery) -> bool:
    shared = len(set(one.claims) & set(other.claims))
    return 2 * shared >= min(len(one.claims), len(other.claims))


def returns(day: Day, new: Delivery) -> bool:
    """Whether an earlier delivery claimed just these sales, and was neither left held nor dismissed."""
    return any(
        are_comparable(earlier, new)
        and set(earlier.claims) == set(new.claims)
        and day.outcomes[identity(earlier)] not in ("held", "dismissed")
        for earlier in day.files
    )


def succeed(day: Day, new: Delivery, kin: list[Standing]) -> Outcome:
    """NEW speaks for its kin within its window, unless it has rejected rows: then it only adds."""
    if new.has_rejections:
        stand(day, new)
        return "extended"
    lacking = claims_lacking(day, new, kin)
    silence(day, new, kin)
    stand(day, new)
    return "corrected" if lacking else "extended"


def claims_lacking(day: Day, new: Delivery, kin: list[Standing]) -> set[Key]:
    """The sales of NEW's kin, inside its window, that neither it nor any other standing document claims."""
    strangers = [each for each in comparable_standing(day, new) if each not in kin]
    spoken_for = current_of(strangers) | set(new.claims)
    return {
        key for each in kin for key in each.speaks if each.delivery.claims[key] in new.window and key not in spoken_for
    }


def outcome_of_stranger(day: Day, new: Delivery) -> Outcome:
    """A standing rule lets it in, unless it would withdraw sales although some of its rows are rejected."""
    if day.rule is None or (day.rule == "new" and new.has_rejections):
        return "held"
    return release(day, new, day.rule)


# --- what a document does once it is let in ---


def stand(day: Day, new: Delivery) -> None:
    day.standing[new.document_id] = Standing(new, frozenset(new.claims))


def silence(day: Day, new: Delivery, others: list[Standing]) -> None:
    """The others stop speaking for their claims inside NEW's window; who speaks for nothing no longer stands."""
    for each in others:
        left = frozenset(key for key in each.speaks if each.delivery.claims[key] not in new.window)
        if left:
            day.standing[each.delivery.document_id] = replace(each, speaks=left)
        else:
            del day.standing[each.delivery.document_id]


def release(day: Day, target: Delivery, keep: Keep) -> Outcome:
    if keep == "old":
        return "dismissed"
    if keep == "new":
        silence(day, target, comparable_standing(day, target))
    stand(day, target)
    return "corrected" if keep == "new" else "extended"


# --- decisions, and what is still held at the end ---


def decide(day: Day, decision: Decision) -> None:
    """A decision acts on the latest delivery of its document, if that is held or contained."""
    target = latest(day, decision.document_id)
    if target and day.outcomes[identity(target)] in ("held", "contained"):
        day.outcomes[identity(target)] = release(day, target, decision.keep)


def latest(day: Day, document_id: str) -> Delivery | None:
    return next((each for each in reversed(day.files) if each.document_id == document_id), None)


def settle_held(day: Day) -> None:
    """A held delivery whose sales have all become current meanwhile needs nobody."""
    for each in day.files:
        is_all_current = set(each.claims) <= current_of(comparable_standing(day, each))
        if day.outcomes[identity(each)] == "held" and is_all_current:
            day.outcomes[identity(each)] = "contained"


# --- stream ---


def current_of_stream(day: Day, streamed: Delivery) -> set[Key]:
    """The sales of a stream batch that a file claims as current, or that no file's window covers."""
    files = comparable_standing(day, streamed)
    whole = [each.delivery for each in files if not each.delivery.has_rejections]
    return {
        key
        for key, minute in streamed.claims.items()
        if key in current_of(files) or not any(minute in file.window for file in whole)
    }
