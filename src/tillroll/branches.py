"""The reference list `branches.csv`, and how a branch finds its id from what a till wrote.

A branch's id is part of the key of each of its sales, so `assign_ids` never changes one that is registered already.
The first part, a reader of reference lists, serves `products` and `calendar` too.
"""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time
from difflib import get_close_matches
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from tillroll.errors import ConfigurationError
from tillroll.filename import slug

T = TypeVar("T")
MOST_PROBLEMS = 20


class Problems:
    """What is wrong with one reference file, collected so that a person mends it in one go."""

    def __init__(self, path: Path) -> None:
        self.file = path.name
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, column: str, advice: str) -> None:
        """Note what is wrong in one cell and what to do; the advice never quotes the cell."""
        self._found.append((line, f"{self.file} line {line}, column {column}: {advice}"))

    def raise_any(self) -> None:
        """Raise a ConfigurationError with one problem a line, in the file's order, unless there is none."""
        if self._found:
            texts = [text for _, text in sorted(self._found)]
            more = len(texts) - MOST_PROBLEMS
            tail = [f"{self.file}: and {more} more"] if more > 0 else []
            raise ConfigurationError("\n".join(texts[:MOST_PROBLEMS] + tail))


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a reference list: trimmed cells by column, and its first physical line."""

    line: int
    cells: Mapping[str, str]
    problems: Problems = field(compare=False)

    def text(self, column: str) -> str:
        """The cell's text; empty if the cell is blank or the column is not there."""
        return self.cells.get(column, "")

    def required(self, column: str) -> str:
        """The cell's text; one without a letter or digit is a problem."""
        text = self.text(column)
        if not slug(text):
            self.add(column, "is blank: fill it in")
        return text

    def read(self, column: str, parse: Callable[[str], T], blank: T) -> T:
        """The cell's value, or `blank`; the text of a ValueError of `parse` is a problem."""
        text = self.text(column)
        try:
            return parse(text) if text else blank
        except ValueError as fault:
            self.add(column, str(fault))
            return blank

    def add(self, column: str, advice: str) -> None:
        """Note a problem with one of the row's cells."""
        self.problems.add(self.line, column, advice)


def read_rows(problems: Problems, path: Path, required: Sequence[str], optional: Sequence[str]) -> list[Row]:
    """The rows of a comma-separated UTF-8 file with a header, in order; blank rows are left out.

    Raises ConfigurationError if the file or its header can't be read; what else is wrong is noted in `problems`.
    """
    records = _records(path)
    header_line, header = next(records, (1, []))
    columns = _columns(problems, header_line, header, required, optional)
    problems.raise_any()
    return [_row(problems, line, columns, cells) for line, cells in records]


