"""The audit log: what is in it, and who reads it, all of it, on the page and by command."""

import io
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.faults.program import url
from tests.web.sites import PASSWORD, Served, hold_file, post, served, settings_of
from tillroll import wiring
from tillroll.cli import main
from tillroll.report import quarantine
from tillroll.web.pages import audit_log
from tillroll.wiring import Accounts

ROW = re.compile(r"<td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td></tr>")


@pytest.fixture
def shop(own_chain: Path) -> Iterator[Served]:
    with served(own_chain) as found:
        yield found


def add_events(shop: Served, number: int) -> None:
    for each in range(number):
        shop.site.accounts.log("ana", "looked" if each % 2 else "listened", f"thing {each}", float(each))


def rows_of(client: TestClient, address: str) -> list[tuple[str, str, str]]:
    """Who, what and about what, of every part of the log from an address on, by its links to older ones."""
    found: list[tuple[str, str, str]] = []
    links = [address]
    while links:
        page = unescape(client.get(links[0]).text)
        found += ROW.findall(page)
        links = re.findall(r'<a href="([^"]*)">Older</a>', page)
    return found


def test_an_owner_pages_through_all_of_it(shop: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_log, "_ROWS", 10)
    add_events(shop, 35)
    client = shop.signed_in("olive")
    assert 'href="/account/log"' in client.get("/account").text
    things = [("ana", "looked" if each % 2 else "listened", f"thing {each}") for each in reversed(range(35))]
    assert rows_of(client, "/account/log") == [("olive", "signed in", "–"), *things]
    assert rows_of(client, "/account/log?kind=looked") == [row for row in things if row[1] == "looked"]
    assert ">Newest</a>" not in client.get("/account/log").text
    assert ">Newest</a>" in client.get("/account/log?before=12").text
    assert "Nothing more is in the log" in client.get("/account/log?before=0").text
    for bad in ("before=-1", "before=x", "before=" + "9" * 30, "kind=%3Cb%3E"):
        assert client.get(f"/account/log?{bad}").status_code == 400, bad


def test_only_an_owner_who_looks_with_their_own_eyes_reads_it(shop: Served) -> None:
    for name in ("ana", "otto", "fern", "max", "sam"):
        assert shop.signed_in(name).get("/account/log").status_code == 403, name
    shop.site.accounts.add_user("otis", "owner", "", (), 0.0)
    for other in ("max", "otis"):
        assert post(shop.signed_in("olive"), "/account/view-as", user=other).status_code == 303
        assert shop.signed_in("olive").get("/account/log").status_code == 403
        post(shop.signed_in("olive"), "/account/view-as", user="")


def test_every_kind_of_download_is_in_it(shop: Served) -> None:
    client = shop.signed_in("max")
    kinds = ("csv", "parquet", "json", "png")
    for kind in kinds:
        assert client.get(f"/reports/sales-by-day/download.{kind}?dates=all").status_code == 200
    told = [(event.user_name, event.about) for event in shop.site.accounts.events(kind="exported")]
    assert told == [("max", f"sales-by-day as {kind}, dates=all") for kind in reversed(kinds)]


def test_a_wrong_old_password_is_in_it(shop: Served) -> None:
    client = shop.signed_in("max")
    post(client, "/account/password", old="wrong", new="x" * 12, again="x" * 12)
    post(client, "/account/password", old=PASSWORD, new="x" * 12, again="x" * 12)
    kinds = [event.kind for event in shop.site.accounts.events(2)]
    assert kinds == ["changed their password", "password change failed"]


# By command


@pytest.fixture
def people(own_chain: Path) -> Path:
    """The file of accounts beside the test's own chain; there is nobody in it."""
    path = own_chain.with_name(f"{own_chain.name}.accounts")
    Accounts(path).close()
    return path


def run(chain: Path, *words: str) -> int:
    return main([*words, "--warehouse", url(chain)]) or 0


