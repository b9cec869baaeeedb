"""Pages: what they show, what bad input gets, and that nothing is said that should not be."""

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from httpx2 import Response

from tests.faults.program import url
from tests.warehouses.helpers import Item, Sale, till_text, write_file
from tests.web.sites import FRANCHISE, PASSWORD, PEOPLE, Served, landing_of, make_chain, post, served, sign_in
from tillroll.adapters.duckdb import DuckDBWarehouse
from tillroll.cli import main
from tillroll.contract.tables import TABLES
from tillroll.report import EVERYTHING, Answer, Choice, find_report, quarantine
from tillroll.report.dates import PRESETS
from tillroll.web.choices import FILTERS
from tillroll.web.drawings import titled_drawing
from tillroll.web.figures import day
from tillroll.web.titles import title_of
from tillroll.words import pounds

BAD = (
    "'; drop table sale; --",
    "' or '1'='1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 1337 * 7331 }}",
    "x" * 200,
    "a\x00b",
    "../../etc/passwd",
    "${1337*7331}",
)
TAKEN_BY = {
    **dict.fromkeys(("from", "to", "dates", "branch", "region", "franchise", "tender"), "sales-by-branch"),
    **dict.fromkeys(("product", "category", "size", "rows"), "products-by-branch"),
    "daypart": "sales-by-daypart",
    "against": "change-by-branch",
}
"""A report that takes each of the filters, by its name in an address."""
BASIS_WORDS = ["Coverage", "Freshness", "Missing", "Restated"]
SIGNED = '<span class="whole">[+−]£[0-9,.]+</span>'
EVIL_SQL, EVIL_MARKS = "O'Hara'); drop table sale; --", "<i Onload=x>&amp;</i>"


def assert_nothing_of(value: str, response: Response) -> None:
    """What was sent is neither shown as markup nor worked out, and nothing is told of what lies behind."""
    for told in (response.text, str(response.headers)):
        assert not [marks for marks in ("<script>alert", "<img src=x", "9801547", "Traceback", "sql/") if marks in told]
    assert "\x00" not in value or "\x00" not in response.text


def everything(shop: Served) -> list[tuple[str, int]]:
    """How many rows each table has."""
    warehouse = shop.site.opened.another().warehouse
    names = [name for name in (table.name for table in TABLES) if name not in {"data_version", "run"}]
    counts = [f"select '{name}' as name, count(*) as rows from {name}" for name in names]
    return [(name, rows) for name, rows in warehouse.execute(" union all ".join(counts))]


def test_every_answer_has_the_headers_that_keep_others_out(shop: Served) -> None:
    client = shop.signed_in("olive")
    for address in ("/reports", "/nothing", "/static/tillroll.css", "/sign-in"):
        headers = client.get(address).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert client.get("/reports").headers["cache-control"] == "private, no-store"


def test_each_filter_has_a_report_that_takes_it() -> None:
    taken = {"from" if name == "from_day" else "to" if name == "to_day" else name for name in FILTERS}
    assert set(TAKEN_BY) == taken
    for name, report in TAKEN_BY.items():
        assert name in {"from", "to"} or name in find_report(report).filters


@pytest.mark.parametrize("name", TAKEN_BY)
def test_bad_filters_get_a_clear_page(shop: Served, name: str) -> None:
    before, address = everything(shop), f"/reports/{TAKEN_BY[name]}"
    client = shop.signed_in("olive")
    assert client.get(address).status_code == 200
    for value in BAD:
        for part in ("", "/chart.wide.svg", "/download.csv", "/download.json"):
            response = client.get(f"{address}{part}", params={name: value})
            assert response.status_code == 400, (part, value)
            assert_nothing_of(value, response)
            assert "That can&#39;t be answered" in response.text
    assert everything(shop) == before


def test_bad_filters_get_a_clear_page_wherever_there_are_some(shop: Served) -> None:
    before, client = everything(shop), shop.signed_in("olive")
    for value in BAD:
        for address in ("/today", "/trends", "/branches", "/branches/one", "/products", "/hours", "/data"):
            response = client.get(address, params={"branch": value})
            assert response.status_code == 400, (address, value)
            assert_nothing_of(value, response)
    assert everything(shop) == before


@pytest.mark.parametrize("value", BAD)
def test_bad_parts_of_an_address_are_no_page(shop: Served, value: str) -> None:
    before, client = everything(shop), shop.signed_in("olive")
    part = quote(value, safe="")
    for address, statuses in {
        f"/reports/{part}": {404},
        f"/reports/{part}/download.csv": {404},
        f"/reports/{part}/chart.wide.svg": {404},
        f"/reports/sales-by-day/chart.{part}.svg": {404},
        f"/reports/sales-by-day/download.{part}": {404},
        f"/data/documents/{part}": {400, 404},
        f"/static/{part}": {404},
        f"/{part}": {404},
    }.items():
        response = client.get(address)
        assert response.status_code in statuses, address
        assert_nothing_of(value, response)
    assert everything(shop) == before


def test_bad_fields_of_forms_do_nothing(own_chain: Path) -> None:
    with served(own_chain) as shop:
        before, client = everything(shop), shop.signed_in("olive")
        held = next(item for item in quarantine(shop.site.opened.another().warehouse) if item.kind == "contained")
        for value in BAD:
            for address, fields, status in bad_forms(f"/data/documents/{held.document_id}", value):
                response = post(client, address, **fields)
                assert response.status_code == status, (address, fields)
                assert_nothing_of(value, response)
            response = client.post("/account/sign-out", data={"form_token": value})
            assert response.status_code == 403, value
            assert_nothing_of(value, response)
            shop.clock.ahead += 16 * 60
        assert everything(shop) == before
        assert client.get("/account").status_code == 200
        assert {user.name for user in shop.site.accounts.users()} == set(PEOPLE)
        assert sign_in(shop.browser(), "olive").status_code == 303


