"""The other commands, end to end."""

import csv
from pathlib import Path

import pytest

from tests.entrypoints.conftest import Run
from tests.entrypoints.till_files import CARD, CUSTOMER, DAY, HOURS, LISTED, REJECTED, deliver, sale, sales

LANDING = Path("landing")


@pytest.fixture
def loaded(run: Run) -> Run:
    """A warehouse: Leeds complete, a stranger held, a row rejected; York missing."""
    deliver(LANDING / "leeds.csv", DAY)
    deliver(LANDING / "other.csv", sales(("09:10", "12:20"), item="Mocha") + REJECTED, hour=19)
    deliver(LANDING / "branches.csv", LISTED)
    assert run("ingest", "landing").code == 3
    return run


def names_here() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


def held_id(run: Run) -> str:
    lines = run("quarantine", "list").out.splitlines()
    return next(line[:8] for line in lines if " held " in line)


def test_status_shows_each_expected_or_received_day(loaded: Run) -> None:
    ran = loaded("status")
    assert ran.code == 0
    rows = [line.split() for line in ran.out.splitlines()]
    assert ["2021-08-25", "Leeds", "held", "16", "£34.40", "1", "1"] in [row[:7] for row in rows]
    assert ["2021-08-25", "York", "missing"] in [row[:3] for row in rows]
    assert rows[-1] == ["2", "branch-days:", "1", "held,", "1", "missing.", "16", "orders,", "£34.40."]


def test_status_can_be_narrowed(loaded: Run) -> None:
    assert "York" not in loaded("status", "--branch", "leeds").out
    assert "Leeds" not in loaded("status", "--state", "missing").out
    assert (
        "No branch-day of these"
        in loaded("status", "--from", "2020-01-01", "--to", "2020-01-01", "--state", "held").out
    )
    unknown = loaded("status", "--branch", "Paris")
    assert (unknown.code, "no branch is called Paris" in unknown.err) == (2, True)


def test_status_begins_a_fortnight_before_the_newest_day(loaded: Run) -> None:
    deliver(LANDING / "newer.csv", sales(HOURS, day="20/09/2021"))
    loaded("ingest", "landing")
    days = {line[:10] for line in loaded("status").out.splitlines() if line.startswith("2021")}
    assert (min(days), max(days)) == ("2021-09-07", "2021-09-20")


def test_quarantine_lists_shows_and_releases(loaded: Run) -> None:
    document_id = held_id(loaded)
    listed = loaded("quarantine", "list")
    assert "other.csv" in listed.out
    assert "2 items in quarantine." in listed.out
    shown = loaded("quarantine", "show", document_id)
    assert f"tillroll quarantine release {document_id} --keep both" in shown.out
    assert "price" in shown.out
    released = loaded("quarantine", "release", document_id, "--keep", "both")
    assert released.code == 0
    assert "was 16 orders, £34.40; is 18 orders, £38.70" in released.out
    assert "1 item in quarantine." in loaded("quarantine", "list").out
    again = loaded("quarantine", "release", document_id, "--keep", "old")
    assert (again.code, "nothing of this document waits" in again.err) == (2, True)


def test_a_standing_rule_is_said(loaded: Run) -> None:
    released = loaded("quarantine", "release", held_id(loaded), "--keep", "both", "--always")
    assert "This is the rule for its branch from now on." in released.out


def test_an_id_that_nobody_has_is_named(loaded: Run) -> None:
    ran = loaded("quarantine", "show", "ffffffff")
    assert ran.code == 2
    assert "no document's id begins with ffffffff" in ran.err


def test_replay_reads_a_known_file_anew(loaded: Run) -> None:
    ran = loaded("quarantine", "replay", "landing/leeds.csv")
    assert ran.code == 0
    assert "Already there  16 rows, £34.40" in ran.out
    assert "16 orders, £34.40" in loaded("status").out


def test_an_empty_quarantine_says_so(run: Run) -> None:
    deliver(LANDING / "leeds.csv", DAY)
    run("ingest", "landing")
    assert run("quarantine", "list").out == "Nothing is in quarantine.\n"


def test_a_held_file_whose_branch_is_an_alias_now_asks_for_a_replay(run: Run) -> None:
    deliver(LANDING / "whitby.csv", sales(HOURS, branch="Whitby"))
    deliver(LANDING / "branches.csv", "code,name,aliases\nLS1,Leeds,\n")
    run("ingest", "landing")
    deliver(LANDING / "branches.csv", "code,name,aliases\nLS1,Leeds,Whitby\n")
    deliver(LANDING / "leeds.csv", DAY)
    run("ingest", "landing/leeds.csv", "--branches", "landing/branches.csv")
    assert (
        "whitby.csv is held as whitby, which is leeds by now: tillroll quarantine replay"
        in run("quarantine", "list").out
    )
    run("quarantine", "replay", "landing/whitby.csv", "--branches", "landing/branches.csv")
    assert "whitby" not in run("quarantine", "list").out.replace("whitby.csv", "")


def test_check_says_what_holds(loaded: Run) -> None:
    ran = loaded("check")
    assert ran.code == 0
    assert ran.out.endswith("checks: all hold.\n")
    assert "holds  sale readable" in loaded("check", "--all").out


def test_check_says_what_fails(loaded: Run) -> None:
    spoil("update sale set total_pence = total_pence + 1 where rowid = 0")
    ran = loaded("check")
    assert ran.code == 3
    assert "FAILS" in ran.out
    assert ran.out.splitlines()[-1].endswith("fail.")


def spoil(sql: str) -> None:
    import duckdb  # noqa: PLC0415 - only here

    with duckdb.connect("tillroll.duckdb") as connection:
        connection.execute(sql)


