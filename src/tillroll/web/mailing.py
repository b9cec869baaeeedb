"""The morning digest sent beside the pages, in the same process: for a warehouse that only one program may open."""

import os
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path
from zoneinfo import ZoneInfo

from tillroll.digest import Mailbox, Outcome, Recipient, Sending, check_sending
from tillroll.errors import TillrollError
from tillroll.observe import Log
from tillroll.watching import pause
from tillroll.web.site import Site
from tillroll.web.state import Mailed
from tillroll.words import count, day

LOOK_SECONDS, AGAIN_SECONDS = 5.0, 30.0
HEAD_START_SECONDS, BUSY_SECONDS = 60.0, 600.0
"""Files that came while the machine slept are taken in first: so long, or as long as a load lasts, but not for ever."""
_NOBODY = ""
"""Who did what the program does by itself, in the audit log."""


class Ended(Exception):  # noqa: N818 - it is no error
    """The server ends, and what was not sent goes out once it is up again."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When digests go out, on the chain's clock, and to whom: the users, or the people of a file."""

    at: time_of_day
    people_file: Path | None = None


@dataclass(slots=True)
class Mailing:
    """The digests of one day after another: each day's are sent once, and tried again that day until they are."""

    site: Site
    plan: Plan
    log: Log = field(default_factory=Log)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    ended: threading.Event = field(default_factory=threading.Event)
    _today: date = date.min
    _is_done: bool = False
    _due_since: float | None = None
    _tries: int = 0
    _not_before: float = 0.0

    def __post_init__(self) -> None:
        self.site.mailed = Mailed(f"It goes out every day at {self.plan.at:%H:%M}.")

    def step(self, now: datetime, clock: float) -> None:
        """Send what is due. ``clock`` is in seconds that nobody sets, and that stand while the machine sleeps."""
        local = now.astimezone(ZoneInfo(self.site.settings.time_zone))
        if local.date() != self._today:
            self._today, self._is_done, self._due_since, self._tries, self._not_before = local.date(), False, None, 0, 0
        if self._is_due(local.time(), clock):
            self._send(now, local, clock)

    def _is_due(self, wall: time_of_day, clock: float) -> bool:
        if self._is_done or wall < self.plan.at:
            return False
        if self._due_since is None:
            self._due_since = clock
        waited = clock - self._due_since
        is_first = waited < HEAD_START_SECONDS or (self.site.writing.locked() and waited < BUSY_SECONDS)
        return clock >= self._not_before and not (self.site.folders and is_first)

    def _send(self, now: datetime, local: datetime, clock: float) -> None:
        try:
            outcome, others = self._sent(now)
        except Ended:
            return
        except Exception as error:  # noqa: BLE001 - the pages stay up, and the next try may do
            self._put_off(str(error) if isinstance(error, TillrollError) else type(error).__name__, local, clock)
            return
        self._is_done = not outcome.in_hand
        self._tell(outcome, others, local)
        if outcome.in_hand:
            self._put_off(f"{count(outcome.in_hand, 'digest')} in another run's hands", local, clock)

    def _sent(self, now: datetime) -> tuple[Outcome, Sequence[Recipient]]:
        """Send them over a connection of their own, so that neither readers nor a load wait."""
        site, opened = self.site, self.site.opened.another()
        sending = Sending(site.settings, self.environ, site.accounts, site.clock, self._until_ended)
        try:
            return sending.send_to_all(opened, self.plan.people_file, now)
        finally:
            opened.close()

    def _until_ended(self, mailbox: Mailbox) -> Mailbox:
        return _UntilEnded(mailbox, self.ended)

    def _put_off(self, why: str, local: datetime, clock: float) -> None:
        seconds = pause(self._tries, AGAIN_SECONDS)
        self._tries += 1
        self._not_before = clock + seconds
        self.log.write("digest_put_off", reason=why, again_in_seconds=seconds)
        words = f"It could not go out at {local:%H:%M} on {day(local)}: {why}. It is tried again in {seconds:,.0f} s."
        self.site.mailed = Mailed(words, is_trouble=True)

    def _tell(self, outcome: Outcome, others: Sequence[Recipient], local: datetime) -> None:
        """In the log and on the page by numbers; whose address is at fault stands in the audit log, for owners."""
        left_out = len(outcome.refused) + len(others)
        told = f"{count(outcome.sent, 'digest')} of {day(outcome.day)}"
        had = f"; {outcome.had_it:,} had theirs already" if outcome.had_it else ""
        fault = f" {count(left_out, 'address', 'addresses')} got none: owners see which in the audit log."
        self.log.write("digest", trading_date=outcome.day.isoformat(), sent=outcome.sent, missing=left_out)
        self.site.mailed = Mailed(
            f"Sent {told} at {local:%H:%M} on {day(local)}{had}.{fault if left_out else ''}", is_trouble=bool(left_out)
        )
        self._note("digests sent", told if outcome.sent else "")
        for address in outcome.refused:
            self._note("digest refused", f"{address}: the mail server refuses this address: correct it")
        for person in others:
            self._note("digest refused", f"{person.address}: digest_domains does not name {person.domain}")

    def _note(self, kind: str, about: str) -> None:
        if about:
            self.site.accounts.log(_NOBODY, kind, about, self.site.clock())


@dataclass(frozen=True, slots=True)
class _UntilEnded:
    """A mailbox that takes no more once the server ends: what it had not taken counts as not sent."""

    mailbox: Mailbox
    ended: threading.Event

    def send(self, sender: str, address: str, message: bytes) -> bool:
        if self.ended.is_set():
            raise Ended
        return self.mailbox.send(sender, address, message)


def check_plan(site: Site, plan: Plan | None) -> None:
    """`ConfigurationError` if digests are to go out and the settings don't say how: now, not in the morning."""
    if plan:
        check_sending(site.settings, os.environ)


def send_mornings(site: Site, plan: Plan, log: Log, ended: threading.Event) -> None:
    """Send each day's digests at their time, until the event is set."""
    mailing = Mailing(site, plan, log, ended=ended)
    while not ended.wait(LOOK_SECONDS):
        mailing.step(site.now(), time.monotonic())
