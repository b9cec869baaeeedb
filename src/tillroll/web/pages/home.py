"""Where a visit begins: the first page of the navigation that the visitor may open."""

from tillroll.web.page import GoTo, Page, Visit


def show(visit: Visit) -> GoTo:
    """Go to it."""
    return GoTo(visit.site.navigation(visit.visitor.role)[0].address)


PAGES = (Page("/", show),)
