"""Data: the register of branch-days, what waits for a person and their decisions, and each file's receipt."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast, get_args
from uuid import UUID

from tillroll import quarantine as decisions
from tillroll import wiring
from tillroll.contract.values import Keep
from tillroll.errors import ConfigurationError
from tillroll.report import (
    Choice,
    Correction,
    QuarantineDetail,
    QuarantineItem,
    ReceiptRow,
    RegisterRow,
    Role,
    corrections,
    find_report,
    quarantine_item,
    receipts,
)
from tillroll.report.dates import PRESETS
from tillroll.web.choices import fitting, query_of
from tillroll.web.figures import day as day_words
from tillroll.web.filters import USUAL, filters
from tillroll.web.page import GoTo, Page, Shown, Visit
from tillroll.web.readers import Reader

DAYS = 14
MOST_DAYS = 62
_ERRORS = "errors-in-files"
_NEWEST = 30
_MOST_OF_A_DAY = 1000
_STATES = ("complete", "late", "partial", "missing", "held", "provisional", "closed")
_NEWEST_DAYS = "newest two weeks"
_PRESETS = ("", *PRESETS)
_OF_NOW = ("dates", *USUAL)
"""What waits, and what came last, is of no dates."""
_UNPLACED = "no branch is known of it: shown whatever is chosen"
Row = tuple[Any, ...]
_DAY = timedelta(days=1)


def sees_files(role: Role) -> bool:
    """Whether a role sees what files came, and what waits."""
    return role.sees_files


def show_data(visit: Visit) -> Shown:
    """The register by branch and day, rejections by rule, the quarantine, the newest receipts."""
    days, rows, corrected = _register(visit)
    chosen = replace(visit.choice, dates=None, from_day=None, to_day=None)
    can_ask = visit.scope.refusal(find_report(_ERRORS)) is None
    same = replace(chosen, from_day=days[0], to_day=days[-1]) if days else None
    visit.follows("Waiting for a person", _OF_NOW)
    visit.follows("Newest receipts", _OF_NOW)
    here = Choice(branch=chosen.branch, region=chosen.region, franchise=chosen.franchise)
    waiting = _waiting(visit, here)
    values = {
        "days": days,
        "most_days": MOST_DAYS,
        "branches": _by_branch(rows, days, _labels(visit)),
        "states": _counts(rows, corrected),
        "corrected": corrected,
        "errors": visit.ask(_ERRORS, visit.fitting(_ERRORS, same)) if can_ask and same else None,
        "waiting": waiting,
        "elsewhere": len(_waiting(visit, Choice())) - len(waiting),
        "everywhere": query_of(replace(visit.choice, branch=None, region=None, franchise=None)),
        "unplaced": _UNPLACED if here != Choice() else "",
        "receipts": _receipts(visit, here),
        "earlier": query_of(replace(chosen, to_day=days[0] - _DAY)) if days else "",
        "later": query_of(replace(chosen, to_day=days[-1] + DAYS * _DAY)) if days else "",
        "has_money": visit.scope.has_money,
        "filters": filters(visit, "/data", USUAL, _NEWEST_DAYS, presets=_PRESETS),
    }
    return Shown("data.html", "Data", values)


def show_day(visit: Visit) -> Shown:
    """One branch-day: its state, how it was corrected, and the receipts of every file that speaks of it."""
    choice = visit.choice
    if not (choice.branch and choice.to_day):
        raise ConfigurationError("say which branch and day: choose one from the register")
    row, found, changes = visit.site.cached(
        visit.scope, ("branch-day", choice.branch, choice.to_day), lambda reader: _branch_day(visit, reader)
    )
    values = {
        "branch": choice.branch,
        "day": choice.to_day,
        "row": row,
        "receipts": found,
        "changes": changes,
        "back": query_of(Choice(branch=choice.branch, to_day=choice.to_day)),
        "has_money": visit.scope.has_money,
        "is_limited": visit.scope.is_limited,
    }
    return Shown("day.html", f"{choice.branch}, {day_words(choice.to_day)}", values)


def show_document(visit: Visit) -> Shown:
    """One document in full, with its receipts and, for those allowed, the decisions about it."""
    detail, can_be_released, found = visit.site.cached(
        visit.scope, ("document", visit.place["prefix"]), lambda reader: _document(visit, reader)
    )
    can_decide = visit.visitor.role.may_release and not visit.visitor.is_viewing_as
    values = {
        "detail": detail,
        "receipts": found,
        "has_money": visit.scope.has_money,
        "can_release": can_decide and can_be_released,
        "can_make_rule": decisions.may_make_rule(detail.items, visit.scope),
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
        document = decisions.file_of(detail, wiring.find([str(folder) for folder in site.folders]))
        setup = wiring.warehouse_setup(opened, site.settings, wiring.Lists())
        report = decisions.replay(opened.engine, opened.warehouse, setup, [document])
    site.changed()
    if report.postponed:
        raise ConfigurationError(f"the file was not read anew: it {report.postponed[0].reason}")
    site.door.log(visit.visitor, "replayed", f"{detail.document_id} {detail.file}")
    return GoTo(f"/data/documents/{detail.document_id}")


# What is shown


def _register(visit: Visit) -> tuple[list[date], list[RegisterRow], set[Row]]:
    """The dates, the branch-days, and those of them that were restated."""
    chosen = fitting(find_report(_ERRORS), visit.choice)
    visit.follows("Branch-days", ("dates", *USUAL))

    def rows(reader: Reader) -> tuple[list[RegisterRow], set[Row]]:
        span, now = _span(reader, chosen, visit), visit.site.now()
        return reader.reports.register(*span, chosen, now=now), reader.reports.corrected_days(*span, now=now)

    found, corrected = visit.site.cached(visit.scope, ("register", chosen), rows)
    return sorted({row.trading_date for row in found}), found, corrected


def _span(reader: Reader, chosen: Choice, visit: Visit) -> tuple[date, date]:
    """The dates that were asked for; of one day alone the two weeks up to it, and of none those up to the newest.

    Of a preset that is longer than the register is wide, its last days.
    """
    if chosen.dates:
        span = reader.reports.span(chosen, now=visit.site.now())
        first, last = max(span.first_day, span.last_day - (MOST_DAYS - 1) * _DAY), span.last_day
    else:
        last = chosen.to_day or reader.reports.last_day(now=visit.site.now())
        first = chosen.from_day or last - (DAYS - 1) * _DAY
    if not timedelta(0) <= last - first < MOST_DAYS * _DAY:
        raise ConfigurationError(f"choose dates that are in order and at most {MOST_DAYS} days apart")
    return first, last


def _labels(visit: Visit) -> Mapping[str, str]:
    """What tells the branches apart, by id."""
    return visit.site.cached(visit.scope, "labels", lambda reader: reader.reports.labels())


def _branch_day(visit: Visit, reader: Reader) -> tuple[RegisterRow | None, list[ReceiptRow], list[Correction]]:
    """The register's row of the branch and day that are chosen, by no other filter; its receipts and corrections."""
    choice, warehouse = visit.choice, reader.opened.warehouse
    chosen = cast(date, choice.to_day)
    own = Choice(branch=choice.branch)
    row = next(iter(reader.reports.register(chosen, chosen, own, now=visit.site.now())), None)
    if row is None:
        return None, [], []
    found = receipts(warehouse, visit.scope, branch_day=(row.branch_id, chosen), most=_MOST_OF_A_DAY)
    return row, found, corrections(warehouse, row.branch_id, chosen)


