"""Day or month first: the format's word, the other rows and the file's name settle it, or nothing does."""

from collections.abc import Mapping
from datetime import date

import pytest

from tillroll.cells import DateOrder
from tillroll.settle import Settled, other, settle_dates

MAY, SEPTEMBER = date(2023, 5, 9), date(2023, 9, 5)


def settled(
    texts: Mapping[str, int] | str,
    name_day: date | None = None,
    declared: DateOrder = "day_first",
    *,
    has_short_hours: bool = False,
) -> Settled:
    rows = {texts: 1} if isinstance(texts, str) else texts
    return settle_dates(rows, declared, name_day, has_short_hours=has_short_hours)


@pytest.mark.parametrize(("declared", "day"), [("day_first", MAY), ("month_first", SEPTEMBER)])
def test_padded_dates_are_taken_at_the_formats_word(declared: DateOrder, day: date) -> None:
    assert settled("09/05/2023", declared=declared) == Settled({"09/05/2023": day})


def test_padded_dates_of_the_other_order_are_taken_in_it() -> None:
    assert settled({"09/05/2023": 8, "09/13/2023": 1}).dates == {
        "09/05/2023": SEPTEMBER,
        "09/13/2023": date(2023, 9, 13),
    }


def test_padded_dates_of_both_orders_stay_in_the_formats() -> None:
    assert settled({"09/05/2023": 1, "09/13/2023": 1, "13/09/2023": 1}).dates == {
        "09/05/2023": MAY,
        "13/09/2023": date(2023, 9, 13),
    }


def test_a_year_first_date_leaves_nothing_open() -> None:
    assert settled({"2023-05-09": 1, "2023-13-09": 1}) == Settled({"2023-05-09": MAY})


def test_the_order_that_reads_more_rows_settles_a_saved_again_document() -> None:
    assert settled({"9/5/2023": 1, "9/13/2023": 5}).dates["9/5/2023"] == SEPTEMBER
    assert settled({"9/5/2023": 1, "13/9/2023": 5, "9/13/2023": 4}).dates["9/5/2023"] == MAY


@pytest.mark.parametrize("name_day", [MAY, SEPTEMBER])
def test_the_files_name_settles_what_the_rows_leave_open(name_day: date) -> None:
    assert settled("9/5/2023", name_day) == Settled({"9/5/2023": name_day}, used_file_name=True)


def test_a_short_hour_shows_that_padded_dates_were_saved_again() -> None:
    assert settled("09/05/2023", SEPTEMBER, has_short_hours=True).dates == {"09/05/2023": SEPTEMBER}


def test_dates_that_are_the_same_either_way_need_no_name() -> None:
    assert settled("5/5/2023") == Settled({"5/5/2023": date(2023, 5, 5)})


@pytest.mark.parametrize("name_day", [None, date(2023, 1, 1)])
def test_what_nothing_settles_is_ambiguous_and_not_guessed(name_day: date | None) -> None:
    rows = {"9/5/2023": 3, "5/5/2023": 1, "2023-05-09": 1}
    assert settled(rows, name_day) == Settled({"5/5/2023": date(2023, 5, 5), "2023-05-09": MAY}, is_ambiguous=True)


def test_a_name_that_meets_both_orders_equally_settles_nothing() -> None:
    assert settled({"9/5/2023": 1, "5/9/2023": 1}, MAY).is_ambiguous


@pytest.mark.parametrize("name_day", [None, date(2026, 6, 6), date(2026, 7, 7)])
@pytest.mark.parametrize(("text", "declared"), [("7/6/2026", "day_first"), ("6/7/2026", "month_first")])
def test_a_night_after_a_day_that_is_the_same_either_way_is_the_next_day(
    name_day: date | None, text: str, declared: DateOrder
) -> None:
    for order in (declared, other(declared)):
        found = settled({"6/6/2026": 400, text: 3}, name_day, order)
        assert found == Settled({"6/6/2026": date(2026, 6, 6), text: date(2026, 6, 7)})


def test_a_last_night_of_a_month_is_settled_too() -> None:
    assert settled({"12/12/2026": 9, "13/12/2026": 1}).dates["13/12/2026"] == date(2026, 12, 13)
    assert settled({"1/1/2026": 9, "1/2/2026": 1, "2/1/2026": 1}).is_ambiguous


def test_more_rows_on_the_names_date_settle_it() -> None:
    assert settled({"9/5/2023": 3, "5/9/2023": 1}, MAY).dates["9/5/2023"] == MAY


def test_a_document_without_a_readable_date_has_none() -> None:
    assert settled({"": 3, "soon": 2}, has_short_hours=True).dates == {}