def bad_forms(document: str, value: str) -> list[tuple[str, dict[str, str], int]]:
    """Forms by their address, each with one field of this value, and the status that they get."""
    part = quote(value, safe="")
    return [
        (f"{document}/release", {"keep": value}, 400),
        (f"/data/documents/{part}/release", {"keep": "new"}, 404 if "/" in value else 400),
        ("/account/view-as", {"user": value}, 403),
        ("/account/theme", {"theme": value}, 400),
        ("/account/password", {"old": value, "new": PASSWORD, "again": PASSWORD}, 403),
        ("/account/password", {"old": PASSWORD, "new": value, "again": PASSWORD}, 403),
    ]


def test_bad_fields_of_the_sign_in_let_nobody_in(own_chain: Path) -> None:
    with served(own_chain) as shop:
        client, owner = shop.browser(), shop.signed_in("olive")
        for value in BAD:
            for name in (value, "olive") if "'" in value else (value,):
                response = sign_in(client, name, value)
                assert response.status_code in {401, 403}, (name, value)
                assert_nothing_of(value, response)
            asked = client.get("/sign-in", params={"next": value})
            assert asked.status_code == 200
            assert_nothing_of(value, asked)
            assert 'name="next" value="/"' in asked.text
            cookies = {"cookie": f"tillroll={quote(value)}; tillroll_theme={quote(value)}"}
            assert shop.browser().get("/reports", headers=cookies).status_code == 303
            shop.clock.ahead += 16 * 60
        assert "somebody unknown" in owner.get("/account").text
        assert_nothing_of("<script>", owner.get("/account"))
        assert {user.name for user in shop.site.accounts.users()} == set(PEOPLE)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/reports/nothing", 404),
        ("/reports/sales-by-branch/download.exe", 404),
        ("/nothing", 404),
        ("/data/documents/zz", 400),
        ("/data/documents/ffffffffffff", 400),
        ("/data?from=2000-01-01&to=2030-01-01", 400),
        ("/data?to=2021-02-30", 400),
        (f"/reports?x={'y' * 5000}", 413),
        ("/reports/sales-by-day?from=2026-04-24&to=2026-04-20", 400),
        ("/reports/sales-by-day?from=0001-01-01", 400),
    ],
)
def test_bad_addresses_get_their_status(shop: Served, address: str, status: int) -> None:
    response = shop.signed_in("olive").get(address)
    assert response.status_code == status
    assert "Traceback" not in response.text
    assert "sql/" not in response.text


def test_too_large_a_form_is_not_read(shop: Served) -> None:
    client = shop.signed_in("olive")
    assert client.post("/account/theme", content=b"x" * 100_000).status_code == 413
    assert client.get("/account/theme").status_code == 405


def test_names_of_till_files_that_are_markup_or_sql_are_shown_as_text(tmp_path: Path) -> None:
    """A branch and a product of a till file, and the file's own name: on pages, in charts, in files."""
    with an_evil_shop(tmp_path) as shop:
        client, before = shop.signed_in("olive"), everything(shop)
        branches = shop.site.values(EVERYTHING)["branch"]
        assert set(branches) == {EVIL_SQL, EVIL_MARKS}
        escaped = dict.fromkeys((EVIL_SQL, EVIL_MARKS), 0)
        for address in [*SHOWN_NAMES, *(f"/branches/one?dates=all&{urlencode({'branch': each})}" for each in branches)]:
            response = client.get(address)
            assert response.status_code == 200, address
            assert not [tag for tag in ("<i ", "<script>") if tag in response.text], address
            for name in escaped:
                escaped[name] += name in unescape(response.text)
            assert "&lt;i Onload" in response.text or "Onload" not in response.text, address
        assert min(escaped.values()) >= len(SHOWN_NAMES)
        assert everything(shop) == before


SHOWN_NAMES = (
    *("/data", "/branches?dates=all", "/reports/sales-by-branch?dates=all", "/products?dates=all"),
    *("/reports/sales-by-branch/chart.wide.svg?dates=all", "/reports/sales-by-branch/chart.narrow.svg?dates=all"),
    *("/reports/top-grossing-products?dates=all", "/reports/top-grossing-products/chart.wide.svg?dates=all"),
)


@contextmanager
def an_evil_shop(folder: Path) -> Iterator[Served]:
    """The site of two branches, one with a name that would end a statement and one that would run a script."""
    at = datetime(2026, 4, 20, 9)
    for number, name in enumerate((EVIL_SQL, EVIL_MARKS)):
        sales = [Sale(at + timedelta(minutes=minute), (Item(name, 245),)) for minute in range(9)]
        write_file(folder / f"landing/{number}.csv", till_text(sales, branch=name), at + timedelta(days=1))
    main(["ingest", str(folder / "landing"), "--warehouse", url(folder / "w.duckdb")])
    with served(folder / "w.duckdb") as shop:
        yield shop


def test_names_of_lists_that_are_markup_are_shown_as_text(own_chain: Path) -> None:
    with served(own_chain) as shop:
        execute = shop.site.opened.engine.execute
        execute("update branch set name = $name where name = 'Watford'", {"name": EVIL_MARKS})
        execute("update branch set region = $name where region = 'Wales'", {"name": EVIL_MARKS})
        execute(
            "update branch_franchise set franchise = $name where franchise = $old",
            {"name": EVIL_MARKS, "old": FRANCHISE},
        )
        execute(
            "update product set reporting_product = $name, category = $name where name = 'Latte'", {"name": EVIL_MARKS}
        )
        client = shop.signed_in("olive")
        for address in (
            *("/data", "/today?dates=all", "/trends?dates=all", "/branches?dates=all", "/products?dates=all"),
            *("/reports/sales-by-branch?dates=all", "/reports/sales-by-franchise/chart.wide.svg?dates=all"),
            *(
                "/reports/sales-by-region/chart.wide.svg?dates=all",
                "/reports/change-by-product/chart.wide.svg?dates=all",
            ),
        ):
            text = client.get(address).text
            assert "<i " not in text, address
            assert EVIL_MARKS in unescape(text), address


