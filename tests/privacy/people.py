"""The people in the sample files: the cells of their personal columns, as canaries."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tillroll.audit.canaries import Canary
from tillroll.audit.forms import SHORTEST

CARD = re.compile(r"\d{13,}")
SEVEN, SIX = {"name": 2, "card": 6}, {"name": 1, "card": 5}


def rows_of(path: Path) -> Iterator[list[str]]:
    with path.open(newline="", encoding="utf-8") as file:
        yield from (row for row in csv.reader(file) if len(row) in (6, 7) and re.match(r"\s*\d", row[0]))


def people_of(paths: list[Path], first_number: int) -> list[Canary]:
    """Every whole name and card number of these files, once."""
    names, cards = set[str](), set[str]()
    for row in (row for path in paths for row in rows_of(path)):
        columns = SEVEN if len(row) == 7 else SIX
        names.add(row[columns["name"]].strip())
        cards |= set(CARD.findall(row[columns["card"]]))
    long_names = sorted(name for name in names if len(name) >= SHORTEST)
    numbered = enumerate(long_names + sorted(cards), first_number)
    return [
        Canary(number, "card number" if text.isdigit() else "name", text, "a sample file") for number, text in numbered
    ]
