"""The site in a real browser: signing in, filtering, downloading, releasing, small, dark, scripts off."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest

from tests.faults.program import url
from tests.web.sites import Served, served
from tests.web.windows import ADDRESSES, DESK, PHONE, Window, listening, needs_chromium
from tillroll.cli import main
from tillroll.web.charts import WIDTHS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BAD_REQUEST = "Failed to load resource: the server responded with a status of 400 (Bad Request)"
pytestmark = needs_chromium


def test_sign_in_filter_drill_and_download(window: Window) -> None:
    window.sign_in("olive")
    page = window.page
    page.get_by_role("link", name="Sales by day What").click()
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("Dates").select_option("all")
    page.get_by_label("Region").select_option("Wales")
    page.get_by_role("button", name="Show").click()
    assert "region=Wales" in page.url
    assert page.locator("table.figures tbody tr").count() == 7
    page.get_by_role("button", name="Net").click()
    page.get_by_role("button", name="Net").click()
    assert page.locator("th[aria-sort='descending']").count() == 1
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    assert started.value.suggested_filename == "sales-by-day.csv"


def test_a_branch_is_drilled_into(window: Window) -> None:
    window.sign_in("olive")
    window.go("/branches?dates=all")
    window.page.get_by_role("link", name="Watford").click()
    assert window.page.get_by_role("heading", level=1).inner_text() == "Watford"
    assert window.page.locator(".tiles li").count() == 4
    assert "dates=all" in window.page.url


OF_WATFORD = "/reports/sales-by-branch?branch=Watford&from=2026-04-21&to=2026-04-21"
HELD = {"Orders": 2, "Net": 375}
"""What the sales of the held file come to, in pence."""


def figures(page: "Page") -> dict[str, int]:
    """Orders and net pence of the one branch that a page tells of."""
    heads = page.locator("table.figures thead th").all_inner_texts()
    cells = page.locator("table.figures tbody tr").first.locator("td").all_inner_texts()
    return {name: int(re.sub(r"[£,.]", "", cells[heads.index(name)])) for name in HELD}


def open_held_file(window: Window) -> None:
    window.go("/data")
    window.page.get_by_role("link", name="watford_21-04-2026_12-00-00.csv").first.click()
    window.page.get_by_role("heading", name="Held, ").wait_for()


def test_a_held_file_is_released_and_its_sales_appear(deciding_window: Window) -> None:
    """On the page that was open all the while, too."""
    window = deciding_window
    window.sign_in("max")
    watching = window.page.context.new_page()
    watching.goto(f"{window.base}{OF_WATFORD}")
    before = figures(watching)
    open_held_file(window)
    window.page.get_by_role("button", name="Both").click()
    window.page.get_by_role("heading", name="Held, ").wait_for(state="detached")
    assert window.page.get_by_role("button", name="Both").count() == 0
    watching.bring_to_front()
    watching.locator("#live", has_text="updated at").wait_for(timeout=60_000)
    assert figures(watching) == {name: before[name] + more for name, more in HELD.items()}
    window.go("/data")
    window.page.get_by_text("Nothing waits.").wait_for()


def test_a_file_is_read_anew_and_what_was_decided_about_it_stays(deciding_window: Window) -> None:
    window = deciding_window
    window.sign_in("max")
    open_held_file(window)
    page, receipts = window.page, window.page.locator("section.receipt")
    page.get_by_role("button", name="Both").click()
    page.get_by_role("heading", name="Held, ").wait_for(state="detached")
    before, address = receipts.count(), page.url
    page.get_by_role("button", name="Read the file anew").click()
    page.wait_for_function(f"document.querySelectorAll('section.receipt').length === {before + 1}")
    assert page.url == address
    assert page.get_by_role("heading", name="Held, ").count() == 0
    window.go(OF_WATFORD)
    read_anew = figures(page)
    (path,) = window.shop.site.folders[0].iterdir()
    path.write_text("")
    page.goto(address)
    page.get_by_role("button", name="Read the file anew").click()
    assert "holds something else now" in page.locator("main").inner_text()
    window.go(OF_WATFORD)
    assert figures(page) == read_anew
    assert [window.faults.pop() for _ in window.faults[:]] == [BAD_REQUEST]


def test_a_page_that_takes_a_while_says_so(window: Window) -> None:
    """And no more once its reader is back from where the link led."""
    window.sign_in("olive")
    page = window.page
    page.evaluate(
        "window.seen = []; new MutationObserver(() => window.seen.push(document.documentElement.className))"
        ".observe(document.documentElement, {attributes: true, attributeFilter: ['class']});"
        "document.addEventListener('click', (event) => event.preventDefault())"
    )
    page.get_by_role("link", name="Hours", exact=True).click()
    page.wait_for_selector("html.loading main[aria-busy='true']")
    assert "loading" in page.locator("#live").inner_text()
    page.evaluate("window.dispatchEvent(new Event('pageshow'))")
    assert page.evaluate("window.seen") == ["loading", ""]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_every_page_in_both_lights(window: Window, scheme: "Literal['light', 'dark']") -> None:
    window.sign_in("olive")
    window.page.emulate_media(color_scheme=scheme)
    window.page.set_viewport_size(PHONE)
    for address in ADDRESSES:
        check_on_phone(window, address, scheme)


def check_on_phone(window: Window, address: str, scheme: str) -> None:
    window.go_and_see_charts(address)
    assert window.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    lightness = window.page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)[0]")
    assert (lightness > 128) == (scheme == "light")
    for link in window.page.locator("nav.pages a").all():
        box = link.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["y"] > PHONE["height"] / 2


def test_a_chart_is_drawn_for_the_window_and_tells_its_figures(window: Window) -> None:
    window.sign_in("olive")
    window.go_and_see_charts("/hours?dates=all")
    charts = window.page.locator(".chart svg")
    assert charts.count() == window.page.locator(".chart").count() > 0
    widths = [charts.first.get_attribute("width")]
    assert "Chart: " in str(charts.first.get_attribute("aria-label"))
    window.page.locator(".chart [aria-roledescription='bar']").first.hover()
    assert ":00" in window.page.locator(".tip").inner_text()
    window.page.set_viewport_size(PHONE)
    window.page.locator(".drawn[data-shown*='narrow']").first.wait_for()
    assert charts.first.get_attribute("width") not in widths


HEAT = "#hours-by-weekday .chart [aria-roledescription='rect mark']"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@pytest.fixture(scope="module")
def open_long(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A chain with days enough for every hour of the week to be told."""
    path = tmp_path_factory.mktemp("long") / "w.duckdb"
    words = ("--branches", "12", "--days", "28", "--orders", "60", "--into", url(path))
    assert main(["simulate", *words]) in {0, None}
    with served(path) as shop, listening(shop) as base:
        yield shop, base


