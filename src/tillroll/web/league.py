"""The league of branches: one row a branch, of figures from several reports."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tillroll.report import Column
from tillroll.web.page import Visit
from tillroll.web.panels import Panel, panel
from tillroll.web.rows import positions, raw

_ALL = 1000
LEAGUE = (
    ("sales-by-branch", ("region", "net_pence", "orders", "average_spend_pence")),
    ("versus-typical-by-branch", ("change",)),
    ("best-and-worst-branches", ("times_median", "net_pence_per_open_hour")),
)
Row = Sequence[Any]


def league_parts(visit: Visit) -> list[Panel]:
    """The reports of the league, of all branches that were chosen."""
    choice = replace(visit.choice, rows=_ALL)
    return [part for name, _ in LEAGUE if (part := panel(visit, name, choice=choice, drawn=False))]


def league(parts: Sequence[Panel]) -> tuple[list[Column], list[tuple[str, list[Any]]]]:
    """The columns of the league, and the name of each branch with its figures, in the order of the first part.

    A column of which no branch has a figure is left out, as that of peers where no region has enough of them.
    """
    columns = [part.answer.report.columns[at] for part in parts for at in _places(part)]
    rows = _rows(parts)
    told = [at for at in range(len(columns)) if any(values[at] is not None for _, values in rows)]
    return [columns[at] for at in told], [(name, [values[at] for at in told]) for name, values in rows]


def _rows(parts: Sequence[Panel]) -> list[tuple[str, list[Any]]]:
    found = [{raw(part.answer, row, "branch"): row for row in part.answer.rows} for part in parts]
    return [
        (name, [value for part, rows in zip(parts, found, strict=True) for value in _values(part, rows.get(name))])
        for name in (found[0] if found else ())
    ]


def _values(part: Panel, row: Row | None) -> list[Any]:
    places = _places(part)
    return [row[at] for at in places] if row else [None] * len(places)


def _places(part: Panel) -> tuple[int, ...]:
    return positions(part.answer.report.columns, dict(LEAGUE)[part.name])
