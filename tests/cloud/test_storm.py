"""A storm over one stack: whatever is delivered twice, killed, cut off or refused, the warehouse ends as a calm one.

The tests go in order; each puts some days' files into the raw bucket while something is amiss. The last compares every
row with what one undisturbed run on a laptop makes of the same objects.
"""

import math
import os
import random
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.cloud.cloud import Cloud, Deployed
from tests.cloud.emf import sums
from tests.cloud.ledger import differences, of_a_laptop
from tests.simulator.truth import small_chain
from tests.warehouses.helpers import tell
from tillroll.adapters.raw_bucket import RawObject
from tillroll.cloud.messages import event_of

LISTS = ("branches.csv", "products.csv", "closures.csv")
SECONDS = 600
QUICK = {"FilesVisibility": "20", "LoadsVisibility": "20", "PrepareTimeout": "20", "LoadTimeout": "20"}
ISOLATION = "1023 DETAIL: Serializable isolation violation on table - 100, transactions forming the cycle are: 1, 2"
DRAW = random.Random(6)
_TOOK = re.compile(r"REPORT .*\tDuration: ([0-9.]+) ms")


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> list[list[Path]]:
    """The files of a made-up chain with faults, day by day in the order in which they were written."""
    chain = small_chain(tmp_path_factory.mktemp("chain"), 4, branches=6, days=6)
    files = [path for path in chain.landing.iterdir() if path.name not in LISTS]
    written = sorted(files, key=lambda path: path.stat().st_mtime_ns)
    return [list(day) for _, day in groupby(written, lambda path: int(path.stat().st_mtime) // 86_400)]


@pytest.fixture(scope="module")
def made(cloud: Cloud, days: list[list[Path]]) -> Iterator[Deployed]:
    with cloud.stack("storm", **QUICK) as deployed:
        deployed.stack.put_files(*(days[0][0].parent / name for name in LISTS))
        assert deployed.stack.settle(SECONDS) == {}
        yield deployed


@pytest.fixture
def deliver(made: Deployed, days: list[list[Path]]) -> Callable[[], int]:
    """Put the files of the next day into the bucket."""

    def put() -> int:
        files = days.pop(0)
        made.stack.put_in_turn(*files)
        return len(files)

    return put


def test_every_event_comes_twice_and_in_any_order(made: Deployed, deliver: Callable[[], int]) -> None:
    with made.stack.holding_back("TILLROLL_FILES_QUEUE"):
        files = deliver()
        bodies = [each["Body"] for each in made.stack.messages("TILLROLL_FILES_QUEUE")]
        made.stack.purge("TILLROLL_FILES_QUEUE")
        for body in DRAW.sample(bodies * 2, len(bodies) * 2):
            made.stack.send("TILLROLL_FILES_QUEUE", body)
    assert made.stack.settle(SECONDS) == {}
    assert made.ledger.rows("select count(distinct file) from receipt") == [(files,)]


@pytest.mark.parametrize("start", ["copy staged_sale ", "commit"])
def test_load_is_killed_at_work(cloud: Cloud, made: Deployed, deliver: Callable[[], int], start: str) -> None:
    killed: list[int] = []
    cloud.redshift.before.append((start, lambda: killed.extend(kill(cloud, "storm-load"))))
    deliver()
    assert made.stack.settle(SECONDS) == {}
    assert killed
    assert cloud.redshift.before == []


def kill(cloud: Cloud, name: str) -> list[int]:
    """Kill the processes of a function, as a machine that fails does; those that were there."""
    killed = []
    for process in cloud.emulator.functions(name):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
            killed.append(process)
    return killed


def test_prepare_is_killed_again_and_again(cloud: Cloud, made: Deployed, deliver: Callable[[], int]) -> None:
    with meanwhile(deliver):
        killed = []
        for _ in range(4):
            made.stack.wait_for("prepare runs", lambda: bool(cloud.emulator.functions("storm-prepare")))
            time.sleep(DRAW.uniform(0.2, 3))
            killed += kill(cloud, "storm-prepare")
    assert made.stack.settle(SECONDS) == {}
    assert killed


def test_the_database_is_gone_for_a_while(cloud: Cloud, made: Deployed, deliver: Callable[[], int]) -> None:
    before = made.ledger.current
    with cloud.redshift.away():
        deliver()
        made.stack.wait_for("load has tried in vain", lambda: times_given(made, "TILLROLL_LOADS_QUEUE") > 1, 240)
        assert made.ledger.current == before
    assert made.stack.settle(SECONDS) == {}
    assert made.ledger.current > before


def times_given(made: Deployed, queue: str) -> int:
    """How often the queue has given the message that it gave most often."""
    return max((each["ReceiveCount"] for each in made.stack.messages(queue)), default=0)


def test_the_writer_is_throttled_and_then_refused_once(
    cloud: Cloud, made: Deployed, deliver: Callable[[], int]
) -> None:
    functions, name = made.stack.client("lambda"), made.stack.resources["LoadFunction"]
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    before, calls = made.ledger.current, calls_of_load(made)
    files = deliver()
    found = made.stack.settle(SECONDS, but=lambda waiting: set(waiting) == {"TILLROLL_LOADS_QUEUE"})
    assert 0 < found["TILLROLL_LOADS_QUEUE"] <= files
    time.sleep(float(QUICK["LoadsVisibility"]))
    assert (made.ledger.current, calls_of_load(made)) == (before, calls)
    assert made.stack.waiting() == found
    cloud.redshift.fail_next.append(("insert into", ISOLATION))
    functions.delete_function_concurrency(FunctionName=name)
    assert made.stack.settle(SECONDS) == {}
    assert cloud.redshift.fail_next == []
    assert made.ledger.current > before
    assert calls_of_load(made) > calls


def calls_of_load(made: Deployed) -> int:
    """How often the function that writes has begun."""
    return sum('"event": "begins"' in line for line in made.stack.log("LoadFunction"))


def test_an_event_that_was_lost_is_made_up_for_at_the_close(made: Deployed) -> None:
    text = "26/04/2026 09:00,Chester,Mock Person,Latte - 2.45,2.45,CASH,\n"
    made.stack.put_unnoticed("chester_26-04-2026_09-00-00.csv", text.encode())
    assert made.stack.settle(SECONDS) == {}
    made.stack.invoke("CloseFunction", {"tasks": ["sweep", "metrics"], "at": later(minutes=20)})
    assert made.stack.settle(SECONDS) == {}
    told = made.ledger.rows("select outcome from receipt where file = 'chester_26-04-2026_09-00-00.csv'")
    assert told == [("loaded",)]
    assert sums(made.stack.metrics())["FilesMissed"] == 1


def later(minutes: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(time.time() + 60 * minutes))


def test_messages_that_are_none_are_set_aside_with_the_reason(made: Deployed) -> None:
    made.stack.send("TILLROLL_FILES_QUEUE", "no event of S3")
    made.stack.send("TILLROLL_LOADS_QUEUE", '{"kind": "wish"}', MessageGroupId="warehouse", MessageDeduplicationId="1")
    assert made.stack.settle(SECONDS) == {"TILLROLL_FILES_DLQ": 1, "TILLROLL_LOADS_DLQ": 1}
    for queue in ("TILLROLL_FILES_DLQ", "TILLROLL_LOADS_DLQ"):
        (message,) = made.stack.messages(queue)
        assert message["MessageAttributes"]["reason"]["StringValue"]
        made.stack.purge(queue)
    made.stack.wait_for("both are counted", lambda: sums(made.stack.metrics()).get("SetAside") == 2)


SLOW = """
name = "slow"
grain = "sale"
width = 3
file_name = "^(?P<branch>(?:[a-z]+)+)_[0-9]"
branch = "Chester"
[columns]
placed_at = 1
basket = 2
total = 3
[basket]
kind = "items"
"""
"""A format whose pattern takes for ever to see that some names don't fit it."""


def brief(made: Deployed) -> int:
    """Seconds in which this machine prepares a few files; one that takes for ever keeps its processor as long."""
    told = (_TOOK.search(line) for line in made.stack.log("PrepareFunction"))
    took = [float(each[1]) / 1000 for each in told if each]
    return 2 + math.ceil(1.5 * max(each for each in took if each < float(QUICK["PrepareTimeout"])))


def test_a_file_that_kills_whoever_reads_it_stops_nothing_else(made: Deployed) -> None:
    """Each time it is given it takes longer than the function may; in the end it is set aside, and no other is."""
    staged = made.stack.variables["TILLROLL_STAGED"].removeprefix("s3://").partition("/")
    made.stack.client("s3").put_object(Bucket=staged[0], Key=f"{staged[2]}/formats/slow.toml", Body=SLOW.encode())
    queue, seconds = "TILLROLL_FILES_QUEUE", brief(made)
    with (
        made.stack.timing_out_after("PrepareFunction", seconds),
        made.stack.giving_up_after(queue, times=100, hidden_seconds=seconds + 1),
    ):
        with made.stack.holding_back(queue):
            made.stack.put(f"{'a' * 48}.csv", b"26/04/2026 09:05,Latte - 2.45,2.45\n")
            for minute in range(10, 13):
                text = f"26/04/2026 09:{minute},Chester,Mock Person,Latte - 2.45,2.45,CASH,\n"
                made.stack.put(f"chester_26-04-2026_09-{minute}-00.csv", text.encode())
        came = "select count(distinct file) from receipt where file like 'chester_26-04-2026_09-1%'"
        made.stack.wait_for("the others are loaded", lambda: made.ledger.rows(came) == [(3,)], SECONDS)
        # Loaded is not yet taken away: a message that is still there once the queue gives up sooner would be set aside.
        made.stack.wait_for("only it is left", lambda: made.stack.waiting() == {queue: 1}, SECONDS)
        with made.stack.giving_up_after(queue, times=1, hidden_seconds=seconds + 1):
            assert made.stack.settle(SECONDS) == {"TILLROLL_FILES_DLQ": 1}
    assert "aaaa" in made.stack.messages("TILLROLL_FILES_DLQ")[0]["Body"]


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Do something beside the block; the block ends when both have."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def test_what_was_set_aside_is_loaded_once_it_is_sent_again(made: Deployed) -> None:
    """The format is mended, and the queue sends on what it set aside."""
    staged = made.stack.variables["TILLROLL_STAGED"].removeprefix("s3://").partition("/")
    mended = SLOW.replace("(?:[a-z]+)+", "[a-z]+").encode()
    made.stack.client("s3").put_object(Bucket=staged[0], Key=f"{staged[2]}/formats/slow.toml", Body=mended)
    made.stack.redrive("TILLROLL_FILES_DLQ", "TILLROLL_FILES_QUEUE")
    assert made.stack.settle(SECONDS) == {}
    assert made.ledger.rows("select outcome from receipt where file like 'aaaa%'") == [("extended",)]


def test_all_that_ever_came_comes_once_more(made: Deployed) -> None:
    state = made.ledger.current
    for event in DRAW.sample(events := every_event(made), len(events)):
        made.stack.send("TILLROLL_FILES_QUEUE", event)
    assert made.stack.settle(SECONDS) == {}
    assert made.ledger.current == state


def every_event(made: Deployed) -> list[str]:
    """An event for each version of each object in the raw bucket."""
    found: list[dict[str, Any]] = made.stack.client("s3").list_object_versions(Bucket=made.stack.raw)["Versions"]
    return [event_of(RawObject(made.stack.raw, each["Key"], each["VersionId"])) for each in found]


def test_after_all_the_warehouse_is_as_if_nothing_had_been(
    made: Deployed, days: list[list[Path]], deliver: Callable[[], int], tmp_path: Path
) -> None:
    while days:
        deliver()
    assert made.stack.settle(SECONDS) == {}
    (tmp_path / "slow.toml").write_text(SLOW.replace("(?:[a-z]+)+", "[a-z]+"))
    laptop = of_a_laptop(made.stack.raw, tmp_path / "laptop.duckdb", "--formats", str(tmp_path))
    assert differences(made.ledger, laptop) == []
    made.stack.invoke("CheckFunction", {})
    found = sums(made.stack.metrics())
    assert (found["ChecksFailed"], found["ConservationBreach"]) == (0, 0)
    tell(f"after the storm: {made.ledger.current[0]:,} sales, {made.ledger.outcomes}")
