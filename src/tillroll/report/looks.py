"""Branch-days as a statement takes them: most look like others, so each look is handed over once."""

from collections.abc import Sequence
from datetime import datetime

from tillroll.report.branch_days import RegisterRow

_LOOK = ("states", "reasons", "are_expected", "are_punctual", "open_from", "open_to", "open_minutes", "due_minutes")
"""What each number that stands for the look of branch-days means."""


def looks_of(rows: Sequence[RegisterRow]) -> dict[str, list[object]]:
    """The branch-days with the numbers of their looks, and what each number means, as lists by parameter."""
    looks = [_look(row) for row in rows]
    numbers = {look: number for number, look in enumerate(dict.fromkeys(looks))}
    return {
        "branch_ids": [row.branch_id for row in rows],
        "trading_dates": [row.trading_date for row in rows],
        "looks": [numbers[look] for look in looks],
        "look_numbers": list(numbers.values()),
        **{name: [look[at] for look in numbers] for at, name in enumerate(_LOOK)},
    }


def _look(row: RegisterRow) -> tuple[object, ...]:
    """What a branch-day has in common with many others, in the order of `_LOOK`."""
    midnight = row.trading_date.toordinal()
    opening = _minutes(midnight, row.expected_open), _minutes(midnight, row.expected_close)
    due = _minutes(midnight, row.due_at)
    return row.state, row.reason, row.is_expected, row.is_punctual, *opening, row.open_minutes, due


def _minutes(midnight: int, moment: datetime | None) -> int | None:
    """Minutes after the midnight with which a date begins."""
    return None if moment is None else (moment.toordinal() - midnight) * 1440 + moment.hour * 60 + moment.minute
