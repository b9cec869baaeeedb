"""Digests sent: each scope's is made once, and each person gets theirs once for a trading date."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from queue import Queue
from typing import Protocol
from urllib.parse import quote

from tillroll.digest.content import ended_day, read_digest
from tillroll.digest.message import Prepared, prepare_message
from tillroll.digest.recipients import Recipient
from tillroll.errors import ConfigurationError
from tillroll.report import EVERYTHING, Reports, Scope, State, Warehouse, find_role, scope_of
from tillroll.wiring import Opened

WORKERS = 2
"""How many scopes are worked out at once; each has a connection of its own."""
CLAIM_SECONDS = 600.0
"""How long a run may take over one message before another run takes it for lost."""


class Mailbox(Protocol):
    """Where messages go out."""

    def send(self, sender: str, address: str, message: bytes) -> bool:
        """Hand a message over; False if this address is refused for good. Raises if no message can go out now."""
        ...


class Ledger(Protocol):
    """Who was sent the digest of which trading date; addresses in lower case."""

    def sent_digests(self, day: date) -> set[str]:
        """The addresses that had the digest of a trading date."""
        ...

    def claim_digest(self, address: str, day: date, now: float, claimed_before: float) -> bool:
        """Take a digest to send it, unless it was sent, or taken after the moment given."""
        ...

    def note_digest(self, address: str, day: date, now: float) -> None:
        """Note that a digest was sent."""
        ...

    def give_back_digest(self, address: str, day: date) -> None:
        """A digest that was taken was not sent."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Where digests are sent from; `clock` gives seconds since 1970."""

    sender: str
    mailbox: Mailbox
    ledger: Ledger
    clock: Callable[[], float]


@dataclass(slots=True)
class Outcome:
    """What became of a run's digests: those in hand are another run's; `refused` are addresses."""

    day: date
    sent: int = 0
    had_it: int = 0
    in_hand: int = 0
    seeing_nothing: int = 0
    scopes: int = 0
    refused: list[str] = field(default_factory=list)


def digest_groups(warehouse: Warehouse, people: Iterable[Recipient]) -> Mapping[Scope, list[Recipient]]:
    """The people by what they see, as the lists of branches are now."""

    @cache
    def scope(role: str, grants: tuple[object, ...]) -> Scope:
        return scope_of(warehouse, find_role(role), grants)  # type: ignore[arg-type]

    found: dict[Scope, list[Recipient]] = {}
    for person in people:
        found.setdefault(scope(person.role, person.grants), []).append(person)
    return found


class Post:
    """One run over the digests of a trading date; without a day, of the last one that is over."""

    def __init__(self, opened: Opened, grace_minutes: int, now: datetime, day: date | None = None) -> None:
        self._opened, self._now = opened, now
        self._state = State(opened.warehouse, now, grace_minutes)
        newest = ended_day(self._reports(opened, EVERYTHING), now)
        if day and day > newest:
            raise ConfigurationError(f"date: {day} is not over yet: the last day that is over is {newest}")
        self.day = day or newest

    def prepared(self, groups: Mapping[Scope, Sequence[Recipient]]) -> Iterator[tuple[Sequence[Recipient], Prepared]]:
        """The message of each scope that holds a branch, with those who get it; a few are worked out at once."""
        free: Queue[Reports] = Queue()
        others = [self._opened.another() for _ in range(min(WORKERS, len(groups)))]
        for other in others:
            free.put(self._reports(other, EVERYTHING))
        pool = ThreadPoolExecutor(max(1, len(others)))
        try:
            for people, prepared in zip(groups.values(), pool.map(partial(self._prepare, free), groups), strict=True):
                if prepared:
                    yield people, prepared
        finally:
            pool.shutdown(cancel_futures=True)
            for other in others:
                other.close()

    def _prepare(self, free: "Queue[Reports]", scope: Scope) -> Prepared | None:
        """The message of a scope; None if it holds no branch on the day."""
        reports = free.get()
        try:
            reports.turn_to(self._state, scope)
            digest = read_digest(reports, scope, self.day, self._now)
        finally:
            free.put(reports)
        return prepare_message(digest) if digest.branch_names else None

    def send(self, groups: Mapping[Scope, Sequence[Recipient]], desk: Desk) -> Outcome:
        """Send each person their digest unless they had it. What the mailbox raises ends the run; repeat it then.

        A message is noted after the mail server has taken it: a crash between the two sends it once more.
        """
        outcome = Outcome(self.day)
        for people, prepared in self.prepared(self._waiting(groups, desk, outcome)):
            outcome.scopes += 1
            for person in people:
                self._send_one(person.address, prepared, desk, outcome)
        told = outcome.sent + outcome.had_it + outcome.in_hand + len(outcome.refused)
        outcome.seeing_nothing = sum(map(len, groups.values())) - told
        return outcome

    def _waiting(
        self, groups: Mapping[Scope, Sequence[Recipient]], desk: Desk, outcome: Outcome
    ) -> Mapping[Scope, list[Recipient]]:
        """The groups without those who had it: for a scope that is not left nothing is worked out."""
        had = desk.ledger.sent_digests(self.day)
        left = {scope: [one for one in people if one.address.lower() not in had] for scope, people in groups.items()}
        outcome.had_it = sum(map(len, groups.values())) - sum(map(len, left.values()))
        return {scope: people for scope, people in left.items() if people}

    def _send_one(self, address: str, prepared: Prepared, desk: Desk, outcome: Outcome) -> None:
        ledger, key = desk.ledger, address.lower()
        if not ledger.claim_digest(key, self.day, desk.clock(), desk.clock() - CLAIM_SECONDS):
            outcome.in_hand += 1
            return
        try:
            is_taken = desk.mailbox.send(desk.sender, address, prepared.to(address, desk.sender, self._now))
        except BaseException:
            ledger.give_back_digest(key, self.day)
            raise
        if is_taken:
            ledger.note_digest(key, self.day, desk.clock())
            outcome.sent += 1
        else:
            ledger.give_back_digest(key, self.day)
            outcome.refused.append(address)

    def _reports(self, opened: Opened, scope: Scope) -> Reports:
        return Reports(opened.warehouse, scope=scope, state=self._state)


def write_out(post: Post, groups: Mapping[Scope, Sequence[Recipient]], sender: str, folder: Path, now: datetime) -> int:
    """Write each message as a file ``DATE-ADDRESS.eml`` of a folder; how many. The ledger is left alone."""
    written = 0
    for people, prepared in post.prepared(groups):
        for person in people:
            name = f"{post.day}-{quote(person.address.lower(), safe='@+')}.eml"
            (folder / name).write_bytes(prepared.to(person.address, sender, now))
            written += 1
    return written
