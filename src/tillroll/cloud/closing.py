"""What is done when the day closes: missed files are asked for, raw files get their term, people hear who is late."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from tillroll.adapters.raw_bucket import Found
from tillroll.cloud.messages import event_of
from tillroll.cloud.preparing import is_list, second_of
from tillroll.filename import mask_long_numbers
from tillroll.report import Warehouse, quarantine, register
from tillroll.staged_form import number_of

RAW_DAYS = 35
LOADED_DAYS = 7
NOTICE_DAYS = 7
_IN_FLIGHT = timedelta(minutes=15)
_JUST_LOADED = timedelta(days=2)
_NEEDS_PERSON = frozenset({"held", "unreadable"})
Place = tuple[str, datetime]


class Raw(Protocol):
    """The raw bucket."""

    def delivered(self) -> list[Found]:
        """Every version of every till file and list, in order of delivery."""
        ...

    def mark_loaded(self, found: Found) -> None:
        """Let a file be deleted a week after it came."""
        ...


class Outbox(Protocol):
    """The queue of files that are to be prepared."""

    def send(self, bodies: Sequence[str]) -> None:
        """Send messages."""
        ...


@dataclass(frozen=True, slots=True)
class _Told:
    """The last word of the ledger on a delivery: what became of it, and when."""

    outcome: str
    document_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sweep:
    """A look through the raw bucket for files that the ledger does not know.

    Their event was lost, or their batch must be prepared again. ``is_anew`` asks for those too that are held or could
    not be read, and for those that came just now. ``lists`` are the lists that the staged form keeps.
    """

    raw: Raw
    files: Outbox
    lists: Callable[[], Sequence[str]]
    now: datetime
    is_anew: bool = False

    def run(self, warehouse: Warehouse) -> int:
        """Ask for them; how many they are."""
        told = _told(warehouse, self.now)
        kept = {number_of(name) for name in self.lists()}
        bodies = [event_of(found.raw) for found in self.raw.delivered() if self._is_wanted(found, told, kept)]
        self.files.send(bodies)
        return len(bodies)

    def _is_wanted(self, found: Found, told: Mapping[Place, _Told], kept: Collection[int]) -> bool:
        if is_list(found.raw.key):
            return second_of(found.delivered_at) not in kept
        known = told.get(_place(found))
        if known is None:
            return self.is_anew or self.now - found.delivered_at > _IN_FLIGHT
        return self.is_anew and known.outcome in _NEEDS_PERSON


def _told(warehouse: Warehouse, now: datetime) -> Mapping[Place, _Told]:
    since = (now - timedelta(days=RAW_DAYS + 1)).astimezone(UTC).replace(tzinfo=None)
    return {
        (file, delivered_at): _Told(outcome, str(document_id), at.replace(tzinfo=UTC))
        for file, delivered_at, outcome, document_id, at in warehouse.run("cloud/receipts_since", since=since)
    }


def _place(found: Found) -> Place:
    return mask_long_numbers(found.raw.key), found.delivered_at.astimezone(UTC).replace(tzinfo=None)


def mark_loaded(warehouse: Warehouse, raw: Raw, now: datetime) -> int:
    """Mark the files that were loaded since the last passes; how many."""
    told = _told(warehouse, now)
    marked = 0
    for found in raw.delivered():
        known = told.get(_place(found))
        if known and known.outcome not in _NEEDS_PERSON and now - known.at < _JUST_LOADED:
            raw.mark_loaded(found)
            marked += 1
    return marked


def about_to_go(warehouse: Warehouse, now: datetime) -> list[str]:
    """The files that a person still has to see to and that are deleted in a week: their names, long numbers starred."""
    waiting = {str(item.document_id) for item in quarantine(warehouse)}
    due = now - timedelta(days=RAW_DAYS - NOTICE_DAYS)
    return sorted(
        file
        for (file, delivered_at), told in _told(warehouse, now).items()
        if told.document_id in waiting and due - timedelta(days=1) < delivered_at.replace(tzinfo=UTC) <= due
    )


def trading_date(now: datetime, time_zone: str, cut_off_minutes: int) -> date:
    """The chain's trading date at a moment; on days on which clocks change, too.

    >>> trading_date(datetime(2026, 10, 25, 3, 30, tzinfo=UTC), "Europe/London", 240)
    datetime.date(2026, 10, 24)
    """
    local = now.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    return (local - timedelta(minutes=cut_off_minutes)).date()


def newest_sale(warehouse: Warehouse, time_zone: str) -> datetime | None:
    """When the newest sale that counts was made, by the chain's clock; None while there is none."""
    ((newest,),) = warehouse.run("cloud/newest_sale")
    return newest.replace(tzinfo=ZoneInfo(time_zone)) if newest else None


def missing(warehouse: Warehouse, on: date, now: datetime, grace_minutes: int) -> list[str]:
    """The branches that were expected to send a day's file by now and did not, by name."""
    rows = register(warehouse, on, on, now=now, grace_minutes=grace_minutes)
    return sorted(row.branch_name for row in rows if row.state == "missing")
