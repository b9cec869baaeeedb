"""Like-for-like on a chain of two Januaries: who is in, who is out and why, and a bridge that sums to the penny.

Branches open, close, are refitted, change hands and miss days; the report of each must equal `compared`.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.reports.compare import choice_of, close, is_taken, plain
from tests.reports.compared import COMPARED, pairs_of, region_trend, year_before
from tests.reports.happened import Ask, Day, Sale, Shop, Truth
from tests.reports.world import Place as Cafe
from tests.reports.world import meaning, true_sales
from tests.simulator.tills import TILLS, BranchDay, Item
from tests.simulator.tills import Sale as TillSale
from tests.warehouses.helpers import Chain, open_chain, write_file
from tillroll.branches import read_branches
from tillroll.calendar import read_closures
from tillroll.lists import registry, sync_lists
from tillroll.report import Reports
from tillroll.report.dates import year_earlier
from tillroll.report.scope import BranchSpan, limited

WEEK = timedelta(weeks=1)
START = date(2022, 11, 14)
LAST_YEAR, THIS_YEAR = (
    [first + timedelta(days=at) for at in range(14)] for first in (date(2023, 1, 16), date(2024, 1, 15))
)
SOON = [START + timedelta(days=at) for at in range(3)]
NOW = datetime(2024, 3, 1, tzinfo=UTC)
ALWAYS = (date(1, 1, 1), date(9999, 12, 31))
REFIT = (date(2024, 1, 18), date(2024, 1, 20))
HANDED = date(2023, 6, 1)
HOURS = (540, 1020)
GROWING = {"Leeds": 1.2, "Ripon": 0.8}
SHOPS = (
    *(Shop(name, "North") for name in ("Leeds", "York", "Ripon", "Hull", "Whitby")),
    Shop("Selby", "North", opened=date(2022, 12, 27)),
    Shop("Thirsk", "North", opened=date(2023, 9, 1)),
    Shop("Malton", "North", closed=date(2024, 1, 18)),
    Shop("Dover", "South", (("Bean Co", ALWAYS[0], HANDED - timedelta(days=1)), ("Cup Ltd", HANDED, ALWAYS[1]))),
    *(Shop(name, "South", (("Cup Ltd", *ALWAYS),)) for name in ("Poole", "Hove", "Deal", "Lewes")),
)
MISSING = {("Hull", THIS_YEAR[2]), ("Hull", LAST_YEAR[5]), ("Whitby", LAST_YEAR[3]), ("York", THIS_YEAR[9])}
TILL = TILLS[0]


def _is_open(shop: Shop, day: date) -> bool:
    refitted = shop.name == "York" and REFIT[0] <= day <= REFIT[1]
    return (shop.opened or day) <= day <= (shop.closed or day) and not refitted


def _sold(shop: Shop, day: date) -> tuple[TillSale, ...]:
    rng = Random(f"{shop.name} {day}")
    number = round(rng.randrange(9, 14) * (GROWING.get(shop.name, 1) if day.year == 2024 else 1))
    menu = [Item("Regular", "Latte", 215 if day.year == 2023 else 225), Item("Regular", "Flat white", 200)]
    midnight = datetime.combine(day, time())
    minutes = sorted([HOURS[0], HOURS[1] - 1, *(rng.randrange(*HOURS) for _ in range(number))])
    return tuple(
        TillSale(midnight + timedelta(minutes=at), "Zanqui Wohuba", tuple(rng.choices(menu, k=rng.choice((1, 2)))), "")
        for at in minutes
    )


@dataclass(frozen=True)
class Told:
    """The chain's reports, and what truly happened."""

    reports: Reports
    truth: Truth
    chain: Chain


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = tmp_path_factory.mktemp("years")
    days: list[Day] = []
    sales: list[Sale] = []
    files: list[Path] = []
    for when in (*SOON, *LAST_YEAR, *THIS_YEAR):
        for shop in SHOPS:
            _live(folder, shop, when, (days, sales, files))
    with open_chain(folder / "warehouse.duckdb") as chain:
        _give_lists(chain, folder)
        chain.ingest(*files)
        closures = [("York", "", *REFIT)]
        truth = Truth({shop.name: shop for shop in SHOPS}, days, sales, meaning, closures=closures)
        yield Told(Reports(chain.warehouse), truth, chain)


def _live(folder: Path, shop: Shop, when: date, told: tuple[list[Day], list[Sale], list[Path]]) -> None:
    days, sales, files = told
    if not _is_open(shop, when):
        days.append(Day(shop.name, when, "closed", is_expected=False, is_known=False, is_punctual=None))
    elif (shop.name, when) in MISSING:
        days.append(Day(shop.name, when, "missing", True, False, False, *HOURS))
    else:
        days.append(Day(shop.name, when, "complete", opens=HOURS[0], closes=HOURS[1]))
        sold = TILL.after_sales(_sold(shop, when))
        sales += true_sales(Cafe(shop, TILL, HOURS), when, sold)
        branch_day = BranchDay(shop.name, when, sold)
        at = datetime.combine(when, time(18))
        files.append(write_file(folder / TILL.file_name(branch_day), TILL.text(branch_day).encode(), at))


