"""Products: what earns most and least, how the mix shifts, what goes together, and what the menu is worth."""

from tillroll.report import Answer
from tillroll.web.filters import USUAL, filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.trends import sees_money
from tillroll.web.panels import panel, raw, told


def show(visit: Visit) -> Shown:
    """The page."""
    made = (
        panel(visit, "top-grossing-products", top_title),
        panel(visit, "best-and-worst-products", worst_title, drawn=False),
        panel(visit, "menu-matrix", matrix_title),
        panel(visit, "product-mix-by-week", mix_title),
        panel(visit, "attach-rates", attach_title, drawn=False),
        panel(visit, "affinity", affinity_title, drawn=False),
        panel(visit, "abc-classes", abc_title, drawn=False),
    )
    values = {
        "filters": filters(visit, "/products", (*USUAL, "category", "product", "size")),
        "panels": [each for each in made if each],
    }
    return Shown("products.html", "Products", values)


def top_title(answer: Answer) -> str:
    """The product that brings in most."""
    row = answer.rows[0]
    return f"{told(answer, row, 'product')} brings in most: {told(answer, row, 'net_pence')}"


def worst_title(answer: Answer) -> str:
    """The best and the worst per day on the menu."""
    known = [row for row in answer.rows if raw(answer, row, "net_pence_per_branch_day") is not None]
    if not known:
        return answer.report.title
    best, worst = (told(answer, row, "product") for row in (known[0], known[-1]))
    return f"Where they are on the menu, {best} earns most a day and {worst} least"


def matrix_title(answer: Answer) -> str:
    """The star that is bought most."""
    stars = [row for row in answer.rows if raw(answer, row, "class") == "star"]
    if not stars:
        return answer.report.title
    most = max(stars, key=lambda row: raw(answer, row, "orders"))
    return f"{told(answer, most, 'product')} is the star that most orders have"


def mix_title(answer: Answer) -> str:
    """The largest product of the newest week."""
    week = max(raw(answer, row, "week_from") for row in answer.rows)
    rows = [row for row in answer.rows if raw(answer, row, "week_from") == week]
    first = max(rows, key=lambda row: raw(answer, row, "net_pence"))
    return f"{told(answer, first, 'product')} was {told(answer, first, 'share_of_week')} of the newest week’s sales"


def attach_title(answer: Answer) -> str:
    """The first pair."""
    row = answer.rows[0]
    product, other = told(answer, row, "product"), told(answer, row, "other_product")
    return f"{told(answer, row, 'attach')} of orders with {product} have {other}, too"


def affinity_title(answer: Answer) -> str:
    """The first pair."""
    row = answer.rows[0]
    pair = f"{told(answer, row, 'product')} and {told(answer, row, 'other_product')}"
    return f"{pair} go together {told(answer, row, 'lift')} times as often as by chance"


def abc_title(answer: Answer) -> str:
    """The first product of class A."""
    first = answer.rows[0]
    share = told(answer, first, "share_of_category")
    return f"{told(answer, first, 'product')} makes {share} of {told(answer, first, 'category')}"


PAGES = (Page("/products", show, "Products", sees_money, is_kept=True),)
