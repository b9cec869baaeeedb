"""Which till wrote this file? The answer comes from its rows, never from its name alone."""

import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice
from typing import TypeVar

from tillroll.cells import (
    UNIT_SEPARATOR,
    DateOrder,
    Item,
    read_date,
    read_item,
    read_money,
    read_tender,
    read_time,
    read_triple,
    split_moment,
)
from tillroll.formats.till_format import ColumnRef, TillFormat, header_key
from tillroll.reading import HEAD_BYTES, Inspection, head_lines, physical_lines
from tillroll.records import Record, csv_records, json_records

FITS_NONE = "fits no till format: see 'tillroll formats', and add one for this till"
FIRST_LOOK = 5
LONG_LOOK = 2 * HEAD_BYTES  # as many records as there are lines
_FIRST_LOOK_BYTES = 8 * 1024
_HEADER_SEARCH = 5
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the columns of one file stand: roles and the columns that make a sale, by index from 0."""

    width: int
    roles: Mapping[str, int]
    sale: tuple[int, ...] = ()

    def has(self, role: str) -> bool:
        """Whether the file has a column for this role."""
        return role in self.roles

    @property
    def sale_places(self) -> tuple[int, ...]:
        """The columns that make a sale, in the order in which they stand in the file."""
        return tuple(sorted(set(self.sale)))


@dataclass(frozen=True, slots=True)
class Recognition:
    """The format that fits a file, where its columns stand, and why it was chosen."""

    till_format: TillFormat
    layout: Layout
    header_line: int
    personal: tuple[str, ...]
    why: str
    is_empty: bool = False


def date_of(till_format: TillFormat, text: str, order: DateOrder) -> date | None:
    """A date, as this till writes dates."""
    patterns = till_format.moment.date_patterns
    return _by_pattern(text, patterns, datetime.date) if patterns else read_date(text, order)


def time_of(till_format: TillFormat, text: str) -> time | None:
    """A time, as this till writes times."""
    patterns = till_format.moment.time_patterns
    return _by_pattern(text, patterns, datetime.time) if patterns else read_time(text)


def _by_pattern(text: str, patterns: Iterable[str], part: Callable[[datetime], _T]) -> _T | None:
    for pattern in patterns:
        try:
            return part(datetime.strptime(text, pattern))
        except ValueError:
            continue
    return None


def item_of(till_format: TillFormat, text: str) -> Item | None:
    """One item of a basket, as this till writes items."""
    basket = till_format.basket
    if basket.kind == "triples":
        return read_triple(text, till_format.money)
    return read_item(text, basket.sizes, basket.price_separators, till_format.money)


def first_item_text(till_format: TillFormat, basket: str) -> str | None:
    """The text of a basket's first item; ``None`` when the basket can't be split into items at all."""
    parts = basket.split(till_format.basket.item_separator)
    if till_format.basket.kind == "items":
        return parts[0]
    return None if len(parts) % 3 else UNIT_SEPARATOR.join(parts[:3])


def moment_texts(till_format: TillFormat, cells: Sequence[str], layout: Layout) -> tuple[str, str]:
    """The date's and the time's text of a row."""
    if "placed_at" in layout.roles:
        return split_moment(cells[layout.roles["placed_at"]], till_format.moment.date_words)
    return cells[layout.roles["date"]], cells[layout.roles["time"]]


def _time_reads(till_format: TillFormat, cells: Sequence[str], layout: Layout) -> bool:
    date_text, time_text = moment_texts(till_format, cells, layout)
    orders: tuple[DateOrder, ...] = ("day_first", "month_first")
    has_date = any(date_of(till_format, date_text, order) for order in orders)
    return has_date and time_of(till_format, time_text) is not None


def _reads(till_format: TillFormat, cells: Sequence[str], role: str, layout: Layout) -> bool:
    if role not in layout.roles:
        return True
    return read_money(cells[layout.roles[role]], till_format.money) is not None


def _basket_reads(till_format: TillFormat, cells: Sequence[str], layout: Layout) -> bool:
    text = first_item_text(till_format, cells[layout.roles["basket"]])
    item = item_of(till_format, text) if text else None
    return item is not None and item.price_pence is not None


def _tender_reads(till_format: TillFormat, cells: Sequence[str], layout: Layout) -> bool:
    if "tender" not in layout.roles:
        return True
    return read_tender(cells[layout.roles["tender"]], dict(till_format.tenders)) is not None


def _amounts_read(till_format: TillFormat, cells: Sequence[str], layout: Layout) -> bool:
    """Whether a line's amounts read; one may be blank where another says the same."""
    written = [cells[layout.roles[role]] for role in ("net", "gross", "unit_price") if layout.has(role)]
    return any(written) and all(not text or read_money(text, till_format.money) is not None for text in written)