def _give_lists(chain: Chain, folder: Path) -> None:
    hours = ",".join(["09:00-17:00"] * 7)
    rows = [
        f"B{number},{shop.name},{shop.region},{_text(shop.opened)},{_text(shop.closed)},{name},{_text(first)},"
        f"{_text(last)},{hours}"
        for number, shop in enumerate(SHOPS)
        for name, first, last in shop.owners or (("", *ALWAYS),)
    ]
    heads = "code,name,region,opened,closed,franchise,franchise_from,franchise_to,mon,tue,wed,thu,fri,sat,sun"
    write_file(folder / "lists" / "branches.csv", "\n".join([heads, *rows, ""]), NOW.replace(tzinfo=None))
    closures = f"from,to,branch,region,reason\n{REFIT[0]},{REFIT[1]},York,,refit\n"
    write_file(folder / "lists" / "closures.csv", closures, NOW.replace(tzinfo=None))
    branches = read_branches(folder / "lists" / "branches.csv")
    sync_lists(chain.warehouse, branches=branches, closures=read_closures(folder / "lists" / "closures.csv", branches))
    chain.setup = replace(chain.setup, registry=registry(chain.warehouse))


def _text(day: date | None) -> str:
    return "" if day in {None, *ALWAYS} else str(day)


WHOLE = Ask(THIS_YEAR[0], THIS_YEAR[-1])
ASKS = {
    "two weeks": WHOLE,
    "a day": Ask(THIS_YEAR[2], THIS_YEAR[2]),
    "a region": replace(WHOLE, region="North"),
    "a branch": replace(WHOLE, branch="York"),
    "its new owner": replace(WHOLE, franchise="Cup Ltd"),
    "its old owner": replace(WHOLE, franchise="Bean Co"),
    "a product": replace(WHOLE, product="Latte"),
    "a daypart": replace(WHOLE, daypart="lunch"),
    "a tender of a region": replace(WHOLE, tender="card", region="North"),
    "a product against the year before": replace(WHOLE, product="Latte", against="last-year"),
    "against the year before": replace(WHOLE, against="last-year"),
}
CASES = [
    (report.__name__.replace("_", "-"), words)
    for report in COMPARED
    for words, ask in ASKS.items()
    if is_taken(report.__name__.replace("_", "-"), ask)
]


@pytest.mark.parametrize(("name", "words"), CASES)
def test_a_comparison_tells_the_truth(told: Told, name: str, words: str) -> None:
    ask = ASKS[words]
    truth = {report.__name__.replace("_", "-"): report for report in COMPARED}
    answer = told.reports.answer(name, choice_of(ask), now=NOW)
    assert [plain(row) for row in answer.rows] == [close(row) for row in truth[name](told.truth, ask)]


def test_every_standing_is_among_them(told: Told) -> None:
    found = {(pair.standing, pair.reason) for ask in ASKS.values() for pair in pairs_of(told.truth, ask)}
    assert {standing for standing, _ in found} == {"like-for-like", "new", "closed", "refurbished", "excluded"}
    assert {reason for _, reason in found} >= {"taken over since", "handed over since", "closed since"}


@pytest.mark.parametrize("words", ASKS)
def test_the_bridge_sums_to_the_penny(told: Told, words: str) -> None:
    ask = replace(ASKS[words], against=None)
    rows = told.reports.answer("growth-bridge", choice_of(ask), now=NOW).rows
    assert sum(row[2] for row in rows[:-1]) == rows[-1][2]
    (sold,) = told.chain.rows(
        f"select coalesce(sum(net_pence), 0) from branch_day where trading_date between '{ask.first}' and '{ask.last}'"
    )
    if ask in (WHOLE, ASKS["a day"]):
        assert rows[-1][2] == sold[0]


def test_causes_sum_to_the_growth(told: Told) -> None:
    causes = told.reports.answer("like-for-like-causes", choice_of(WHOLE), now=NOW).rows
    ((now, before, *_),) = told.reports.answer("like-for-like", choice_of(WHOLE), now=NOW).rows
    assert sum(row[3] for row in causes[:-1]) == pytest.approx(now - before, abs=0.001)
    assert causes[-1][3] == pytest.approx(now - before, abs=0.001)


@pytest.mark.parametrize("year", [2016, 2020, 2021, 2022, 2024, 2027])
def test_a_year_earlier_is_the_same_day_of_the_same_week(year: int) -> None:
    for at in range(366):
        day = date(year, 1, 1) + timedelta(days=at)
        assert year_earlier(day) == year_before(day)
        assert not (found := year_before(day)) or found.weekday() == day.weekday()


