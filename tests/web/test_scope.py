"""Who sees what: nothing of what lies outside a person's scope is in any answer, page or file.

Twice the same chain, but in the second every foreign branch has another name and every foreign figure is another. What
a person is answered must be the same in both.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote_plus

import duckdb
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from tests.web.sites import PEOPLE, Clock, Served, post, restate, served, settings_of
from tillroll import wiring
from tillroll.cli.report_words import basis_lines as lines_of
from tillroll.errors import ConfigurationError, NotAllowed
from tillroll.report import (
    Choice,
    Grant,
    Report,
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
from tillroll.report.basis import BEYOND
from tillroll.report.branch_days import GRACE_MINUTES
from tillroll.report.choice import FEWEST_ROWS
from tillroll.report.roles import FILE_REPORTS
from tillroll.web.pages import pages
from tillroll.web.parts import basis_lines
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
OWN_FILE, FILE_OF_TWO, FILE_OF_TWO_OWNERS = "watford.csv", "several.csv", "handover.csv"
FILE_OF_ONE_OWNER = "two.csv"
SOME_FILES = ("sales-by-branch", "sales-by-day", "busiest-hours")
PARQUET = "application/vnd.apache.parquet"
PARQUET_SAYS = "select value from parquet_kv_metadata(?) where decode(key) = 'tillroll'"
PENCE = re.compile(r'"[^"]*pence[^"]*": (?!null)')
"""A figure of money in JSON."""
OF_ONE_ANSWER = re.compile(r'(?<=name="form_token" value=")[^"]+|(?<=data-version=")[^"]+')
"""What two sites never have in common: a form's token, and the version of the data."""


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
    own = f"(select document_id from document_day group by document_id having not bool_or({foreign}))"
    execute(f"update rejection set pence = 1, rule = 'elsewhere' where document_id not in {own}")
    execute(f"update document set data_rows = 90, rows_rejected = 60 where document_id not in {own}")
    execute(f"update document_day set row_count = row_count * 3 + 7 where {foreign}")
    execute("update run set sales_loaded = 1, pence_loaded = 1, rows_rejected = 1")
    execute(f"update restatement set pence_after = pence_after + 700, restated_at = now() where {foreign}")
    receipts = "update receipt set file = 'elsewhere.csv', pence_loaded = 7, rows_loaded = 7"
    execute(f"{receipts} where document_id not in {own}")


@dataclass
class Twins:
    """A person, and the same chain twice, each with its site: as it is, and with all that is foreign different."""

    name: str
    one: Served
    two: Served

    @cached_property
    def scope(self) -> Scope:
        return scope_in(self.opened[0], self.name)

    @cached_property
    def opened(self) -> tuple[Opened, Opened]:
        """Connections of their own to both."""
        return self.one.site.opened.another(), self.two.site.opened.another()


class Standing(datetime):
    """A clock that stands, so that two answers to one question are of one moment."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime(2026, 5, 4, 9, tzinfo=tz)


@pytest.fixture(scope="module")
def clock() -> Iterator[Clock]:
    """The time of both twins: a week after the last of their days."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tillroll.report.answers.datetime", Standing)
        yield Clock(stands_at=Standing.now(UTC).timestamp())


