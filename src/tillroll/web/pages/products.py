"""Products: what earns most and least, how the mix shifts, what goes together, what the menu is worth, and trends."""

from tillroll.web.filters import ITEMS, PARTS, USUAL, filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.today import begin_changes
from tillroll.web.pages.trends import PRODUCTS, sees_money
from tillroll.web.panels import panel


def show(visit: Visit) -> Shown:
    """The page."""
    begin_changes(visit, visit.choice)
    made = (
        panel(visit, "top-grossing-products"),
        panel(visit, "best-and-worst-products", drawn=False),
        panel(visit, "menu-matrix"),
        panel(visit, "product-mix-by-week"),
        panel(visit, "attach-rates", drawn=False),
        panel(visit, "affinity", drawn=False),
        panel(visit, "abc-classes", drawn=False),
        panel(visit, "trend-by-product", columns=PRODUCTS),
    )
    values = {
        "filters": filters(visit, "/products", (*USUAL, *ITEMS, *PARTS)),
        "panels": [each for each in made if each],
    }
    return Shown("products.html", "Products", values)


PAGES = (Page("/products", show, "Products", sees_money, is_kept=True),)
