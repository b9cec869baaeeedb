"""Panels of hours: over as many weeks as it takes to tell when few branches are busy, where nobody chose dates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from tillroll.report import Choice, find_report
from tillroll.web.page import Visit
from tillroll.web.panels import Panel, panel
from tillroll.web.rows import largest

_WEEKS = (4, 13, 52)


def hours_panel(visit: Visit, name: str, choice: Choice | None = None) -> Panel | None:
    """The panel of a report of hours, for the filters of the visit or others; None if the visitor does not see it."""
    usual = choice or visit.choice
    if visit.choice.has_dates or visit.scope.refusal(find_report(name)):
        return panel(visit, name, choice=usual)
    return panel(
        visit, name, choice=next((each for each in _spans(visit, name, usual) if _tells(visit, name, each)), usual)
    )


def _spans(visit: Visit, name: str, choice: Choice) -> Iterator[Choice]:
    """The same over its usual dates, and over more and more weeks up to the last of them."""
    yield choice
    span = visit.ask(name, visit.fitting(name, choice)).span
    if span:
        for weeks in _WEEKS:
            first = span.last_day - timedelta(weeks=weeks) + timedelta(days=1)
            yield replace(choice, dates=None, from_day=first, to_day=span.last_day)


def _tells(visit: Visit, name: str, choice: Choice) -> bool:
    """Whether the branches were open long enough for a busiest hour to be told; of no hour at all there is nothing."""
    answer = visit.ask(name, visit.fitting(name, choice))
    return not answer.rows or largest(answer, "orders_per_open_hour") is not None
