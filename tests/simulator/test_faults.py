"""Every fault of the simulator on the product itself: files' fates, rejected rows, and the state of each branch-day."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.simulator.true_files import CLOSES, FORMAT_OF, OPENS, TILL_OF, true_file
from tests.warehouses.days import follow_lists
from tests.warehouses.helpers import Chain, assert_conserved, assert_sound, open_chain
from tillroll.branches import Branch, BranchList
from tillroll.contract.values import Receipt
from tillroll.filename import slug
from tillroll.lists import sync_lists
from tillroll.report import RegisterRow, register
from tillroll.simulate.deliveries import Delivery, TrueFile
from tillroll.simulate.faults import FAULTS, spoil, suits
from tillroll.simulate.versions import Spoilt, genuine_delivery

SEEDS = tuple(range(3))
FIRST_DAY = date(2021, 8, 2)
DAYS = tuple(FIRST_DAY + timedelta(weeks=week) for week in range(5))
TOWNS = ("Southend-on-Sea", "Isle of Wight", "Leeds", "King's Lynn", "Pont-y-pŵl", "Stoke-on-Trent")
WEEK = ((OPENS, CLOSES),) * 7
Key = tuple[str, str, int]
PARTS = [(fault, till) for fault in FAULTS for till in TILL_OF if FORMAT_OF.get(till, till) in FAULTS[fault].formats]


@dataclass(frozen=True)
class Played:
    """What one fault of one till and seed was to come to."""

    file: TrueFile
    spoilt: Spoilt


@dataclass(frozen=True)
class Outcome:
    """All that the product made of a whole chain of faults."""

    played: dict[Key, Played]
    receipts: dict[str, Receipt]
    rejections: dict[str, list[tuple[int, str]]]
    days: dict[tuple[str, date], tuple[int, int]]
    register: dict[tuple[str, date], RegisterRow]


def write(folder: Path, delivery: Delivery) -> None:
    path = folder / delivery.name
    path.parent.mkdir(parents=True, exist_ok=True)
    assert not path.exists(), delivery.name
    path.write_bytes(delivery.body)
    os.utime(path, (delivery.delivered_at.timestamp(),) * 2)


def play(folder: Path) -> Iterator[tuple[Key, Played]]:
    """Each fault at a branch of its own, after four ordinary weeks if it needs none of the first."""
    for number, (fault, till) in enumerate(PARTS):
        for seed in SEEDS:
            rng = Random(f"{fault} {till} {seed}")
            branch = f"{TOWNS[(number + seed) % len(TOWNS)]} {_letters(number)}{_letters(seed)}"
            days = DAYS[:1] if FAULTS[fault].is_early else DAYS
            files = [true_file(branch, day, till, rng) for day in days]
            if not suits(files[-1], fault, FIRST_DAY):
                continue
            spoilt = spoil(files[-1], fault, rng)
            for delivery in (*map(genuine_delivery, files[:-1]), *spoilt.deliveries):
                write(folder, delivery)
            yield (fault, till, seed), Played(files[-1], spoilt)


def _letters(number: int) -> str:
    return chr(ord("a") + number // 26) + chr(ord("a") + number % 26)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("landing")
    played = dict(play(folder))
    with open_chain() as chain:
        names = sorted({each.file.branch for each in played.values()})
        branches = BranchList(tuple(Branch(f"B{number}", name, hours=WEEK) for number, name in enumerate(names)))
        sync_lists(chain.warehouse, branches=branches)
        follow_lists(chain)
        report = chain.ingest(folder)
        assert report.postponed == []
        assert_conserved(report.receipts)
        assert_sound(chain)
        return _outcome(chain, played, report.receipts)


def _outcome(chain: Chain, played: dict[Key, Played], receipts: list[Receipt]) -> Outcome:
    rejections: dict[str, list[tuple[int, str]]] = {}
    for document_id, line, rule in chain.rows("select document_id, line_no, rule from rejection order by all"):
        rejections.setdefault(str(document_id), []).append((line, rule))
    days = chain.rows("select branch_id, trading_date, orders + refunds, net_pence from branch_day")
    rows = register(chain.warehouse, now=datetime(2022, 12, 1))
    return Outcome(
        played,
        {receipt.file: receipt for receipt in receipts},
        rejections,
        {(branch_id, day): (sales, int(pence)) for branch_id, day, sales, pence in days},
        {(row.branch_id, row.trading_date): row for row in rows},
    )


def told(receipt: Receipt, rejections: list[tuple[int, str]]) -> dict[str, Any]:
    return {
        "outcome": receipt.outcome,
        "data_rows": receipt.data_rows,
        "rows_rejected": receipt.rows_rejected,
        "rows_blank": receipt.rows_blank,
        "sales": sum(day.sales for day in receipt.branch_days),
        "pence": sum(day.pence for day in receipt.branch_days),
        "rejections": tuple(rejections),
    }


def planted(delivery: Delivery) -> dict[str, Any]:
    names = ("outcome", "data_rows", "rows_rejected", "rows_blank", "sales", "pence", "rejections")
    return {name: getattr(delivery, name) for name in names}


@pytest.mark.parametrize(("fault", "till"), PARTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_file_meets_the_fate_that_was_planted(outcome: Outcome, fault: str, till: str, seed: int) -> None:
    played = _played(outcome, fault, till, seed)
    for delivery in played.spoilt.deliveries:
        receipt = outcome.receipts[delivery.name]
        assert told(receipt, outcome.rejections.get(receipt.document_id, [])) == planted(delivery), delivery.name


@pytest.mark.parametrize(("fault", "till"), PARTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_branch_day_ends_as_was_planted(outcome: Outcome, fault: str, till: str, seed: int) -> None:
    played = _played(outcome, fault, till, seed)
    key = slug(played.file.branch), played.file.trading_date
    assert (outcome.register[key].state, outcome.register[key].reason is None) == (
        played.spoilt.state,
        played.spoilt.state == "complete" and fault != "header_only",
    )
    assert outcome.days.get(key, (0, 0)) == (played.spoilt.sales, played.spoilt.pence)


def _played(outcome: Outcome, fault: str, till: str, seed: int) -> Played:
    if (fault, till, seed) not in outcome.played:
        pytest.skip("this file does not suit the fault")
    return outcome.played[fault, till, seed]


def test_every_fault_was_played_for_each_format(outcome: Outcome) -> None:
    times = Counter((fault, FORMAT_OF.get(till, till)) for fault, till, _ in outcome.played)
    assert times.keys() == {(fault.name, form) for fault in FAULTS.values() for form in fault.formats}


def test_no_other_day_of_the_register_is_amiss(outcome: Outcome) -> None:
    faulty = {(slug(each.file.branch), each.file.trading_date) for each in outcome.played.values()}
    strays = {
        (slug(stray.branch), stray.trading_date) for each in outcome.played.values() for stray in each.spoilt.strays
    }
    others = {key: row.state for key, row in outcome.register.items() if key not in faulty | strays and key[1] in DAYS}
    first_only = {slug(each.file.branch) for (fault, _, _), each in outcome.played.items() if FAULTS[fault].is_early}
    assert {state for key, state in others.items() if key[0] not in first_only} <= {"complete", "provisional"}
    assert {outcome.register[stray].state for stray in strays} == {"held"}
    assert {outcome.days[stray] for stray in strays} == {(0, 0)}
