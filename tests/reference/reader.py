"""The independent reader: the bytes of one till file in, its sales and rejections out.

It is written from the description of the formats, in plain Python, one row at a time, and shares no code with the
product. Tests assert that both read the same from the same bytes. It is a judge, so it is plain before it is fast.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.reference.rows import (
    Line,
    Record,
    cells_of,
    physical_lines,
    records_of,
    stream_records,
    without_empty_tail,
)
from tests.reference.values import (
    Item,
    Name,
    Order,
    When,
    dash_items,
    holds_a_free_item,
    name_and_flavour,
    name_of,
    order_of,
    pence_of,
    quantity_of,
    slug,
    triples_items,
    when_of,
)

RefLine = tuple[str, str, str, Decimal, int, int, int, int]
"""Name, flavour, size, quantity, and gross, discount, net and tax in pence; net is gross plus discount."""

Rejection = tuple[int, str, int | None]
"""Physical line (1-based), rule, and the pence of the row's total where it can be read."""

EARLIEST = datetime(2000, 1, 1)
FUTURE_ALLOWED = timedelta(hours=1)
TRADING_DAY_BEGINS = timedelta(hours=4)
BINARY_BEGINNINGS = (b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PAR1", b"SQLite format 3")
TENDERS = {"cash": "cash", "card": "card"}


@dataclass(frozen=True)
class RefSale:
    """One sale: its identity, the physical line it begins on and the data rows it was read from."""

    branch_id: str
    till: str
    placed_at: datetime
    trading_date: date
    lines: tuple[RefLine, ...]
    total_pence: int
    tender: str
    n: int
    line: int
    rows: int


@dataclass(frozen=True)
class Reading:
    """What one file says. An unreadable file has no sales; its rows are counted only if its format is known."""

    format: str | None
    unreadable: bool
    reason_kind: str
    data_rows: int
    rows_blank: int
    rejections: tuple[Rejection, ...]
    sales: tuple[RefSale, ...]


def read(data: bytes, file_name: str, now: datetime) -> Reading:
    """Read one file; `file_name` may have folders, `now` is the branch's wall time."""
    content = unpacked(data)
    if content is None:
        return nothing("gzip")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return nothing("utf-16")
    if content.startswith(BINARY_BEGINNINGS):
        return nothing("binary")
    return read_lines(physical_lines(content), name_of(file_name), now)


def nothing(reason_kind: str) -> Reading:
    return Reading(None, True, reason_kind, 0, 0, (), ())


def unpacked(data: bytes) -> bytes | None:
    if not data.startswith(b"\x1f\x8b"):
        return data
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        return None


# --- a sale per row ---


@dataclass(frozen=True)
class Layout:
    """Where a positional format keeps what a sale needs."""

    format: str
    width: int
    branch: int | None
    basket: int
    total: int
    tender: int


LAYOUTS = (
    Layout("triples", 7, branch=1, basket=3, total=5, tender=4),
    Layout("triples", 6, branch=None, basket=2, total=4, tender=3),
    Layout("dash", 7, branch=1, basket=3, total=4, tender=5),
    Layout("dash", 6, branch=None, basket=2, total=3, tender=4),
    Layout("stream", 7, branch=1, basket=3, total=4, tender=5),
    Layout("stream", 6, branch=None, basket=2, total=3, tender=4),
)


@dataclass(frozen=True)
class Context:
    """What a row needs to know beyond itself."""

    name: Name
    order: Order
    now: datetime

    def moment(self, when: When) -> datetime | None:
        moment = when.moment_in(self.order)
        return moment if moment and EARLIEST <= moment <= self.now + FUTURE_ALLOWED else None

    def branch_id(self, cell: str) -> str:
        return slug(cell) or self.name.branch_id


def row_fits(layout: Layout, record: Record) -> bool:
    """Whether the row reads as a sale of this layout; time and total alone fit too many."""
    if record.fault:
        return False
    total, tender = record.cells[layout.total], record.cells[layout.tender]
    return when_of(record.cells[0]).is_readable and pence_of(total) is not None and tender.casefold() in TENDERS


def row_is_header(layout: Layout, record: Record) -> bool:
    if record.fault:
        return False
    return not when_of(record.cells[0]).is_readable and pence_of(record.cells[layout.total]) is None


def judged_row(layout: Layout, record: Record, context: Context) -> RefSale | Rejection:
    if record.fault:
        return (record.line, record.fault, None)
    cells = record.cells
    moment = context.moment(when_of(cells[0]))
    branch_id = context.branch_id("" if layout.branch is None else cells[layout.branch])
    items = triples_items(cells[layout.basket]) if layout.format == "triples" else dash_items(cells[layout.basket])
    prices = [pence_of(price) for *_, price in items or []]
    total = pence_of(cells[layout.total])
    tender = TENDERS.get(cells[layout.tender].casefold())
    rule = first_broken(
        time=moment is None,
        branch=not branch_id,
        item=items is None,
        price=None in prices,
        total=total is None,
        total_matches_lines=total != sum(price or 0 for price in prices)
        or (layout.format != "triples" and any(holds_a_free_item(item) for item in items or [])),
        tender=tender is None,
    )
    if rule or moment is None or items is None or total is None or tender is None:
        return (record.line, rule, total)
    lines = tuple(sorted(map(line_of, items)))
    return sale_of(Place(branch_id, context.name.till, moment), lines, total, tender, record.line, 1)


def first_broken(**rules: bool) -> str:
    return next((rule for rule, is_broken in rules.items() if is_broken), "")


def line_of(item: Item) -> RefLine:
    size, name, flavour, price = item
    pence = pence_of(price) or 0
    return (name, flavour, size, Decimal(1), pence, 0, pence, 0)


@dataclass(frozen=True)
class Place:
    """Where and when a sale was rung up; a till only the file's name can tell in these formats."""

    branch_id: str
    till: str
    moment: datetime


def sale_of(
    place: Place,
    lines: tuple[RefLine, ...],
    total: int,
    tender: str,
    line: int,
    rows: int,
) -> RefSale:
    """A sale before its twins are counted."""
    minute = place.moment.replace(second=0, microsecond=0)
    trading_date = (minute - TRADING_DAY_BEGINS).date()
    return RefSale(place.branch_id, place.till, minute, trading_date, lines, total, tender, 1, line, rows)


# --- a line per row: Square's Items Detail ---

SQUARE_COLUMNS = (
    "Date",
    "Time",
    "Item",
    "Qty",
    "Price Point Name",
    "Gross Sales",
    "Discounts",
    "Net Sales",
    "Tax",
    "Transaction ID",
    "Event Type",
    "Location",
)
Columns = Mapping[str, int]
Transaction = tuple[str, str]
"""Its ID and its event: a refund of a sale is a sale of its own."""


@dataclass(frozen=True)
class SquareLine:
    """One good line, and what its sale needs from it."""

    record: Record
    branch_id: str
    moment: datetime
    line: RefLine


def square_header(lines: Sequence[Line]) -> list[str] | None:
    """The names of the first row, if it is the header of an Items Detail."""
    first = next((line.text for line in lines if not line.is_blank), None)
    names = without_empty_tail(cells_of(first or "")[0], 0)
    return names if set(SQUARE_COLUMNS) <= set(names) else None


def square_when(columns: Columns, record: Record) -> When:
    return When(record.cells[columns["Date"]], record.cells[columns["Time"]])


def square_fits(columns: Columns, record: Record) -> bool:
    if record.fault:
        return False
    amounts = [record.cells[columns[name]] for name in ("Gross Sales", "Net Sales") if record.cells[columns[name]]]
    has_amounts = bool(amounts) and None not in map(pence_of, amounts)
    return square_when(columns, record).is_readable and has_amounts


def judged_square_line(columns: Columns, record: Record, context: Context) -> SquareLine | Rejection:
    if record.fault:
        return (record.line, record.fault, None)
    cell = {name: record.cells[columns[name]] for name in SQUARE_COLUMNS}
    moment = context.moment(square_when(columns, record))
    branch_id = context.branch_id(cell["Location"])
    amounts = square_amounts(cell)
    rule = first_broken(
        columns=not cell["Transaction ID"],
        time=moment is None,
        branch=not branch_id,
        item=not name_and_flavour(cell["Item"])[0] or quantity_of(cell["Qty"]) is None,
        price=is_spoilt(cell, "Gross Sales", "Discounts", "Tax") or not (cell["Gross Sales"] or cell["Net Sales"]),
        total=is_spoilt(cell, "Net Sales"),
        total_matches_lines=not amounts.agree,
    )
    if rule or moment is None:
        return (record.line, rule, amounts.net)
    return SquareLine(record, branch_id, moment, square_ref_line(cell, amounts))


def is_spoilt(cell: Mapping[str, str], *columns: str) -> bool:
    """Whether one of these cells is written, but not readably; a blank one follows from the others."""
    return any(cell[column] and pence_of(cell[column]) is None for column in columns)


def is_refund(cell: Mapping[str, str]) -> bool:
    return cell["Event Type"].casefold() == "refund"


@dataclass(frozen=True)
class SquareAmounts:
    """A row's pence, a refund's turned negative; `net` is None where nothing readable says it."""

    gross: int
    net: int | None
    tax: int
    agree: bool = True


def square_amounts(cell: Mapping[str, str]) -> SquareAmounts:
    """A discount brings the gross nearer to nothing, whichever sign it is written with."""
    gross, discount, net, tax = (pence_of(cell[column]) for column in ("Gross Sales", "Discounts", "Net Sales", "Tax"))
    if is_refund(cell):
        gross, net, tax = (None if pence is None else -abs(pence) for pence in (gross, net, tax))
    known = gross if gross is not None else net or 0
    off = abs(discount or 0) * (1 if is_refund(cell) or known < 0 else -1)
    if is_spoilt(cell, "Gross Sales", "Discounts", "Net Sales", "Tax"):
        return SquareAmounts(0, net, 0)
    if gross is None:
        return SquareAmounts((net or 0) - off, net, tax or 0)
    agree = net is None or discount is None or gross + off == net
    return SquareAmounts(gross, gross + off if net is None else net, tax or 0, agree)


def square_ref_line(cell: Mapping[str, str], amounts: SquareAmounts) -> RefLine:
    """A line whose net is gross plus discount."""
    name, flavour = name_and_flavour(cell["Item"])
    quantity = quantity_of(cell["Qty"]) or Decimal(0)
    net = amounts.net or 0
    signed = -abs(quantity) if is_refund(cell) else quantity
    return (name, flavour, cell["Price Point Name"], signed, amounts.gross, net - amounts.gross, net, amounts.tax)


def judged_square(columns: Columns, records: Sequence[Record], context: Context) -> Iterator[RefSale | Rejection]:
    """Sales of whole transactions; one bad line rejects its siblings too."""
    judged = [(record, judged_square_line(columns, record, context)) for record in records]
    transactions: dict[Transaction, list[SquareLine]] = defaultdict(list)
    spoilt: set[Transaction] = set()
    for record, result in judged:
        if isinstance(result, SquareLine):
            transactions[transaction(columns, record)].append(result)
            continue
        yield result
        spoilt |= set() if record.fault else {transaction(columns, record)}
    for key, lines in transactions.items():
        if key in spoilt:
            yield from ((line.record.line, "sale", line.line[6]) for line in lines)
        else:
            yield square_sale(lines, context.name.till)


def transaction(columns: Columns, record: Record) -> Transaction:
    return record.cells[columns["Transaction ID"]], record.cells[columns["Event Type"]]


def square_sale(found: Sequence[SquareLine], till: str) -> RefSale:
    first = found[0]
    lines = tuple(sorted(line.line for line in found))
    moment = min(line.moment for line in found)
    total = sum(line[6] for line in lines)
    place = Place(first.branch_id, till, moment)
    return sale_of(place, lines, total, "unknown", first.record.line, len(found))


# --- a whole file ---


@dataclass(frozen=True)
class Candidate:
    """The rows of a file as one format sees them."""

    format: str
    layout: Layout | Columns
    rows: tuple[Record, ...]
    rows_blank: int
    fitting: int


def read_lines(lines: Sequence[Line], name: Name, now: datetime) -> Reading:
    if is_blank(lines):
        return nothing("blank")
    if is_header_only(lines):
        blank = sum(not line.is_blank and is_blank([line]) for line in lines)
        return Reading(None, False, "empty", blank, blank, (), ())
    best = max(candidates(lines), key=lambda candidate: candidate.fitting)
    if not best.rows:
        has_format = not isinstance(best.layout, Layout)
        return Reading(best.format if has_format else None, False, "empty", best.rows_blank, best.rows_blank, (), ())
    is_stream = best.format == "stream" and best.fitting > 0
    if best.fitting * 2 < len(best.rows) and not is_stream:
        has_nul = any(line.text is None for line in lines)
        return nothing("binary" if has_nul else "format")
    return reading_of(best, name, now)


def is_blank(lines: Sequence[Line]) -> bool:
    """Whether there is no cell with a text: that is no header either."""
    return not any(
        line.text is None or any(cells_of(line.text)[0]) or cells_of(line.text)[1] != "whole" for line in lines
    )


def is_header_only(lines: Sequence[Line]) -> bool:
    """Whether there is one row of names and nothing but blank rows: a day without sales."""
    texts = [line.text for line in lines if not is_blank([line])]
    only = texts[0] if len(texts) == 1 else None
    names = without_empty_tail(cells_of(only or "")[0], 6)
    return only is not None and len(names) in (6, 7) and not re.search(r"[0-9]", only)


def candidates(lines: Sequence[Line]) -> Iterator[Candidate]:
    names = square_header(lines)
    if names is not None:
        yield square_candidate(lines, names)
    for layout in LAYOUTS:
        yield positional_candidate(lines, layout)


def square_candidate(lines: Sequence[Line], names: Sequence[str]) -> Candidate:
    columns = {name: at for at, name in enumerate(names)}
    records = records_of(lines, len(names))[1:]
    rows = tuple(record for record in records if not record.is_blank)
    fitting = sum(square_fits(columns, record) for record in rows)
    return Candidate("square", columns, rows, len(records) - len(rows), fitting)


def positional_candidate(lines: Sequence[Line], layout: Layout) -> Candidate:
    reader = stream_records if layout.format == "stream" else records_of
    records = reader(lines, layout.width)
    rows = tuple(record for record in records if not record.is_blank)
    fitting = sum(row_fits(layout, record) for record in rows)
    has_header = fitting > 0 and row_is_header(layout, rows[0])
    return Candidate(layout.format, layout, rows[has_header:], len(records) - len(rows), fitting)


def reading_of(best: Candidate, name: Name, now: datetime) -> Reading:
    context = Context(name, order_of(whens_of(best), name.day), now)
    judged = list(judged_rows(best, context))
    rejections = tuple(sorted(result for result in judged if not isinstance(result, RefSale)))
    sales = sorted((result for result in judged if isinstance(result, RefSale)), key=lambda sale: sale.line)
    data_rows = len(best.rows) + best.rows_blank
    if best.format != "stream" and len(rejections) * 2 > len(best.rows):
        return Reading(best.format, True, "rejected", data_rows, best.rows_blank, rejections, ())
    return Reading(best.format, False, "", data_rows, best.rows_blank, rejections, with_twins_counted(sales))


def whens_of(best: Candidate) -> list[When]:
    whole = [record for record in best.rows if not record.fault]
    if isinstance(best.layout, Layout):
        return [when_of(record.cells[0]) for record in whole]
    return [square_when(best.layout, record) for record in whole]


def judged_rows(best: Candidate, context: Context) -> Iterator[RefSale | Rejection]:
    layout = best.layout
    if isinstance(layout, Layout):
        return (judged_row(layout, record, context) for record in best.rows)
    return judged_square(layout, best.rows, context)


def with_twins_counted(sales: Sequence[RefSale]) -> tuple[RefSale, ...]:
    """Number the sales that are identical in all that a file says of them, in row order."""
    seen: Counter[tuple[object, ...]] = Counter()
    numbered = []
    for sale in sales:
        identity = (sale.branch_id, sale.till, sale.placed_at, sale.lines, sale.total_pence, sale.tender)
        seen[identity] += 1
        numbered.append(replace(sale, n=seen[identity]))
    return tuple(numbered)
