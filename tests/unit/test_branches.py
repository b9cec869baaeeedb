"""The list of branches: what it holds, and every mistake in it named at once."""

import re
from datetime import date, time
from pathlib import Path

import pytest

from tillroll.branches import (
    Branch,
    FranchiseSpan,
    franchise_on,
    read_branches,
)
from tillroll.errors import ConfigurationError

FULL = (
    "Code,Name,Aliases,Region,Nation,Bank Holidays,Franchise,Franchise From,Franchise To,"
    "Opened,Closed,Time zone,Tills,Mon,Tue,Wed,Thu,Fri,Sat,Sun\n"
)
DOCUMENTED = Path(__file__).parents[2] / "docs" / "how-to" / "branches.md"
LEEDS = Branch("L1", "Leeds")


def branches_of(tmp_path: Path, text: str) -> tuple[Branch, ...]:
    path = tmp_path / "branches.csv"
    path.write_text(text, encoding="utf-8")
    return read_branches(path).branches


def faults_of(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        branches_of(tmp_path, text)
    return [fault.removeprefix("branches.csv line ") for fault in str(caught.value).splitlines()]


def test_code_and_name_are_enough(tmp_path: Path) -> None:
    assert branches_of(tmp_path, "code,name\nL1,Leeds\n") == (LEEDS,)


def test_every_column_is_read(tmp_path: Path) -> None:
    row = (
        "BX,Brixton,London Brixton; SW9,London,England,open,Cafés Ltd,2020-01-01,,2019-05-01,2027-01-31,Europe/London,"
        "1;2,9:00-17:00,09:00–17:00,09:00 - 17:00,09:00-24:00,17:00-01:30,00:00-24:00,shut\n"
    )
    nine_to_five = time(9), time(17)
    assert branches_of(tmp_path, FULL + row) == (
        Branch(
            code="BX",
            name="Brixton",
            aliases=("London Brixton", "SW9"),
            region="London",
            opened=date(2019, 5, 1),
            closed=date(2027, 1, 31),
            time_zone="Europe/London",
            tills=("1", "2"),
            hours=(*[nine_to_five] * 3, (time(9), time(0)), (time(17), time(1, 30)), (time(0), time(0)), None),
            nation="england",
            franchises=(FranchiseSpan("Cafés Ltd", date(2020, 1, 1), None),),
            is_open_on_bank_holidays=True,
        ),
    )


def test_blank_weekdays_are_shut_days_unless_all_are_blank(tmp_path: Path) -> None:
    opening, unknown = branches_of(tmp_path, "code,name,mon,sun\n1,Leeds,09:00-17:00,\n2,York,,\n")
    assert opening.hours == ((time(9), time(17)), *[None] * 6)
    assert unknown.hours is None


@pytest.mark.parametrize("text", ["\ufeffcode,name\r\nL1,Leeds\r\n", 'CODE, Name ,,\n,,\n L1 ,"Leeds",,\n\n'])
def test_excels_habits_are_harmless(tmp_path: Path, text: str) -> None:
    assert branches_of(tmp_path, text) == (LEEDS,)


def test_a_branch_may_change_hands_and_two_may_share_a_name(tmp_path: Path) -> None:
    changed, other = branches_of(
        tmp_path,
        "code,name,franchise,franchise_from,franchise_to\n"
        "BT1,Belfast,New,2024-01-01,\nBT3,Belfast,,,\nBT1,Belfast,Old,,2023-12-31\n",
    )
    assert (changed.code, other.code) == ("BT1", "BT3")
    owners = [franchise_on(changed, date(2023, 12, 31)), franchise_on(changed, date(2024, 1, 1))]
    assert owners == ["Old", "New"]
    assert franchise_on(other, date(2024, 1, 1)) is None


@pytest.mark.parametrize(
    ("columns", "row", "fault"),
    [
        ("code,name", ",Leeds", "2, column code: is blank: fill it in"),
        ("code,name", "L1,--", "2, column name: is blank: fill it in"),
        ("code,name,nation", "L1,Leeds,Ireland", "2, column nation: is not known: write one of england, wales,"),
        ("code,name,bank_holidays", "L1,Leeds,no", "2, column bank_holidays: is not known: write one of open, shut"),
        ("code,name,opened", "L1,Leeds,01/02/2020", "2, column opened: is not a date: write it year first"),
        ("code,name,closed", "L1,Leeds,2021-02-29", "2, column closed: is no day of the calendar"),
        ("code,name,opened,closed", "L1,Leeds,2021-02-02,2021-02-01", "2, column closed: lies before opened"),
        ("code,name,time_zone", "L1,Leeds,London", "2, column time_zone: is no time zone: write its IANA name"),
        ("code,name,time_zone", "L1,Leeds,../..", "2, column time_zone: is no time zone"),
        ("code,name,time_zone", "L1,Leeds,Europe", "2, column time_zone: is no time zone"),
        ("code,name,mon", "L1,Leeds,9-5", "2, column mon: is not opening hours: write them as 09:00-17:00"),
        ("code,name,mon", "L1,Leeds,09:00-25:00", "2, column mon: is no time of day"),
        ("code,name,mon", "L1,Leeds,09:00-09:00", "2, column mon: opens and closes at one time"),
        ("code,name,franchise_from", "L1,Leeds,2021-01-01", "2, column franchise: is blank beside its dates"),
        ("code,name", "L1,Leeds,York", "2, column 3: has no heading"),
        ("code", "L1", "1, column name: is missing"),
        ("code,name,monday", "L1,Leeds,", "1, column 3: has an unknown heading: write mon"),
        ("code,name,Name", "L1,Leeds,", "1, column 3: has the heading of an earlier column"),
        ("code,name", "", "1, column code: lists no branch"),
    ],
)
def test_a_fault_names_line_column_and_remedy(tmp_path: Path, columns: str, row: str, fault: str) -> None:
    (text,) = faults_of(tmp_path, f"{columns}\n{row}\n")
    assert text.startswith(fault)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("1,Leeds,,,,\n1,York,,,,", "3, column name: differs from line 2, which has the same code: give each"),
        ("1,Leeds\n1,Leeds,City,A,,", "3, column aliases: differs from line 2"),
        ("1,Leeds,,,,\n1,Leeds,,,,", "3, column code: stands in line 2 too: give each branch a code of its own"),
        ("1,Leeds,,A,,\n1,Leeds,,B,,", "3, column franchise_from: overlaps another franchise of this branch"),
        ("1,Leeds,,A,,2020-01-01\n1,Leeds,,B,2020-01-01,", "3, column franchise_from: overlaps"),
        ("1,Leeds,,A,2020-01-02,2020-01-01", "2, column franchise_to: lies before franchise_from"),
        ("1,Leeds,,,,\n2,York,LEEDS,,,", "3, column aliases: calls the branch of line 2 too, by name"),
        ("York,Leeds,,,,\n2,York,,,,", "3, column name: calls the branch of line 2 too, by code"),
        ("1,Leeds,City,,,\n2,York,city,,,", "3, column aliases: calls the branch of line 2 too, by aliases"),
    ],
)
def test_rows_may_not_contradict_each_other(tmp_path: Path, rows: str, fault: str) -> None:
    (text,) = faults_of(tmp_path, f"code,name,aliases,franchise,franchise_from,franchise_to\n{rows}\n")
    assert text.startswith(fault)


