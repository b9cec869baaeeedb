"""Pages for everybody: what axe finds, what a keyboard reaches, what is printed."""

import re
from importlib import resources
from typing import TYPE_CHECKING, Literal

import pytest

from tests.web.windows import ADDRESSES, DESK, PHONE, Window, needs_chromium

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
pytestmark = needs_chromium


@pytest.fixture(scope="module")
def axe() -> str:
    """The accessibility checker axe-core."""
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed: make setup")
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


@pytest.mark.parametrize(("scheme", "size"), [("light", DESK), ("dark", PHONE)], ids=["desk", "phone"])
def test_axe_finds_no_serious_fault(
    window: Window, axe: str, scheme: "Literal['light', 'dark']", size: "ViewportSize"
) -> None:
    """Each size in the light in which its navigation has the lesser contrast."""
    window.page.emulate_media(color_scheme=scheme)
    window.page.set_viewport_size(size)
    check_with_axe(window, axe, "/sign-in")
    window.sign_in("olive")
    for address in ADDRESSES:
        check_with_axe(window, axe, address)
    window.page.goto(window.base + "/data")
    waiting = window.page.locator("#waiting ~ .scroll a").first.get_attribute("href")
    assert waiting
    check_with_axe(window, axe, waiting)
    check_with_axe(window, axe, "/reports/no-such-report")
    told = [window.faults.pop() for _ in range(len(window.faults))]
    assert len(told) == 1
    assert "404" in told[0]


def check_with_axe(window: Window, axe: str, address: str) -> None:
    """With all open that can be opened."""
    window.go_and_see_charts(address)
    window.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    window.page.evaluate(axe)
    found = window.page.evaluate("rules => axe.run({runOnly: rules, resultTypes: ['violations']})", RULES)
    serious = [each for each in found["violations"] if each["impact"] in {"serious", "critical"}]
    assert [(each["id"], each["nodes"][0]["html"]) for each in serious] == [], address


def lightness(window: Window, selector: str, kind: str) -> int:
    """From 0 to 255: the brightest part of a thing's colour."""
    colour = window.page.locator(selector).first.evaluate(f"each => getComputedStyle(each)['{kind}']")
    return max(map(int, re.findall(r"\d+", colour)[:3]))


def test_a_dark_page_is_printed_dark_on_white_with_its_tables(window: Window) -> None:
    window.sign_in("olive")
    window.page.context.add_cookies([{"name": "tillroll_theme", "value": "dark", "url": window.base}])
    window.go_and_see_charts("/branches/one?branch=Watford&dates=all")
    cells = window.page.locator("details.table:not([open]) td")
    assert lightness(window, ".chart svg text", "fill") > 128
    assert not cells.first.is_visible()
    for scheme in SCHEMES:
        window.page.emulate_media(media="print", color_scheme=scheme)
        assert lightness(window, ".chart svg text", "fill") < 128
        assert lightness(window, "h1", "color") < 128
        assert lightness(window, "body", "backgroundColor") == 255
        assert cells.first.is_visible()
        assert not window.page.locator("nav.pages").is_visible()


SHOWS_FOCUS = """(() => {
    const here = document.activeElement, style = getComputedStyle(here);
    return style.outlineStyle !== "none" || (here.closest(".chart") && parseFloat(style.strokeWidth) >= 3);
})()"""
"""An outline, or the thick edge of a chart's figure."""


def tab_to(window: Window, words: str, key: str = "Tab") -> None:
    """Press the key until what has these words has the focus, and shows it.

    Beyond the last thing, and on a page that has only just come, nothing has it.
    """
    for _ in range(60):
        window.page.keyboard.press(key)
        if window.page.evaluate("document.activeElement === document.body"):
            continue
        here = window.page.evaluate("document.activeElement.textContent.trim() || document.activeElement.outerHTML")
        assert window.page.evaluate(SHOWS_FOCUS), here
        if here.startswith(words):
            return
    pytest.fail(f"{words} can't be reached by the keyboard")


def test_a_keyboard_reaches_pages_filters_and_sorting(window: Window) -> None:
    window.sign_in("olive")
    window.go("/reports/sales-by-day?dates=all")
    page = window.page
    for words in ("To the content", "tillroll", "Today", "Trends", "Filters"):
        tab_to(window, words)
    page.keyboard.press("Enter")
    assert page.locator("details.filters").get_attribute("open") is not None
    tab_to(window, "Net")
    for order in ("ascending", "descending"):
        page.keyboard.press("Enter")
        assert page.locator(f"th[aria-sort='{order}']").inner_text().startswith("Net")
    tab_to(window, "Show", "Shift+Tab")
    tab_to(window, "Hours", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{window.base}/hours")
