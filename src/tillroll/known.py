"""What a load must know of the documents that its warehouse holds, to tell which of a batch's it has already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from tillroll.contract.values import Document
from tillroll.filename import FileName, slug
from tillroll.prepare import StagedDocument
from tillroll.registry import Registry, held_name


@dataclass(frozen=True, slots=True)
class Known:
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

    def is_surely(self, document: Document, name: FileName) -> bool:
        """Whether a delivery of the same bytes is this document, so that nothing in its name can read otherwise."""
        is_whole = self.state == "read" and self.is_settled and not self.has_rejections
        return is_whole and not self.is_later(document) and self.is_supplied_by(name)

    def is_later(self, document: Document) -> bool:
        """Whether it is known only from later deliveries."""
        return self.delivered_at is not None and utc(document.delivered_at) < self.delivered_at

    def was_unreadable_as(self, name: FileName) -> bool:
        """Whether it could not be read under a name that tells the same."""
        told = slug(name.branch or "") or None, name.day
        return self.state == "unreadable" and told == (self.name_branch, self.name_day)

    def gives_way_to(self, doc: StagedDocument, name: FileName, registry: Registry, *, is_replay: bool) -> bool:
        """Whether it is the staged document as it was read before, and is read anew now."""
        if self.sha256 != doc.sha256 or (self.is_settled and not is_replay):
            return False
        if self.document_id == doc.document_id:
            return True
        if self.state != "read" or doc.state == "empty":
            return self.was_unreadable_as(name)
        meant = registry.resolve(held_name(self.name_branch or "")).branch_id
        return self.is_supplied_by(name) or (doc.name_branch == meant and self.name_day in {None, name.day})

    def gives_its_till_to(self, doc: StagedDocument, tills: Sequence[str]) -> bool:
        """Whether it comes with an earlier delivery whose name tells another till: the earliest counts."""
        return self.document_id == doc.document_id and self.is_later(doc.document) and list(tills) != list(self.tills)


def utc(moment: datetime) -> datetime:
    """A moment as the warehouse keeps it: UTC, without a zone."""
    return moment.astimezone(UTC).replace(tzinfo=None)
