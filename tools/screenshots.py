"""Write docs/pictures: each page of a made-up chain, at the size of a phone and of a desk. Needs Chromium.

What sells is shown of a chain with more than a year behind it. The pages about files, runs and people are those of
another, which took spoilt files in and has people who sign in.
"""

import secrets
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

SALES = {
    "today": "/today",
    "trends": "/trends",
    "branches": "/branches",
    "branch": "/branches/one?branch=Watford",
    "products": "/products",
    "hours": "/hours",
    "reports": "/reports/versus-typical-by-branch",
}
FILES = {"data": "/data", "runs": "/runs", "account": "/account"}
SIZES = {"phone": (360, 740), "desk": (1200, 760)}
PORT, OUT = 8429, Path(__file__).parent.parent / "docs" / "pictures"
LONG = ("--branches", "24", "--days", "400", "--orders", "100", "--first-day", "2025-06-16", "--plant", "steep")
SPOILT = ("--branches", "24", "--days", "21", "--orders", "60", "--faults")
PEOPLE = {"olive": ("owner",), "rowan": ("manager", "--branch", "Watford"), "sage": ("operator",)}


def main() -> None:
    """Make the chains, serve them and take the pictures. The path of a warehouse may be given for the first."""
    with TemporaryDirectory() as named, sync_playwright() as started:
        folder = Path(named)
        browser = started.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        with served(Path(sys.argv[1]) if sys.argv[1:] else long_chain(folder)) as link:
            cookies = enter(browser, link)
            take(browser, cookies, SALES)
            picture(browser, cookies, "/today", "today-phone-dark", "phone", dark=True)
        password = secrets.token_urlsafe()
        with served(spoilt_chain(folder, password)) as link:
            take(browser, sign_in(browser, link, "olive", password), FILES)
        browser.close()


def long_chain(folder: Path) -> Path:
    """The warehouse of a chain with sales alone."""
    path = folder / "chain.duckdb"
    run("simulate", *LONG, "--into", f"duckdb:///{path}")
    return path


def spoilt_chain(folder: Path, password: str) -> Path:
    """The warehouse of a chain whose files came as they do, with people of each kind; all have this password."""
    path = folder / "files.duckdb"
    run("simulate", str(folder / "files"), *SPOILT)
    run("ingest", str(folder / "files" / "landing"), "--warehouse", f"duckdb:///{path}", may_need_people=True)
    for name, (role, *scope) in PEOPLE.items():
        words = ("users", "add", name, "--role", role, *scope, "--warehouse", f"duckdb:///{path}")
        run(*words, said=f"{password}\n")
    return path


def run(*words: str, said: str = "", may_need_people: bool = False) -> None:
    """Run a command of tillroll; 3 is what it ends with where files need a person."""
    command = [sys.executable, "-m", "tillroll", *words]
    ended = subprocess.run(command, check=False, stdout=subprocess.DEVNULL, input=said, text=True)
    if ended.returncode not in ({0, 3} if may_need_people else {0}):
        raise SystemExit(f"tillroll {words[0]} ended with {ended.returncode}")


@contextmanager
def served(warehouse: Path) -> Iterator[str]:
    """The link to a warehouse's pages, until the block ends."""
    command = [sys.executable, "-m", "tillroll", "serve", "--port", str(PORT), "--warehouse", f"duckdb:///{warehouse}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield next(iter(process.stdout or ())).removeprefix("Open ").split()[0]
    finally:
        process.terminate()
        process.wait()


def enter(browser: Browser, link: str) -> list[object]:
    """The cookies of the browser that the link lets in."""
    context = browser.new_context()
    context.new_page().goto(link)
    return list(context.cookies())


def sign_in(browser: Browser, link: str, name: str, password: str) -> list[object]:
    """The cookies of the browser in which somebody signed in."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")
    return list(context.cookies())


def take(browser: Browser, cookies: list[object], pages: Mapping[str, str]) -> None:
    """Pictures of these pages, in light, at each size."""
    for size in SIZES:
        for name, address in pages.items():
            picture(browser, cookies, address, f"{name}-{size}", size)


def picture(browser: Browser, cookies: list[object], address: str, name: str, size: str, *, dark: bool = False) -> None:
    """One picture, as much as the window shows."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{PORT}{address}")
    drawn(page)
    page.screenshot(path=OUT / f"{name}.png")
    context.close()


def drawn(page: Page) -> None:
    """Wait until every chart is there."""
    page.locator(".drawn:not([data-shown])").first.wait_for(state="detached")


if __name__ == "__main__":
    main()
