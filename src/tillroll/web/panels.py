"""Panels: one report on a page, with a title that says what it found, its chart, its table and its downloads."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from tillroll.report import Answer, Choice, Column, Report, find_report
from tillroll.web.choices import query_of
from tillroll.web.drawings import chart_of
from tillroll.web.figures import cell
from tillroll.web.page import Visit
from tillroll.web.parts import basis_lines

MOST_ROWS, FEW_ROWS = 50, 20
_TAKEN = ("branch", "region", "franchise", "product", "category", "size", "daypart", "tender", "against", "rows")
Title = Callable[[Answer], str]


@dataclass(frozen=True, slots=True)
class Panel:
    """One report on a page. `query` asks for the same of its own address; `chart` is None where none was asked for.

    `columns` are the positions of those that its table shows; it is open where no chart was asked for.
    """

    answer: Answer
    title: str
    query: str
    chart: Markup | None
    columns: tuple[int, ...]
    is_open: bool = False

    @property
    def name(self) -> str:
        """The report's name."""
        return self.answer.report.name

    @property
    def coverage(self) -> str:
        """What it rests on, in a line."""
        return basis_lines(self.answer.basis)[0][1]

    @property
    def rows(self) -> Sequence[tuple[Any, ...]]:
        """The first rows of the table."""
        return self.answer.rows[: FEW_ROWS if self.is_open else MOST_ROWS]


def fitting(report: Report, choice: Choice) -> Choice:
    """Those filters of a choice that the report takes."""
    others = {name: None for name in _TAKEN if name not in report.filters}
    return replace(choice, **others)


def panel(
    visit: Visit,
    name: str,
    title: Title | None = None,
    *,
    choice: Choice | None = None,
    columns: Sequence[str] = (),
    drawn: bool = True,
) -> Panel | None:
    """A report's panel for the filters of the visit, or others; None for a report that the visitor does not see."""
    report = find_report(name)
    if visit.scope.refusal(report):
        return None
    asked = fitting(report, choice or visit.choice)
    answer = visit.ask(name, asked)
    said = title(answer) if title and answer.rows else report.title
    query = query_of(asked)
    chart = chart_of(answer, said, query) if drawn else None
    return Panel(answer, said, query, chart, positions(report.columns, columns), not drawn)


def positions(columns: Sequence[Column], names: Sequence[str]) -> tuple[int, ...]:
    """Where the columns of these names stand; of no names, all of them."""
    places = {column.name: at for at, column in enumerate(columns)}
    return tuple(places[name] for name in names) if names else tuple(places.values())


def told(answer: Answer, row: Sequence[Any], name: str) -> str:
    """One figure of a row, as it is shown."""
    at = positions(answer.report.columns, [name])[0]
    return cell(row[at], answer.report.columns[at])


def raw(answer: Answer, row: Sequence[Any], name: str) -> Any:  # noqa: ANN401 - whatever the column holds
    """One figure of a row, as it is."""
    return row[positions(answer.report.columns, [name])[0]]


def largest(answer: Answer, name: str) -> Sequence[Any] | None:
    """The row with the most of a column; None where it is withheld everywhere."""
    known = [row for row in answer.rows if raw(answer, row, name) is not None]
    return max(known, key=lambda row: raw(answer, row, name), default=None)
