"""Today for who sees no money: what changed and why, in orders."""

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from tests.faults.program import url
from tests.web.sites import HASH, Served, make_chain, served
from tillroll.cli import main
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


def tiles_of(client: TestClient, query: str) -> dict[str, list[str]]:
    """What each tile says its figure is beside others, by its label."""
    (tiles,) = re.findall(r'<ul class="tiles">(.*?)</ul>', unescape(client.get(f"/today?{query}").text), re.DOTALL)
    return {
        label: re.findall("<span[^>]*>([^<]*)</span>", rest)
        for label, rest in re.findall(r"<h2>([^<]*)</h2>(.*?)</li>", tiles, re.DOTALL)
    }


def beside(typical: dict[str, Any], year: dict[str, Any], column: str) -> list[str]:
    return [
        f"{'+' if row[column] > 0 else '−'}{abs(100 * row[column]):.1f}% on {what}"
        for row, what in ((typical, "typical"), (year, "last year"))
    ]


def test_each_tile_stands_beside_what_is_typical_and_the_year_before(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    options = ["--branches", "3", "--days", "390", "--orders", "40", "--first-day", "2025-03-03", "--into", url(path)]
    assert main(["simulate", *options]) in {0, None}
    with served(path) as shop:
        ((branch,),) = shop.site.opened.another().warehouse.execute("select min(branch_id) from branch_day")
        shop.site.accounts.add_user("stan", "staff", HASH, (("branch", branch),), 0.0)
        whole = {"Orders": "orders_change", "Items per order": "items_per_order_change"}
        money = {"Net sales": "net_change", "Average spend": "average_spend_change"}
        for name, kind, query, columns in (
            ("stan", "orders", "", whole),
            ("olive", "key-figures", "", money | whole),
            ("olive", "key-figures", "&category=Coffee", {"Net sales": "net_change", "Items": "units_change"}),
        ):
            client, asked = shop.signed_in(name), f"dates=last-7-days{query}"
            ((typical,), (year,)) = (rows_of(client, f"{kind}-versus-{it}", asked) for it in ("typical", "last-year"))
            assert year["days"] > 0
            assert tiles_of(client, asked) == {label: beside(typical, year, each) for label, each in columns.items()}


def test_staff_of_a_young_branch_see_no_tile_without_a_figure(shop: Served) -> None:
    text = shop.signed_in("sam").get("/today").text
    assert '<ul class="tiles">' not in text
    assert "No sale counts on these dates" in text
