"""`tillroll simulate`: what it says, and what it refuses."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.entrypoints.conftest import Run

SMALL = ("--branches", "2", "--days", "2", "--orders", "10")


def test_it_says_what_there_is_and_the_files_can_be_ingested(run: Run) -> None:
    ran = run("simulate", "chain", *SMALL)
    assert ran.code == 0
    assert "landing holds 4 till files, and the chain's lists." in ran.out
    assert "answer_key tells of " in ran.out
    assert run("ingest", "chain/landing").code == 0


def test_a_chain_into_a_warehouse_can_be_asked_and_checked(run: Run) -> None:
    ran = run("simulate", *SMALL, "--into", "duckdb:///large.duckdb")
    assert ran.code == 0
    assert "large.duckdb holds " in ran.out
    assert run("check", "--warehouse", "duckdb:///large.duckdb").code == 0
    assert not Path("chain").exists()


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        ((), "Say where to write it"),
        (("chain", "--into", "duckdb:///large.duckdb"), "takes neither OUT nor --faults nor --stream"),
        (("--faults", "--into", "duckdb:///large.duckdb"), "takes neither OUT nor --faults nor --stream"),
        (("chain", "--first-day", f"{datetime.now(UTC):%Y-%m-%d}"), "give an earlier --first-day"),
        (("--into", "nowhere"), "names no warehouse"),
        (("chain", "--branches", "0"), "--branches"),
    ],
)
def test_what_it_cant_do_it_says(run: Run, argv: tuple[str, ...], words: str) -> None:
    ran = run("simulate", *argv)
    assert ran.code == 2
    assert words in ran.err


def test_a_folder_with_files_is_left_alone(run: Run) -> None:
    assert run("simulate", "chain", *SMALL).code == 0
    again = run("simulate", "chain", *SMALL)
    assert again.code == 2
    assert "holds files already: empty it, or name another folder" in again.err


def test_a_place_that_cant_be_written_is_said(run: Run) -> None:
    Path("chain").touch()
    ran = run("simulate", "chain", *SMALL)
    assert ran.code == 2
    assert "name another folder" in ran.err
