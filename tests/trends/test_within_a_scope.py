"""What somebody sees of trends who sees a part of the chain: their own, beside at least five others, and no name."""

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import fmean

import pytest

from tests.trends.chains import answers, simulate
from tests.trends.made_up import LAST, made_up
from tillroll.report import Scope
from tillroll.report.scope import EVERYTHING, BranchSpan, limited
from tillroll.report.trends.drivers import Drivers, drive
from tillroll.report.trends.findings import find
from tillroll.report.trends.judge import Begun
from tillroll.report.trends.pairs import Pair, Paired
from tillroll.report.trends.staged import _TREND, Season, Told, _trend_rows
from tillroll.report.trends.within import _cut, seasons_within, tell_chosen, tell_within
from tillroll.report.warehouse import Row

BRANCHES = 120
SEASONS = [
    Season(13, "product", "Latte", 1.1, BRANCHES, 0.05),
    Season(13, "product", "Matcha", 1.2, 7, 0.3),
    Season(13, "product", "Honey cake", 1.3, BRANCHES, 0.41),
]
"""What all sell, what few sell, and what one sells most of."""


@pytest.fixture(scope="module")
def told() -> Told:
    return told_of(made_up(7, branches=BRANCHES, orders=400, share=0.3).paired)


def told_of(paired: Paired) -> Told:
    begun = Begun(paired.shops, paired.net_changes(), paired.last_day)
    judged = begun.judge(paired)
    driven = [drive(trends, {}) for trends in judged]
    return Told(paired, judged, begun.compared, driven, find(judged, driven, paired.shops), {})


def grown(told: Told, branch: str, times: int) -> Told:
    """The same chain where one branch is so many times as large, now and then, so that no change is another."""

    def larger(pair: Pair) -> Pair:
        return pair._replace(net=pair.net * times, net_then=pair.net_then * times)

    paired = told.paired
    pairs = {key: [*map(larger, own)] if key[0] == branch else own for key, own in paired.pairs.items()}
    return told_of(replace(paired, pairs=pairs))


def rows_of(told: Told) -> Iterable[Row]:
    return _trend_rows(told, {branch: shop.name for branch, shop in told.paired.shops.items()})


def scope_of(*branches: str, since: date = date.min) -> Scope:
    return limited(BranchSpan(branch, since, date.max) for branch in branches)


def region_of(told: Told, branch: str) -> list[str]:
    region = told.paired.shops[branch].region
    return [each for each, shop in told.paired.shops.items() if shop.region == region]


def test_a_manager_sees_the_finding_that_the_owner_sees(told: Told) -> None:
    findings = [each for each in told.findings if each.kind == "branch"]
    assert findings
    for finding in findings:
        mine = tell_within(told, scope_of(finding.subject))
        assert mine.paired.shops.keys() == {finding.subject}
        assert all(trends.branches.keys() == {finding.subject} for trends in mine.judged)
        assert not any(region.pairs or region.traffic for trends in mine.judged for region in trends.regions.values())
        (own,) = mine.findings
        assert (own.size, own.low, own.high, own.pence, own.drivers, own.peer_branches) == (
            *(finding.size, finding.low, finding.high, finding.pence, finding.drivers),
            finding.peer_branches,
        )
        assert own.region == finding.region


def test_prices_decide_nothing_about_what_is_found(told: Told) -> None:
    """Findings are looked for before prices are known: these share out their pounds, and change no more of them."""
    rng = Random(7)
    prices = {key: rng.gauss(0, 0.05) for key in told.paired.pairs}
    driven = [drive(trends, prices) for trends in told.judged]
    priced = replace(told, driven=driven, findings=find(told.judged, driven, told.paired.shops), prices=prices)
    for scope in (scope_of(*told.paired.shops), scope_of(*sorted(told.paired.shops)[::2])):
        with_prices, without = tell_within(priced, scope).findings, tell_within(told, scope).findings
        assert [each.drivers for each in with_prices] != [each.drivers for each in without]
        blank = Drivers()
        assert [replace(each, drivers=blank) for each in with_prices] == [
            replace(each, drivers=blank) for each in without
        ]


