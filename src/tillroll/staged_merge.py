"""Several batches of the staged form as one: one transaction, and one COPY a table, take them all in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tillroll import staged_form
from tillroll.batch import STAGED_TABLES, Prepared
from tillroll.contract.values import Document
from tillroll.engine import Engine
from tillroll.prepare import StagedDocument
from tillroll.registry import best_spelling
from tillroll.staged_form import Manifest, StagedStore

_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "staged_document": ("document_no",),
    "staged_day": ("document_no",),
    "staged_sale": ("document_no", "sale_no"),
    "staged_sale_line": ("sale_no",),
    "staged_rejection": ("document_no",),
}
_MERGED = "merged_"
_T = TypeVar("_T")


@dataclass(slots=True)
class _Numbers:
    """The first numbers that the next batch's documents and sales take."""

    document_no: int = 0
    sale_no: int = 0

    def shifts(self, table: str) -> dict[str, int]:
        return {column: getattr(self, column) for column in _NUMBERS.get(table, ())}


@dataclass(slots=True)
class _Merging:
    engine: Engine
    numbers: _Numbers = field(default_factory=_Numbers)
    parts: list[Prepared] = field(default_factory=list)

    def add(self, manifest: Manifest) -> None:
        for table in STAGED_TABLES:
            self.engine.append(table, _MERGED + table, self.numbers.shifts(table), is_first=not self.parts)
        self.parts.append(_renumbered(manifest.prepared, self.numbers.document_no))
        ((documents, sales),) = self.engine.run("staged/next_numbers")
        self.numbers = _Numbers(self.numbers.document_no + documents, self.numbers.sale_no + sales)

    def end(self) -> None:
        for table in STAGED_TABLES:
            self.engine.rename_table(_MERGED + table, table)
        self.engine.run("staged/merge_products")
        _merge_branches(self.engine)


def read_merged(store: StagedStore, engine: Engine, manifests: Sequence[Manifest]) -> Prepared:
    """Make the engine's staged tables of batches of one time zone and cut-off, each verified as `read_tables` does."""
    merging = _Merging(engine)
    for manifest in manifests:
        staged_form.read_tables(store, engine, manifest)
        merging.add(manifest)
    merging.end()
    return _joined(merging.parts, manifests)


def _renumbered(prepared: Prepared, first: int) -> Prepared:
    return replace(
        prepared,
        documents=tuple(replace(doc, document_no=doc.document_no + first) for doc in prepared.documents),
        names={number + first: name for number, name in prepared.names.items()},
        copies=tuple((document, number + first) for document, number in prepared.copies),
    )


def _joined(parts: Sequence[Prepared], manifests: Sequence[Manifest]) -> Prepared:
    documents: tuple[StagedDocument, ...] = _chained(part.documents for part in parts)
    copies: tuple[tuple[Document, int], ...] = _chained(part.copies for part in parts)
    return replace(
        parts[0],
        documents=documents,
        names={number: name for part in parts for number, name in part.names.items()},
        copies=copies,
        known=_chained(part.known for part in parts),
        staged_ids=tuple(manifest.id for manifest in manifests),
    )


def _chained(parts: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(each for part in parts for each in part)


def _merge_branches(engine: Engine) -> None:
    """A branch of several batches once, under the best of its spellings, as if its files had come in one batch."""
    rows = engine.run("staged/named_branches")
    names: dict[str, list[str]] = {}
    for branch_id, _, name, _ in rows:
        names.setdefault(branch_id, []).append(name)
    first = {branch_id: (branch_no, held_reason) for branch_id, branch_no, _, held_reason in reversed(rows)}
    engine.run(
        "prepare/create_staged_branch",
        branch_id=list(first),
        branch_no=[branch_no for branch_no, _ in first.values()],
        name=[best_spelling(names[branch_id]) for branch_id in first],
        held_reason=[held_reason for _, held_reason in first.values()],
    )