def test_formats_lists_the_built_in_ones_and_ones_own(run: Run) -> None:
    deliver(Path("mine/x.toml"), 'name = "x"\ngrain = "sale"\n[columns]\nplaced_at = 1\nbasket = 2\ntotal = 3\n')
    ran = run("formats", "--formats", "mine")
    assert ran.code == 0
    assert ran.out.startswith("x  (your own)\n")
    assert "dash  (built in)" in ran.out
    assert "personal  column 3, column 7: never read" in ran.out


def test_a_wrong_format_names_its_key_and_the_fix(run: Run) -> None:
    deliver(Path("mine/x.toml"), 'name = "x"\ngrain = "basket"\n')
    ran = run("formats", "--formats", "mine")
    assert ran.code == 2
    assert "grain: must be 'sale' or 'line'" in ran.err


def test_explain_says_which_format_why_and_how_the_rows_read(run: Run) -> None:
    path = deliver(LANDING / "leeds_25-08-2021.csv", "when,where,who,what,total,how,card\n" + DAY + REJECTED)
    ran = run("explain", str(path))
    assert ran.code == 3
    assert "Format        dash (built in)" in ran.out
    assert "Header        line 1" in ran.out
    assert "Personal      column 3, column 7: never read" in ran.out
    assert "Its name says branch leeds (not needed), date 25 Aug 2021 (not needed)" in ran.out
    assert "line 2: 25 Aug 2021 09:00, leeds, 1 item, £2.15, card\n    1 × Regular Latte: £2.15" in ran.out
    assert "line 18, basket: price" in ran.out
    assert not Path("tillroll.duckdb").exists()


def test_explain_says_what_the_name_supplied(run: Run) -> None:
    row = sale().split(",")
    path = deliver(LANDING / "york_25-08-2021.csv", ",".join([row[0], *row[2:]]) * 3)
    ran = run("explain", str(path))
    assert ran.code == 0
    assert "branch york (used: the rows don't settle it)" in ran.out
    assert "column 2, column 6: never read" in ran.out


def test_explain_shows_an_unknown_files_shape_never_its_text(run: Run) -> None:
    path = deliver(LANDING / "strange.csv", f"{CUSTOMER},{CARD}\n" * 3)
    ran = run("explain", str(path))
    assert ran.code == 3
    assert "fits no till format" in ran.out
    assert "xxxx xxxx,9999" in ran.out
    assert CUSTOMER not in ran.out
    assert CARD not in ran.out


def test_explain_takes_one_file(run: Run) -> None:
    LANDING.mkdir()
    assert run("explain", "landing").code == 2
    assert run("explain", "nothing.csv").code == 2


def test_export_neutralises_formulas_and_leaves_numbers(run: Run) -> None:
    rows = "".join(sale("09:00", item=item) for item in ("=1+1", "+1", "-1", "@SUM(A1)", "Latte"))
    deliver(LANDING / "leeds.csv", rows)
    run("ingest", "landing")
    assert run("export", "product", "--to", "products.csv").code == 0
    with Path("products.csv").open(encoding="utf-8", newline="") as stream:
        names = sorted(row["name"] for row in csv.DictReader(stream))
    assert names == sorted(["'=1+1", "'+1", "'-1", "'@SUM(A1)", "Latte"])
    assert run("export", "current_sale", "--to", "sales.csv").code == 0
    assert ",215," in Path("sales.csv").read_text(encoding="utf-8")
    assert run("export", "current_sale", "--to", "sales.parquet").code == 0
    assert Path("sales.parquet").read_bytes()[:4] == b"PAR1"
    assert names_here() == ["landing", "products.csv", "sales.csv", "sales.parquet", "tillroll.duckdb"]


def test_export_lists_what_there_is(loaded: Run) -> None:
    assert "branch_day\n" in loaded("export").out
    unknown = loaded("export", "branchday", "--to", "a.csv")
    assert unknown.code == 2
    assert "branch_day" in unknown.err
    assert loaded("export", "branch_day").code == 2
    assert loaded("export", "branch_day", "--to", "a.xlsx").code == 2
    assert not Path("a.csv").exists()


@pytest.mark.parametrize("command", ["status", "check", "quarantine list", "export sale --to a.csv"])
def test_reading_commands_need_a_warehouse_and_make_none(run: Run, command: str) -> None:
    ran = run(*command.split())
    assert ran.code == 2
    assert "there is no warehouse yet: run 'tillroll ingest' first" in ran.err
    assert names_here() == []


def test_no_customer_and_no_card_is_in_any_commands_output(loaded: Run) -> None:
    commands = (
        "status",
        "quarantine list",
        f"quarantine show {held_id(loaded)}",
        "check --all",
        "explain landing/other.csv",
    )
    said = "".join(ran.out + ran.err for ran in (loaded(*command.split(), "-vv") for command in commands))
    said += "".join(exported(loaded, table) for table in loaded("export").out.split())
    assert CUSTOMER not in said
    assert CARD not in said
    assert CARD.encode() not in Path("tillroll.duckdb").read_bytes()


def exported(run: Run, table: str) -> str:
    assert run("export", table, "--to", "table.csv").code == 0
    return Path("table.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (("report", "sales-by-day", "--from", "2021-13-01"), "--from': is no date: write it as 2021-08-25"),
        (("status", "--to", "25/08/2021"), "--to': is no date: write it as 2021-08-25"),
        (("serve", "--digest", "25:00"), "--digest': is no time of day: write it as 07:00"),
    ],
)
def test_who_writes_a_date_otherwise_is_shown_how(run: Run, argv: tuple[str, ...], words: str) -> None:
    ran = run(*argv)
    assert ran.code == 2
    assert words in ran.err