def test_a_changed_list_is_noticed_without_a_run(own_chain: Path) -> None:
    with served(own_chain) as shop:
        client = shop.signed_in("olive")
        assert "Watford" in client.get("/reports/sales-by-branch?dates=all").text
        before = shop.site.version()
        with shop.site.opened.warehouse.transaction():
            shop.site.opened.engine.execute("update branch set name = 'Harbourside' where name = 'Watford'")
        shop.site._version = (0.0, "")
        assert shop.site.version() != before
        assert "Watford" in client.get("/reports/sales-by-branch?dates=all").text
        anew = client.get("/reports/sales-by-branch?dates=all", headers={"X-Live": "1"}).text
        assert "Harbourside" in anew
        assert f'data-version="{shop.site.version()}"' in anew


def test_downloads_are_the_report_and_are_in_the_audit_log(shop: Served) -> None:
    client = shop.signed_in("olive")
    address = "/reports/sales-by-day/download"
    csv = client.get(f"{address}.csv?dates=all")
    assert csv.text.startswith("trading_date,net_pence")
    assert csv.headers["content-disposition"] == 'attachment; filename="sales-by-day.csv"'
    assert len(json.loads(client.get(f"{address}.json?dates=all").content)["rows"]) == len(csv.text.splitlines()) - 1
    basis = re.findall(r'^<([^>]*)>; rel="describedby"', csv.headers["link"])[0]
    assert basis == f"{address}.txt?dates=all"
    told = client.get(basis)
    assert told.headers["content-disposition"] == 'attachment; filename="sales-by-day.basis.txt"'
    assert told.text.startswith("Sales by day\nMon 20 Apr 2026 to Sun 26 Apr 2026 (all")
    assert [line.split()[0] for line in told.text.splitlines()[2:]] == BASIS_WORDS
    assert client.get(f"{address}.parquet?dates=all").content[:4] == b"PAR1"
    assert client.get(f"{address}.png?dates=all").content[1:4] == b"PNG"
    assert "exported" in [event.kind for event in shop.site.accounts.events(10)]


