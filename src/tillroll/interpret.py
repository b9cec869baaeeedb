"""From distinct texts to values: each text a batch holds is read once, in Python, and joined back in SQL."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from pathlib import PurePath
from typing import TypeVar

from tillroll.cards import star_long_numbers
from tillroll.cells import Tender, is_unpadded_time, read_money, read_tender
from tillroll.engine import Engine
from tillroll.filename import slug
from tillroll.formats.till_format import TillFormat
from tillroll.gather import Gathered, Numbered
from tillroll.lines import BadLine, Line, Product, line_roles, read_basket_item, read_line
from tillroll.recognise import Layout, date_of, time_of
from tillroll.registry import Registry, best_spelling
from tillroll.settle import Settled, settle_dates

_EARLIEST_YEAR = 2000
_LOST = "\ufffd"
_V = TypeVar("_V")


@dataclass(slots=True)
class Interpreted:
    """What the batch's texts turned out to mean, as far as Python needs it after the join."""

    products: dict[int, Product] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    branch_from_name: dict[int, str] = field(default_factory=dict)
    date_from_name: set[int] = field(default_factory=set)
    ambiguous: set[int] = field(default_factory=set)

    def understand_branch(self, doc: Numbered, text: str, registry: Registry, *, from_name: bool = True) -> str:
        """Note which branch a text means, why it is held if it is, and whether the file's name had a say in it."""
        resolution = registry.resolve(text, hints=doc.arrival.name.hints)
        names = (self.branches.get(resolution.branch_id), _title(text))
        self.branches[resolution.branch_id] = best_spelling(filter(None, names))
        if resolution.held_reason:
            self.held[resolution.branch_id] = resolution.held_reason
        if from_name or resolution.used_hint:
            self.branch_from_name[doc.document_no] = resolution.branch_id
        return resolution.branch_id


def interpret(
    engine: Engine, gathered: Gathered, registry: Registry, tills: Mapping[str, Sequence[str]]
) -> Interpreted:
    """Read every distinct text of the batch into the engine's tables of values. ``tills`` lists those of branches."""
    meaning = Interpreted()
    _formats(engine, gathered.ways)
    engine.run("prepare/create_moment_text")
    engine.run("prepare/create_timed_row")
    has_short_hours = _times(engine, gathered.ways)
    _dates(engine, gathered, meaning, has_short_hours=has_short_hours)
    branches_of = _branches(engine, gathered, registry, meaning)
    _documents(engine, gathered, branches_of, tills)
    _totals(engine, gathered.ways)
    _tenders(engine, gathered.ways)
    _items(engine, gathered.ways, meaning)
    return meaning


def _documents(
    engine: Engine,
    gathered: Gathered,
    branches_of: Mapping[int, set[str]],
    tills: Mapping[str, Sequence[str]],
) -> None:
    docs = gathered.documents
    engine.table(
        "prepare/create_document_read",
        {
            "document_no": [doc.document_no for doc in docs],
            "format_no": [doc.format_no for doc in docs],
            "header_line": [doc.recognition.header_line for doc in docs],
            "till": [_till(doc, branches_of.get(doc.document_no, set()), tills) for doc in docs],
        },
    )


def _till(doc: Numbered, branches: set[str], tills: Mapping[str, Sequence[str]]) -> str:
    """The till that the file's name tells, in its own words or by a till that branches.csv lists for the branch."""
    if doc.arrival.name.till or len(branches) != 1:
        return doc.arrival.name.till or ""
    words = slug(PurePath(doc.arrival.document.name).stem).split("-")
    named = [till for till in tills.get(min(branches), ()) if slug(till) in words]
    return named[0] if len(named) == 1 else ""


def _formats(engine: Engine, ways: Sequence[tuple[TillFormat, Layout]]) -> None:
    formats = [till_format for till_format, _ in ways]
    engine.table(
        "prepare/create_read_format",
        {
            "format_no": list(range(len(formats))),
            "kind": ["line" if fmt.grain == "line" else fmt.basket.kind for fmt in formats],
            "date_words": [fmt.moment.date_words for fmt in formats],
            "item_separator": [fmt.basket.item_separator for fmt in formats],
            "time_zone": [fmt.moment.zone for fmt in formats],
            "sale_part": [layout.sale_places.index(layout.sale[0]) + 1 if layout.sale else 0 for _, layout in ways],
        },
    )


def _dates(engine: Engine, gathered: Gathered, meaning: Interpreted, *, has_short_hours: bool) -> None:
    texts: dict[int, dict[str, int]] = defaultdict(dict)
    for document_no, text, rows in engine.run("prepare/distinct_dates"):
        texts[document_no][text] = rows
    short_rows = engine.run("prepare/documents_with_short_hours") if has_short_hours else []
    short = {document_no for (document_no,) in short_rows}
    found: list[tuple[int, str, date]] = []
    for doc in gathered.documents:
        settled = _settle(doc, texts[doc.document_no], has_short_hours=doc.document_no in short)
        found += [(doc.document_no, text, day) for text, day in settled.dates.items() if day.year >= _EARLIEST_YEAR]
        if settled.used_file_name:
            meaning.date_from_name.add(doc.document_no)
        if settled.is_ambiguous:
            meaning.ambiguous.add(doc.document_no)
    engine.table("prepare/create_date_read", _columns(("document_no", "date_text", "date"), found))


