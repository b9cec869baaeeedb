"""`tillroll ingest`: the run report, the receipts, the exit codes."""

from pathlib import Path

import pytest

from tests.entrypoints.conftest import Run
from tests.entrypoints.till_files import (
    CARD,
    CUSTOMER,
    DAY,
    DAY_PENCE,
    DAY_SALES,
    HOURS,
    LISTED,
    REJECTED,
    deliver,
    sale,
    sales,
)
from tillroll import prepare
from tillroll.contract.values import Document
from tillroll.formats.till_format import TillFormat
from tillroll.gather import Arrival

RECEIPT_KEYS = (
    *("kind", "file", "document_id", "outcome", "branch_days", "data_rows"),
    *("rows_loaded", "rows_already_there", "rows_held", "rows_rejected", "rows_blank"),
    *("pence_read", "pence_loaded", "pence_already_there", "pence_held", "pence_rejected"),
    *("sales_loaded", "sales_withdrawn", "pence_withdrawn", "reason"),
)
RUN_KEYS = (
    *("kind", "started_at", "finished_at", "seconds", "documents"),
    *("sales_loaded", "pence_loaded", "rows_rejected", "cost_micropence", "outcomes"),
)
TIME_AND_COST = ("Started at", "Finished at", "Took", "Cost")
LANDING = Path("landing")


