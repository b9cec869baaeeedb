"""The only write path: deliveries are prepared and loaded, batch by batch, each batch one transaction."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from tillroll import __version__, load
from tillroll.batch import (
    Delivery,
    KeptFile,
    Postponed,
    Prepared,
    look_at_all,
    postponed_as,
    prepare_batch,
    stage_arrivals,
    unstage,
)
from tillroll.contract.values import Document, Receipt
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError
from tillroll.filename import FileName, mask_long_numbers
from tillroll.gather import Arrival
from tillroll.known import Known, utc
from tillroll.patience import persistently
from tillroll.prepare import Setup, StagedDocument

__all__ = ["BATCH_BYTES", "BATCH_FILES", "Ingest", "Keep", "Postponed", "RunReport", "Warehouse", "batches"]

BATCH_BYTES = 24 * 1024 * 1024
BATCH_FILES = 500
_WAS_READABLE = "could be read before and can't be now, so what was read stays"
Keep = Callable[[Engine, Prepared], UUID | None]
_Repeat = tuple[StagedDocument, UUID]
_Place = tuple[str, datetime, int]


class Warehouse(load.Warehouse, Protocol):
    """A warehouse that can take staged tables in."""

    def stage(self, engine: Engine, files: Mapping[str, KeptFile]) -> None:
        """Make the engine's staged tables visible to the load statements; ``files`` hold the same rows."""
        ...

    def renew_statistics(self) -> None:
        """Let the database's planner know of what was written."""
        ...

    def one_piece(self) -> AbstractContextManager[None]:
        """What is asked and done in the block holds only together, while no one else can write."""
        ...


class Source(Protocol):
    """Where the files of documents come from that don't lie here."""

    def is_away(self, document: Document) -> bool:
        """Whether a document's file must be brought before it can be read."""
        ...

    def bring(
        self, documents: Sequence[Document], on_postponed: Callable[[Postponed], None]
    ) -> AbstractContextManager[Sequence[Document]]:
        """The documents whose files are here until the block ends; the others are postponed."""
        ...


class _Here:
    """All files lie here."""

    def is_away(self, _document: Document) -> bool:
        return False

    def bring(
        self, documents: Sequence[Document], _on_postponed: Callable[[Postponed], None]
    ) -> AbstractContextManager[Sequence[Document]]:
        return nullcontext(documents)


