"""load: staged tables become facts, marts and receipts in one transaction.

Atomic: the ledger, the facts and the marts that depend on them commit together. Idempotent: the same deliveries and
decisions, in any order and any number of times, end in the same state.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any, Protocol
from uuid import UUID

from tillroll.batch import KeptFile
from tillroll.contract.table import Table
from tillroll.contract.values import BranchDayReceipt, Document, Keep, Receipt
from tillroll.errors import ConservationError
from tillroll.filename import mask_long_numbers
from tillroll.judge import ContestedDays, Share, judge_contested_days
from tillroll.prepare import StagedDocument
from tillroll.registry import best_spelling
from tillroll.weeks import refresh_weeks

OUTCOME_RANK = ("held", "corrected", "extended", "loaded", "contained", "dismissed", "duplicate", "empty")
MARTS = ("branch_hour", "branch_day_product", "branch_day_tender", "branch_day_spend", "branch_day")
_FIRST_DAY, _LAST_DAY = date(1, 1, 1), date(9999, 12, 31)


class Warehouse(Protocol):
    """A database that holds the contract's tables and can see the staged ones."""

    @property
    def aids(self) -> Sequence[Table]:
        """The tables that only this kind of database keeps."""
        ...

    def run(self, name: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run ``sql/<name>.sql`` and fetch what it answers."""
        ...

    def keep(self, table: str, name: str, /, **parameters: object) -> None:
        """Keep what ``sql/<name>.sql`` answers as a temporary table of this name, in the place of one kept before."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing: commits at the end, rolls back on an exception."""
        ...


@dataclass(frozen=True, slots=True)
class Again:
    """A delivery of a document that the warehouse knows already."""

    document: Document
    document_id: UUID


@dataclass(frozen=True, slots=True)
class Release:
    """A person's decision about one document's share of a branch-day."""

    document_id: UUID
    branch_id: str
    till: str
    trading_date: date
    decided_at: datetime
    keep: Keep
    is_standing_rule: bool = False


@dataclass(frozen=True, slots=True)
class Reread:
    """A document that the warehouse knows and forgets, because this batch reads its bytes anew.

    Its identity may differ now: another format or list leaves something else to the file's name.
    """

    was: UUID
    is_now: UUID


@dataclass(frozen=True, slots=True)
class Batch:
    """What one transaction takes in. Staged documents stand in the staged tables, each once.

    ``staged_ids`` are the objects of the staged form that it is made of, if it is kept there; ``files`` hold the staged
    tables as they are, where a database can read them by itself.
    """

    run_id: UUID
    first_delivery_no: int
    staged: Sequence[StagedDocument] = ()
    again: Sequence[Again] = ()
    reread: Sequence[Reread] = ()
    releases: Sequence[Release] = ()
    forced_days: Sequence[tuple[str, date]] = ()
    time_zone: str = "Europe/London"
    staged_ids: Sequence[UUID] = ()
    files: Mapping[str, KeptFile] = field(default_factory=dict)


@dataclass(slots=True)
class _Span:
    first_day: date = _FIRST_DAY
    last_day: date = _LAST_DAY
    days: dict[str, date] = field(default_factory=dict)
    has_contested: bool = False


def load(warehouse: Warehouse, batch: Batch) -> list[Receipt]:
    """Load a batch; one receipt a delivery, the staged ones first. ``ConservationError`` if a row went adrift."""
    with warehouse.transaction():
        forced = [*batch.forced_days, *_forget(warehouse, batch)]
        _add_facts_of_documents(warehouse, batch)
        span = _touch(warehouse, batch, forced)
        contested = _load_sales(warehouse, batch, span)
        if forced:
            warehouse.run("load/drop_spare_claims")
        _refresh_marts(warehouse, batch, contested, span)
        receipts = _receipts(warehouse, batch, contested)
        _check_conservation(receipts)
        _keep_receipts(warehouse, batch, receipts)
        for staged_id in batch.staged_ids:
            add_loaded_object(warehouse, staged_id, batch.run_id)
    return receipts


def add_loaded_object(warehouse: Warehouse, object_id: UUID, run_id: UUID) -> None:
    """Note in the ledger that an object of the staged form is in the warehouse."""
    at = _utc(datetime.now(UTC))
    warehouse.run("load/add_loaded_object", object_id=object_id, run_id=run_id, loaded_at=at)


def _forget(warehouse: Warehouse, batch: Batch) -> list[tuple[str, date]]:
    """Forget what is read anew; gives back its days. Its deliveries and decisions stay, with those that are read."""
    if not batch.reread:
        return []
    ids = [reread.was for reread in batch.reread]
    days = sorted({(row[1], row[3]) for row in warehouse.run("load/document_days", document_ids=ids)})
    for table in ("document_sale", "document_day", "rejection", "document"):
        warehouse.run(f"load/forget_{table}", document_ids=ids)
    _rename(warehouse, batch)
    return days


def _rename(warehouse: Warehouse, batch: Batch) -> None:
    files = {doc.document_id: mask_long_numbers(doc.document.name) for doc in batch.staged}
    renamed = [reread for reread in batch.reread if reread.was not in files]
    pairs = {"were": [reread.was for reread in renamed], "are": [reread.is_now for reread in renamed]}
    if renamed:
        warehouse.run("load/rename_receipts", files=[files[reread.is_now] for reread in renamed], **pairs)
        warehouse.run("load/rename_decisions", **pairs)
        warehouse.run("load/rename_restatements", **pairs)


def _add_facts_of_documents(warehouse: Warehouse, batch: Batch) -> None:
    if batch.staged:
        warehouse.run("load/add_branches", time_zone=batch.time_zone)
        _name_branches(warehouse)
        warehouse.run("load/add_branch_names")
        warehouse.run("load/add_products")
        warehouse.run("load/add_documents")
        warehouse.run("load/add_rejections")
        warehouse.run("load/add_document_days")
    for release in batch.releases:
        warehouse.run("load/add_decision", **{name: getattr(release, name) for name in Release.__slots__})
    places = [(again.document_id, _utc(again.document.delivered_at)) for again in batch.again]
    if batch.reread:
        places += warehouse.run("load/known_places", document_ids=[reread.is_now for reread in batch.reread])
    if places:
        ids, moments = [place[0] for place in places], [place[1] for place in places]
        warehouse.run("load/move_delivery", document_ids=ids, places=moments)


def _name_branches(warehouse: Warehouse) -> None:
    """Branches that registered themselves take the best spelling that files give, whichever comes first."""
    found = warehouse.run("load/self_named_branches")
    better = {branch_id: staged for branch_id, *names in found if (staged := best_spelling(names)) != names[0]}
    if better:
        warehouse.run("load/name_branches", branch_ids=list(better), names=list(better.values()))


def _keep_touched(
    warehouse: Warehouse,
    *,
    forced: Sequence[tuple[str, date]],
    again: Sequence[Again] = (),
    releases: Sequence[Release] = (),
) -> None:
    warehouse.keep(
        "touched_day",
        "load/touched_day",
        document_ids=[each.document_id for each in again] + [release.document_id for release in releases],
        ruled_branch_ids=[release.branch_id for release in releases if release.is_standing_rule],
        branch_ids=[branch_id for branch_id, _ in forced],
        trading_dates=[day for _, day in forced],
    )


def _touch(warehouse: Warehouse, batch: Batch, forced: Sequence[tuple[str, date]]) -> _Span:
    """Find the branch-days that the batch may change, and the contested ones among them."""
    _keep_touched(warehouse, forced=forced, again=batch.again, releases=batch.releases)
    first, last = warehouse.run("load/touched_span")[0]
    span = _Span(first or _LAST_DAY, last or _FIRST_DAY)
    span.days = {"first_day": span.first_day, "last_day": span.last_day}
    warehouse.keep("contested_day", "load/contested_day", **span.days)
    ((span.has_contested,),) = warehouse.run("load/has_contested_days")
    return span


def _load_sales(warehouse: Warehouse, batch: Batch, span: _Span) -> ContestedDays:
    """Add the batch's sales; where documents meet, let the delivery rules say which sales count."""
    if batch.staged:
        warehouse.run("load/add_fresh_sales")
        warehouse.run("load/add_fresh_sale_lines")
    if not span.has_contested:
        return ContestedDays({}, set())
    days = span.days
    warehouse.run("load/keep_claims", **days)
    warehouse.run("load/add_claims")
    warehouse.run("load/number_stream_twins", **days)
    warehouse.keep("new_sale", "load/new_sale", **days)
    warehouse.run("load/add_contested_sales")
    warehouse.run("load/add_contested_sale_lines")
    dropped = _drop_unclaimed(warehouse, days) if batch.reread else {}
    warehouse.run("load/own_sales", **days)
    warehouse.run("load/order_shared_lines", **days)
    warehouse.keep("contested_sale", "load/contested_sale", **days)
    reread = {reread.is_now for reread in batch.reread}
    return replace(judge_contested_days(warehouse, _places(batch), days, reread), dropped=dropped)


def _drop_unclaimed(warehouse: Warehouse, days: Mapping[str, date]) -> dict[UUID, tuple[int, int]]:
    """Drop the sales that no document holds any longer; gives back how many counted, and their pence, by document."""
    dropped = {document_id: (sales, pence) for document_id, sales, pence in warehouse.run("load/dropped_sales", **days)}
    warehouse.run("load/drop_unclaimed_sale_lines", **days)
    warehouse.run("load/drop_unclaimed_sales", **days)
    return dropped


def _places(batch: Batch) -> list[tuple[UUID, datetime]]:
    """The deliveries of this batch: documents and their places in the order."""
    staged = [(doc.document_id, _utc(doc.document.delivered_at)) for doc in batch.staged]
    return staged + [(again.document_id, _utc(again.document.delivered_at)) for again in batch.again]


def _refresh_marts(warehouse: Warehouse, batch: Batch, contested: ContestedDays, span: _Span) -> None:
    provisional = sorted(contested.provisional)
    warehouse.keep(
        "provisional_day",
        "marts/provisional_day",
        branch_ids=[branch_id for branch_id, _ in provisional],
        trading_dates=[day for _, day in provisional],
    )
    for table in ("fresh_day", "changed_sale", "changed_product", "changed_tender"):
        warehouse.keep(table, f"marts/{table}", **span.days)
    if span.has_contested:
        _clear_contested(warehouse, batch, span.days)
    for mart in MARTS:
        warehouse.run(f"marts/fill_{mart}", **span.days)
    refresh_weeks(warehouse, span.days)
    for aid in warehouse.aids:
        warehouse.run(f"aids/{aid.name}/fill", **span.days)
    if span.has_contested:
        _log_restatements(warehouse, batch)


def _clear_contested(warehouse: Warehouse, batch: Batch, days: Mapping[str, date]) -> None:
    """Take contested days out of the marts, and remember what of them readers have seen."""
    warehouse.keep("published_day", "marts/published_day", run_id=batch.run_id)
    for mart in MARTS:
        warehouse.run(f"marts/clear_{mart}")
    for aid in warehouse.aids:
        warehouse.run(f"aids/{aid.name}/clear", **days)


def _log_restatements(warehouse: Warehouse, batch: Batch) -> None:
    ids = [*(document_id for document_id, _ in _places(batch)), *(release.document_id for release in batch.releases)]
    at = _utc(datetime.now(UTC))
    warehouse.run("marts/add_restatements", run_id=batch.run_id, restated_at=at, document_ids=ids)


def _receipts(warehouse: Warehouse, batch: Batch, contested: ContestedDays) -> list[Receipt]:
    shares: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in warehouse.run("load/staged_days") if batch.staged else []:
        shares[row[0]].append(row[1:])
    receipts = [_staged_receipt(doc, shares[doc.document_no], contested) for doc in batch.staged]
    receipts = [_with_dropped(receipt, batch.reread, contested.dropped) for receipt in receipts]
    if not batch.again:
        return receipts
    rows: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    ids = [again.document_id for again in batch.again]
    for row in warehouse.run("load/document_counts", document_ids=ids):
        rows[row[0]].append(row[1:])
    return receipts + [_receipt_again(again, rows[again.document_id], contested) for again in batch.again]


def _staged_receipt(doc: StagedDocument, rows: Iterable[Sequence[Any]], contested: ContestedDays) -> Receipt:
    receipt = Receipt(
        file=mask_long_numbers(doc.document.name),
        document_id=str(doc.document_id),
        outcome=doc.state,
        data_rows=doc.data_rows,
        rows_rejected=doc.rows_rejected,
        rows_blank=doc.rows_blank,
        pence_read=doc.pence_read,
        pence_rejected=doc.pence_rejected,
        reason=doc.reason,
        rejected_by_rule=dict(doc.rejected_by_rule),
        warnings=doc.warnings,
        trace_id=doc.document.trace_id,
    )
    place = _utc(doc.document.delivered_at)
    shares = [_share_of_row(doc.document_id, place, row, contested) for row in rows]
    return _with_shares(receipt, shares) if shares else receipt


def _with_dropped(receipt: Receipt, reread: Iterable[Reread], dropped: Mapping[UUID, tuple[int, int]]) -> Receipt:
    """The receipt with the counted sales that an earlier reading of the document gave and this one does not."""
    were = [dropped.get(pair.was, (0, 0)) for pair in reread if str(pair.is_now) == receipt.document_id]
    sales, pence = sum(sales for sales, _ in were), sum(pence for _, pence in were)
    if not sales:
        return receipt
    outcome = "corrected" if receipt.outcome in {"loaded", "extended", "duplicate"} else receipt.outcome
    withdrawn, pence = receipt.sales_withdrawn + sales, receipt.pence_withdrawn + pence
    return replace(receipt, outcome=outcome, sales_withdrawn=withdrawn, pence_withdrawn=pence)


def _share_of_row(document_id: UUID, place: datetime, row: Sequence[Any], contested: ContestedDays) -> Share:
    branch_id, till, day, row_count, sale_count, pence, is_listed, held_reason = row
    share = contested.shares.get((document_id, branch_id, till, day, place))
    if share:
        return replace(share, sales=sale_count, pence=pence)
    plain = Share(branch_id, till, day, "loaded" if is_listed else "held", held_reason, sale_count, pence)
    if is_listed:
        return replace(plain, rows_loaded=row_count, pence_loaded=pence, sales_loaded=sale_count)
    return replace(plain, rows_held=row_count, pence_held=pence)


def _with_shares(receipt: Receipt, shares: Sequence[Share]) -> Receipt:
    """The receipt with its branch-days and their sums; the outcome that most needs a person names the document's."""
    sums = {name: sum(getattr(share, name) for share in shares) for name in Share.SUMMED}
    worst = min(shares, key=lambda share: OUTCOME_RANK.index(share.outcome))
    days = tuple(
        BranchDayReceipt(s.branch_id, s.till, s.trading_date, s.outcome, s.sales, s.pence, s.reason) for s in shares
    )
    outcome = "empty" if receipt.outcome == "empty" else worst.outcome
    return replace(receipt, branch_days=days, outcome=outcome, reason=receipt.reason or worst.reason, **sums)


def _receipt_again(again: Again, rows: Sequence[Sequence[Any]], contested: ContestedDays) -> Receipt:
    """The receipt of a document delivered again: a duplicate, unless its return changes something or must be held."""
    state, reason, data_rows, blank, rejected, pence_read, pence_rejected = rows[0][:7]
    receipt = Receipt(
        file=mask_long_numbers(again.document.name),
        document_id=str(again.document_id),
        outcome="unreadable" if state == "unreadable" else "duplicate",
        data_rows=data_rows,
        rows_rejected=rejected,
        rows_blank=blank,
        pence_read=pence_read,
        pence_rejected=pence_rejected,
        reason=None if state == "read" else reason,
        trace_id=again.document.trace_id,
    )
    place = _utc(again.document.delivered_at)
    shares = [_share_again(again.document_id, place, row[7:], contested) for row in rows if row[7] is not None]
    return _with_shares(receipt, shares) if shares else receipt


def _share_again(document_id: UUID, place: datetime, row: Sequence[Any], contested: ContestedDays) -> Share:
    branch_id, till, day, reason, outcome, stands, row_count, sale_count, pence = row
    share = contested.shares.get((document_id, branch_id, till, day, place))
    if share is None:
        share = Share(branch_id, till, day, outcome, reason, sale_count, pence)
        fate = "already_there" if stands else "held"
        share = replace(share, **{f"rows_{fate}": row_count, f"pence_{fate}": pence})
    if share.outcome != "held" and not (share.sales_loaded or share.sales_withdrawn):
        share = replace(share, outcome="duplicate", reason=None)
    return replace(share, sales=sale_count, pence=pence)


def _check_conservation(receipts: Iterable[Receipt]) -> None:
    for receipt in receipts:
        if receipt.rows_adrift or receipt.pence_adrift:
            message = (
                f"{receipt.file}: {receipt.rows_adrift} rows and {receipt.pence_adrift} pence have no fate; "
                "nothing of this batch was loaded. This is a fault in tillroll: please report it"
            )
            raise ConservationError(message)


def _keep_receipts(warehouse: Warehouse, batch: Batch, receipts: Sequence[Receipt]) -> None:
    if not receipts:
        return
    places = _places(batch)
    plain = (
        *("file", "outcome", "reason", "data_rows", "rows_loaded", "rows_already_there", "rows_held"),
        *("rows_rejected", "rows_blank", "pence_read", "pence_loaded", "pence_already_there", "pence_held"),
        *("pence_rejected", "sales_loaded", "sales_withdrawn", "pence_withdrawn", "trace_id"),
    )
    columns: Mapping[str, object] = {name: [getattr(receipt, name) for receipt in receipts] for name in plain}
    warehouse.run(
        "load/add_receipts",
        run_id=batch.run_id,
        delivery_no=list(range(batch.first_delivery_no, batch.first_delivery_no + len(receipts))),
        document_id=[document_id for document_id, _ in places],
        delivered_at=[place for _, place in places],
        **columns,
    )


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
