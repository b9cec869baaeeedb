"""A prepared batch: what prepare made of some deliveries, as it goes to load. No part of this knows a warehouse."""

import errno
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from tillroll.contract.values import Document
from tillroll.engine import Engine
from tillroll.errors import TryAgainLater
from tillroll.filename import FileName, mask_long_numbers, slug
from tillroll.gather import Arrival
from tillroll.prepare import Setup, StagedDocument, look, prepare

STAGED_TABLES = (
    *("staged_document", "staged_day", "staged_sale", "staged_sale_line"),
    *("staged_rejection", "staged_branch", "staged_product"),
)
_BY_DOCUMENT = ("staged_sale_line", "staged_sale", "staged_day", "staged_rejection", "staged_document")
_VANISHED = "vanished before it was read: run again once it is back"


@dataclass(frozen=True, slots=True)
class Postponed:
    """A file that could not be opened now; nothing is known of what it holds."""

    file: str
    reason: str
    needs_person: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery of a document that was read before this batch."""

    document: Document
    document_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """Some deliveries after prepare; the staged tables hold the rows of its documents.

    ``names`` are what the documents' file names tell, by document number; ``copies`` are deliveries of the same bytes
    under names that tell the same, with the number of the document; ``known`` are deliveries of earlier documents.
    """

    documents: tuple[StagedDocument, ...] = ()
    names: Mapping[int, FileName] = field(default_factory=dict)
    copies: tuple[tuple[Document, int], ...] = ()
    known: tuple[Delivery, ...] = ()
    is_replay: bool = False
    time_zone: str = "Europe/London"
    cut_off_minutes: int = 240


class Preparer:
    """Reads deliveries into the staged tables of an engine; what can't be opened now is postponed."""

    def __init__(self, engine: Engine, setup: Setup, on_postponed: Callable[[Postponed], None]) -> None:
        self.engine = engine
        self.setup = setup
        self.on_postponed = on_postponed

    def look(self, documents: Iterable[Document]) -> Iterator[Arrival]:
        """The documents that can be opened, inspected and recognised."""
        for document in documents:
            try:
                yield look(document, self.setup.formats)
            except FileNotFoundError:
                self.postpone(document, _VANISHED)
            except PermissionError:
                self.postpone(document, "can't be opened: give tillroll's user the right to read it", needs_person=True)
            except TryAgainLater as error:
                self.postpone(document, str(error))
            except OSError as error:
                reason, needs_person = _disk_fault(error)
                self.postpone(document, reason, needs_person=needs_person)

    def postpone(self, document: Document, reason: str, *, needs_person: bool = False) -> None:
        """Say that a document is left for another run."""
        self.on_postponed(Postponed(mask_long_numbers(document.name), reason, needs_person))

    def prepare(self, arrivals: Sequence[Arrival]) -> Prepared:
        """Stage arrivals, those of the same bytes and telling names once."""
        firsts = _firsts(arrivals)
        fresh = list(firsts.values())
        staged = self.engine.growing(lambda: prepare(self.engine, fresh, self.setup))
        changed = [doc for doc in staged if self._has_changed(doc.document)]
        unstage(self.engine, changed)
        whole = [doc for doc in staged if doc not in changed]
        numbers = {id(doc.document): doc.document_no for doc in whole}
        by_key = {key: numbers.get(id(arrival.document)) for key, arrival in firsts.items()}
        copies = [
            (arrival.document, number)
            for arrival in arrivals
            if firsts[_bytes_key(arrival)] is not arrival and (number := by_key[_bytes_key(arrival)]) is not None
        ]
        names = {id(arrival.document): arrival.name for arrival in fresh}
        return Prepared(
            tuple(whole),
            {doc.document_no: names[id(doc.document)] for doc in whole},
            tuple(copies),
            time_zone=self.setup.time_zone,
            cut_off_minutes=self.setup.cut_off_minutes,
        )

    def _has_changed(self, document: Document) -> bool:
        """Whether a file was written or taken away while it was read; then it is postponed."""
        change = _change(document)
        if change:
            self.postpone(document, change)
        return change is not None


def unstage(engine: Engine, docs: Sequence[StagedDocument]) -> None:
    """Take documents out of the staged tables."""
    if docs:
        for table in _BY_DOCUMENT:
            engine.run(f"prepare/drop_{table}", document_nos=[doc.document_no for doc in docs])


def _disk_fault(error: OSError) -> tuple[str, bool]:
    """Why a file can't be read, and whether a person must see to it first."""
    if error.errno == errno.ELOOP:
        return "is a link that leads round in a circle: put the file itself there", True
    return f"can't be read now: {error.strerror or 'the disk gave an error'}", False


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


def _change(document: Document) -> str | None:
    """What happened to a file since it was found, if anything did."""
    try:
        stat = document.path.stat()
    except OSError:
        return _VANISHED
    is_same = (stat.st_size, stat.st_mtime_ns) == (document.byte_count, document.modified_ns)
    return None if is_same else "is still being written: run again when it is whole"
