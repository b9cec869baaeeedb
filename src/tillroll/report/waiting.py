"""The quarantine: what waits for a person."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from tillroll.contract.values import Keep
from tillroll.errors import ConfigurationError
from tillroll.report.scope import EVERYTHING, Scope
from tillroll.report.warehouse import Warehouse

Kind = Literal["held", "contained", "unreadable", "rejected"]
_KEPT: Mapping[Keep, str] = {
    "new": "this file's sales count",
    "old": "the others' sales count",
    "both": "this file's sales and the others' count",
}


@dataclass(frozen=True, slots=True)
class QuarantineItem:
    """What waits for a person: a share of a branch-day that is held or shrinks it, or a whole document's bad rows.

    Sales, pence and rows are those that don't count. Branch, till and date are empty where a document has none or many;
    `has_branch` is whether it speaks of any, or its name tells one; `rules` are those that rejected rows break, with
    how many do.
    """

    document_id: UUID
    file: str
    branch_id: str
    till: str
    trading_date: date | None
    kind: Kind
    reason: str | None
    sales: int
    pence: int
    rows: int
    delivered_at: datetime
    has_branch: bool = True
    rules: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One rejected row: where it is and which rule it breaks, never what it says."""

    line_no: int
    column: str
    rule: str
    detail: str
    pence: int | None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person has decided about a document's share of a trading date; `decided_at` is UTC."""

    trading_date: date
    decided_at: datetime
    keep: Keep
    is_standing_rule: bool

    @property
    def words(self) -> str:
        """Which sales count."""
        return _KEPT[self.keep] + (", and so for every such file of the branch" if self.is_standing_rule else "")


@dataclass(frozen=True, slots=True)
class QuarantineDetail:
    """One document in full. `shape` tells the look of an unreadable file's first lines, never their text."""

    items: tuple[QuarantineItem, ...]
    rejections: tuple[RejectedRow, ...]
    decisions: tuple[Decided, ...]
    document_id: UUID
    file: str
    delivered_at: datetime
    state: str
    format: str | None
    reason: str | None
    shape: str | None
    data_rows: int
    rows_blank: int
    rows_rejected: int
    pence_read: int
    pence_rejected: int
    sha256: str


def quarantine(warehouse: Warehouse, scope: Scope = EVERYTHING) -> list[QuarantineItem]:
    """All that waits for a person, in the order in which it was delivered.

    Of a limited scope, the documents that speak of nothing outside of it.
    """
    return quarantine_within(warehouse, scope, all_waiting(warehouse))


def all_waiting(warehouse: Warehouse) -> list[QuarantineItem]:
    """All that waits for a person in the whole chain, in no order."""
    shares = (QuarantineItem(*row) for row in warehouse.run("reports/quarantined_shares"))
    return [*shares, *waiting_documents(warehouse)]


def quarantine_within(warehouse: Warehouse, scope: Scope, found: Sequence[QuarantineItem]) -> list[QuarantineItem]:
    """What of all that waits is answered within a scope, in the order of `quarantine`."""
    own = within(warehouse, scope, {item.document_id for item in found})
    found = [item for item in found if item.document_id in own]
    return sorted(found, key=lambda item: (item.delivered_at, item.file, item.kind, str(item.trading_date), item.till))


def chosen_items(
    warehouse: Warehouse, found: Sequence[QuarantineItem], chosen: Mapping[str, object]
) -> list[QuarantineItem]:
    """Those of documents that speak of a chosen branch-day, and of documents that may, for no branch is known of them.

    `chosen` has the branch's id, the region and the franchise, each None where none was chosen.
    """
    document_ids = list({item.document_id for item in found})
    own = {
        document_id for (document_id,) in warehouse.run("reports/chosen_documents", document_ids=document_ids, **chosen)
    }
    return [item for item in found if item.document_id in own or not item.has_branch]


def within(warehouse: Warehouse, scope: Scope, document_ids: Collection[UUID]) -> set[UUID]:
    """Those of the documents that speak of the scope's branch-days and of no other."""
    if not scope.is_limited:
        return set(document_ids)
    speaks_of: dict[UUID, list[bool]] = defaultdict(list)
    for document_id, branch_id, day in warehouse.run("reports/document_days", document_ids=list(document_ids)):
        speaks_of[document_id].append(scope.holds(branch_id, day))
    return {document_id for document_id, own in speaks_of.items() if all(own)}


def quarantine_item(warehouse: Warehouse, document_id_prefix: str, scope: Scope = EVERYTHING) -> QuarantineDetail:
    """The document whose id begins so. `ConfigurationError` unless there is just one."""
    document_id = find_document(warehouse, document_id_prefix, scope)
    figures = warehouse.run("reports/document", document_id=document_id)[0]
    items = tuple(item for item in quarantine(warehouse, scope) if item.document_id == document_id)
    rejections = tuple(
        RejectedRow(*row) for row in warehouse.run("reports/document_rejections", document_id=document_id)
    )
    decisions = tuple(Decided(*row) for row in warehouse.run("reports/document_decisions", document_id=document_id))
    return QuarantineDetail(items, rejections, decisions, *figures)


def find_document(warehouse: Warehouse, document_id_prefix: str, scope: Scope = EVERYTHING) -> UUID:
    """The id that begins so, dashes aside. `ConfigurationError` unless there is just one within the scope."""
    prefix = document_id_prefix.replace("-", "").lower()
    if not re.fullmatch(r"[0-9a-f]{1,32}", prefix):
        raise ConfigurationError("a document is named by the first letters and digits of its id: see 'quarantine list'")
    ids = [document_id for (document_id,) in warehouse.run("reports/find_documents", prefix=prefix)]
    found = sorted(within(warehouse, scope, ids), key=str)
    if not found:
        raise ConfigurationError(f"no document's id begins with {document_id_prefix}: see 'tillroll quarantine list'")
    if len(found) > 1:
        raise ConfigurationError(f"{len(found)} documents' ids begin with {document_id_prefix}: write more of it")
    return UUID(str(found[0]))


def waiting_documents(warehouse: Warehouse) -> list[QuarantineItem]:
    """Unreadable documents, and those with rejected rows."""
    rules_of: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for document_id, rule, rows in warehouse.run("reports/rejected_rules"):
        rules_of[document_id].append((rule, rows))
    items = [QuarantineItem(*row) for row in warehouse.run("reports/quarantined_documents")]
    return [_with_rules(item, rules_of[item.document_id]) if item.kind == "rejected" else item for item in items]


def _with_rules(item: QuarantineItem, rules: Sequence[tuple[str, int]]) -> QuarantineItem:
    told = ", ".join(f"{rule} {rows}" for rule, rows in rules)
    return replace(item, reason=f"rows rejected by rule: {told}", rules=tuple(rules))
