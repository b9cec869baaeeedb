"""`tillroll report` and `tillroll reports`: tables for people, figures for programs, and what each rests on."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.entrypoints.conftest import Run
from tests.entrypoints.till_files import CARD, CUSTOMER, DAY, LISTED, deliver, sale
from tillroll.report import reports

LANDING = Path("landing")
SPAN = ("--from", "2021-08-25", "--to", "2021-08-25")


@pytest.fixture
def loaded(run: Run) -> Run:
    """A warehouse: Leeds complete, with an item that a spreadsheet would take for a formula; York missing."""
    deliver(LANDING / "leeds.csv", DAY * 3 + sale("16:10", item="=1+1", price="1.10"))
    deliver(LANDING / "branches.csv", LISTED)
    assert run("ingest", "landing").code == 0
    return run


def lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_a_table_shows_pounds_and_what_they_rest_on(loaded: Run) -> None:
    ran = loaded("report", "sales-by-branch")
    assert (ran.code, ran.err) == (0, "")
    title, dates, _, _, leeds, york, _, *basis = ran.out.splitlines()
    assert title == "Sales by branch"
    assert dates == "29 Jul 2021 to 25 Aug 2021 (last-4-weeks, counted from the newest trading date)"
    assert leeds.split() == ["Leeds", "–", "£104.30", "£104.30", "£0.00", "£0.00", "49", "£2.13", "49", "1", "1"]
    assert york.split() == ["York", *["–"] * 8, "0", "1"]
    assert basis == [
        "Coverage  1 of 2 expected branch-days complete (50.0%)",
        "Freshness the newest sale is of 25 Aug 2021, 16:30",
        "Missing   1 branch-day of 1 branch: York (1 day)",
        "Restated  nothing, since it was first published",
    ]


def test_what_is_told_of_baskets_says_which_orders_were_read(loaded: Run) -> None:
    said = loaded("report", "menu-matrix").out
    assert "\nRead      49 orders of 1 branch-day, 25 Aug 2021\nFreshness" in said
    told = json.loads(loaded("report", "menu-matrix", "--format", "json").out)
    day = "2021-08-25"
    assert told["basis"]["read"] == {"orders": 49, "branch_days": 1, "first_day": day, "last_day": day}


def test_what_was_chosen_is_said(loaded: Run) -> None:
    ran = loaded("report", "sales-by-branch", *SPAN, "--branch", "leeds", "--tender", "card")
    assert ran.out.splitlines()[1:3] == ["25 Aug 2021 (as asked)", "Only branch leeds, tender card"]


def test_csv_holds_pence_and_no_formula(loaded: Run) -> None:
    ran = loaded("report", "top-grossing-products", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [(row["product"], row["category"], row["net_pence"]) for row in rows] == [
        ("Latte", "Coffee", "10320"),
        ("'=1+1", "unmapped", "110"),
    ]
    assert "Coverage  1 of 2 expected branch-days complete (50.0%)" in ran.err


def test_json_holds_rows_and_basis(loaded: Run) -> None:
    told = json.loads(loaded("report", "sales-by-day", *SPAN, "--format", "json").out)
    assert told["rows"] == [
        {
            "trading_date": "2021-08-25",
            "net_pence": 10430,
            "gross_pence": 10430,
            "discount_pence": 0,
            "refund_pence": 0,
            "orders": 49,
            "average_spend_pence": 10430 / 49,
            "units": 49,
            "complete_days": 1,
            "expected_days": 2,
        }
    ]
    assert told["basis"]["coverage"] == 0.5
    assert told["basis"]["missing"] == [{"branch": "York", "days": 1}]


@pytest.mark.parametrize("ending", ["csv", "parquet", "json"])
def test_a_file_s_ending_tells_its_format(loaded: Run, ending: str) -> None:
    ran = loaded("report", "payment-mix", "--out", f"mix.{ending}")
    assert (ran.code, ran.out) == (0, "")
    if ending == "json":
        assert json.loads(Path("mix.json").read_text("utf-8"))["rows"][0]["net_pence"] == 10430
    else:
        rows = duckdb.connect().execute(f"select tender, net_pence, orders from 'mix.{ending}'").fetchall()
        assert rows == [("card", 10430, 49)]


def test_a_file_says_what_it_rests_on(loaded: Run) -> None:
    said = loaded("report", "payment-mix", *SPAN, "--out", "mix.csv").err
    assert "Coverage  1 of 2 expected branch-days complete" in said
    assert Path("mix.basis.txt").read_text("utf-8") == said
    assert Path("mix.csv").read_text("utf-8").splitlines()[0].startswith("tender,")
    loaded("report", "payment-mix", *SPAN, "--out", "mix.parquet")
    question = "select decode(value) from parquet_kv_metadata('mix.parquet') where decode(key) = 'tillroll'"
    ((told,),) = duckdb.connect().execute(question).fetchall()
    whole = json.loads(loaded("report", "payment-mix", *SPAN, "--format", "json").out)
    assert json.loads(told) == {name: value for name, value in whole.items() if name != "rows"}
    assert not Path("mix.parquet.basis.txt").exists()


def test_parquet_can_be_sent_on(loaded: Run) -> None:
    command = [sys.executable, "-m", "tillroll", "report", "runs", "--format", "parquet"]
    sent = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    assert (sent[:4], sent[-4:]) == (b"PAR1", b"PAR1")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("report", "sale-by-day"), "did you mean sales-by-day"),
        (("report", "freshness", "--product", "Latte"), "takes no filter product"),
        (("report", "sales-by-day", "--branch", "Lees"), "did you mean Leeds"),
        (("report", "sales-by-day", "--dates", "yesteday"), "did you mean yesterday"),
        (("report", "sales-by-day", "--out", "a.xlsx"), "Say which --format"),
        (("report", "sales-by-day", "--out", "nowhere/a.json"), "can't be written"),
        (("report", "sales-by-day", "--out", "nowhere/a.csv"), "there is no such folder"),
        (("reports", "sales-by-moon"), "there is no report sales-by-moon"),
    ],
)
def test_what_can_t_be_done_is_refused_with_words(loaded: Run, argv: tuple[str, ...], words: str) -> None:
    ran = loaded(*argv)
    assert ran.code == 2
    assert words in ran.err


def test_a_report_of_nothing_says_so(loaded: Run) -> None:
    assert "\nNothing to show.\n" in loaded("report", "missing-days", *SPAN, "--branch", "Leeds").out


def test_every_report_prints_and_names_nobody(loaded: Run) -> None:
    deliver(LANDING / "again.csv", DAY, hour=20)
    loaded("ingest", "landing")
    for report in reports():
        ran = loaded("report", report.name)
        assert ran.code == 0
        assert ran.out.startswith(report.title)
        assert "\nCoverage " in ran.out
        assert CUSTOMER not in ran.out
        assert CARD not in ran.out


def test_the_catalogue_lists_every_report_and_says_what_each_means(run: Run) -> None:
    listed = {row[0] for row in lines(run("reports").out)}
    assert listed == {"report", *(report.name for report in reports())}
    told = run("reports", "busiest-hours").out
    assert "Mean orders per open branch-hour" in told
    assert "Filters  dates, branch, region, franchise" in told
    assert ["orders_per_open_hour", "orders", "per", "open", "branch-hour"] in lines(told)


def test_a_report_needs_a_warehouse(run: Run) -> None:
    ran = run("report", "runs")
    assert (ran.code, "there is no warehouse yet" in ran.err) == (2, True)
