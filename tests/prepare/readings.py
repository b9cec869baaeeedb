"""What `prepare` makes of files, in the words of the independent reference, so that the two can be compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import md5
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from tests.reference.reader import Reading, RefLine, RefSale, Rejection
from tests.reference.sheets import TillFile
from tillroll.contract.values import Document
from tillroll.engine import Engine
from tillroll.formats.format_file import built_in_formats
from tillroll.formats.till_format import TillFormat
from tillroll.gather import Arrival
from tillroll.prepare import Setup, StagedDocument, look, prepare

SALES = """
    select
        document_no, sale_no, branch_id, till, date_trunc('minute', placed_at), trading_date, total_pence, tender,
        line_no, row_count, sale_id, content_key
    from staged_sale
    order by document_no, line_no, sale_no
"""
LINES = """
    select sale_no, name, flavour, size, quantity, gross_pence, discount_pence, net_pence, tax_pence
    from staged_sale_line
    inner join staged_product using (product_id)
"""
REJECTIONS = "select document_no, line_no, rule, pence from staged_rejection order by all"


def here_and_now() -> datetime:
    """The wall time of a branch whose files are prepared now."""
    return datetime.now(ZoneInfo("Europe/London")).replace(tzinfo=None)


def prepared(
    engine: Engine,
    files: Sequence[TillFile],
    folder: Path,
    formats: Sequence[TillFormat] = (),
    paths: Sequence[Path] = (),
) -> list[Reading]:
    """What one call of `prepare` makes of these files, in their order. They are written to the folder or the paths."""
    staged = staged_documents(engine, files, folder, formats, paths)
    sales, rejections = _sales(engine), _rejections(engine)
    return [_reading(doc, sales, rejections) for doc in staged]


def staged_documents(
    engine: Engine,
    files: Sequence[TillFile],
    folder: Path,
    formats: Sequence[TillFormat] = (),
    paths: Sequence[Path] = (),
) -> list[StagedDocument]:
    """The same, as `prepare` says it; the staged tables are in the engine."""
    every = (*formats, *built_in_formats())
    places = paths or [folder / f"{number}.csv" for number in range(len(files))]
    documents = [_document(path, file) for path, file in zip(places, files, strict=True)]
    staged = {doc.document: doc for doc in prepare(engine, [look(each, every) for each in documents], Setup(every))}
    return [staged[each] for each in documents]


def look_at(path: Path, name: str = "", formats: Sequence[TillFormat] = ()) -> Arrival:
    """A file on its way through `prepare`."""
    return look(_delivered(path, name or path.name), (*formats, *built_in_formats()))


def _document(path: Path, file: TillFile) -> Document:
    path.write_bytes(file.data)
    return _delivered(path, file.name)


def _delivered(path: Path, name: str) -> Document:
    found = path.stat()
    return Document(path, name, datetime.now(UTC), found.st_size, found.st_mtime_ns)


def _reading(
    doc: StagedDocument, sales: Mapping[int, Sequence[RefSale]], rejections: Mapping[int, Sequence[Rejection]]
) -> Reading:
    number = doc.document_no
    return Reading(
        doc.format,
        doc.state == "unreadable",
        doc.state,
        doc.data_rows,
        doc.rows_blank,
        tuple(sorted(rejections.get(number, ()))),
        tuple(sales.get(number, ())),
    )


def _sales(engine: Engine) -> Mapping[int, Sequence[RefSale]]:
    lines: dict[int, list[RefLine]] = defaultdict(list)
    for sale_no, *line in engine.execute(LINES):
        lines[sale_no].append(tuple(line))
    twins: Counter[tuple[int, str, UUID]] = Counter()
    found: dict[int, list[RefSale]] = defaultdict(list)
    for (
        document_no,
        sale_no,
        branch,
        till,
        placed_at,
        day,
        pence,
        tender,
        line_no,
        rows,
        sale_id,
        key,
    ) in engine.execute(SALES):
        twins[document_no, branch, key] += 1
        n = twins[document_no, branch, key]
        assert sale_id == key_of(branch, key, n)
        found[document_no].append(
            RefSale(branch, till, placed_at, day, tuple(sorted(lines[sale_no])), pence, tender, n, line_no, rows)
        )
    return found


def key_of(branch_id: str, content_key: object, n: int) -> UUID:
    return UUID(md5(f"{branch_id}|{content_key}|{n}".encode(), usedforsecurity=False).hexdigest())


def _rejections(engine: Engine) -> Mapping[int, Sequence[Rejection]]:
    found: dict[int, list[Rejection]] = defaultdict(list)
    for document_no, *rejection in engine.execute(REJECTIONS):
        found[document_no].append(tuple(rejection))
    return found
