"""The only write path: deliveries are prepared and loaded, batch by batch, each batch one transaction."""

import errno
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

from tillroll import __version__, load
from tillroll.contract.values import Document, Receipt
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.filename import FileName, mask_long_numbers, slug
from tillroll.gather import Arrival
from tillroll.patience import persistently
from tillroll.prepare import Setup, StagedDocument, look, prepare
from tillroll.registry import held_name

BATCH_BYTES = 24 * 1024 * 1024
BATCH_FILES = 500
_VANISHED = "vanished before it was read: run again once it is back"
_WAS_READABLE = "could be read before and can't be now, so what was read stays"
_STAGED_TABLES = ("staged_sale_line", "staged_sale", "staged_day", "staged_rejection", "staged_document")


class Warehouse(load.Warehouse, Protocol):
    """A warehouse that can take staged tables in."""

    def stage(self, engine: Engine) -> None:
        """Make the engine's staged tables visible to the load statements."""
        ...

    def one_piece(self) -> AbstractContextManager[None]:
        """What is asked and done in the block holds only together, while no one else can write."""
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


@dataclass(frozen=True, slots=True)
class _Known:
    """A document of the warehouse: its bytes, what its name supplied, and how it was read."""

    sha256: str
    document_id: UUID
    state: str
    name_branch: str | None
    name_day: date | None
    has_rejections: bool
    is_unplaced: bool
    delivered_at: datetime | None
    tills: list[str]

    @property
    def is_settled(self) -> bool:
        """Whether it need not be read anew when it comes again."""
        return self.state != "unreadable" and not self.is_unplaced

    def is_supplied_by(self, name: FileName) -> bool:
        """Whether a file's name supplies what this document's name did."""
        return self.name_branch in {None, slug(name.branch or "")} and self.name_day in {None, name.day}

    def is_surely(self, arrival: Arrival) -> bool:
        """Whether a delivery of the same bytes is this document, so that nothing in its name can read otherwise."""
        is_whole = self.state == "read" and self.is_settled and not self.has_rejections
        return is_whole and not self.is_later(arrival.document) and self.is_supplied_by(arrival.name)

    def is_later(self, document: Document) -> bool:
        """Whether it is known only from later deliveries."""
        return self.delivered_at is not None and _utc(document.delivered_at) < self.delivered_at

    def was_unreadable_as(self, name: FileName) -> bool:
        """Whether it could not be read under a name that tells the same."""
        told = slug(name.branch or "") or None, name.day
        return self.state == "unreadable" and told == (self.name_branch, self.name_day)


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
        self._begin()
        for batch in batches(documents):
            self._take(batch, replay=replay)
        return self._finish()

    def unknown(self, documents: Sequence[Document]) -> list[Document]:
        """The documents but those that the ledger knows by name, size and time of writing; no file is opened.

        Never among the known are unreadable documents and those of an unlisted branch: they may read otherwise now.
        """
        files = sorted({mask_long_numbers(document.name) for document in documents})
        known = set(self.warehouse.run("load/known_deliveries", files=files)) if files else set()
        alike = Counter(map(_place, documents))
        return [each for each in documents if _place(each) not in known or alike[_place(each)] > 1]

    def run_staged(self, batches: Iterable[Sequence[StagedDocument]]) -> RunReport:
        """Load batches whose staged tables someone else makes, each just before the iterable gives its documents."""
        self._begin()
        for staged in batches:
            batch = self._batch(staged)
            self._account(persistently(partial(self._store, batch)))
        return self._finish()

    def _begin(self) -> None:
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
                started_at=_utc(self.report.started_at),
                cut_off_minutes=self.setup.cut_off_minutes,
                version=__version__,
            )

    def release(self, releases: Sequence[load.Release], forced: Sequence[tuple[str, Any]] = ()) -> None:
        """Record a person's decisions, and fold their branch-days and the forced ones anew."""
        prepare(self.engine, [], self.setup)
        batch = load.Batch(self.report.run_id, 1, releases=releases, forced_days=forced)
        persistently(lambda: self._store(batch))

    def _finish(self) -> RunReport:
        self.report.finished_at = datetime.now(UTC)
        persistently(self._finish_run)
        return self.report

    def _finish_run(self) -> None:
        finished = _utc(self.report.finished_at or datetime.now(UTC))
        with self.warehouse.transaction():
            self.warehouse.run(
                "load/finish_run",
                run_id=self.report.run_id,
                finished_at=finished,
                documents=len(self.report.receipts) + len(self.report.postponed),
                sales_loaded=self.report.total("sales_loaded"),
                pence_loaded=self.report.total("pence_loaded"),
                rows_rejected=self.report.total("rows_rejected"),
            )

    def _take(self, documents: Sequence[Document], *, replay: bool) -> None:
        arrivals = list(self._look(documents))
        postponed, receipts = persistently(lambda: self._take_whole(arrivals, replay=replay))
        for each in postponed:
            self._postpone(each)
        self._account(receipts)

    def _take_whole(self, arrivals: Sequence[Arrival], *, replay: bool) -> tuple[list[Postponed], list[Receipt]]:
        with self.warehouse.one_piece():
            return self._compare_and_load(arrivals, replay=replay)

    def _compare_and_load(self, arrivals: Sequence[Arrival], *, replay: bool) -> tuple[list[Postponed], list[Receipt]]:
        """Read what the warehouse does not know, and load it: as one piece, for who loses the lock must look anew."""
        again = [] if replay else self._known(arrivals)
        seen = {id(arrival) for arrival, _ in again}
        first_of = _firsts([arrival for arrival in arrivals if id(arrival) not in seen])
        fresh = list(first_of.values())
        staged = self.engine.growing(lambda: prepare(self.engine, fresh, self.setup))
        names = {arrival.document: arrival.name for arrival in fresh}
        staged, repeats, reread, postponed = self._sort_out(staged, names, replay=replay)
        ids = {_bytes_key(arrival): document_id for arrival, document_id in _identities(fresh, staged, repeats)}
        rest = [a for a in arrivals if id(a) not in seen and first_of[_bytes_key(a)] is not a]
        again += [(arrival, ids[_bytes_key(arrival)]) for arrival in rest if _bytes_key(arrival) in ids]
        deliveries = [load.Again(arrival.document, document_id) for arrival, document_id in again]
        deliveries += [load.Again(doc.document, doc.document_id) for doc in repeats]
        has_any = bool(staged or deliveries)
        return postponed, self._store(self._batch(staged, deliveries, reread)) if has_any else []

    def _batch(
        self,
        staged: Sequence[StagedDocument],
        again: Sequence[load.Again] = (),
        reread: Sequence[load.Reread] = (),
    ) -> load.Batch:
        number, zone = len(self.report.receipts) + 1, self.setup.time_zone
        return load.Batch(self.report.run_id, number, staged, again, reread, time_zone=zone)

    def _store(self, batch: load.Batch) -> list[Receipt]:
        with self.warehouse.one_piece():
            self.warehouse.stage(self.engine)
            return self.engine.growing(lambda: load.load(self.warehouse, batch))

    def _account(self, receipts: Iterable[Receipt]) -> None:
        for receipt in receipts:
            self.report.receipts.append(receipt)
            self.on_receipt(receipt)

    def _look(self, documents: Iterable[Document]) -> Iterator[Arrival]:
        for document in documents:
            try:
                yield look(document, self.setup.formats)
            except FileNotFoundError:
                self._postpone(_postponed(document, _VANISHED))
            except PermissionError:
                reason = "can't be opened: give tillroll's user the right to read it"
                self._postpone(_postponed(document, reason, needs_person=True))
            except TryAgainLater as error:
                self._postpone(_postponed(document, str(error)))
            except OSError as error:
                reason, needs_person = _disk_fault(error)
                self._postpone(_postponed(document, reason, needs_person=needs_person))

    def _postpone(self, postponed: Postponed) -> None:
        self.report.postponed.append(postponed)
        self.on_postponed(postponed)

    def _known(self, arrivals: Sequence[Arrival]) -> list[tuple[Arrival, UUID]]:
        """Arrivals that the warehouse knows by their bytes and by what their names supply, and need not read anew."""
        known = self._known_documents(arrival.inspection.sha256 for arrival in arrivals)
        found = []
        for arrival in arrivals:
            same = (doc for doc in known if doc.sha256 == arrival.inspection.sha256)
            match = next((doc for doc in same if doc.is_surely(arrival)), None)
            if match:
                found.append((arrival, match.document_id))
        return found

    def _known_documents(self, sha256s: Iterable[str]) -> list["_Known"]:
        distinct = list(set(sha256s))
        if not distinct:
            return []
        tills: dict[UUID, list[str]] = defaultdict(list)
        for document_id, till in self.warehouse.run("load/known_tills", sha256s=distinct):
            tills[document_id].append(till)
        rows = self.warehouse.run("load/known_documents", sha256s=distinct)
        return [_Known(*(*row, tills[row[1]])) for row in rows]

    def _sort_out(
        self, staged: Sequence[StagedDocument], names: Mapping[Document, FileName], *, replay: bool
    ) -> tuple[list[StagedDocument], list[StagedDocument], list[load.Reread], list[Postponed]]:
        """Staged documents each once; those that repeat one; what known ones become, read anew; what can't be had."""
        known = self._known_documents(doc.sha256 for doc in staged)
        tills: dict[int, list[str]] = dict(self.engine.run("prepare/staged_tills")) if known else {}
        settled = {doc.document_id for doc in known if doc.is_settled and not replay}
        taken: set[UUID] = set()
        kept: list[StagedDocument] = []
        repeats: list[StagedDocument] = []
        unfit: list[StagedDocument] = []
        postponed: list[Postponed] = []
        reread: list[load.Reread] = []
        for doc in sorted(staged, key=lambda doc: (doc.document.delivered_at, doc.document.name)):
            name, till = names[doc.document], tills.get(doc.document_no, [])
            same = [
                each
                for each in known
                if self._is_same(each, doc, name, replay=replay) or _tells_its_till_first(doc, till, each)
            ]
            change = _change(doc.document)
            if change:
                unfit.append(doc)
                postponed.append(_postponed(doc.document, change))
            elif doc.document_id in taken or (doc.document_id in settled and not same):
                repeats.append(doc)
            elif doc.state == "unreadable" and any(each.state != "unreadable" for each in same):
                unfit.append(doc)
                postponed.append(_postponed(doc.document, f"{_WAS_READABLE}: {doc.reason}", needs_person=True))
            else:
                taken.add(doc.document_id)
                kept.append(doc)
                reread += [load.Reread(each.document_id, doc.document_id) for each in same]
        self._unstage([*repeats, *unfit])
        return kept, repeats, reread, postponed

    def _is_same(self, known: "_Known", doc: StagedDocument, name: FileName, *, replay: bool) -> bool:
        """Whether a known document is this one as it was read before, and gives way to it."""
        if known.sha256 != doc.sha256 or (known.is_settled and not replay):
            return False
        if known.document_id == doc.document_id:
            return True
        if known.state != "read" or doc.state == "empty":
            return known.was_unreadable_as(name)
        meant = self.setup.registry.resolve(held_name(known.name_branch or "")).branch_id
        return known.is_supplied_by(name) or (doc.name_branch == meant and known.name_day in {None, name.day})

    def _unstage(self, docs: Sequence[StagedDocument]) -> None:
        if docs:
            for table in _STAGED_TABLES:
                self.engine.run(f"prepare/drop_{table}", document_nos=[doc.document_no for doc in docs])


