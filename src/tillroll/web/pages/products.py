"""Products: what earns most and least, how the mix shifts, what goes together, and what the menu is worth."""

from tillroll.web.filters import ITEMS, PARTS, USUAL, filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.trends import products_query, sees_money
from tillroll.web.panels import panel

_OF_BASKETS = ("menu-matrix", "attach-rates", "affinity")
"""What reads what was sold together, which is begun beside the rest."""
_OF_SALES = ("top-grossing-products", "best-and-worst-products", "product-mix-by-week", "abc-classes")


def show(visit: Visit) -> Shown:
    """The page."""
    visit.begin([(name, visit.choice) for name in _OF_BASKETS])
    visit.ask_ahead([(name, visit.choice) for name in _OF_SALES])
    made = (
        panel(visit, "top-grossing-products"),
        panel(visit, "best-and-worst-products", drawn=False),
        panel(visit, "menu-matrix"),
        panel(visit, "product-mix-by-week"),
        panel(visit, "attach-rates", drawn=False),
        panel(visit, "affinity", drawn=False),
        panel(visit, "abc-classes", drawn=False),
    )
    values = {
        "filters": filters(visit, "/products", (*USUAL, *ITEMS, *PARTS)),
        "panels": [each for each in made if each],
        "products": products_query(visit.choice),
    }
    return Shown("products.html", "Products", values)


PAGES = (Page("/products", show, "Products", sees_money, is_kept=True),)
