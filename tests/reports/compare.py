"""How answers are asked for and compared: what `truth` gives beside what a report gives."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.reports.happened import Ask
from tillroll.report import Basis, Choice, find_report

FEW_ROWS = 10


def choice_of(ask: Ask) -> Choice:
    named = {name: value for name, value in asdict(ask).items() if name not in {"first", "last", "rows"}}
    rows = ask.rows if ask.rows != FEW_ROWS else None
    return Choice(from_day=ask.first, to_day=ask.last, rows=rows, **named)


def is_taken(name: str, ask: Ask) -> bool:
    """Whether the report takes the filters of what is asked."""
    return set(choice_of(ask).made()) <= set(find_report(name).filters)


def plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(int(value) if isinstance(value, Decimal) else value for value in row)


def close(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Fractions may differ in the last digits of a floating-point number, whole numbers in nothing.

    The logarithm of a ratio close to one, times a chain's pence, keeps the fewest digits: some nine.
    """
    return tuple(
        pytest.approx(float(value), rel=1e-9, abs=1e-8) if isinstance(value, Fraction) else value for value in row
    )


def told_basis(basis: Basis | None) -> tuple[int, int, datetime | None, tuple[tuple[str, int], ...]]:
    """What a result says that it rests on, as `truth.basis` does."""
    assert basis
    return basis.complete_days, basis.expected_days, basis.newest_sale_at, basis.missing
