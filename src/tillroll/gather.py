"""From documents to rows of text in the engine: plain files by the hundred, the others carefully, one by one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from tillroll.cells import UNIT_SEPARATOR, single_spaced
from tillroll.contract.values import RULES, Document
from tillroll.engine import Engine, reads_plainly
from tillroll.errors import UnreadableDocument
from tillroll.filename import FileName
from tillroll.formats.till_format import LINE_ROLES, SALE_ROLES, TillFormat
from tillroll.lines import line_roles
from tillroll.reading import Inspection, open_bytes, physical_lines, strip_mark
from tillroll.recognise import Layout, Recognition
from tillroll.records import Record, csv_records, json_records

RULE_NUMBERS = {rule: number for number, rule in enumerate(RULES, 1)}
RAW_COLUMNS = (
    "document_no",
    "line_no",
    "format_no",
    *("placed_at", "date", "time", "branch", "till", "basket", "total", "tender"),
    "sale_ref",
)
_CAREFUL_ROWS = 20_000
_PATTERN_MARKS = frozenset("*?[]{}")
_MOST_FAULTS = 100_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """One document on its way through prepare: what it is and how it reads. ``problem`` says why it can't be read."""

    document: Document
    inspection: Inspection
    name: FileName
    recognition: Recognition | None = None
    problem: str | None = None

    @property
    def is_plain(self) -> bool:
        """Whether DuckDB may read it as it stands: plain bytes, no tab for a blank, and a path that is no pattern."""
        delimiter = self.recognition.till_format.delimiter if self.recognition else ","
        has_blank_tabs = self.inspection.has_tabs and delimiter != "\t"
        path = str(self.document.path)
        is_literal = path.isprintable() and not _PATTERN_MARKS.intersection(path)
        return self.inspection.is_plain and not has_blank_tabs and is_literal


@dataclass(frozen=True, slots=True)
class Numbered:
    """An arrival with its number in the batch and the number of its way of reading."""

    document_no: int
    format_no: int
    arrival: Arrival

    @property
    def recognition(self) -> Recognition:
        """How it reads; numbered arrivals have been recognised."""
        if self.arrival.recognition is None:  # pragma: no cover - only recognised arrivals are numbered
            raise AssertionError
        return self.arrival.recognition


@dataclass(slots=True)
class Gathered:
    """A batch whose rows stand in the engine."""

    documents: list[Numbered] = field(default_factory=list)
    ways: list[tuple[TillFormat, Layout]] = field(default_factory=list)
    blank_rows: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    faults: list[tuple[int, int, int]] = field(default_factory=list)
    broken: dict[int, str] = field(default_factory=dict)


def gather(engine: Engine, arrivals: Sequence[Arrival]) -> Gathered:
    """Put the rows of all recognised arrivals into ``raw_row``; those in ``broken`` failed on the way."""
    engine.run("prepare/create_raw_row")
    gathered = Gathered()
    careful: list[Numbered] = []
    for group in _groups(gathered, arrivals):
        plain = [doc for doc in group if doc.arrival.is_plain]
        careful += [doc for doc in group if not doc.arrival.is_plain]
        careful += _read_plain(engine, plain) if plain else []
    for doc in careful:
        _read_carefully(engine, gathered, doc)
    engine.table("prepare/create_row_fault", _columns(("document_no", "line_no", "rule_no"), gathered.faults))
    return gathered