def parse_date(text: str) -> date:
    """A date of the form 2026-07-18; only that form, because 05/06/2026 means two things."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("is not a date: write it year first, as 2026-07-18")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("is no day of the calendar: write a real date, as 2026-07-18") from None


def parse_list(text: str) -> tuple[str, ...]:
    """The parts between semicolons, trimmed, each once, blank ones left out.

    >>> parse_list("Brixton; London Brixton;")
    ('Brixton', 'London Brixton')
    """
    parts = map(str.strip, text.split(";"))
    return tuple(dict.fromkeys(part for part in parts if part))


def choice(values: Mapping[str, T]) -> Callable[[str], T]:
    """A parser that accepts the given words, in any case and spelt with blanks, ``_`` or ``-``."""

    def parse(text: str) -> T:
        try:
            return values[slug(text).replace("-", " ")]
        except KeyError:
            raise ValueError(f"is not known: write one of {', '.join(values)}") from None

    return parse


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True, skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error:
        raise ConfigurationError(f"{path.name} line {line}: its quotes don't pair up: mend or remove them") from None


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise ConfigurationError(f"{path}: can't be read ({fault.strerror}): check the path and its rights") from fault
    except UnicodeDecodeError:
        raise ConfigurationError(f'{path.name}: is not UTF-8: save it as "CSV UTF-8 (comma delimited)"') from None


def _columns(
    problems: Problems, line: int, header: Sequence[str], required: Sequence[str], optional: Sequence[str]
) -> list[str]:
    columns = [slug(cell).replace("-", "_") for cell in header]
    for column in required:
        if column not in columns:
            problems.add(line, column, "is missing: name it in the header, which is comma-separated")
    for place, column in enumerate(columns, start=1):
        if column and (advice := _header_fault(column, columns[: place - 1], [*required, *optional])):
            problems.add(line, str(place), advice)
    return columns


def _header_fault(column: str, earlier: Sequence[str], known: Sequence[str]) -> str | None:
    if column in earlier:
        return "has the heading of an earlier column: remove one of the two"
    if column in known:
        return None
    meant = get_close_matches(column, known, n=1) or known
    return f"has an unknown heading: write {' or '.join(meant)}"


def _row(problems: Problems, line: int, columns: Sequence[str], cells: Sequence[str]) -> Row:
    named = dict(zip(columns, cells, strict=False))
    for place, (column, cell) in enumerate(zip_longest(columns, cells, fillvalue=""), start=1):
        if cell and not column:
            problems.add(line, str(place), "has no heading: give it one, or quote a cell that holds a comma")
    return Row(line, named, problems)


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


@dataclass(frozen=True, slots=True)
class BranchEntry:
    """What a registry must know of one branch: its id, and the slugs of its code, name and aliases."""

    branch_id: str
    code_key: str
    name_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which branch a text means; if its sales must be held, why, in words that follow "the branch"."""

    branch_id: str
    held_reason: str | None = None
    used_hint: bool = False


@dataclass(frozen=True, slots=True)
class Registry:
    """The branches by slug; None: there is no list, and every name registers itself."""

    by_key: Mapping[str, tuple[BranchEntry, ...]] | None
    registered: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, registered: Mapping[str, str] | None = None) -> "Registry":
        """A registry without a list; `registered` (slug of a name, branch id) keeps ids of earlier runs.

        >>> Registry.open().resolve("London Brixton").branch_id
        'london-brixton'
        """
        return cls(None, registered or {})

    @classmethod
    def listed(cls, entries: Iterable[BranchEntry]) -> "Registry":
        """A registry of just the given branches."""
        by_key: dict[str, tuple[BranchEntry, ...]] = defaultdict(tuple)
        for entry in entries:
            for key in dict.fromkeys((entry.code_key, *entry.name_keys)):
                by_key[key] += (entry,)
        return cls(dict(by_key))

    def resolve(self, text: str, *, hints: Sequence[str] = ()) -> Resolution:
        """The branch that a file calls `text`.

        Branches of one name are told apart by the first of `hints` (slugs of the file's name and folders, outermost
        last) that is one's code or begins with it. A branch that stays unknown is held under the slug of its text.
        """
        key = slug(text)
        if self.by_key is None:
            return Resolution(self.registered.get(key, key))
        found = self.by_key.get(key, ())
        if len(found) == 1:
            return Resolution(found[0].branch_id)
        if not found:
            return Resolution(key, "is not in branches.csv: add it there as a branch or an alias")
        return _told_apart(key, found, hints)


def _told_apart(key: str, found: Sequence[BranchEntry], hints: Sequence[str]) -> Resolution:
    for hint in _without_dates(hints):
        meant = [entry for entry in found if _begins(hint, entry.code_key)]
        if meant:
            return Resolution(max(meant, key=lambda entry: len(entry.code_key)).branch_id, used_hint=True)
    number = "two" if len(found) == len("12") else str(len(found))
    advice = "put the branch's code in the folder or the start of the file name"
    return Resolution(key, f"{number} branches are called {key}; {advice}")


def _begins(hint: str, code_key: str) -> bool:
    return re.match(re.escape(code_key) + r"(?![^-.( ])", hint) is not None