def row_fits(till_format: TillFormat, cells: Sequence[str], layout: Layout) -> bool:
    """Whether one row reads as this format writes rows."""
    if len(cells) != layout.width:
        return False
    if till_format.grain == "line":
        has_figures = bool(cells[layout.roles["item"]]) and _amounts_read(till_format, cells, layout)
        return has_figures and _time_reads(till_format, cells, layout)
    return (
        _basket_reads(till_format, cells, layout)
        and _reads(till_format, cells, "total", layout)
        and _tender_reads(till_format, cells, layout)
        and _time_reads(till_format, cells, layout)
    )


def positional_layouts(till_format: TillFormat) -> tuple[Layout, ...]:
    """The format's columns, and the same without the branch (an exporter once left it out)."""
    roles = {role: int(ref) - 1 for role, ref in till_format.columns.items()}
    sale = tuple(int(ref) - 1 for ref in till_format.sale_columns)
    full = Layout(till_format.width, roles, sale)
    if "branch" not in roles:
        return (full,)
    gap = roles["branch"]
    shorter = {role: at - (at > gap) for role, at in roles.items() if role != "branch"}
    return full, Layout(till_format.width - 1, shorter, tuple(at - (at > gap) for at in sale if at != gap))


def named_layout(till_format: TillFormat, header: Sequence[str]) -> Layout | None:
    """The layout that a header gives; ``None`` unless it names every column that the format reads."""
    places = {header_key(name): at for at, name in reversed(list(enumerate(header)))}

    def place(ref: ColumnRef) -> int | None:
        return places.get(header_key(str(ref)))

    optional = {"branch", "till", "tender", "flavour", "size", "tax", "discount", "event", "quantity"}
    roles = {role: place(ref) for role, ref in till_format.columns.items()}
    sale = tuple(place(ref) for ref in till_format.sale_columns)
    if None in sale or any(at is None and role not in optional for role, at in roles.items()):
        return None
    found = {role: at for role, at in roles.items() if at is not None}
    return Layout(len(header), found, tuple(at for at in sale if at is not None))


def _sample(inspection: Inspection, till_format: TillFormat, count: int) -> list[Record]:
    """The first ``count`` records of the head; a long look takes all of it, and some lines from the middle."""
    if count <= FIRST_LOOK:
        lines = head_lines(inspection, _FIRST_LOOK_BYTES)
    else:
        lines = chain(head_lines(inspection), physical_lines(io.BytesIO(inspection.middle)))
    if till_format.encoding == "json":
        return list(islice(json_records(lines, frozenset()), count))
    return list(islice(csv_records(lines, till_format.delimiter, frozenset()), count))


def _is_header(till_format: TillFormat, record: Record, layout: Layout) -> bool:
    """Whether a first row is a header: neither its time nor its total reads."""
    cells = record.cells
    if record.rule or len(cells) < layout.width:
        return False
    money_role = next(role for role in ("total", "net", "gross", "unit_price") if role in layout.roles)
    return not _reads(till_format, cells, money_role, layout) and not _time_reads(till_format, cells, layout)


def _fitting(till_format: TillFormat, records: Sequence[Record], layout: Layout) -> int:
    return sum(row_fits(till_format, _cut(record.cells, layout.width), layout) for record in records)


