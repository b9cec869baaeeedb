"""Where a visit begins: the first page of the navigation that the visitor may open."""

from tillroll.web.page import GoTo, Page, Visit


def show(visit: Visit) -> GoTo:
    """Go to it."""
    from tillroll.web.pages import pages  # noqa: PLC0415 - they are all read only once this one is

    return GoTo(next(page.address for page in pages() if page.label and page.is_for(visit.visitor.role)))


PAGES = (Page("/", show),)
