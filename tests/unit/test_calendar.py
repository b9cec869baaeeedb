"""Opening days: hours by weekday, closures, and the bank holidays of four nations."""

import builtins
import re
from datetime import date, datetime, time
from pathlib import Path

import pytest

from tillroll import calendar
from tillroll.branches import Branch, BranchList, Hours, read_branches
from tillroll.calendar import Closure, bank_holidays, expected_hours, read_closures, shut_reason
from tillroll.errors import ConfigurationError

NINE_TO_FIVE = time(9), time(17)
MONDAY, SUNDAY = date(2021, 8, 30), date(2021, 8, 29)
WEEK = (*[NINE_TO_FIVE] * 6, None)
LEEDS = Branch("L1", "Leeds", ("Leeds City",), "North", hours=WEEK)
LIST = BranchList((LEEDS, Branch("BT1", "Belfast", region="Ulster"), Branch("BT3", "Belfast", region="Ulster")))
DOCUMENTED = Path(__file__).parents[2] / "docs" / "how-to" / "branches.md"


def at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour))


def closures_of(tmp_path: Path, text: str, branches: BranchList = LIST) -> tuple[Closure, ...]:
    path = tmp_path / "closures.csv"
    path.write_text(text, encoding="utf-8")
    return read_closures(path, branches)


def test_hours_are_the_weekdays() -> None:
    assert expected_hours(LEEDS, MONDAY) == (at(MONDAY, 9), at(MONDAY, 17))
    assert expected_hours(LEEDS, SUNDAY) is None
    assert shut_reason(LEEDS, SUNDAY) == "weekday"


@pytest.mark.parametrize(
    ("hours", "closes_at"), [((time(17), time(1)), 1), ((time(9), time(0)), 0), ((time(0), time(0)), 0)]
)
def test_a_close_past_midnight_is_the_next_days(hours: Hours, closes_at: int) -> None:
    found = expected_hours(Branch("1", "Late", hours=(hours,) * 7), SUNDAY)
    assert found == (datetime.combine(SUNDAY, hours[0]), at(MONDAY, closes_at))


def test_unknown_hours_shut_no_day() -> None:
    unknown = Branch("1", "York")
    assert expected_hours(unknown, MONDAY) is None
    assert shut_reason(unknown, MONDAY) is None


def test_a_branch_trades_from_its_first_to_its_last_day() -> None:
    branch = Branch("1", "York", opened=date(2021, 8, 3), closed=date(2021, 8, 5))
    reasons = [shut_reason(branch, date(2021, 8, day)) for day in range(2, 7)]
    assert reasons == ["not opened yet", None, None, None, "closed for good"]


def test_a_branch_may_open_on_bank_holidays() -> None:
    branch = Branch("1", "York", nation="england", is_open_on_bank_holidays=True, hours=WEEK)
    assert expected_hours(branch, MONDAY) == (at(MONDAY, 9), at(MONDAY, 17))


def test_bank_holidays_without_their_package_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    original = builtins.__import__

    def without_holidays(name: str, *args: object) -> object:
        if name == "holidays":
            raise ImportError
        return original(name, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without_holidays)
    with pytest.raises(ConfigurationError, match=r"need the package `holidays`: install `tillroll\[holidays\]`"):
        bank_holidays.__wrapped__("england", 1999)


def test_a_branch_without_a_nation_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(calendar, "_country_holidays")
    assert shut_reason(LEEDS, MONDAY) is None


def test_closures_are_of_a_branch_a_region_or_all(tmp_path: Path) -> None:
    rows = "leeds city,,2021-08-30,2021-08-31,Refit\n,north,2021-09-01,,\n,,2021-12-25,,Christmas\n"
    closures = closures_of(tmp_path, "Branch,Region,From,To,Reason\n" + rows)
    days = [MONDAY, date(2021, 8, 31), date(2021, 9, 1), date(2021, 9, 2), date(2021, 12, 25)]
    assert [shut_reason(LEEDS, day, closures) for day in days] == ["Refit", "Refit", "closure", None, "Christmas"]
    assert [shut_reason(LIST.branches[1], day, closures) for day in days] == [*[None] * 4, "Christmas"]


def test_no_closures_are_a_valid_list(tmp_path: Path) -> None:
    assert closures_of(tmp_path, "branch,from\n") == ()


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("York,,2021-08-30,,", "2, column branch: is not in branches.csv"),
        ("Belfast,,2021-08-30,,", "2, column branch: is the name of several branches: write the code"),
        (",Kent,2021-08-30,,", "2, column region: is no region of branches.csv"),
        ("L1,,,,", "2, column from: is blank"),
        ("L1,,30/08/2021,,", "2, column from: is not a date"),
        ("L1,,2021-08-30,2021-08-29,", "2, column to: lies before from"),
        ("L1,,2021-08-30,,\nLeeds,,2021-08-30,2021-09-01,", "3, column from: stands in line 2 too"),
    ],
)
def test_a_fault_names_file_line_and_column(tmp_path: Path, row: str, fault: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^closures.csv line {re.escape(fault)}[^\n]*$"):
        closures_of(tmp_path, f"branch,region,from,to,reason\n{row}\n")


def test_the_documented_example_is_valid(tmp_path: Path) -> None:
    branches, closures = (
        re.search(rf"```csv\n({first}.*?)```", DOCUMENTED.read_text(encoding="utf-8"), re.DOTALL)
        for first in ("code", "branch")
    )
    assert branches
    assert closures
    path = tmp_path / "branches.csv"
    path.write_text(branches[1], encoding="utf-8")
    assert closures_of(tmp_path, closures[1], read_branches(path))
