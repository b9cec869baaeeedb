"""Opening days: when a branch should have traded, so that a missing file can be told from a shut door.

Sources: the hours in `branches.csv`, `closures.csv`, and the bank holidays of the UK's nations (package `holidays`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from tillroll.branches import Branch, BranchList
from tillroll.errors import ConfigurationError
from tillroll.filename import slug
from tillroll.reference_list import Problems, Row, parse_date, read_rows

_SUBDIVISIONS = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern ireland": "NIR"}


@dataclass(frozen=True, slots=True)
class Closure:
    """Days, first and last included, on which branches don't trade; an empty code or region means any."""

    code: str
    region: str
    from_date: date
    to_date: date
    reason: str

    def shuts(self, branch: Branch, day: date) -> bool:
        """Whether the branch is shut on that day by this closure."""
        is_meant = self.code in {"", branch.code} and slug(self.region) in {"", slug(branch.region)}
        return is_meant and self.from_date <= day <= self.to_date


def read_closures(path: Path, branches: BranchList) -> tuple[Closure, ...]:
    """The closures that `closures.csv` lists, each branch by the code that it has in the list of branches.

    Raises ConfigurationError with every problem of the file, one a line.
    """
    problems = Problems(path)
    rows = read_rows(problems, path, ("from",), ("branch", "region", "to", "reason"))
    closures = tuple(_closure(row, branches) for row in rows)
    _check_repeats(rows, closures)
    problems.raise_any()
    return closures


def shut_reason(branch: Branch, day: date, closures: Iterable[Closure] = ()) -> str | None:
    """Why a branch is shut on a trading date, in words; None if it should trade. Unknown hours shut no day."""
    if branch.opened and day < branch.opened:
        return "not opened yet"
    if branch.closed and day > branch.closed:
        return "closed for good"
    for closure in closures:
        if closure.shuts(branch, day):
            return closure.reason or "closure"
    if branch.nation and not branch.is_open_on_bank_holidays and is_bank_holiday(branch.nation, day):
        return "bank holiday"
    return "weekday" if branch.hours and not branch.hours[day.weekday()] else None


def expected_hours(branch: Branch, day: date, closures: Iterable[Closure] = ()) -> tuple[datetime, datetime] | None:
    """When a branch opens and closes on a trading date, in its own wall time; a close past midnight is the next day's.

    None if it is shut, and also if its hours are unknown: `shut_reason` tells the two apart.
    """
    return None if shut_reason(branch, day, closures) else opening_moments(branch, day)


def opening_moments(branch: Branch, day: date) -> tuple[datetime, datetime] | None:
    """When a branch opens and closes on such a weekday, in its own wall time; None if its hours are unknown."""
    hours = branch.hours[day.weekday()] if branch.hours else None
    if not hours:
        return None
    opens_at, closes_at = (datetime.combine(day, moment) for moment in hours)
    return opens_at, closes_at if closes_at > opens_at else closes_at + timedelta(days=1)


@lru_cache(maxsize=4096)
def minutes_between(start: datetime, end: datetime, time_zone: str) -> int:
    """The minutes that pass between two wall times; a night on which the clocks change has an hour more or less.

    >>> minutes_between(datetime(2026, 10, 24, 22), datetime(2026, 10, 25, 3), "Europe/London")
    360
    """
    zone = ZoneInfo(time_zone)
    return int((end.replace(tzinfo=zone).timestamp() - start.replace(tzinfo=zone).timestamp()) // 60)


def is_bank_holiday(nation: str, day: date) -> bool:
    """Whether a day is a bank holiday of a nation of `branches.NATIONS`, or the holiday that it stands in for.

    >>> is_bank_holiday("scotland", date(2021, 8, 30)), is_bank_holiday("england", date(2021, 8, 30))
    (False, True)
    """
    return day in bank_holidays(nation, day.year)


@lru_cache(maxsize=256)
def bank_holidays(nation: str, year: int) -> frozenset[date]:
    """The bank holidays of a nation in a year. Source: the package `holidays`, half a second to import.

    Raises ConfigurationError if that package is not installed.
    """
    return frozenset(_country_holidays()("GB", subdiv=_SUBDIVISIONS[nation], years=year))


def _country_holidays() -> Callable[..., Iterable[date]]:
    try:
        from holidays import country_holidays  # noqa: PLC0415 - half a second that most commands don't need
    except ImportError:
        raise ConfigurationError(
            "bank holidays need the package `holidays`: install `tillroll[holidays]`, or drop the column nation"
        ) from None
    return country_holidays


def _closure(row: Row, branches: BranchList) -> Closure:
    start = row.read("from", parse_date, date.min)
    if not row.text("from"):
        row.add("from", "is blank: write the first day of the closure, as 2026-07-18")
    end = row.read("to", parse_date, start)
    if end < start:
        row.add("to", "lies before from: correct one of the two")
    return Closure(_code(row, branches), _region(row, branches), start, end, row.text("reason"))


def _code(row: Row, branches: BranchList) -> str:
    key = slug(row.text("branch"))
    meant = [b.code for b in branches.branches if key in {slug(b.code), *b.name_keys()}]
    if key and len(meant) != 1:
        row.add("branch", "is the name of several branches: write the code" if meant else _UNKNOWN_BRANCH)
    return meant[0] if key and meant else ""


_UNKNOWN_BRANCH = "is not in branches.csv: write a code or name of that list, or leave it blank for every branch"


def _region(row: Row, branches: BranchList) -> str:
    region = row.text("region")
    if region and slug(region) not in {slug(branch.region) for branch in branches.branches}:
        row.add("region", "is no region of branches.csv: write it as there, or leave it blank for every region")
    return region


def _check_repeats(rows: Iterable[Row], closures: Iterable[Closure]) -> None:
    lines: dict[tuple[str, str, date], int] = {}
    for row, closure in zip(rows, closures, strict=True):
        line = lines.setdefault((closure.code, closure.region, closure.from_date), row.line)
        if line != row.line:
            row.add("from", f"stands in line {line} too for the same branch and region: remove one of the two")
