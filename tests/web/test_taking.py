"""Files that come while pages are open: one process takes them in, and neither waits for the other."""

import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.web.sites import landing_of, served
from tillroll.observe import Log
from tillroll.web import site
from tillroll.web.taking import take_files


def test_pages_answer_while_files_are_taken_in_and_show_them(chain: Path, tmp_path: Path) -> None:
    folder = tmp_path / "landing"
    shutil.copytree(landing_of(chain), folder, ignore=shutil.ignore_patterns("2026-04-26*", "*_26-04-2026*"))
    with served(tmp_path / "w.duckdb", folder) as shop:
        ended = threading.Event()
        beside = threading.Thread(target=take_files, args=(shop.site, Log(), ended))
        client = shop.signed_in("olive")
        empty = client.get("/live").json()["version"]
        beside.start()
        try:
            with ThreadPoolExecutor(4) as pool:
                codes = set(pool.map(lambda _: shop.signed_in("olive").get("/data").status_code, range(20)))
            assert codes == {200}
            wait_for_change(client, empty)
            before = settled(client)
            for path in landing_of(chain).glob("*26*"):
                shutil.copy(path, folder)
            since = time.monotonic()
            wait_for_change(client, before)
            while "Sun 26" not in client.get("/data").text:
                assert time.monotonic() - since < 30  # settle, look, load; long because the machine may be busy
                time.sleep(0.2)
        finally:
            ended.set()
            beside.join()


def test_a_load_gives_pages_one_new_state_at_its_end(own_chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages would be made anew for each of its transactions, and out of date at once."""
    monkeypatch.setattr(site, "_VERSION_SECONDS", 0.0)
    with served(own_chain) as shop:
        before = shop.site.version()
        with shop.site.writer() as opened:
            for _ in range(2):
                with opened.warehouse.transaction():
                    opened.engine.execute("update branch set name = 'Harbourside' where name = 'Watford'")
                assert shop.site.version() == before
        assert shop.site.version() != before


def wait_for_change(client: object, version: str) -> None:
    deadline = time.monotonic() + 60
    while client.get("/live").json()["version"] == version:  # type: ignore[attr-defined]
        assert time.monotonic() < deadline
        time.sleep(0.2)


def settled(client: object) -> str:
    """The version once it has not changed for some seconds."""
    version, since = "", time.monotonic()
    while time.monotonic() - since < 3:
        found: str = client.get("/live").json()["version"]  # type: ignore[attr-defined]
        if found != version:
            version, since = found, time.monotonic()
        time.sleep(0.2)
    return version
