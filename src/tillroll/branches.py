"""The reference list `branches.csv`: which branches there are, what files call them, who owns them, when they open."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from tillroll.filename import slug
from tillroll.reference_list import Problems, Row, choice, parse_date, parse_list, read_rows

Hours = tuple[time, time]
"""When a branch opens and closes by its own clock; it closes the next day unless that is later than it opens."""

NATIONS = ("england", "wales", "scotland", "northern ireland")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_FRANCHISE = ("franchise", "franchise_from", "franchise_to")
_OPTIONAL = ("aliases", "region", "nation", "bank_holidays", *_FRANCHISE, "opened", "closed", "time_zone", "tills")
_REPEAT = "give each branch a code of its own; rows of one branch differ only in franchise and its dates"
_HOURS = re.compile(r"(\d{1,2}:\d{2})\s*[-–]\s*(\d{1,2}:\d{2})")


@dataclass(frozen=True, slots=True)
class FranchiseSpan:
    """Who owned a branch from one trading date to another, both included; None: without limit."""

    franchise: str
    from_date: date | None
    to_date: date | None


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of the list. `opened` and `closed` are its first and last trading dates.

    `hours` holds Monday to Sunday, None for a weekday on which it is shut; it is None if they are unknown.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    region: str = ""
    opened: date | None = None
    closed: date | None = None
    time_zone: str = "Europe/London"
    tills: tuple[str, ...] = ()
    hours: tuple[Hours | None, ...] | None = None
    nation: str | None = None
    franchises: tuple[FranchiseSpan, ...] = ()
    is_open_on_bank_holidays: bool = False

    def name_keys(self) -> tuple[str, ...]:
        """The slugs of its name and aliases, each once."""
        return tuple(dict.fromkeys(map(slug, (self.name, *self.aliases))))


@dataclass(frozen=True, slots=True)
class BranchList:
    """The branches of a chain, in the order of the file."""

    branches: tuple[Branch, ...]


def read_branches(path: Path) -> BranchList:
    """The branches that `branches.csv` lists; one whose franchise changes stands in several rows.

    Raises ConfigurationError with every problem of the file, one a line.
    """
    problems = Problems(path)
    rows = read_rows(problems, path, ("code", "name"), (*_OPTIONAL, *WEEKDAYS))
    groups = _by_code(rows)
    branches = tuple(map(_branch, groups))
    _check_names(list(zip(groups, branches, strict=True)))
    if not rows:
        problems.add(1, "code", "lists no branch, so every sale would be held: add a row a branch")
    problems.raise_any()
    return BranchList(branches)


def franchise_on(branch: Branch, day: date) -> str | None:
    """The franchise that owned the branch on a trading date, if any did."""
    spans = (span for span in branch.franchises if _first(span) <= day <= _last(span))
    return next((span.franchise for span in spans), None)


def _by_code(rows: Iterable[Row]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        key = slug(row.required("code"))
        groups[key or f"line {row.line}"].append(row)
    return list(groups.values())


def _branch(group: Sequence[Row]) -> Branch:
    _check_repeats(group)
    branch = _branch_of_row(group[0])
    return replace(branch, franchises=_franchises(group))


def _branch_of_row(row: Row) -> Branch:
    opened, closed = _span(row, "opened", "closed")
    return Branch(
        code=row.text("code"),
        name=row.required("name"),
        aliases=row.read("aliases", parse_list, ()),
        region=row.text("region"),
        opened=opened,
        closed=closed,
        time_zone=row.read("time_zone", _parse_zone, "Europe/London"),
        tills=row.read("tills", parse_list, ()),
        hours=_week(row),
        nation=row.read("nation", choice({nation: nation for nation in NATIONS}), None),
        is_open_on_bank_holidays=row.read("bank_holidays", choice({"open": True, "shut": False}), blank=False),
    )


def _span(row: Row, first: str, last: str) -> tuple[date | None, date | None]:
    start, end = row.read(first, parse_date, None), row.read(last, parse_date, None)
    if start and end and end < start:
        row.add(last, f"lies before {first}: correct one of the two")
    return start, end


def _parse_zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (KeyError, ValueError, OSError):
        raise ValueError("is no time zone: write its IANA name, as Europe/London") from None


def _week(row: Row) -> tuple[Hours | None, ...] | None:
    if not any(row.text(day) for day in WEEKDAYS):
        return None
    return tuple(row.read(day, _parse_hours, None) for day in WEEKDAYS)


def _parse_hours(text: str) -> Hours | None:
    if text.casefold() == "shut":
        return None
    match = _HOURS.fullmatch(text)
    if not match:
        raise ValueError("is not opening hours: write them as 09:00-17:00, or leave it blank when shut")
    return _hours(_parse_time(match[1]), _parse_time(match[2]), is_all_day=match[2] == "24:00")


def _hours(opens_at: time, closes_at: time, *, is_all_day: bool) -> Hours:
    if opens_at == closes_at and not is_all_day:
        raise ValueError("opens and closes at one time: correct it, or write 00:00-24:00 for all day")
    return opens_at, closes_at


def _parse_time(text: str) -> time:
    hour, minute = map(int, text.split(":"))
    try:
        return time(0 if (hour, minute) == (24, 0) else hour, minute)
    except ValueError:
        raise ValueError("is no time of day: write hours as 09:00-17:00") from None


def _check_repeats(group: Sequence[Row]) -> None:
    first = group[0]
    for row in group[1:]:
        both = dict.fromkeys((*first.cells, *row.cells))
        columns = [column for column in both if column not in _FRANCHISE and row.text(column) != first.text(column)]
        for column in columns:
            row.add(column, f"differs from line {first.line}, which has the same code: {_REPEAT}")
        if not columns and not (row.text("franchise") and first.text("franchise")):
            row.add("code", f"stands in line {first.line} too: {_REPEAT}")


def _franchises(group: Sequence[Row]) -> tuple[FranchiseSpan, ...]:
    found = [(span, row) for row in group if (span := _franchise(row))]
    found.sort(key=lambda pair: _first(pair[0]))
    for (earlier, _), (later, row) in pairwise(found):
        if _last(earlier) >= _first(later):
            row.add("franchise_from", "overlaps another franchise of this branch: end that one the day before")
    return tuple(span for span, _ in found)


def _franchise(row: Row) -> FranchiseSpan | None:
    name = row.text("franchise")
    start, end = _span(row, "franchise_from", "franchise_to")
    if not name and (start or end):
        row.add("franchise", "is blank beside its dates: name the franchise or clear the dates")
    return FranchiseSpan(name, start, end) if name else None


def _first(span: FranchiseSpan) -> date:
    return span.from_date or date.min


def _last(span: FranchiseSpan) -> date:
    return span.to_date or date.max


def _check_names(groups: Sequence[tuple[Sequence[Row], Branch]]) -> None:
    """Two branches may share a name; a code or an alias is one branch's alone."""
    owners: dict[str, list[tuple[str, Row]]] = defaultdict(list)
    for (row, *_), branch in groups:
        for key, column in _called(branch).items():
            for other_column, other in owners[key]:
                if (column, other_column) != ("name", "name"):
                    row.add(column, f"calls the branch of line {other.line} too, by {other_column}: change one of them")
            owners[key].append((column, row))


def _called(branch: Branch) -> dict[str, str]:
    called = {slug(alias): "aliases" for alias in branch.aliases} | {slug(branch.code): "code"}
    called |= {slug(branch.name): "name"}
    called.pop("", None)
    return called