def test_fewer_than_five_foreign_peers_are_compared_with_nobody(told: Told) -> None:
    branch = next(each.subject for each in told.findings if each.peers == "region")
    peers = [each for each in region_of(told, branch) if each != branch]
    for seen in (0, len(peers) - 5, len(peers) - 4, len(peers) - 1, len(peers)):
        mine = tell_within(told, scope_of(branch, *peers[:seen]))
        for trends, whole in zip(mine.judged, told.judged, strict=True):
            fit = set(whole.members[told.paired.shops[branch].region])
            foreign = len(fit - {branch, *peers[:seen]})
            is_whole = trends.branches[branch] == whole.branches[branch]
            assert is_whole == (foreign == 0 or foreign >= 5), (foreign, trends.weeks)


def test_peers_of_which_one_outweighs_the_others_are_compared_with_nobody(told: Told) -> None:
    branch = next(each.subject for each in told.findings if each.peers == "region")
    peer = next(each for each in region_of(told, branch) if each != branch and (each, 13) in told.paired.pairs)
    for times, is_told in ((1, True), (100, False)):
        whole = grown(told, peer, times)
        (own,) = {trends.branches[branch].peer_branches > 0 for trends in whole.judged}
        mine = tell_within(whole, scope_of(branch))
        assert own
        assert {bool(trends.branches[branch].against) for trends in mine.judged} == {is_told}
        assert bool(mine.findings) == is_told
        owner = tell_within(whole, scope_of(*whole.paired.shops))
        assert [trends.branches for trends in owner.judged] == [trends.branches for trends in whole.judged]


def test_the_season_of_a_product_that_few_others_sell_is_told_to_nobody_who_sees_a_part(told: Told) -> None:
    names = sorted(told.paired.shops)
    assert seasons_within(told, SEASONS, tell_within(told, scope_of(*names))) == SEASONS
    for seen, parts in ((1, ["Latte", "Matcha"]), (2, ["Latte", "Matcha"]), (3, ["Latte"]), (116, [])):
        mine = tell_within(told, scope_of(*names[:seen]))
        assert [season.part for season in seasons_within(told, SEASONS, mine)] == parts, seen
    franchise = tell_chosen(told, scope_of(*names[:3]), EVERYTHING, "Bean Co")
    assert seasons_within(told, SEASONS, franchise) == SEASONS


def of_region(told: Told, region: str, weeks: int) -> dict[str, object]:
    """The row of a region, as the report reads it."""
    (row,) = (
        dict(zip(_TREND, row, strict=True))
        for row in rows_of(told)
        if row[0] == "region" and row[2:5:2] == (region, weeks)
    )
    return row


POUNDS = ("net_pence", "change_pence", "traffic_pence", "items_pence", "price_pence", "mix_pence", "against_pence")


@pytest.mark.parametrize("weeks", [4, 13])
def test_who_sees_all_of_a_region_is_told_of_it_beside_the_chain_what_the_owner_is_told(told: Told, weeks: int) -> None:
    for number in range(3):
        region = f"Region {number}"
        members = [each for each, shop in told.paired.shops.items() if shop.region == region]
        mine = tell_within(told, scope_of(*members))
        assert of_region(mine, region, weeks) == of_region(told, region, weeks)
        assert of_region(mine, region, weeks)["against"] is not None


@pytest.mark.parametrize("weeks", [4, 13])
def test_who_sees_a_part_of_a_region_is_told_of_that_part_beside_the_chain(told: Told, weeks: int) -> None:
    """The part by itself, so no figure of the others in it; against the chain, as by the chain's own middle."""
    (whole,) = (each for each in told.judged if each.weeks == weeks)
    own = whole.members["Region 0"][:6]
    mine = of_region(tell_within(told, scope_of(*own)), "Region 0", weeks)
    alone = of_region(told_of(_cut(told.paired, scope_of(*own))), "Region 0", weeks)
    assert alone["against"] is None
    assert mine["peer_branches"] == 6
    parts = [pair for branch in own for pair in whole.branches[branch].pairs]
    assert mine["net_pence"] == pytest.approx(sum(pair.net for pair in parts) / 4, rel=0.2)
    changes = [
        math.log(pair.net / pair.net_then) - (whole.net_index[pair.back] or 0.0)
        for branch in own
        for pair in whole.branches[branch].pairs
    ]
    assert mine["against"] == pytest.approx(math.expm1(fmean(changes)), abs=0.02)
    assert sum(mine[name] for name in POUNDS[2:6]) == mine["change_pence"]  # type: ignore[misc]


