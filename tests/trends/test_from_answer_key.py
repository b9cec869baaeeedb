"""The reports of trends equal what plain Python makes of a simulated chain's answer key. Seeds: TILLROLL_SEEDS.

The chain has no faults but files that never came: faults befall days with many sales, which would take long to make.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest

from tests.reports.compare import choice_of, is_taken, plain
from tests.reports.from_key import code_of, shown, truth_of
from tests.reports.happened import Ask, Rows, Truth
from tests.simulator.seeds import SEEDS
from tests.simulator.truth import ingested, small_chain
from tests.trends.chains import DAYS
from tests.trends.lost_files import LATER, MOST, lose, regroup, without
from tests.trends.parts import Days, Trends
from tests.trends.reference import FEWEST_DAYS, NOW_DAYS
from tests.trends.rows import REPORTS, Reader, everything
from tillroll import wiring
from tillroll.cli.report_words import answer_text
from tillroll.report import Choice, Grant, Reports, Scope, State, Warehouse, find_report, find_role, scope_of
from tillroll.report.branch_days import GRACE_MINUTES
from tillroll.report.scope import EVERYTHING
from tillroll.report.trends import staged
from tillroll.report.trends.pairs import Key
from tillroll.settings import read_settings
from tillroll.wiring import Opened

SIZES = {"North": 10, "South": 7, "West": 5, "Isles": 2}
ORDERS, EVERY, DEFAULT = 20, 1000, 1
FIRST = date(2024, 3, 4)
"""In this year no night that goes on after midnight begins on a day such as 6/6: a spreadsheet's 7/6 could be July."""
LAST = FIRST + timedelta(days=DAYS - 1)
NOW = datetime.combine(LAST + timedelta(days=30), time(), UTC)
WHOLE = Ask(FIRST, LAST, rows=EVERY)
ASKS = (
    *("all", "few rows", "two weeks earlier", "a branch", "a branch of few peers", "a region", "a small region"),
    *("a large franchise", "a small franchise", "a franchise in a region", "a branch that was sold"),
    *("a branch that was bought", "a product", "a category", "all again"),
)
QUESTIONS = 40
OF_CHAIN = ("trend-drivers", "trend-by-branch", "findings")
"""What pages tell readers of a part of the chain that takes the trends of all of it."""
READERS = {
    "manager": "North",
    "manager with few peers": "West",
    "area": "North",
    "area of few": "Isles",
    "franchise": "North",
}
"""Who sees a part, and a region that they see some of."""


@dataclass(frozen=True)
class Told:
    """A warehouse, who is told of it and what they see, what they must be told, and what is asked of the whole."""

    opened: Opened
    scopes: Mapping[str, Scope]
    readers: Mapping[str, Reader]
    asks: Mapping[str, Ask]
    seed: int
    _expected: dict[tuple[str, Ask, str], Rows] = field(default_factory=dict)

    def reports(self, who: str = "owner") -> Reports:
        """Their reports, until others ask."""
        return Reports(self.opened.warehouse, scope=self.scopes[who])

    def expected(self, name: str, ask: Ask, who: str = "owner") -> Rows:
        """What they must be told, worked out once for each question."""
        if (name, ask, who) not in self._expected:
            self._expected[name, ask, who] = self._rows(name, ask, self.readers[who])
        return self._expected[name, ask, who]

    def _rows(self, name: str, ask: Ask, reader: Reader) -> Rows:
        return [_close(row, reader.branches) for row in REPORTS[name](reader, ask)]


def rows(reports: Reports, name: str, ask: Ask) -> Rows:
    choice = choice_of(replace(ask, branch=ask.branch and code_of(ask.branch)))
    return [plain(row) for row in reports.answer(name, choice, now=NOW).rows]


def _close(row: tuple[object, ...], branches: Collection[str]) -> tuple[object, ...]:
    """Shares may differ in the last digits of a floating-point number, pence in nothing."""
    return tuple(
        pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else _shown(value, branches)
        for value in row
    )


def _shown(value: object, branches: Collection[str]) -> object:
    return shown(value, branches) if isinstance(value, str) and value in branches else value


@pytest.fixture(scope="module", params=SEEDS[:1])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    size = {"branches": sum(SIZES.values()), "days": DAYS, "orders": ORDERS}
    chain = small_chain(
        tmp_path_factory.mktemp("chain"), request.param, faults=False, first=FIRST, planting="steep", **size
    )
    regroup(chain, SIZES)
    known = truth_of(chain)
    truth = without(known, lose(chain, Random(request.param), _silent(known)))
    settings = read_settings({"warehouse": f"duckdb:///{ingested(chain).warehouse}"}, {}, chain.folder)
    trends = Trends(truth)
    asks = _asks(truth)
    with wiring.open_warehouse(settings) as opened:
        grants = _grants(asks)
        scopes = {who: scope_of(opened.warehouse, find_role(role), given) for who, (role, given) in grants.items()}
        readers = {
            who: Reader(trends, _branches(truth, given), _sees(truth, given)) for who, (_, given) in grants.items()
        }
        yield Told(opened, scopes, readers, asks, request.param)


