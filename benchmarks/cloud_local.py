"""Measure here what the cloud's functions take, for `tillroll cost`: ``python -m benchmarks.cloud_local --out FILE``.

The real prepare and load work on simulated till files, one invocation's worth at a time, on one processor, with an
emulated S3 and a PostgreSQL behind a stand-in for Redshift. What AWS itself adds is not in the figures, and the file
says so.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from tests.postgres_server import running as running_postgres
from tests.redshift.stand_in import ACCESS, KEPT, StandIn, asked_object, aws, running
from tillroll.adapters.aws import _client
from tillroll.adapters.folder import find_documents
from tillroll.adapters.redshift import RedshiftWarehouse
from tillroll.adapters.staged_bucket import StagedBucket
from tillroll.batch import STAGED_TABLES, prepare_batch
from tillroll.cli.receipts import receipt_object
from tillroll.contract.values import Document
from tillroll.cost import Function, Measured, Requests, Sizes, read_measured, write_measured
from tillroll.engine import Engine
from tillroll.formats.format_file import load_formats
from tillroll.ingest import RunReport
from tillroll.patience import Wait
from tillroll.prepare import Setup, look
from tillroll.simulate.chain import write_chain
from tillroll.simulate.world import Wanted
from tillroll.staged_form import next_number, write_batch
from tillroll.staged_load import load_staged

T = TypeVar("T")
REPEATS = 9
MEMORY_MB = 1769
"""With so much a function has one whole processor, as it has here."""
CLOSE_MB, CHECK_MB = 1024, 512
"""As the template has it: both mostly wait for the database."""
MANY = 10
"""Files in the larger invocations."""
_COLD = "import tillroll.wiring, boto3; from tillroll.engine import Engine; Engine.open().close()"
_LAMBDA_LOG_BYTES = 900
"""What Lambda writes of an invocation itself, and a line of metrics: an estimate."""


@dataclass(frozen=True)
class Sample:
    """One invocation: its files, sales and batches, and what it took."""

    files: int
    sales: int
    prepare_ms: float
    load_ms: float
    statements: int
    staged_bytes: int
    raw_bytes: int
    log_bytes: int
    prepare_calls: Counter[str]
    load_calls: Counter[str]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args(arguments).out
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory(prefix="tillroll-cloud-") as folder:
        samples = _samples(Path(folder))
    write_measured(_measured(samples), out)
    for each in (sample for kind in samples for sample in kind):
        print(each)


def _samples(folder: Path) -> list[list[Sample]]:
    """One file of some sales, one of many, and several files of some; of each so many invocations."""
    few = _files(folder / "few", branches=REPEATS * (MANY + 1) + 1, orders=100)
    rich = _files(folder / "rich", branches=REPEATS, orders=1000)
    (folder / "postgres").mkdir()
    with (
        running_postgres(folder / "postgres") as server,
        aws(),
        running(server, asked_object) as stand_in,
        stand_in.schema() as url,
    ):
        lab = Lab(stand_in, url, StagedBucket.open(f"s3://{KEPT}/staged"))
        lab.invoke(few[:1])
        small = [lab.invoke([file]) for file in few[1 : REPEATS + 1]]
        large = [lab.invoke([file]) for file in rich]
        rest = few[REPEATS + 1 :]
        return [small, large, [lab.invoke(rest[first : first + MANY]) for first in range(0, REPEATS * MANY, MANY)]]


def _files(folder: Path, branches: int, orders: int) -> list[Document]:
    with closing(Engine.open()) as engine:
        write_chain(engine, folder, Wanted(branches, 1, 7, orders, planting="nothing"))
    lists = {"branches.csv", "products.csv", "closures.csv"}
    return [each for each in find_documents([str(folder / "landing")]) if each.path.name not in lists][:branches]


class Lab:
    """The two functions' work over one S3 and one warehouse; what they ask of S3 is counted."""

    def __init__(self, stand_in: StandIn, url: str, store: StagedBucket) -> None:
        self.stand_in = stand_in
        self.url = url
        self.store = store
        self.setup = Setup(load_formats(None))
        self.calls: Counter[str] = Counter()
        client = _client("s3", None)
        client.meta.events.register("before-call.s3", lambda model, **_: self.calls.update([model.name]))

    def invoke(self, documents: Sequence[Document]) -> Sample:
        """Prepare some files as one batch, and load it."""
        number = next_number(self.store)
        prepare_ms, prepare_calls, name = self._timed(lambda: self._prepare(documents, number))
        before = len(self.stand_in.statements)
        load_ms, load_calls, report = self._timed(self._load)
        log_bytes = sum(len(json.dumps(receipt_object(receipt))) for receipt in report.receipts)
        return Sample(
            len(documents),
            report.total("sales_loaded"),
            prepare_ms,
            load_ms,
            len(self.stand_in.statements) - before,
            self._bytes_under(name),
            sum(each.byte_count for each in documents),
            log_bytes,
            prepare_calls,
            load_calls,
        )

    def _timed(self, work: Callable[[], T]) -> tuple[float, Counter[str], T]:
        self.calls.clear()
        began = time.perf_counter()
        answer = work()
        return (time.perf_counter() - began) * 1000, self.calls.copy(), answer

    def _prepare(self, documents: Sequence[Document], number: int) -> str:
        with closing(Engine.open()) as engine:
            prepared = prepare_batch(engine, self.setup, [look(each, self.setup.formats) for each in documents])
            name = write_batch(self.store, engine, prepared, number)
        if name is None:
            raise SystemExit("a batch of simulated files came to nothing")
        return name

    def _load(self) -> RunReport:
        with (
            closing(Engine.open()) as engine,
            closing(RedshiftWarehouse.open(engine, self.url, ACCESS, Wait(10))) as warehouse,
        ):
            return load_staged(engine, warehouse, self.store).report

    def _bytes_under(self, name: str) -> int:
        bucket = self.store.bucket
        listed = bucket.client("list_objects_v2", Prefix=bucket.key(name))["Contents"]
        return sum(each["Size"] for each in listed)


