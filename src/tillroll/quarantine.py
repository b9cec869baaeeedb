"""A person's decisions about what waits in quarantine: which sales count, and reading a file again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from tillroll import ingest, lists, report
from tillroll.contract.values import Document, Keep, Receipt
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError, NotAllowed
from tillroll.filename import mask_long_numbers
from tillroll.ingest import Ingest, Postponed, RunReport
from tillroll.load import Release
from tillroll.prepare import Setup
from tillroll.reading import inspect
from tillroll.report import QuarantineDetail, QuarantineItem

_OPEN_KINDS = frozenset({"held", "contained"})
_TICK = timedelta(microseconds=1)


class Warehouse(ingest.Warehouse, report.Warehouse, Protocol):
    """A warehouse that loads and answers."""


@dataclass(frozen=True, slots=True)
class ReleasedShare:
    """What became of one share of the released document."""

    branch_id: str
    till: str
    trading_date: date
    outcome: str


@dataclass(frozen=True, slots=True)
class ChangedDay:
    """A branch-day whose figures a release changed: orders and net pence, before and after."""

    branch_id: str
    trading_date: date
    orders_before: int
    orders: int
    net_pence_before: int
    net_pence: int


@dataclass(frozen=True, slots=True)
class Released:
    """What a release did."""

    document_id: UUID
    file: str
    keep: Keep
    always: bool
    shares: tuple[ReleasedShare, ...]
    days: tuple[ChangedDay, ...]


def release(  # noqa: PLR0913 - the parts of one decision
    engine: Engine,
    warehouse: Warehouse,
    setup: Setup,
    document_id_prefix: str,
    keep: Keep,
    *,
    always: bool = False,
    scope: report.Scope = report.EVERYTHING,
) -> Released:
    """Decide about every share of a document that is held or shrinks its day.

    `keep`: which sales count where it meets the others: its own, theirs, or both. `always` makes that the rule for
    every stranger of its branches, whenever it was or will be delivered. A decision takes its place after all that was
    delivered until now. A document that speaks of anything outside the scope is unknown.
    `ConfigurationError` if the id is unknown or unclear, or nothing is to be decided; `NotAllowed` if it is to be the
    rule of a branch of which some days lie outside the scope.
    """
    detail = report.quarantine_item(warehouse, document_id_prefix, scope)
    shares = _open_shares(warehouse, detail.items)
    if always:
        _check_rule(shares, scope)
    moments = _moments(warehouse, detail.document_id)
    releases = [_release(share, moments, keep, always=always) for share in shares]
    branch_ids = sorted({share.branch_id for share in shares})
    before = _figures(warehouse, branch_ids)
    Ingest(engine, warehouse, setup).release(releases)
    days = _changes(before, _figures(warehouse, branch_ids))
    outcomes = {row[1:4]: row[4] for row in warehouse.run("load/document_days", document_ids=[detail.document_id])}
    released = (ReleasedShare(*_place(share), outcomes[_place(share)]) for share in shares)
    return Released(detail.document_id, detail.file, keep, always, tuple(released), days)


def replay(
    engine: Engine,
    warehouse: Warehouse,
    setup: Setup,
    documents: Iterable[Document],
    on_receipt: Callable[[Receipt], None] = lambda _receipt: None,
    on_postponed: Callable[[Postponed], None] = lambda _postponed: None,
) -> RunReport:
    """Read documents anew, as after a till format or a list has changed, and let their days follow from that.

    What a document was before gives way to what it is now; its place in the order of deliveries and the decisions
    about it stay. One that can't be read any more stays as it was and is postponed. Unknown documents are taken in.
    """
    return Ingest(engine, warehouse, setup, on_receipt, on_postponed).run(documents, replay=True)


def file_of(detail: QuarantineDetail, documents: Iterable[Document]) -> Document:
    """The one of the documents that is this file still: of its name, and of the same bytes.

    `ConfigurationError` if there is none, or more than one. One that changed since may speak of anybody's branch-days:
    it is another document, for the next run to take in.
    """
    named = [document for document in documents if mask_long_numbers(document.name) == detail.file]
    same = [document for document in named if _sha256(document) == detail.sha256]
    if named and not same:
        raise ConfigurationError(
            "the file of this name in the watched folder holds something else now: it is taken in by itself"
        )
    if len(same) != 1:
        raise ConfigurationError(
            "its file lies in no watched folder, or twice: whoever runs tillroll can read it anew from its own path"
        )
    return same[0]


def _sha256(document: Document) -> str | None:
    """The hash of its bytes as they are now; None if it can't be opened."""
    try:
        return inspect(document.path).sha256
    except OSError:
        return None


def open_shares(warehouse: Warehouse, items: Iterable[QuarantineItem]) -> list[QuarantineItem]:
    """Those that a person decides about: what a branch on no list sold waits for the list instead."""
    listed = lists.listed_ids(warehouse)
    return [item for item in items if item.kind in _OPEN_KINDS and item.branch_id in listed]


def _open_shares(warehouse: Warehouse, items: Iterable[QuarantineItem]) -> list[QuarantineItem]:
    waiting = [item for item in items if item.kind in _OPEN_KINDS]
    if not waiting:
        raise ConfigurationError("nothing of this document waits for a decision: see 'tillroll quarantine list'")
    found = open_shares(warehouse, waiting)
    if not found:
        raise ConfigurationError(f"this document can't be released: {waiting[0].reason}, then replay its file")
    return found


def may_make_rule(items: Iterable[QuarantineItem], scope: report.Scope) -> bool:
    """Whether a decision about these may be made the rule of their branches: it would hold on every day of them."""
    return all(scope.holds_ever(item.branch_id) for item in items if item.kind in _OPEN_KINDS)


def _check_rule(shares: Iterable[QuarantineItem], scope: report.Scope) -> None:
    if not may_make_rule(shares, scope):
        raise NotAllowed(
            "a rule holds on every day of the branch, and some of its days are not yours: "
            "decide about this file alone, or ask an owner of the chain"
        )


def _place(share: QuarantineItem) -> tuple[str, str, date]:
    return share.branch_id, share.till, share.trading_date or date.min


def _moments(warehouse: Warehouse, document_id: UUID) -> dict[tuple[str, date], datetime]:
    """When the decision comes on each branch-day: now, or after what is there already, should that lie ahead."""
    now = datetime.now(UTC).replace(tzinfo=None)
    moments = {}
    for branch_id, day, delivered_at, decided_at in warehouse.run("reports/document_places", document_id=document_id):
        moments[branch_id, day] = max(now, delivered_at, decided_at + _TICK if decided_at else now)
    return moments


def _release(
    share: QuarantineItem, moments: Mapping[tuple[str, date], datetime], keep: Keep, *, always: bool
) -> Release:
    branch_id, till, day = _place(share)
    return Release(share.document_id, branch_id, till, day, moments[branch_id, day], keep, always)


def _figures(warehouse: Warehouse, branch_ids: Sequence[str]) -> dict[tuple[str, date], tuple[int, int]]:
    return {row[:2]: row[2:] for row in warehouse.run("reports/branch_figures", branch_ids=list(branch_ids))}


def _changes(
    before: Mapping[tuple[str, date], tuple[int, int]], after: Mapping[tuple[str, date], tuple[int, int]]
) -> tuple[ChangedDay, ...]:
    changed = sorted(day for day in after if before.get(day, (0, 0)) != after[day])
    return tuple(
        ChangedDay(*day, before.get(day, (0, 0))[0], after[day][0], before.get(day, (0, 0))[1], after[day][1])
        for day in changed
    )
