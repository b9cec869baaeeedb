"""`tillroll demo`: it needs nothing, shows what tillroll is for, and can be run again."""

from pathlib import Path

import pytest

from tests.entrypoints.conftest import Run

SMALL = ("--branches", "12", "--days", "7")


def test_the_demo_ends_well_and_says_how_to_go_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run("demo", *SMALL)
    assert ran.code == 0
    for words in (
        "81 till files, 8 of them spoilt",
        "Sales loaded",
        "Sent nothing",
        "These files need a person:",
        "$ tillroll report sales-by-region",
        "Coverage  ",
        "To go on:",
    ):
        assert words in ran.out
    monkeypatch.setenv("TILLROLL_WAREHOUSE", "duckdb:///tillroll-demo/tillroll.duckdb")
    assert run("check").code == 0
    for step in steps_of(ran.out):
        assert run(*step).code in {0, 3}, step


def steps_of(text: str) -> list[list[str]]:
    lines = [line.split("   ")[0].split() for line in text.splitlines() if line.startswith("  tillroll ")]
    return [words[1:] for words in lines]


def test_a_second_demo_changes_nothing(run: Run) -> None:
    run("demo", "--folder", "shop", *SMALL)
    before = run("status", "--warehouse", "duckdb:///shop/tillroll.duckdb").out
    again = run("demo", "--folder", "shop")
    assert again.code == 0
    assert "Sales loaded   0, £0.00" in again.out
    assert run("status", "--warehouse", "duckdb:///shop/tillroll.duckdb").out == before


def test_a_place_that_cant_be_written_is_said(run: Run) -> None:
    Path("shop").touch()
    ran = run("demo", "--folder", "shop")
    assert ran.code == 2
    assert "shop/landing: can't be written" in ran.err
    assert "name another folder" in ran.err
