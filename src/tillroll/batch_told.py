"""A prepared batch as its manifest tells it, and back again: documents and deliveries, no rows."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from tillroll.batch import Delivery, Prepared
from tillroll.contract.values import Document
from tillroll.filename import FileName, mask_long_numbers, slug
from tillroll.prepare import StagedDocument

_PLAIN = (
    *("document_no", "sha256", "source", "state", "byte_count", "format", "reason", "shape", "data_rows"),
    *("rows_blank", "rows_rejected", "pence_read", "pence_rejected", "name_branch"),
)


def told_of(prepared: Prepared) -> dict[str, Any]:
    """A batch without its rows, as JSON can hold it."""
    return {
        "documents": [_document_told(doc, prepared.names[doc.document_no]) for doc in prepared.documents],
        "copies": [{"delivery": _delivery_told(doc), "document_no": number} for doc, number in prepared.copies],
        "known": [
            {"delivery": _delivery_told(each.document), "document_id": str(each.document_id), "sha256": each.sha256}
            for each in prepared.known
        ],
        "is_replay": prepared.is_replay,
        "time_zone": prepared.time_zone,
        "cut_off_minutes": prepared.cut_off_minutes,
    }


def _delivery_told(document: Document) -> dict[str, Any]:
    return {
        "file": mask_long_numbers(document.name),
        "delivered_at": document.delivered_at.astimezone(UTC).isoformat(),
        "byte_count": document.byte_count,
        "modified_ns": document.modified_ns,
        **({"trace_id": document.trace_id} if document.trace_id else {}),
    }


def _document_told(doc: StagedDocument, name: FileName) -> dict[str, Any]:
    return {
        **{field: getattr(doc, field) for field in _PLAIN},
        "document_id": str(doc.document_id),
        "delivery": _delivery_told(doc.document),
        "rejected_by_rule": dict(doc.rejected_by_rule),
        "warnings": list(doc.warnings),
        "name_day": _day_told(doc.name_day),
        "told_branch": slug(name.branch) if name.branch else None,
        "told_day": _day_told(name.day),
    }


def _day_told(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def _delivery(told: Mapping[str, Any]) -> Document:
    at = datetime.fromisoformat(told["delivered_at"])
    return Document(Path(told["file"]), told["file"], at, told["byte_count"], told["modified_ns"], told.get("trace_id"))


def _document(told: Mapping[str, Any]) -> StagedDocument:
    return StagedDocument(
        document_id=UUID(told["document_id"]),
        document=_delivery(told["delivery"]),
        rejected_by_rule=told["rejected_by_rule"],
        warnings=tuple(told["warnings"]),
        name_day=_day(told["name_day"]),
        **{field: told[field] for field in _PLAIN},
    )


def prepared_of(told: Mapping[str, Any]) -> Prepared:
    """The batch that `told_of` told; ``KeyError``, ``TypeError`` or ``ValueError`` where something is amiss."""
    return Prepared(
        tuple(map(_document, told["documents"])),
        {
            each["document_no"]: FileName(each["told_branch"], _day(each["told_day"]), None, ())
            for each in told["documents"]
        },
        tuple((_delivery(each["delivery"]), each["document_no"]) for each in told["copies"]),
        tuple(
            Delivery(_delivery(each["delivery"]), UUID(each["document_id"]), each["sha256"]) for each in told["known"]
        ),
        is_replay=told["is_replay"],
        time_zone=told["time_zone"],
        cut_off_minutes=told["cut_off_minutes"],
    )
