"""What a file's name supplies: a branch, a date, a till; and what must not be shown of it."""

from datetime import date

import pytest

from tillroll.filename import mask_long_numbers, read_file_name, slug

FIFTH = date(2020, 11, 5)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("London Brixton", "london-brixton"),
        ("  London _ brixton ", "london-brixton"),
        ("Southend-on-Sea", "southend-on-sea"),
        ("Pont-y-pw\u0302l", "pont-y-pŵl"),
        ("Straße", "strasse"),
        ("-_ ", ""),
    ],
)
def test_a_slug_is_one_whichever_way_a_name_is_written(name: str, key: str) -> None:
    assert slug(name) == key


def test_branch_and_date_of_a_files_name() -> None:
    table = {
        "chesterfield_05-11-2020_14-04-23.csv": ("chesterfield", FIFTH),
        "london_brixton_05-11-2020_08-00-00.csv.gz": ("london_brixton", FIFTH),
        "southend-on-sea_5-11-2020_09-00-00(in).csv": ("southend-on-sea", FIFTH),
        "pont-y-pŵl_05-11-2020_09-00-00_done.csv": ("pont-y-pŵl", FIFTH),
        "2020-11-05-isle-of-wight.csv": ("isle-of-wight", FIFTH),
        "2020-11-05-isle-of-wight.excel.csv": ("isle-of-wight", FIFTH),
        "2020-11-05 London Camden (1).csv": ("London Camden", FIFTH),
        "leeds_2020-11-05.csv": ("leeds", FIFTH),
        "incoming/leeds_05-11-2020_09-00-00.csv": ("leeds", FIFTH),
        "2020/11/5/leeds.csv": (None, FIFTH),
        "2022/3/16/leeds_05-11-2020.csv": ("leeds", FIFTH),
        "leeds_31-02-2021.csv": ("leeds", None),
        "raw-data.csv": (None, None),
    }
    assert {name: (read_file_name(name).branch, read_file_name(name).day) for name in table} == table


def test_the_words_that_exports_are_called_by_are_no_branch() -> None:
    names = ("items-2020-11-05-2020-11-06.csv", "Sales Report 05-11-2020.csv", "till_05-11-2020.csv", "2020-11-05.csv")
    assert [read_file_name(name).branch for name in names] == [None] * 4
    assert read_file_name("Till Street_05-11-2020.csv").branch == "Till Street"


def test_a_till_in_a_files_name() -> None:
    table = {
        "leeds_till 2_05-11-2020_09-00-00.csv": ("leeds", "2"),
        "leeds_till-2-05-11-2020.csv": ("leeds", "2"),
        "leeds_05-11-2020_Till3.csv": ("leeds", "3"),
        "2020-11-05-leeds-till-b.csv": ("leeds", "b"),
    }
    found = {name: read_file_name(name) for name in table}
    assert {name: (told.branch, told.till) for name, told in found.items()} == table
    assert {told.day for told in found.values()} == {FIFTH}


def test_not_every_word_after_till_is_one() -> None:
    table = {"2020/11/5/till export.csv": None, "leeds_till_05-11-2020.csv": None, "tilly_05-11-2020.csv": None}
    assert {name: read_file_name(name).till for name in table} == table
    assert {read_file_name(name).day for name in table} == {FIFTH}


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("S17_20201105_T4.csv", r"(?P<branch>\w+?)_(?P<date>\d{8})_T(?P<till>\d)"),
        ("S17 5.11.2020 T4.csv", r"(?P<branch>\w+) (?P<date>[\d.]+) T(?P<till>\d)"),
        ("S17 2020_11_05 T4.csv", r"(?P<branch>\w+?) (?P<date>[\d_]+) T(?P<till>\d)"),
    ],
)
def test_a_formats_own_pattern_reads_a_name(name: str, pattern: str) -> None:
    told = read_file_name("in/" + name, pattern)
    assert (told.branch, told.day, told.till) == ("S17", FIFTH, "4")


def test_what_a_pattern_does_not_find_is_found_the_usual_way() -> None:
    told = read_file_name("leeds_till 2_05-11-2020.csv", "(?P<branch>york|hull)?_")
    assert (told.branch, told.day, told.till) == ("leeds", FIFTH, "2")
    assert read_file_name("leeds_05-11-2020.csv", "_(?P<date>99)").branch == "leeds"


def test_hints_are_the_name_and_its_folders_innermost_first() -> None:
    assert read_file_name("North/BT1/Belfast_05-11-2020.csv").hints == ("belfast-05-11-2020.csv", "bt1", "north")


def test_card_numbers_in_a_name_are_masked() -> None:
    stars = "*" * 13
    table = {
        "leeds 4111111111111111.csv": f"leeds {stars}.csv",
        "leeds 4111-1111-1111-1111.csv": f"leeds {stars}.csv",
        "leeds_4111_1111_1111_1111.csv": f"leeds_{stars}.csv",
        "leeds 4111.1111.1111.1111.csv": f"leeds {stars}.csv",
        "leeds 3782-822463-10005.csv": f"leeds {stars}.csv",
        "2021_0825_0900_12.csv": "2021_0825_0900_12.csv",
        "1234567890123": stars,
        "12345678901234567890": stars,
        "leeds_05-11-2020_09-00-00.csv": "leeds_05-11-2020_09-00-00.csv",
        "123456789012.csv": "123456789012.csv",
    }
    assert {name: mask_long_numbers(name) for name in table} == table
