"""Card numbers in a warehouse that exists: in every text of every table and view, and in the bytes of its files.

The files' bytes are looked at too because a deleted row's text can stay in free pages and in the write-ahead log.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Protocol

from tillroll.cards import card_numbers
from tillroll.engine import Row, StatementError
from tillroll.settings import Settings

_CHUNK_BYTES = 1 << 20
_AROUND = 64
_RUN = re.compile(rb"(?<![0-9])[0-9](?:[ -]?[0-9]){12,30}(?![0-9])")
_OWN_KEY = re.compile(r"\d{7,9}\|\d{1,6}\|-?\d+\|-?\d+\|(?:cash|card|other|unknown)")
"""What `create_staged_sale` makes of a sale's content; a hash stands in its middle."""
_CONTROLS = dict.fromkeys((*range(32), *range(127, 256)), "\n")


class Warehouse(Protocol):
    """A database that answers."""

    def run(self, name: str, /, **parameters: object) -> list[Row]:
        """Run ``sql/<name>.sql``."""
        ...


@dataclass(frozen=True, slots=True)
class CardFound:
    """Where card numbers stand, and in how many rows or places."""

    place: str
    count: int


@dataclass(frozen=True, slots=True)
class WarehouseScan:
    """What was read, and where card numbers stand; ``unread`` are views that can't be read."""

    texts: int
    text_bytes: int
    columns: int
    file_bytes: int
    found: tuple[CardFound, ...]
    unread: tuple[str, ...]

    @property
    def bytes(self) -> int:
        """All bytes that were looked at."""
        return self.text_bytes + self.file_bytes


def scan_warehouse(warehouse: Warehouse, settings: Settings) -> WarehouseScan:
    """Look for card numbers by issuer prefix, length and check digit."""
    texts = Counter[str]()
    found: list[CardFound] = []
    unread: list[str] = []
    for quoted, table, columns in warehouse.run("audit/text_columns"):
        try:
            found += _table_cards(warehouse, quoted, table, columns, texts)
        except StatementError:
            unread.append(table)
    files = list(_files(settings))
    found += (CardFound(f"bytes of {path.name}", count) for path, count, _ in files if count)
    return WarehouseScan(
        texts["texts"], texts["bytes"], texts["columns"], sum(size for *_, size in files), tuple(found), tuple(unread)
    )


def _table_cards(
    warehouse: Warehouse, quoted: str, table: str, columns: list[str], texts: Counter[str]
) -> Iterator[CardFound]:
    sizes = warehouse.run("audit/text_sizes", table_name=quoted, column_names=columns)
    texts.update(columns=len(columns), texts=sum(row[1] for row in sizes), bytes=sum(row[2] for row in sizes))
    likely = [row[0] for row in sizes if row[3]]
    rows = Counter[str]()
    for column, text, count in _likely(warehouse, quoted, likely):
        rows[column] += count if any(_cards(text)) else 0
    yield from (CardFound(f"{table}.{column}", count) for column, count in sorted(rows.items()) if count)


def _likely(warehouse: Warehouse, quoted: str, columns: list[str]) -> list[Row]:
    return warehouse.run("audit/likely_texts", table_name=quoted, column_names=columns) if columns else []


def _files(settings: Settings) -> Iterator[tuple[Path, int, int]]:
    """The warehouse's files, each with the card numbers in its bytes and its size."""
    path = Path(settings.warehouse.removeprefix("duckdb:///"))
    for each in (path, path.with_name(f"{path.name}.wal")):
        if each.exists():
            with each.open("rb") as stream:
                yield each, *cards_in_bytes(stream)


def cards_in_bytes(stream: BinaryIO) -> tuple[int, int]:
    """How many card numbers stand in a stream of bytes, and how many bytes it has."""
    cards, size, data, counted = 0, 0, b"", 0
    while piece := stream.read(_CHUNK_BYTES):
        size += len(piece)
        data += piece
        end = max(len(data) - 2 * _AROUND, counted)
        cards += _count(data, counted, end)
        data, counted = data[max(end - _AROUND, 0) :], min(end, _AROUND)
    return cards + _count(data, counted, len(data)), size


def _count(data: bytes, start: int, end: int) -> int:
    """The card numbers that begin from a start on and before an end; what stands around them tells what they are."""
    return sum(start <= match.start() < end and _is_card(data, match) for match in _RUN.finditer(data))


def _is_card(data: bytes, match: re.Match[bytes]) -> bool:
    """Whether a run of digits is a card number, by what stands around it. Texts lie side by side in a page."""
    around = data[max(match.start() - _AROUND, 0) : match.end() + _AROUND].decode("latin-1").translate(_CONTROLS)
    digits = re.sub(rb"[ -]", b"", match[0]).decode()
    return not _is_packed(digits) and any(card in digits for card in _cards(around))


def _is_packed(digits: str) -> bool:
    """Whether digits are packed figures: bytes of one value many times. Of card numbers, one in 30,000 is like that."""
    return 2 * sum(one != other for one, other in pairwise(digits)) < len(digits)


def _cards(text: str) -> Iterator[str]:
    return card_numbers(_OWN_KEY.sub(" ", text))
