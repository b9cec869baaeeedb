"""Sales that tills send one by one: by the emulator's stream, and as AWS would feed them when calls fail.

The emulator neither cuts a failing batch in halves nor gives up a record. A feeder does both here, by AWS's rules, with
Lambda's own runtime client behind a Runtime API and the handler as the zip brings it.
"""

import base64
import io
import random
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.cloud import Cloud, Deployed
from tests.cloud.emf import metrics_in, sums
from tests.cloud.emulator import ACCOUNT, REGION
from tests.cloud.runtime_api import Answer, Function, function
from tests.cloud.stack import built_zip
from tests.warehouses.helpers import CARD, CUSTOMER, Sale, open_chain, till_text, write_file

SECONDS = 300
HANDLER = "tillroll.lambdas.stream.handler"
GARBAGE = (b"\x00\xff" * 20, b"{}", b"no sale", b'["2026-07-18"')
DAY = datetime(2026, 7, 18, 9)


def sales(count: int, day: datetime = DAY) -> list[bytes]:
    """Records of so many different sales."""
    told = till_text([Sale(day + timedelta(minutes=each)) for each in range(count)], "stream")
    return [line.encode() for line in told.splitlines()]


@pytest.fixture(scope="module")
def made(cloud: Cloud) -> Iterator[Deployed]:
    with cloud.stack("stream") as deployed:
        yield deployed


SALES = """
    select cast(sale_id as varchar), branch_id, till, placed_at, tender, is_refund, total_pence
    from current_sale where trading_date = '{day:%Y-%m-%d}' order by 1
"""
LINES = """
    select cast(sale_id as varchar), line_no, quantity, gross_pence, discount_pence, net_pence, tax_pence
    from current_sale_line where trading_date = '{day:%Y-%m-%d}' order by 1, 2
"""


def rows_of(made: Deployed, day: datetime) -> list[list[tuple[object, ...]]]:
    """The sales of a day that count, and their lines."""
    return [made.ledger.rows(sql.format(day=day)) for sql in (SALES, LINES)]


def undisturbed(folder: Path, records: Sequence[bytes], day: datetime) -> list[list[tuple[object, ...]]]:
    """What a file of the same records gives that one run takes in."""
    with open_chain() as chain:
        chain.ingest(write_file(folder / "records.jsonl", b"\n".join(records).decode(), day))
        return [chain.rows(sql.format(day=day)) for sql in (SALES, LINES)]


def loaded(made: Deployed, day: datetime) -> int:
    """How many sales of a day count."""
    found = made.ledger.rows(f"select count(*) from current_sale where trading_date = '{day:%Y-%m-%d}'")
    return int(found[0][0]) if found else 0


def test_records_of_the_stream_are_loaded_and_garbage_among_them_stops_nothing(made: Deployed, tmp_path: Path) -> None:
    kinesis, stream = made.stack.client("kinesis"), made.stack.resources["SalesStream"]
    good = sales(40)
    for data in (*good[:20], GARBAGE[0], *good[20:], GARBAGE[1]):
        kinesis.put_record(StreamName=stream, Data=data, PartitionKey="till-1")
    made.stack.wait_for("all sales are loaded", lambda: loaded(made, DAY) == len(good), SECONDS)
    assert made.stack.settle(SECONDS) == {}
    assert rows_of(made, DAY) == undisturbed(tmp_path, good, DAY)
    made.stack.wait_for(
        "it is told", lambda: sums(made.stack.metrics()).get("RecordsUnreadable") == len(GARBAGE[:2]), SECONDS
    )
    told = made.ledger.rows("select outcome, count(*) from receipt where file like 'stream-unreadable/%' group by 1")
    assert told == [("unreadable", 2)]


# --- as AWS feeds a function whose calls fail ---


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("code")
    with zipfile.ZipFile(io.BytesIO(built_zip())) as made:
        made.extractall(folder)
    return folder


@dataclass
class Feeder:
    """A shard's records go to a function in order: a failing call's are cut in halves, and given up in the end.

    With what the answer names, AWS goes on from there. ``disturb`` may kill the function while it works.
    """

    started: Callable[[], Function]
    disturb: Callable[[Function, Sequence[Any]], None] = lambda _function, _batch: None
    tries: int = 3
    given_up: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)

    def feed(self, records: Sequence[dict[str, Any]], tries: int = 0) -> None:
        if not records:
            return
        running = self.started()
        self.disturb(running, records)
        answer = running.invoke({"Records": list(records)})
        self.answers.append(answer)
        rest = _unfinished(answer, records)
        if not rest:
            return
        if len(rest) < len(records):
            self.feed(rest)
        elif len(rest) > 1:
            half = len(rest) // 2
            self.feed(rest[:half])
            self.feed(rest[half:])
        elif tries < self.tries:
            self.feed(rest, tries + 1)
        else:
            self.given_up.append(rest[0]["kinesis"]["sequenceNumber"])