def _groups(gathered: Gathered, arrivals: Sequence[Arrival]) -> Iterator[list[Numbered]]:
    """Arrivals that read alike, numbered without a gap, plain ones first."""
    alike: dict[object, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        if arrival.recognition:
            alike[_way_key(arrival.recognition)].append(arrival)
    numbers = count()
    for same in alike.values():
        recognition = same[0].recognition
        if recognition is None:  # pragma: no cover - grouped above
            continue
        gathered.ways.append((recognition.till_format, recognition.layout))
        same.sort(key=lambda arrival: not arrival.is_plain)
        group = [Numbered(next(numbers), len(gathered.ways) - 1, arrival) for arrival in same]
        gathered.documents += group
        yield group


def _way_key(recognition: Recognition) -> object:
    layout = recognition.layout
    places = (layout.width, tuple(layout.roles.items()), layout.sale)
    return recognition.till_format.name, places, recognition.header_line


def _columns(names: Sequence[str], rows: Sequence[Sequence[object]]) -> dict[str, list[object]]:
    """Rows as one list a column, which is how the engine takes them fastest."""
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


def csv_column_names(recognition: Recognition) -> list[str]:
    """A name for each column that says what it is for; ``unread`` ones are never selected."""
    layout = recognition.layout
    roles: dict[int, list[str]] = defaultdict(list)
    for role, at in layout.roles.items():
        roles[at].append(f"line_{role}" if role in LINE_ROLES else role)
    for at in layout.sale:
        roles[at].append("sale")
    return ["+".join(roles[at]) if at in roles else f"unread_{at}" for at in range(layout.width)]


def _read_plain(engine: Engine, group: Sequence[Numbered]) -> list[Numbered]:
    """Read plain files in one statement; gives back those that must be read carefully after all."""
    recognition = group[0].recognition
    names = csv_column_names(recognition)
    parameters: dict[str, object] = {
        "first_document_no": group[0].document_no,
        "format_no": group[0].format_no,
        "files": [str(doc.arrival.document.path) for doc in group],
        "csv_columns": dict.fromkeys(names, "VARCHAR"),
        "all_columns": names,
        "delimiter": recognition.till_format.delimiter,
        "header_line": recognition.header_line,
    }
    name = f"prepare/read_{recognition.till_format.grain}_rows"
    strict, forgiving = parameters | {"forgiving": False}, parameters | {"forgiving": True}
    if not reads_plainly(engine, name, strict) and not reads_plainly(engine, name, forgiving):
        return list(group)
    return _misread(engine, group)


def _misread(engine: Engine, group: Sequence[Numbered]) -> list[Numbered]:
    """Files of which DuckDB read another number of rows than they have lines, or a blank row; their rows go."""
    rows = {no: (found, blank) for no, found, blank in engine.run("prepare/count_plain_rows")}
    odd = [doc for doc in group if rows.get(doc.document_no, (0, 0)) != (_expected_rows(doc), 0)]
    if odd:
        engine.run("prepare/drop_rows", document_nos=[doc.document_no for doc in odd])
    return odd


def _expected_rows(doc: Numbered) -> int:
    return doc.arrival.inspection.line_count - doc.recognition.header_line


def careful_records(arrival: Arrival) -> Iterator[Record]:
    """A document's data records in order, its header aside."""
    recognition = arrival.recognition
    if recognition is None:
        return
    widths = frozenset({recognition.layout.width})
    with open_bytes(arrival.document.path, is_gzip=arrival.inspection.is_gzip) as stream:
        lines = strip_mark(physical_lines(stream))
        if recognition.till_format.encoding == "json":
            records = json_records(lines, widths)
        else:
            records = csv_records(lines, recognition.till_format.delimiter, widths)
        yield from (record for record in records if record.line_no > recognition.header_line)


def _read_carefully(engine: Engine, gathered: Gathered, doc: Numbered) -> None:
    rows: list[tuple[object, ...]] = []
    faults: list[tuple[int, int, int]] = []
    good = 0
    try:
        for record in careful_records(doc.arrival):
            if record.rule:
                faults.append((doc.document_no, record.line_no, RULE_NUMBERS[record.rule]))
                _give_up_on_rubbish(len(faults), good)
            elif record.is_blank:
                gathered.blank_rows[doc.document_no] += 1
            else:
                rows.append(_raw_row(doc, record))
                good += 1
            if len(rows) == _CAREFUL_ROWS:
                engine.table("prepare/add_careful_rows", _columns(RAW_COLUMNS, rows))
                rows = []
    except UnreadableDocument as error:
        gathered.broken[doc.document_no] = str(error)
    except OSError as error:
        gathered.broken[doc.document_no] = f"could not be read to its end: {error.strerror}: run again"
    gathered.faults += faults
    if rows:
        engine.table("prepare/add_careful_rows", _columns(RAW_COLUMNS, rows))


def _give_up_on_rubbish(faults: int, good: int) -> None:
    """Stop reading a file that is rubbish by the hundred thousand lines: they would only fill the memory."""
    if faults > _MOST_FAULTS and faults > good:
        raise UnreadableDocument(f"holds more than {_MOST_FAULTS:,} lines that are no rows: ask for it again")


def _raw_row(doc: Numbered, record: Record) -> tuple[object, ...]:
    layout, till_format = doc.recognition.layout, doc.recognition.till_format
    cells = record.cells
    texts: Mapping[str, str] = {role: cells[layout.roles[role]] for role in SALE_ROLES if layout.has(role)}
    basket, sale_ref = texts.get("basket"), None
    if till_format.grain == "line":
        basket = UNIT_SEPARATOR.join(cells[layout.roles[role]] for role in line_roles(layout))
        sale_ref = UNIT_SEPARATOR.join(cells[at] for at in layout.sale_places)
    placed_at = single_spaced(texts["placed_at"]) if "placed_at" in texts else None
    plain = (placed_at, *(texts.get(role) for role in ("date", "time", "branch", "till")))
    figures = (basket, texts.get("total"), texts.get("tender"), sale_ref)
    return (doc.document_no, record.line_no, doc.format_no, *plain, *figures)
