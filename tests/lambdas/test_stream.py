"""Records of a shard: each once, however a call died and with whatever bounds its records come again.

Grain: one test a claim. The store is a folder; a call may die at each step that leaves a trace.
"""

import itertools
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.warehouses.helpers import SETUP, Chain, open_chain
from tillroll.adapters.staged_folder import StagedFolder
from tillroll.cloud.messages import ToLoad
from tillroll.cloud.streaming import Record, Streaming, records
from tillroll.ingest import Ingest
from tillroll.observe import Log
from tillroll.staged_named import load_named

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Died(BaseException):
    """The function was killed."""


@dataclass
class Shard:
    """What a shard's calls leave: marks, objects, messages, records put by. A call dies after so many steps."""

    store: StagedFolder
    kept: dict[str, str] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    apart: dict[str, bytes] = field(default_factory=dict)
    steps_to_live: int | None = None

    def _step(self, work: Callable[[], object]) -> None:
        if self.steps_to_live is not None:
            self.steps_to_live -= 1
            if self.steps_to_live < 0:
                raise Died
        work()

    def read(self, shard: str) -> str | None:
        return self.kept.get(shard)

    def write(self, shard: str, text: str) -> None:
        self._step(lambda: self.kept.update({shard: text}))

    def send(self, bodies: Sequence[str]) -> None:
        self._step(lambda: self.sent.extend(bodies))

    def put_by(self, name: str, data: bytes) -> None:
        self._step(lambda: self.apart.update({name: data}))

    def take(self, chain: Chain, found: Sequence[Record], mark: str | None = None) -> None:
        class Store(StagedFolder):
            def write(inner, name: str, fill: Callable[[Path], None]) -> None:  # noqa: N805
                self._step(lambda: StagedFolder.write(inner, name, fill))

        store = Store(self.store.folder)
        Streaming(chain.engine, store, self, self, self.put_by, lambda: SETUP, Log()).take(found, mark)


def row(minute: int, total: str = "2.45") -> bytes:
    at = datetime(2026, 2, 28, 9) + timedelta(minutes=minute)
    return json.dumps([f"{at:%d/%m/%Y %H:%M}", "Leeds", "A Person", "Large Latte - 2.45", total, "CASH", ""]).encode()


def shard_of(data: Sequence[bytes]) -> list[Record]:
    return [Record("shardId-000000000000", 100 + no, AT + timedelta(seconds=no), each) for no, each in enumerate(data)]


def loaded(chain: Chain, shard: Shard) -> None:
    names = [ToLoad.of(body).name for body in shard.sent]
    assert not load_named(Ingest(chain.engine, chain.warehouse, SETUP), shard.store, names).refused


@pytest.mark.parametrize("seed", range(12))
def test_each_record_once_whatever_dies(tmp_path: Path, seed: int) -> None:
    """Identical sales among them: two of one minute are two, and stay two."""
    draw = random.Random(seed)
    data = [row(no // 2) for no in range(24)]
    found = shard_of(data)
    with open_chain() as one, open_chain() as other:
        whole = Shard(StagedFolder(tmp_path / "whole"))
        whole.take(one, found)
        loaded(one, whole)
        shard = Shard(StagedFolder(tmp_path / "cut"))
        first = 0
        while first < len(found):
            bound = draw.randint(first + 1, len(found))
            shard.steps_to_live = draw.choice([0, 1, 2, 3, None])
            try:
                shard.take(other, found[first:bound])
                first = bound
            except Died:
                pass
        loaded(other, shard)
        assert one.current == other.current == (24, 24 * 245)
        ours, theirs = (chain.rows("select sale_id from current_sale order by 1") for chain in (one, other))
        assert ours == theirs


def test_a_poison_record_stops_nothing_and_is_kept(tmp_path: Path) -> None:
    poison = [b"\xff\xfe", b"{}", b"", b"[" * 5000, b'["not", "a", "sale"]']
    shard = Shard(StagedFolder(tmp_path / "staged"))
    with open_chain() as chain:
        shard.take(chain, shard_of([poison[0], row(1), *poison[1:], row(2)]))
        loaded(chain, shard)
        assert chain.current == (2, 490)
        assert len(shard.apart) == 4
        assert chain.rows("select rule from rejection") == [("columns",)]


def test_more_bad_records_than_good_ones_lose_no_good_one(tmp_path: Path) -> None:
    shard = Shard(StagedFolder(tmp_path / "staged"))
    with open_chain() as chain:
        shard.take(chain, shard_of([row(1), row(2, "9.99"), row(3, "9.99")]))
        loaded(chain, shard)
        assert chain.current == (1, 245)
        assert chain.rows("select rule from rejection") == [("total_matches_lines",)] * 2


def test_a_line_end_within_a_record_is_no_end_of_it(tmp_path: Path) -> None:
    shard = Shard(StagedFolder(tmp_path / "staged"))
    with open_chain() as chain:
        shard.take(chain, shard_of([row(1).replace(b", ", b",\r\n ")]))
        loaded(chain, shard)
        assert chain.current == (1, 245)


def test_an_event_of_kinesis() -> None:
    event = {
        "Records": [
            {
                "eventID": "shardId-000000000006:4959",
                "kinesis": {"sequenceNumber": "4959", "data": data, "approximateArrivalTimestamp": 1772355600.5},
            }
            for data in ("WzFd", "no base64!")
        ]
    }
    one, other = records(event)
    assert (one.shard, one.sequence, one.data, other.data) == ("shardId-000000000006", 4959, b"[1]", b"")
    assert "[1]" not in repr(one)


def test_the_same_records_in_two_calls_are_the_same_state(tmp_path: Path) -> None:
    found = shard_of([row(1), row(1), row(2)])
    with open_chain() as one, open_chain() as other:
        for chain, bounds in ((one, (0, 3)), (other, (0, 1, 3))):
            shard = Shard(StagedFolder(tmp_path / str(len(bounds))))
            for first, last in itertools.pairwise(bounds):
                shard.take(chain, found[first:last])
            loaded(chain, shard)
        assert one.current == other.current == (3, 735)


def test_records_that_were_given_up_count_once_though_later_ones_came_first(tmp_path: Path) -> None:
    """However often they are given again, and though some have expired by then."""
    found = shard_of([row(no) for no in range(9)])
    shard = Shard(StagedFolder(tmp_path / "staged"))
    with open_chain() as chain:
        for some in (found[:3], found[6:]):
            shard.take(chain, some)
        shard.take(chain, found[3:6])
        loaded(chain, shard)
        assert chain.current == (6, 6 * 245)
        for some in (found[3:6], found[3:6], found[4:6]):
            shard.take(chain, some, "shardId-000000000000-103-105")
        loaded(chain, shard)
        assert chain.current == (9, 9 * 245)
        shard.take(chain, found[6:])
        loaded(chain, shard)
        assert chain.current == (9, 9 * 245)
