"""Whether a warehouse holds what a staged form says: each batch's manifest against what was loaded of its documents."""

from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, Protocol
from uuid import UUID

from tillroll.prepare import StagedDocument
from tillroll.staged_form import Manifest, StagedStore, read_manifest

_OF_DOCUMENT = ("data_rows", "rows_rejected", "pence_read", "pence_rejected")
_OF_SALES = ("sales", "pence")


class Warehouse(Protocol):
    """A warehouse that says what it holds."""

    def run(self, name: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run ``sql/<name>.sql`` and fetch what it answers."""
        ...


def shortfalls(warehouse: Warehouse, store: StagedStore) -> Iterator[str]:
    """The batches of which a warehouse holds other documents, rows, sales or pence than they say, in words.

    A document that is in several batches was read more than once, and one reading stands: it is not compared. One that
    gave way to another reading of the same bytes is there by that.
    """
    doubtful = [name for name in store.names("batches") if _difference(warehouse, read_manifest(store, name), ())]
    if not doubtful:
        return
    again = _read_again(store)
    for name in doubtful:
        if words := _difference(warehouse, read_manifest(store, name), again):
            yield f"staged {name}: {words}"


def _read_again(store: StagedStore) -> set[UUID]:
    """The documents that are in several batches."""
    times: Counter[UUID] = Counter()
    for name in store.names("batches"):
        times.update(_documents(read_manifest(store, name)).keys())
    return {document_id for document_id, count in times.items() if count > 1}


def _documents(manifest: Manifest) -> dict[UUID, StagedDocument]:
    return {doc.document_id: doc for doc in manifest.prepared.documents}


def _difference(warehouse: Warehouse, manifest: Manifest, again: Collection[UUID]) -> str:
    """The figures in which a batch and a warehouse differ, in words; none if they agree."""
    documents = _documents(manifest)
    held = _held(warehouse, documents)
    gone = _gave_way(warehouse, [doc for document_id, doc in documents.items() if document_id not in held])
    compared = [doc for document_id, doc in documents.items() if document_id not in {*again, *gone}]
    there = [held[doc.document_id] for doc in compared if doc.document_id in held]
    says, holds = Counter(documents=len(compared)), Counter(documents=len(there))
    for figure in _OF_DOCUMENT:
        says[figure] = sum(getattr(doc, figure) for doc in compared)
        holds[figure] = sum(each[figure] for each in there)
    if len(compared) == len(manifest.prepared.documents):  # sales are told of the whole batch
        for figure in _OF_SALES:
            says[figure] = getattr(manifest, figure)
            holds[figure] = sum(each[figure] for each in there)
    return "; ".join(
        f"{figure.replace('_', ' ')}: {says[figure]:,} in its manifest, {holds[figure]:,} in the warehouse"
        for figure in says
        if says[figure] != holds[figure]
    )


def _held(warehouse: Warehouse, document_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """The figures of those documents that the warehouse has."""
    if not document_ids:
        return {}
    rows = warehouse.run("lists/documents_held", document_ids=list(document_ids))
    return {row[0]: dict(zip((*_OF_DOCUMENT, *_OF_SALES), row[1:], strict=True)) for row in rows}


def _gave_way(warehouse: Warehouse, missing: Collection[StagedDocument]) -> set[UUID]:
    """The missing documents whose bytes the warehouse has under another identity."""
    if not missing:
        return set()
    known = {row[0] for row in warehouse.run("load/known_documents", sha256s=list({doc.sha256 for doc in missing}))}
    return {doc.document_id for doc in missing if doc.sha256 in known}
