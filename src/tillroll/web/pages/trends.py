"""Trends: where sales go over 4 and 13 weeks, how sure that is, and what drives it."""

from tillroll.report import Answer, Role
from tillroll.web.filters import filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.today import asks_reports, changes
from tillroll.web.panels import panel, raw, told

_DRIVERS = ("change_pence", "traffic_pence", "items_pence", "price_pence", "mix_pence")
_REGIONS = ("area", "weeks", "change", "change_at_least", "change_at_most", "against_chain", *_DRIVERS, "note")
_BRANCHES = ("branch", "region", "weeks", "change", "against_peers", "at_least", "at_most", *_DRIVERS, "note")


def sees_money(role: Role) -> bool:
    """Whether a role sees what was earned."""
    return asks_reports(role) and role.has_money


def show(visit: Visit) -> Shown:
    """The page."""
    regions = None
    if not (visit.choice.branch or visit.choice.franchise):
        regions = panel(visit, "trend-by-region", regions_title, columns=_REGIONS)
    values = {
        "filters": filters(visit, "/trends"),
        **changes(visit, visit.choice),
        "panels": [
            each
            for each in (regions, panel(visit, "trend-by-branch", branches_title, columns=_BRANCHES))
            if each is not None
        ],
    }
    return Shown("trends.html", "Trends", values)


def regions_title(answer: Answer) -> str:
    """What the chain did over the longest span that is known, or else the area that moved most."""
    known = [row for row in answer.rows if raw(answer, row, "change") is not None]
    if not known:
        return "Too few weeks to tell how regions change"
    first = next((row for row in known if raw(answer, row, "area") == "the chain"), known[0])
    span = f"({told(answer, first, 'change_at_least')} to {told(answer, first, 'change_at_most')})"
    change = f"{_signed(answer, first, 'change')} over {_weeks(answer, first)}"
    return f"{told(answer, first, 'area').capitalize()}: {change} {span}"


def branches_title(answer: Answer) -> str:
    """The branch that moves most against its peers."""
    known = [row for row in answer.rows if raw(answer, row, "against_peers") is not None]
    if not known:
        return "Too few weeks to tell how branches change"
    most = max(known, key=lambda row: abs(raw(answer, row, "against_peers")))
    change = f"{_signed(answer, most, 'against_peers')} against its peers over {_weeks(answer, most)}"
    return f"{told(answer, most, 'branch')} moves most: {change}"


def _signed(answer: Answer, row: tuple[object, ...], name: str) -> str:
    return f"{'+' if raw(answer, row, name) > 0 else ''}{told(answer, row, name)}"


def _weeks(answer: Answer, row: tuple[object, ...]) -> str:
    return f"{told(answer, row, 'weeks')} weeks"


PAGES = (Page("/trends", show, "Trends", sees_money, is_kept=True),)