Figures = tuple[Fraction, Fraction, Fraction]


def fitted(samples: Sequence[Sequence[Sample]], figure: Callable[[Sample], float]) -> Figures:
    """What is fixed, what a file and what a sale adds, by the medians of the three kinds of invocation."""
    small, large, many = (Fraction(statistics.median(map(figure, each))) for each in samples)
    sales = [Fraction(statistics.median(each.sales for each in kind)) for kind in samples]
    a_sale = max((large - small) / (sales[1] - sales[0]), Fraction(0))
    a_file = max((many - small - a_sale * (sales[2] - sales[0])) / (MANY - 1), Fraction(0))
    return max(small - a_file - a_sale * sales[0], Fraction(0)), a_file, a_sale


def _measured(samples: Sequence[Sequence[Sample]]) -> Measured:
    statements = round(statistics.median(each.statements for each in samples[0]))
    return Measured(
        datetime.now(UTC).date(),
        f"one processor of a shared {platform.machine()} machine with Python {platform.python_version()}, not Lambda",
        f"python -m benchmarks.cloud_local: medians of {REPEATS}; S3 emulated, PostgreSQL in Redshift's place. A load "
        f"gives it {statements} statements; how long Redshift takes for them is not in here. Not measured but "
        "set: stream, close, check, kms, rhythm, message, 900 bytes of log",
        _functions(samples),
        _requests(samples),
        _sizes(samples),
        read_measured().rhythm,
    )


def _functions(samples: Sequence[Sequence[Sample]]) -> dict[str, Function]:
    prepare = fitted(samples, lambda each: each.prepare_ms)
    fixed, a_batch_file, a_sale = fitted(samples, lambda each: each.load_ms)
    cold = Fraction(_cold_ms())
    log = fitted(samples, lambda each: each.log_bytes)
    told = (_LAMBDA_LOG_BYTES + log[0], log[1])
    return {
        "prepare": Function(MEMORY_MB, cold, 20, *prepare, *told),
        "load": Function(MEMORY_MB, cold, 20, fixed, a_batch_file, a_sale, *told),
        "stream": Function(MEMORY_MB, cold, 20, prepare[0], Fraction(0), prepare[2], *told[:1], Fraction(0)),
        "close": Function(CLOSE_MB, cold, 1, Fraction(20_000), *_NOTHING, *told[:1], Fraction(0)),
        "check": Function(CHECK_MB, cold, 1, Fraction(60_000), *_NOTHING, *told[:1], Fraction(0)),
    }


_NOTHING = (Fraction(0), Fraction(0))


def _cold_ms() -> float:
    """How much longer a process takes that reads the program first."""
    return statistics.median(_seconds(_COLD) for _ in range(5)) * 1000 - _seconds("pass") * 1000


def _seconds(program: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - began


def _requests(samples: Sequence[Sequence[Sample]]) -> dict[str, Requests]:
    """Requests to S3 as they were counted, but for lists, which grow here with the store; of queues as they are built.

    A file is written by its till, tagged later and read once; a prepare lists the lists; Redshift reads the manifest
    and the file of each table. Queues ask for keys anew every five minutes, and buckets hardly ever.
    """
    prepare, load = samples[0][-1].prepare_calls, samples[0][-1].load_calls
    tables = len(STAGED_TABLES)
    of_batch = Requests(_f(prepare["PutObject"]), _f(load["GetObject"] + 2 * tables), _f(0), _f(1), _f(0))
    return {
        "file": Requests(_f(2), _f(1), _f(1), _f(0), _f(0)),
        "prepare": Requests(_f(1), _f(1), _f(2), _f(0), _f(0)),
        "batch": of_batch,
        "load": Requests(_f(load["PutObject"] + 1), _f(1), _f(0), _f(2), _f(0)),
        "day": Requests(_f(10), _f(10), _f(10), _f(0), _f(600)),
    }


_f = Fraction


def _sizes(samples: Sequence[Sequence[Sample]]) -> Sizes:
    raw = fitted(samples, lambda each: each.raw_bytes)
    staged = fitted(samples, lambda each: each.staged_bytes)
    return Sizes(raw[1], raw[2], *staged, 2 * staged[2], Fraction(2000))


if __name__ == "__main__":
    main()
