"""Tiles: the four figures of a span, each beside what is typical and beside the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tillroll.report import Answer, Choice, find_report
from tillroll.web.page import Visit
from tillroll.web.rows import raw, told

TYPICAL, YEAR, SPEND = "key-figures-versus-typical", "key-figures-versus-last-year", "average-spend"
ORDERS, ORDERS_OF_YEAR = "orders-versus-typical", "orders-versus-last-year"
"""What who sees no money is told instead."""
_MONEY = (
    ("Net sales", "net_pence", "net_change"),
    ("Orders", "orders", "orders_change"),
    ("Average spend", "average_spend_pence", "average_spend_change"),
    ("Items per order", "items_per_order", "items_per_order_change"),
)
_OF_ITEMS = (_MONEY[0], ("Items", "units", "units_change"))
_PLAIN = tuple(row for row in _MONEY if row[0] in {"Orders", "Items per order"})


@dataclass(frozen=True, slots=True)
class Against:
    """One comparison of a figure: in words, with the sign of the change: -1, 0 or 1; None where nothing is known."""

    words: str
    sign: int | None


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure, and what it is beside others. `report` is where it comes from."""

    label: str
    figure: str
    report: str
    against: Sequence[Against]


def tiles(visit: Visit, choice: Choice) -> list[Tile]:
    """The key figures of the choice: without money for who sees none. Empty where nothing was sold."""
    if visit.scope.refusal(find_report(SPEND)):
        usual, year = (_ask(visit, name, choice) for name in (ORDERS, ORDERS_OF_YEAR))
        now = next((each for each in (usual, year) if each and raw(each, each.rows[0], "days")), None)
        figures = [row for row in _known(visit.fitting(ORDERS, choice)) if row in _PLAIN]
    else:
        now, usual, year = (_ask(visit, name, choice) for name in (SPEND, TYPICAL, YEAR))
        figures = list(_known(choice))
    return [
        _tile(now, label, column, [(usual, change, "typical"), (year, change, "last year")])
        for label, column, change in figures
        if now
    ]


def _known(choice: Choice) -> Sequence[tuple[str, str, str]]:
    """The figures that are known: of a tender or a daypart no items are, of items no orders."""
    if choice.product or choice.category or choice.size:
        return _OF_ITEMS
    return [row for row in _MONEY if row[1] != "items_per_order" or not (choice.tender or choice.daypart)]


def _ask(visit: Visit, name: str, choice: Choice) -> Answer | None:
    """An answer that has a row."""
    answer = visit.ask(name, visit.fitting(name, choice))
    return answer if answer.rows else None


def _tile(now: Answer | None, label: str, column: str, beside: Sequence[tuple[Answer | None, str, str]]) -> Tile:
    figure = told(now, now.rows[0], column) if now else "–"
    return Tile(label, figure, now.report.name if now else "", [_against(*each) for each in beside])


def _against(answer: Answer | None, change: str, what: str) -> Against:
    value: Any = raw(answer, answer.rows[0], change) if answer else None
    if answer is None or value is None:
        return Against(
            f"no {what} to compare with" if what == "last year" else "too few days to say what is typical", None
        )
    words = told(answer, answer.rows[0], change)
    sign = (value > 0) - (value < 0) if words.strip("0.,%") else 0
    return Against(f"{'+' if sign > 0 else ''}{words} on {what}", sign)