@pytest.mark.parametrize("weeks", [4, 13])
def test_a_franchise_that_is_chosen_is_told_of_its_part_of_a_region_beside_the_chain(told: Told, weeks: int) -> None:
    """What is not chosen is no secret: no others are needed for that, and no other region is told instead."""
    (whole,) = (each for each in told.judged if each.weeks == weeks)
    members = whole.members["Region 0"]
    for chosen, other in ((members[:6], "Region 1"), (members, "Region 0")):
        row = of_region(tell_chosen(told, scope_of(*chosen), EVERYTHING, "Bean Co"), "Region 0", weeks)
        assert row == of_region(
            told if other == "Region 0" else tell_within(told, scope_of(*chosen)), "Region 0", weeks
        )
        assert row["against"] is not None
    few = of_region(tell_chosen(told, scope_of(*members[:4]), EVERYTHING, "Bean Co"), "Region 0", weeks)
    assert [few[name] for name in ("own", "against", "low", "high", *POUNDS)] == [None] * 11
    assert few["reason"] == "only 4 branches can be compared"
    rest = [each for each in whole.compared if each not in members]
    both = scope_of(*members, *rest[4:])
    assert (
        of_region(tell_within(told, both), "Region 0", weeks)["against"]
        != of_region(told, "Region 0", weeks)["against"]
    )
    assert of_region(tell_chosen(told, both, EVERYTHING, "Bean Co"), "Region 0", weeks) == of_region(
        told, "Region 0", weeks
    )


@pytest.mark.parametrize("weeks", [4, 13])
def test_who_sees_a_part_of_the_chain_chooses_a_franchise_within_it_alone(told: Told, weeks: int) -> None:
    (whole,) = (each for each in told.judged if each.weeks == weeks)
    members, rest = (
        whole.members["Region 0"],
        [each for each in whole.compared if each not in whole.members["Region 0"]],
    )
    for foreign in (4, 5):
        scope = scope_of(*members, *rest[foreign:])
        chosen = of_region(tell_chosen(told, scope_of(*members), scope, "Bean Co"), "Region 0", weeks)
        is_told = chosen["against"] == of_region(told, "Region 0", weeks)["against"]
        assert is_told == (foreign == 5)
    part = scope_of(*members).part([BranchSpan(each, date(2026, 1, 1), date.max) for each in (members[0], rest[0])])
    assert part == scope_of(members[0], since=date(2026, 1, 1))


def test_the_branches_of_a_franchise_together_are_called_by_its_name(told: Told) -> None:
    own = scope_of(*told.judged[0].compared[:12])
    mine, chosen = tell_within(told, own), tell_chosen(told, own, EVERYTHING, "Bean Co")
    wholes = [[row for row in rows_of(each) if row[0] == "chain"] for each in (mine, chosen)]
    assert [row[2] for row in wholes[1]] == ["all of Bean Co"] * 2
    assert [row[3:] for row in wholes[0]] == [row[3:] for row in wholes[1]]
    assert not chosen.findings


@pytest.mark.parametrize("weeks", [4, 13])
def test_who_sees_a_branch_is_told_of_its_region_without_pounds(told: Told, weeks: int) -> None:
    (whole,) = (each for each in told.judged if each.weeks == weeks)
    members = whole.members["Region 0"]
    for seen in (1, 4):
        mine = of_region(tell_within(told, scope_of(*members[:seen])), "Region 0", weeks)
        owners = of_region(told, "Region 0", weeks)
        assert [mine[name] for name in POUNDS] == [None] * 7
        assert [mine[name] for name in ("own", "against", "low", "high")] == [
            owners[name] for name in ("own", "against", "low", "high")
        ]
        assert mine["reason"]


