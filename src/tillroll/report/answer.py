"""What a report answers, and how that is written beside its rows and as JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tillroll.report.basis import Basis
from tillroll.report.catalogue import Report
from tillroll.report.dates import Span
from tillroll.report.warehouse import Row

IN_PARQUET = "tillroll"
"""The name under which a report's Parquet file has its title, dates, filters, columns and basis, as JSON."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A report's rows, in the order and with the columns that it names, and what they rest on.

    Money is pence, whole in sums and exact to the last digit in rates: rounding is for whoever shows it.
    `span` and `basis` are None for a report that takes no dates.
    """

    report: Report
    chosen: Mapping[str, str]
    span: Span | None
    rows: tuple[Row, ...]
    basis: Basis | None

    @property
    def only(self) -> str:
        """What was chosen beside the dates, in words; empty where nothing was."""
        chosen = [f"{name} {value}" for name, value in self.chosen.items() if name != "dates"]
        return f"Only {', '.join(chosen)}" if chosen else ""


def in_parquet(answer: Answer) -> dict[str, str]:
    """What an answer says of itself beside its rows."""
    told = {name: value for name, value in as_object(answer).items() if name != "rows"}
    return {IN_PARQUET: json.dumps(told, ensure_ascii=False)}


def as_object(answer: Answer) -> dict[str, Any]:
    """An answer as JSON writes it: dates and times as text, quantities as numbers, money as pence."""
    columns = answer.report.columns
    return {
        "report": answer.report.name,
        "title": answer.report.title,
        "definition": answer.report.definition,
        "filters": dict(answer.chosen),
        "dates": _plain(asdict(answer.span)) if answer.span else None,
        "columns": [{"name": column.name, "unit": column.unit} for column in columns],
        "rows": [
            {column.name: _plain(value) for column, value in zip(columns, row, strict=True)} for row in answer.rows
        ],
        "basis": _basis_object(answer.basis) if answer.basis else None,
    }


def _basis_object(basis: Basis) -> Any:  # noqa: ANN401 - what JSON takes
    missing = [{"branch": branch, "days": days} for branch, days in basis.missing]
    return _plain(asdict(basis) | {"coverage": basis.coverage, "missing": missing})


def _plain(value: Any) -> Any:  # noqa: ANN401 - what JSON takes
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (int, float, str, list)) or value is None else str(value)
