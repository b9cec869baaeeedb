"""The products and hours behind a branch's trend equal what plain Python makes of the sales, to the penny."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.trends.chains import DAYS, FIRST, simulate
from tillroll import wiring
from tillroll.cli.report_words import answer_text
from tillroll.report import Choice, Grant, Reports, Warehouse, find_role, scope_of
from tillroll.report.trends.staged import THE_CHAIN, Told, tell_trends
from tillroll.report.trends.within import YOUR_BRANCHES
from tillroll.settings import read_settings
from tillroll.wiring import Opened

NOW = datetime.combine(FIRST + timedelta(days=DAYS + 30), time(), UTC)
SALES = """
select branch_id, trading_date, cast(extract(hour from placed_at) as integer), total_pence
from current_sale
"""
LINES = """
select line.branch_id, line.trading_date, product.product, line.net_pence
from current_sale_line as line inner join report_product as product on line.product_id = product.product_id
"""
Sums = dict[tuple[str, str], tuple[int, int]]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    _, path = simulate(tmp_path_factory.mktemp("parts"), 5, "steep", 12, 20)
    settings = read_settings({"warehouse": f"duckdb:///{path}"}, {}, path.parent)
    with wiring.open_warehouse(settings, read_only=True) as found:
        yield found


@pytest.fixture(scope="module")
def regional(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A chain with branches enough to tell of regions."""
    _, path = simulate(tmp_path_factory.mktemp("regions"), 5, "steep", 40, 20)
    settings = read_settings({"warehouse": f"duckdb:///{path}"}, {}, path.parent)
    with wiring.open_warehouse(settings, read_only=True) as found:
        yield found


def truths(opened: Opened, weeks: int) -> dict[str, Sums]:
    """What each hour and product of each branch took on the days that trends compare, now and then."""
    now = set(opened.warehouse.execute(f"select branch_id, trading_date from trend_day where weeks = {weeks}"))
    then = {(branch, day - timedelta(weeks=weeks)) for branch, day in now}
    sums: dict[str, dict[tuple[str, str], Counter[bool]]] = {branch: {} for branch, _ in now}
    for kind, rows in (("hour", opened.warehouse.execute(SALES)), ("product", opened.warehouse.execute(LINES))):
        for branch, day, part, pence in rows:
            name = f"{part:02d}:00" if kind == "hour" else part
            if (branch, day) in now or (branch, day) in then:
                sums[branch].setdefault((kind, name), Counter())[(branch, day) in now] += pence
    return {branch: {key: (each[True], each[False]) for key, each in own.items()} for branch, own in sums.items()}


def truth(opened: Opened, branch_id: str, weeks: int) -> Sums:
    """The same of one branch."""
    return truths(opened, weeks)[branch_id]


def seasons(chain: Iterable[Sums]) -> dict[tuple[str, str], float]:
    """How many times as large a share of the chain's sales each part has; 1 of what it did not sell now or not then."""
    known = summed(chain)
    sold = {key: pair for key, pair in known.items() if min(pair) > 0}
    kinds = {kind: [sum(pair[at] for key, pair in sold.items() if key[0] == kind) for at in (0, 1)] for kind, _ in sold}
    times = {key: (now / kinds[key[0]][0]) / (then / kinds[key[0]][1]) for key, (now, then) in sold.items()}
    return {key: times.get(key, 1.0) for key in known}


@pytest.mark.parametrize("is_manager", [False, True])
def test_products_and_hours_are_those_of_the_compared_days(opened: Opened, *, is_manager: bool) -> None:
    ((branch_id, name),) = opened.warehouse.execute(
        "select day.branch_id, branch.name from branch_day as day inner join branch using (branch_id) "
        "group by all order by count(*) desc, branch_id limit 1"
    )
    Reports(opened.warehouse).answer("trend-drivers", Choice(), now=NOW)
    of_chain = {weeks: seasons(truths(opened, weeks).values()) for weeks in (4, 13)}
    assert {name for (kind, name), times in of_chain[13].items() if kind == "product" and not 0.9 < times < 1.1}
    grants = [Grant("branch", branch_id)] if is_manager else []
    scope = scope_of(opened.warehouse, find_role("manager" if is_manager else "owner"), grants)
    asked = Reports(opened.warehouse, scope=scope)
    trends = {row[2]: row for row in asked.answer("trend-by-branch", Choice(branch=branch_id), now=NOW).rows}
    rows = asked.answer("trend-drivers", Choice(branch=branch_id, rows=1000), now=NOW).rows
    assert {row[0] for row in rows} == {name}
    for weeks in (4, 13):
        known = truth(opened, branch_id, weeks)
        own, against = trends[weeks][3:5]
        peers = (1 + own) / (1 + against)
        of_weeks = {(row[2], row[3]): row[4:] for row in rows if row[1] == weeks}
        assert of_weeks.keys() == known.keys()
        for key, (now, then) in known.items():
            wanted = (now / 4, then / 4, (now - then) / 4, (now - then * peers * of_chain[weeks][key]) / 4)
            assert of_weeks[key] == pytest.approx(wanted, abs=0.51), key
        for kind in ("product", "hour"):
            beyond = [abs(row[7]) for row in rows if row[1:3] == (weeks, kind)]
            assert beyond == sorted(beyond, reverse=True)
            sums = [sum(pair[at] for key, pair in known.items() if key[0] == kind) for at in (0, 1)]
            assert sums == [sum(pair[at] for key, pair in known.items() if key[0] == "hour") for at in (0, 1)]
    few = asked.answer("trend-drivers", Choice(branch=branch_id, rows=2), now=NOW).rows
    assert Counter(row[1:3] for row in few) == dict.fromkeys([(w, k) for w in (4, 13) for k in ("hour", "product")], 2)


