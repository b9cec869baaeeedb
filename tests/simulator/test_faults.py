"""Every fault of the simulator on the product itself: each file's fate, each rejected row, each branch-day's state."""

import os
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.simulator.seeds import SEEDS
from tests.simulator.true_files import BAR_HOURS, CAFE_HOURS, FORMAT_OF, TILL_OF, House, true_file
from tests.warehouses.days import follow_lists
from tests.warehouses.helpers import Chain, assert_conserved, assert_sound, open_chain
from tillroll.branches import Branch, BranchList
from tillroll.contract.values import Receipt
from tillroll.filename import slug
from tillroll.lists import sync_lists
from tillroll.report import RegisterRow, register
from tillroll.simulate.deliveries import Delivery, TrueFile
from tillroll.simulate.faults import FAULTS, choose, spoil, suits
from tillroll.simulate.versions import Spoilt, genuine_delivery

DRAWN_SEEDS = tuple(map(str, SEEDS[:3]))
FIRST_DAY = date(2021, 8, 2)
FAULTY_DAY = FIRST_DAY + timedelta(weeks=4)
ORDINARY_DAYS = tuple(FIRST_DAY + timedelta(weeks=week) for week in range(4))
TOWNS = ("Southend-on-Sea", "Isle of Wight", "Leeds", "King's Lynn", "Pont-y-pŵl", "Stoke-on-Trent")
DRAWS = 20
Day = tuple[str, date]
Key = tuple[str, str]


@dataclass(frozen=True)
class Played:
    """One fault of one till and seed: the branch, the true file and what was to come of it."""

    house: House
    file: TrueFile
    spoilt: Spoilt

    @property
    def day(self) -> Day:
        return slug(self.file.branch), self.file.trading_date

    @property
    def stray_days(self) -> list[Day]:
        return [(slug(stray.branch), stray.trading_date) for stray in self.spoilt.strays]


@dataclass(frozen=True)
class Outcome:
    """All that the product made of a whole chain of faults, by till and seed where they were planted."""

    played: Mapping[str, Mapping[Key, Played]]
    receipts: Mapping[str, Receipt]
    rejections: Mapping[str, Sequence[tuple[int, str]]]
    sold: Mapping[Day, tuple[int, int]]
    register: Mapping[Day, RegisterRow]


# --- to play them ---


def write(folder: Path, delivery: Delivery) -> None:
    path = folder / delivery.name
    path.parent.mkdir(parents=True, exist_ok=True)
    assert not path.exists(), f"{delivery.name} stands for two deliveries"
    path.write_bytes(delivery.body)
    os.utime(path, (delivery.delivered_at.timestamp(),) * 2)


def play_all(folder: Path) -> dict[str, dict[Key, Played]]:
    """Each fault at a branch of its own for every till that it suits and every seed, all in one folder."""
    played: dict[str, dict[Key, Played]] = defaultdict(dict)
    letters = (f"{chr(97 + a)}{chr(97 + b)}{chr(97 + c)}" for a in range(26) for b in range(26) for c in range(26))
    for fault in FAULTS:
        for till in TILL_OF:
            for number, seed in enumerate(DRAWN_SEEDS):
                found = _draw(fault, till, seed, next(letters), is_bar=number % 3 == 1)
                if found:
                    played[fault][till, seed] = found
                    _deliver(folder, found, fault, till, has_history=number % 3 == 0)
    return played


def _draw(fault: str, till: str, seed: str, letters: str, *, is_bar: bool) -> Played | None:
    """A fault at a branch and day that it suits; a bar closes after midnight, unless the fault can't be a bar's."""
    rng = Random(f"{fault} {till} {seed}")
    for draw in range(DRAWS if FORMAT_OF[till] in FAULTS[fault].formats else 0):
        hours = BAR_HOURS if is_bar and 2 * draw < DRAWS else CAFE_HOURS
        house = House(f"{rng.choice(TOWNS)} {letters}", hours)
        day = FIRST_DAY if FAULTS[fault].is_early else FAULTY_DAY
        file = true_file(house, day, till, rng)
        if suits(file, fault, FIRST_DAY):
            return Played(house, file, spoil(file, fault, rng))
    return None


def _deliver(folder: Path, played: Played, fault: str, till: str, *, has_history: bool) -> None:
    for delivery in played.spoilt.deliveries:
        write(folder, delivery)
    if has_history and not FAULTS[fault].is_early:
        for day in ORDINARY_DAYS:
            write(folder, genuine_delivery(true_file(played.house, day, till, Random(f"{till} {day}"))))


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("landing")
    played = play_all(folder)
    houses = [each.house for by_key in played.values() for each in by_key.values()]
    branches = (Branch(f"B{number}", house.name, hours=(house.hours,) * 7) for number, house in enumerate(houses))
    with open_chain() as chain:
        sync_lists(chain.warehouse, branches=BranchList(tuple(branches)))
        follow_lists(chain)
        report = chain.ingest(folder)
        assert report.postponed == []
        assert_conserved(report.receipts)
        assert_sound(chain)
        return _outcome(chain, played, report.receipts)


