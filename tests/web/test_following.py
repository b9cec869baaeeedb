"""Open pages in a real browser follow the data by themselves, and keep what their reader did."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.faults.program import ROOT, day_of, tillroll, url
from tests.watch.watches import wait_for
from tests.web.sites import PASSWORD, post, served
from tests.web.windows import PHONE, Window, needs_chromium
from tillroll import watching, web
from tillroll.report import quarantine
from tillroll.settings import read_settings
from tillroll.web import door, site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = needs_chromium
_SHOWN_SECONDS, _LOAD_SECONDS = 5.0, 1.0
"""Within so long a file is to be on an open page, and so much of it is left for the load and the page itself."""
UNAUTHORIZED = "Failed to load resource: the server responded with a status of 401 (Unauthorized)"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """`tillroll serve --watch` with its own settings over the folder's `landing`; the link that it prints."""
    said = folder / "said.txt"
    options: list[str | Path] = ["--watch", folder / "landing", "--warehouse", url(folder / "w.duckdb")]
    with said.open("wb") as out:
        command = [sys.executable, "-m", "tillroll", "serve", *options, "--port", "0"]
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
        try:
            wait_for(lambda: "Ctrl-C" in said.read_text() or process.poll() is not None, said.read_text)
            yield re.findall(r"Open (\S+)", said.read_text())[0]
        finally:
            process.terminate()
            process.wait()


def test_with_no_setting_changed_a_file_is_noticed_and_asked_for_well_within_five_seconds(tmp_path: Path) -> None:
    """By construction, whenever it comes: at rest, seen at rest by the watch, and asked for by the page."""
    settings = read_settings({}, {}, tmp_path)
    settle, every = settings.settle_seconds, settings.every_seconds
    found = re.search(r"const LOOK_EVERY_MS = (\d+);", (Path(web.__file__).parent / "static/tillroll.js").read_text())
    assert found
    waits = [_noticed_after(came * every / 10, settle, every) for came in range(1, 11)]
    assert 0 < max(waits) <= settle + every + 0.05
    assert max(waits) + int(found[1]) / 1000 <= _SHOWN_SECONDS - _LOAD_SECONDS


def _noticed_after(came: float, settle: float, every: float) -> float:
    """How long after it came a file is taken, by a watch that looks at 0 s, and every so many seconds."""
    files: watching.Sightings = {}
    at = 0.0
    while not watching.ready(files, at, settle):
        at += watching.until_next_look(every, 0.01, watching.until_rest(files, at, settle))
        files = watching.see(files, {Path("leeds.csv"): (1, 1)} if at >= came else {}, at)
    return at - came


def test_a_load_is_over_for_pages_as_soon_as_it_ends(own_chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However new the version is that they were told of."""
    monkeypatch.setattr(site, "_VERSION_SECONDS", 60.0)
    with served(own_chain) as shop:
        before = shop.site.version()
        with shop.site.writer() as opened, opened.warehouse.transaction():
            opened.engine.execute("update branch set name = 'Harbourside' where name = 'Watford'")
        assert shop.site.version() != before


def test_an_open_page_shows_a_file_that_comes_by_itself(
    chromium: "Browser", tmp_path: Path, tell_at_end: Callable[[str], None]
) -> None:
    landing = tmp_path / "landing"
    landing.mkdir()
    (landing / "york.csv").write_text(day_of("York"))
    tillroll("ingest", landing, warehouse=tmp_path / "w.duckdb")
    with serving(tmp_path) as link:
        page = chromium.new_page()
        page.goto(link)
        page.goto(f"{link.partition('/enter')[0]}/reports/sales-by-branch?dates=all")
        assert sales_by_branch(page) == {"York": "4"}
        page.evaluate("window.isTheSame = true")
        begun = time.monotonic()
        (landing / "leeds.csv").write_text(day_of("Leeds", sales=7))
        page.locator("table.figures tbody tr", has_text="Leeds").wait_for(timeout=120_000)
        tell_at_end(
            f"an open page showed a file {time.monotonic() - begun:.1f} s after it came, with no setting changed"
        )
        assert sales_by_branch(page) == {"Leeds": "7", "York": "4"}
        assert page.evaluate("window.isTheSame")
        page.close()


def sales_by_branch(page: "Page") -> dict[str, str]:
    heads = page.locator("table.figures thead th").all_inner_texts()
    rows = [row.locator("td").all_inner_texts() for row in page.locator("table.figures tbody tr").all()]
    return {row[0]: row[heads.index("Orders")] for row in rows}


def release_one(window: Window) -> None:
    """Somebody decides about a file that waits, so that the data change for all who have a page open."""
    waiting = quarantine(window.shop.site.opened.another().warehouse)
    shrinking = next(each for each in waiting if each.kind == "contained")
    decider = window.shop.signed_in("olive")
    page = f"/data/documents/{shrinking.document_id}"
    assert post(decider, f"{page}/release", page, keep="new").status_code == 303


def test_a_page_that_follows_keeps_what_its_reader_did(own_window: Window) -> None:
    own_window.sign_in("olive")
    own_window.page.set_viewport_size(PHONE)
    own_window.go_and_see_charts("/branches?dates=all")
    page, league = own_window.page, own_window.page.locator("table.league")
    page.locator("#change-by-region details.table summary").click()
    page.locator("details.filters summary").click()
    page.locator("select[name='region']").select_option("Wales")
    league.get_by_role("button", name="Orders").click()
    league.get_by_role("button", name="Orders").click()
    page.get_by_role("link", name="Watford").focus()
    scrolled = page.locator(".scroll").first.evaluate("each => { each.scrollLeft = 60; return each.scrollLeft; }")
    before = league.locator("tbody th").all_inner_texts()
    page.evaluate("window.firstMain = document.querySelector('main')")
    release_one(own_window)
    page.locator("#live", has_text="updated at").wait_for(timeout=120_000)
    assert page.evaluate("document.querySelector('main') !== window.firstMain")
    assert league.locator("th[aria-sort='descending']").inner_text().startswith("Orders")
    assert sorted(league.locator("tbody th").all_inner_texts()) == sorted(before)
    orders = league.locator("tbody tr").evaluate_all("rows => rows.map(row => Number(row.cells[3].dataset.sort))")
    assert orders == sorted(orders, reverse=True)
    assert page.evaluate("document.activeElement.textContent") == "Watford"
    assert page.locator("#change-by-region details.table").get_attribute("open") is not None
    assert page.locator("details.filters").get_attribute("open") is not None
    assert page.locator("select[name='region']").input_value() == "Wales"
    assert page.locator(".scroll").first.evaluate("each => each.scrollLeft") == scrolled


def test_a_page_whose_reader_is_signed_out_says_so_and_leads_back(own_window: Window) -> None:
    own_window.sign_in("olive")
    own_window.go("/reports/sales-by-day?dates=all")
    page = own_window.page
    own_window.shop.clock.ahead += door.IDLE_SECONDS + 1
    told = page.get_by_role("alert")
    told.wait_for()
    assert "You were signed out because nothing was done for 12 hours" in told.inner_text()
    told.get_by_role("link", name="Sign in").click()
    assert "nothing was done for 12 hours" in page.get_by_role("status").first.inner_text()
    page.get_by_label("Name").fill("olive")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{own_window.base}/reports/sales-by-day?dates=all")
    assert [own_window.faults.pop() for _ in own_window.faults[:]] == [UNAUTHORIZED]
