"""The site in a real browser: signing in, filtering, downloading, releasing, small, dark, scripts off."""

from typing import TYPE_CHECKING, Literal

import pytest

from tests.web.sites import Served
from tests.web.windows import ADDRESSES, PHONE, Window, needs_chromium
from tillroll.report import quarantine

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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


def test_a_held_file_is_released_and_other_pages_notice(window: Window) -> None:
    window.sign_in("olive")
    watching = window.page.context.new_page()
    watching.goto(f"{window.base}/data")
    shrinking = next(i for i in quarantine(window.shop.site.opened.another().warehouse) if i.kind == "contained")
    window.go("/data")
    window.page.get_by_role("link", name=shrinking.file).first.click()
    window.page.get_by_role("button", name="This file’s").click()
    window.page.wait_for_load_state()
    watching.bring_to_front()
    watching.locator("#live", has_text="updated at").wait_for(timeout=15_000)


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
