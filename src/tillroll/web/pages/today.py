"""Today: the newest whole day in four figures, what changed and why, and whether the data are all there."""

from dataclasses import replace

from tillroll.report import Answer, Choice, Role, find_report
from tillroll.web.filters import filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.panels import Panel, fitting, largest, panel, raw, told
from tillroll.web.parts import basis_lines
from tillroll.web.tiles import tiles

_FEW_FINDINGS = 10
_CAUSES = ("cause", "net_pence", "share_of_change", "ratio")
_BASIS = "busiest-hours"


def asks_reports(role: Role) -> bool:
    """Whether a role sees what was sold."""
    return role.reports is None


def show(visit: Visit) -> Shown:
    """The page."""
    chosen = visit.choice
    begin_changes(visit, chosen)
    one = chosen if chosen.dates or chosen.from_day or chosen.to_day else replace(chosen, dates="yesterday")
    basis = visit.ask(_BASIS, fitting(find_report(_BASIS), one))
    values = {
        "filters": filters(visit, "/today", preset="yesterday"),
        "span": basis.span,
        "tiles": tiles(visit, one),
        "health": basis_lines(basis.basis),
        "is_whole": bool(basis.basis and basis.basis.coverage == 1),
        "sees_files": visit.visitor.role.sees_files,
        **changes(visit, chosen),
        "days": panel(visit, "versus-typical-by-day", days_title, choice=_weeks(chosen)),
        "hours": panel(visit, "busiest-hours", busiest_title, choice=one),
        "so_far": _so_far(visit, one),
    }
    return Shown("today.html", "Today", values)


def changes(visit: Visit, choice: Choice) -> dict[str, object]:
    """What changed and why: findings as sentences, and the causes of like-for-like growth."""
    return {
        "findings": panel(visit, "findings", choice=_findings(choice), drawn=False),
        "causes": panel(
            visit, "like-for-like-causes", causes_title, choice=_weeks(choice), columns=_CAUSES, drawn=False
        ),
    }


def begin_changes(visit: Visit, choice: Choice) -> None:
    """Begin with what takes longest: trends are worked out beside the rest of a page."""
    visit.site.begin(visit.scope, "findings", _findings(choice))


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
    found = panel(
        visit, "so-far-today", choice=replace(choice, dates="this-week", from_day=None, to_day=None), drawn=False
    )
    last = visit.site.cached(visit.scope, "last day", lambda reader: reader.reports.last_day(now=visit.site.now()))
    return found if found and found.answer.rows and last == visit.site.now().date() else None


def days_title(answer: Answer) -> str:
    """The day that stands out most against what is typical."""
    known = [row for row in answer.rows if raw(answer, row, "change") is not None]
    if not known:
        return answer.report.title
    most = max(known, key=lambda row: abs(raw(answer, row, "change")))
    change = told(answer, most, "change").lstrip("-")
    side = "above" if raw(answer, most, "change") > 0 else "below"
    return f"{told(answer, most, 'trading_date')} stood out: {change} {side} typical"


def busiest_title(answer: Answer) -> str:
    """The busiest hour."""
    most = largest(answer, "orders_per_open_hour")
    if most is None:
        return answer.report.title
    figure = told(answer, most, "orders_per_open_hour")
    return f"Busiest {told(answer, most, 'hour')}: {figure} orders per open branch-hour"


def causes_title(answer: Answer) -> str:
    """Which way like-for-like sales went."""
    whole = next(row for row in answer.rows if raw(answer, row, "cause") == "net sales")
    pence = raw(answer, whole, "net_pence")
    way = "more" if pence > 0 else "less"
    return (
        f"Like-for-like sales are {told(answer, whole, 'net_pence').lstrip('-')} {way} than in the same days a year ago"
    )


PAGES = (Page("/today", show, "Today", asks_reports, is_kept=True),)
