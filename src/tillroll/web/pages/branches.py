"""Branches: a league by size and against peers, regions, and each branch's own page."""

from collections.abc import Sequence
from dataclasses import replace

from tillroll.errors import ConfigurationError
from tillroll.report import Choice
from tillroll.web.choices import query_of
from tillroll.web.figures import cells
from tillroll.web.filters import ITEMS, PARTS, USUAL, filters
from tillroll.web.hours import hours_panel
from tillroll.web.league import league, league_parts
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.today import begin_changes, changes
from tillroll.web.pages.trends import products_query, sees_money
from tillroll.web.panels import Panel, panel
from tillroll.web.tiles import tiles

_DRIVERS, _FEW_PARTS = "trend-drivers", 5
_REGION = ("region", "net_pence", "net_pence_before", "change_pence", "change", "orders", "complete_days")
_OF_ONE = (
    *("versus-typical-by-day", "key-figures-versus-typical"),
    *("key-figures-versus-last-year", "like-for-like-causes", "average-spend", "top-grossing-products"),
)
"""What the page of a branch asks, by what it compares with."""


def show(visit: Visit) -> Shown:
    """The league, the peers and the regions."""
    parts = league_parts(visit)
    heads, rows = league(parts)
    values = {
        "league": list(zip([name for name, _ in rows], cells([row for _, row in rows], heads), strict=True)),
        "parts_": parts,
        "heads": heads,
        "query": query_of(replace(visit.choice, branch=None)),
        "panels": [
            each
            for each in (
                panel(visit, "peer-band"),
                panel(visit, "change-by-region", columns=_REGION),
            )
            if each
        ],
        "filters": filters(visit, "/branches", (*USUAL, *ITEMS, *PARTS, "against")),
    }
    return Shown("branches.html", "Branches", values)


def show_one(visit: Visit) -> Shown:
    """One branch: its figures, its days, hours and products, and what changed."""
    choice = visit.choice
    if not choice.branch:
        raise ConfigurationError("say which branch: choose one from the list of branches")
    drivers = replace(choice, rows=_FEW_PARTS)
    begin_changes(visit, choice, [(_DRIVERS, drivers)])
    visit.ask_ahead([(name, choice) for name in _OF_ONE])
    made = (
        panel(visit, "versus-typical-by-day"),
        hours_panel(visit, "busiest-hours"),
        panel(visit, "top-grossing-products"),
        panel(
            visit,
            "trend-by-branch",
            columns=("weeks", "change", "against_peers", "at_least", "at_most", "note"),
            drawn=False,
        ),
    )
    values = {
        "branch": choice.branch,
        "span": _first(made).answer.span if any(made) else None,
        "tiles": tiles(visit, choice),
        **changes(visit, choice),
        "panels": [each for each in (*made, _drivers_panel(visit, drivers)) if each],
        "products": products_query(choice),
        "back": query_of(replace(choice, branch=None)),
        "register": query_of(Choice(branch=choice.branch)),
        "sees_files": visit.visitor.role.sees_files,
        "filters": filters(visit, "/branches/one", ("branch",)),
    }
    return Shown("branch.html", choice.branch, values)


def _drivers_panel(visit: Visit, choice: Choice) -> Panel | None:
    """What drives the branch's trend: what is there last."""
    return panel(
        visit,
        _DRIVERS,
        choice=choice,
        columns=("weeks", "kind", "part", "net_pence", "net_pence_before", "change_pence", "beyond_peers_pence"),
        drawn=False,
    )


def _first(made: Sequence[Panel | None]) -> Panel:
    return next(each for each in made if each)


PAGES = (
    Page("/branches", show, "Branches", sees_money, is_kept=True),
    Page("/branches/one", show_one, is_for=sees_money, is_kept=True),
)
