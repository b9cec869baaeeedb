"""Branches: a league by size and against peers, regions, and each branch's own page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tillroll.errors import ConfigurationError
from tillroll.report import Answer, Choice
from tillroll.web.choices import query_of
from tillroll.web.filters import filters
from tillroll.web.page import Page, Shown, Visit
from tillroll.web.pages.products import top_title
from tillroll.web.pages.today import begin_changes, busiest_title, changes, days_title
from tillroll.web.pages.trends import sees_money
from tillroll.web.panels import Panel, panel, raw, told
from tillroll.web.tiles import tiles

_ALL = 1000
_LEAGUE = (
    ("sales-by-branch", ("region", "net_pence", "orders", "average_spend_pence")),
    ("versus-typical-by-branch", ("change",)),
    ("best-and-worst-branches", ("times_median", "net_pence_per_open_hour")),
)
_REGION = ("region", "net_pence", "net_pence_before", "change_pence", "change", "orders", "complete_days")


def show(visit: Visit) -> Shown:
    """The league, the peers and the regions."""
    every = replace(visit.choice, rows=_ALL)
    parts = [panel(visit, name, choice=every, drawn=False) for name, _ in _LEAGUE]
    values = {
        "filters": filters(visit, "/branches"),
        "league": _league([part for part in parts if part]),
        "parts_": [part for part in parts if part],
        "heads": [column for part, (_, names) in zip(parts, _LEAGUE, strict=True) for column in _heads(part, names)],
        "query": query_of(replace(visit.choice, branch=None)),
        "panels": [
            each
            for each in (
                panel(visit, "peer-band", peers_title),
                panel(visit, "change-by-region", region_title, columns=_REGION),
            )
            if each
        ],
    }
    return Shown("branches.html", "Branches", values)


def show_one(visit: Visit) -> Shown:
    """One branch: its figures, its days, hours and products, and what changed."""
    choice = visit.choice
    if not choice.branch:
        raise ConfigurationError("say which branch: choose one from the list of branches")
    begin_changes(visit, choice)
    made = (
        panel(visit, "versus-typical-by-day", days_title),
        panel(visit, "busiest-hours", busiest_title, choice=_quarter(choice)),
        panel(visit, "top-grossing-products", top_title),
        panel(
            visit,
            "trend-by-branch",
            columns=("weeks", "change", "against_peers", "at_least", "at_most", "note"),
            drawn=False,
        ),
    )
    values = {
        "filters": filters(visit, "/branches/one", ("branch",)),
        "branch": choice.branch,
        "span": _first(made).answer.span if any(made) else None,
        "tiles": tiles(visit, choice),
        **changes(visit, choice),
        "panels": [each for each in made if each],
        "back": query_of(replace(choice, branch=None)),
        "register": query_of(Choice(branch=choice.branch)),
        "sees_files": visit.visitor.role.sees_files,
    }
    return Shown("branch.html", choice.branch, values)


def _quarter(choice: Choice) -> Choice:
    """Thirteen weeks, unless dates were chosen: hours of one branch are too few in four."""
    has_dates = choice.dates or choice.from_day or choice.to_day
    return choice if has_dates else replace(choice, dates="last-13-weeks")


def _first(made: Sequence[Panel | None]) -> Panel:
    return next(each for each in made if each)


def _league(parts: Sequence[Panel]) -> list[tuple[str, list[Any]]]:
    """One row a branch of the first part: its name, and of each part the values that the league shows."""
    found = [{_key(part, row): row for row in part.answer.rows} for part in parts]
    wanted = dict(_LEAGUE)
    return (
        [
            (
                key[0],
                [
                    _value(part, rows.get(key), column)
                    for part, rows in zip(parts, found, strict=True)
                    for column in wanted[part.name]
                ],
            )
            for key in found[0]
        ]
        if found
        else []
    )


def _key(part: Panel, row: Sequence[Any]) -> tuple[str, str]:
    """Branches may share a name, but for their regions."""
    return raw(part.answer, row, "branch"), raw(part.answer, row, "region")


def _value(part: Panel, row: Sequence[Any] | None, column: str) -> Any:  # noqa: ANN401 - whatever the column holds
    return raw(part.answer, row, column) if row is not None else None


def _at(part: Panel, name: str) -> int:
    return next(at for at, column in enumerate(part.answer.report.columns) if column.name == name)


def _heads(part: Panel | None, names: Sequence[str]) -> list[Any]:
    return [part.answer.report.columns[_at(part, name)] for name in names] if part else []


def peers_title(answer: Answer) -> str:
    """How many branches stand beside how many peers."""
    known = [row for row in answer.rows if raw(answer, row, "median_pence_per_open_hour") is not None]
    return answer.report.title if known else "Too few branches of one kind to compare peers"


def region_title(answer: Answer) -> str:
    """The region that takes most."""
    first = max(answer.rows, key=lambda row: raw(answer, row, "net_pence") or 0)
    return f"{told(answer, first, 'region')} takes most: {told(answer, first, 'net_pence')}"


PAGES = (
    Page("/branches", show, "Branches", sees_money, is_kept=True),
    Page("/branches/one", show_one, is_for=sees_money, is_kept=True),
)