# Regions against the chain, for who sees a part of it


@pytest.mark.parametrize("inside", [("Leeds",), ("Poole",), ("Leeds", "Ripon")])
def test_who_sees_a_part_has_their_regions_held_against_all_of_the_chain(told: Told, inside: tuple[str, ...]) -> None:
    rows = _region_trend(told, inside)
    own = _region_truth(told, inside)
    (chain,) = {row[2] for row in told.reports.answer("region-trend", choice_of(WHOLE), now=NOW).rows}
    assert [row[0] for row in rows] == [shop.region for shop in SHOPS if shop.name in inside][:1]
    assert rows[0][1] == close((own,))[0]
    assert rows[0][2] == pytest.approx(chain)


def test_who_sees_a_part_has_an_interval_that_rests_on_their_own_branches(told: Told) -> None:
    """With how others differ beside it, what they took in all could be worked out."""
    inside = ("Leeds", "York", "Ripon", "Hull", "Whitby")
    before = _region_trend(told, inside)
    assert None not in before[0]
    with _grown(told, "Hove", 2):
        after = _region_trend(told, inside)
    assert [row[5] - row[4] for row in after] == pytest.approx([row[5] - row[4] for row in before])
    assert after[0][3] != before[0][3]


def test_the_chain_is_withheld_where_few_of_its_branches_are_foreign(told: Told) -> None:
    compared = sorted({pair.branch for pair in pairs_of(told.truth, WHOLE) if pair.standing == "like-for-like"})
    rows = _region_trend(told, tuple(compared[4:]))
    assert rows
    assert {row[2:6] for row in rows} == {(None,) * 4}


def test_the_chain_is_withheld_where_few_foreign_branches_traded_on_one_of_the_days(told: Told) -> None:
    """A day of Hull's is missing, so that four are left whose days are not the reader's."""
    inside = ("Leeds", "York", "Ripon", "Whitby", "Malton", "Dover")
    assert _region_trend(told, inside, Ask(THIS_YEAR[1], THIS_YEAR[1]))[0][2] is not None
    assert _region_trend(told, inside, Ask(THIS_YEAR[1], THIS_YEAR[2]))[0][2] is None


@pytest.mark.parametrize("ask", [WHOLE, replace(WHOLE, branch="Leeds"), replace(WHOLE, region="South")])
def test_the_chain_is_withheld_where_one_foreign_branch_outweighs_the_others(told: Told, ask: Ask) -> None:
    """Whichever of their own branches the reader asks for."""
    with _grown(told, "Hull"):
        rows = _region_trend(told, ("Leeds", "Ripon", "Dover"), ask)
    assert rows
    assert {row[2:6] for row in rows} == {(None,) * 4}


@contextmanager
def _grown(told: Told, name: str, times: int = 100) -> Iterator[None]:
    """While it lasts, a branch takes so many times as much this year."""
    of_it = f"where trading_date > '2024-01-01' and branch_id = (select branch_id from branch where name = '{name}')"
    told.chain.rows(f"update branch_day set net_pence = net_pence * {times} {of_it}")
    try:
        yield
    finally:
        told.chain.rows(f"update branch_day set net_pence = net_pence / {times} {of_it}")


def test_a_basis_is_that_of_the_question_whatever_was_asked_before(told: Told) -> None:
    """A comparison goes back further than all that was staged before it."""
    asks = (Ask(THIS_YEAR[7], THIS_YEAR[13]), Ask(THIS_YEAR[0], THIS_YEAR[6]))
    engine, warehouse = told.chain.warehouse.another()
    with closing(engine), closing(warehouse):
        reports = Reports(warehouse)
        found = [reports.answer("like-for-like", choice_of(ask), now=NOW).basis for ask in asks]
        assert found == [reports.answer("sales-by-day", choice_of(ask), now=NOW).basis for ask in asks]
        assert found[0] != found[1]


def _region_trend(told: Told, inside: tuple[str, ...], ask: Ask | None = None) -> tuple[tuple[Any, ...], ...]:
    named = {name: branch_id for branch_id, name in told.chain.rows("select branch_id, name from branch")}
    scope = limited(BranchSpan(named[name], *ALWAYS) for name in inside)
    engine, warehouse = told.chain.warehouse.another()
    with closing(engine), closing(warehouse):
        return Reports(warehouse, scope=scope).answer("region-trend", choice_of(ask or WHOLE), now=NOW).rows


def _region_truth(told: Told, inside: tuple[str, ...]) -> object:
    """The growth of the first branch's region, of those inside."""
    region = next(shop.region for shop in SHOPS if shop.name == inside[0])
    own = replace(
        told.truth, shops={shop.name: shop for shop in SHOPS if shop.name in inside and shop.region == region}
    )
    days = [day for day in own.days if day.branch in own.shops]
    ((_, growth, *_),) = region_trend(replace(own, days=days), WHOLE)
    return growth
