"""What is read of weeks and days adds up to the days that trends compare, each once, and to no other."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tillroll.report.trends.pairs import NOW_DAYS
from tillroll.report.trends.reading import BACKS, BITS, days_of, reading_of

MONDAY = date(2025, 6, 23)


@given(st.integers(0, 6), st.sets(st.integers(0, NOW_DAYS - 1)))
def test_what_is_read_adds_up_to_the_days(weekday: int, backs: set[int]) -> None:
    last = MONDAY + timedelta(days=weekday)
    reading = reading_of(days_of(backs), last)
    counted: Counter[int] = Counter()
    for back in _in(reading.whole):
        assert (last - timedelta(days=back)).weekday() == 0
        counted.update(range(back - 6, back + 1))
    counted.update(_in(reading.added))
    counted.subtract(_in(reading.taken_off))
    assert {back for back, times in counted.items() if times} == backs
    assert set(counted.values()) <= {0, 1}


@given(st.integers(0, 6), st.sets(st.integers(0, NOW_DAYS - 1)))
def test_no_more_is_read_than_the_days(weekday: int, backs: set[int]) -> None:
    reading = reading_of(days_of(backs), MONDAY + timedelta(days=weekday))
    assert sum(map(int.bit_count, reading)) <= len(backs)


def _in(days: int) -> list[int]:
    return [back for back, bit in zip(BACKS, BITS, strict=True) if days & bit]