_DATE = re.compile(r"(?:\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{1,2}-\d{1,2})(?!\d)-?")
_DAY_FOLDERS = re.compile(r"(?m)^\d{1,2}\n\d{1,2}\n\d{4}$\n?")


def _without_dates(hints: Sequence[str]) -> Iterator[str]:
    """The hints without leading dates and year/month/day folders, whose numbers a code may equal by chance."""
    kept = _DAY_FOLDERS.sub("", "\n".join(hints)).split("\n")
    return (_DATE.sub("", hint, count=1) if _DATE.match(hint) else hint for hint in kept)


def branch_entries(branches: BranchList, ids: Mapping[str, str]) -> tuple[BranchEntry, ...]:
    """What a registry needs of a list, with the ids by code that `assign_ids` gave."""
    return tuple(BranchEntry(ids[b.code], slug(b.code), b.name_keys()) for b in branches.branches)


def assign_ids(branches: BranchList, registered: Mapping[str, str]) -> Mapping[str, str]:
    """The branch id by code; ids in `registered` (slug of a name, alias or code -> id) stay with their branches.

    A new id is the slug of the name, or of name and code where the name is not the branch's alone. Of two branches
    that an id may belong to, the one whose code is registered has it. Raises ConfigurationError if two registered ids
    fall to one branch or one to two.
    """
    claims = _claims(branches, registered)
    _check_claims(claims)
    taken = set(registered.values())
    names = Counter(slug(branch.name) for branch in branches.branches)
    ids = {code: next(iter(claimed)) for code, claimed in claims.items() if claimed}
    unregistered = [branch for branch in branches.branches if branch.code not in ids]
    for branch in sorted(unregistered, key=lambda branch: names[slug(branch.name)] == 1):
        ids[branch.code] = _new_id(branch, names, taken)
        taken.add(ids[branch.code])
    return ids


def _claims(branches: BranchList, registered: Mapping[str, str]) -> dict[str, list[str]]:
    by_code = {b.code: registered[slug(b.code)] for b in branches.branches if slug(b.code) in registered}
    return {branch.code: _claimed(branch, registered, by_code) for branch in branches.branches}


def _claimed(branch: Branch, registered: Mapping[str, str], by_code: Mapping[str, str]) -> list[str]:
    others = {branch_id for code, branch_id in by_code.items() if code != branch.code}
    own = {by_code[branch.code]} if branch.code in by_code else set()
    return sorted(own | {registered[key] for key in branch.name_keys() if key in registered} - others)


def _check_claims(claims: Mapping[str, Sequence[str]]) -> None:
    faults = [*_one_code_many_ids(claims), *_one_id_many_codes(claims)]
    if faults:
        raise ConfigurationError("\n".join(f"branches.csv: {fault}" for fault in faults[:MOST_PROBLEMS]))


def _one_code_many_ids(claims: Mapping[str, Sequence[str]]) -> Iterator[str]:
    advice = "list each as a branch of its own, or load the files into a new warehouse"
    for code, ids in claims.items():
        if len(ids) > 1:
            yield f"code {code} is {len(ids)} branches in the warehouse, {' and '.join(ids)}: {advice}"


def _one_id_many_codes(claims: Mapping[str, Sequence[str]]) -> Iterator[str]:
    advice = "list only the one that it is, ingest once so that its code is registered, then add the others"
    for branch_id in sorted({branch_id for ids in claims.values() for branch_id in ids}):
        codes = [code for code, ids in claims.items() if branch_id in ids]
        if len(codes) > 1:
            yield f"the warehouse's branch {branch_id} may be any of the codes {', '.join(codes)}: {advice}"


def _new_id(branch: Branch, names: Mapping[str, int], taken: Collection[str]) -> str:
    plain, coded = slug(branch.name), slug(f"{branch.name} {branch.code}")
    if names[plain] == 1 and plain not in taken:
        return plain
    if coded in taken:
        raise ConfigurationError(f"branches.csv: code {branch.code}: the id {coded} is another's: change the code")
    return coded