def _by_branch(rows: Sequence[RegisterRow], days: Sequence[date], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """One row a branch: what tells it apart, its query, and the register's row of each day or None."""
    names = {row.branch_id: labels.get(row.branch_id, row.branch_name) for row in rows}
    found = {(row.branch_id, row.trading_date): row for row in rows}
    ordered = sorted(names, key=lambda branch_id: (names[branch_id], branch_id))
    return [
        {
            "name": names[each],
            "query": query_of(Choice(branch=names[each])),
            "days": [found.get((each, day)) for day in days],
        }
        for each in ordered
    ]


def _counts(rows: Sequence[RegisterRow], corrected: Collection[Row]) -> dict[str, int]:
    """How many branch-days are of each state; those that were restated are also of another."""
    counts = {state: sum(row.state == state for row in rows) for state in _STATES}
    counts["corrected"] = sum((row.branch_id, row.trading_date) in corrected for row in rows)
    return {state: number for state, number in counts.items() if number}


def _waiting(visit: Visit, here: Choice) -> list[QuarantineItem]:
    """What waits for a person, of a branch, region and franchise."""
    return visit.site.cached(
        visit.scope, ("waiting", here), lambda reader: reader.reports.quarantine(here, now=visit.site.now())
    )


def _receipts(visit: Visit, here: Choice) -> list[ReceiptRow]:
    return visit.site.cached(
        visit.scope,
        ("receipts", here),
        lambda reader: reader.reports.receipts(here, most=_NEWEST, now=visit.site.now()),
    )


def _document(visit: Visit, reader: Reader) -> tuple[QuarantineDetail, bool, list[ReceiptRow]]:
    """A document, whether something of it can be decided, and its receipts."""
    reader.reports.stage(now=visit.site.now())
    warehouse = reader.opened.warehouse
    detail = quarantine_item(warehouse, visit.place["prefix"][:40], visit.scope)
    found = receipts(warehouse, visit.scope, document_id=UUID(str(detail.document_id)))
    return detail, bool(decisions.open_shares(warehouse, detail.items)), found


PAGES = (
    Page("/data", show_data, "Data", sees_files, is_kept=True),
    Page("/data/day", show_day, is_for=sees_files),
    Page("/data/documents/{prefix}", show_document, is_for=sees_files),
    Page("/data/documents/{prefix}/release", release, is_for=sees_files, method="POST"),
    Page("/data/documents/{prefix}/replay", replay, is_for=sees_files, method="POST"),
)
