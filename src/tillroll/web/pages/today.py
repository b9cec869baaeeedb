"""Today: the newest whole day in four figures, what changed and why, and whether the data are all there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tillroll.digest.advice import one_thing
from tillroll.digest.words import NO_CAUSES, cause_words, order_cause_words
from tillroll.report import Answer, Basis, Choice, Role, find_report, of_all_sales
from tillroll.web.choices import fitting
from tillroll.web.filters import ITEMS, PARTS, USUAL, filters
from tillroll.web.numbers import localised
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.panels import Panel, panel
from tillroll.web.parts import basis_lines
from tillroll.web.rows import by_name, told, told_change
from tillroll.web.site import Question
from tillroll.web.tiles import tiles

_FEW_FINDINGS = 10
_CAUSES = ("cause", "net_pence", "share_of_change", "ratio")
_DAY_CAUSES = "versus-typical-causes"
_ORDERS, _HOURS = "orders-versus-typical", "orders-by-hour-versus-typical"
"""What tells its difference to a typical day to who sees no money."""
_BASIS = "busiest-hours"
_OF_THE_DAY = (
    *("average-spend", "missing-days", "key-figures-versus-typical", _DAY_CAUSES),
    *("versus-typical-by-branch", "versus-typical-by-day", "key-figures-versus-last-year"),
)
_OF_THE_WEEKS = ("like-for-like-causes", "versus-typical-by-day")
"""What Today asks, in the order in which it costs least: first what compares with what is typical, then with last year.

