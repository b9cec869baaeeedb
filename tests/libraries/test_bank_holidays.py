"""Bank holidays as the `holidays` library knows them. They stand here because importing it takes half a second."""

import doctest
from datetime import date, time
from importlib.metadata import requires

import pytest

from tillroll import calendar
from tillroll.branches import Branch
from tillroll.calendar import expected_hours, shut_reason

NINE_TO_FIVE = time(9), time(17)


@pytest.mark.parametrize(
    ("nation", "day", "is_shut"),
    [
        ("england", date(2021, 8, 30), True),
        ("wales", date(2021, 8, 30), True),
        ("northern ireland", date(2021, 8, 30), True),
        ("scotland", date(2021, 8, 30), False),
        ("scotland", date(2021, 8, 2), True),
        ("scotland", date(2021, 4, 5), False),
        ("england", date(2021, 4, 5), True),
        ("northern ireland", date(2021, 7, 12), True),
        ("england", date(2021, 7, 12), False),
        ("england", date(2021, 12, 28), True),
        ("wales", date(2022, 9, 19), True),
        ("england", date(2023, 5, 8), True),
    ],
)
def test_each_nation_has_its_bank_holidays(nation: str, day: date, is_shut: bool) -> None:
    branch = Branch("1", "York", nation=nation, hours=(NINE_TO_FIVE,) * 7)
    assert shut_reason(branch, day) == ("bank holiday" if is_shut else None)
    assert (expected_hours(branch, day) is None) == is_shut


def test_the_examples_of_the_calendar_hold() -> None:
    assert doctest.testmod(calendar).failed == 0


def test_who_installs_the_web_app_has_them() -> None:
    """Its first page asks what is typical, which no bank holiday is."""
    assert any(
        each.startswith("holidays") and 'extra == "web"' in each.replace("'", '"')
        for each in requires("tillroll") or ()
    )
