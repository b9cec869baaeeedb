"""prepare: delivered documents become staged tables without personal data.

The only code that ever opens a column with personal data in it, and it never selects one. It needs no warehouse: the
registry of branches and the till formats are values. The staged tables are temporary tables of the engine:
``staged_document``, ``staged_day``, ``staged_sale``, ``staged_sale_line``, ``staged_rejection``, ``staged_branch``,
``staged_product``.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from tillroll.cards import star_long_numbers
from tillroll.contract.values import RULE_COLUMNS, RULES, Document, Source
from tillroll.engine import Engine
from tillroll.errors import TryAgainLater
from tillroll.filename import FileName, read_file_name, slug
from tillroll.formats.till_format import TillFormat
from tillroll.gather import Arrival, Gathered, Numbered, gather
from tillroll.interpret import Interpreted, interpret
from tillroll.products import ProductRule, map_products
from tillroll.reading import Inspection, inspect
from tillroll.recognise import FITS_NONE, recognise, shape_of
from tillroll.registry import Registry, branch_no

_CLOCK_SLACK = timedelta(hours=1)
_RULE_NAMES = tuple(RULES)
STAGING = (
    "prepare/create_sale_read",
    "prepare/create_twin",
    "prepare/create_staged_sale",
    "prepare/create_staged_sale_line",
    "prepare/create_staged_day",
)
"""The statements that make the staged tables of sales from rows that were read."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What prepare must know of the chain: its formats, branches, products, clock and cut-off."""

    formats: tuple[TillFormat, ...]
    registry: Registry = field(default_factory=Registry.open)
    products: tuple[ProductRule, ...] = ()
    tills: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    time_zone: str = "Europe/London"
    cut_off_minutes: int = 240


@dataclass(frozen=True, slots=True)
class StagedDocument:
    """One document after prepare: who it is, what its rows came to, and why it is unreadable if it is."""

    document_no: int
    document_id: UUID
    document: Document
    sha256: str
    source: Source
    state: str
    byte_count: int
    format: str | None = None
    reason: str | None = None
    shape: str | None = None
    data_rows: int = 0
    rows_blank: int = 0
    rows_rejected: int = 0
    pence_read: int = 0
    pence_rejected: int = 0
    rejected_by_rule: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    name_branch: str | None = None
    name_day: date | None = None


def look(document: Document, formats: Sequence[TillFormat]) -> Arrival:
    """Inspect and recognise one document. ``OSError`` when it can't be opened; ``TryAgainLater`` while it changes."""
    inspection = inspect(document.path)
    after = document.path.stat()
    if (after.st_size, after.st_mtime_ns) != (document.byte_count, document.modified_ns):
        raise TryAgainLater("is still being written: run again when it is whole")
    return recognised(document, _marked(document, inspection), formats)


def _marked(document: Document, inspection: Inspection) -> Inspection:
    """A document that has a mark is known by its bytes and its mark."""
    if document.mark is None:
        return inspection
    return replace(inspection, sha256=hashlib.sha256(f"{inspection.sha256}|{document.mark}".encode()).hexdigest())


def recognised(document: Document, inspection: Inspection, formats: Sequence[TillFormat]) -> Arrival:
    """The arrival of a document that was inspected."""
    if inspection.problem:
        return Arrival(document, inspection, _name(document), problem=inspection.problem)
    recognition = recognise(inspection, formats)
    name = _name(document, recognition.till_format.file_name if recognition else None)
    problem = None if recognition else FITS_NONE
    return Arrival(document, inspection, name, recognition, problem)


def _name(document: Document, pattern: str | None = None) -> FileName:
    """What a document's name supplies; somebody may have pasted a card number into it."""
    name = read_file_name(document.name, pattern)
    branch, till = (text and star_long_numbers(text) for text in (name.branch, name.till))
    return replace(name, branch=branch, till=till)


def prepare(engine: Engine, arrivals: Sequence[Arrival], setup: Setup) -> list[StagedDocument]:
    """Stage a batch of arrivals in the engine; one value a document, in no particular order."""
    gathered = gather(engine, arrivals)
    meaning = interpret(engine, gathered, setup.registry, setup.tills)
    _read_rows(engine, setup)
    staged = _judge(engine, gathered, meaning, setup.registry)
    first_free = len(gathered.documents)
    unread = [arrival for arrival in arrivals if not arrival.recognition]
    staged += [_unread(number, arrival) for number, arrival in enumerate(unread, first_free)]
    stage(engine, staged, meaning, setup)
    return staged


