"""Hours: when the branches are busy, by weekday and hour, and what each part of the day brings."""

from tillroll.web.filters import ITEMS, PARTS, USUAL, filters
from tillroll.web.hours import hours_panel
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.today import asks_reports
from tillroll.web.panels import panel


def show(visit: Visit) -> Shown:
    """The page."""
    made = (
        hours_panel(visit, "hours-by-weekday"),
        hours_panel(visit, "busiest-hours"),
        panel(visit, "sales-by-daypart"),
    )
    values = {"filters": filters(visit, "/hours", (*USUAL, *ITEMS, *PARTS)), "panels": [each for each in made if each]}
    return Shown("hours.html", "Hours", values)


PAGES = (Page("/hours", show, "Hours", asks_reports, is_kept=True),)
