"""Runs: when files were taken in, how long it took, what it cost, and what went wrong."""

from tillroll.report import Choice, Role, find_report
from tillroll.web.page import Page, Shown, Visit

_MOST = 100


def sees_runs(role: Role) -> bool:
    """A run is over files of the whole chain."""
    return role.sees_files and not role.grants


def show(visit: Visit) -> Shown:
    """The newest runs, and what became of the morning digest if this program sends it."""
    answer = visit.ask(find_report("runs").name, Choice(rows=_MOST))
    return Shown("runs.html", "Runs", {"answer": answer, "mailed": visit.site.mailed})


PAGES = (Page("/runs", show, "Runs", sees_runs),)
