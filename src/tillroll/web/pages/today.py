"""Today: the newest whole day in four figures, what changed and why, and whether the data are all there."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from tillroll.digest.advice import one_thing
from tillroll.digest.facts import FINDING_DAYS, MISSING_DAYS, Row, facts_of
from tillroll.digest.words import NO_CAUSES, cause_words, order_cause_words
from tillroll.report import Answer, Choice, Role, find_report, of_all_sales
from tillroll.web.choices import fitting
from tillroll.web.filters import ITEMS, PARTS, USUAL, filters
from tillroll.web.hours import hours_panel
from tillroll.web.numbers import localised
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.panels import Panel, panel
from tillroll.web.parts import basis_lines
from tillroll.web.rows import by_name
from tillroll.web.site import Question
from tillroll.web.tiles import tiles

_FEW_FINDINGS = 10
_CAUSES = ("cause", "net_pence", "share_of_change", "ratio")
_DAY_CAUSES = "versus-typical-causes"
_HOURS = "orders-by-hour-versus-typical"
"""What tells its difference to a typical day to who sees no money."""
_HOURS_OF_DAY = "busiest-hours"
"""Of a part of the sales it reads orders, and takes long: it is asked for beside the rest, once findings are told."""
_OF_A_PART = ("average-spend", "key-figures-versus-typical")
_OF_ORDERS = ("orders-versus-typical", _HOURS)
"""What Today tells of the part of the sales that was chosen."""
_OF_THE_YEAR, _ORDERS_OF_THE_YEAR = "key-figures-versus-last-year", "orders-versus-last-year"
_OF_ALL = (_DAY_CAUSES, "versus-typical-by-branch")
_DAYS = "versus-typical-by-day"


def asks_reports(role: Role) -> bool:
    """Whether a role sees what was sold."""
    return role.reports is None


def show(visit: Visit) -> Shown:
    """The page."""
    chosen = visit.choice
    one, weeks = chosen if chosen.has_dates else replace(chosen, dates="yesterday"), _weeks(chosen)
    hours = [(_HOURS_OF_DAY, one)]
    is_of_orders = one != of_all_sales(one) and not visit.scope.is_limited
    begin_changes(visit, chosen, (), [*(hours if is_of_orders else ()), *_beside_the_year(visit, one, weeks)])
    visit.ask_ahead([*(() if is_of_orders else hours), *_in_order(visit, one, weeks)])
    figures = _figures_of(visit)[0]
    basis = visit.ask(figures, visit.fitting(figures, one))
    visit.ask_ahead([("missing-days", _since(one, basis, MISSING_DAYS - 1))])
    values = {
        "span": basis.span,
        "tiles": tiles(visit, one),
        "health": basis_lines(basis.basis),
        "is_whole": bool(basis.basis and basis.basis.coverage == 1),
        "sees_files": visit.visitor.role.sees_files,
        "hours": hours_panel(visit, _HOURS_OF_DAY, one),
        **day_changes(visit, of_all_sales(one), basis),
        **changes(visit, chosen),
        "days": panel(visit, _DAYS, choice=weeks),
        "so_far": _so_far(visit, one),
        "filters": filters(visit, "/today", (*USUAL, *ITEMS, *PARTS), preset="yesterday"),
    }
    return Shown("today.html", "Today", values)


def _in_order(visit: Visit, one: Choice, weeks: Choice) -> list[Question]:
    """What Today asks of its day and of the weeks up to it, in the order in which it costs least.

    What is chosen is kept for one part of the sales at a time, and what it compares with for one comparison. What is
    beside the year before comes last: it is begun beside, after the findings, but for who sees a part of the chain.
    """
    of_a_part = [(name, one) for name in _figures_of(visit)]
    of_all = [(name, of_all_sales(one)) for name in _OF_ALL]
    (of_a_part if weeks == one else of_all).append((_DAYS, weeks))
    figures, causes = _beside_the_year(visit, one, weeks)
    if visit.scope.is_limited and one != of_all_sales(one):
        return [*of_a_part, figures, *of_all, causes]
    return [*of_a_part, *of_all, figures, causes]


def _figures_of(visit: Visit) -> tuple[str, ...]:
    """What tells the visitor of the chosen part of the sales."""
    return _OF_A_PART if visit.scope.has_money else _OF_ORDERS


def _beside_the_year(visit: Visit, one: Choice, weeks: Choice) -> list[Question]:
    figures = _OF_THE_YEAR if visit.scope.has_money else _ORDERS_OF_THE_YEAR
    return [(figures, one), ("like-for-like-causes", weeks)]


def changes(visit: Visit, choice: Choice) -> dict[str, object]:
    """What changed and why: findings as sentences, and the causes of like-for-like growth."""
    return {
        "findings": panel(visit, "findings", choice=_findings(choice), drawn=False),
        "causes": _causes(visit, "like-for-like-causes", _weeks(choice)),
    }


def day_changes(visit: Visit, choice: Choice, basis: Answer) -> dict[str, object]:
    """What made the difference to a typical day, and one thing to do about it."""
    has_money = visit.scope.refusal(find_report(_DAY_CAUSES)) is None
    day = basis.span.last_day if basis.span else visit.site.now().date()

    def ask(name: str, days_before: int) -> Sequence[Row]:
        if name == "findings":
            return _asked(visit, name, _findings(choice))
        return _asked(visit, name, _since(choice, basis, days_before) if days_before else choice)

    facts = facts_of(ask, day, basis.basis, has_money=has_money)
    found = _causes(visit, _DAY_CAUSES, choice) if has_money else _order_causes(visit, facts.orders, choice)
    return {"day_causes": found, "no_causes": NO_CAUSES, "thing": one_thing(facts)}


def _since(choice: Choice, basis: Answer, days_before: int) -> Choice:
    """The same from so many days before the last one at the latest."""
    span = basis.span
    if span is None:
        return choice
    first = min(span.first_day, span.last_day - timedelta(days=days_before))
    return replace(choice, dates=None, from_day=first, to_day=span.last_day)


@dataclass(frozen=True, slots=True)
class Causes:
    """A report of causes, and each of them as a phrase."""

    panel: Panel
    words: Sequence[str]


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
    if visit.scope.refusal(find_report(name)):
        return ()
    return by_name(visit.ask(name, visit.fitting(name, choice)))


def begin_changes(visit: Visit, choice: Choice, first: Sequence[Question] = (), then: Sequence[Question] = ()) -> None:
    """Begin with what takes longest: trends, and what is told of them, are worked out beside the rest of a page.

    What of the rest is named is begun there after them; who comes first to a question answers it.
    """
    visit.site.begin_trends(visit.scope, _findings(choice), first, then)


def _findings(choice: Choice) -> Choice:
    """Findings are of weeks: a day's are those of the branches that traded in the four weeks up to it."""
    weeks = _weeks(choice)
    if weeks.from_day and weeks.from_day == weeks.to_day:
        weeks = replace(weeks, from_day=weeks.to_day - timedelta(days=FINDING_DAYS - 1))
    return fitting(find_report("findings"), replace(weeks, rows=_FEW_FINDINGS))


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
