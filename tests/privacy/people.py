"""The people in the sample files: the cells of their personal columns, and the words of all other cells."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tests.privacy.scan import Secrets, all_words

CARD = re.compile(r"\d{12,}")
SEVEN, SIX = {"name": 2, "card": 6}, {"name": 1, "card": 5}


def rows_of(path: Path) -> Iterator[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from (row for row in csv.reader(file) if len(row) in (6, 7) and re.match(r"\s*\d", row[0]))


def people_of(paths: list[Path]) -> Secrets:
    """Every name and card number of these files."""
    names, cards, others = set(), set(), set()
    for row in (row for path in paths for row in rows_of(path)):
        columns = SEVEN if len(row) == 7 else SIX
        names.add(row[columns["name"]].strip())
        cards |= set(CARD.findall(row[columns["card"]]))
        others |= {cell for at, cell in enumerate(row) if at not in columns.values()}
    innocent = all_words([cell.encode() for cell in others] + [path.name.encode() for path in paths])
    return Secrets(frozenset(names), frozenset(cards), innocent)
