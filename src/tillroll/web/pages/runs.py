"""Runs: when files were taken in, how long it took, what it cost, and what went wrong."""

from dataclasses import replace

from tillroll.report import Role
from tillroll.web.choices import query_of
from tillroll.web.filters import filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.panels import panel

_RUNS = "runs"
_MOST = 100


def sees_runs(role: Role) -> bool:
    """A run is over files of the whole chain."""
    return role.sees_files and not role.grants


def show(visit: Visit) -> Shown:
    """The newest runs of the dates, how many nights had theirs, and what became of the digest if it goes out here."""
    asked = visit.fitting(_RUNS, replace(visit.choice, rows=_MOST))
    values = {
        "answer": visit.ask(_RUNS, asked),
        "query": query_of(asked),
        "mailed": visit.site.mailed,
        "panels": [each for each in (panel(visit, "uptime", drawn=False),) if each],
        "filters": filters(visit, "/runs", ()),
    }
    return Shown("runs.html", "Runs", values)


PAGES = (Page("/runs", show, "Runs", sees_runs),)
