"""Answers: a report run on a warehouse, with what its figures rest on."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from tillroll.report.basis import Basis, basis_of
from tillroll.report.branch_days import GRACE_MINUTES
from tillroll.report.catalogue import Report, find_report
from tillroll.report.choice import Choice, check_choice, parameters_of_choice
from tillroll.report.dates import Span, span_of
from tillroll.report.staged import Staged
from tillroll.report.warehouse import FileKind, Row, Warehouse

MENU, TRENDS, PRODUCT_TRENDS = "menu", "trends", "product_trends"
NEEDED: Mapping[str, tuple[str, ...]] = {"median_band": ("band_from_pence", "band_to_pence", "orders_below")}
"""The columns of each statement of ``sql/reports/stage`` that gives a report more parameters."""


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


class Reports:
    """The reports of one warehouse. What they share is worked out once per state of its data, not per question.

    A connection has one of these, and one question is asked of it at a time: it keeps temporary tables there.
    """

    def __init__(self, warehouse: Warehouse, *, grace_minutes: int = GRACE_MINUTES) -> None:
        self._warehouse = warehouse
        self._staged = Staged(warehouse, grace_minutes=grace_minutes)

    def answer(self, name: str, choice: Choice | None = None, *, now: datetime | None = None) -> Answer:
        """The answer of a report. `ConfigurationError` for a report, filter or value that there is not."""
        report, choice = find_report(name), choice or Choice()
        span, parameters = self._prepare(report, choice, now)
        rows = tuple(self._warehouse.run(report.statement, **parameters))
        return Answer(report, choice.made(), span, rows, self._basis(span, parameters))

    def export(self, name: str, choice: Choice, path: Path, kind: FileKind, *, now: datetime | None = None) -> Answer:
        """Write a report's rows to a CSV or Parquet file, as tables are; gives back the answer without its rows."""
        report = find_report(name)
        span, parameters = self._prepare(report, choice, now)
        self._warehouse.export_answer(report.statement, path, kind, **parameters)
        return Answer(report, choice.made(), span, (), self._basis(span, parameters))

    def _prepare(self, report: Report, choice: Choice, now: datetime | None) -> tuple[Span | None, dict[str, object]]:
        """Stage what the report reads; the dates and the parameters of its statement."""
        check_choice(report, choice)
        clock = self._staged.refresh((now or datetime.now(UTC)).astimezone(UTC))
        parameters = parameters_of_choice(self._warehouse, choice)
        if "dates" not in report.filters:
            return None, parameters
        span = span_of(clock, choice.dates, choice.from_day, choice.to_day)
        self._staged.cover(span.first_day, span.last_day)
        parameters |= {"first_day": span.first_day, "last_day": span.last_day}
        return span, parameters | self._needed(report, span, parameters)

    def _needed(self, report: Report, span: Span, parameters: Mapping[str, object]) -> dict[str, object]:
        """What a report needs: the table of menus, those of trends, or what a statement answers as more parameters."""
        if report.needs == MENU:
            self._staged.need_menu()
        if report.needs in {TRENDS, PRODUCT_TRENDS}:
            self._staged.need_trends(span.last_day, of_products=report.needs == PRODUCT_TRENDS)
        names = NEEDED.get(report.needs or "")
        if not names:
            return {}
        values = self._warehouse.run(f"reports/stage/{report.needs}", **parameters)[0]
        return dict(zip(names, values, strict=True))

    def _basis(self, span: Span | None, parameters: Mapping[str, object]) -> Basis | None:
        return basis_of(self._warehouse, parameters) if span else None


def as_object(answer: Answer) -> dict[str, Any]:
    """An answer as JSON writes it: dates and times as text, quantities as numbers, money as pence."""
    columns = answer.report.columns
    return {
        "report": answer.report.name,
        "title": answer.report.title,
        "definition": answer.report.definition,
        "filters": dict(answer.chosen),
        "dates": _plain(asdict(answer.span)) if answer.span else None,
        "columns": [asdict(column) for column in columns],
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
