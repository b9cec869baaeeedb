"""Trends: where sales go over 4 and 13 weeks, how sure that is, and what drives it."""

from tillroll.report import Role
from tillroll.web.filters import filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.today import ask_ahead, asks_reports, begin_changes, changes
from tillroll.web.panels import panel

_DRIVERS = ("change_pence", "traffic_pence", "items_pence", "price_pence", "mix_pence")
_REGIONS = ("area", "weeks", "change", "change_at_least", "change_at_most", "against_chain", *_DRIVERS, "note")
_BRANCHES = ("branch", "region", "weeks", "change", "against_peers", "at_least", "at_most", *_DRIVERS, "note")


def sees_money(role: Role) -> bool:
    """Whether a role sees what was earned."""
    return asks_reports(role) and role.has_money


def show(visit: Visit) -> Shown:
    """The page."""
    begin_changes(visit, visit.choice)
    ask_ahead(visit, [("like-for-like-causes", visit.choice)])
    regions = None
    if not (visit.choice.branch or visit.choice.franchise):
        regions = panel(visit, "trend-by-region", columns=_REGIONS)
    values = {
        **changes(visit, visit.choice),
        "panels": [each for each in (regions, panel(visit, "trend-by-branch", columns=_BRANCHES)) if each is not None],
        "filters": filters(visit, "/trends"),
    }
    return Shown("trends.html", "Trends", values)


PAGES = (Page("/trends", show, "Trends", sees_money, is_kept=True),)
