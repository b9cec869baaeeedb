"""Who may see what: the one value that every question of the read path is asked within."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from tillroll.errors import NotAllowed
from tillroll.report.catalogue import Report
from tillroll.report.warehouse import Warehouse

GrantKind = Literal["franchise", "region", "branch"]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class BranchSpan:
    """A branch from a first to a last trading date, both included."""

    branch_id: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Grant:
    """What a person was given: a franchise, a region or a branch; the branch by its id."""

    kind: GrantKind
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The branch-days that may be seen, and what of them. `spans` is None for all there is.

    `spans` are sorted and don't overlap: `limited` sees to that. Without `has_money` no report with a column of money
    is answered. `reports` names those that may be asked for; None is all of them.
    """

    spans: tuple[BranchSpan, ...] | None = None
    has_money: bool = True
    reports: frozenset[str] | None = None

    @property
    def is_limited(self) -> bool:
        """Whether there is anything outside."""
        return self.spans is not None

    def holds(self, branch_id: str, day: date | None) -> bool:
        """Whether a branch-day lies within; without a day, whether any of the branch's does."""
        if self.spans is None:
            return True
        own = (span for span in self.spans if span.branch_id == branch_id)
        return any(day is None or span.first_day <= day <= span.last_day for span in own)

    def holds_all(self, branch_id: str, first: date, last: date) -> bool:
        """Whether all of a branch's days from one to another lie within."""
        own = self.spans or ()
        spans = (span for span in own if span.branch_id == branch_id)
        return self.spans is None or any(span.first_day <= first and last <= span.last_day for span in spans)

    def holds_ever(self, branch_id: str) -> bool:
        """Whether every day of a branch lies within, those to come too."""
        return self.holds_all(branch_id, date.min, date.max)

    def branch_ids(self) -> frozenset[str] | None:
        """The branches of which it holds a day; None for all."""
        return None if self.spans is None else frozenset(span.branch_id for span in self.spans)

    def part(self, spans: Iterable[BranchSpan]) -> "Scope":
        """What lies within of these branch-days."""
        if self.spans is None:
            return limited(spans)
        mine = {branch: list(own) for branch, own in groupby(self.spans, key=lambda span: span.branch_id)}
        return limited(
            BranchSpan(span.branch_id, max(span.first_day, own.first_day), min(span.last_day, own.last_day))
            for span in spans
            for own in mine.get(span.branch_id, ())
            if own.first_day <= span.last_day and span.first_day <= own.last_day
        )

    def refusal(self, report: Report) -> str | None:
        """Why a report is not answered within it, in words; None if it is."""
        if self.reports is not None and report.name not in self.reports:
            return "is not among the reports of your role"
        if self.is_limited and not report.can_be_cut:
            return "tells of the whole chain, and you see a part of it"
        if not self.has_money and any(column.tells_money for column in report.columns):
            return "shows money, which your role does not see"
        return None

    def check(self, report: Report) -> None:
        """`NotAllowed` unless the report is answered within this scope."""
        why = self.refusal(report)
        if why:
            raise NotAllowed(f"{report.name} {why}: ask an owner of the chain")

    def check_whole(self, what: str) -> None:
        """`NotAllowed` if it is limited: what is asked for can't be cut to a part."""
        if self.is_limited or not self.has_money or self.reports is not None:
            raise NotAllowed(f"{what} tells of the whole chain: only who sees all of it may ask")


EVERYTHING = Scope()


def limited(spans: Iterable[BranchSpan], *, has_money: bool = True, reports: frozenset[str] | None = None) -> Scope:
    """The scope of these spans, sorted; those that overlap or touch become one.

    >>> day = date(2021, 8, 1)
    >>> [span.last_day.day for span in limited([BranchSpan("a", day, day), BranchSpan("a", day, day + _DAY)]).spans]
    [2]
    """
    found: list[BranchSpan] = []
    for _, own in groupby(sorted(spans), key=lambda span: span.branch_id):
        found += _joined(list(own))
    return Scope(tuple(found), has_money, reports)


def _joined(spans: list[BranchSpan]) -> list[BranchSpan]:
    found = spans[:1]
    for span in spans[1:]:
        last = found[-1]
        if last.last_day == date.max or span.first_day <= last.last_day + _DAY:
            found[-1] = BranchSpan(last.branch_id, last.first_day, max(last.last_day, span.last_day))
        else:
            found.append(span)
    return found


def keep_scope(warehouse: Warehouse, scope: Scope, labels: Mapping[str, str]) -> None:
    """Keep what reports join to see no more than a scope: `scope_span`, and `own_branch` with labels by branch id."""
    spans = scope.spans or ()
    warehouse.keep(
        "scope_span",
        "reports/stage/scope_span",
        is_limited=scope.is_limited,
        branch_ids=[span.branch_id for span in spans],
        first_days=[span.first_day for span in spans],
        last_days=[span.last_day for span in spans],
    )
    names = {"branch_ids": list(labels), "labels": list(labels.values())}
    warehouse.keep("own_branch", "reports/stage/own_branch", **names)


def granted_spans(warehouse: Warehouse, grants: Iterable[Grant]) -> list[BranchSpan]:
    """The branch-days of what was granted, as the list of branches has them now: a franchise's by its dates."""
    given = sorted({(grant.kind, grant.name) for grant in grants})
    kinds, names = [kind for kind, _ in given], [name for _, name in given]
    return [BranchSpan(*row) for row in warehouse.run("reports/granted_spans", kinds=kinds, names=names)]