@dataclass(slots=True)
class RunReport:
    """One run: when, how long, what it cost if AWS charged for it, and what became of every delivery."""

    run_id: UUID
    started_at: datetime
    finished_at: datetime | None = None
    cost_micropence: int | None = None
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
    """One run over many deliveries; ``keep`` writes each prepared batch into the staged form before it is loaded.

    ``source`` brings the files that don't lie here, batch by batch.
    """

    def __init__(
        self,
        engine: Engine,
        warehouse: Warehouse,
        setup: Setup,
        on_receipt: Callable[[Receipt], None] = lambda _receipt: None,
        on_postponed: Callable[[Postponed], None] = lambda _postponed: None,
        keep: Keep | None = None,
    ) -> None:
        self.engine = engine
        self.warehouse = warehouse
        self.setup = setup
        self.on_receipt = on_receipt
        self.on_postponed = on_postponed
        self.keep = keep
        self.source: Source = _Here()
        self.report = RunReport(uuid.uuid4(), datetime.now(UTC))

    def run(self, documents: Iterable[Document], *, replay: bool = False) -> RunReport:
        """Take in every document, in the order of delivery; ``replay`` reads known documents anew."""
        self.begin()
        for batch in batches(documents):
            self._take(batch, replay=replay)
        return self.finish()

    def unknown(self, documents: Sequence[Document]) -> list[Document]:
        """The documents but those that the ledger knows by name, size and time of writing; no file is opened.

        Never among the known are unreadable documents and those of an unlisted branch: they may read otherwise now.
        """
        known = self._ledger(documents)
        alike = Counter(map(_place, documents))
        return [each for each in documents if _place(each) not in known or alike[_place(each)] > 1]

    def _told(self, documents: Sequence[Document]) -> list[Delivery]:
        """The deliveries that the ledger knows so, each with its document; those that could be two are not among them.

        What this run itself has loaded does not count: in another batch a file may come with the same name and time.
        """
        known = self._ledger(documents)
        alike = Counter(map(_place, documents))
        single = [(each, known[_place(each)]) for each in documents if alike[_place(each)] == 1]
        return [Delivery(each, *found[0]) for each, found in single if len(found) == 1]

    def _ledger(self, documents: Sequence[Document]) -> dict[_Place, list[tuple[UUID, str]]]:
        """What the ledger knows of the documents' names: identities and bytes by place, none of this run."""
        files = sorted({mask_long_numbers(document.name) for document in documents})
        rows = self.warehouse.run("load/known_deliveries", files=files, run_id=self.report.run_id) if files else []
        known: dict[_Place, list[tuple[UUID, str]]] = defaultdict(list)
        for file, delivered_at, byte_count, document_id, sha256 in rows:
            known[file, delivered_at, byte_count].append((document_id, sha256))
        return known

    def run_staged(self, batches: Iterable[Sequence[StagedDocument]]) -> RunReport:
        """Load batches whose staged tables someone else makes, each just before the iterable gives its documents."""
        self.begin()
        for staged in batches:
            batch = load.Batch(self.report.run_id, self._next_no, staged, time_zone=self.setup.time_zone)
            self._account(persistently(partial(self._store, batch)))
        return self.finish()

    def begin(self) -> None:
        """Note that the run begins. One warehouse has one cut-off: with two, a day's files would not meet."""
        minutes = self.setup.cut_off_minutes
        others = self.warehouse.run("load/other_cut_offs", cut_off_minutes=minutes)
        if others:
            hours, rest = divmod(others[0][0], 60)
            raise ConfigurationError(
                f"cut_off: this warehouse was filled with {hours:02}:{rest:02}: keep that, or name a new warehouse"
            )
        persistently(self._add_run)

    def _add_run(self) -> None:
        with self.warehouse.transaction():
            self.warehouse.run(
                "load/add_run",
                run_id=self.report.run_id,
                started_at=utc(self.report.started_at),
                cut_off_minutes=self.setup.cut_off_minutes,
                version=__version__,
            )

    def release(
        self,
        releases: Sequence[load.Release],
        forced: Sequence[tuple[str, Any]] = (),
        staged_ids: Sequence[UUID] = (),
    ) -> None:
        """Record a person's decisions, and fold their branch-days and the forced ones anew.

        ``staged_ids`` are the objects of the staged form that told of them.
        """
        stage_arrivals(self.engine, self.setup, [])
        batch = load.Batch(self.report.run_id, 1, releases=releases, forced_days=forced, staged_ids=staged_ids)
        persistently(lambda: self._store(batch))

    def finish(self) -> RunReport:
        """Note what the run came to, and that it ended."""
        self.report.finished_at = datetime.now(UTC)
        persistently(self._finish_run)
        self.warehouse.renew_statistics()
        return self.report

    def _finish_run(self) -> None:
        finished = utc(self.report.finished_at or datetime.now(UTC))
        with self.warehouse.transaction():
            self.warehouse.run(
                "load/finish_run",
                run_id=self.report.run_id,
                finished_at=finished,
                documents=len(self.report.receipts) + len(self.report.postponed),
                sales_loaded=self.report.total("sales_loaded"),
                pence_loaded=self.report.total("pence_loaded"),
                rows_rejected=self.report.total("rows_rejected"),
                cost_micropence=self.report.cost_micropence,
            )

    def _take(self, documents: Sequence[Document], *, replay: bool) -> None:
        self.take(partial(self._bring, documents, replay=replay))

    def _bring(self, documents: Sequence[Document], *, replay: bool) -> Prepared:
        """Stage a batch. What lies elsewhere is brought for it, unless the ledger surely knows it."""
        postponed: list[Postponed] = []
        told = [] if replay else self._told([each for each in documents if self.source.is_away(each)])
        places = {id(delivery.document) for delivery in told}
        wanted = [each for each in documents if id(each) not in places]
        with self.source.bring(wanted, postponed.append) as here:
            arrivals = list(look_at_all(here, self.setup, postponed.append))
            prepared = self._prepare(arrivals, told, replay=replay)
        return replace(prepared, postponed=(*postponed, *prepared.postponed))

    def take(self, make: Callable[[], Prepared]) -> None:
        """Load what ``make`` stages. Where the connection is lost it is called again, for others may have written."""
        postponed, receipts = persistently(partial(self._take_whole, make))
        for each in postponed:
            self.postpone(each)
        self._account(receipts)

    def _take_whole(self, make: Callable[[], Prepared]) -> tuple[list[Postponed], list[Receipt]]:
        with self.warehouse.one_piece():
            prepared = make()
            batch, unfit = self._batch(prepared)
            has_any = bool(batch.staged or batch.again or batch.staged_ids)
            return [*prepared.postponed, *unfit], self._store(batch) if has_any else []

    def _prepare(self, arrivals: Sequence[Arrival], told: Sequence[Delivery], *, replay: bool) -> Prepared:
        """Stage what the warehouse does not surely know; only here prepare is told what a warehouse knows."""
        known = [*told, *([] if replay else self._known(arrivals))]
        places = {id(delivery.document) for delivery in known}
        fresh = [arrival for arrival in arrivals if id(arrival.document) not in places]
        prepared = prepare_batch(self.engine, self.setup, fresh)
        prepared = replace(prepared, known=tuple(known), is_replay=replay)
        staged_id = self.keep(self.engine, self._untold(prepared)) if self.keep else None
        return replace(prepared, staged_ids=(staged_id,)) if staged_id else prepared

    def _untold(self, prepared: Prepared) -> Prepared:
        """The batch without deliveries that the ledger has: they tell nothing new."""
        told = {id(doc) for doc in self.unknown([delivery.document for delivery in prepared.known])}
        return replace(prepared, known=tuple(each for each in prepared.known if id(each.document) in told))

    def _batch(self, prepared: Prepared) -> tuple[load.Batch, list[Postponed]]:
        """A prepared batch as it is to be loaded, what the warehouse has of it sorted out; and what can't be had."""
        kept, repeats, reread, unfit = self._sort_out(prepared)
        ids = {doc.document_no: doc.document_id for doc in kept} | {doc.document_no: is_ for doc, is_ in repeats}
        again = [load.Again(known.document, known.document_id) for known in prepared.known]
        again += [load.Again(copy, ids[number]) for copy, number in prepared.copies if number in ids]
        again += [load.Again(doc.document, document_id) for doc, document_id in repeats]
        batch = load.Batch(self.report.run_id, self._next_no, kept, again, reread, time_zone=prepared.time_zone)
        is_whole = not (repeats or unfit)
        return replace(batch, staged_ids=prepared.staged_ids, files=prepared.files if is_whole else {}), unfit

    @property
    def _next_no(self) -> int:
        return len(self.report.receipts) + 1

    def _store(self, batch: load.Batch) -> list[Receipt]:
        with self.warehouse.one_piece():
            self.engine.growing(lambda: self.warehouse.stage(self.engine, batch.files))
            return self.engine.growing(lambda: load.load(self.warehouse, batch))

    def _account(self, receipts: Iterable[Receipt]) -> None:
        for receipt in receipts:
            self.report.receipts.append(receipt)
            self.on_receipt(receipt)

    def postpone(self, postponed: Postponed) -> None:
        """Note that a file is left for another run."""
        self.report.postponed.append(postponed)
        self.on_postponed(postponed)

    def _known(self, arrivals: Sequence[Arrival]) -> list[Delivery]:
        """Arrivals that the warehouse knows by their bytes and by what their names supply, and need not read anew."""
        known = self._known_documents(arrival.inspection.sha256 for arrival in arrivals)
        found = []
        for arrival in arrivals:
            match = _surely(known, arrival.inspection.sha256, arrival.document, arrival.name)
            if match:
                found.append(Delivery(arrival.document, match.document_id, match.sha256))
        return found

    def _known_documents(self, sha256s: Iterable[str]) -> list[Known]:
        distinct = list(set(sha256s))
        if not distinct:
            return []
        tills: dict[UUID, list[str]] = defaultdict(list)
        for document_id, till in self.warehouse.run("load/known_tills", sha256s=distinct):
            tills[document_id].append(till)
        rows = self.warehouse.run("load/known_documents", sha256s=distinct)
        return [Known(*(*row, tills[row[1]])) for row in rows]

    def _sort_out(
        self, prepared: Prepared
    ) -> tuple[list[StagedDocument], list[_Repeat], list[load.Reread], list[Postponed]]:
        """Staged documents each once; those that repeat one, known or staged; what known ones become; what is unfit."""
        known = self._known_documents(doc.sha256 for doc in prepared.documents)
        tills: dict[int, list[str]] = dict(self.engine.run("prepare/staged_tills")) if known else {}
        settled = {doc.document_id for doc in known if doc.is_settled and not prepared.is_replay}
        taken: set[UUID] = set()
        kept: list[StagedDocument] = []
        repeats: list[_Repeat] = []
        unfit: list[StagedDocument] = []
        reread: list[load.Reread] = []
        for doc in sorted(prepared.documents, key=lambda doc: (doc.document.delivered_at, doc.document.name)):
            name = prepared.names[doc.document_no]
            same = [each for each in known if self._is_same(each, doc, name, tills, is_replay=prepared.is_replay)]
            sure = None if prepared.is_replay else _surely(known, doc.sha256, doc.document, name)
            if sure or doc.document_id in taken or (doc.document_id in settled and not same):
                repeats.append((doc, sure.document_id if sure else doc.document_id))
            elif doc.state == "unreadable" and any(each.state != "unreadable" for each in same):
                unfit.append(doc)
            else:
                taken.add(doc.document_id)
                kept.append(doc)
                reread += [load.Reread(each.document_id, doc.document_id) for each in same]
        unstage(self.engine, [*(doc for doc, _ in repeats), *unfit])
        return kept, repeats, reread, list(map(_unfit, unfit))

    def _is_same(
        self, known: Known, doc: StagedDocument, name: FileName, tills: Mapping[int, list[str]], *, is_replay: bool
    ) -> bool:
        """Whether a known document gives way to a staged one."""
        gives_way = known.gives_way_to(doc, name, self.setup.registry, is_replay=is_replay)
        return gives_way or known.gives_its_till_to(doc, tills.get(doc.document_no, []))


def _unfit(doc: StagedDocument) -> Postponed:
    return postponed_as(doc.document, f"{_WAS_READABLE}: {doc.reason}", needs_person=True)


def _surely(known: Iterable[Known], sha256: str, document: Document, name: FileName) -> Known | None:
    """The known document that a delivery of these bytes surely is."""
    return next((doc for doc in known if doc.sha256 == sha256 and doc.is_surely(document, name)), None)


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


def _place(document: Document) -> _Place:
    """What the ledger keeps of a delivered file: its name, its place in the order of deliveries, its size."""
    return mask_long_numbers(document.name), utc(document.delivered_at), document.byte_count
