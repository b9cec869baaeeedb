"""Contested branch-days: fetch what their documents claim, let the delivery rules decide, write the answer back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar, Protocol
from uuid import UUID

from tillroll.contract.values import Source
from tillroll.delivery import OVERTAKEN, DayState, Decision, Delivery, Event, Judgement, fold_day
from tillroll.registry import UNLISTED

Day = tuple[str, date]
ShareKey = tuple[UUID, str, str, date, datetime]
_ANOTHER_DAYS = UUID(int=0)


class Runs(Protocol):
    """Whatever runs the SQL files and keeps what they answer."""

    def run(self, name: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run ``sql/<name>.sql`` and fetch what it answers."""
        ...

    def keep(self, table: str, name: str, /, **parameters: object) -> None:
        """Keep what ``sql/<name>.sql`` answers as a temporary table of this name, in the place of one kept before."""
        ...


@dataclass(frozen=True, slots=True)
class Share:
    """What became of one delivery's share of a branch, till and trading date, in rows, sales and pence."""

    SUMMED: ClassVar[tuple[str, ...]] = (
        *("rows_loaded", "rows_already_there", "rows_held"),
        *("pence_loaded", "pence_already_there", "pence_held"),
        *("sales_loaded", "sales_withdrawn", "pence_withdrawn"),
    )

    branch_id: str
    till: str
    trading_date: date
    outcome: str
    reason: str | None
    sales: int
    pence: int
    rows_loaded: int = 0
    rows_already_there: int = 0
    rows_held: int = 0
    pence_loaded: int = 0
    pence_already_there: int = 0
    pence_held: int = 0
    sales_loaded: int = 0
    sales_withdrawn: int = 0
    pence_withdrawn: int = 0


