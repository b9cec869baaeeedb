"""Panels: one report on a page, with a title that says what it found, its chart, its table and its downloads."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tillroll.report import Answer, Choice, find_report
from tillroll.web.choices import query_of
from tillroll.web.drawings import chart_of
from tillroll.web.page import Visit
from tillroll.web.parts import basis_lines, read_words
from tillroll.web.rows import positions
from tillroll.web.titles import title_of

MOST_ROWS, FEW_ROWS = 50, 20


@dataclass(frozen=True, slots=True)
class Panel:
    """One report on a page. `query` asks for the same of its own address; `chart` is None where none was asked for.

    `columns` are the positions of those that its table shows; it is open where no chart was asked for. `ignored` are
    filters that the visitor chose and that it does not follow.
    """

    answer: Answer
    title: str
    query: str
    chart: Markup | None
    columns: tuple[int, ...]
    is_open: bool = False
    ignored: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The report's name."""
        return self.answer.report.name

    @property
    def basis(self) -> tuple[tuple[str, str], ...]:
        """What it rests on."""
        return basis_lines(self.answer.basis)

    @property
    def coverage(self) -> str:
        """The first of that, in a line."""
        return self.basis[0][1]

    @property
    def read(self) -> str:
        """The orders that it was read from, where these are not all."""
        basis = self.answer.basis
        return read_words(basis.read) if basis and basis.read else ""

    @property
    def rows(self) -> Sequence[tuple[Any, ...]]:
        """The first rows of the table."""
        return self.answer.rows[: FEW_ROWS if self.is_open else MOST_ROWS]


def panel(
    visit: Visit,
    name: str,
    *,
    choice: Choice | None = None,
    columns: Sequence[str] = (),
    drawn: bool = True,
) -> Panel | None:
    """A report's panel for the filters of the visit, or others; None for a report that the visitor does not see."""
    report = find_report(name)
    if visit.scope.refusal(report):
        return None
    asked = visit.fitting(name, choice or visit.choice)
    answer = visit.ask(name, asked)
    said, query = title_of(answer), query_of(asked)
    chart = chart_of(answer, said, query) if drawn else None
    shown = positions(report.columns, columns)
    return Panel(answer, said, query, chart, shown, not drawn, _ignored(visit.choice, asked))


def _ignored(chosen: Choice, asked: Choice) -> tuple[str, ...]:
    """The filters that would narrow what is told, and that a report is asked without; it says so."""
    return tuple(name for name in chosen.made() if name not in asked.made() and name not in {"against", "rows"})
