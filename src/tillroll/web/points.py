"""Points: the rows of a report as its drawing takes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from tillroll.report import Answer, Column
from tillroll.web.figures import cell

Point = Mapping[str, Any]


class _Point(dict[str, Any]):
    """A row's figures, each worked out when it is asked for: of long reports few rows are drawn."""

    def __init__(self, columns: Sequence[Column], row: Sequence[Any]) -> None:
        super().__init__()
        self._cells = {column.name: (value, column) for column, value in zip(columns, row, strict=True)}

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 - whatever a column holds
        told = name.removeprefix("told_")
        self[name] = _plain(*self._cells[name]) if told == name else cell(*self._cells[told])
        return self[name]

    def get(self, name: str, default: Any = None) -> Any:  # noqa: ANN401 - the same
        """What the row has of a name."""
        return self[name] if name in self or name in self._cells else default


def points(answer: Answer) -> list[dict[str, Any]]:
    """The rows by column name: money in pounds, dates as text, and under ``told_…`` what is said."""
    return [_Point(answer.report.columns, row) for row in answer.rows]


def _plain(value: Any, column: Column) -> Any:  # noqa: ANN401 - whatever a column holds
    if value is None or isinstance(value, str):
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return float(value) / column.in_a_pound if column.is_money else float(value)
