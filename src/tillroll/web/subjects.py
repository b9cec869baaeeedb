"""What a report is about: the figures that its chart draws, and the one of them that its title tells."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tillroll.report import Answer, Column
from tillroll.web.figures import cell
from tillroll.web.rows import positions

MOST_BARS = 15
_FEWEST = 2
_COUNTED: Mapping[str, str] = {"weeks": "weeks", "days": "days"}
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, what it is of, in words and as it is, and the row of the report that has it."""

    name: str
    of: Any
    value: Any
    row: Row


@dataclass(frozen=True, slots=True)
class Subject:
    """The figures of a report that can be drawn, in the order of its table; at least two, each with a name of its own.

    `by` is the column of the names, `end` which of the figures matters, as the catalogue says.
    """

    end: str
    by: Column
    column: Column
    figures: tuple[Figure, ...]

    @property
    def is_change(self) -> bool:
        """Whether its figures may rise or fall."""
        return self.end == "furthest"

    @property
    def first(self) -> Figure:
        """The one that the title tells."""
        return self._ranked()[0]

    @property
    def last(self) -> Figure:
        """The one at the other end."""
        return self._ranked()[-1]

    @property
    def shown(self) -> tuple[Figure, ...]:
        """What a chart has room for: every date, and of others those that matter most, in the order of the table."""
        if self.by.unit == "date" or len(self.figures) <= MOST_BARS:
            return self.figures
        ranked = self._ranked()
        best = MOST_BARS if self.end != "ends" else (MOST_BARS + 1) // 2
        kept = {id(each) for each in (*ranked[:best], *ranked[len(ranked) - (MOST_BARS - best) :])}
        return tuple(each for each in self.figures if id(each) in kept)

    def _ranked(self) -> list[Figure]:
        if self.is_change:
            return sorted(self.figures, key=lambda each: -abs(each.value))
        return sorted(self.figures, key=lambda each: each.value, reverse=self.end != "lowest")


def subject_of(answer: Answer) -> Subject | None:
    """What a report is about; None where that can't be drawn: it has too few figures, or names no figure."""
    about = answer.report.about
    if about is None:
        return None
    at, *names = positions(answer.report.columns, (about.column, *about.names))
    rows = [row for row in answer.rows if row[at] is not None]
    told = _all_names(answer, rows, names) if about.are_all else _names(answer, rows, names)
    figures = tuple(Figure(name, row[names[0]], row[at], row) for name, row in zip(told, rows, strict=True))
    columns = answer.report.columns
    return Subject(about.end, columns[names[0]], columns[at], figures) if len(figures) >= _FEWEST else None


def _names(answer: Answer, rows: Sequence[Row], places: Sequence[int]) -> list[str]:
    """What each row is called: more is said of those that share a name, and a number if nothing tells them apart."""
    named = [_word(answer, row, places[0]) for row in rows]
    for place in places[1:]:
        shared = _shared(named)
        named = [
            f"{name}, {_word(answer, row, place)}" if name in shared else name
            for name, row in zip(named, rows, strict=True)
        ]
    return _numbered(named)


def _all_names(answer: Answer, rows: Sequence[Row], places: Sequence[int]) -> list[str]:
    return _numbered([" and ".join(_word(answer, row, place) for place in places) for row in rows])


def _numbered(named: Sequence[str]) -> list[str]:
    shared, met = _shared(named), Counter[str]()
    found = []
    for name in named:
        met[name] += 1
        found.append(f"{name} ({met[name]})" if name in shared else name)
    return found


def _shared(named: Sequence[str]) -> frozenset[str]:
    return frozenset(name for name, number in Counter(named).items() if number > 1)


def _word(answer: Answer, row: Row, place: int) -> str:
    column = answer.report.columns[place]
    word = cell(row[place], column)
    return f"{word} {_COUNTED[column.unit]}" if column.unit in _COUNTED else word
