"""Trends: where sales go over 4 and 13 weeks, how sure that is, and what drives it."""

from dataclasses import replace

from tillroll.report import Choice, Role, find_report
from tillroll.web.choices import fitting, query_of
from tillroll.web.filters import filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.today import asks_reports, begin_changes, changes
from tillroll.web.panels import Panel, panel
from tillroll.web.rows import by_name
from tillroll.web.site import Question

_FEW_PARTS = 5
_CAUSES = ("change_pence", "traffic_pence", "items_pence", "price_pence", "mix_pence")
_REGIONS = ("area", "weeks", "change", "change_at_least", "change_at_most", "against_chain", *_CAUSES, "note")
_PRODUCTS, _DRIVERS = "trend-by-product", "trend-drivers"
_OF_BRANCHES, _OF_REGIONS = "trend-by-branch", "trend-by-region"
_BRANCHES = ("branch", "region", "weeks", "change", "against_peers", "at_least", "at_most", *_CAUSES, "note")


def sees_money(role: Role) -> bool:
    """Whether a role sees what was earned."""
    return asks_reports(role) and role.has_money


def products_query(choice: Choice) -> str:
    """The filters of the report of products that this choice means: pages lead to it, for it takes long."""
    return query_of(fitting(find_report(_PRODUCTS), choice))


def show(visit: Visit) -> Shown:
    """The page."""
    begin_changes(visit, visit.choice, [_drivers(visit.choice)])
    of_places = (_OF_BRANCHES,) if visit.choice.branch else (_OF_BRANCHES, _OF_REGIONS)
    visit.ask_ahead([(name, visit.choice) for name in ("like-for-like-causes", *of_places)])
    values = {
        **changes(visit, visit.choice),
        "panels": _panels(visit),
        "products": products_query(visit.choice),
        "filters": filters(visit, "/trends"),
    }
    return Shown("trends.html", "Trends", values)


def _panels(visit: Visit) -> list[Panel]:
    """The regions, what drives them and the chain, and the branches.

    Of a branch, or a franchise with too few branches for any region or all of it, what drives its branches.
    """
    regions = None if visit.choice.branch else panel(visit, _OF_REGIONS, columns=_REGIONS)
    if visit.choice.franchise and regions and not any(row["change"] is not None for row in by_name(regions.answer)):
        regions = None
    branches = panel(visit, _OF_BRANCHES, columns=_BRANCHES)  # before the drivers, which are there last
    drivers, few = _drivers(visit.choice) if regions else (_DRIVERS, _few(visit.choice))
    made = (regions, panel(visit, drivers, choice=few), branches)
    return [each for each in made if each]


def _drivers(choice: Choice) -> Question:
    return (_DRIVERS if choice.branch else "trend-drivers-by-region"), _few(choice)


def _few(choice: Choice) -> Choice:
    return replace(choice, rows=choice.rows or _FEW_PARTS)


PAGES = (Page("/trends", show, "Trends", sees_money, is_kept=True),)
