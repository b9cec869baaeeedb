"""Rows of an answer by the names of their columns."""

from collections.abc import Sequence
from typing import Any

from tillroll.report import Answer, Column
from tillroll.web.figures import cell, with_sign


def positions(columns: Sequence[Column], names: Sequence[str]) -> tuple[int, ...]:
    """Where the columns of these names stand; of no names, all of them."""
    places = {column.name: at for at, column in enumerate(columns)}
    return tuple(places[name] for name in names) if names else tuple(places.values())


def told(answer: Answer, row: Sequence[Any], name: str) -> str:
    """One figure of a row, as it is shown."""
    at = positions(answer.report.columns, [name])[0]
    return cell(row[at], answer.report.columns[at])


def told_change(answer: Answer, row: Sequence[Any], name: str) -> str:
    """The same of a change, which begins with its sign."""
    at = positions(answer.report.columns, [name])[0]
    return with_sign(row[at], answer.report.columns[at])


def raw(answer: Answer, row: Sequence[Any], name: str) -> Any:  # noqa: ANN401 - whatever the column holds
    """One figure of a row, as it is."""
    return row[positions(answer.report.columns, [name])[0]]


def by_name(answer: Answer) -> list[dict[str, Any]]:
    """The rows by the names of their columns."""
    names = [column.name for column in answer.report.columns]
    return [dict(zip(names, row, strict=True)) for row in answer.rows]


def largest(answer: Answer, name: str) -> Sequence[Any] | None:
    """The row with the most of a column; None where it is withheld everywhere."""
    known = [row for row in answer.rows if raw(answer, row, name) is not None]
    return max(known, key=lambda row: raw(answer, row, name), default=None)
