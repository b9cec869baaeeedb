"""Hours: when the branches are busy, by weekday and hour, and what each part of the day brings."""

from tillroll.report import Answer
from tillroll.web.filters import USUAL, filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.today import asks_reports, busiest_title
from tillroll.web.panels import largest, panel, told
from tillroll.web.pictures import LONG_WEEKDAYS


def show(visit: Visit) -> Shown:
    """The page."""
    made = (
        panel(visit, "hours-by-weekday", heat_title),
        panel(visit, "busiest-hours", busiest_title),
        panel(visit, "sales-by-daypart", daypart_title),
    )
    values = {"filters": filters(visit, "/hours", (*USUAL, "daypart")), "panels": [each for each in made if each]}
    return Shown("hours.html", "Hours", values)


def heat_title(answer: Answer) -> str:
    """The busiest hour of the week."""
    most = largest(answer, "orders_per_open_hour")
    if most is None:
        return "Too few open hours to tell when it is busy"
    figure = told(answer, most, "orders_per_open_hour")
    when = f"{LONG_WEEKDAYS[int(most[0]) - 1]} {told(answer, most, 'hour')}"
    return f"{when} is busiest: {figure} orders per open branch-hour"


def daypart_title(answer: Answer) -> str:
    """The part of the day that brings most."""
    most = largest(answer, "net_pence")
    if most is None:
        return answer.report.title
    return f"{told(answer, most, 'daypart').capitalize()} brings {told(answer, most, 'share_of_net')} of net sales"


PAGES = (Page("/hours", show, "Hours", asks_reports, is_kept=True),)
