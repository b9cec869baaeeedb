"""A bill is the sum of its lines, each as reckoned anew; more sales never cost less; a part takes its own lines."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.reference.cost import LINES_OF, OPTIONAL, data, reckon
from tillroll.cost import Bill, Chain, bill_of, parts_of, read_measured, read_prices
from tillroll.cost.chain import MOST_BRANCHES, MOST_SALES, SWITCHES

PRICES, MEASURED = data("prices-2026-11.toml"), data("cloud-measured.toml")
BRANCHES, SALES = st.integers(0, 2000), st.integers(0, 5000)
SOME_PARTS = st.sets(st.sampled_from(sorted(SWITCHES)))


def bill(chain: Chain, *, has_free_tier: bool = False) -> Bill:
    return bill_of(chain, read_measured(), read_prices(), has_free_tier=has_free_tier)


def pounds(found: Bill) -> dict[str, Fraction]:
    return {line.item: found.pounds(line) for line in found.lines}


@given(BRANCHES, SALES, st.integers(1, 31), SOME_PARTS)
def test_each_line_is_as_reckoned_by_hand(branches: int, sales: int, days: int, off: set[str]) -> None:
    parts = frozenset(SWITCHES) - off
    expected = reckon(PRICES, MEASURED, branches, sales, days, off=frozenset(off))
    assert pounds(bill(Chain(branches, sales, days, parts=parts))) == expected


@given(st.integers(0, 300), st.integers(1, 1000), st.integers(0, 1000))
def test_so_is_a_chain_that_streams(branches: int, sales: int, streamed: int) -> None:
    streamed = min(sales, streamed)
    expected = reckon(PRICES, MEASURED, branches, sales, streamed=streamed)
    assert pounds(bill(Chain(branches, sales, streamed_sales=streamed))) == expected


@given(BRANCHES, SALES, SOME_PARTS, st.booleans())
def test_the_total_is_the_sum_of_the_lines(branches: int, sales: int, off: set[str], has_free_tier: bool) -> None:
    found = bill(Chain(branches, sales, parts=frozenset(SWITCHES) - off), has_free_tier=has_free_tier)
    assert found.total() == sum(map(found.pounds, found.lines))
    assert found.total() == found.total(is_fixed=True) + found.total(is_fixed=False)
    assert min(map(found.pounds, found.lines)) >= 0
    assert len({line.item for line in found.lines}) == len(found.lines)


@given(BRANCHES, SALES, st.integers(0, 50), st.integers(0, 50))
def test_more_branches_or_sales_never_cost_less(branches: int, sales: int, more: int, busier: int) -> None:
    for has_free_tier in (False, True):
        less = pounds(bill(Chain(branches, sales), has_free_tier=has_free_tier))
        larger = pounds(bill(Chain(branches + more, sales + busier), has_free_tier=has_free_tier))
        assert all(less[item] <= larger[item] for item in less)


@given(BRANCHES, SALES, st.sampled_from(sorted(SWITCHES)), SOME_PARTS)
def test_a_part_takes_its_own_lines_and_no_other(branches: int, sales: int, part: str, off: set[str]) -> None:
    before = pounds(bill(Chain(branches, sales, parts=frozenset(SWITCHES) - off)))
    after = pounds(bill(Chain(branches, sales, parts=frozenset(SWITCHES) - off - {part})))
    assert after == {item: money for item, money in before.items() if item not in LINES_OF[part]}


@given(BRANCHES, SALES)
def test_a_free_tier_takes_off_and_never_pays(branches: int, sales: int) -> None:
    whole, less = bill(Chain(branches, sales)), bill(Chain(branches, sales), has_free_tier=True)
    assert all(0 <= line.free <= line.quantity for line in less.lines)
    assert all(pounds(less)[item] <= money for item, money in pounds(whole).items())


def test_the_usual_parts_are_all_but_some() -> None:
    assert parts_of() == frozenset(SWITCHES) - set(OPTIONAL)
    assert LINES_OF.keys() == SWITCHES.keys()


def test_the_largest_chain_has_a_bill() -> None:
    found = bill(Chain(MOST_BRANCHES, MOST_SALES, 31, streamed_sales=MOST_SALES))
    assert 0 < found.total() < 10**9
