"""The trends of products equal what plain Python makes of the sales, of the whole chain and of every choice of it."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from statistics import fmean, median
from typing import Any

import pytest

from tests.trends.chains import DAYS, FIRST, simulate
from tillroll import wiring
from tillroll.report import Choice, Grant, Reports, find_role, scope_of
from tillroll.settings import read_settings
from tillroll.simulate.cafes import Cafe
from tillroll.simulate.world import World
from tillroll.wiring import Opened

LAST = FIRST + timedelta(days=DAYS - 1)
NOW = datetime.combine(LAST + timedelta(days=31), time(), UTC)
EVERY = 1000
LINES = """
select line.branch_id, line.trading_date, product.product, product.category, sum(line.net_pence), sum(line.quantity)
from current_sale_line as line inner join report_product as product on line.product_id = product.product_id
group by all
"""
Item = tuple[str, str]
Sums = list[float]
"""Net sales now and then, units now and then."""
Rows = dict[tuple[str, str, int], Sequence[Any]]


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Opened]]:
    world, path = simulate(tmp_path_factory.mktemp("products"), 5, "steep", 12, 40)
    settings = read_settings({"warehouse": f"duckdb:///{path}"}, {}, path.parent)
    with wiring.open_warehouse(settings, read_only=True) as opened:
        yield world, opened


def cafes_by_id(world: World, opened: Opened) -> dict[str, Cafe]:
    codes = {cafe.code: cafe for cafe in world.cafes}
    return {
        branch_id: codes[code] for branch_id, code in opened.warehouse.execute("select branch_id, code from branch")
    }


def largest_region(cafes: dict[str, Cafe]) -> str:
    """That of the most branches."""
    return Counter(sorted(cafe.town.region for cafe in cafes.values())).most_common(1)[0][0]


def owner_on(cafe: Cafe, day: date) -> str:
    """Its franchise on a day."""
    return next(
        each.franchise for each in cafe.owners if (each.from_date or date.min) <= day <= (each.to_date or date.max)
    )


def is_of(cafe: Cafe, franchise: str, branch: str, each: str, day: date) -> bool:
    return each == branch and owner_on(cafe, day) == franchise


def truth(opened: Opened, is_own: Callable[[str, date], bool]) -> Rows:
    """What the report must tell of the compared days that are chosen, but for the least and the most."""
    sold = opened.warehouse.execute(LINES)
    found: Rows = {}
    for weeks in (4, 13):
        pairs = opened.warehouse.execute(f"select branch_id, trading_date from trend_day where weeks = {weeks}")
        now = {pair for pair in pairs if is_own(*pair)}
        then = {(branch, day - timedelta(weeks=weeks)): day for branch, day in now}
        by_item: dict[Item, dict[date, Sums]] = {}
        for branch, day, product, category, pence, units in sold:
            for at, of in ((0, day if (branch, day) in now else None), (1, then.get((branch, day)))):
                if of:
                    sums = by_item.setdefault((product, category), {}).setdefault(of, [0, 0, 0, 0])
                    sums[at] += pence
                    sums[at + 2] += float(units)
        found |= {(*item, weeks): row for item, row in reckoned(by_item).items()}
    return found


def reckoned(by_item: dict[Item, dict[date, Sums]]) -> dict[Item, tuple[Any, ...]]:
    days = {day for sums in by_item.values() for day in sums}
    per_week = len({day.weekday() for day in days}) / len(days) if days else 0
    whole = {day: [sum(sums[day][at] for sums in by_item.values() if day in sums) for at in (0, 1)] for day in days}
    return {item: figures_of(sums, whole, per_week) for item, sums in by_item.items()}


def figures_of(sums: dict[date, Sums], whole: dict[date, Sums], per_week: float) -> tuple[Any, ...]:
    """Change, against all, net sales, change, of units, of prices, against all in pence a week."""
    net, net_then, units, units_then = (sum(each[at] for each in sums.values()) for at in range(4))
    both = [day for day, (now, then, *_) in sums.items() if now > 0 and then > 0]
    own, against = None, None
    prices = [pence / sold for pence, sold in ((net, units), (net_then, units_then)) if sold]
    of_units = (units - units_then) * fmean(prices) * per_week
    if len(both) >= 12 and len(both) >= 0.9 * len(sums) and min(units, units_then) >= 30:
        logs = {day: math.log(sums[day][0] / sums[day][1]) for day in both}
        own = mean_of_tame(list(logs.values()))
        against = mean_of_tame([logs[day] - math.log(whole[day][0] / whole[day][1]) for day in both])
    change = (net - net_then) * per_week
    return (
        None if own is None else math.expm1(own),
        None if against is None else math.expm1(against),
        net * per_week,
        change,
        of_units,
        change - of_units,
        None if against is None else net * per_week * (1 - math.exp(-against)),
    )


def mean_of_tame(values: list[float]) -> float:
    """Without those that lie more than four times the usual scatter from the middle."""
    middle = median(values)
    reach = 4 * max(1.4826 * median(abs(value - middle) for value in values), 0.01)
    return fmean(value for value in values if abs(value - middle) <= reach)


def told(asked: Reports, **chosen: object) -> Rows:
    rows = asked.answer("trend-by-product", Choice(rows=EVERY, **chosen), now=NOW).rows  # type: ignore[arg-type]
    return {(product, category, weeks): figures for product, category, weeks, *figures in rows}


def check(rows: Rows, wanted: Rows) -> None:
    assert rows.keys() == wanted.keys()
    for key, (change, against, low, high, *pence) in rows.items():
        assert (change, against, *pence) == pytest.approx(wanted[key], abs=1.01), key
        assert (change, against) == pytest.approx(wanted[key][:2]), key
        assert (low is None) == (high is None) == (against is None)
        assert against is None or low < against < high


def test_products_of_any_choice_are_those_of_its_own_branches(chain: tuple[World, Opened]) -> None:
    world, opened = chain
    cafes, asked = cafes_by_id(world, opened), Reports(opened.warehouse)
    region = largest_region(cafes)
    branch = next(each for each, cafe in cafes.items() if cafe.town.region == region)
    franchise = owner_on(cafes[branch], LAST)
    choices: list[tuple[dict[str, object], Callable[[str, date], bool]]] = [
        ({}, lambda _branch, _day: True),
        ({"branch": branch}, lambda own, _day: own == branch),
        ({"region": region}, lambda own, _day: cafes[own].town.region == region),
        ({"franchise": franchise}, lambda own, day: owner_on(cafes[own], day) == franchise),
        (
            {"region": region, "franchise": franchise},
            lambda own, day: cafes[own].town.region == region and owner_on(cafes[own], day) == franchise,
        ),
    ]
    first = [told(asked, **chosen) for chosen, _ in choices]
    for rows, (_, is_own) in zip(first, choices, strict=True):
        check(rows, truth(opened, is_own))
        assert any(row[1] is not None for row in rows.values())
    assert all(rows != first[0] for rows in first[1:])
    again = [told(asked, **chosen) for chosen, _ in reversed(choices)]
    assert again == first[::-1]


def test_a_franchise_has_the_days_now_that_are_its_own(chain: tuple[World, Opened]) -> None:
    world, opened = chain
    cafes, asked = cafes_by_id(world, opened), Reports(opened.warehouse)
    branch, cafe = next((each, cafe) for each, cafe in cafes.items() if len(cafe.owners) > 1)
    came = cafe.owners[1].from_date
    assert came
    for owner in cafe.owners:
        rows = told(asked, to_day=came + timedelta(days=13), franchise=owner.franchise, branch=branch)
        check(rows, truth(opened, partial(is_of, cafe, owner.franchise, branch)))
        assert {weeks for _, _, weeks in rows} == {4}


@pytest.mark.parametrize("role", ["area", "franchise", "manager"])
def test_who_sees_a_part_is_told_what_the_owner_is_told_of_it(chain: tuple[World, Opened], role: str) -> None:
    world, opened = chain
    cafes = cafes_by_id(world, opened)
    branch = min(cafes, key=lambda each: len(cafes[each].owners))
    cafe = cafes[branch]
    kind, name = {
        "area": ("region", cafe.town.region),
        "franchise": ("franchise", cafe.owners[0].franchise),
        "manager": ("branch", branch),
    }[role]
    scope = scope_of(opened.warehouse, find_role(role), [Grant(kind, name)])  # type: ignore[arg-type]
    mine = told(Reports(opened.warehouse, scope=scope))
    assert mine == told(Reports(opened.warehouse), **{kind: name})
    assert mine


def test_who_chooses_what_they_do_not_see_is_not_told_of_it(chain: tuple[World, Opened]) -> None:
    world, opened = chain
    cafes = cafes_by_id(world, opened)
    region = largest_region(cafes)
    mine = [branch for branch, cafe in cafes.items() if cafe.town.region == region]
    scope = scope_of(opened.warehouse, find_role("manager"), [Grant("branch", mine[0])])
    asked = Reports(opened.warehouse, scope=scope)
    assert len(mine) > 1
    assert told(asked, region=region) == told(asked)
