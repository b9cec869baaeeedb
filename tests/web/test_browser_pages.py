"""Every page in a real browser: quiet and by itself with scripts on; readable, filtered and saved with them off."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.web.sites import Served
from tests.web.windows import ADDRESSES, DESK, PHONE, Window, needs_chromium
from tillroll.report import quarantine

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator

pytestmark = needs_chromium
OF_A_DAY = "/data/day?branch=Watford&to=2026-04-26"
FILTERED = [
    each for each in ADDRESSES if each.partition("?")[0] not in {"/reports", "/runs", "/account", "/account/log"}
]
SAVED = [each for each in FILTERED if each != "/data"]
"""Those with figures to take away. Data links to each file's receipt."""
FOREIGN = "http://192.0.2.1/picture.png"
"""An address of nobody, by its standard."""


@pytest.fixture(scope="module")
def with_scripts(chromium: "Browser", visited: tuple[Served, str]) -> "Iterator[BrowserContext]":
    """A browser in which an owner has signed in."""
    context = chromium.new_context(viewport=DESK)
    Window(visited[0], context.new_page(), visited[1]).sign_in("olive")
    yield context
    context.close()


@pytest.fixture(scope="module")
def without_scripts(chromium: "Browser", visited: tuple[Served, str]) -> "Iterator[BrowserContext]":
    """The same with scripts off."""
    context = chromium.new_context(java_script_enabled=False, viewport=DESK, accept_downloads=True)
    Window(visited[0], context.new_page(), visited[1]).sign_in("olive")
    yield context
    context.close()


@pytest.fixture
def plain(without_scripts: "BrowserContext", visited: tuple[Served, str]) -> Iterator[Window]:
    """A page without scripts, with a listener of its own."""
    found = Window(visited[0], without_scripts.new_page(), visited[1])
    yield found
    found.page.close()
    assert found.faults == []


def of_a_file(shop: Served) -> str:
    return f"/data/documents/{quarantine(shop.site.opened.another().warehouse)[0].document_id}"


@pytest.mark.parametrize("address", [*ADDRESSES, OF_A_DAY, "/data/documents/"])
def test_no_page_has_an_error_or_asks_for_anything_from_outside(
    with_scripts: "BrowserContext", visited: tuple[Served, str], address: str
) -> None:
    shop, base = visited
    window = Window(shop, with_scripts.new_page(), base)
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    window.go_and_see_charts(of_a_file(shop) if address == "/data/documents/" else address)
    window.page.wait_for_load_state("networkidle")
    charts = window.page.locator(".chart svg").count()
    assert len(asked) >= 1 + charts
    assert window.faults == []
    window.page.close()


def test_the_listener_hears_of_what_is_foreign(with_scripts: "BrowserContext", visited: tuple[Served, str]) -> None:
    """Else the test above shows nothing. The page's own rules keep the picture from being fetched."""
    window = Window(visited[0], with_scripts.new_page(), visited[1])
    window.go("/runs")
    window.page.evaluate("(address) => { document.body.append(Object.assign(new Image(), {src: address})); }", FOREIGN)
    window.page.wait_for_load_state("networkidle")
    assert any(FOREIGN in fault for fault in window.faults)
    window.page.close()


@pytest.mark.parametrize("address", [*ADDRESSES, OF_A_DAY])
def test_tables_and_charts_can_be_read_with_scripts_off(plain: Window, address: str) -> None:
    plain.go(address)
    page = plain.page
    closed = page.locator("main details:not([open]) > summary")
    while closed.count():
        closed.first.click()
    tables = page.locator("main table").all()
    assert all(table.is_visible() for table in tables)
    assert all(table.locator("tbody tr").count() and table.locator("th").count() for table in tables)
    assert tables or page.locator("main a[href^='/reports/']").count() > 50
    pictures = page.locator("figure.chart img").all()
    assert all(picture.bounding_box()["width"] > 100 for picture in pictures)  # type: ignore[index]
    assert page.locator(".drawn").count() <= len(pictures)


@pytest.mark.parametrize("address", FILTERED)
def test_filters_work_by_their_form_with_scripts_off(plain: Window, address: str) -> None:
    plain.go(address)
    page = plain.page
    title = page.locator("h1").inner_text()
    page.locator("details.filters > summary").click()
    page.locator("details.filters [name='branch']").select_option("Taunton Pop-up" if "one?" in address else "Watford")
    page.locator("details.filters button", has_text="Show").click()
    page.wait_for_load_state()
    chosen = "Taunton" if "one?" in address else "Watford"
    assert f"branch={chosen}" in page.url
    assert page.locator("h1").inner_text() == (title if "one?" not in address else "Taunton Pop-up")
    assert chosen in page.locator("details.filters > summary").inner_text()
    shown = " ".join(table.text_content() or "" for table in page.locator("main table").all())
    assert shown
    assert "Mansfield" not in shown


@pytest.mark.parametrize("address", SAVED)
def test_figures_are_saved_with_scripts_off(plain: Window, address: str) -> None:
    plain.go(address)
    links = plain.page.locator("main a[href*='/download.csv']")
    assert links.count() > 0
    for link in links.all():
        with plain.page.expect_download() as started:
            link.click()
        lines = started.value.path().read_text("utf-8").splitlines()
        assert started.value.suggested_filename.endswith(".csv")
        assert len(lines[0].split(",")) > 1


def test_the_register_opens_at_its_newest_day_and_hides_no_day_that_the_keyboard_is_at(plain: Window) -> None:
    """Its days stand in their order, and none that has the focus lies under the names."""
    page = plain.page
    page.set_viewport_size(PHONE)
    plain.go("/data")
    row = page.locator("table.register tbody tr").first
    names, days = row.locator("th"), row.locator("a")
    assert left(days.first) < right(names) <= left(days.last)
    assert right(days.last) <= PHONE["width"]
    for day in reversed(days.all()):
        day.focus()
        assert right(names) <= left(day)
        assert right(day) <= PHONE["width"]


def left(place: "Locator") -> float:
    box = place.bounding_box()
    assert box
    return box["x"]


def right(place: "Locator") -> float:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"]
