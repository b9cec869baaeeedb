"""The only write path: deliveries are prepared and loaded, batch by batch, each batch one transaction."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from tillroll import __version__, load
from tillroll.contract.values import Document, Receipt
from tillroll.engine import Engine
from tillroll.errors import TryAgainLater
from tillroll.filename import mask_long_numbers, slug
from tillroll.gather import Arrival
from tillroll.prepare import Setup, StagedDocument, look, prepare

BATCH_BYTES = 32 * 1024 * 1024
BATCH_FILES = 500
_STAGED_TABLES = ("staged_sale_line", "staged_sale", "staged_day", "staged_rejection", "staged_document")


class Warehouse(load.Warehouse, Protocol):
    """A warehouse that can take staged tables in."""

    def stage(self, engine: Engine) -> None:
        """Make the engine's staged tables visible to the load statements."""
        ...


@dataclass(frozen=True, slots=True)
class Postponed:
    """A file that could not be opened now; nothing is known of what it holds."""

    file: str
    reason: str
    needs_person: bool = False


@dataclass(slots=True)
class RunReport:
    """One run: when, how long, and what became of every delivery."""

    run_id: UUID
    started_at: datetime
    finished_at: datetime | None = None
    receipts: list[Receipt] = field(default_factory=list)
    postponed: list[Postponed] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long the run took."""
        return ((self.finished_at or datetime.now(UTC)) - self.started_at).total_seconds()

    def total(self, figure: str) -> int:
        """The sum of one figure over all receipts."""
        return sum(getattr(receipt, figure) for receipt in self.receipts)

    @property
    def outcomes(self) -> dict[str, int]:
        """How many deliveries had each outcome."""
        names = [receipt.outcome for receipt in self.receipts] + ["postponed"] * len(self.postponed)
        return {name: names.count(name) for name in dict.fromkeys(names)}


class Ingest:
    """One run over many deliveries."""

    def __init__(
        self,
        engine: Engine,
        warehouse: Warehouse,
        setup: Setup,
        on_receipt: Callable[[Receipt], None] = lambda _receipt: None,
        on_postponed: Callable[[Postponed], None] = lambda _postponed: None,
    ) -> None:
        self.engine = engine
        self.warehouse = warehouse
        self.setup = setup
        self.on_receipt = on_receipt
        self.on_postponed = on_postponed
        self.report = RunReport(uuid.uuid4(), datetime.now(UTC))

    def run(self, documents: Iterable[Document], *, replay: bool = False) -> RunReport:
        """Take in every document, in the order of delivery; ``replay`` reads known documents anew."""
        with self.warehouse.transaction():
            started = _utc(self.report.started_at)
            self.warehouse.run("load/add_run", run_id=self.report.run_id, started_at=started, version=__version__)
        for batch in batches(documents):
            self._take(batch, replay=replay)
        return self._finish()

    def release(self, releases: Sequence[load.Release], forced: Sequence[tuple[str, Any]] = ()) -> None:
        """Record a person's decisions, and fold their branch-days and the forced ones anew."""
        prepare(self.engine, [], self.setup)
        self.warehouse.stage(self.engine)
        load.load(self.warehouse, load.Batch(self.report.run_id, 1, releases=releases, forced_days=forced, replayed=()))

    def _finish(self) -> RunReport:
        self.report.finished_at = datetime.now(UTC)
        with self.warehouse.transaction():
            self.warehouse.run(
                "load/finish_run",
                run_id=self.report.run_id,
                finished_at=_utc(self.report.finished_at),
                documents=len(self.report.receipts) + len(self.report.postponed),
                sales_loaded=self.report.total("sales_loaded"),
                pence_loaded=self.report.total("pence_loaded"),
                rows_rejected=self.report.total("rows_rejected"),
            )
        return self.report

    def _take(self, documents: Sequence[Document], *, replay: bool) -> None:
        arrivals = list(self._look(documents))
        again = [] if replay else self._known(arrivals)
        seen = {id(arrival) for arrival, _ in again}
        first_of = _firsts([arrival for arrival in arrivals if id(arrival) not in seen])
        fresh = list(first_of.values())
        staged = prepare(self.engine, fresh, self.setup)
        staged, repeats, replayed = self._sort_out(staged, replay=replay)
        ids = {_bytes_key(arrival): document_id for arrival, document_id in _identities(fresh, staged, repeats)}
        rest = [a for a in arrivals if id(a) not in seen and first_of[_bytes_key(a)] is not a]
        again += [(arrival, ids[_bytes_key(arrival)]) for arrival in rest if _bytes_key(arrival) in ids]
        deliveries = [load.Again(arrival.document, document_id) for arrival, document_id in again]
        deliveries += [load.Again(doc.document, doc.document_id) for doc in repeats]
        if staged or deliveries:
            self._load(staged, deliveries, replayed)

    def _load(self, staged: Sequence[StagedDocument], again: Sequence[load.Again], replayed: Sequence[UUID]) -> None:
        self.warehouse.stage(self.engine)
        number = len(self.report.receipts) + 1
        zone = self.setup.time_zone
        batch = load.Batch(self.report.run_id, number, staged, again, replayed, time_zone=zone)
        for receipt in load.load(self.warehouse, batch):
            self.report.receipts.append(receipt)
            self.on_receipt(receipt)

    def _look(self, documents: Iterable[Document]) -> Iterator[Arrival]:
        for document in documents:
            try:
                yield look(document, self.setup.formats)
            except FileNotFoundError:
                self._postpone(document, "vanished before it was read: run again once it is back")
            except PermissionError:
                self._postpone(
                    document, "can't be opened: give tillroll's user the right to read it", needs_person=True
                )
            except TryAgainLater as error:
                self._postpone(document, str(error))
            except OSError as error:
                self._postpone(document, f"can't be read now: {error.strerror or 'the disk gave an error'}")

    def _postpone(self, document: Document, reason: str, *, needs_person: bool = False) -> None:
        postponed = Postponed(mask_long_numbers(document.name), reason, needs_person)
        self.report.postponed.append(postponed)
        self.on_postponed(postponed)

    def _known(self, arrivals: Sequence[Arrival]) -> list[tuple[Arrival, UUID]]:
        """Arrivals that the warehouse knows by their bytes and by what their names supply."""
        shas = list({arrival.inspection.sha256 for arrival in arrivals})
        known = self.warehouse.run("load/known_documents", sha256s=shas) if shas else []
        found = []
        for arrival in arrivals:
            for sha256, document_id, state, name_branch, name_day in known:
                if sha256 != arrival.inspection.sha256 or state == "unreadable":
                    continue
                same_branch = name_branch is None or name_branch == slug(arrival.name.branch or "")
                if same_branch and name_day in {None, arrival.name.day}:
                    found.append((arrival, document_id))
                    break
        return found

    def _sort_out(
        self, staged: Sequence[StagedDocument], *, replay: bool
    ) -> tuple[list[StagedDocument], list[StagedDocument], list[UUID]]:
        """Staged documents each once; those that repeat one, known or staged; known ones that are replayed."""
        shas = list({doc.sha256 for doc in staged})
        rows = self.warehouse.run("load/known_documents", sha256s=shas) if shas else []
        readable = {document_id for _, document_id, state, _, _ in rows if state != "unreadable"}
        known = set() if replay else set(readable)
        kept: list[StagedDocument] = []
        repeats: list[StagedDocument] = []
        changed: list[StagedDocument] = []
        for doc in sorted(staged, key=lambda doc: (doc.document.delivered_at, doc.document.name)):
            if not _is_unchanged(doc.document):
                changed.append(doc)
                self._postpone(doc.document, "is still being written: run again when it is whole")
            elif doc.document_id in known:
                repeats.append(doc)
            else:
                known.add(doc.document_id)
                kept.append(doc)
        self._unstage([*repeats, *changed])
        return kept, repeats, [doc.document_id for doc in kept if doc.document_id in readable]

    def _unstage(self, docs: Sequence[StagedDocument]) -> None:
        if docs:
            for table in _STAGED_TABLES:
                self.engine.run(f"prepare/drop_{table}", document_nos=[doc.document_no for doc in docs])


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Documents in order of delivery, so many at a time that a batch fits in memory whatever the number of files."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += document.byte_count
        if size >= BATCH_BYTES or len(batch) == BATCH_FILES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _bytes_key(arrival: Arrival) -> tuple[object, ...]:
    """Arrivals of one key are surely the same document: same bytes, and names that supply the same."""
    return arrival.inspection.sha256, slug(arrival.name.branch or ""), arrival.name.day, arrival.name.till


def _firsts(arrivals: Sequence[Arrival]) -> dict[tuple[object, ...], Arrival]:
    """The first delivered arrival of each key."""
    firsts: dict[tuple[object, ...], Arrival] = {}
    for arrival in sorted(arrivals, key=lambda a: (a.document.delivered_at, a.document.name)):
        firsts.setdefault(_bytes_key(arrival), arrival)
    return firsts


def _identities(
    fresh: Sequence[Arrival], staged: Sequence[StagedDocument], repeats: Sequence[StagedDocument]
) -> Iterator[tuple[Arrival, UUID]]:
    """Each prepared arrival with the identity that prepare gave it."""
    ids = {doc.document: doc.document_id for doc in (*staged, *repeats)}
    for arrival in fresh:
        if arrival.document in ids:
            yield arrival, ids[arrival.document]


def _is_unchanged(document: Document) -> bool:
    try:
        stat = document.path.stat()
    except OSError:
        return False
    return (stat.st_size, stat.st_mtime_ns) == (document.byte_count, document.modified_ns)


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
