"""Write docs/pictures: each page of a made-up chain, at the size of a phone and of a desk. Needs Chromium."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

PAGES = {
    "today": "/today",
    "trends": "/trends",
    "branches": "/branches",
    "branch": "/branches/one?branch=Watford",
    "products": "/products",
    "hours": "/hours",
    "data": "/data",
    "reports": "/reports/versus-typical-by-branch",
    "runs": "/runs",
    "account": "/account",
}
SIZES = {"phone": (360, 740), "desk": (1200, 760)}
PORT, OUT = 8429, Path(__file__).parent.parent / "docs" / "pictures"
CHAIN = ("--branches", "24", "--days", "400", "--orders", "100", "--first-day", "2025-06-16", "--plant", "steep")


def main() -> None:
    """Make the chain, serve it, and take the pictures; the path of a warehouse to take instead may be given."""
    with TemporaryDirectory() as folder:
        warehouse = f"duckdb:///{sys.argv[1] if sys.argv[1:] else Path(folder) / 'chain.duckdb'}"
        if not sys.argv[1:]:
            run("simulate", *CHAIN, "--into", warehouse)
        served = subprocess.Popen(
            [sys.executable, "-m", "tillroll", "serve", "--port", str(PORT), "--warehouse", warehouse],
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            lines = served.stdout or ()
            take(next(iter(lines)).removeprefix("Open ").strip())
        finally:
            served.terminate()
            served.wait()


def run(*words: str) -> None:
    """Run a command of tillroll."""
    subprocess.run([sys.executable, "-m", "tillroll", *words], check=True, stdout=subprocess.DEVNULL)


def take(link: str) -> None:
    """Take every picture, in light; today on a phone in the dark, too."""
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        cookies = enter(browser, link)
        for size in SIZES:
            for name, address in PAGES.items():
                picture(browser, cookies, address, f"{name}-{size}", size)
        picture(browser, cookies, "/today", "today-phone-dark", "phone", dark=True)
        browser.close()


def enter(browser: Browser, link: str) -> list[object]:
    """The cookies of the browser that the link lets in."""
    context = browser.new_context()
    context.new_page().goto(link)
    return list(context.cookies())


def picture(browser: Browser, cookies: list[object], address: str, name: str, size: str, *, dark: bool = False) -> None:
    """One picture, as much as the window shows."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{PORT}{address}")
    page.locator(".drawn:not([data-shown])").first.wait_for(state="detached")
    page.screenshot(path=OUT / f"{name}.png")
    context.close()


if __name__ == "__main__":
    main()