def _grants(asks: Mapping[str, Ask]) -> dict[str, tuple[str, list[Grant]]]:
    """Everybody's role and what they were given."""
    mine = [Grant("branch", code_of(str(asks[words].branch))) for words in ("a branch", "a branch of few peers")]
    roles = ("manager", "manager", "area", "area", "franchise")
    given = (*mine, Grant("region", "North"), Grant("region", "Isles"), Grant("franchise", MOST))
    return {"owner": ("owner", []), **{w: (r, [g]) for w, r, g in zip(READERS, roles, given, strict=True)}}


def _branches(truth: Truth, grants: Sequence[Grant]) -> set[str]:
    """The branches of which they see some days."""
    granted = {grant.name for grant in grants}
    return {
        name
        for name, shop in truth.shops.items()
        if not granted or granted & {code_of(name), shop.region, *(owner for owner, _, _ in shop.owners)}
    }


def _sees(truth: Truth, grants: Sequence[Grant]) -> Days:
    """The branch-days of a branch, by its code, of a region or of a franchise; without any, all."""
    granted = {grant.name for grant in grants}

    def sees(name: str, day: date) -> bool:
        shop = truth.shops[name]
        return bool(granted & {code_of(name), shop.region, shop.owner(day)})

    return sees if granted else everything


def _steady(truth: Truth, region: str) -> list[str]:
    """The branches of a region that keep their owner and their doors open, by their codes."""
    kept = (name for name, shop in truth.shops.items() if not (shop.opened or shop.closed) and len(shop.owners) == 1)
    return sorted((name for name in kept if truth.shops[name].region == region), key=code_of)


def _silent(truth: Truth) -> set[tuple[str, date]]:
    """Most of the last four weeks of a branch."""
    code = code_of(_steady(truth, "North")[-1])
    return {(code, LAST - timedelta(days=back)) for back in range(NOW_DAYS - FEWEST_DAYS + 1)}


