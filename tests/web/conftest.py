"""One chain for all of these tests; those that change it take a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("fastapi", reason="the web app is not installed: tillroll[web]")

from tests.web.sites import Served, hold_file, make_chain, served
from tests.web.windows import CHROMIUM, DESK, Window, listening

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_chain(tmp_path_factory.mktemp("web"))


@pytest.fixture
def own_chain(chain: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    shutil.copy(chain, tmp_path / "w.duckdb")
    return tmp_path / "w.duckdb"


@pytest.fixture(scope="session")
def shop(chain: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site that is only read."""
    path = tmp_path_factory.mktemp("shop") / "w.duckdb"
    shutil.copy(chain, path)
    with served(path) as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make setup")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def visited(chain: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    path = tmp_path_factory.mktemp("visited") / "w.duckdb"
    shutil.copy(chain, path)
    with served(path) as shop, listening(shop) as base:
        yield shop, base


@pytest.fixture
def window(chromium: "Browser", visited: tuple[Served, str]) -> Iterator[Window]:
    context = chromium.new_context(viewport=DESK, accept_downloads=True)
    found = Window(visited[0], context.new_page(), visited[1])
    yield found
    context.close()
    assert found.faults == []


@pytest.fixture
def own_window(chromium: "Browser", own_chain: Path) -> Iterator[Window]:
    """A window on a site whose data the test may change."""
    with served(own_chain) as shop, listening(shop) as base:
        context = chromium.new_context(viewport=DESK)
        found = Window(shop, context.new_page(), base)
        yield found
        context.close()
        assert found.faults == []


@pytest.fixture
def deciding_window(chromium: "Browser", own_chain: Path, tmp_path: Path) -> Iterator[Window]:
    """A window on a site in whose folder lies a file of Watford, of 21 April, that is held."""
    held = hold_file(own_chain, tmp_path / "held", "Watford", 21)
    with served(own_chain, held.parent) as shop, listening(shop) as base:
        context = chromium.new_context(viewport=DESK)
        found = Window(shop, context.new_page(), base)
        yield found
        context.close()
        assert found.faults == []
