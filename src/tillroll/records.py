"""From lines to records, carefully: cells, quotes left open, text that lost a character.

Nothing raises on bad data: a line that can't be read is a record with a rule.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tillroll.cells import UNIT_SEPARATOR

MAX_LINE_BYTES = 1024 * 1024
MAX_JOINED_LINES = 20
_BLANKS = " \t\u00a0"
_STRIP = " \t\r\n\u00a0"
_LOST = re.compile("[\0\ufffd\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its first physical line, and its cells or the rule that it breaks."""

    line_no: int
    cells: tuple[str, ...]
    rule: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether there are cells and all of them are blank."""
        return self.rule is None and not any(self.cells)


def decode_line(line: bytes) -> str | None:
    """A line's text: UTF-8, else cp1252; ``None`` when it is neither or already lost a character."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        try:
            text = line.decode("cp1252")
        except UnicodeDecodeError:
            return None
    return readable(text)


def readable(text: str) -> str | None:
    """The text without control characters that stand for cell ends; ``None`` when it has lost a character."""
    if _LOST.search(text):
        return None
    return text.replace(UNIT_SEPARATOR, " ")


@dataclass(frozen=True, slots=True)
class _Broken:
    """Why a text is no list of cells: its quote is still open, or is closed too early."""

    is_open: bool


def _cell_patterns(delimiter: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    mark = re.escape(delimiter)
    blanks = f"[{_BLANKS}]*".replace("\t", "") if delimiter == "\t" else f"[{_BLANKS}]*"
    quoted = re.compile(rf'{blanks}"((?:[^"]|"")*+)"{blanks}(?:({mark})|\Z)')
    return quoted, re.compile(rf'{blanks}"')


_PATTERNS = {mark: _cell_patterns(mark) for mark in ",;\t|"}


def split_cells(text: str, delimiter: str = ",") -> tuple[str, ...] | _Broken:
    """A line's cells, trimmed; quotes as RFC 4180 has them, with blanks allowed around them."""
    if '"' not in text:
        return tuple(cell.strip(_STRIP) for cell in text.split(delimiter))
    quoted, opening = _PATTERNS.get(delimiter) or _cell_patterns(delimiter)
    cells: list[str] = []
    at: int | None = 0
    while at is not None:
        if match := quoted.match(text, at):
            cells.append(match[1].replace('""', '"').strip(_STRIP))
            at = match.end() if match[2] else None
        elif opening.match(text, at):
            return _Broken(is_open=_is_open(text[at:]))
        else:
            cell, mark, _ = text[at:].partition(delimiter)
            cells.append(cell.strip(_STRIP))
            at = at + len(cell) + 1 if mark else None
    return tuple(cells)


def _is_open(text: str) -> bool:
    return text.replace('""', "").count('"') == 1


def trim_width(cells: tuple[str, ...], widths: frozenset[int]) -> tuple[str, ...] | None:
    """The cells cut to an accepted width; only blank cells at the end may go."""
    for width in sorted(widths, reverse=True):
        if len(cells) >= width and not any(cells[width:]):
            return cells[:width]
    return None


class _Lines:
    """Physical lines with a look ahead, so that a record may span several."""

    def __init__(self, lines: Iterator[bytes | None]) -> None:
        self._lines = lines
        self._ahead: deque[bytes | None] = deque()
        self.line_no = 0

    def peek(self, distance: int) -> bytes | None:
        while len(self._ahead) <= distance:
            try:
                self._ahead.append(next(self._lines))
            except StopIteration:
                return None
        return self._ahead[distance]

    def has_next(self) -> bool:
        self.peek(0)
        return bool(self._ahead)

    def take(self, count: int = 1) -> bytes | None:
        self.peek(count - 1)
        self.line_no += count
        taken = [self._ahead.popleft() for _ in range(count)]
        return taken[0]


Splitter = Callable[[str], "tuple[str, ...] | _Broken"]


def csv_records(lines: Iterator[bytes | None], delimiter: str, widths: frozenset[int]) -> Iterator[Record]:
    """Records of a CSV file in order; ``widths`` empty accepts any number of cells.

    A quote left open joins up to 20 following lines if that makes a record of an accepted width; otherwise its own
    line alone is rejected and reading goes on with the next.
    """
    ahead = _Lines(lines)
    while ahead.has_next():
        first = ahead.peek(0)
        number = ahead.line_no + 1
        text = None if first is None else decode_line(first)
        if text is None:
            ahead.take()
            yield Record(number, (), "columns" if first is None else "encoding")
            continue
        cells = split_cells(text, delimiter)
        spanned = 1
        if isinstance(cells, _Broken) and cells.is_open:
            cells, spanned = _join(ahead, text, delimiter, widths)
        ahead.take(spanned)
        if isinstance(cells, _Broken):
            yield Record(number, (), "quote")
        elif text.strip(_STRIP):
            yield _fitted(number, cells, widths)


def _fitted(number: int, cells: tuple[str, ...], widths: frozenset[int]) -> Record:
    if not widths:
        return Record(number, cells)
    fitted = trim_width(cells, widths)
    if fitted is None and not any(cells):
        return Record(number, cells)
    return Record(number, (), "columns") if fitted is None else Record(number, fitted)


def _join(ahead: _Lines, text: str, delimiter: str, widths: frozenset[int]) -> tuple[tuple[str, ...] | _Broken, int]:
    """The cells of the lines from here that together close the quote, and how many lines those are."""
    for distance in range(1, MAX_JOINED_LINES + 1):
        line = ahead.peek(distance)
        more = None if line is None else decode_line(line)
        if more is None or len(text) + len(more) > MAX_LINE_BYTES:
            break
        text = f"{text}\n{more}"
        cells = split_cells(text, delimiter)
        if not isinstance(cells, _Broken):
            fits = not widths or trim_width(cells, widths) is not None
            return (cells, distance + 1) if fits else (_Broken(is_open=True), 1)
        if not cells.is_open:
            break
    return _Broken(is_open=True), 1


def json_records(lines: Iterator[bytes | None], widths: frozenset[int]) -> Iterator[Record]:
    """Records of a file with one JSON array a line."""
    for number, line in enumerate(lines, 1):
        text = None if line is None else decode_line(line)
        if line is None or text is None:
            yield Record(number, (), "columns" if line is None else "encoding")
        elif text.strip(_STRIP):
            yield _json_record(number, text, widths)


def _json_record(number: int, text: str, widths: frozenset[int]) -> Record:
    try:
        values = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return Record(number, (), "columns")
    if not isinstance(values, list) or not all(value is None or isinstance(value, str) for value in values):
        return Record(number, (), "columns")
    cells = [readable(value or "") for value in values]
    whole = tuple(cell.strip(_STRIP) for cell in cells if cell is not None)
    return _fitted(number, whole, widths) if len(whole) == len(cells) else Record(number, (), "encoding")