def _read_rows(engine: Engine, setup: Setup) -> None:
    engine.run("prepare/create_row_basket")
    latest = (datetime.now(UTC) + _CLOCK_SLACK).astimezone(ZoneInfo(setup.time_zone)).replace(tzinfo=None)
    engine.run("prepare/create_row_read", latest=latest, chain_zone=setup.time_zone)
    engine.run("prepare/create_line_sale_read")
    engine.run("prepare/create_row_rejected")


@dataclass(frozen=True, slots=True)
class _Findings:
    """What the engine and the reader found of one document's rows."""

    rows: int
    pence: int
    rejected: int
    pence_rejected: int
    blank: int
    far_rows: int
    rules: Mapping[str, int]
    problem: str | None


def _judge(engine: Engine, gathered: Gathered, meaning: Interpreted, registry: Registry) -> list[StagedDocument]:
    figures = {row[0]: row[1:] for row in engine.run("prepare/document_figures")}
    rules: dict[int, dict[str, int]] = defaultdict(dict)
    for document_no, rule_no, rows in engine.run("prepare/rejected_by_rule"):
        rules[document_no][_RULE_NAMES[rule_no - 1]] = rows
    far = _far_dates(engine, gathered)
    staged = []
    for doc in gathered.documents:
        number = doc.document_no
        rows, pence, rejected, pence_rejected = map(int, figures.get(number, (0, 0, 0, 0)))
        problem = gathered.broken.get(number) or (
            None
            if _is_stream(doc)
            else _too_bad(rows, rejected, rules[number], is_ambiguous=number in meaning.ambiguous)
        )
        blank = gathered.blank_rows.get(number, 0)
        found = (rows, pence, rejected, pence_rejected, blank, far.get(number, 0), dict(rules[number]), problem)
        if rows == 0:
            _name_branch_of_empty(doc, meaning, registry)
        staged.append(_judged(doc, _Findings(*found), meaning))
    return staged


def _far_dates(engine: Engine, gathered: Gathered) -> dict[int, int]:
    named = [(doc.document_no, doc.arrival.name.day) for doc in gathered.documents if doc.arrival.name.day]
    if not named:
        return {}
    numbers, days = [no for no, _ in named], [day for _, day in named]
    return dict(engine.run("prepare/far_dates", document_no=numbers, name_date=days))


def _judged(doc: Numbered, found: _Findings, meaning: Interpreted) -> StagedDocument:
    inspection, till_format = doc.arrival.inspection, doc.recognition.till_format
    is_empty = found.rows == 0
    state = "unreadable" if found.problem else "empty" if is_empty else "read"
    name_branch, name_day = _supplied_by_name(doc, meaning, state)
    return StagedDocument(
        doc.document_no,
        document_identity(inspection.sha256, name_branch, name_day),
        doc.arrival.document,
        inspection.sha256,
        "stream" if _is_stream(doc) else "file",
        state,
        inspection.byte_count,
        till_format.name,
        found.problem or ("holds a header and no sales" if is_empty else None),
        shape_of(inspection) if found.problem else None,
        found.rows + found.blank,
        found.blank,
        found.rows if found.problem else found.rejected,
        found.pence,
        found.pence if found.problem else found.pence_rejected,
        found.rules,
        (f"{found.far_rows} rows are dated far from the date in the file's name",) if found.far_rows else (),
        name_branch,
        name_day,
    )


def _is_stream(doc: Numbered) -> bool:
    """Whether its rows are records of a stream: each was sent by itself, so that bad ones say nothing of the others."""
    return doc.recognition.till_format.encoding == "json"


def _supplied_by_name(doc: Numbered, meaning: Interpreted, state: str) -> tuple[str | None, date | None]:
    """The branch and the date that the rows left to the file's name; an empty file leaves it both."""
    if state == "unreadable":
        return _all_of_name(doc.arrival)
    branch = meaning.branch_from_name.get(doc.document_no)
    settled_by_name = state == "empty" or doc.document_no in meaning.date_from_name
    return branch, doc.arrival.name.day if settled_by_name else None


def _name_branch_of_empty(doc: Numbered, meaning: Interpreted, registry: Registry) -> None:
    """A file without a row leaves its branch to its name, or to a format that has only one."""
    text = doc.recognition.till_format.branch or doc.arrival.name.branch
    if text:
        meaning.understand_branch(doc, text, registry)


