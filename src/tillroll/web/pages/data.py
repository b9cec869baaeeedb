"""Data: the register of branch-days, what waits for a person and their decisions, and each file's receipt."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast, get_args
from uuid import UUID

from tillroll import quarantine as decisions
from tillroll import wiring
from tillroll.contract.values import Document, Keep
from tillroll.errors import ConfigurationError
from tillroll.filename import mask_long_numbers
from tillroll.report import (
    Choice,
    QuarantineDetail,
    QuarantineItem,
    ReceiptRow,
    RegisterRow,
    Role,
    find_report,
    quarantine_item,
    receipts,
)
from tillroll.web.choices import query_of
from tillroll.web.page import GoTo, Page, Shown, Visit
from tillroll.web.readers import Reader

DAYS = 14
MOST_DAYS = 62
_ERRORS = "errors-in-files"
_NEWEST = 30
_DAY = timedelta(days=1)


def sees_files(role: Role) -> bool:
    """Whether a role sees what files came, and what waits."""
    return role.sees_files


def show_data(visit: Visit) -> Shown:
    """The register by branch and day, rejections by rule, the quarantine, the newest receipts."""
    days, rows = _register(visit)
    can_ask = visit.scope.refusal(find_report(_ERRORS)) is None
    values = {
        "days": days,
        "branches": _by_branch(rows, days, _labels(visit)),
        "states": _counts(rows),
        "errors": visit.ask(_ERRORS, Choice(from_day=days[0], to_day=days[-1])) if can_ask and days else None,
        "waiting": _waiting(visit),
        "receipts": _receipts(visit),
        "earlier": query_of(Choice(to_day=days[0] - _DAY)) if days else "",
        "later": query_of(Choice(to_day=days[-1] + DAYS * _DAY)) if days else "",
        "has_money": visit.scope.has_money,
    }
    return Shown("data.html", "Data", values)


def show_document(visit: Visit) -> Shown:
    """One document in full, with its receipts and, for those allowed, the decisions about it."""
    detail, found = visit.site.cached(
        visit.scope, ("document", visit.place["prefix"]), lambda reader: _document(visit, reader)
    )
    can_decide = visit.visitor.role.may_release and not visit.visitor.is_viewing_as
    values = {
        "detail": detail,
        "receipts": found,
        "has_money": visit.scope.has_money,
        "can_release": can_decide and any(item.kind in {"held", "contained"} for item in detail.items),
        "can_replay": can_decide and bool(visit.site.folders),
    }
    return Shown("document.html", detail.file, values)


def release(visit: Visit) -> GoTo:
    """Decide which sales count."""
    visit.check_may_release()
    keep = visit.form.get("keep", "")
    if keep not in get_args(Keep):
        raise ConfigurationError(f"say which sales count: {', '.join(get_args(Keep))}")
    site, prefix = visit.site, visit.place["prefix"]
    with site.writer() as opened:
        setup = wiring.warehouse_setup(opened, site.settings, wiring.Lists())
        always = visit.form.get("always") == "yes"
        released = decisions.release(
            opened.engine, opened.warehouse, setup, prefix, cast(Keep, keep), always=always, scope=visit.scope
        )
    site.changed()
    site.door.log(
        visit.visitor, "released", f"{released.document_id} {released.file}, keep {keep}{', always' * always}"
    )
    return GoTo(f"/data/documents/{released.document_id}")


def replay(visit: Visit) -> GoTo:
    """Read a document's file anew, if it lies in a watched folder."""
    visit.check_may_release()
    site = visit.site
    with site.writer() as opened:
        detail = quarantine_item(opened.warehouse, visit.place["prefix"], visit.scope)
        documents = _files_of(visit, detail)
        setup = wiring.warehouse_setup(opened, site.settings, wiring.Lists())
        decisions.replay(opened.engine, opened.warehouse, setup, documents)
    site.changed()
    site.door.log(visit.visitor, "replayed", f"{detail.document_id} {detail.file}")
    return GoTo(f"/data/documents/{detail.document_id}")


def _files_of(visit: Visit, detail: QuarantineDetail) -> list[Document]:
    found = wiring.find([str(folder) for folder in visit.site.folders]) if visit.site.folders else []
    named = [document for document in found if mask_long_numbers(document.name) == detail.file]
    if len(named) != 1:
        raise ConfigurationError(
            "its file lies in no watched folder, or twice: 'tillroll quarantine replay' takes a path"
        )
    return named


# What is shown


def _register(visit: Visit) -> tuple[list[date], list[RegisterRow]]:
    chosen = visit.choice

    def rows(reader: Reader) -> list[RegisterRow]:
        return reader.reports.register(*_span(reader, chosen, visit), chosen.branch, now=visit.site.now())

    found = visit.site.cached(visit.scope, ("register", chosen), rows)
    return sorted({row.trading_date for row in found}), found


def _span(reader: Reader, chosen: Choice, visit: Visit) -> tuple[date, date]:
    """Two weeks up to the day that was asked for, or else up to the newest."""
    last = chosen.to_day or reader.reports.last_day(now=visit.site.now())
    first = chosen.from_day or last - (DAYS - 1) * _DAY
    if not timedelta(0) <= last - first < MOST_DAYS * _DAY:
        raise ConfigurationError(f"choose dates that are in order and at most {MOST_DAYS} days apart")
    return first, last


def _labels(visit: Visit) -> Mapping[str, str]:
    """What tells the branches apart, by id."""
    return visit.site.cached(visit.scope, "labels", lambda reader: reader.reports.labels())


def _by_branch(rows: Sequence[RegisterRow], days: Sequence[date], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row a branch: what tells it apart, and the register's row of each day or None."""
    names = {row.branch_id: labels.get(row.branch_id, row.branch_name) for row in rows}
    found = {(row.branch_id, row.trading_date): row for row in rows}
    ordered = sorted(names, key=lambda branch_id: (names[branch_id], branch_id))
    return [{"name": names[each], "days": [found.get((each, day)) for day in days]} for each in ordered]


def _counts(rows: Sequence[RegisterRow]) -> dict[str, int]:
    states = ("complete", "late", "partial", "missing", "held", "provisional", "closed")
    return {state: number for state in states if (number := sum(row.state == state for row in rows))}


def _waiting(visit: Visit) -> list[QuarantineItem]:
    return visit.site.cached(visit.scope, "waiting", lambda reader: reader.reports.quarantine())


def _receipts(visit: Visit) -> list[ReceiptRow]:
    def newest(reader: Reader) -> list[ReceiptRow]:
        reader.reports.stage(now=visit.site.now())
        return receipts(reader.opened.warehouse, visit.scope, most=_NEWEST)

    return visit.site.cached(visit.scope, "receipts", newest)


def _document(visit: Visit, reader: Reader) -> tuple[QuarantineDetail, list[ReceiptRow]]:
    reader.reports.stage(now=visit.site.now())
    detail = quarantine_item(reader.opened.warehouse, visit.place["prefix"][:40], visit.scope)
    return detail, receipts(reader.opened.warehouse, visit.scope, document_id=UUID(str(detail.document_id)))


PAGES = (
    Page("/data", show_data, "Data", sees_files, is_kept=True),
    Page("/data/documents/{prefix}", show_document, is_for=sees_files),
    Page("/data/documents/{prefix}/release", release, is_for=sees_files, method="POST"),
    Page("/data/documents/{prefix}/replay", replay, is_for=sees_files, method="POST"),
)