def _cut(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells if any(cells[width:]) else cells[:width]


@dataclass(frozen=True, slots=True)
class _Candidate:
    recognition: Recognition
    fitting: int
    sampled: int


def _personal_names(till_format: TillFormat, layout: Layout, header: Sequence[str]) -> tuple[str, ...]:
    """The personal columns of this file, by header name or position."""
    if not till_format.is_positional:
        listed = {header_key(str(ref)) for ref in till_format.personal}
        return tuple(name for name in header if header_key(name) in listed)
    gap = int(till_format.columns.get("branch", till_format.width + 1))
    shift = till_format.width - layout.width
    return tuple(f"column {int(ref) - (shift if int(ref) > gap else 0)}" for ref in till_format.personal)


def _candidate(
    till_format: TillFormat, layout: Layout, rows: Sequence[Record], header: Record | None
) -> _Candidate | None:
    fitting = _fitting(till_format, rows, layout)
    is_empty = header is not None and not rows
    if not fitting and not is_empty:
        return None
    wording = header.cells if header else ()
    why = f"{layout.width} columns; {fitting} of the first {len(rows)} rows read as {till_format.name}"
    if header:
        why += f"; line {header.line_no} is a header"
    if till_format.columns.get("branch") and not layout.has("branch"):
        why += "; the branch column is missing"
    found = Recognition(
        till_format,
        layout,
        header.line_no if header else 0,
        _personal_names(till_format, layout, wording),
        why,
        is_empty,
    )
    return _Candidate(found, fitting, len(rows))


def _named_candidates(till_format: TillFormat, records: Sequence[Record]) -> Iterable[_Candidate | None]:
    for at, record in enumerate(records[:_HEADER_SEARCH]):
        layout = named_layout(till_format, record.cells)
        if layout:
            rows = [r for r in records[at + 1 :] if not r.is_blank]
            yield _candidate(till_format, layout, rows, record)
            return


def _positional_candidates(till_format: TillFormat, records: Sequence[Record]) -> Iterable[_Candidate | None]:
    filled = [record for record in records if not record.is_blank]
    for layout in positional_layouts(till_format):
        header = filled[0] if filled and _is_header(till_format, filled[0], layout) else None
        rows = filled[1:] if header else filled
        if rows:
            yield _candidate(till_format, layout, rows, header)


def _candidates(till_format: TillFormat, records: Sequence[Record]) -> list[_Candidate]:
    found = (_positional_candidates if till_format.is_positional else _named_candidates)(till_format, records)
    return [candidate for candidate in found if candidate]


def recognise(inspection: Inspection, formats: Sequence[TillFormat]) -> Recognition | None:
    """The format most of the file's first rows read as; ``None`` when not one row reads as any.

    A short look decides when every row of it fits; else a longer look at each format. The first listed wins a tie, and
    a user's formats are listed before the built-in ones.
    """
    best: _Candidate | None = None
    for count in (FIRST_LOOK, LONG_LOOK):
        best = None
        samples: dict[str, list[Record]] = {}
        for till_format in formats:
            way = f"{till_format.encoding} {till_format.delimiter}"
            if way not in samples:
                samples[way] = _sample(inspection, till_format, count)
            for candidate in _candidates(till_format, samples[way]):
                if candidate.fitting == candidate.sampled:
                    return candidate.recognition
                if best is None or candidate.fitting > best.fitting:
                    best = candidate
    return best.recognition if best else _header_only(inspection, formats)


def _header_only(inspection: Inspection, formats: Sequence[TillFormat]) -> Recognition | None:
    """A file of one header line and nothing but blank rows: a branch that sold nothing."""
    for till_format in formats:
        records = [record for record in _sample(inspection, till_format, LONG_LOOK) if not record.is_blank]
        if len(records) != 1 or not till_format.is_positional or any(c.isdigit() for c in "".join(records[0].cells)):
            continue
        for layout in positional_layouts(till_format):
            cells = _cut(records[0].cells, layout.width)
            if len(cells) == layout.width and _is_header(till_format, records[0], layout):
                why = f"{layout.width} columns; a header and no rows"
                return Recognition(till_format, layout, records[0].line_no, (), why, is_empty=True)
    return None


_RUN = re.compile(r"[^\W\d_]+|\d+")


def shape_of(inspection: Inspection, lines: int = 3) -> str:
    """The shape of the first lines: letters as ``x``, digits as ``9``, runs cut short; never their text."""
    shapes = []
    for line in islice(head_lines(inspection), lines):
        text = "" if line is None else line[:400].decode("utf-8", "replace")
        shapes.append(_RUN.sub(lambda m: ("9" if m[0][0].isdigit() else "x") * min(len(m[0]), 4), text)[:120])
    return "\n".join(re.sub(r"[^\x20-\x7e]", "?", shape) for shape in shapes)