@pytest.mark.parametrize("weeks", [4, 13])
def test_a_region_is_not_told_beside_fewer_than_five_others_or_one_that_outweighs_them(told: Told, weeks: int) -> None:
    (whole,) = (each for each in told.judged if each.weeks == weeks)
    members = whole.members["Region 0"]
    rest = [each for each in whole.compared if each not in members]
    for foreign in (4, 5):
        mine = tell_within(told, scope_of(*members, *rest[foreign:]))
        is_told = of_region(mine, "Region 0", weeks)["against"] == of_region(told, "Region 0", weeks)["against"]
        assert is_told == (foreign == 5)
    larger = grown(told, rest[0], 1000)
    assert of_region(tell_within(larger, scope_of(*members)), "Region 0", weeks)["against"] is None
    inside = grown(told, members[-1], 1000)
    assert of_region(tell_within(inside, scope_of(members[0])), "Region 0", weeks)["against"] is None


@pytest.mark.parametrize("weeks", [4, 13])
def test_a_region_that_the_owner_is_not_told_of_has_no_other_reason_for_who_sees_a_branch(
    told: Told, weeks: int
) -> None:
    shops = {branch: replace(shop, region="North") for branch, shop in told.paired.shops.items()}
    whole = told_of(replace(told.paired, shops=shops))
    mine = tell_within(whole, scope_of(whole.judged[0].compared[0]))
    reasons = (whole, "too few branches elsewhere to compare with"), (mine, "only 1 branches can be compared")
    for told_to, reason in reasons:
        row = of_region(told_to, "North", weeks)
        assert [row[name] for name in ("own", "against", "low", "high", *POUNDS)] == [None] * 11
        assert row["reason"] == reason


@pytest.mark.parametrize(("seen", "is_told"), [(12, True), (5, True), (3, False)])
def test_all_the_branches_of_a_scope_are_not_called_the_chain(told: Told, seen: int, *, is_told: bool) -> None:
    own = told.judged[0].compared[:seen]
    mine = tell_within(told, scope_of(*own))
    wholes = [dict(zip(_TREND, row, strict=True)) for row in rows_of(mine) if row[0] == "chain"]
    assert [row["subject"] for row in wholes] == ["your branches"] * (2 * is_told)
    assert all(row["own"] is not None and row["peer_branches"] <= seen for row in wholes)
    assert [row[2] for row in rows_of(told) if row[0] == "chain"] == ["the chain"] * 2


@pytest.mark.parametrize("weeks", [4, 13])
def test_the_chain_takes_what_its_branches_take(told: Told, weeks: int) -> None:
    rows = [dict(zip(_TREND, row, strict=True)) for row in rows_of(told)]
    of_branches = [row["net_pence"] for row in rows if (row["kind"], row["weeks"]) == ("branch", weeks)]
    (chain,) = (row["net_pence"] for row in rows if (row["kind"], row["weeks"]) == ("chain", weeks))
    assert chain == pytest.approx(sum(pence or 0 for pence in of_branches), abs=BRANCHES)


def test_days_before_a_branch_was_theirs_are_not_compared(told: Told) -> None:
    branch = next(each.subject for each in told.findings if each.kind == "branch")
    mine = tell_within(told, scope_of(branch, since=LAST - timedelta(days=60)))
    four, thirteen = (next(each for each in mine.judged if each.weeks == weeks) for weeks in (4, 13))
    assert four.branches[branch].own
    assert not thirteen.branches[branch].own
    assert not thirteen.branches[branch].pairs


def test_a_manager_of_one_branch_is_told_what_the_owner_is_told_of_it(tmp_path: Path) -> None:
    """From the warehouse to the report."""
    _, path = simulate(tmp_path, 3, "steep", 12, 20)
    (owners,) = answers(path, "trend-by-branch")
    names = [row[0] for row in owners.rows]
    name = next(each for each in names if names.count(each) == len({4, 13}))
    mine, regions = answers(path, "trend-by-branch", "trend-by-region", branch=name.lower().replace(" ", "-"))
    assert mine.rows
    assert set(mine.rows) == {row for row in owners.rows if row[0] == name}
    assert all(row[4] is not None for row in mine.rows)
    of_chain = {row[:2]: row for row in answers(path, "trend-by-region")[0].rows}
    region = next(row[1] for row in mine.rows)
    for row in regions.rows:
        assert row[0] == region
        assert row[2:8] == of_chain[row[:2]][2:8]
        assert row[9:16] == (None,) * 7
    assert {row[:2] for row in regions.rows} == {(region, weeks) for weeks in (4, 13)}