def _outcome(chain: Chain, played: Mapping[str, Mapping[Key, Played]], receipts: Sequence[Receipt]) -> Outcome:
    rejections = defaultdict(list)
    for document_id, line, rule in chain.rows("select document_id, line_no, rule from rejection order by all"):
        rejections[str(document_id)].append((line, rule))
    sold = chain.rows("select branch_id, trading_date, orders + refunds, net_pence from branch_day")
    rows = register(chain.warehouse, now=datetime(2021, 12, 1))
    return Outcome(
        played,
        {receipt.file: receipt for receipt in receipts},
        rejections,
        {(branch_id, day): (sales, int(pence)) for branch_id, day, sales, pence in sold},
        {(row.branch_id, row.trading_date): row for row in rows},
    )


def planted(delivery: Delivery) -> Delivery:
    """A delivery's fate without its bytes, for a short comparison."""
    return replace(delivery, body=b"", fault="", tells_of=None)


def found(outcome: Outcome, delivery: Delivery) -> Delivery:
    """What the product says became of a file."""
    receipt = outcome.receipts[delivery.name]
    return Delivery(
        *(receipt.file, b"", delivery.delivered_at, "", receipt.outcome),
        *(receipt.data_rows, receipt.rows_rejected, receipt.rows_blank),
        sales=sum(day.sales for day in receipt.branch_days),
        pence=sum(day.pence for day in receipt.branch_days),
        rejections=tuple(outcome.rejections[receipt.document_id]),
    )


# --- the product ends at the fates that were planted ---


@pytest.mark.parametrize("fault", FAULTS)
def test_every_file_meets_the_fate_that_was_planted(outcome: Outcome, fault: str) -> None:
    deliveries = [each for played in outcome.played[fault].values() for each in played.spoilt.deliveries]
    assert [found(outcome, each) for each in deliveries] == [planted(each) for each in deliveries]


@pytest.mark.parametrize("fault", FAULTS)
def test_every_branch_day_ends_as_was_planted(outcome: Outcome, fault: str) -> None:
    states = {
        key: (outcome.register[played.day].state, *outcome.sold.get(played.day, (0, 0)))
        for key, played in outcome.played[fault].items()
    }
    assert states == {
        key: (played.spoilt.state, played.spoilt.sales, played.spoilt.pence)
        for key, played in outcome.played[fault].items()
    }


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_played_in_each_format_and_names_its_files(outcome: Outcome, fault: str) -> None:
    assert {FORMAT_OF[till] for till, _ in outcome.played[fault]} == FAULTS[fault].formats
    named = {each.fault for played in outcome.played[fault].values() for each in played.spoilt.deliveries}
    assert named <= {fault, ""}
    assert fault in named or fault == "missing"


def test_no_other_branch_day_is_amiss(outcome: Outcome) -> None:
    """The register has the faulty days, the ordinary ones, all whole, and strays that are held and count nothing."""
    everything = [played for by_key in outcome.played.values() for played in by_key.values()]
    strays = {day for played in everything for day in played.stray_days}
    assert {(outcome.register[day].state, outcome.sold[day]) for day in strays} == {("held", (0, 0))}
    faulty = {played.day for played in everything}
    others = outcome.sold.keys() - faulty - strays
    assert len(others) > len(ORDINARY_DAYS) * len(FAULTS)
    assert {outcome.register[day].state for day in others} == {"complete", "provisional"}
    assert outcome.sold.keys() <= outcome.register.keys()


# --- which files get which fault ---


def a_chain(branches: int, days: int) -> list[TrueFile]:
    return [
        true_file(
            House(f"{TOWNS[number % len(TOWNS)]} {number}", CAFE_HOURS), FIRST_DAY + timedelta(day), till, Random(0)
        )
        for number in range(branches)
        for till in [tuple(TILL_OF)[number % len(TILL_OF)]]
        for day in range(days)
    ]


def test_a_big_chain_has_every_fault_and_mostly_sound_files() -> None:
    files = a_chain(branches=30, days=14)
    chosen = choose(files, Random(1))
    assert set(chosen.values()) == FAULTS.keys()
    assert len(chosen) == len(FAULTS)
    by_name = {file.name: file for file in files}
    assert all(suits(by_name[name], fault, FIRST_DAY) for name, fault in chosen.items())
    assert choose(files, Random(1)) == chosen != choose(files, Random(2))


def test_a_share_of_the_files_is_spoilt() -> None:
    files = a_chain(branches=10, days=14)
    assert Counter(choose(files, Random(1), share=0.5).values()).total() == 70
    assert len(choose(files, Random(1))) == len(files) // 5
    assert choose([], Random(1)) == {}


def test_days_of_two_files_and_branches_of_one_name_are_spared() -> None:
    files = a_chain(branches=4, days=7)
    twice = [replace(file, name=f"{file.name} again") for file in files[:7]]
    alike = [replace(file, branch_code="other", name=f"{file.name} other") for file in files[7:14]]
    tilled = [replace(file, till="2") for file in files[14:21]]
    chosen = choose([*files[:14], *twice, *alike, *tilled, *files[21:]], Random(1), share=1)
    assert chosen
    assert chosen.keys() <= {file.name for file in files[21:]}
