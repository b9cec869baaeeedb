"""What advice follows from: rows of the catalogue, which the digest and Today ask by the same rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from tillroll.report import Basis

MISSING_DAYS, FINDING_DAYS = 7, 28
FEWEST_BRANCHES = 2
Row = Mapping[str, Any]


class Ask(Protocol):
    """What gives the rows of a report, by column, over the dates that are told of and so many days before."""

    def __call__(self, name: str, days_before: int, /) -> Sequence[Row]:
        """None of a report that may not be seen."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What is so up to a trading date. Parts that the scope does not let see are empty, or None.

    `missing` are the missing branch-days of a week, the newest first; `finding` is what changed most for weeks;
    `branches` those with what is typical of them, the largest gain first, where there are several; `causes` those of
    the difference to a typical day. Who sees no money has `orders` beside what is typical of them, and so `hours`,
    each by itself.
    """

    day: date
    basis: Basis | None
    missing: Sequence[Row]
    finding: Row | None
    branches: Sequence[Row]
    causes: Sequence[Row]
    orders: Row | None
    hours: Sequence[Row]


def facts_of(ask: Ask, day: date, basis: Basis | None, *, has_money: bool) -> Facts:
    """The facts of dates that end on a day, whose figures rest on this; what compares the same is asked in a row."""
    branches, causes = (ask(f"versus-typical-{name}", 0) for name in ("by-branch", "causes"))
    orders, hours = (() if has_money else ask(f"{name}-versus-typical", 0) for name in ("orders", "orders-by-hour"))
    return Facts(
        day=day,
        basis=basis,
        missing=ask("missing-days", MISSING_DAYS - 1),
        finding=first(ask("findings", FINDING_DAYS - 1)),
        branches=branches if len(branches) >= FEWEST_BRANCHES else (),
        causes=causes,
        orders=first(orders),
        hours=hours,
    )


def first(rows: Sequence[Row]) -> Row | None:
    """The first row, if there is one."""
    return rows[0] if rows else None
