"""A careful reader of reference lists: comma-separated files that people write, with every mistake named at once."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

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
