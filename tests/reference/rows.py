"""Bytes to rows of cells, for the independent reader: lines, encodings, quotes, JSON.

A row that can't be had names the rule it breaks: `encoding`, `quote` or `columns`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

BLANKS = " \t\r\n\u00a0"
LINES_JOINED_AT_MOST = 20


@dataclass(frozen=True)
class Line:
    """A physical line; `text` is None where the bytes are no text."""

    number: int
    text: str | None

    @property
    def is_blank(self) -> bool:
        return self.text is not None and not self.text.strip(BLANKS)


def physical_lines(content: bytes) -> list[Line]:
    pieces = re.split(rb"\r\n|\n|\r", content.removeprefix(b"\xef\xbb\xbf"))
    return [Line(number, decoded(piece)) for number, piece in enumerate(pieces, start=1)]


def decoded(piece: bytes) -> str | None:
    for encoding in ("utf-8", "cp1252"):
        try:
            text = piece.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text or "\ufffd" in text else text
    return None


# --- records: the cells of a row, or why there are none ---


@dataclass(frozen=True)
class Record:
    """One row: its first physical line, its cells, and the rule it breaks as a row, if any."""

    line: int
    cells: tuple[str, ...]
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        return self.fault in ("", "columns") and not any(self.cells)


def records_of(lines: Sequence[Line], width: int) -> list[Record]:
    found = []
    at = 0
    while at < len(lines):
        if not lines[at].is_blank:
            record, at = record_at(lines, at, width)
            found.append(record)
        at += 1
    return found


def record_at(lines: Sequence[Line], at: int, width: int) -> tuple[Record, int]:
    """The record that begins at line `at`, and the index of its last line."""
    number, text = lines[at].number, lines[at].text
    if text is None:
        return Record(number, (), "encoding"), at
    cells, state = cells_of(text)
    if state == "whole":
        return record_of(number, cells, width), at
    joined = joined_cells(lines, at, width) if state == "open" else None
    if joined is None:
        return Record(number, (), "quote"), at
    return record_of(number, joined[0], width), joined[1]


def record_of(number: int, cells: Sequence[str], width: int) -> Record:
    kept = without_empty_tail(cells, width)
    return Record(number, tuple(kept), "" if len(kept) == width else "columns")


def without_empty_tail(cells: Sequence[str], width: int) -> list[str]:
    kept = list(cells)
    while len(kept) > width and not kept[-1]:
        kept.pop()
    return kept


def joined_cells(lines: Sequence[Line], at: int, width: int) -> tuple[list[str], int] | None:
    """Join the lines after `at` until the open quote closes; None if that gives no row of this width."""
    text = lines[at].text or ""
    for end in range(at + 1, min(at + 1 + LINES_JOINED_AT_MOST, len(lines))):
        following = lines[end].text
        if following is None:
            return None
        text += "\n" + following
        cells, state = cells_of(text)
        if state != "open":
            accepted = state == "whole" and len(without_empty_tail(cells, width)) == width
            return (cells, end) if accepted else None
    return None


def cells_of(text: str) -> tuple[list[str], str]:
    """The trimmed cells of a line, and `whole`, `open` (a quote is) or `malformed`."""
    cells: list[str] = []
    at = 0
    while True:
        cell, at, state = cell_at(text, at)
        if state != "whole":
            return [], state
        cells.append(cell.strip(BLANKS))
        if at == len(text):
            return cells, "whole"
        at += 1


def cell_at(text: str, at: int) -> tuple[str, int, str]:
    start = after_blanks(text, at)
    if text[start : start + 1] == '"':
        return quoted_cell(text, start + 1)
    comma = text.find(",", at)
    end = len(text) if comma < 0 else comma
    return text[at:end], end, "whole"


def quoted_cell(text: str, at: int) -> tuple[str, int, str]:
    value = ""
    while True:
        quote = text.find('"', at)
        if quote < 0:
            return "", len(text), "open"
        value += text[at:quote]
        at = quote + 1
        if text[at : at + 1] != '"':
            break
        value += '"'
        at += 1
    end = after_blanks(text, at)
    ends_well = end == len(text) or text[end] == ","
    return (value, end, "whole") if ends_well else ("", end, "malformed")


def after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def stream_records(lines: Sequence[Line], width: int) -> list[Record]:
    return [stream_record(line, width) for line in lines if not line.is_blank]


def stream_record(line: Line, width: int) -> Record:
    if line.text is None:
        return Record(line.number, (), "encoding")
    cells = json_cells(line.text)
    if cells is None:
        return Record(line.number, (), "columns")
    return Record(line.number, (), "encoding") if has_lost_characters(cells) else record_of(line.number, cells, width)


def json_cells(text: str) -> list[str] | None:
    try:
        values = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, list):
        return None
    cells = ["" if value is None else value for value in values]
    return [cell.strip(BLANKS) for cell in cells] if all(isinstance(cell, str) for cell in cells) else None


def has_lost_characters(cells: Sequence[str]) -> bool:
    return any(re.search("[\0\ufffd\ud800-\udfff]", cell) for cell in cells)