def _unfinished(answer: Answer, records: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """What AWS feeds again: all where the call failed, else all from the first that the answer names."""
    if answer.error:
        return records
    failed = {each["itemIdentifier"] for each in answer.result["batchItemFailures"]}
    numbers = [each["kinesis"]["sequenceNumber"] for each in records]
    return records[min((numbers.index(each) for each in failed), default=len(records)) :]


def fed(data: Sequence[bytes], stream: str, first: int) -> list[dict[str, Any]]:
    """Records as an event of Kinesis holds them."""
    at = time.time()
    return [
        {
            "kinesis": {
                "partitionKey": "till-1",
                "sequenceNumber": str(first + number),
                "data": base64.b64encode(each).decode(),
                "approximateArrivalTimestamp": round(at + number / 1000, 3),
            },
            "eventSource": "aws:kinesis",
            "eventID": f"shardId-000000000007:{first + number}",
            "eventSourceARN": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{stream}",
        }
        for number, each in enumerate(data)
    ]


@pytest.fixture
def start(made: Deployed, code: Path, tmp_path: Path) -> Iterator[Callable[..., Function]]:
    """A function of the stack behind the runtime client: the one that runs, or another if it died."""
    running: list[tuple[Any, Function]] = []

    def started(**other: str) -> Function:
        if other or not running or running[-1][1].process.poll() is not None:
            environ = {**made.stack.variables, **made.stack.emulator.environment, **other}
            context = function(code, HANDLER, environ, tmp_path, seconds=120)
            running.append((context, context.__enter__()))  # it ends with the test
        return running[-1][1]

    yield started
    for context, _ in running:
        context.__exit__(None, None, None)


def test_a_batch_that_can_not_be_staged_comes_again_from_its_first_record(
    made: Deployed, start: Callable[..., Function]
) -> None:
    records = fed(sales(4, DAY + timedelta(1)), made.stack.resources["SalesStream"], 100)
    nowhere = start(TILLROLL_LOADS_QUEUE=f"{made.stack.variables['TILLROLL_LOADS_QUEUE'][:-5]}-gone.fifo")
    answer = nowhere.invoke({"Records": records})
    assert (answer.error, answer.result) == (None, {"batchItemFailures": [{"itemIdentifier": "100"}]})
    nowhere.process.kill()
    nowhere.process.wait()
    assert start().invoke({"Records": records}).result == {"batchItemFailures": []}
    made.stack.wait_for("they are loaded", lambda: loaded(made, DAY + timedelta(1)) == 4, SECONDS)


def test_garbage_fails_no_call_and_is_put_by(made: Deployed, start: Callable[..., Function]) -> None:
    day = DAY + timedelta(2)
    records = fed([*sales(5, day), *GARBAGE, *sales(8, day)[5:]], made.stack.resources["SalesStream"], 200)
    running = start()
    assert running.invoke({"Records": records}).result == {"batchItemFailures": []}
    metrics = metrics_in(running.log)
    assert sums(metrics)["RecordsStaged"] == 8
    assert sums(metrics)["RecordsUnreadable"] == len(GARBAGE)
    assert {metric.dimensions for metric in metrics} == {(("Stack", "stream"),)}
    assert not any(word in line for line in running.log for word in (CUSTOMER, CARD))
    made.stack.wait_for("they are loaded", lambda: loaded(made, day) == 8, SECONDS)
    assert made.stack.settle(SECONDS) == {}


def test_a_record_that_kills_the_function_is_given_up_and_all_others_count_once(
    made: Deployed, start: Callable[..., Function], tmp_path: Path
) -> None:
    day, poison, draw = DAY + timedelta(3), "311", random.Random(3)
    told = sales(24, day)
    records = fed(told, made.stack.resources["SalesStream"], 300)

    def disturb(running: Function, batch: Sequence[Any]) -> None:
        if any(each["kinesis"]["sequenceNumber"] == poison for each in batch):
            kill_in(running, draw.uniform(0, 0.1))

    feeder = Feeder(start, disturb)
    feeder.feed(records)
    assert feeder.given_up == [poison]
    assert sum(answer.error is not None for answer in feeder.answers) >= 4
    made.stack.wait_for("all others are loaded", lambda: loaded(made, day) == 23, SECONDS)
    assert made.stack.settle(SECONDS) == {}
    assert rows_of(made, day) == undisturbed(tmp_path, [*told[:11], *told[12:]], day)


def kill_in(running: Function, seconds: float) -> None:
    """Kill the function's process a little later, while it works, unless it has ended by then."""
    threading.Timer(seconds, running.process.kill).start()


def test_calls_that_die_anywhere_and_come_again_with_other_bounds_count_once(
    made: Deployed, start: Callable[..., Function], tmp_path: Path
) -> None:
    day, draw = DAY + timedelta(4), random.Random(4)
    told = sales(30, day)
    records = fed(told, made.stack.resources["SalesStream"], 400)
    deaths = iter([True, False, True, True, False, True])
    feeder = Feeder(start, lambda running, _: kill_in(running, draw.uniform(0.05, 2)) if next(deaths, False) else None)
    for first in range(0, len(records), 10):
        feeder.feed(records[first : first + 10])
    feeder.feed(records[20:])
    assert feeder.given_up == []
    made.stack.wait_for("all are loaded", lambda: loaded(made, day) == 30, SECONDS)
    assert made.stack.settle(SECONDS) == {}
    assert rows_of(made, day) == undisturbed(tmp_path, told, day)


def test_what_lambda_gave_up_is_seen_among_what_waits(made: Deployed) -> None:
    made.stack.send("StreamFailures", "{}")
    assert made.stack.settle(SECONDS) == {"StreamFailures": 1}
    made.stack.purge("StreamFailures")
    assert made.stack.settle(SECONDS) == {}