def test_all_faults_come_at_once_in_order_and_without_cell_text(tmp_path: Path) -> None:
    rows = "".join(f"{n},Secret{n},{n}/2/2020\n" for n in range(30))
    faults = faults_of(tmp_path, "code,name,opened\n" + rows)
    assert [fault.split(",")[0] for fault in faults[:20]] == [str(n) for n in range(2, 22)]
    assert faults[20:] == ["branches.csv: and 10 more"]
    assert "Secret" not in "".join(faults)


def test_lines_are_counted_through_quoted_line_ends(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, 'code,name,region\n1,Leeds,"North\nEast"\n2,,\n')
    assert faults == ["4, column name: is blank: fill it in"]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("code,name\nL1,Caf\xe9\n".encode("latin-1"), "is not UTF-8"),
        ("code,name\n".encode("utf-16"), "is not UTF-8"),
        (b'code,name\nL1,"Leeds\n', "line 2: its quotes don't pair up"),
        (b"", "column code: is missing"),
        (b"code;name\nL1;Leeds\n", "column code: is missing: name it in the header, which is comma-separated"),
    ],
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "branches.csv"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=re.escape(fault)):
        read_branches(path)


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"no-such\.csv: can't be read"):
        read_branches(tmp_path / "no-such.csv")


def test_the_documented_examples_are_valid(tmp_path: Path) -> None:
    examples = re.findall(r"```csv\n(code.*?)```", DOCUMENTED.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) == len(["the list", "one that changes hands", "two of one name"])
    assert all(branches_of(tmp_path, example) for example in examples)