What they compare with is kept for one comparison at a time. Findings come last: they are worked out beside.
"""
Row = Mapping[str, Any]


def asks_reports(role: Role) -> bool:
    """Whether a role sees what was sold."""
    return role.reports is None


def show(visit: Visit) -> Shown:
    """The page."""
    chosen = visit.choice
    begin_changes(visit, chosen)
    one = chosen if chosen.dates or chosen.from_day or chosen.to_day else replace(chosen, dates="yesterday")
    basis = visit.ask(_BASIS, visit.fitting(_BASIS, one))
    ask_ahead(visit, [(name, one) for name in _OF_THE_DAY])
    ask_ahead(visit, [(name, _weeks(chosen)) for name in _OF_THE_WEEKS])
    values = {
        "span": basis.span,
        "tiles": tiles(visit, one),
        "health": basis_lines(basis.basis),
        "is_whole": bool(basis.basis and basis.basis.coverage == 1),
        "sees_files": visit.visitor.role.sees_files,
        "hours": panel(visit, "busiest-hours", choice=one),
        **day_changes(visit, of_all_sales(one), basis),
        **changes(visit, chosen),
        "days": panel(visit, "versus-typical-by-day", choice=_weeks(chosen)),
        "so_far": _so_far(visit, one),
        "filters": filters(visit, "/today", (*USUAL, *ITEMS, *PARTS), preset="yesterday"),
    }
    return Shown("today.html", "Today", values)


def changes(visit: Visit, choice: Choice) -> dict[str, object]:
    """What changed and why: findings as sentences, and the causes of like-for-like growth."""
    return {
        "findings": panel(visit, "findings", choice=_findings(choice), drawn=False),
        "causes": _causes(visit, "like-for-like-causes", _weeks(choice)),
    }


def day_changes(visit: Visit, choice: Choice, basis: Answer) -> dict[str, object]:
    """What made the difference to a typical day, and one thing to do about it."""
    is_of_orders = visit.scope.refusal(find_report(_DAY_CAUSES)) is not None
    orders = next(iter(_asked(visit, _ORDERS, choice)), None) if is_of_orders else None
    hours = _asked(visit, _HOURS, choice) if is_of_orders else ()
    found = _order_causes(visit, orders, choice) if is_of_orders else _causes(visit, _DAY_CAUSES, choice)
    facts = _Facts(
        basis.span.last_day if basis.span else visit.site.now().date(),
        basis.basis,
        _asked(visit, "missing-days", choice),
        _asked(visit, "versus-typical-by-branch", choice),
        next(iter(_asked(visit, "versus-typical-by-day", choice)), None),
        by_name(found.panel.answer) if found and not is_of_orders else (),
        orders,
        hours,
        _first_finding(visit, choice),
    )
    return {"day_causes": found, "no_causes": NO_CAUSES, "thing": one_thing(facts)}


def _first_finding(visit: Visit, choice: Choice) -> str | None:
    """The first of the findings, in short: it stands below in full."""
    found = panel(visit, "findings", choice=_findings(choice), drawn=False)
    row = next(iter(found.answer.rows), None) if found else None
    if found is None or row is None:
        return None
    subject, weeks = (told(found.answer, row, name) for name in ("subject", "weeks"))
    return f"{subject}, {told_change(found.answer, row, 'change')} beside its peers over {weeks} weeks."


@dataclass(frozen=True, slots=True)
class Causes:
    """A report of causes, and each of them as a phrase."""

    panel: Panel
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Facts:
    """What advice follows from."""

    day: date
    basis: Basis | None
    missing: Sequence[Row]
    branches: Sequence[Row]
    typical: Row | None
    causes: Sequence[Row]
    orders: Row | None
    hours: Sequence[Row]
    finding: str | None


def _causes(visit: Visit, name: str, choice: Choice) -> Causes | None:
    """The causes that a report tells; None where it is withheld or the visitor does not see it."""
    found = panel(visit, name, choice=choice, columns=_CAUSES, drawn=False)
    if found is None or not found.answer.rows:
        return None
    return Causes(found, [localised(words) for words in cause_words(by_name(found.answer))])


def _order_causes(visit: Visit, orders: Row | None, choice: Choice) -> Causes | None:
    """The same for who sees no money: of orders and items."""
    found = panel(visit, _HOURS, choice=choice, drawn=False)
    words = [localised(each) for each in order_cause_words(orders, by_name(found.answer))] if found else []
    return Causes(found, words) if found and words else None


def _asked(visit: Visit, name: str, choice: Choice) -> Sequence[Row]:
    """The rows of a report; none where the visitor does not see it."""
    found = panel(visit, name, choice=choice, drawn=False)
    return by_name(found.answer) if found else ()


def begin_changes(visit: Visit, choice: Choice, then: Sequence[Question] = ()) -> None:
    """Begin with what takes longest: trends, and what is told of them, are worked out beside the rest of a page."""
    own = [(name, fitting(find_report(name), each)) for name, each in then]
    visit.site.begin_trends(visit.scope, _findings(choice), own)


def ask_ahead(visit: Visit, questions: Iterable[Question]) -> None:
    """Ask what the page will need, in an order of its own."""
    for name, choice in questions:
        if visit.scope.refusal(find_report(name)) is None:
            visit.ask(name, visit.fitting(name, choice))


def _findings(choice: Choice) -> Choice:
    return fitting(find_report("findings"), replace(_weeks(choice), rows=_FEW_FINDINGS))


def _weeks(choice: Choice) -> Choice:
    """The same filters over the four weeks that trends and causes are told of, unless dates were chosen."""
    return (
        choice
        if choice.from_day or choice.to_day or choice.dates not in {None, "yesterday"}
        else replace(choice, dates="last-4-weeks")
    )


def _so_far(visit: Visit, choice: Choice) -> Panel | None:
    """Of a live chain, the day that is not over."""
    last = visit.site.cached(visit.scope, "last day", lambda reader: reader.reports.last_day(now=visit.site.now()))
    if last != visit.site.now().date():
        return None
    week = replace(choice, dates="this-week", from_day=None, to_day=None)
    found = panel(visit, "so-far-today", choice=week, drawn=False)
    return found if found and found.answer.rows else None


PAGES = (Page("/today", show, "Today", asks_reports, is_kept=True),)
