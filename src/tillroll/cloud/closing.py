"""What is done when the day closes: missed files are asked for, raw files get their term, people hear who is late."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from tillroll.adapters.raw_bucket import Found
from tillroll.cloud.messages import event_of
from tillroll.cloud.preparing import is_list, second_of
from tillroll.filename import mask_long_numbers
from tillroll.register import EARLIEST_DEADLINE
from tillroll.report import RegisterRow, Warehouse, quarantine, register
from tillroll.settings import Settings
from tillroll.staged_form import number_of

RAW_DAYS = 35
NOTICE_DAYS = 7
NEWEST_DAYS = 4
"""After so many days the rules of the raw bucket make an old version of the newest one."""
OLD_DAYS = 29
"""So many days after that they delete it, where it is not marked as loaded."""
_IN_FLIGHT = timedelta(minutes=15)
_LATEST = timedelta(days=1)
"""A deadline is at most a day after closing, and that at most a day after opening."""
_NEEDS_PERSON = frozenset({"held", "unreadable"})
MARKS_AT_ONCE = 250
"""After so many marks they are noted: some seconds' worth."""
MOST_NIGHTS = 7
"""For so many nights without a look is made up."""
Place = tuple[str, datetime]
Missing = Mapping[date, Sequence[str]]


class Raw(Protocol):
    """The raw bucket."""

    def delivered(self) -> list[Found]:
        """Every version of every till file and list, in order of delivery."""
        ...

    def mark_loaded(self, found: Found) -> None:
        """Let a file be deleted within a week of its coming."""
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


@dataclass(frozen=True, slots=True)
class Notes:
    """What closes before this one did, by `RawObject.file`: which versions are marked, and of which people heard."""

    marked: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Leaving:
    """A version that will be deleted: `RawObject.file`, the name that people know, the last day of its being there."""

    id: str
    file: str
    last_day: date


def mark_loaded(
    warehouse: Warehouse, raw: Raw, found: Sequence[Found], notes: Notes, now: datetime
) -> Iterator[frozenset[str]]:
    """Mark what is loaded or decided and was not marked yet, however old it is.

    After every so many come all that are marked of what is there: noted at once, they stay so if this is cut off.
    """
    told, marked = _told(warehouse, now), notes.marked & {each.raw.file for each in found}
    waiting = _waiting(warehouse)
    done = [each for each in found if (known := told.get(_place(each))) and known.document_id not in waiting]
    rest = [each for each in done if each.raw.file not in marked]
    for first in range(0, len(rest), MARKS_AT_ONCE):
        some = rest[first : first + MARKS_AT_ONCE]
        for each in some:
            raw.mark_loaded(each)
        marked |= {each.raw.file for each in some}
        yield marked


def about_to_go(
    warehouse: Warehouse, found: Sequence[Found], notes: Notes, now: datetime, time_zone: str
) -> list[Leaving]:
    """What a person still has to see to and nobody heard of that goes in a week or sooner, what goes first first.

    Days are those of the chain's zone. ``found`` is all that the bucket holds, in order of delivery.
    """
    zone, told = ZoneInfo(time_zone), _told(warehouse, now)
    waiting = _waiting(warehouse)
    soon = now.astimezone(zone).date() + timedelta(days=NOTICE_DAYS)
    leaving = [
        Leaving(each.raw.file, mask_long_numbers(each.raw.key), last_day)
        for each, gone_at in _goings(found)
        if each.raw.file not in notes.marked | notes.told
        and (known := told.get(_place(each)))
        and known.document_id in waiting
        and (last_day := gone_at.astimezone(zone).date() - timedelta(days=1)) <= soon
    ]
    return sorted(leaving, key=lambda each: (each.last_day, each.file))


def _waiting(warehouse: Warehouse) -> set[str]:
    """The documents that are held or can't be read. No receipt tells that a held one was released since."""
    return {str(item.document_id) for item in quarantine(warehouse) if item.kind in _NEEDS_PERSON}


def _goings(found: Sequence[Found]) -> Iterator[tuple[Found, datetime]]:
    """Each version with the earliest moment at which S3 deletes it while it has no mark."""
    successor: dict[str, datetime] = {}
    for each in reversed(found):
        replaced_at = successor.get(each.raw.key)
        old_at = _midnight_after(each.delivered_at, NEWEST_DAYS)
        yield each, _midnight_after(min(old_at, replaced_at) if replaced_at else old_at, OLD_DAYS)
        successor[each.raw.key] = each.delivered_at


def _midnight_after(moment: datetime, days: int) -> datetime:
    """So many days later, and then the next midnight of UTC: so does S3 count.

    >>> _midnight_after(datetime(2026, 1, 15, 10, 30, tzinfo=UTC), 3).isoformat()
    '2026-01-19T00:00:00+00:00'
    """
    later = moment.astimezone(UTC) + timedelta(days=days)
    midnight = datetime.combine(later.date(), time(), UTC)
    return midnight if midnight == later else midnight + timedelta(days=1)


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


def looked_since(last_look: datetime | None, now: datetime, time_zone: str) -> datetime:
    """Since when deadlines are to be looked at: the last look, some nights ago at most; one where none is known.

    >>> now = datetime(2026, 3, 29, 3, 45, tzinfo=UTC)
    >>> [looked_since(last, now, "UTC").day for last in (None, now.replace(day=26), now.replace(day=1))]
    [28, 26, 22]
    """
    local = now.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)
    nights = 1 if last_look is None else MOST_NIGHTS
    earliest = (local - timedelta(days=nights)).replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
    return max(last_look, earliest) if last_look else earliest


def newly_missing(warehouse: Warehouse, since: datetime, now: datetime, settings: Settings) -> Missing:
    """Which branches sent nothing for a day and had to within a time, by the chain's clock: names, day by day.

    A branch that may send into the next night is told of the night after. Where no list tells when a branch closes, it
    has as long as one that closes early.
    """
    zone, cut_off = settings.time_zone, settings.cut_off_minutes
    first, last = trading_date(since, zone, cut_off) - _LATEST, trading_date(now, zone, cut_off)
    told = {(row.branch_id, row.trading_date) for row in _missing(warehouse, first, last, since, settings)}
    found: dict[date, list[str]] = {}
    for row in _missing(warehouse, first, last, now, settings):
        if (row.branch_id, row.trading_date) not in told:
            found.setdefault(row.trading_date, []).append(row.branch_name)
    return found


def _missing(warehouse: Warehouse, first: date, last: date, now: datetime, settings: Settings) -> Iterator[RegisterRow]:
    """What had to come by some moment and has not, of these trading dates, by date and branch name."""
    for row in register(warehouse, first, last, now=now, grace_minutes=settings.grace_minutes):
        if row.state == "missing" and (_has_deadline(row) or now > _usual_deadline(row.trading_date, settings)):
            yield row


def _has_deadline(row: RegisterRow) -> bool:
    """Whether it is known by when a day's file had to come; without branches.csv it is not."""
    return row.is_punctual is not None


def _usual_deadline(on: date, settings: Settings) -> datetime:
    evening = datetime.combine(on, EARLIEST_DEADLINE) + timedelta(minutes=settings.grace_minutes)
    return evening.replace(tzinfo=ZoneInfo(settings.time_zone))