def _postponed(document: Document, reason: str, *, needs_person: bool = False) -> Postponed:
    return Postponed(mask_long_numbers(document.name), reason, needs_person)


def _disk_fault(error: OSError) -> tuple[str, bool]:
    """Why a file can't be read, and whether a person must see to it first."""
    if error.errno == errno.ELOOP:
        return "is a link that leads round in a circle: put the file itself there", True
    return f"can't be read now: {error.strerror or 'the disk gave an error'}", False


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
    name = arrival.name
    return arrival.inspection.sha256, slug(name.branch or ""), name.day, name.till, name.hints[1:]


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


def _tells_its_till_first(doc: StagedDocument, tills: Sequence[str], known: _Known) -> bool:
    """Whether a known document comes with an earlier delivery whose name tells another till: the earliest counts."""
    return known.document_id == doc.document_id and known.is_later(doc.document) and list(tills) != list(known.tills)


def _change(document: Document) -> str | None:
    """What happened to a file since it was found, if anything did."""
    try:
        stat = document.path.stat()
    except OSError:
        return _VANISHED
    is_same = (stat.st_size, stat.st_mtime_ns) == (document.byte_count, document.modified_ns)
    return None if is_same else "is still being written: run again when it is whole"


def _place(document: Document) -> tuple[str, datetime, int]:
    """What the ledger keeps of a delivered file: its name, its place in the order of deliveries, its size."""
    return mask_long_numbers(document.name), _utc(document.delivered_at), document.byte_count


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