def _settle(doc: Numbered, texts: Mapping[str, int], *, has_short_hours: bool) -> Settled:
    till_format = doc.recognition.till_format
    if till_format.moment.date_patterns:
        read = {text: date_of(till_format, text.strip(), "day_first") for text in texts}
        return Settled({text: day for text, day in read.items() if day})
    order = till_format.moment.date_order
    return settle_dates(texts, order, doc.arrival.name.day, has_short_hours=has_short_hours)


def _times(engine: Engine, ways: Sequence[tuple[TillFormat, Layout]]) -> bool:
    """Read the times; whether any hour has one digit, as spreadsheets write it."""
    texts = engine.run("prepare/distinct_times")
    found = _read_each(texts, ways, lambda fmt, text: time_of(fmt, text.strip()))
    rows = [(no, text, _seconds(moment)) for no, text, moment in found]
    engine.table("prepare/create_time_read", _columns(("format_no", "time_text", "seconds"), rows))
    return any(is_unpadded_time(str(text)) for _, text in texts)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _totals(engine: Engine, ways: Sequence[tuple[TillFormat, Layout]]) -> None:
    found = _read_each(
        engine.run("prepare/distinct_totals"), ways, lambda fmt, text: read_money(text.strip(), fmt.money)
    )
    engine.table("prepare/create_total_read", _columns(("format_no", "total_text", "pence"), found))


def _tenders(engine: Engine, ways: Sequence[tuple[TillFormat, Layout]]) -> None:
    def tender(till_format: TillFormat, text: str) -> Tender | None:
        return read_tender(text, dict(till_format.tenders))

    found = _read_each(engine.run("prepare/distinct_tenders"), ways, tender)
    engine.table("prepare/create_tender_read", _columns(("format_no", "tender_text", "tender"), found))


def _read_each(
    texts: Iterable[Sequence[object]],
    ways: Sequence[tuple[TillFormat, Layout]],
    read: Callable[[TillFormat, str], _V | None],
) -> list[tuple[int, str, _V]]:
    """Each (format number, text) that reads, with its value."""
    found = []
    for number, text in texts:
        value = read(ways[int(str(number))][0], str(text))
        if value is not None:
            found.append((int(str(number)), str(text), value))
    return found


def _columns(names: Sequence[str], rows: Sequence[Sequence[object]]) -> dict[str, list[object]]:
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def _branches(engine: Engine, gathered: Gathered, registry: Registry, meaning: Interpreted) -> dict[int, set[str]]:
    """Read the branches; gives back those of each document."""
    by_number = {doc.document_no: doc for doc in gathered.documents}
    branches_of: dict[int, set[str]] = defaultdict(set)
    found = []
    for document_no, text in engine.run("prepare/distinct_branches"):
        branch_id = _branch(by_number[document_no], text.strip(" \t\u00a0"), registry, meaning)
        if branch_id:
            found.append((document_no, text, branch_id))
            branches_of[document_no].add(branch_id)
    engine.table("prepare/create_branch_read", _columns(("document_no", "branch_text", "branch_id"), found))
    return branches_of


def _branch(doc: Numbered, written: str, registry: Registry, meaning: Interpreted) -> str | None:
    """The branch that a text of a document means; a blank one means the format's constant or the file name's."""
    constant = doc.recognition.till_format.branch
    text = star_long_numbers(written or constant or doc.arrival.name.branch or "")
    if not slug(text) or _LOST in text:
        return None
    return meaning.understand_branch(doc, text, registry, from_name=not written and not constant)


def _title(text: str) -> str:
    """A branch's name for people; a file name's slug gets its blanks and capitals back."""
    return text if text != text.lower() else " ".join(word.capitalize() for word in text.replace("_", " ").split())


def _items(engine: Engine, ways: Sequence[tuple[TillFormat, Layout]], meaning: Interpreted) -> None:
    engine.run("prepare/create_basket_item")
    roles = [line_roles(layout) for _, layout in ways]
    rows = []
    for number, text in engine.run("prepare/distinct_items"):
        till_format = ways[number][0]
        if till_format.grain == "line":
            rows.append(_item_row(number, text, read_line(till_format, roles[number], text), meaning))
        else:
            rows.append(_item_row(number, text, read_basket_item(till_format, text), meaning))
    engine.table("prepare/create_item_read", _columns(_ITEM_COLUMNS, rows))


_ITEM_COLUMNS = (
    *("format_no", "item_text", "product_id", "quantity"),
    *("gross_pence", "discount_pence", "net_pence", "tax_pence"),
    *("line_hash", "is_refund", "rule_no"),
)


def _item_row(number: int, text: str, line: Line | BadLine, meaning: Interpreted) -> tuple[object, ...]:
    if isinstance(line, BadLine):
        return (number, text, None, None, None, None, line.net_pence, None, 0, False, line.rule_no)
    product_id = line.product.product_id
    meaning.products[product_id] = line.product
    pence = (line.gross_pence, line.discount_pence, line.net_pence, line.tax_pence)
    return (number, text, product_id, line.quantity, *pence, line.line_hash, line.is_refund, None)