@pytest.fixture
def long_window(chromium: "Browser", open_long: tuple[Served, str]) -> Iterator[Window]:
    context = chromium.new_context(viewport=DESK)
    found = Window(open_long[0], context.new_page(), open_long[1])
    yield found
    context.close()
    assert found.faults == []


def test_a_cell_of_the_heat_map_tells_weekday_hour_and_figure(long_window: Window) -> None:
    window = long_window
    window.sign_in("olive")
    window.go_and_see_charts("/hours?dates=all")
    cell, tip = window.page.locator(HEAT).nth(3), window.page.locator(".tip")
    cell.hover()
    told = tip.inner_text()
    assert re.fullmatch(r"\w{3}, \d\d:00 to \d\d:00: [\d.]+ orders per open branch-hour", told)
    assert told == cell.get_attribute("aria-label")
    window.page.mouse.move(2, 2)
    assert tip.is_hidden()


def test_the_figures_of_a_chart_are_reached_by_keys(long_window: Window) -> None:
    window = long_window
    window.sign_in("olive")
    window.go_and_see_charts("/hours?dates=all")
    page, tip = window.page, window.page.locator(".tip")
    for chart in page.locator(".chart svg").all():
        assert chart.get_attribute("role") == "group"
        assert chart.locator("[tabindex='0']").count() == 1
    page.locator("#hours-by-weekday .rests summary").focus()
    page.keyboard.press("Shift+Tab")
    first = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert first == page.locator(HEAT).first.get_attribute("aria-label") == tip.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    there = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert there == tip.inner_text()
    assert DAYS.index(there[:3]) == DAYS.index(first[:3]) + 1
    assert int(there[5:7]) == int(first[5:7]) + 1
    assert page.locator("#hours-by-weekday [tabindex='0'][aria-roledescription]").count() == 1
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_what_is_closed_is_printed(window: Window) -> None:
    window.sign_in("olive")
    window.go_and_see_charts("/hours?dates=all")
    page = window.page
    closed = "document.querySelectorAll('main details:not([open], .filters)').length"
    before = page.evaluate(closed)
    assert before > 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(closed) == 0
    assert page.locator("details.filters[open]").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == before


def test_tables_can_be_read_with_scripts_off(chromium: "Browser", visited: tuple[Served, str]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    window = Window(visited[0], context.new_page(), visited[1])
    window.sign_in("fern")
    window.go("/reports/sales-by-branch?dates=all")
    assert window.page.locator("table.figures tbody tr").count() > 0
    assert "Watford" in window.page.content()
    assert "Mansfield" in window.page.content()
    assert "Windsor" not in window.page.content()
    assert window.page.locator("figure.chart img").count() == 1
    context.close()
    assert window.faults == []


LETTERS = """
() => [...document.querySelectorAll('.chart svg')].map(chart => {
    const letters = [...chart.querySelectorAll('text')].map(each => each.getBoundingClientRect());
    return [chart.viewBox.baseVal.width, Math.min(...letters.map(each => each.left)),
            Math.max(...letters.map(each => each.right))];
})
"""
"""Of each chart: the width that it was drawn for, and where its first and last letters stand on the page."""


def test_on_a_phone_charts_have_letters_of_one_size_and_no_line_ends_after_a_sign(window: Window) -> None:
    window.sign_in("olive")
    window.page.set_viewport_size(PHONE)
    found, signed = [], 0
    for address in ("/branches?from=2026-04-24&to=2026-04-26", "/products?dates=all", "/hours?dates=all"):
        window.go_and_see_charts(address)
        found += window.page.evaluate(LETTERS)
        figures_with_signs = window.page.locator("h2 .whole, li .whole")
        signed += figures_with_signs.count()
        assert all(each.evaluate("each => each.getClientRects().length") == 1 for each in figures_with_signs.all()), (
            address
        )
    assert len(found) > 3
    assert {width for width, _, _ in found} == {WIDTHS["narrow"]}
    assert all(0 < left < right <= PHONE["width"] for _, left, right in found), found
    assert signed