def events(people: Path) -> list[tuple[str, str, str]]:
    accounts = Accounts(people)
    try:
        return [(event.user_name, event.kind, event.about) for event in reversed(accounts.events())]
    finally:
        accounts.close()


def test_users_log_prints_all_of_it(
    own_chain: Path, people: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    accounts = Accounts(people)
    for days in (9, 5, 2):
        kind = "exported" if days == 5 else "signed in"
        accounts.log("ana", kind, f"{days} days ago", (now - timedelta(days=days)).timestamp())
    accounts.close()

    def printed(*words: str) -> list[str]:
        assert run(own_chain, "users", "log", *words) == 0
        return re.findall(r"\d days ago", capsys.readouterr().out)

    assert printed() == ["2 days ago", "5 days ago", "9 days ago"]
    assert printed("--days", "6") == ["2 days ago", "5 days ago"]
    since = (now - timedelta(days=3)).astimezone()
    assert printed("--since", f"{since:%Y-%m-%d}") == ["2 days ago"]
    assert printed("--kind", "exported") == ["5 days ago"]
    assert printed("--days", "1") == []
    assert run(own_chain, "users", "log", "--kind", "nothing") == 0
    assert "In all of it there are: exported, signed in." in capsys.readouterr().out
    assert run(own_chain, "users", "log", "--days", "1", "--since", "2026-01-01") == 2
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n{PASSWORD}\n"))
    assert run(own_chain, "users", "add", "mia", "--role", "owner") == 0
    assert run(own_chain, "users", "disable", "mia") == 0
    assert run(own_chain, "users", "reset", "mia") == 0
    assert events(people)[-3:] == [
        ("tillroll users", "added", "mia, owner"),
        ("tillroll users", "disabled", "mia"),
        ("tillroll users", "reset", "mia"),
    ]


def deeds(chain: Path, folder: Path) -> list[int]:
    """The exit codes of commands that decide, read anew and export."""
    with wiring.open_warehouse(settings_of(chain)) as opened:
        held = next(item for item in quarantine(opened.warehouse) if item.file.startswith("watford"))
    return [
        run(chain, "quarantine", "release", str(held.document_id), "--keep", "both"),
        run(chain, "quarantine", "replay", str(folder / held.file)),
        run(chain, "export", "branch_day", "--to", str(folder / "days.csv")),
        run(chain, "report", "sales-by-day", "--branch", "Watford", "--out", str(folder / "out.json")),
        run(chain, "report", "sales-by-day"),
    ]


def test_what_commands_decide_and_export_is_in_it(own_chain: Path, people: Path, tmp_path: Path) -> None:
    folder = hold_file(own_chain, tmp_path / "held", "Watford", 21).parent
    assert deeds(own_chain, folder) == [0] * 5
    told = events(people)
    assert [(who, what) for who, what, _ in told] == [
        ("tillroll quarantine release", "released"),
        ("tillroll quarantine replay", "replayed"),
        ("tillroll export", "exported"),
        ("tillroll report", "exported"),
    ]
    assert told[0][2].endswith(" watford_21-04-2026_12-00-00.csv, keep both")
    assert [about for *_, about in told[1:]] == [
        "watford_21-04-2026_12-00-00.csv",
        "branch_day as csv",
        "sales-by-day as json, branch Watford",
    ]


def test_commands_make_no_log_where_nobody_signs_in_and_work_where_it_is_not_theirs(
    own_chain: Path, people: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people.unlink()
    out = tmp_path / "days.csv"
    assert run(own_chain, "export", "branch_day", "--to", str(out)) == 0
    assert not people.exists()
    out.unlink()
    people.mkdir()
    assert run(own_chain, "export", "branch_day", "--to", str(out)) == 0
    assert "the file of accounts can't be opened or written" in capsys.readouterr().err
    assert out.exists()
    shutil.rmtree(people)
