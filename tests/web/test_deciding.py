"""Who decides about a file decides about nothing else: no day of another owner, and no other file."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.sites import Served, hold_file, post, served
from tillroll.report import quarantine

OWN_DAY, FOREIGN_DAY = 21, 24
"""Days of April on which Rotherham was fern's, and not any more."""


@pytest.fixture
def folder(own_chain: Path, tmp_path: Path) -> Path:
    """A folder of files that are held in the test's own chain."""
    folder = tmp_path / "held"
    for branch, days in (("Rotherham", (OWN_DAY,)), ("Rotherham", (FOREIGN_DAY,)), ("Watford", (OWN_DAY,))):
        hold_file(own_chain, folder, branch, *days)
    hold_file(own_chain, folder, "Rotherham", OWN_DAY + 1, OWN_DAY + 2)
    return folder


@pytest.fixture
def shop(own_chain: Path, folder: Path) -> Iterator[Served]:
    with served(own_chain, folder) as found:
        yield found


def page_of(shop: Served, branch: str, day: int) -> str:
    """The page of the file of a branch that begins on a day of April."""
    waiting = quarantine(shop.site.opened.another().warehouse)
    name = f"{branch.lower()}_{day}-04-2026_12-00-00.csv"
    return next(f"/data/documents/{item.document_id}" for item in waiting if item.file == name)


def figures(shop: Served) -> list[tuple[object, ...]]:
    """What every branch-day comes to, and every decision."""
    warehouse = shop.site.opened.another().warehouse
    found = warehouse.execute("select branch_id, trading_date, orders, net_pence from branch_day order by all")
    return [*found, *warehouse.execute("select document_id, keep, is_standing_rule from decision order by all")]


def offers_rule(client: TestClient, page: str) -> bool:
    shown = client.get(page).text
    assert "Which sales count?" in shown
    return 'name="always"' in shown


def test_a_rule_is_made_by_who_sees_all_days_of_the_branch(shop: Served) -> None:
    franchise, page = shop.signed_in("fern"), page_of(shop, "Rotherham", OWN_DAY)
    before = figures(shop)
    assert not offers_rule(franchise, page)
    refused = post(franchise, f"{page}/release", page, keep="both", always="yes")
    assert refused.status_code == 403
    assert "some of its days are not yours: decide about this file alone" in unescape(refused.text)
    assert figures(shop) == before
    assert post(franchise, f"{page}/release", page, keep="both").status_code == 303
    assert figures(shop) != before
    theirs = page_of(shop, "Watford", OWN_DAY)
    for name in ("olive", "fern", "max"):
        assert offers_rule(shop.signed_in(name), theirs), name
    assert post(shop.signed_in("max"), f"{theirs}/release", theirs, keep="both", always="yes").status_code == 303


@pytest.mark.parametrize("day", [FOREIGN_DAY, OWN_DAY + 1])
def test_a_file_that_speaks_of_a_day_of_another_owner_is_decided_and_read_anew_by_others(
    shop: Served, day: int
) -> None:
    """On a day after the branch changed hands; and on the last day before that and the first after it."""
    franchise, page = shop.signed_in("fern"), page_of(shop, "Rotherham", day)
    before = figures(shop)
    assert franchise.get(page).status_code == 400
    for deed in ("release", "replay"):
        refused = post(franchise, f"{page}/{deed}", keep="both")
        assert refused.status_code == 400, deed
        assert "document's id begins with" in unescape(refused.text)
    assert figures(shop) == before
    for deed in ("replay", "release"):
        assert post(shop.signed_in("olive"), f"{page}/{deed}", keep="both").status_code == 303


def test_a_file_that_holds_something_else_by_now_is_not_read_anew(shop: Served, folder: Path) -> None:
    """What its branch decides is about the bytes that it saw: others may be of another branch."""
    manager, page = shop.signed_in("max"), page_of(shop, "Watford", OWN_DAY)
    assert post(manager, f"{page}/replay", page).status_code == 303
    before = files(shop)
    path = folder / f"watford_{OWN_DAY}-04-2026_12-00-00.csv"
    path.write_text(path.read_text().replace("Watford", "Mansfield"))
    refused = post(manager, f"{page}/replay", page)
    assert refused.status_code == 400
    assert "holds something else now: it is taken in by itself" in unescape(refused.text)
    assert files(shop) == before


def test_a_file_is_known_by_its_bytes_among_others_of_its_name(own_chain: Path, folder: Path, tmp_path: Path) -> None:
    other, name = tmp_path / "other", f"watford_{OWN_DAY}-04-2026_12-00-00.csv"
    other.mkdir()
    text = (folder / name).read_text()
    with served(own_chain, folder, other) as shop:
        page = page_of(shop, "Watford", OWN_DAY)
        (other / name).write_text(text.replace("1.30", "1.35"))
        assert post(shop.signed_in("max"), f"{page}/replay", page).status_code == 303
        (other / name).write_text(text)
        refused = post(shop.signed_in("max"), f"{page}/replay", page)
        assert refused.status_code == 400
        assert "lies in no watched folder, or twice" in unescape(refused.text)


def files(shop: Served) -> list[tuple[object, ...]]:
    """Every document, and every branch-day of which one speaks."""
    warehouse = shop.site.opened.another().warehouse
    return warehouse.execute("select document_id, branch_id, trading_date, outcome from document_day order by all")