@pytest.fixture(scope="module")
def restated(chain: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chain, with files that changed published figures: of one branch, of two, and of the days of two owners."""
    folder = tmp_path_factory.mktemp("restated")
    path = folder / "w.duckdb"
    shutil.copy(chain, path)
    restate(path, folder, OWN_FILE, ("Watford", 21))
    restate(path, folder, "grimsby.csv", ("Grimsby", 21))
    restate(path, folder, "welsh.csv", ("Swansea", 25))
    restate(path, folder, FILE_OF_ONE_OWNER, ("Mansfield", 22), ("Watford", 20))
    restate(path, folder, FILE_OF_TWO, ("Grimsby", 24), ("Watford", 24), ("Swansea", 24))
    restate(path, folder, FILE_OF_TWO_OWNERS, ("Rotherham", 22), ("Rotherham", 23))
    return path


@pytest.fixture(scope="module", params=LIMITED)
def twins(
    request: pytest.FixtureRequest, restated: Path, clock: Clock, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Twins]:
    folder = tmp_path_factory.mktemp("twins")
    paths = [folder / "one.duckdb", folder / "two.duckdb"]
    for path in paths:
        shutil.copy(restated, path)
    with wiring.open_warehouse(settings_of(paths[1])) as opened:
        make_foreign_other(opened, scope_in(opened, request.param))
    with served(paths[0], clock=clock) as one, served(paths[1], clock=clock) as two:
        yield Twins(request.param, one, two)


def questions(scope: Scope, values: dict[str, list[str]]) -> list[tuple[Choice, str]]:
    """Every report that the scope is answered, over some days, and by a value of each filter of names.

    All days are asked for over the web, below. What goes by the same days stands together, for what reports share is
    worked out for one choice at a time.
    """
    some = Choice(from_day=date(2026, 4, 21), to_day=date(2026, 4, 24))
    named = {name: Choice(dates="all", **{name: values[name][0]}) for name in NARROWED if values.get(name)}  # type: ignore[arg-type]
    dated = [(choice, report) for choice in (some,) for report in reports() if "dates" in report.filters]
    dated += [(choice, report) for name, choice in named.items() for report in reports() if name in report.filters]
    timeless = [(Choice(), report) for report in reports() if "dates" not in report.filters]
    return [(choice, report.name) for choice, report in (*dated, *timeless) if not scope.refusal(report)]


def test_nothing_foreign_moves_an_answer(twins: Twins) -> None:
    scope, now = twins.scope, twins.one.site.now()
    one, two = twins.opened
    assert scope == scope_in(two, twins.name)
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


def test_nothing_foreign_moves_the_register_or_the_quarantine(twins: Twins) -> None:
    scope, (one, two) = twins.scope, twins.opened
    rows = register(one.warehouse, scope=scope)
    assert rows == register(two.warehouse, scope=scope)
    assert rows
    assert all(scope.holds(row.branch_id, row.trading_date) for row in rows)
    assert quarantine(one.warehouse, scope) == quarantine(two.warehouse, scope)
    with pytest.raises(NotAllowed):
        export_table(one.warehouse, "sale", Path("never.csv"), "csv", scope=scope)


def test_a_foreign_branch_is_none_that_there_is(twins: Twins) -> None:
    one = twins.opened[0]
    within, whole = Reports(one.warehouse, scope=twins.scope), Reports(one.warehouse.another()[1]).values()
    own = within.values()
    report = "busiest-hours"
    for kind in ("branch", "region", "franchise"):
        foreign = sorted(set(whole[kind]) - set(own[kind]))
        for value in (*foreign, "Nowhere At All"):
            with pytest.raises(ConfigurationError, match=f"no {kind} is called") as told:
                within.answer(report, Choice(dates="all", **{kind: value}))  # type: ignore[arg-type]
            assert not any(each in str(told.value).replace(value, "") for each in foreign)


def test_figures_of_the_scope_and_of_others_were_restated(twins: Twins) -> None:
    """Else what is told above and below proves nothing of it."""
    one = twins.opened[0].warehouse
    days = [twins.scope.holds(*day) for day in one.execute("select branch_id, trading_date from restatement")]
    assert any(days)
    assert not all(days)
    answer = Reports(one, scope=twins.scope).answer("busiest-hours", ALL)
    assert answer.basis
    assert answer.basis.restatement


@pytest.mark.parametrize(
    ("name", "branch", "day", "file"),
    [
        ("olive", "Watford", 24, FILE_OF_TWO),
        ("olive", "Rotherham", 22, FILE_OF_TWO_OWNERS),
        ("max", "Watford", 21, OWN_FILE),
        ("sam", "Watford", 21, OWN_FILE),
        ("fern", "Watford", 20, FILE_OF_ONE_OWNER),
        *(("max", "Watford", 20, BEYOND), ("max", "Watford", 24, BEYOND), ("sam", "Watford", 24, BEYOND)),
        *(("fern", "Rotherham", 22, BEYOND), ("aria", "Swansea", 24, BEYOND)),
    ],
)
def test_what_restated_a_day_is_named_to_who_sees_all_of_it(
    restated: Path, name: str, branch: str, day: int, file: str
) -> None:
    with wiring.open_warehouse(settings_of(restated)) as opened:
        scope, when = scope_in(opened, name), date(2026, 4, day)
        within, choice = Reports(opened.warehouse, scope=scope), Choice(from_day=when, to_day=when, branch=branch)
        basis = within.answer("busiest-hours", choice).basis
        assert basis
        last = basis.restatement
        assert last
        assert (last.file, last.document_id is None) == (file, file == BEYOND)
        assert (last.pence is None) == (name == "sam")
        told = " ".join(value for _, value in basis_lines(basis)), " ".join(lines_of(basis))
        assert all(f"by {file}" in each and ("£" in each) == (name != "sam") for each in told)
        if scope.has_money:
            changed = [(row[1], row[-1]) for row in within.answer("restated-days", choice).rows]
            assert changed == [(file, last.pence)]


def test_a_file_that_speaks_of_days_of_others_is_in_no_count(restated: Path) -> None:
    """Of Rotherham one file speaks of days of two owners, of Watford one of branches of one owner, one of others."""
    files = {}
    with wiring.open_warehouse(settings_of(restated)) as opened:
        for name in ("olive", "fern", "max"):
            within = Reports(opened.warehouse, scope=scope_in(opened, name))
            rows = within.answer("errors-in-files", ALL).rows
            lost = {row[0]: row[4] for row in rows if row[2] == "total_matches_lines"}
            used = {row[0]: row[6] for row in within.answer("row-acceptance", ALL).rows}
            files[name] = {branch: (lost.get(branch), used.get(branch)) for branch in ("", "Rotherham", "Watford")}
    assert files == {
        "olive": {"": (2, 2), "Rotherham": (1, 1), "Watford": (1, 1)},
        "fern": {"": (1, 1), "Rotherham": (None, 0), "Watford": (1, 1)},
        "max": {"": (None, None), "Rotherham": (None, None), "Watford": (1, 1)},
    }


def test_who_sees_all_sees_all(shop: Served) -> None:
    with shop.site.reader(Scope()) as reader:
        for report in reports():
            assert reader.reports.answer(report.name, Choice()).report == report


def test_the_franchise_sees_its_branch_up_to_the_day_it_changed_hands(shop: Served) -> None:
    opened = shop.site.opened.another()
    rows = register(opened.warehouse, branch="Rotherham", scope=scope_in(opened, "fern"))
    assert rows
    assert max(row.trading_date for row in rows) == date(2026, 4, 22)


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


def pages_of(shop: Served) -> list[str]:
    """Every page of the app, every report as page, and each branch."""
    routes = [page.address for page in pages() if page.method == "GET" and "{" not in page.address]
    branches = [f"/branches/one?dates=all&branch={each}" for each in shop.site.values(Scope())["branch"]]
    branches += [f"/data/day?to=2026-04-22&branch={each}" for each in shop.site.values(Scope())["branch"]]
    reported = [f"/reports/{report.name}{all_days(report)}" for report in reports()]
    return [*routes, *(f"{route}?dates=all" for route in routes), *branches, *reported]


def parts_of(shop: Served, chosen: Iterable[Report]) -> list[str]:
    """Reports as chart and as JSON, pictures and tables of some, and every document that waits."""
    documents = [item.document_id for item in quarantine(shop.site.opened.another().warehouse)]
    drawn = [f"/reports/{each.name}/chart.wide.svg{all_days(each)}" for each in chosen]
    told = [f"/reports/{each.name}/download.json{all_days(each)}" for each in chosen]
    files = [
        f"/reports/{name}/download.{kind}?dates=all" for name in SOME_FILES for kind in ("png", "parquet", "csv", "txt")
    ]
    return [*drawn, *told, *files, *(f"/data/documents/{each}" for each in documents)]


def tables_of() -> list[str]:
    """Every report as CSV."""
    return [f"/reports/{report.name}/download.csv{all_days(report)}" for report in reports()]


def all_days(report: Report) -> str:
    return "?dates=all" if "dates" in report.filters else ""


def read(response: Response) -> str:
    """What a body says: a table in a file with what it rests on, any other text, and of a picture nothing."""
    if response.headers.get("content-type") == PARQUET:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "report.parquet"
            path.write_bytes(response.content)
            ((told,),) = duckdb.execute(PARQUET_SAYS, [str(path)]).fetchall()
            return f"{told.decode()}\n{duckdb.read_parquet(str(path)).fetchall()!r}"
    if response.headers.get("content-type") == "image/png":
        return ""
    return unquote_plus(response.text)


@pytest.mark.parametrize("name", [name for name in PEOPLE if name not in LIMITED])
def test_every_page_answers_who_sees_the_whole_chain(shop: Served, name: str) -> None:
    client = shop.signed_in(name)
    assert not foreign_words(shop, name)
    statuses = {address: client.get(address).status_code for address in pages_of(shop)}
    for unnamed in ("/branches/one", "/data/day"):
        assert statuses.pop(unnamed) in {400, 403}
        assert statuses.pop(f"{unnamed}?dates=all") in {400, 403}
    assert set(statuses.values()) <= {200, 303, 403}, statuses
    assert 200 in statuses.values()


def assert_nothing_foreign(twins: Twins, asked: list[str], here: TestClient, there: TestClient) -> None:
    """Every address answers the same where everything foreign differs, and names nothing of it.

    The picture of a chart is the same to the byte.
    """
    foreign = foreign_words(twins.one, twins.name)
    assert foreign
    kinds = set()
    for address in asked:
        response, other = here.get(address), there.get(address)
        assert response.status_code in {200, 303, 403, 404, 400}, (address, response.text)
        assert response.status_code == other.status_code, address
        text = read(response)
        assert OF_ONE_ANSWER.sub("", text) == OF_ONE_ANSWER.sub("", read(other)), address
        assert text or response.content == other.content, address
        named = {word for word in foreign if word in unquote_plus(address)}
        assert not [word for word in foreign - named if word in text], address
        assert not named or response.status_code in {400, 403}, address
        assert twins.name != "sam" or not ("£" in text or PENCE.search(text)), address
        kinds |= {response.headers.get("content-type")} if response.status_code == 200 else set()
    assert kinds >= {"text/html; charset=utf-8", "application/json", "image/svg+xml", "text/csv; charset=utf-8"}
    assert PARQUET in kinds
    assert twins.name == "sam" or "image/png" in kinds


def test_no_route_shows_anything_foreign(twins: Twins) -> None:
    here, there = twins.one.signed_in(twins.name), twins.two.signed_in(twins.name)
    assert here.get("/live").json().keys() == {"version"}
    assert_nothing_foreign(twins, [*pages_of(twins.one), *parts_of(twins.one, reports()), *tables_of()], here, there)


@pytest.mark.parametrize("twins", ["fern", "sam"], indirect=True)
def test_no_route_shows_anything_foreign_to_an_owner_who_views_as_another(twins: Twins) -> None:
    own = "/reports/busiest-hours?dates=all"
    theirs = twins.one.signed_in(twins.name).get(own).text.partition("<main")[2]
    owners = [twin.signed_in("olive") for twin in (twins.one, twins.two)]
    assert owners[0].get(own).text.partition("<main")[2] != theirs
    for owner in owners:
        assert post(owner, "/account/view-as", user=twins.name).status_code == 303
    assert owners[0].get(own).text.partition("<main")[2] == theirs
    some = [each for each in reports() if each.name in {*SOME_FILES, "affinity"}]
    assert_nothing_foreign(twins, [*pages_of(twins.one), *parts_of(twins.one, some)], *owners)
