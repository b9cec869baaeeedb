"""Spans of dates: presets, counted from today in a live warehouse and from its newest trading date otherwise."""

from datetime import date

import pytest

from tillroll.errors import ConfigurationError
from tillroll.report.dates import PRESETS, Clock, clock_of, span_of

THURSDAY = date(2024, 2, 15)
LIVE = clock_of((date(2024, 1, 1), date(2024, 2, 14)), THURSDAY, THURSDAY)
ASLEEP = clock_of((date(2024, 1, 1), date(2024, 2, 14)), date(2024, 2, 14), date(2025, 6, 1))


@pytest.mark.parametrize(
    ("preset", "live", "asleep"),
    [
        ("yesterday", ("2024-02-14", "2024-02-14"), ("2024-02-14", "2024-02-14")),
        ("last-7-days", ("2024-02-08", "2024-02-14"), ("2024-02-08", "2024-02-14")),
        ("this-week", ("2024-02-12", "2024-02-15"), ("2024-02-12", "2024-02-14")),
        ("last-week", ("2024-02-05", "2024-02-11"), ("2024-02-05", "2024-02-11")),
        ("last-4-weeks", ("2024-01-18", "2024-02-14"), ("2024-01-18", "2024-02-14")),
        ("last-4-whole-weeks", ("2024-01-15", "2024-02-11"), ("2024-01-15", "2024-02-11")),
        ("last-13-weeks", ("2023-11-16", "2024-02-14"), ("2023-11-16", "2024-02-14")),
        ("this-period", ("2024-01-29", "2024-02-15"), ("2024-01-29", "2024-02-14")),
        ("last-period", ("2024-01-01", "2024-01-28"), ("2024-01-01", "2024-01-28")),
        ("this-month", ("2024-02-01", "2024-02-15"), ("2024-02-01", "2024-02-14")),
        ("this-year", ("2024-01-01", "2024-02-15"), ("2024-01-01", "2024-02-14")),
        ("all", ("2024-01-01", "2024-02-15"), ("2024-01-01", "2024-02-14")),
    ],
)
def test_a_preset_is_a_span(preset: str, live: tuple[str, str], asleep: tuple[str, str]) -> None:
    for clock, (first, last) in ((LIVE, live), (ASLEEP, asleep)):
        span = span_of(clock, preset, None, None)
        assert (str(span.first_day), str(span.last_day)) == (first, last)


def test_whole_weeks_end_on_a_sunday_that_has_ended() -> None:
    sunday = Clock(date(2024, 1, 1), date(2024, 2, 11), date(2024, 2, 11), is_live=False)
    assert PRESETS["last-4-whole-weeks"](sunday) == (date(2024, 1, 15), date(2024, 2, 11))


def test_every_preset_is_tried() -> None:
    assert set(PRESETS) == {
        *("yesterday", "last-7-days", "this-week", "last-week", "last-4-weeks", "last-13-weeks"),
        *("last-4-whole-weeks", "this-period", "last-period", "this-month", "this-year", "all"),
    }


def test_a_span_says_from_where_it_counts() -> None:
    assert span_of(LIVE, None, None, None).words == "last-4-weeks, counted from today"
    assert span_of(ASLEEP, "yesterday", None, None).words == "yesterday, counted from the newest trading date"
    assert span_of(ASLEEP, "last-week", None, None).words == (
        "last-week, counted from the newest trading date, Wed 14 Feb 2024"
    )


def test_one_end_may_be_left_open() -> None:
    assert span_of(ASLEEP, None, date(2024, 2, 1), None).last_day == date(2024, 2, 14)
    assert span_of(ASLEEP, None, None, date(2024, 2, 1)).first_day == date(2024, 1, 1)
    assert span_of(ASLEEP, None, None, date(2023, 2, 1)).first_day == date(2023, 2, 1)


def test_an_empty_warehouse_counts_from_today() -> None:
    clock = clock_of(None, THURSDAY, THURSDAY)
    assert clock == Clock(THURSDAY, THURSDAY, THURSDAY, is_live=True)


@pytest.mark.parametrize(
    ("preset", "first", "last", "words"),
    [
        ("yesterday", THURSDAY, None, "a preset or --from and --to"),
        (None, THURSDAY, date(2024, 2, 1), "2024-02-01 lies before 2024-02-15"),
    ],
)
def test_dates_that_say_two_things_are_refused(
    preset: str | None, first: date | None, last: date | None, words: str
) -> None:
    with pytest.raises(ConfigurationError, match=words):
        span_of(LIVE, preset, first, last)