def test_a_held_file_is_released_by_who_may_and_by_nobody_else(
    own_chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who decided sees it at once, however long others' pages may lag behind."""
    monkeypatch.setattr("tillroll.web.site._VERSION_SECONDS", 60)
    with served(own_chain) as shop:
        waiting = quarantine(shop.site.opened.another().warehouse)
        shrinking = next(item for item in waiting if item.kind == "contained")
        address = f"/data/documents/{shrinking.document_id}"
        assert post(shop.signed_in("ana"), f"{address}/release", keep="new").status_code == 403
        assert post(shop.signed_in("max"), f"{address}/release", keep="new").status_code == 400
        owner = shop.signed_in("olive")
        assert "Which sales count?" in owner.get(address).text
        assert post(owner, f"{address}/release", keep="all").status_code == 400
        assert post(owner, f"{address}/release", keep="new").status_code == 303
        decided = owner.get(address).text
        assert "Which sales count?" not in decided
        assert re.search(r"<h2>Decided</h2>\s*<p>[^<]*: of [^<]*2026 this file(&#39;|’|')s sales count\.</p>", decided)
        assert "released" in [event.kind for event in shop.site.accounts.events(10)]
        owner.post("/account/view-as", data={})
        assert post(owner, "/account/view-as", user="fern").status_code == 303
        assert post(owner, f"{address}/release", keep="new").status_code == 403


def test_a_branch_day_that_was_restated_is_marked_and_leads_to_all_of_its_receipts(
    own_chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tillroll.web.pages.data._NEWEST", 1)
    with served(own_chain) as shop:
        owner, held = shop.signed_in("olive"), quarantine(shop.site.opened.another().warehouse)
        item = next(each for each in held if each.kind == "contained" and each.trading_date)
        before = owner.get("/data").text
        assert "corrected" not in before
        assert post(owner, f"/data/documents/{item.document_id}/release", keep="new").status_code == 303
        after = owner.get("/data").text
        assert re.findall(r"</span>(\d+) corrected</li>", after) == ["1"]
        (link,) = re.findall(r'<a href="([^"]*)" class="mark \w+ corrected"', after)
        assert str(item.trading_date) in link
        page = owner.get(unescape(link)).text
        assert re.search("<dt>Corrected</dt><dd>[^<]*: from [0-9,]+ to [0-9,]+ orders, from £", page)
        files = shop.site.opened.another().warehouse.execute(
            "select count(*) from receipt where document_id in (select document_id from document_day "
            f"where branch_id = '{item.branch_id}' and trading_date = '{item.trading_date}')"
        )
        assert page.count('<tr><td><a href="/data/documents/') == files[0][0] > 1
        assert f"/data/documents/{item.document_id}" in page


def test_a_day_without_sales_leads_to_the_file_whose_name_tells_it(own_chain: Path, tmp_path: Path) -> None:
    file = tmp_path / "watford_23-04-2026.csv"
    file.write_text("nothing that a till wrote\n" * 3)
    main(["ingest", str(file), "--warehouse", url(own_chain)])
    with served(own_chain) as shop:
        owner = shop.signed_in("olive")
        assert file.name in owner.get("/data/day?branch=Watford&to=2026-04-23").text
        assert file.name not in owner.get("/data/day?branch=Watford&to=2026-04-22").text
        assert file.name not in owner.get("/data/day?branch=Mansfield&to=2026-04-23").text
        assert owner.get("/data/day?branch=Watford").status_code == 400
        assert shop.signed_in("sam").get("/data/day?branch=Watford&to=2026-04-23").status_code == 403
        assert shop.signed_in("max").get("/data/day?branch=Mansfield&to=2026-04-23").status_code == 400


def test_other_filters_in_the_address_of_a_day_change_nothing_for_anybody(shop: Served) -> None:
    day = "/data/day?branch=Watford&to=2026-04-21"
    warehouse = shop.site.opened.another().warehouse
    ((region,),) = warehouse.execute("select region from branch where name = 'Watford'")
    assert region != "Wales"
    for other in ("&region=Wales", f"&franchise={quote(FRANCHISE)}", ""):
        assert "<dt>State</dt>" in shop.signed_in("olive").get(f"{day}{other}").text, other


@pytest.mark.parametrize(("query", "chosen"), [("", []), ("?dates=last-week", ["last-week"])])
def test_the_dates_of_the_register_that_nobody_chose_are_called_what_they_are(
    shop: Served, query: str, chosen: list[str]
) -> None:
    text = shop.signed_in("olive").get(f"/data{query}").text
    assert re.findall('<option value="">([^<]*)', text)[0] == "newest two weeks"
    (dates,) = re.findall('<select name="dates">(.*?)</select>', text, re.DOTALL)
    assert re.findall('<option value="([^"]*)" selected', dates) == chosen


def test_the_register_of_a_year_shows_its_last_days(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    assert main(["simulate", "--branches", "2", "--days", "70", "--orders", "10", "--into", url(path)]) in {0, None}
    with served(path) as shop:
        client = shop.signed_in("olive")
        text = client.get("/data?dates=all").text
        (dates,) = re.findall('<select name="dates">(.*?)</select>', text, re.DOTALL)
        assert re.findall('<option value="([^"]+)"', dates) == list(PRESETS)
        assert text.count("<abbr") == 62
        assert "The last 62 days of these dates" in text
        for preset in ("this-period", "this-year"):
            assert client.get(f"/data?dates={preset}").status_code == 200
        assert "The last 62 days" not in client.get("/data?dates=last-4-weeks").text


def test_the_regions_of_the_branches_page_are_held_against_what_is_chosen(shop: Served) -> None:
    client = shop.signed_in("olive")
    (against,) = re.findall('<select name="against">(.*?)</select>', client.get("/branches").text, re.DOTALL)
    assert re.findall('<option value="([^"]+)"', against) == ["previous-period", "last-year"]
    text = client.get("/branches?against=last-year").text
    section = text[text.index('id="change-by-region"') :].split("</section>")[0]
    assert "against=last-year" in section


def test_the_register_follows_its_filters(shop: Served) -> None:
    client, values = shop.signed_in("olive"), shop.site.values(EVERYTHING)

    def branches(query: str) -> list[str]:
        return re.findall('<tr><th scope="row">([^<]*)</th>', client.get(f"/data?{query}").text)

    every = branches("")
    assert every == values["branch"]
    ((unplaced,),) = shop.site.opened.another().warehouse.execute("select count(*) from branch where region is null")
    by_region = [set(branches(f"region={region}")) for region in values["region"]]
    assert all(by_region)
    assert sum(map(len, by_region)) == len(set().union(*by_region)) == len(every) - unplaced
    owned = client.get(f"/data?franchise={FRANCHISE}").text
    assert "Rotherham" in owned
    assert owned.count('class="mark ') < client.get("/data?branch=Rotherham").text.count('class="mark ') * len(every)
    assert branches("region=Wales&branch=Watford") == []
    assert client.get("/data?region=Atlantis").status_code == 400
    assert client.get("/data?dates=all").status_code == 200
    assert client.get("/data?dates=never").status_code == 400
    one_day = client.get("/data?dates=yesterday&region=Wales").text
    assert one_day.count("<abbr") == 1
    assert "region=Wales" in re.findall('<a href="([^"]*)">Earlier</a>', one_day)[0]
    assert "unfollowed" not in one_day


def test_a_file_is_read_anew_by_who_may_and_only_if_it_lies_there_once(own_chain: Path, chain: Path) -> None:
    landing = landing_of(chain)
    with served(own_chain, landing) as shop:
        item = quarantine(shop.site.opened.another().warehouse)[0]
        address, owner = f"/data/documents/{item.document_id}", shop.signed_in("olive")
        assert "Read the file anew" in owner.get(address).text
        assert "Read the file anew" not in shop.signed_in("ana").get(address).text
        assert post(shop.signed_in("ana"), f"{address}/replay").status_code == 403
        assert owner.post(f"{address}/replay", data={}).status_code == 403
        before = owner.get(address).text.count('<section class="receipt">')
        assert post(owner, f"{address}/replay").status_code == 303
        assert owner.get(address).text.count('<section class="receipt">') == before + 1
        assert [event.kind for event in shop.site.accounts.events(10)].count("replayed") == 1
    with served(own_chain, has_users=False) as shop:
        assert "Read the file anew" not in shop.signed_in("olive").get(address).text
        refused = post(shop.signed_in("olive"), f"{address}/replay")
        assert refused.status_code == 400
        assert "lies in no watched folder, or twice" in unescape(refused.text)


def test_runs_have_dates_a_file_and_say_what_could_not_be_counted(shop: Served) -> None:
    page = shop.signed_in("otto").get("/runs").text
    assert 'name="dates"' in page
    assert "Files held" in page
    assert "Files unreadable" in page
    assert "had a run that took their files in" in page or "No night is over yet" in page
    (address,) = re.findall('<a href="(/reports/runs/download.csv[^"]*)"', page)
    lines = shop.signed_in("otto").get(unescape(address)).text.splitlines()
    assert len(lines) == 2
    (item,) = csv.DictReader(lines)
    waiting = quarantine(shop.site.opened.another().warehouse)
    unreadable = {each.document_id for each in waiting if each.kind == "unreadable"}
    held = {each.document_id for each in waiting if each.kind == "held"}
    assert (int(item["files_held"]), int(item["files_unreadable"])) == (len(held), len(unreadable))
    long_ago = shop.signed_in("otto").get("/runs?from=2001-01-01&to=2001-01-31").text
    assert "Nothing to show for these filters." in long_ago


@pytest.mark.parametrize("name", ["conservation", "file-punctuality", "freshness", "row-acceptance", "uptime"])
def test_an_operator_sees_each_report_about_files_and_runs(shop: Served, name: str) -> None:
    assert shop.signed_in("otto").get(f"/reports/{name}").status_code == 200


def test_a_role_sees_its_pages_and_no_other(shop: Served) -> None:
    assert shop.signed_in("sam").get("/data").status_code == 403
    assert shop.signed_in("fern").get("/runs").status_code == 403
    assert shop.signed_in("otto").get("/runs").status_code == 200
    assert shop.signed_in("otto").get("/reports/sales-by-day").status_code == 403
    assert shop.signed_in("sam").get("/reports/sales-by-day").status_code == 403
    assert shop.signed_in("sam").get("/reports/busiest-hours").status_code == 200


PRODUCT_PANELS_OF_EVERY_SIZE = ("best-and-worst-products", "menu-matrix", "attach-rates", "affinity")
READING = ("/today", "/trends", "/branches", "/branches/one?branch=Watford&dates=all", "/products", "/hours")
SEEN = {
    "olive": READING,
    "max": READING,
    "sam": ("/today", "/hours"),
    "otto": (),
}


@pytest.mark.parametrize("name", SEEN)
def test_each_role_opens_the_pages_that_it_may(shop: Served, name: str) -> None:
    client = shop.signed_in(name)
    for address in READING:
        assert client.get(address).status_code == (200 if address in SEEN[name] else 403), address


def test_staff_sees_no_growth_of_net_sales(shop: Served) -> None:
    assert shop.signed_in("sam").get("/reports/region-trend").status_code == 403


def test_staff_sees_today_and_hours_without_a_pound(shop: Served) -> None:
    client = shop.signed_in("sam")
    for address in ("/today?dates=all", "/hours?dates=all"):
        text = client.get(address).text
        assert "£" not in text
        assert "Orders" in text


def test_tiles_are_the_reports_figures(shop: Served) -> None:
    client = shop.signed_in("olive")
    row = json.loads(client.get("/reports/average-spend/download.json?dates=yesterday").content)["rows"][0]
    text = client.get("/today").text
    assert f"<strong>{pounds(row['net_pence'])}</strong>" in text
    assert f"<strong>{row['orders']:,}</strong>" in text


def test_a_panel_has_its_chart_table_and_files(shop: Served) -> None:
    client = shop.signed_in("olive")
    text = client.get("/hours?dates=all").text
    charts = re.findall(r'data-(?:wide|narrow)="([^"]+)"', text)
    assert len(charts) == 2 * text.count('<figure class="chart">') > 0
    for address in charts:
        chart = client.get(address.replace("&amp;", "&"))
        assert chart.headers["content-type"] == "image/svg+xml"
        assert chart.text.startswith("<svg ")
        assert "var(--" in chart.text
    assert "/reports/busiest-hours/download.png?dates=all" in text
    assert shop.signed_in("olive").get("/reports/busiest-hours/download.png?dates=all").content[1:4] == b"PNG"


@pytest.mark.parametrize("address", ["/hours", "/products", "/branches", "/trends", "/today"])
def test_every_panel_says_all_that_it_rests_on(shop: Served, address: str) -> None:
    text = shop.signed_in("olive").get(f"{address}?dates=all").text
    told = re.findall(r'<details class="rests"><summary>What it rests on</summary>\s*(<dl.*?</dl>)', text, re.DOTALL)
    panels = text.count('<section class="panel"') + text.count('<table class="figures sortable league">')
    assert len(told) >= panels > 0
    for each in told:
        assert [word for word in re.findall("<dt>([^<]*)</dt>", each) if word != "Read"] == BASIS_WORDS


def test_what_is_told_of_baskets_says_which_orders_were_read(shop: Served) -> None:
    """On its panel, on its own page, beside its rows and on its picture."""
    client = shop.signed_in("olive")
    text = client.get("/products?dates=all").text
    panels = dict(re.findall('<section class="panel" id="([^"]*)">(.*?)</section>', text, re.DOTALL))
    read = {name: re.findall(r"Read from ([^<]*?)\. ", part) for name, part in panels.items()}
    baskets = {"affinity", "attach-rates", "menu-matrix"}
    assert {name for name, found in read.items() if found} == baskets
    (told,) = {words for found in read.values() for words in found}
    assert re.fullmatch(r"[\d,]+ orders of \d+ branch-days, Mon 20 Apr 2026 to Sun 26 Apr 2026", told)
    for name in baskets:
        assert f"<dt>Read</dt><dd>{told}</dd>" in client.get(f"/reports/{name}?dates=all").text
        assert f"\nRead      {told}\n" in client.get(f"/reports/{name}/download.txt?dates=all").text
    answer = shop.site.answer(EVERYTHING, "menu-matrix", Choice(dates="all"))
    assert f"Read: {told}" in titled_drawing(answer).to_dict(validate=False)["title"]["subtitle"]


def test_a_long_report_shows_its_first_rows_and_leads_to_all(shop: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tillroll.web.pages.reports.MOST_ROWS", 5)
    client, address = shop.signed_in("olive"), "/reports/products-by-branch"
    text = client.get(f"{address}?dates=all&rows=9").text
    assert "The first 5 of 9 rows." in text
    assert text.count("<tr>") == 1 + 5
    whole = re.findall('<a href="([^"]*)">The CSV file has all of them', text)[0]
    assert len(client.get(unescape(whole)).text.splitlines()) == 1 + 9
    assert "The CSV file has all of them" not in client.get(f"{address}?dates=all&rows=4").text


def test_a_report_page_tells_its_finding_and_so_does_its_picture(shop: Served) -> None:
    client = shop.signed_in("olive")
    rows = json.loads(client.get("/reports/sales-by-day/download.json?dates=all").content)["rows"]
    best = max(rows, key=lambda row: row["net_pence"])
    finding = f"{day(date.fromisoformat(best['trading_date']))} brought most: net sales of {pounds(best['net_pence'])}"
    assert f"<h2>{finding}</h2>" in client.get("/reports/sales-by-day?dates=all").text
    answer = shop.site.answer(EVERYTHING, "sales-by-day", Choice(dates="all"))
    words = titled_drawing(answer).to_dict(validate=False)["title"]
    assert " ".join(words["text"]) == finding
    assert words["subtitle"][0].startswith("Sales by day, Mon 20 Apr 2026 to Sun 26 Apr 2026")
    assert "complete" in words["subtitle"][1]
    told = [line.partition(":")[0] for line in words["subtitle"][1:] if ": " in line]
    assert [word for word in told if word in BASIS_WORDS] == BASIS_WORDS
    of_one = shop.site.answer(EVERYTHING, "sales-by-day", Choice(dates="all", branch="Watford", tender="card"))
    assert titled_drawing(of_one).to_dict(validate=False)["title"]["subtitle"][1] == "Only branch Watford, tender card"


@pytest.mark.parametrize("whole", ["the chain", "your branches"])
def test_the_title_of_regions_tells_of_the_whole_by_its_name(whole: str) -> None:
    report = find_report("trend-by-region")
    figures = dict.fromkeys((column.name for column in report.columns), None) | {"weeks": 13}
    changes = {"change": -0.041, "change_at_least": -0.06, "change_at_most": -0.02}
    rows = (figures | {"area": "North West"} | changes, figures | {"area": whole} | changes | {"change": 0.01})
    answer = Answer(report, {}, None, tuple(tuple(row.values()) for row in rows), None)
    assert title_of(answer).startswith(f"{whole.capitalize()}: +1.0% over 13 weeks")
    assert title_of(replace(answer, rows=answer.rows[:1])).startswith("North West: −4.1% over 13 weeks")


def test_the_title_of_a_franchises_regions_tells_of_all_of_it() -> None:
    report = find_report("trend-by-region")
    figures = dict.fromkeys((column.name for column in report.columns), None) | {"weeks": 13, "change": 0.01}
    rows = tuple(tuple((figures | {"area": area}).values()) for area in ("North West", "all of Bean Co"))
    answer = Answer(report, {"franchise": "bean co"}, None, rows, None)
    assert title_of(answer).startswith("All of Bean Co: +1.0% over 13 weeks")


def test_the_title_of_drivers_names_the_branch_where_there_are_several() -> None:
    latte, lunch = ("Leeds", 13, "product", "Latte", 1, 2, 3, -20_000), ("York", 13, "hour", "12:00", 1, 2, 3, 10_000)
    report = find_report("trend-drivers")
    of_many = title_of(Answer(report, {}, None, (latte, lunch), None))
    assert of_many.startswith(
        "What drives the change beyond peers over 13 weeks most: Latte in Leeds −£200.00, 12:00 in "
    )
    of_one = title_of(Answer(report, {}, None, (latte,), None))
    assert of_one == "What drives the change beyond peers over 13 weeks most: Latte −£200.00 a week"


def test_numbers_are_in_the_readers_locale_and_dates_have_weekdays(shop: Served) -> None:
    client, address = shop.signed_in("olive"), "/reports/sales-by-region?dates=all"
    rows = json.loads(client.get("/reports/sales-by-region/download.json?dates=all").content)["rows"]
    english = pounds(max(row["net_pence"] for row in rows))
    german = english.translate(str.maketrans(",.", ".,"))
    assert english in client.get(address).text
    for asked, found, other in (("de-AT, en;q=0.5", german, english), ("en-GB, de;q=0.5", english, german)):
        text = client.get(address, headers={"accept-language": asked}).text
        assert f">{found}<" in text
        assert f">{other}<" not in text
        assert "Mon 20 Apr 2026 to Sun 26 Apr 2026" in text
    assert german not in client.get(f"{address.replace('?', '/download.csv?')}", headers={"accept-language": "de"}).text


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Few branches, for six weeks."""
    with served(make_chain(tmp_path_factory.mktemp("few"), 4, 40)) as shop:
        yield shop


@pytest.mark.parametrize("page", ["/hours", "/today"])
def test_of_few_branches_hours_are_told_over_as_many_weeks_as_it_takes(few: Served, page: str) -> None:
    client, branch = few.signed_in("olive"), quote(few.site.values(EVERYTHING)["branch"][0])
    told = client.get(f"{page}?branch={branch}").text
    assert re.search(r"<h2>Busiest \d\d:00 to \d\d:00: [\d.]+ orders", told)
    assert "Too few open branch-hours" not in told
    assert "Too few open branch-hours" in client.get(f"{page}?branch={branch}&dates=last-7-days").text


def test_a_day_of_which_nothing_is_known_has_no_orders_rather_than_none(few: Served) -> None:
    day, branch, *_ = few.site.answer(EVERYTHING, "missing-days", Choice(dates="all")).rows[0]
    page = few.signed_in("olive").get(f"/data/day?branch={quote(branch)}&to={day}").text
    assert page.count("<dd>not known</dd>") == 2
    assert "£0.00" not in page


def test_two_columns_of_one_table_have_two_headings(shop: Served) -> None:
    page = shop.signed_in("olive").get("/reports/change-by-branch?dates=all").text
    heads = re.findall(r'<th scope="col"[^>]*>([^<]*)</th>', page.split("<table")[1])
    assert {"Change", "Change in pounds"} <= set(heads)
    assert len(heads) == len(set(heads))


def test_a_column_of_the_league_has_a_figure_of_some_branch(shop: Served) -> None:
    """Its regions have too few branches for peers."""
    page = shop.signed_in("olive").get("/branches?dates=all").text
    (table,) = re.findall(r'<table class="figures sortable league">.*?</table>', page, re.DOTALL)
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.split("<tbody>")[1].split("</tr>") if "<td" in row]
    assert all(set(column) != {"–"} for column in zip(*rows, strict=True))
    assert table.count('<th scope="col"') == 1 + len(rows[0])
    assert "Times peers" not in table


def test_branches_that_share_a_name_are_told_apart(own_chain: Path) -> None:
    with served(own_chain) as shop:
        execute = shop.site.opened.engine.execute
        execute("update branch set name = 'Watford' where name = 'Mansfield'")
        client = shop.signed_in("olive")
        league = client.get("/branches?dates=all").text
        figures = re.findall(r'</th><td data-sort="[^"]*">[^<]*</td><td class="number" data-sort="([-.\d]+)"', league)
        net = [float(figure) for figure in figures]
        assert len(net) > 3
        assert net == sorted(net, reverse=True)
        links = re.findall(r'<a href="(/branches/one[^"]*Watford[^"]*)">(Watford [^<]*)</a>', league)
        assert len(links) == 2
        tiles = set()
        for link, label in links:
            page = client.get(unescape(link)).text
            assert f"<h1>{label}</h1>" in page
            tiles.add(re.findall("<strong>£[^<]*</strong>", page)[0])
        assert len(tiles) == 2
        report = client.get("/reports/sales-by-branch?dates=all").text
        assert all(f">{label}<" in report for _, label in links)
        unclear = client.get("/branches/one?branch=Watford")
        assert unclear.status_code == 400
        assert all(label in unescape(unclear.text) for _, label in links)
        own = shop.signed_in("max")
        assert "<h1>Watford</h1>" in own.get("/branches/one?branch=Watford&dates=all").text
        assert ">Watford<" in own.get("/reports/sales-by-branch?dates=all").text


def test_a_panel_says_which_filter_it_does_not_take(shop: Served) -> None:
    text = shop.signed_in("olive").get("/products?dates=all&size=Large").text
    assert text.count("Of every size") == len(PRODUCT_PANELS_OF_EVERY_SIZE)


@pytest.mark.parametrize(
    ("address", "words", "notes"),
    [
        (
            "/today?product=Latte",
            "Latte",
            [
                (
                    "These do not follow product Latte: Causes against what is typical, Causes of like-for-like "
                    "growth, Missing branch-days, Findings. Their figures are those without it."
                )
            ],
        ),
        (
            "/today?branch=Watford&daypart=lunch",
            "Watford, lunch",
            [
                (
                    "These do not follow daypart lunch: Causes against what is typical, Causes of like-for-like "
                    "growth, Missing branch-days, Findings. Their figures are those without it."
                )
            ],
        ),
        (
            "/trends?tender=card&rows=5",
            "",
            ["Nothing on this page follows tender card: its figures are those without it."],
        ),
        (
            "/branches?dates=all&tender=card",
            "all dates, card",
            [
                (
                    "These do not follow tender card: Best and worst branches against their peers, Branches within the "
                    "band of their peers. Their figures are those without it."
                )
            ],
        ),
        (
            "/products?dates=all&size=Large",
            "all dates, Large",
            ["Only these follow size Large: Top grossing products, Product mix by week, ABC classes. The other"],
        ),
        ("/hours?daypart=lunch", "lunch", []),
        ("/hours?size=Large&tender=card", "Large, card", []),
    ],
)
def test_a_page_says_at_its_filters_which_of_them_it_does_not_follow(
    shop: Served, address: str, words: str, notes: list[str]
) -> None:
    text = unescape(shop.signed_in("olive").get(address).text)
    assert f"<summary>Filters{': ' if words else ''}{words}</summary>" in text
    said = re.findall('<p class="unfollowed" role="note">([^<]*)</p>', text)
    assert len(said) == len(notes)
    assert all(told.startswith(note) for told, note in zip(said, notes, strict=True)), said


def test_a_page_says_where_too_many_sales_would_have_to_be_read(shop: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """The figures are then those without the further filters; a report by itself says so too."""
    monkeypatch.setattr(DuckDBWarehouse, "most_orders_read", 10)
    client = shop.signed_in("olive")
    text = unescape(client.get("/hours?dates=all&size=Regular&daypart=morning").text)
    said = re.findall('<p class="unfollowed" role="note">([^<]*)</p>', text)
    assert said == [
        "Nothing on this page follows size Regular: its figures are those without it.",
        (
            "With all these filters too many sales would have to be read one by one for: Busiest hours, Hours of the "
            "week, Sales by daypart. Choose fewer days, a branch or a region."
        ),
    ]
    told = client.get("/reports/sales-by-day/download.json?dates=all&tender=card&daypart=morning")
    assert told.status_code == 400
    assert "Sales-by-day by daypart and tender reads each sale" in told.text


def test_the_page_of_a_branch_says_which_products_and_hours_drive_its_change(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    options = ["--branches", "7", "--days", "70", "--orders", "20", "--into", url(path)]
    assert main(["simulate", *options]) in {0, None}
    with served(path) as shop:
        ((oldest,),) = shop.site.opened.another().warehouse.execute(
            "select branch_id from branch_day group by branch_id order by count(*) desc, branch_id limit 1"
        )
        text = unescape(shop.signed_in("olive").get(f"/branches/one?branch={oldest}").text)
        section = text[text.index('id="trend-drivers"') :].split("</section>")[0]
        (title,) = re.findall("<h2>(.*)</h2>", section)
        assert re.match(
            rf"What drives the change( beyond peers)? over 4 weeks most: [^<]+ {SIGNED}, \d\d:00 {SIGNED} a week$",
            title,
        )
        assert 4 < section.count("<tr>") <= 11
        assert "download.csv?" in section
        ((address,),) = [re.findall(r'href="(/reports/trend-by-product[^"]*)"', text)]
        products = unescape(shop.signed_in("olive").get(address).text)
        assert f"branch={oldest}" in address
        assert products.count("<tr>") > 1


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site of a chain that is old enough to have trends."""
    with simulated(tmp_path_factory.mktemp("grown"), branches=8, days=70, orders=20) as found:
        yield found


@contextmanager
def simulated(folder: Path, **sizes: int) -> Iterator[Served]:
    """The site of a made-up chain of so many branches, days and orders a day."""
    options = [word for name, size in sizes.items() for word in (f"--{name}", str(size))]
    assert main(["simulate", *options, "--into", url(folder / "w.duckdb")]) in {0, None}
    with served(folder / "w.duckdb") as found:
        yield found


def test_what_fell_has_one_sign_on_pages_and_charts_and_a_hyphen_in_files(grown: Served) -> None:
    client = grown.signed_in("olive")
    report = "/reports/change-by-day"
    pages = {address: client.get(address).text for address in ("/today", "/branches", "/trends", report)}
    for address, text in pages.items():
        assert re.search("[>( ]−£?[0-9]", text), address
        assert not re.search("[>( ]-£?[0-9]", text), address
    labels = re.findall('aria-label="([^"]*: −[^"]*)"', client.get(f"{report}/chart.wide.svg").text)
    assert any(label.split(": ")[1] in pages[report] for label in labels)
    for kind in ("csv", "json"):
        told = client.get(f"{report}/download.{kind}").text
        assert "−" not in told
        assert re.search("[, ]-[0-9]", told)


def test_what_changed_says_that_it_is_of_every_product_where_one_is_chosen(grown: Served) -> None:
    """The tiles above follow the filter; causes and findings can't."""
    client = grown.signed_in("olive")
    whole, of_one = (client.get(f"/today{query}").text.split('id="changes"')[1] for query in ("", "?product=Latte"))
    assert "<strong>Of every" not in whole
    causes, findings = of_one.split('<p class="todo">')
    assert causes.count("<strong>Of every product: it can’t be told by that.</strong>") == 1
    assert findings.split('class="panel"')[0].count("<strong>Of every product: it can’t be told by that.</strong>") == 1


def test_trends_say_what_drives_the_chain_and_a_branch(grown: Served) -> None:
    client = grown.signed_in("olive")
    text = unescape(client.get("/trends").text)
    section = text[text.index('id="trend-drivers-by-region"') :].split("</section>")[0]
    (title,) = re.findall("<h2>(.*)</h2>", section)
    assert re.match(rf"What drives the chain most over 4 weeks: [^<]+ {SIGNED}, \d\d:00 {SIGNED} a week$", title)
    assert "<table" in section
    for address in re.findall(r'"(/reports/trend-drivers-by-region/(?:download|chart)\.[^"]*)"', section):
        assert client.get(address).status_code == 200
    assert "download.csv?" in section
    assert "download.png?" in section
    assert "chart.narrow.svg" in section
    ((branch,),) = grown.site.opened.another().warehouse.execute(
        "select min(branch.name) from branch inner join branch_day using (branch_id)"
    )
    own = unescape(client.get(f"/trends?branch={quote(branch)}").text)
    assert 'id="trend-drivers"' in own
    assert 'id="trend-drivers-by-region"' not in own
    for chosen in ("", "branch", "region", "franchise"):
        values = grown.site.values(EVERYTHING).get(chosen, [""])
        page = unescape(client.get(f"/trends?{chosen}={quote(values[0])}").text)
        (address,) = re.findall(r'href="(/reports/trend-by-product[^"]*)"', page)
        told = unescape(client.get(address).text)
        assert chosen or "moves most against all that is sold" in told
        assert "Of every" not in told
    products = unescape(client.get("/products?dates=last-week&category=Coffee&size=Large").text)
    (address,) = re.findall(r'href="(/reports/trend-by-product[^"]*)"', products)
    assert address == "/reports/trend-by-product?dates=last-week&category=Coffee"


def test_trends_of_a_franchise_are_of_all_of_it_or_where_it_is_too_small_of_its_branches(tmp_path: Path) -> None:
    names = ("trend-by-region", "trend-drivers-by-region", "trend-drivers")
    with simulated(tmp_path, branches=24, days=60, orders=10) as chain:
        client, large = chain.signed_in("olive"), list[bool]()
        for franchise in chain.site.values(EVERYTHING)["franchise"]:
            regions = chain.site.answer(EVERYTHING, "trend-by-region", Choice(franchise=franchise))
            large.append(any(row[2] is not None for row in regions.rows))
            text = unescape(client.get(f"/trends?franchise={quote(franchise)}").text)
            assert [f'id="{name}"' in text for name in names] == [large[-1], large[-1], not large[-1]]
            assert "Of every franchise" not in text
        assert set(large) == {True, False}


def test_trends_of_a_young_chain_say_what_is_lacking(shop: Served) -> None:
    text = unescape(shop.signed_in("olive").get("/trends").text)
    section = text[text.index('id="trend-drivers-by-region"') :].split("</section>")[0]
    assert "some seven weeks of whole days" in section


def test_today_says_what_to_do(shop: Served) -> None:
    text = shop.signed_in("olive").get("/today").text
    assert re.search(r'<p class="todo"><strong>To do</strong> [A-Z][^<]+\.</p>', text)


def test_today_opens_whatever_stands_out_on_a_day(tmp_path: Path) -> None:
    """The days of single branches, long enough after the first that it is known what is typical of them."""
    with served(make_chain(tmp_path, branches=6, days=35)) as shop:
        client, warehouse = shop.signed_in("olive"), shop.site.opened.another().warehouse
        rows = warehouse.execute("select branch_id, trading_date from branch_day order by trading_date desc limit 24")
        told = [client.get(f"/today?branch={branch}&from={day}&to={day}") for branch, day in rows]
        assert {answer.status_code for answer in told} == {200}
        things = {words for answer in told for words in re.findall(r"<strong>To do</strong> ([^<]+)</p>", answer.text)}
        assert any(words.startswith("Nothing stands out") for words in things)
        assert len(things) > 1


def test_what_people_do_is_in_the_audit_log(own_chain: Path) -> None:
    """Signing in, exports, releases and viewing as another, each with who and about what, for owners to read."""
    with served(own_chain) as shop:
        owner, held = shop.signed_in("olive"), quarantine(shop.site.opened.another().warehouse)
        shop.signed_in("max").get("/reports/sales-by-day/download.csv?dates=all")
        address = next(f"/data/documents/{item.document_id}" for item in held if item.kind == "contained")
        post(owner, f"{address}/release", keep="new")
        post(owner, "/account/view-as", user="max")
        post(owner, "/account/view-as", user="")
        rows = re.findall(r"<td>([^<]*)</td><td>([^<]*)</td><td>([^<]*)</td></tr>", owner.get("/account").text)
        told = {(who, what): about for who, what, about in rows}
        assert told["max", "signed in"] == "–"
        assert told["max", "exported"] == "sales-by-day as csv, dates=all"
        assert "keep new" in told["olive", "released"]
        assert told["olive", "views as"] == "max"
        assert "Audit log" not in shop.signed_in("max").get("/account").text


def test_a_page_without_sales_says_so(shop: Served) -> None:
    client = shop.signed_in("olive")
    for address in READING:
        joint = "&" if "?" in address else "?"
        response = client.get(f"{address.replace('&dates=all', '')}{joint}from=2020-01-01&to=2020-01-07")
        assert response.status_code == 200
        assert 'class="empty"' in response.text