def _asks(truth: Truth) -> dict[str, Ask]:
    """What is asked, by its words."""
    north, west = (_steady(truth, region)[0] for region in ("North", "West"))
    sold, owners = next((name, shop.owners) for name, shop in truth.shops.items() if len(shop.owners) > 1)
    around = replace(WHOLE, last=owners[1][1] + timedelta(days=NOW_DAYS // 2 - 1), branch=sold)
    found = (
        *(WHOLE, replace(WHOLE, rows=3), replace(WHOLE, last=LAST - timedelta(weeks=2))),
        *(replace(WHOLE, branch=north), replace(WHOLE, branch=west)),
        *(replace(WHOLE, region="North"), replace(WHOLE, region="Isles")),
        *(replace(WHOLE, franchise=MOST), replace(WHOLE, franchise=LATER)),
        *(replace(WHOLE, franchise=MOST, region="North"), replace(around, franchise=MOST)),
        *(replace(around, franchise=LATER), replace(WHOLE, product="Latte"), replace(WHOLE, category="Coffee"), WHOLE),
    )
    return dict(zip(ASKS, found, strict=True))


def _fitting(name: str, ask: Ask) -> Ask:
    """As many rows as there are, where a report takes a number."""
    return ask if "rows" in find_report(name).filters else replace(ask, rows=10)


def test_every_report_of_trends_equals_the_answer_key(told: Told) -> None:
    """One after another by the same connection, so that none is told of what another asked for."""
    reports = told.reports()
    for words, ask in told.asks.items():
        for name in REPORTS:
            fitting = _fitting(name, ask)
            if is_taken(name, fitting):
                assert rows(reports, name, fitting) == told.expected(name, fitting), (name, words)


@pytest.mark.parametrize("who", READERS)
def test_who_sees_a_part_is_told_what_the_answer_key_has_of_it(told: Told, who: str) -> None:
    reports = told.reports(who)
    for ask in (WHOLE, replace(WHOLE, region=READERS[who])):
        for name in REPORTS:
            fitting = _fitting(name, ask)
            assert rows(reports, name, fitting) == told.expected(name, fitting, who), (name, ask.region)


def test_connections_of_one_state_share_what_they_tell_and_mix_up_nothing(told: Told) -> None:
    """Anybody asks anything of any connection: what one has kept, of a day or a part, is not joined to another's."""
    draw, state = Random(told.seed), State(told.opened.warehouse, NOW, GRACE_MINUTES)
    earlier = replace(WHOLE, last=LAST - timedelta(weeks=2))
    of_parts = [
        (who, ask) for who, region in READERS.items() for ask in (WHOLE, earlier, replace(WHOLE, region=region))
    ]
    asked = [*of_parts, *(("owner", ask) for ask in told.asks.values())]
    every = [(who, name, _fitting(name, ask)) for who, ask in asked for name in REPORTS]
    with ExitStack() as closing:
        connections = [told.opened.another() for _ in range(2)]
        for connection in connections:
            closing.callback(connection.close)
        ways = [Reports(connection.warehouse, state=state) for connection in connections]
        for who, name, ask in draw.sample([each for each in every if is_taken(*each[1:])], QUESTIONS):
            if draw.choice((True, False)):
                ahead = draw.choice(ways)
                ahead.turn_to(state, EVERYTHING)
                ahead.foresee(name, Choice(to_day=ask.last))
            reports = draw.choice(ways)
            reports.turn_to(state, told.scopes[who])
            assert rows(reports, name, ask) == told.expected(name, ask, who), (who, name, ask)


def test_the_chain_holds_what_trends_must_mind(told: Told) -> None:
    branches, regions = _figures(told, "trend-by-branch"), _figures(told, "trend-by-region")
    assert {row["peers"] for row in branches} == {"region", "chain", ""}
    assert {row["note"] == "" for row in branches} == {True, False}
    assert {"North", "the chain"} <= {row["area"] for row in regions if row["net_pence"]}
    assert {row["change"] is None for row in _figures(told, "trend-by-product")} == {True, False}
    assert {row["area"] for row in _figures(told, "trend-by-region", "area")} == {"North", "your branches"}
    without_pounds = {(row["change"] is None, row["net_pence"]) for row in _figures(told, "trend-by-region", "manager")}
    assert without_pounds == {(False, None)}
    if told.seed == DEFAULT:
        assert any(row["wild_days"] for row in branches)
        assert _figures(told, "findings")


def _figures(told: Told, name: str, who: str = "owner") -> list[dict[str, object]]:
    columns = [column.name for column in find_report(name).columns]
    return [dict(zip(columns, row, strict=True)) for row in REPORTS[name](told.readers[who], _fitting(name, WHOLE))]


@pytest.mark.parametrize("who", ["owner", "manager"])
def test_trends_are_worked_out_once_for_reports_in_a_row(told: Told, monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    told_of: list[date] = []
    without_prices: list[date] = []
    priced: list[Warehouse] = []

    def tell(days: staged.Days, prices: Mapping[Key, float]) -> staged.Told:
        (told_of if prices else without_prices).append(days.paired.last_day)
        return staged.tell_trends(days, prices)

    def tell_prices(warehouse: Warehouse) -> Mapping[Key, float]:
        priced.append(warehouse)
        return staged.tell_prices(warehouse)

    monkeypatch.setattr("tillroll.report.trends.tables.tell_trends", tell)
    monkeypatch.setattr("tillroll.report.trends.tables.tell_prices", tell_prices)
    reports = told.reports(who)
    for name in ("trend-drivers", "trend-by-branch", "trend-by-product", "findings"):
        reports.answer(name, Choice(), now=NOW)
    assert told_of == [LAST]
    reports.answer("trend-drivers", Choice(to_day=LAST - timedelta(days=1)), now=NOW)
    assert told_of == [LAST, LAST - timedelta(days=1)]
    assert len(priced) == len(told_of)
    assert not without_prices


def test_what_is_foreseen_of_the_whole_chain_is_not_worked_out_again(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = State(told.opened.warehouse, NOW, GRACE_MINUTES)
    with ExitStack() as closing:
        connections = [told.opened.another() for _ in range(2)]
        for connection in connections:
            closing.callback(connection.close)
        ahead, reports = (Reports(each.warehouse, state=state) for each in connections)
        for name in OF_CHAIN:
            ahead.foresee(name, Choice(to_day=LAST))
        for work in ("judge_days", "tell_prices", "tell_seasons", "tell_trends", "tell_details"):
            monkeypatch.delattr(f"tillroll.report.trends.tables.{work}")
        reports.turn_to(state, told.scopes["manager"])
        for name in OF_CHAIN:
            assert rows(reports, name, _fitting(name, WHOLE)) == told.expected(name, _fitting(name, WHOLE), "manager")


def test_a_chain_too_young_to_tell_says_what_is_lacking(told: Told) -> None:
    young = Choice(from_day=FIRST, to_day=FIRST + timedelta(days=20))
    for name in ("trend-drivers", "trend-drivers-by-region"):
        answer = told.reports().answer(name, young, now=NOW)
        assert answer.rows == ()
        assert "seven weeks of whole days" in answer_text(answer)
