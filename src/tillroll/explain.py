"""How one file reads, for a person who asks why: the same `prepare` as ingest uses, into an engine of its own.

Shown are parsed values only (time, branch, items, total, tender), the names or places of personal columns, and rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from tillroll.contract.values import Document
from tillroll.engine import Engine
from tillroll.filename import FileName, mask_long_numbers
from tillroll.gather import Arrival
from tillroll.lines import Product
from tillroll.prepare import Setup, StagedDocument, look, prepare
from tillroll.recognise import Recognition

FIRST_SALES, FIRST_REJECTIONS = 5, 20


@dataclass(frozen=True, slots=True)
class ItemRead:
    """One item of a sale as it reads."""

    product: Product
    quantity: float
    net_pence: int


@dataclass(frozen=True, slots=True)
class SaleRead:
    """One sale as it reads; ``line_no`` is the physical line at which it begins."""

    line_no: int
    placed_at: datetime
    branch_id: str
    till: str
    total_pence: int
    tender: str
    items: tuple[ItemRead, ...]


@dataclass(frozen=True, slots=True)
class RowRejected:
    """One row that no sale comes from: where, and by which rule."""

    line_no: int
    column_name: str
    rule: str
    detail: str


@dataclass(frozen=True, slots=True)
class FromName:
    """What a file's name says, and which of it was needed because the rows do not say it."""

    branch: str | None
    day: date | None
    till: str | None
    needs_branch: bool
    needs_day: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one file reads; ``recognition`` is None when no till format fits."""

    file: str
    staged: StagedDocument
    recognition: Recognition | None
    name: FromName
    first_sales: tuple[SaleRead, ...]
    first_rejections: tuple[RowRejected, ...]


def explain(engine: Engine, document: Document, setup: Setup) -> Explanation:
    """Read one file as ingest would, and load nothing. ``OSError`` or ``TryAgainLater`` when it can't be opened."""
    arrival = look(document, setup.formats)
    staged = engine.growing(lambda: prepare(engine, [arrival], setup))[0]
    return Explanation(
        mask_long_numbers(document.name),
        staged,
        arrival.recognition,
        _from_name(arrival, staged),
        _sales(engine.run("explain/first_sales", sale_count=FIRST_SALES)),
        tuple(RowRejected(*row) for row in engine.run("explain/first_rejections", row_count=FIRST_REJECTIONS)),
    )


def _from_name(arrival: Arrival, staged: StagedDocument) -> FromName:
    name: FileName = arrival.name
    return FromName(name.branch, name.day, name.till, staged.name_branch is not None, staged.name_day is not None)


def _sales(rows: Sequence[Sequence[Any]]) -> tuple[SaleRead, ...]:
    """The sales of rows that hold a line each, its sale's columns first."""
    return tuple(_sale(sale, lines) for sale, lines in groupby(rows, key=lambda row: tuple(row[:6])))


def _sale(sale: Sequence[Any], lines: Iterable[Sequence[Any]]) -> SaleRead:
    line_no, placed_at, branch_id, till, total_pence, tender = sale
    return SaleRead(line_no, placed_at, branch_id, till, total_pence, tender, tuple(map(_item, lines)))


def _item(row: Sequence[Any]) -> ItemRead:
    size, name, flavour, quantity, net_pence = row[6:]
    return ItemRead(Product(name, flavour, size), float(quantity), net_pence)
