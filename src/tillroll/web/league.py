"""The league of branches: one row a branch, of figures from several reports."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from tillroll.report import Choice, Column
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


def league_parts(visit: Visit, branch: str | None = None) -> list[Panel]:
    """The reports of the league, of all branches that were chosen or of one."""
    choice = _of_branch(visit, branch)
    return [part for name, _ in LEAGUE if (part := panel(visit, name, choice=choice, drawn=False))]


def league(visit: Visit, parts: Sequence[Panel]) -> tuple[list[Column], list[tuple[str, list[Any]]]]:
    """The columns of the league, and what tells each branch apart with its figures, in the order of the first part.

    A column of which no branch has a figure is left out, as that of peers where no region has enough of them.
    """
    columns = [part.answer.report.columns[at] for part in parts for at in _places(part)]
    rows = _rows(visit, parts)
    told = [at for at in range(len(columns)) if any(values[at] is not None for _, values in rows)]
    return [columns[at] for at in told], [(name, [values[at] for at in told]) for name, values in rows]


def _rows(visit: Visit, parts: Sequence[Panel]) -> list[tuple[str, list[Any]]]:
    """Branches that share a name are asked for one by one, for no report names ids, and stand where they belong."""
    labels = visit.site.values(visit.scope)["branch"]
    found = [{raw(part.answer, row, "branch"): row for row in part.answer.rows} for part in parts]
    names = {name: _alike(name, labels) for name in (found[0] if found else ())}
    _begin_from_the_end(visit, [label for alike in names.values() for label in alike])
    rows = [each for name, alike in names.items() for each in _told_apart(visit, name, alike, found)]
    rows.sort(key=lambda each: -_net_of(parts[0], each[1][0]))
    return [
        (label, [value for part, row in zip(parts, own, strict=True) for value in _values(part, row)])
        for label, own in rows
    ]


def _net_of(part: Panel, row: Row | None) -> int:
    return (raw(part.answer, row, "net_pence") if row else None) or 0


def _alike(name: str, labels: Sequence[str]) -> Sequence[str]:
    """What tells the branches apart that share a name; nothing where there is one of it."""
    return [] if name in labels else [label for label in labels if label.startswith(f"{name} (")]


def _begin_from_the_end(visit: Visit, labels: Sequence[str]) -> None:
    """Begin to ask for branches that are asked for one by one, the last first, while the page asks for the first."""
    choices = [_of_branch(visit, label) for label in reversed(labels)]
    visit.begin((name, choice) for choice in choices for name, _ in LEAGUE)


def _of_branch(visit: Visit, branch: str | None) -> Choice:
    return replace(visit.choice, branch=branch or visit.choice.branch, rows=_ALL)


def _told_apart(
    visit: Visit, name: str, alike: Sequence[str], found: Sequence[Mapping[str, Row]]
) -> list[tuple[str, list[Row | None]]]:
    if not alike:
        return [(name, [rows.get(name) for rows in found])]
    own: list[tuple[str, list[Row | None]]] = [
        (label, [next(iter(part.answer.rows), None) for part in league_parts(visit, label)]) for label in alike
    ]
    return [(label, rows) for label, rows in own if rows[0]]


def _values(part: Panel, row: Row | None) -> list[Any]:
    places = _places(part)
    return [row[at] for at in places] if row else [None] * len(places)


def _places(part: Panel) -> tuple[int, ...]:
    return positions(part.answer.report.columns, dict(LEAGUE)[part.name])
