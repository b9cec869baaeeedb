"""The state of a branch-day: what was expected of it, and what came. Pure functions; the words are for people."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from tillroll.branches import Branch
from tillroll.calendar import Closure, opening_moments, shut_reason

State = Literal["complete", "partial", "late", "missing", "held", "provisional", "closed"]
Day = tuple[str, date]

LAST_SALE_SLACK = timedelta(minutes=60)
EARLIEST_DEADLINE = time(20)
TYPICAL_WEEKS = (1, 2, 3, 4)
_TYPICAL_SPANS = tuple(timedelta(weeks=weeks) for weeks in TYPICAL_WEEKS)
FEWEST_TYPICAL_DAYS = 3
FEWEST_OTHERS = 2
_SAID_IN_MINUTES, _SAID_IN_HOURS = 2 * 60, 2 * 1440
_STREAMED = "no file has come yet: some of its sales rest on the stream alone"


class Received(NamedTuple):
    """What came of a branch-day. `received_at` (UTC) is when the file came that holds the day's last sale.

    A tuple, as `Expected` is: a chain has thousands of branch-days a month, and a page waits for them.
    """

    orders: int
    refunds: int
    net_pence: int
    last_at: datetime | None
    documents_standing: int
    documents_held: int
    is_provisional: bool
    units: float
    received_at: datetime
    held_reason: str | None


NOTHING = Received(
    0,
    0,
    0,
    None,
    0,
    0,
    is_provisional=False,
    units=0.0,
    received_at=datetime.min,  # noqa: DTZ901
    held_reason=None,
)
"""What comes of a day of which nothing came, in figures."""


class Expected(NamedTuple):
    """What should come of a branch-day; `deadline` is UTC. A day with `shut` is closed, one without `why` is optional.

    `opens_at` and `closes_at` are wall times of the branch, None where its hours are unknown.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    deadline: datetime | None = None
    shut: str | None = None
    why: str | None = None


def expect(branch: Branch, day: date, closures: Collection[Closure], grace: timedelta) -> Expected:
    """What branches.csv lets expect of a branch: the deadline is the later of 20:00 and closing, plus a grace."""
    shut = shut_reason(branch, day, closures)
    if shut:
        return Expected(shut=shut)
    opens_at, closes_at = opening_moments(branch, day) or (None, None)
    deadline = _deadline(day, closes_at, branch.time_zone, grace)
    return Expected(opens_at, closes_at, deadline, why="no file has come")


@lru_cache(maxsize=4096)
def _deadline(day: date, closes_at: datetime | None, time_zone: str, grace: timedelta) -> datetime:
    """When the day's file is due (UTC). Branches share their hours, so each is worked out for many."""
    evening = datetime.combine(day, EARLIEST_DEADLINE)
    deadline = (max(closes_at or evening, evening) + grace).replace(tzinfo=ZoneInfo(time_zone))
    return deadline.astimezone(UTC).replace(tzinfo=None)


def expect_by_others(sent: int, others: int) -> Expected:
    """What the other branches let expect of one where no list tells: most of them sent something, so it should have."""
    if sent >= FEWEST_OTHERS and 2 * sent >= others:
        return Expected(why=f"no file has come, though {sent} of {others} other branches sent theirs")
    return Expected()


def state_of(
    received: Received | None, expected: Expected, typical: float | None, now: datetime
) -> tuple[State, str | None] | None:
    """The state of a branch-day and why; None where nothing came and nothing is missing (yet). `now` is UTC."""
    if received is None:
        return _state_of_nothing(expected, now)
    if received.documents_held:
        return "held", received.held_reason
    if received.is_provisional:
        return "provisional", _STREAMED
    gap = gap_before_closing(received, expected) or _too_few(received, typical)
    if gap:
        return "partial", gap
    if expected.deadline and received.received_at > expected.deadline:
        return "late", f"came {_duration(received.received_at - expected.deadline)} after its deadline"
    return "complete", _remark(received, expected)


def _state_of_nothing(expected: Expected, now: datetime) -> tuple[State, str | None] | None:
    if expected.shut:
        return "closed", expected.shut
    is_due = expected.deadline is None or now > expected.deadline
    return ("missing", expected.why) if expected.why and is_due else None


def gap_before_closing(received: Received, expected: Expected) -> str | None:
    """That the day's sales end more than an hour before closing, in words; None if they don't or hours are unknown."""
    if not (expected.closes_at and received.last_at):
        return None
    if expected.closes_at - received.last_at <= LAST_SALE_SLACK:
        return None
    return f"its last sale is at {received.last_at:%H:%M}, and it closes at {expected.closes_at:%H:%M}"


def _too_few(received: Received, typical: float | None) -> str | None:
    if typical is None or 2 * received.orders >= typical:
        return None
    return f"{received.orders} orders, where about {typical:.0f} are typical"


def typical_orders(day: date, branch_id: str, whole: Mapping[Day, int]) -> float | None:
    """The mean orders of the same weekday in the four weeks before; None where fewer than three of them are whole."""
    days = [(branch_id, day - weeks) for weeks in _TYPICAL_SPANS]
    found = [whole[each] for each in days if each in whole]
    return sum(found) / len(found) if len(found) >= FEWEST_TYPICAL_DAYS else None


def is_whole(received: Received, expected: Expected) -> bool:
    """Whether a day may stand for what is typical: nothing waits, and nothing is missing before closing."""
    is_firm = not received.documents_held and not received.is_provisional
    return is_firm and not expected.shut and not gap_before_closing(received, expected)


def is_punctual(received: Received, expected: Expected) -> bool | None:
    """Whether a day's last sale came by the deadline; None where no deadline is known."""
    if expected.deadline is None:
        return None
    return received is not NOTHING and received.received_at <= expected.deadline


def _remark(received: Received, expected: Expected) -> str | None:
    if received.documents_standing == 0:
        return "its file holds no sales"
    return f"traded, though shut: {expected.shut}" if expected.shut else None


def _duration(span: timedelta) -> str:
    """A span in words, rounded down.

    >>> _duration(timedelta(minutes=5)), _duration(timedelta(hours=30)), _duration(timedelta(days=3))
    ('5 minutes', '30 hours', '3 days')
    """
    minutes = int(span.total_seconds() // 60)
    if minutes < _SAID_IN_MINUTES:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"{minutes // 60} hours" if minutes < _SAID_IN_HOURS else f"{minutes // 1440} days"
