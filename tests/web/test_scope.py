"""Who sees what: nothing of what lies outside a person's scope is in any answer, page or file.

Twice the same chain, but in the second every foreign branch has another name and every foreign figure is another. What
a person is answered must be the same in both.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from tests.web.sites import PEOPLE, Served, settings_of
from tillroll import wiring
from tillroll.errors import ConfigurationError, NotAllowed
from tillroll.report import (
    Choice,
    Grant,
    Reports,
    Scope,
    State,
    export_table,
    find_role,
    quarantine,
    register,
    reports,
    scope_of,
)
from tillroll.report.branch_days import GRACE_MINUTES
from tillroll.report.choice import FEWEST_ROWS
from tillroll.report.roles import FILE_REPORTS
from tillroll.web.pages import pages
from tillroll.wiring import Opened

LIMITED = [name for name, (_, grants) in PEOPLE.items() if grants]
ALL = Choice(dates="all")
NARROWED = ("region", "franchise", "product")
FOREIGN_DAYS = """
create or replace temp table foreign_day as
select day.branch_id, day.trading_date, day.day_id from warehouse.branch_day as day
where not exists (
    select 1 from own where own.branch_id = day.branch_id and day.trading_date between own.first_day and own.last_day
)"""
MOST_OPEN = """
select branch_id from branch_day where net_pence > 0 group by branch_id order by count(*) desc, branch_id
"""
FIGURES = {
    "branch_day": ("orders", "refunds", "net_pence", "gross_pence", "discount_pence", "refund_pence", "units"),
    "branch_hour": ("orders", "net_pence"),
    "branch_day_product": ("units", "gross_pence", "net_pence"),
    "branch_day_tender": ("orders", "refunds", "net_pence", "gross_pence", "discount_pence", "refund_pence"),
    "branch_day_spend": ("orders",),
}


def scope_in(opened: Opened, name: str) -> Scope:
    role, grants = PEOPLE[name]
    return scope_of(opened.warehouse, find_role(role), [Grant(kind, each) for kind, each in grants])  # type: ignore[arg-type]


def make_foreign_other(opened: Opened, scope: Scope) -> None:
    """Give every foreign branch another name and every foreign figure another value."""
    execute = opened.engine.execute
    execute("create or replace temp table own (branch_id varchar, first_day date, last_day date)")
    for span in scope.spans or ():
        execute(
            "insert into own values ($branch, $first, $last)",
            {"branch": span.branch_id, "first": span.first_day, "last": span.last_day},
        )
    execute(FOREIGN_DAYS)
    for table, columns in FIGURES.items():
        changed = ", ".join(f"{column} = {column} * 3 + 7" for column in columns)
        execute(f"update {table} set {changed} where day_id in (select day_id from foreign_day)")
    changed = ", ".join(f"{column} = {column} * 3 + 7" for column in FIGURES["branch_day_product"])
    weeks = "select day_id - isodow(trading_date) + 1 from foreign_day"
    execute(f"update branch_week_product set {changed} where week_id in ({weeks})")
    foreign = "(branch_id, trading_date) in (select (branch_id, trading_date) from foreign_day)"
    execute(f"update sale set total_pence = total_pence * 3 + 7 where {foreign}")
    execute("update branch set name = 'Elsewhere ' || branch_id where branch_id not in (select branch_id from own)")
    execute(
        "update branch_franchise set franchise = 'Others' where not exists (select 1 from own where "
        "own.branch_id = branch_franchise.branch_id and own.first_day <= coalesce(owned_to, date '9999-12-31') "
        "and own.last_day >= owned_from)"
    )
    execute(
        "update rejection set pence = 1, rule = 'elsewhere' where document_id in "
        f"(select document_id from document_day where {foreign})"
    )
    execute("update run set sales_loaded = 1, pence_loaded = 1, rows_rejected = 1")


@pytest.fixture(scope="module", params=LIMITED)
def twins(
    request: pytest.FixtureRequest, chain: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Opened, Opened]]:
    folder = tmp_path_factory.mktemp("twins")
    paths = [folder / "one.duckdb", folder / "two.duckdb"]
    for path in paths:
        shutil.copy(chain, path)
    with wiring.open_warehouse(settings_of(paths[0])) as one, wiring.open_warehouse(settings_of(paths[1])) as two:
        make_foreign_other(two, scope_in(two, request.param))
        yield request.param, one, two


def questions(scope: Scope, values: dict[str, list[str]]) -> list[tuple[Choice, str]]:
    """Every report that the scope is answered, over all days, over some, and by a value of each filter of names.

    What goes by the same days stands together, for what reports share is worked out for one choice at a time.
    """
    some = Choice(from_day=date(2026, 4, 21), to_day=date(2026, 4, 24))
    named = {name: Choice(dates="all", **{name: values[name][0]}) for name in NARROWED if values.get(name)}  # type: ignore[arg-type]
    dated = [(choice, report) for choice in (ALL, some) for report in reports() if "dates" in report.filters]
    dated += [(choice, report) for name, choice in named.items() for report in reports() if name in report.filters]
    timeless = [(Choice(), report) for report in reports() if "dates" not in report.filters]
    return [(choice, report.name) for choice, report in (*dated, *timeless) if not scope.refusal(report)]


def test_nothing_foreign_moves_an_answer(twins: tuple[str, Opened, Opened]) -> None:
    name, one, two = twins
    scope, now = scope_in(one, name), datetime.now(UTC)
    assert scope == scope_in(two, name)
    here, there = (
        Reports(each.warehouse, scope=scope, state=State(each.warehouse, now, GRACE_MINUTES)) for each in (one, two)
    )
    values = here.values(now=now)
    assert values == there.values(now=now)
    asked = questions(scope, values)
    assert asked
    for choice, each in asked:
        assert here.answer(each, choice, now=now) == there.answer(each, choice, now=now), (each, choice)
    for report in reports():
        if scope.refusal(report):
            with pytest.raises(NotAllowed):
                here.answer(report.name, Choice())


def test_nothing_foreign_moves_the_register_or_the_quarantine(twins: tuple[str, Opened, Opened]) -> None:
    name, one, two = twins
    scope = scope_in(one, name)
    rows = register(one.warehouse, scope=scope)
    assert rows == register(two.warehouse, scope=scope)
    assert rows
    assert all(scope.holds(row.branch_id, row.trading_date) for row in rows)
    assert quarantine(one.warehouse, scope) == quarantine(two.warehouse, scope)
    with pytest.raises(NotAllowed):
        export_table(one.warehouse, "sale", Path("never.csv"), "csv", scope=scope)


def test_a_foreign_branch_is_none_that_there_is(twins: tuple[str, Opened, Opened]) -> None:
    name, one, _ = twins
    scope = scope_in(one, name)
    within, whole = Reports(one.warehouse, scope=scope), Reports(one.warehouse.another()[1]).values()
    own = within.values()
    report = "busiest-hours"
    for kind in ("branch", "region", "franchise"):
        foreign = sorted(set(whole[kind]) - set(own[kind]))
        for value in (*foreign, "Nowhere At All"):
            with pytest.raises(ConfigurationError, match=f"no {kind} is called") as told:
                within.answer(report, Choice(dates="all", **{kind: value}))  # type: ignore[arg-type]
            assert not any(each in str(told.value).replace(value, "") for each in foreign)


def test_who_sees_all_sees_all(shop: Served) -> None:
    with shop.site.reader(Scope()) as reader:
        for report in reports():
            assert reader.reports.answer(report.name, Choice()).report == report


def test_the_franchise_sees_its_branch_up_to_the_day_it_changed_hands(twins: tuple[str, Opened, Opened]) -> None:
    name, one, _ = twins
    if name != "fern":
        pytest.skip("it is about one franchise")
    days = [row.trading_date for row in register(one.warehouse, branch="Rotherham", scope=scope_in(one, name))]
    assert days
    assert max(days) == date(2026, 4, 22)


def test_roles_name_reports_that_there_are() -> None:
    assert {report.name for report in reports()} >= FILE_REPORTS
    assert FEWEST_ROWS > 0


# Peers without names


@pytest.mark.parametrize(("own", "foreign", "is_told"), [(1, 4, False), (1, 5, True), (6, 0, True), (6, 2, False)])
def test_a_comparison_needs_five_peers_that_cannot_be_told_apart(
    own_chain: Path, own: int, foreign: int, *, is_told: bool
) -> None:
    """A region of so many own and so many foreign branches: a band, or none, and no foreign name either way."""
    with wiring.open_warehouse(settings_of(own_chain)) as opened:
        ids = [row[0] for row in opened.engine.execute(MOST_OPEN)]
        opened.engine.execute("update branch set region = 'Elsewhere'")
        inside, outside = ids[:own], ids[own : own + foreign]
        for each in inside + outside:
            opened.engine.execute("update branch set region = 'Here' where branch_id = $id", {"id": each})
        scope = scope_of(opened.warehouse, find_role("manager"), [Grant("branch", each) for each in inside])
        within = Reports(opened.warehouse, scope=scope)
        for name, told in (("peer-band", "median_pence_per_open_hour"), ("best-and-worst-branches", "times_median")):
            answer = within.answer(name, ALL)
            place = [column.name for column in answer.report.columns].index(told)
            assert len(answer.rows) == own
            assert [row[place] is not None for row in answer.rows] == [is_told] * own, name


# Every route as every role


def foreign_words(shop: Served, name: str) -> set[str]:
    """The names of branches, franchises and regions that a person may not see, and only those."""
    scope = scope_in(shop.site.opened.another(), name)
    values, own = shop.site.values(Scope()), shop.site.values(scope)
    words = {word for kind in ("branch", "franchise", "region") for word in set(values[kind]) - set(own[kind])}
    own_text = " ".join(word for kind in ("branch", "franchise", "region") for word in own[kind])
    return {word for word in words if word not in own_text}


def addresses(shop: Served, name: str) -> list[str]:
    """Every page of the app, every report as page, file and chart, what waits, and each branch.

    Who sees the whole chain has nothing foreign to be shown: the pages will do.
    """
    documents = [item.document_id for item in quarantine(shop.site.opened.another().warehouse)]
    dates = {report.name: "?dates=all" if "dates" in report.filters else "" for report in reports()}
    routes = [page.address for page in pages() if page.method == "GET" and "{" not in page.address]
    branches = [f"/branches/one?dates=all&branch={each}" for each in shop.site.values(Scope())["branch"]]
    branches += [f"/data/day?to=2026-04-22&branch={each}" for each in shop.site.values(Scope())["branch"]]
    reported = [f"/reports/{report}{query}" for report, query in dates.items()]
    shown = ["/live", *routes, *(f"{route}?dates=all" for route in routes), *branches, *reported]
    if name not in LIMITED:
        return shown
    files = [f"/reports/{report}/download.csv{query}" for report, query in dates.items()]
    charts = [f"/reports/{report}/chart.wide.svg{query}" for report, query in dates.items()]
    kinds = [f"/reports/sales-by-branch/download.{kind}" for kind in ("json", "png", "parquet")]
    return [*shown, *files, *charts, *kinds, *(f"/data/documents/{each}" for each in documents)]


@pytest.mark.parametrize("name", PEOPLE)
def test_no_route_shows_anything_foreign(shop: Served, name: str) -> None:
    client, foreign = shop.signed_in(name), foreign_words(shop, name)
    assert bool(foreign) == (name in LIMITED)
    statuses = set()
    for address in addresses(shop, name):
        response = client.get(address)
        statuses.add(response.status_code)
        assert response.status_code in {200, 303, 403, 404, 400}, (address, response.text)
        text = unquote_plus(response.content.decode("utf-8", errors="replace"))
        asked = {word for word in foreign if word in unquote_plus(address)}
        assert not [word for word in foreign - asked if word in text], address
        assert not asked or response.status_code in {400, 403}, address
        assert name != "sam" or "£" not in text, address
    assert 200 in statuses
