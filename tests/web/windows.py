"""A real browser's windows on a site of the tests."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from tests.web.sites import PASSWORD, Served
from tillroll.web.app import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, ViewportSize

PHONE: "ViewportSize" = {"width": 360, "height": 740}
DESK: "ViewportSize" = {"width": 1200, "height": 800}
CHROMIUM = Path("/usr/bin/chromium")
ADDRESSES = (
    *("/today?dates=all", "/trends?dates=all", "/branches?dates=all", "/branches/one?branch=Watford&dates=all"),
    *("/products?dates=all", "/hours?dates=all"),
    *("/reports", "/reports/sales-by-day?dates=all", "/data", "/runs", "/account", "/account/log"),
)
needs_chromium = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="there is no /usr/bin/chromium: install the package chromium to run these"
)


class Window:
    """A browser's page on a site of its own; what goes wrong or leaves the site is kept."""

    def __init__(self, shop: Served, page: "Page", base: str) -> None:
        self.shop, self.page, self.base = shop, page, base
        self.faults: list[str] = []
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._keep_foreign)

    def _keep_foreign(self, request: "Request") -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.faults.append(f"asked for {request.url}")

    def go(self, address: str) -> None:
        self.page.goto(self.base + address)

    def go_and_see_charts(self, address: str) -> None:
        self.go(address)
        self.page.locator(".drawn:not([data-shown])").first.wait_for(state="detached")

    def sign_in(self, name: str) -> None:
        self.go("/reports")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(f"{self.base}/reports")


@contextlib.contextmanager
def listening(shop: Served) -> Iterator[str]:
    config = uvicorn.Config(create_app(shop.site), host="127.0.0.1", port=0, log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