@dataclass(frozen=True, slots=True)
class ContestedDays:
    """What the rules said: each delivery's share, and the days that rest on the stream alone in part.

    ``dropped``: by document as it was, how many counted sales, and pence, it no longer holds when read anew.
    """

    shares: Mapping[ShareKey, Share]
    provisional: Collection[Day]
    dropped: Mapping[UUID, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Claim:
    """One document's share of a contested branch-day as stored."""

    document_id: UUID
    till: str
    delivered_at: datetime
    source: Source
    has_rejections: bool
    reason: str | None
    minutes: Mapping[int, int]
    rows: Mapping[int, int]


_New = tuple[datetime, UUID, Delivery, _Claim]


@dataclass(slots=True)
class _Contested:
    """Everything the rules need of one contested branch-day."""

    is_listed: bool = True
    claims: list[_Claim] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


@dataclass(slots=True)
class _Answer:
    """What is written back, and the receipts' shares."""

    counted: dict[int, bool] = field(default_factory=dict)
    judged: list[tuple[object, ...]] = field(default_factory=list)
    shares: dict[ShareKey, Share] = field(default_factory=dict)
    provisional: set[Day] = field(default_factory=set)


def judge_contested_days(
    runs: Runs, places: Sequence[tuple[UUID, datetime]], span: Mapping[str, date], reread: Collection[UUID] = ()
) -> ContestedDays:
    """Fold every contested branch-day and write back which sales count.

    ``places`` are this batch's deliveries; those of documents in ``reread`` count as new ones, though known.
    """
    sales = runs.run("load/contested_sale_states")
    was_current = {key: is_current for key, is_current, _ in sales}
    pence = {key: total for key, _, total in sales}
    known: dict[UUID, set[datetime]] = defaultdict(set)
    for document_id, delivered_at in runs.run("load/contested_places"):
        known[document_id].add(delivered_at)
    new: dict[UUID, set[datetime]] = defaultdict(set)
    for document_id, delivered_at in places:
        new[document_id].add(delivered_at)
    answer = _Answer()
    for day, contested in _fetch_days(runs).items():
        _judge_day(day, contested, _Deliveries(known, new, reread), _Stored(was_current, pence), answer)
    _write_back(runs, answer, span)
    return ContestedDays(answer.shares, answer.provisional)


@dataclass(frozen=True, slots=True)
class _Deliveries:
    known: Mapping[UUID, set[datetime]]
    new: Mapping[UUID, set[datetime]]
    reread: Collection[UUID]

    def fresh(self, document_id: UUID) -> set[datetime]:
        """The places at which the document tells something new in this batch."""
        places = self.new.get(document_id, set())
        return places if document_id in self.reread else places - self.known.get(document_id, set())


@dataclass(frozen=True, slots=True)
class _Stored:
    was_current: Mapping[int, bool]
    pence: Mapping[int, int]


def _fetch_days(runs: Runs) -> dict[Day, _Contested]:
    runs.keep("contested_share", "load/contested_share")
    minutes: dict[int, dict[int, int]] = defaultdict(dict)
    rows: dict[int, dict[int, int]] = defaultdict(dict)
    for share_no, key, minute, row_count in runs.run("load/contested_claims"):
        minutes[share_no][key] = minute
        rows[share_no][key] = row_count
    days: dict[Day, _Contested] = defaultdict(_Contested)
    for no, branch_id, day, document_id, till, place, source, rejections, listed, reason in runs.run(
        "load/contested_shares"
    ):
        contested = days[branch_id, day]
        contested.is_listed = listed
        contested.claims.append(_Claim(document_id, till, place, source, rejections, reason, minutes[no], rows[no]))
    for branch_id, day, document_id, till, decided_at, keep, is_rule, is_own in runs.run("load/contested_decisions"):
        about = document_id if is_own else _ANOTHER_DAYS
        days[branch_id, day].decisions.append(Decision(about, till, decided_at, keep, is_rule))
    return days


def _judge_day(day: Day, contested: _Contested, deliveries: _Deliveries, stored: _Stored, answer: _Answer) -> None:
    """Fold the day once for what was known, then once more for each new delivery, in the order of their places."""
    if not contested.is_listed:
        _hold_day(day, contested, deliveries, stored, answer)
        return
    events: list[Event] = [*contested.decisions]
    news: list[_New] = []
    for claim in contested.claims:
        known = deliveries.known.get(claim.document_id, set())
        fresh = deliveries.fresh(claim.document_id)
        places = known | fresh or {claim.delivered_at}
        events += [_delivery(claim, place) for place in places - fresh]
        news += [(place, claim.document_id, _delivery(claim, place), claim) for place in fresh]
    news.sort(key=lambda new: (new[0], new[1], new[3].till))
    again = [new for new in news if new[1] in deliveries.reread]
    before = {key for claim in contested.claims for key in claim.minutes if stored.was_current[key]}
    state = None
    if again:
        events += [delivery for _, _, delivery, _ in again]
        state = fold_day(events)
        _share_reread(day, again, before, state, stored, answer)
        before = set(state.current)
    for place, document_id, delivery, claim in news:
        if document_id in deliveries.reread:
            continue
        events.append(delivery)
        state = fold_day(events)
        share = _share(day, claim, state.judgements.get(((document_id, claim.till), place)), before, state, stored)
        answer.shares[document_id, day[0], claim.till, day[1], place] = share
        before = set(state.current)
    state = state or fold_day(events)
    judgements = _settle_day(day, contested, state, stored, answer)
    for claim in contested.claims:
        repeats = deliveries.new.get(claim.document_id, set()) - deliveries.fresh(claim.document_id)
        for place in repeats:
            share = _repeated(day, claim, judgements[claim.document_id, claim.till], state, stored)
            answer.shares[claim.document_id, day[0], claim.till, day[1], place] = share


def _share_reread(
    day: Day, again: Sequence[_New], before: set[int], state: DayState, stored: _Stored, answer: _Answer
) -> None:
    """The shares of documents that are read anew: together they lead from the day as it was to the day as it is.

    What begins to count is the first one's that claims it, what ceases to is the first one's.
    """
    added = state.current - before
    for number, (place, document_id, _, claim) in enumerate(again, 1):
        own = added & claim.minutes.keys() if number < len(again) else added
        judgement = state.judgements.get(((document_id, claim.till), place))
        share = _share(day, claim, judgement, (before | added) - own, state, stored)
        if not (share.rows_loaded or share.rows_held or share.sales_withdrawn):
            share = replace(share, outcome="duplicate", reason=None)
        answer.shares[document_id, day[0], claim.till, day[1], place] = share
        before, added = set(state.current), added - own


def _repeated(day: Day, claim: _Claim, judgement: Judgement, state: DayState, stored: _Stored) -> Share:
    """The same delivery again: a duplicate, whatever became of it the first time, unless it is still held."""
    if judgement.outcome != "held":
        judgement = Judgement("duplicate")
    return replace(_share(day, claim, judgement, set(state.current), state, stored), reason=judgement.reason)


def _delivery(claim: _Claim, place: datetime) -> Delivery:
    return Delivery(claim.document_id, place, claim.till, claim.minutes, claim.has_rejections, claim.source)


def _share(
    day: Day, claim: _Claim, judgement: Judgement | None, before: set[int], state: DayState, stored: _Stored
) -> Share:
    """What one delivery changed: its rows' fates, and the sales that it withdrew."""
    claims = claim.minutes.keys()
    loaded, there, held = claims & state.current - before, claims & before & state.current, claims - state.current
    withdrawn = before - state.current
    if judgement is None:
        judgement = _stream_judgement(claims, loaded, before)
    reason = judgement.reason
    if held and judgement.outcome != "held":
        reason = OVERTAKEN
    return Share(
        *(day[0], claim.till, day[1], judgement.outcome, reason, 0, 0),
        rows_loaded=sum(claim.rows[key] for key in loaded),
        rows_already_there=sum(claim.rows[key] for key in there),
        rows_held=sum(claim.rows[key] for key in held),
        pence_loaded=sum(stored.pence[key] for key in loaded),
        pence_already_there=sum(stored.pence[key] for key in there),
        pence_held=sum(stored.pence[key] for key in held),
        sales_loaded=len(state.current - before),
        sales_withdrawn=len(withdrawn),
        pence_withdrawn=sum(stored.pence[key] for key in withdrawn),
    )


def _stream_judgement(claims: Collection[int], loaded: Collection[int], before: Collection[int]) -> Judgement:
    if not loaded:
        return Judgement("contained" if claims else "loaded")
    return Judgement("extended" if before else "loaded")


def _settle_day(
    day: Day, contested: _Contested, state: DayState, stored: _Stored, answer: _Answer
) -> dict[tuple[UUID, str], Judgement]:
    """Note what is to be written back of a day; gives back the telling judgement on each share."""
    judgements = {}
    for claim in contested.claims:
        judgement = _latest(claim, state)
        judgements[claim.document_id, claim.till] = judgement
        stands = (claim.document_id, claim.till) in state.standing or (
            claim.source == "stream" and not state.current.isdisjoint(claim.minutes)
        )
        answer.judged.append(
            (claim.document_id, day[0], claim.till, day[1], judgement.outcome, judgement.reason, stands)
        )
        for key in claim.minutes:
            if stored.was_current[key] != (key in state.current):
                answer.counted[key] = key in state.current
    if state.is_provisional:
        answer.provisional.add(day)
    return judgements


def _latest(claim: _Claim, state: DayState) -> Judgement:
    """The latest judgement on a document's share that is more than a repetition."""
    key = (claim.document_id, claim.till)
    found = [judgement for (part, _), judgement in sorted(state.judgements.items(), key=_place_of) if part == key]
    telling = [judgement for judgement in found if judgement.outcome != "duplicate"]
    return (telling or found or [_stream_judgement(claim.minutes, claim.minutes.keys() & state.current, ())])[-1]


def _place_of(item: tuple[tuple[tuple[UUID, str], datetime], Judgement]) -> datetime:
    return item[0][1]


def _hold_day(day: Day, contested: _Contested, deliveries: _Deliveries, stored: _Stored, answer: _Answer) -> None:
    """A day of a branch that the list does not name: stored, not counted."""
    for claim in contested.claims:
        reason = claim.reason or UNLISTED
        answer.judged.append((claim.document_id, day[0], claim.till, day[1], "held", reason, False))
        answer.counted |= {key: False for key in claim.minutes if stored.was_current[key]}
        share = Share(
            *(day[0], claim.till, day[1], "held", reason, 0, 0),
            rows_held=sum(claim.rows.values()),
            pence_held=sum(stored.pence[key] for key in claim.minutes),
        )
        for place in deliveries.new.get(claim.document_id, set()):
            answer.shares[claim.document_id, day[0], claim.till, day[1], place] = share


def _write_back(runs: Runs, answer: _Answer, span: Mapping[str, date]) -> None:
    if answer.counted:
        keys, flags = list(answer.counted), list(answer.counted.values())
        runs.run("load/count_sales", sale_keys=keys, is_current=flags, **span)
    columns = ("document_ids", "branch_ids", "tills", "trading_dates", "outcomes", "reasons", "stands")
    runs.run(
        "load/judge_document_days",
        **{name: [row[at] for row in answer.judged] for at, name in enumerate(columns)},
    )