def test_one_branch_after_another_and_all_at_once_are_told_of_their_own_days(opened: Opened) -> None:
    asked = Reports(opened.warehouse)
    every = asked.answer("trend-drivers", Choice(rows=1000), now=NOW).rows
    assert max(Counter(row[1:3] for row in every).values()) < 1000
    names = sorted({row[0] for row in every})
    assert len(names) > 1
    asked.answer("trend-by-product", Choice(), now=NOW)
    for name in names[:2]:
        own = asked.answer("trend-drivers", Choice(branch=name, rows=1000), now=NOW).rows
        assert own == tuple(row for row in every if row[0] == name)


@pytest.mark.parametrize("is_manager", [False, True])
def test_trends_are_worked_out_once_for_reports_in_a_row(
    opened: Opened, monkeypatch: pytest.MonkeyPatch, *, is_manager: bool
) -> None:
    told_of: list[date] = []

    def tell(warehouse: Warehouse, last_day: date) -> Told:
        told_of.append(last_day)
        return tell_trends(warehouse, last_day)

    monkeypatch.setattr("tillroll.report.trends.tables.tell_trends", tell)
    ((branch_id,),) = opened.warehouse.execute("select branch_id from branch order by branch_id limit 1")
    grants = [Grant("branch", branch_id)] if is_manager else []
    scope = scope_of(opened.warehouse, find_role("manager" if is_manager else "owner"), grants)
    asked = Reports(opened.warehouse, scope=scope)
    for name in ("trend-drivers", "trend-by-branch", *["trend-by-product"] * (not is_manager)):
        asked.answer(name, Choice(), now=NOW)
    assert len(told_of) == 1
    earlier = Choice(to_day=told_of[0] - timedelta(days=1))
    asked.answer("trend-drivers", earlier, now=NOW)
    assert told_of == [told_of[0], earlier.to_day]


def test_of_many_branches_the_largest_parts_of_all_are_told(opened: Opened) -> None:
    asked = Reports(opened.warehouse)
    every = asked.answer("trend-drivers", Choice(rows=1000), now=NOW).rows
    few = asked.answer("trend-drivers", Choice(rows=3), now=NOW).rows
    largest: dict[tuple[object, ...], list[int]] = {}
    for row in every:
        largest.setdefault(row[1:3], []).append(abs(row[6] if row[7] is None else row[7]))
    assert list(largest) == [(13, "product"), (13, "hour"), (4, "product"), (4, "hour")]
    assert [row[1:3] for row in few] == [key for key in largest for _ in range(3)]
    found = [abs(row[6] if row[7] is None else row[7]) for row in few]
    assert found == [size for sizes in largest.values() for size in sorted(sizes, reverse=True)[:3]]
    assert len({row[0] for row in few}) > 1


def test_regions_and_the_chain_are_driven_by_the_sums_of_their_branches(regional: Opened) -> None:
    asked = Reports(regional.warehouse)
    rows = asked.answer("trend-drivers-by-region", Choice(rows=1000), now=NOW).rows
    trends = {row[:2]: row for row in asked.answer("trend-by-region", Choice(), now=NOW).rows}
    told = {key for key, row in trends.items() if row[10] is not None}
    assert {row[:2] for row in rows} == told
    assert {area for area, _ in told} > {THE_CHAIN}
    homes = dict(regional.warehouse.execute("select branch_id, region from branch"))
    for weeks in (4, 13):
        each = truths(regional, weeks)
        of_chain = seasons(each.values())
        for area in (area for area, of in told if of == weeks):
            members = [branch for branch in each if area in {THE_CHAIN, homes[branch]}]
            known = summed(each[branch] for branch in members)
            by_kind = {
                kind: [sum(pair[at] for key, pair in known.items() if key[0] == kind) for at in (0, 1)]
                for kind in ("hour", "product")
            }
            assert by_kind["hour"] == by_kind["product"]
            found = {(row[2], row[3]): row[4:] for row in rows if row[:2] == (area, weeks)}
            assert found.keys() == known.keys()
            own, against = trends[area, weeks][2], trends[area, weeks][5]
            for key, (now, then) in known.items():
                assert found[key][:3] == pytest.approx((now / 4, then / 4, (now - then) / 4), abs=0.51), key
                beyond = None if against is None else (now - then * of_chain[key] * (1 + own) / (1 + against)) / 4
                assert found[key][3] == (beyond if beyond is None else pytest.approx(beyond, abs=0.51))
            for kind in ("hour", "product"):
                sizes = [abs(row[6] if row[7] is None else row[7]) for row in rows if row[:3] == (area, weeks, kind)]
                assert sizes == sorted(sizes, reverse=True)


