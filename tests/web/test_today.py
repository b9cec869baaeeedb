"""Today for who sees no money: what changed and why, in orders."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from tests.web.sites import Served, make_chain, served
from tillroll.digest.words import NO_CAUSES

HOURS = "orders-by-hour-versus-typical"


def rows_of(client: TestClient, name: str, query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client.get(f"/reports/{name}/download.json?{query}").content)["rows"]
    return found


def causes_of(text: str) -> list[str]:
    (listed,) = re.findall('<ul class="causes">(.*?)</ul>', text)
    return re.findall("<li>([^<]*)</li>", listed)


def test_staff_are_told_why_orders_differ_and_what_to_do(tmp_path: Path) -> None:
    with served(make_chain(tmp_path, days=42)) as shop:
        client, warehouse = shop.signed_in("sam"), shop.site.opened.another().warehouse
        days = warehouse.execute(
            "select trading_date from branch_day where branch_id = 'watford' order by trading_date desc limit 12"
        )
        things = set()
        for (day,) in days:
            query = f"from={day}&to={day}"
            text = unescape(client.get(f"/today?{query}").text)
            rows = rows_of(client, HOURS, query)
            whole: dict[str, Any] = next(iter(rows_of(client, "orders-versus-typical", query)), {"orders_change": None})
            assert "£" not in text
            (thing,) = re.findall(r"<strong>To do</strong> ([^<]+)</p>", text)
            things.add(thing)
            if whole["orders_change"] is None:
                assert NO_CAUSES in text
                continue
            assert sum(row["orders"] for row in rows) == whole["orders"]
            assert round(sum(row["difference"] for row in rows) - whole["orders"] + whole["orders_before"], 6) == 0
            furthest = max(rows, key=lambda row: (abs(row["difference"]), -row["hour"]))
            causes = causes_of(text)
            assert f"from {furthest['hour']:02d}:00 to " in causes[0]
            assert ("fewer" in causes[0]) == (furthest["difference"] < 0)
            assert f": {furthest['orders']} instead of " in causes[0]
            assert len(causes) == 3
            items = f"{whole['items_per_order']:.2f} instead of {whole['items_per_order_before']:.2f}"
            assert (items in causes[2]) == (round(abs(whole["items_per_order_change"]), 3) > 0)
            assert ("Find out why: orders from" in thing) <= (whole["orders_change"] <= -0.1)
        assert any(thing.startswith("Find out why: orders from") for thing in things)


def test_too_little_that_is_typical_is_said(shop: Served) -> None:
    for name in ("sam", "max"):
        text = unescape(shop.signed_in(name).get("/today").text)
        assert text.index("What changed, and why") < text.index(NO_CAUSES) < text.index("<strong>To do</strong>")