def _too_bad(rows: int, rejected: int, rules: Mapping[str, int], *, is_ambiguous: bool) -> str | None:
    """Why a document with more than half of its rows rejected is unreadable, by rule; ``None`` when it is not."""
    if rejected * 2 <= rows:
        return None
    worst = max(rules, key=lambda rule: rules[rule])
    hint = "; its dates can be read day first or month first, and its name has no date to settle it"
    return f"{rejected} of {rows} rows are rejected, most because {RULES[worst]}{hint if is_ambiguous else ''}"


def _all_of_name(arrival: Arrival) -> tuple[str | None, date | None]:
    """What the name of a file that can't be read tells: under another name the same bytes may be readable."""
    return slug(arrival.name.branch or "") or None, arrival.name.day


def _unread(number: int, arrival: Arrival) -> StagedDocument:
    inspection = arrival.inspection
    name_branch, name_day = _all_of_name(arrival)
    return StagedDocument(
        number,
        document_identity(inspection.sha256, name_branch, name_day),
        arrival.document,
        inspection.sha256,
        "file",
        "unreadable",
        inspection.byte_count,
        reason=arrival.problem,
        shape=shape_of(inspection),
        name_branch=name_branch,
        name_day=name_day,
    )


def document_identity(sha256: str, name_branch: str | None, name_day: date | None) -> UUID:
    """A document's identity: its bytes, and what its name supplied because the bytes did not say it."""
    if name_branch is None and name_day is None:
        return UUID(sha256[:32])
    text = f"{sha256}|{name_branch or ''}|{name_day.isoformat() if name_day else ''}"
    return UUID(hashlib.sha256(text.encode()).hexdigest()[:32])


def stage(
    engine: Engine,
    staged: Sequence[StagedDocument],
    meaning: Interpreted,
    setup: Setup,
    sales: Sequence[str] = STAGING,
) -> None:
    """Make the staged tables of documents. ``sales`` are the statements that make those of sales, in their order."""
    plain = (
        "document_no",
        "document_id",
        "sha256",
        "source",
        "state",
        "name_branch",
        "name_day",
        "format",
        "reason",
        "shape",
        "byte_count",
    )
    counted = ("data_rows", "rows_blank", "rows_rejected", "pence_read", "pence_rejected")
    columns = {name: [getattr(doc, name) for doc in staged] for name in (*plain, *counted)}
    columns["delivered_at"] = [_utc(doc.document.delivered_at) for doc in staged]
    engine.table("prepare/create_staged_document", columns)
    for statement in sales:
        engine.run(statement, cut_off_minutes=setup.cut_off_minutes)
    _stage_empty_days(engine, staged)
    numbers = range(1, len(RULES) + 1)
    engine.run(
        "prepare/create_staged_rejection",
        rule_no=list(numbers),
        rule=list(RULES),
        column_name=[RULE_COLUMNS[rule] for rule in RULES],
        detail=list(RULES.values()),
    )
    _stage_branches(engine, meaning)
    _stage_products(engine, meaning, setup)


def _stage_empty_days(engine: Engine, staged: Sequence[StagedDocument]) -> None:
    """A valid file without sales means a day without sales, not a missing one."""
    empty = [doc for doc in staged if doc.state == "empty" and doc.name_branch and doc.name_day]
    engine.run(
        "prepare/add_empty_days",
        document_no=[doc.document_no for doc in empty],
        branch_id=[doc.name_branch for doc in empty],
        trading_date=[doc.name_day for doc in empty],
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _stage_branches(engine: Engine, meaning: Interpreted) -> None:
    engine.run(
        "prepare/create_staged_branch",
        branch_id=list(meaning.branches),
        branch_no=[branch_no(branch_id) for branch_id in meaning.branches],
        name=list(meaning.branches.values()),
        held_reason=[meaning.held.get(branch_id) for branch_id in meaning.branches],
    )


def _stage_products(engine: Engine, meaning: Interpreted, setup: Setup) -> None:
    ids, products = list(meaning.products), list(meaning.products.values())
    items = [(product.name, product.flavour, product.size) for product in products]
    rules = map_products(items, setup.products)
    found = [rules[item] for item in items]
    engine.run(
        "prepare/create_staged_product",
        product_id=ids,
        name=[product.name for product in products],
        flavour=[product.flavour for product in products],
        size=[product.size for product in products],
        reporting_product=[rule.product if rule else None for rule in found],
        category=[rule.category if rule else None for rule in found],
        is_coffee=[rule.is_coffee if rule else None for rule in found],
        unit_cost_pence=[rule.unit_cost_pence if rule else None for rule in found],
        vat_rate=[rule.vat_rate if rule else None for rule in found],
    )
