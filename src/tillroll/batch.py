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
class KeptFile:
    """A file of the staged form that a database can read by itself: where, and its size."""

    url: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """Some deliveries after prepare; the staged tables hold the rows of its documents.

    ``names`` are what the documents' file names tell, by document number; ``copies`` are deliveries of the same bytes
    under names that tell the same, with the number of the document; ``known`` are deliveries of earlier documents.
    ``postponed`` are files that changed while they were read. ``staged_ids`` are the objects of the staged form
    that hold it, if it is kept; ``files`` are those of its staged tables, where a database can read them by itself.
    """

    documents: tuple[StagedDocument, ...] = ()
    names: Mapping[int, FileName] = field(default_factory=dict)
    copies: tuple[tuple[Document, int], ...] = ()
    known: tuple[Delivery, ...] = ()
    is_replay: bool = False
    time_zone: str = "Europe/London"
    cut_off_minutes: int = 240
    postponed: tuple[Postponed, ...] = ()
    staged_ids: tuple[UUID, ...] = ()
    files: Mapping[str, KeptFile] = field(default_factory=dict)


def postponed_as(document: Document, reason: str, *, needs_person: bool = False) -> Postponed:
    """A document that is left for another run."""
    return Postponed(mask_long_numbers(document.name), reason, needs_person)


def look_at_all(
    documents: Iterable[Document], setup: Setup, on_postponed: Callable[[Postponed], None]
) -> Iterator[Arrival]:
    """The documents that can be opened, inspected and recognised."""
    for document in documents:
        try:
            yield look(document, setup.formats)
        except FileNotFoundError:
            on_postponed(postponed_as(document, _VANISHED))
        except PermissionError:
            reason = "can't be opened: give tillroll's user the right to read it"
            on_postponed(postponed_as(document, reason, needs_person=True))
        except TryAgainLater as error:
            on_postponed(postponed_as(document, str(error)))
        except OSError as error:
            reason, needs_person = _disk_fault(error)
            on_postponed(postponed_as(document, reason, needs_person=needs_person))


def stage_arrivals(engine: Engine, setup: Setup, arrivals: Sequence[Arrival]) -> list[StagedDocument]:
    """Stage arrivals as `prepare` does; for none, the tables that an earlier batch left are emptied."""
    if not arrivals and engine.empty(STAGED_TABLES):
        return []
    return prepare(engine, arrivals, setup)


def prepare_batch(engine: Engine, setup: Setup, arrivals: Sequence[Arrival]) -> Prepared:
    """Stage arrivals, those of the same bytes and telling names once."""
    firsts = _firsts(arrivals)
    fresh = list(firsts.values())
    staged = engine.growing(lambda: stage_arrivals(engine, setup, fresh))
    changes = {doc.document_no: change for doc in staged if (change := _change(doc.document))}
    unstage(engine, [doc for doc in staged if doc.document_no in changes])
    whole = [doc for doc in staged if doc.document_no not in changes]
    names = {id(arrival.document): arrival.name for arrival in fresh}
    return Prepared(
        tuple(whole),
        {doc.document_no: names[id(doc.document)] for doc in whole},
        tuple(_copies(arrivals, firsts, whole)),
        time_zone=setup.time_zone,
        cut_off_minutes=setup.cut_off_minutes,
        postponed=tuple(
            postponed_as(doc.document, changes[doc.document_no]) for doc in staged if doc.document_no in changes
        ),
    )


def _copies(
    arrivals: Sequence[Arrival], firsts: Mapping[tuple[object, ...], Arrival], staged: Sequence[StagedDocument]
) -> Iterator[tuple[Document, int]]:
    """The arrivals that are surely an earlier one's document, with the number of it."""
    numbers = {id(doc.document): doc.document_no for doc in staged}
    for arrival in arrivals:
        first = firsts[_bytes_key(arrival)]
        if first is not arrival and id(first.document) in numbers:
            yield arrival.document, numbers[id(first.document)]


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
