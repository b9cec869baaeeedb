"""Products: what earns most and least, how the mix shifts, what goes together, and what the menu is worth."""

from tillroll.web.filters import ITEMS, PARTS, USUAL, filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.trends import products_query, sees_money
from tillroll.web.panels import panel

_OF_BASKETS = ("menu-matrix", "attach-rates", "affinity")
"""What reads what was sold together, which is begun beside the rest."""
_OF_SALES = ("top-grossing-products", "best-and-worst-products", "product-mix-by-week", "abc-classes")
_SHOWN = (
    *("top-grossing-products", "best-and-worst-products", "menu-matrix", "product-mix-by-week"),
    *("attach-rates", "affinity", "abc-classes"),
)
"""In this order on the page; those of sales are made first, for the others are there last."""
_DRAWN = frozenset({"top-grossing-products", "menu-matrix", "product-mix-by-week"})


def show(visit: Visit) -> Shown:
    """The page."""
    visit.begin([(name, visit.choice) for name in _OF_BASKETS])
    visit.ask_ahead([(name, visit.choice) for name in _OF_SALES])
    made = {name: panel(visit, name, drawn=name in _DRAWN) for name in (*_OF_SALES, *_OF_BASKETS)}
    values = {
        "filters": filters(visit, "/products", (*USUAL, *ITEMS, *PARTS)),
        "panels": [each for each in map(made.get, _SHOWN) if each],
        "products": products_query(visit.choice),
    }
    return Shown("products.html", "Products", values)


PAGES = (Page("/products", show, "Products", sees_money, is_kept=True),)