def test_the_report_says_what_earlier_systems_left_blank(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    ran = run("ingest", "landing")
    assert ran.code == 0
    assert ran.err == ""
    titles = [line[:15].strip() for line in ran.out.splitlines()]
    assert titles == [*("Files", "Sales loaded", "Rejected", "Sent nothing"), *TIME_AND_COST]
    assert ran.out.splitlines()[-1] == "Cost           nothing: it ran on this machine"
    assert "1: 1 loaded" in ran.out
    assert "16, £34.40" in ran.out


def test_receipts_have_just_the_keys_that_programs_were_promised(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    receipt, whole_run = run("ingest", "landing", "--json").objects
    assert tuple(receipt) == RECEIPT_KEYS
    assert tuple(whole_run) == RUN_KEYS
    assert receipt["branch_days"] == [
        {
            "branch": "leeds",
            "till": "",
            "trading_date": "2021-08-25",
            "outcome": "loaded",
            "sales": DAY_SALES,
            "pence": DAY_PENCE,
        }
    ]
    assert (whole_run["sales_loaded"], whole_run["pence_loaded"]) == (DAY_SALES, DAY_PENCE)
    assert whole_run["outcomes"] == {"loaded": 1}


def test_the_same_folder_again_changes_nothing(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    run("ingest", "landing")
    again = run("ingest", "landing")
    assert again.code == 0
    assert "1: 1 duplicate" in again.out
    assert "Already there  16 rows, £34.40" in again.out


def test_a_rejected_row_needs_a_person_and_says_which_rule_and_what_to_do(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY + REJECTED)
    ran = run("ingest", "landing")
    assert ran.code == 3
    assert "1 × price: an item's price is no amount of money" in ran.out
    assert "leeds.csv\n    1 of 17 rows rejected" in ran.out
    assert "→ tillroll quarantine show" in ran.out


def test_an_unreadable_file_spoils_nothing_and_says_what_it_is(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    deliver(LANDING / "empty.csv", "")
    (LANDING / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    ran = run("ingest", "landing")
    assert ran.code == 3
    assert "16, £34.40" in ran.out
    assert "empty.csv\n    holds nothing, not even a header: ask the branch to export it again" in ran.out
    assert "picture.csv\n    is a picture: ask for the till's CSV export" in ran.out


def test_a_stranger_among_a_days_sales_is_held(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    run("ingest", "landing")
    deliver(LANDING / "other.csv", sales(("09:10", "12:20"), item="Mocha"), hour=19)
    ran = run("ingest", "landing")
    assert ran.code == 3
    assert "Held           2 rows, £4.30: stored, not counted" in ran.out
    assert "other.csv\n    held: " in ran.out


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (PermissionError(13, "Permission denied"), 3, "give tillroll's user the right to read it"),
        (FileNotFoundError(2, "No such file"), 4, "vanished before it was read"),
        (OSError(5, "Input/output error"), 4, "can't be read now"),
    ],
)
def test_a_file_that_cant_be_opened_is_postponed_and_the_others_load(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: OSError, code: int, words: str
) -> None:
    def look(document: Document, formats: tuple[TillFormat, ...]) -> Arrival:
        if document.name == "york.csv":
            raise error
        return prepare.look(document, formats)

    monkeypatch.setattr("tillroll.batch.look", look)
    deliver(LANDING / "leeds.csv", DAY)
    deliver(LANDING / "york.csv", sales(HOURS, branch="York"))
    ran = run("ingest", "landing", "--json")
    assert ran.code == code
    receipts = {each["file"]: each for each in ran.objects if each["kind"] == "receipt"}
    assert receipts["leeds.csv"]["outcome"] == "loaded"
    assert tuple(receipts["york.csv"]) == RECEIPT_KEYS
    assert (receipts["york.csv"]["outcome"], receipts["york.csv"]["document_id"]) == ("postponed", "")
    assert words in receipts["york.csv"]["reason"]
    assert ran.objects[-1]["outcomes"] == {"loaded": 1, "postponed": 1}


def test_a_list_in_the_folder_is_used_and_names_the_branch_that_sent_nothing(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    deliver(LANDING / "branches.csv", LISTED)
    ran = run("ingest", "landing")
    assert ran.code == 0
    assert "Files          1: 1 loaded" in ran.out
    assert "Sent nothing   York: 25 Aug 2021" in ran.out


def test_a_list_that_a_pattern_caught_is_a_list_and_no_till_file(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    deliver(LANDING / "branches.csv", LISTED)
    ran = run("ingest", "landing/leeds.csv", "landing/branches.csv")
    assert "1: 1 loaded" in ran.out
    assert "York" in ran.out
    assert "1: 1 duplicate" in run("ingest", "landing/*.csv").out


def test_an_option_wins_over_the_list_in_the_folder(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    deliver(LANDING / "branches.csv", LISTED)
    deliver(Path("ours.csv"), LISTED.replace("York", "Whitby"))
    assert "Whitby: 25 Aug 2021" in run("ingest", "landing", "--branches", "ours.csv").out


def test_two_lists_of_one_kind_are_a_question(run: Run) -> None:
    deliver(Path("a/branches.csv"), LISTED)
    deliver(Path("b/branches.csv"), LISTED)
    ran = run("ingest", "a", "b")
    assert ran.code == 2
    assert "Say so with --branches" in ran.err


def test_an_unlisted_branch_is_held_until_the_list_names_it(run: Run) -> None:
    deliver(LANDING / "whitby.csv", sales(HOURS, branch="Whitby"))
    deliver(LANDING / "branches.csv", LISTED)
    held = run("ingest", "landing")
    assert held.code == 3
    assert "add it there as a branch or an alias" in held.out
    deliver(LANDING / "branches.csv", LISTED + "WH1,Whitby" + ",09:00-17:00" * 7)
    assert run("ingest", "landing").code == 0
    assert "16 orders, £34.40" in run("status", "--branch", "Whitby").out


def test_closures_need_the_branches_that_they_name(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    deliver(LANDING / "closures.csv", "from,branch\n2021-08-25,York\n")
    ran = run("ingest", "landing")
    assert ran.code == 2
    assert "give branches.csv too" in ran.err
    deliver(LANDING / "branches.csv", LISTED)
    assert "Sent nothing   no branch" in run("ingest", "landing").out


def test_one_odd_date_does_not_ask_for_the_years_between(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    deliver(LANDING / "old.csv", sales(HOURS, day="25/08/2001"))
    deliver(LANDING / "branches.csv", LISTED)
    assert "Sent nothing   York: 25 Aug 2001, 25 Aug 2021" in run("ingest", "landing").out


def test_a_folder_without_till_files_is_no_fault(run: Run) -> None:
    LANDING.mkdir()
    ran = run("ingest", "landing")
    assert ran.code == 0
    assert "Files          none" in ran.out


def test_a_path_that_names_nothing_is(run: Run) -> None:
    ran = run("ingest", "landing")
    assert ran.code == 2
    assert ran.err == (
        "tillroll: landing: there is no such file or folder: check the spelling, or put a pattern in quotes\n"
    )


def test_a_format_of_ones_own_is_read(run: Run) -> None:
    deliver(Path("formats/semi.toml"), SEMICOLONS)
    deliver(LANDING / "leeds.csv", "wann;wo;was;wieviel;wer\n2021-08-25 09:00;Leeds;Latte - 2,15;2,15;Zanqui\n")
    assert run("ingest", "landing").code == 3
    ran = run("ingest", "landing", "--formats", "formats")
    assert ran.code == 0
    assert "1, £2.15" in ran.out


SEMICOLONS = """
name = "semi"
grain = "sale"
delimiter = ";"
personal = ["wer"]
[columns]
placed_at = "wann"
branch = "wo"
basket = "was"
total = "wieviel"
[basket]
item_separator = "|"
[money]
decimal_mark = ","
"""


def test_the_log_is_json_on_stderr_and_never_holds_a_cell(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY + REJECTED)
    ran = run("-v", "ingest", "landing")
    assert '"event": "receipt"' in ran.err
    assert '"event": "run"' in ran.err
    assert '"left_out"' not in ran.err
    assert "two pounds" not in ran.out + ran.err


@pytest.mark.parametrize("argv", [("ingest", "landing"), ("ingest", "landing", "--json", "-vv")])
def test_no_customer_and_no_card_is_ever_printed(run: Run, argv: tuple[str, ...]) -> None:
    deliver(LANDING / f"leeds {CARD}.csv", DAY + REJECTED + sale().replace('"', "") + f'"{CUSTOMER},{CARD}\n')
    deliver(LANDING / "strange.csv", f"{CUSTOMER},{CARD}\n" * 3)
    said = "".join(ran.out + ran.err for ran in (run(*argv), run(*argv)))
    assert said
    assert CARD not in said
    assert CUSTOMER not in said
