"""Drivers sum to the change to the penny, whatever prices and mix did; estimates mind what they should."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from tests.trends.made_up import made_up
from tillroll.report.trends.drivers import Drivers, drive, shared_out, sums_of
from tillroll.report.trends.estimate import clumping, estimate
from tillroll.report.trends.judge import Judged, judge
from tillroll.report.trends.pairs import Pair

DAY = date(2025, 6, 2)


@pytest.fixture(scope="module")
def judged() -> list[Judged]:
    return judge(made_up(5, branches=40, share=0.2).paired)


def test_the_drivers_of_every_branch_sum_to_its_change_a_week(judged: list[Judged]) -> None:
    for trends in judged:
        driven = drive(trends, {(branch, trends.weeks): 0.01 for branch in trends.branches})
        for branch, own in driven.own.items():
            sums = sums_of(trends.branches[branch].pairs, 0.01)
            assert own.total == round(sums.net - sums.net_then)
        assert sum(own.total for own in driven.own.values()) == sum(each.total for each in driven.region_own.values())


def test_parts_sum_to_the_whole_whatever_they_are() -> None:
    rng = Random(3)
    for _ in range(500):
        net, base = rng.uniform(1, 1e6), rng.uniform(1, 1e6)
        factors = (rng.gauss(0, 0.2), rng.gauss(0, 0.1), rng.choice((0.0, 0.05)), rng.gauss(0, 0.01))
        assert shared_out(net, base, factors).total == round(net - base)
        whole, part = rng.randrange(1, 10**6) + 0.5, rng.randrange(1, 10**6) + 0.0
        assert shared_out(whole, part, factors).total == round(whole - part)
    assert shared_out(500.0, 500.0, (0.0, 0.0, 0.0, 0.0)) == Drivers()


def test_a_rise_of_prices_alone_is_all_price() -> None:
    pair = Pair(DAY, 0, 11_000, 10_000, 50, 50, 100.0, 100.0)
    found = sums_of([pair, pair], 0.0953102)
    drivers = shared_out(found.net, found.net_then, found.factors)
    assert (drivers.traffic, drivers.items) == (0, 0)
    assert abs(drivers.mix) <= 1


def test_one_wild_day_moves_nothing() -> None:
    calm = [-0.1 + 0.02 * (at % 3 - 1) for at in range(27)]
    assert estimate([*calm, 1.5]).size == pytest.approx(estimate(calm).size)
    assert estimate([*calm, 1.5]).wild == 1


def test_days_that_go_together_widen_the_error() -> None:
    rng = Random(1)
    apart = [[[rng.gauss(0, 1) for _ in range(7)] for _ in range(4)] for _ in range(100)]
    together = [[[rng.gauss(0, 1)] * 7 for _ in range(4)] for _ in range(100)]
    assert clumping(apart) < 1.1
    assert clumping(together) > 2


def test_missing_weeks_and_few_days_leave_a_branch_without_a_trend() -> None:
    paired = made_up(7, branches=30).paired
    key = ("b3", 13)
    few = [pair for pair in paired.pairs[key] if _is_in_two_weeks(paired.last_day, pair)]
    (trends,) = (each for each in judge(replace(paired, pairs={**paired.pairs, key: few})) if each.weeks == 13)
    assert trends.branches["b3"].own is None
    assert "days can be compared" in trends.branches["b3"].reason


def test_wild_days_are_counted_with_peers_and_without() -> None:
    for branches in (5, 30):
        paired = made_up(3, branches=branches).paired
        known = [trend for trends in judge(paired) for trend in trends.branches.values() if trend.own]
        assert sum(trend.wild for trend in known) > 0
        for trend in known:
            assert trend.wild == len(paired.pairs[trend.subject, trend.weeks]) - len(trend.pairs)


def _is_in_two_weeks(last: date, pair: Pair) -> bool:
    return last - pair.day < timedelta(days=14)