def test_a_franchise_that_is_chosen_is_driven_by_the_sums_of_its_own_days(regional: Opened) -> None:
    asked = Reports(regional.warehouse)
    owned: dict[str, list[tuple[str, date, date]]] = {}
    for branch, franchise, first, last in regional.warehouse.execute(
        "select branch_id, franchise, owned_from, coalesce(owned_to, date '9999-12-31') from branch_franchise"
    ):
        owned.setdefault(franchise, []).append((branch, first, last))
    franchise = max(sorted(owned), key=lambda name: len(owned[name]))
    choice = Choice(franchise=franchise.upper(), rows=1000)
    rows = asked.answer("trend-drivers-by-region", choice, now=NOW).rows
    trends = {row[:2]: row for row in asked.answer("trend-by-region", replace(choice, rows=None), now=NOW).rows}
    together = f"all of {franchise}"
    assert {row[:2] for row in rows} == {key for key, row in trends.items() if row[10] is not None}
    homes = dict(regional.warehouse.execute("select branch_id, region from branch"))
    assert {area for area, _ in trends} - {together} <= {homes[branch] for branch, _, _ in owned[franchise]}
    for weeks in (4, 13):
        compared = regional.warehouse.execute(f"select branch_id, trading_date from trend_day where weeks = {weeks}")
        assert compared
        for branch, day in compared:
            both = day, day - timedelta(weeks=weeks)
            assert any(
                own == branch and all(first <= each <= last for each in both) for own, first, last in owned[franchise]
            )
        known = summed(truths(regional, weeks).values())
        found = {(row[2], row[3]): row[4:7] for row in rows if row[:2] == (together, weeks)}
        assert found.keys() == known.keys()
        for key, (now, then) in known.items():
            assert found[key] == pytest.approx((now / 4, then / 4, (now - then) / 4), abs=0.51), key
        told = trends[together, weeks]
        assert sum(told[11:15]) == told[10]
    again = asked.answer("trend-drivers-by-region", Choice(rows=1000), now=NOW).rows
    assert {row[0] for row in again} > {THE_CHAIN}


def summed(parts: Iterable[Sums]) -> Sums:
    """The same parts of several branches together."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for of_branch in parts:
        for key, (now, then) in of_branch.items():
            before = found.get(key, (0, 0))
            found[key] = before[0] + now, before[1] + then
    return found


def test_a_region_that_is_chosen_is_told_as_it_is_among_all(regional: Opened) -> None:
    asked = Reports(regional.warehouse)
    every = asked.answer("trend-drivers-by-region", Choice(rows=3), now=NOW).rows
    region = next(row[0] for row in every if row[0] != THE_CHAIN)
    own = asked.answer("trend-drivers-by-region", Choice(rows=3, region=region), now=NOW).rows
    assert own == tuple(row for row in every if row[0] == region)
    assert set(Counter(row[:3] for row in every).values()) == {3}


def test_who_sees_a_part_is_told_what_drives_their_own_branches_alone(regional: Opened) -> None:
    asked = Reports(regional.warehouse)
    regions = Counter(region for (region,) in regional.warehouse.execute("select region from branch"))
    region = max(sorted(regions), key=lambda name: regions[name])
    scope = scope_of(regional.warehouse, find_role("area"), [Grant("region", region)])
    own = Reports(regional.warehouse, scope=scope)
    trends = {row[:2]: row for row in own.answer("trend-by-region", Choice(), now=NOW).rows}
    rows = own.answer("trend-drivers-by-region", Choice(rows=1000), now=NOW).rows
    assert {row[:2] for row in rows} == {key for key, row in trends.items() if row[10] is not None}
    assert {row[0] for row in rows} == {region, YOUR_BRANCHES}
    for area in (region, YOUR_BRANCHES):
        mine = {row[1:4]: row[4:7] for row in rows if row[0] == area}
        whole = asked.answer("trend-drivers-by-region", Choice(rows=1000, region=region), now=NOW).rows
        assert mine == {row[1:4]: row[4:7] for row in whole}
    (shop,) = regional.warehouse.execute(f"select min(branch_id) from branch where region = '{region}'")
    scope = scope_of(regional.warehouse, find_role("manager"), [Grant("branch", shop[0])])
    assert Reports(regional.warehouse, scope=scope).answer("trend-drivers-by-region", Choice(), now=NOW).rows == ()


def test_a_chain_too_young_to_tell_says_what_is_lacking(opened: Opened) -> None:
    young = Choice(to_day=FIRST + timedelta(days=20), from_day=FIRST)
    for name in ("trend-drivers", "trend-drivers-by-region"):
        answer = Reports(opened.warehouse).answer(name, young, now=NOW)
        assert answer.rows == ()
        assert "seven weeks of whole days" in answer_text(answer)
