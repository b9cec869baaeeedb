"""Baskets of a chain with more orders than are read: which of its branch-days are, and what is told of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from tests.reports.compare import choice_of, close, plain
from tests.reports.conftest import Told
from tests.reports.happened import Ask, Day, Shop
from tests.reports.shelves import BASKET_ORDERS, basket_days, draw_of
from tests.reports.truth import REPORTS
from tests.reports.world import DASH, FIRST, NOW, Place, World, deliver
from tests.warehouses.helpers import open_chain
from tillroll.report import OrdersRead, Reports

DAYS, SHARE = 9, 1300
NAMES = ("Ayr", "Bath", "Cowes", "Deal", "Ely", "Frome", "Goole", "High Wycombe")
PLACES = tuple(Place(Shop(name, "North" if name < "D" else "West"), DASH, (360, 1380), SHARE) for name in NAMES)
LAST = FIRST + timedelta(days=DAYS - 1)
WHOLE = Ask(FIRST, LAST)
ASKS = {
    "all": WHOLE,
    "fewer dates than a week": replace(WHOLE, first=LAST - timedelta(days=5)),
    "other dates": replace(WHOLE, last=LAST - timedelta(days=1)),
    "a region with fewer orders": replace(WHOLE, region="North"),
    "a product": replace(WHOLE, product="Latte"),
}


@pytest.fixture(scope="module")
def busy() -> World:
    return World(places=PLACES, days=DAYS)


@pytest.fixture(scope="module")
def told_of_many(every_warehouse: str, busy: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The chain in a warehouse of this kind."""
    del every_warehouse
    with open_chain() as chain:
        deliver(busy, chain, tmp_path_factory.mktemp("world"))
        yield Told(chain, Reports(chain.warehouse), busy)


@pytest.mark.parametrize("words", ASKS)
@pytest.mark.parametrize("name", ["affinity", "attach-rates", "menu-matrix"])
def test_what_is_bought_together_is_told_of_the_days_that_are_drawn(told_of_many: Told, name: str, words: str) -> None:
    ask = ASKS[words]
    answer = told_of_many.reports.answer(name, choice_of(ask), now=NOW.replace(tzinfo=UTC))
    assert [plain(row) for row in answer.rows] == [close(row) for row in REPORTS[name](told_of_many.world.truth, ask)]


def test_days_are_drawn_from_a_week_at_least(told_of_many: Told) -> None:
    answer = told_of_many.reports.answer("menu-matrix", choice_of(WHOLE), now=NOW.replace(tzinfo=UTC))
    read = set(told_of_many.chain.rows("select branch_id, trading_date from basket_day"))
    expected = [(day, len(sales)) for day, sales in basket_days(told_of_many.world.truth, WHOLE)]
    held = sum(orders for _, orders in expected)
    assert read == {(day.branch.lower().replace(" ", "-"), day.trading_date) for day, _ in expected}
    assert min(day.trading_date for day, _ in expected) == LAST - timedelta(days=6)
    assert answer.basis
    assert answer.basis.read == OrdersRead(held, len(expected), LAST - timedelta(days=6), LAST)
    assert BASKET_ORDERS <= held < BASKET_ORDERS + max(orders for _, orders in expected)
    assert {day.trading_date.weekday() for day, _ in expected} == set(range(7))


def test_consecutive_dates_and_branches_scatter() -> None:
    """As independent draws do: of a fifth of all, there are 40 a date, and of a fifth of it the next date is drawn."""
    dates = [FIRST + timedelta(days=number) for number in range(7)]
    days = [Day(f"Branch {number}", when, "complete") for number in range(200) for when in dates]
    drawn = {(day.branch, day.trading_date) for day in sorted(days, key=draw_of)[: len(days) // 5]}
    assert all(25 <= number <= 55 for number in Counter(when for _, when in drawn).values())
    assert max(Counter(branch for branch, _ in drawn).values()) <= 5
    both = sum((branch, when + timedelta(days=1)) in drawn for branch, when in drawn)
    assert 30 <= both <= 66
