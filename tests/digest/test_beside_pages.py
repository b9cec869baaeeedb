"""The morning digest beside `tillroll serve`: at its time, once, after a sleep, in spite of faults."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.digest.offices import Office
from tests.faults.program import ROOT, url
from tests.watch.watches import wait_for
from tests.web.sites import Clock, Served, served
from tillroll.cli import main
from tillroll.observe import Log
from tillroll.settings import read_settings
from tillroll.web.mailing import BUSY_SECONDS, HEAD_START_SECONDS, Mailing, Plan

SEVEN = datetime(2026, 4, 27, 6, tzinfo=UTC)
"""07:00 in London, where it is summer."""
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
PEOPLE = {"olive": "olive@example.com", "max": "max@example.com", "sam": "sam@example.com"}


@pytest.fixture
def shop(kept: Path, tmp_path: Path, office: Office) -> Iterator[Served]:
    """A site whose clock stands, with three users who have an address."""
    shutil.copy(kept, tmp_path / "w.duckdb")
    with served(tmp_path / "w.duckdb", clock=Clock(stands_at=SEVEN.timestamp())) as found:
        for name, address in PEOPLE.items():
            found.site.accounts.set_email(name, address)
        said = {"warehouse": url(tmp_path / "w.duckdb")}
        found.site.settings = replace(read_settings(said, office.environ, tmp_path), wait_seconds=0)
        yield found


def mailing_of(shop: Served) -> Mailing:
    return Mailing(shop.site, Plan(time(7)), Log(), {})


def had(office: Office) -> dict[str, int]:
    return {address: len(mails) for address, mails in office.inbox.mails.items()}


ONE_EACH = dict.fromkeys(PEOPLE.values(), 1)


def test_at_its_time_on_the_chains_clock_each_gets_theirs_once(shop: Served, office: Office) -> None:
    mailing = mailing_of(shop)
    mailing.step(SEVEN - MINUTE, 0)
    assert office.inbox.count == 0
    mailing.step(SEVEN, 60)
    assert had(office) == ONE_EACH
    (mail,) = office.inbox.mails["max@example.com"]
    assert "Sun 26 Apr 2026" in mail["Subject"]
    told = shop.site.mailed
    for minutes in (1, 60, 900):
        mailing.step(SEVEN + minutes * MINUTE, 60 * minutes)
    assert shop.site.mailed is told
    mailing_of(shop).step(SEVEN + MINUTE, 0)
    assert had(office) == ONE_EACH
    page = shop.signed_in("olive").get("/runs").text
    assert "The morning digest: sent 0 digests of 26 Apr 2026 at 07:01 on 27 Apr 2026; 3 had theirs already." in page
    assert [each.about for each in shop.site.accounts.events(50) if each.kind == "digests sent"] == [
        "3 digests of 26 Apr 2026"
    ]


def test_the_next_day_has_its_own(shop: Served, office: Office) -> None:
    mailing = mailing_of(shop)
    for days in (0, 1):
        mailing.step(SEVEN + days * DAY, 86_400 * days)
    subjects = [mail["Subject"][:15] for mail in office.inbox.mails["max@example.com"]]
    assert subjects == ["Sun 26 Apr 2026", "Mon 27 Apr 2026"]


def test_a_machine_that_slept_past_the_time_sends_when_it_wakes_that_day_only(shop: Served, office: Office) -> None:
    mailing = mailing_of(shop)
    mailing.step(SEVEN - MINUTE, 0)
    mailing.step(SEVEN + DAY - MINUTE, 5)
    assert office.inbox.count == 0
    mailing.step(SEVEN + DAY + 170 * MINUTE, 10)
    assert had(office) == ONE_EACH


def test_a_fault_is_told_and_tried_again_later_and_later(shop: Served, office: Office) -> None:
    mailing, right = mailing_of(shop), shop.site.settings
    shop.site.settings = replace(right, smtp_port=1)
    mailing.step(SEVEN, 0)
    page = shop.signed_in("olive").get("/runs").text
    assert "no mail server can be reached there" in page
    assert "It is tried again in 30 s." in page
    mailing.step(SEVEN + MINUTE, 31)
    assert "It is tried again in 60 s." in shop.signed_in("olive").get("/runs").text
    shop.site.settings, office.inbox.hangs_up_after = right, 1
    mailing.step(SEVEN + MINUTE, 90)
    assert office.inbox.count == 0
    mailing.step(SEVEN + 2 * MINUTE, 91)
    assert office.inbox.count == 1
    office.inbox.hangs_up_after = None
    mailing.step(SEVEN + 4 * MINUTE, 211)
    assert had(office) == ONE_EACH
    assert "sent 2 digests of 26 Apr 2026" in shop.signed_in("olive").get("/runs").text


def test_a_fault_of_the_night_is_not_tried_again_the_next_morning_before_the_time(shop: Served, office: Office) -> None:
    mailing, right = mailing_of(shop), shop.site.settings
    shop.site.settings = replace(right, smtp_port=1)
    mailing.step(SEVEN + 900 * MINUTE, 0)
    shop.site.settings = right
    mailing.step(SEVEN + DAY - MINUTE, 1000)
    assert office.inbox.count == 0
    mailing.step(SEVEN + DAY, 1060)
    assert had(office) == ONE_EACH


def test_whose_address_is_at_fault_only_owners_are_told(shop: Served, office: Office) -> None:
    office.inbox.refuses = {"max@example.com"}
    shop.site.accounts.set_email("otto", "otto@elsewhere.example")
    mailing_of(shop).step(SEVEN, 0)
    assert set(had(office)) == {"olive@example.com", "sam@example.com"}
    for name in ("ana", "otto", "olive"):
        page = shop.signed_in(name).get("/runs").text
        assert "2 addresses got none: owners see which in the audit log." in page
        assert "@" not in page
    account = shop.signed_in("olive").get("/account").text
    assert "max@example.com: the mail server refuses this address" in account
    assert "otto@elsewhere.example: digest_domains does not name elsewhere.example" in account
    assert "@" not in shop.signed_in("ana").get("/account").text


def test_files_that_came_while_the_machine_slept_are_taken_in_first(shop: Served, office: Office) -> None:
    shop.site.folders = (ROOT,)
    mailing = mailing_of(shop)
    mailing.step(SEVEN, 0)
    mailing.step(SEVEN, HEAD_START_SECONDS - 1)
    with shop.site.writer():
        mailing.step(SEVEN, HEAD_START_SECONDS + 5)
        assert office.inbox.count == 0
    mailing.step(SEVEN, HEAD_START_SECONDS + 10)
    assert had(office) == ONE_EACH


def test_a_load_is_not_waited_for_for_ever_nor_does_it_wait(shop: Served, office: Office) -> None:
    shop.site.folders = (ROOT,)
    mailing = mailing_of(shop)
    mailing.step(SEVEN, 0)
    with shop.site.writer() as opened, opened.warehouse.transaction():
        opened.engine.execute("update branch set name = 'Harbourside' where name = 'Watford'")
        mailing.step(SEVEN, BUSY_SECONDS)
        assert had(office) == ONE_EACH
        opened.engine.execute("update branch set name = 'Watford' where name = 'Harbourside'")


def test_a_server_that_ends_sends_no_more_and_the_next_one_goes_on(shop: Served, office: Office) -> None:
    mailing = mailing_of(shop)
    mailing.ended.set()
    mailing.step(SEVEN, 0)
    assert office.inbox.count == 0
    mailing_of(shop).step(SEVEN + MINUTE, 0)
    assert had(office) == ONE_EACH


def test_a_message_that_another_run_has_in_hand_is_sent_once_that_run_is_lost(shop: Served, office: Office) -> None:
    mailing, clock = mailing_of(shop), shop.clock
    day = (SEVEN - DAY).date()
    assert shop.site.accounts.claim_digest("max@example.com", day, clock(), 0)
    mailing.step(SEVEN, 0)
    assert "1 digest in another run" in shop.signed_in("olive").get("/runs").text
    clock.ahead = 700
    mailing.step(SEVEN + 12 * MINUTE, 700)
    assert had(office) == ONE_EACH


def test_the_program_itself_sends_and_goes_on_serving(kept: Path, tmp_path: Path, office: Office) -> None:
    shutil.copy(kept, tmp_path / "w.duckdb")
    (tmp_path / "people.csv").write_text("address,role\nolive@example.com,owner\n", "utf-8")
    said = tmp_path / "said.txt"
    options = ["--warehouse", url(tmp_path / "w.duckdb"), "--port", "0", "--digest", "00:00"]
    command = [sys.executable, "-m", "tillroll", "serve", *options, "--recipients", str(tmp_path / "people.csv")]
    with said.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | office.environ, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            wait_for(lambda: office.inbox.count > 0 or process.poll() is not None, said.read_text)
            assert had(office) == {"olive@example.com": 1}
            assert process.poll() is None
        finally:
            process.terminate()
            process.wait()


def test_settings_that_lack_are_told_at_the_start(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(kept, tmp_path / "w.duckdb")
    options = ["serve", "--warehouse", url(tmp_path / "w.duckdb"), "--port", "0"]
    assert main([*options, "--digest", "07:00"]) == 2
    assert "digest_sender: name the address that digests come from" in capsys.readouterr().err
    assert main([*options, "--recipients", str(tmp_path / "w.duckdb")]) == 2
    assert "say when their digests go out" in capsys.readouterr().err
    assert main([*options, "--digest", "seven"]) == 2
