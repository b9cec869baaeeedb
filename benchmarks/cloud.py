"""The deployed stack under a load, and what its functions take: ``python -m benchmarks.cloud [--files N] [--write]``.

The first part puts many files into the raw bucket of an emulator at once, and tells how long each took to be visible.
The second runs the handlers from the built zip behind Lambda's own runtime client, with the share of a processor that
Lambda gives with so much memory. With ``--write`` its figures go into the file that ``tillroll cost`` reads.
"""

import argparse
import io
import platform
import statistics
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.cloud_local import MANY, Sample, fitted
from benchmarks.cloud_slice import WHOLE_MB, Sliced, sliced
from tests.cloud.cloud import Cloud, Deployed, running
from tests.cloud.stack import built_zip
from tests.postgres_server import running as running_postgres
from tillroll.adapters.raw_bucket import RawObject
from tillroll.cloud.messages import event_of
from tillroll.cost import Function, read_measured, write_measured
from tillroll.engine import Engine
from tillroll.simulate.chain import Written, write_chain
from tillroll.simulate.world import Wanted

SIZES_MB = (128, 256, 512, 1024, WHOLE_MB)
REPEATS = 5
FEW, RICH = 100, 1000
"""Sales of a branch-day: of a small café, and of the largest."""
FILE = Path("src/tillroll/data/cloud-measured.toml")
_AT_ONCE = 8
_LISTS = {"branches.csv", "products.csv", "closures.csv"}
_VISIBLE = "select file, finished_at from receipt inner join run using (run_id)"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write if that is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="how many files come at once; 0 leaves that part out")
    parser.add_argument("--write", action="store_true", help=f"write the functions' figures into {FILE}")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "postgres").mkdir()
        with running_postgres(folder / "postgres") as server, running(server) as cloud:
            if asked.files:
                print("\n".join(_drained(cloud, folder / "many", asked.files)))
            figures = _Functions(cloud, folder).figures()
    print("\n".join(_table(figures)))
    if asked.write:
        _write(figures)


# --- many files at once ---


def _drained(cloud: Cloud, folder: Path, count: int) -> Iterator[str]:
    files, written = _chain(folder, count, FEW)
    with cloud.stack("drain") as made:
        made.stack.put_files(*(files[0].parent / name for name in sorted(_LISTS)))
        made.stack.settle(600)
        began = time.time()
        put_at = dict(_put_all(made, files))
        put_in = time.time() - began
        left = made.stack.settle(7200)
        rows, (sales, _) = made.ledger.rows(_VISIBLE), made.ledger.current
    visible = {file: at.replace(tzinfo=UTC).timestamp() for file, at in rows}
    seconds = sorted(visible[file] - put_at[file] for file in visible)
    yield f"{len(files):,} files with {written.sales:,} sales, put in {put_in:.0f} s, drained in {seconds[-1]:.0f} s"
    lost = f"files lost: {len(files) - len(visible)}; sales lost: {written.sales - sales}"
    yield f"{lost}; set aside: {sum(left.values())}"
    half, most = (_percentile(seconds, share) for share in (50, 95))
    yield f"from object created to row visible: p50 {half:.1f} s, p95 {most:.1f} s"


def _chain(folder: Path, files: int, orders: int) -> tuple[list[Path], Written]:
    """So many files at least: of branches with one till or more, on ten days."""
    with closing(Engine.open()) as engine:
        written = write_chain(engine, folder, Wanted(ceil(files / 10), 10, 7, orders, planting="nothing"))
    return sorted(path for path in (folder / "landing").iterdir() if path.name not in _LISTS), written


def _put_all(made: Deployed, files: Sequence[Path]) -> Iterator[tuple[str, float]]:
    def put(path: Path) -> tuple[str, float]:
        made.stack.put_files(path)
        return path.name, time.time()

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(put, files)


def _percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


# --- the functions at Lambda's sizes ---


@dataclass(frozen=True)
class Figure:
    """What a function took with so much memory: its first call with its start, others by what they held, its peak."""

    function: str
    memory_mb: int
    cold_ms: float
    few_ms: float
    rich_ms: float
    many_ms: float
    peak_mb: float


class _Functions:
    """Prepare and load from the zip, one process each at a time, on one stack whose own functions rest."""

    def __init__(self, cloud: Cloud, folder: Path) -> None:
        self.cloud = cloud
        self.folder = folder
        self.code = folder / "code"
        with zipfile.ZipFile(io.BytesIO(built_zip())) as made:
            made.extractall(self.code)
        self.few = _chain(folder / "few", len(SIZES_MB) * (REPEATS * (MANY + 1) + 1), FEW)[0]
        self.rich = _chain(folder / "rich", len(SIZES_MB) * REPEATS, RICH)[0]

    def figures(self) -> list[Figure]:
        with (
            self.cloud.stack("sizes") as made,
            made.stack.holding_back("TILLROLL_FILES_QUEUE"),
            made.stack.holding_back("TILLROLL_LOADS_QUEUE"),
        ):
            found = [figure for size in SIZES_MB for figure in self._of_size(made, size)]
            for queue in ("TILLROLL_FILES_QUEUE", "TILLROLL_LOADS_QUEUE"):
                made.stack.purge(queue)
        return found

    def _of_size(self, made: Deployed, size: int) -> Iterator[Figure]:
        events = self._file_events(made)
        yield self._figure(made, "prepare", size, events)
        yield self._figure(made, "load", size, _load_events(made, [len(each["Records"]) for each in events]))

    def _file_events(self, made: Deployed) -> list[dict[str, Any]]:
        """The first call's, then calls with one file, with a rich one, with several."""
        shapes = [*[(self.few, 1)] * (REPEATS + 1), *[(self.rich, 1)] * REPEATS, *[(self.few, MANY)] * REPEATS]
        return [_event([_put(made, files.pop()) for _ in range(count)]) for files, count in shapes]

    def _figure(self, made: Deployed, name: str, size: int, events: Sequence[dict[str, Any]]) -> Figure:
        environ = {**made.stack.variables, **made.stack.emulator.environment}
        with sliced(self.code, f"tillroll.lambdas.{name}.handler", environ, self.folder, size) as function:
            function.call(events[0])
            first = (time.perf_counter() - function.began) * 1000
            few, rich, many = (_median(function, events[at : at + REPEATS]) for at in (1, 1 + REPEATS, 1 + 2 * REPEATS))
            return Figure(name, size, max(first - few, 0), few, rich, many, function.running.peak_megabytes)


def _median(function: Sliced, events: Sequence[dict[str, Any]]) -> float:
    return statistics.median(function.call(event) for event in events)


def _put(made: Deployed, path: Path) -> str:
    key = f"{uuid4().hex[:6]}/{path.name}"
    version = made.stack.client("s3").put_object(Bucket=made.stack.raw, Key=key, Body=path.read_bytes())["VersionId"]
    return event_of(RawObject(made.stack.raw, key, version))


def _load_events(made: Deployed, shapes: Sequence[int]) -> list[dict[str, Any]]:
    """The messages that prepare sent, a call each: an object of one file or of several."""
    sqs, url = made.stack.client("sqs"), made.stack.variables["TILLROLL_LOADS_QUEUE"]
    bodies: list[str] = [each["Body"] for each in made.stack.messages("TILLROLL_LOADS_QUEUE")]
    sqs.purge_queue(QueueUrl=url)
    if len(bodies) != len(shapes):
        raise SystemExit(f"prepare sent {len(bodies)} messages instead of {len(shapes)}")
    return [_event([body]) for body in bodies]


def _event(bodies: Sequence[str]) -> dict[str, Any]:
    """Messages as Lambda is given them."""
    return {
        "Records": [
            {
                "messageId": str(uuid4()),
                "receiptHandle": "none",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1"},
            }
            for body in bodies
        ]
    }


def _table(figures: Sequence[Figure]) -> Iterator[str]:
    yield f"\n{'function':9} {'MB':>5} {'cold ms':>8} {f'{FEW} sales':>10} {f'{RICH} sales':>11} {f'{MANY} files':>9}"
    yield f"{'':9} {'':>5} {'more':>8} {'ms':>10} {'ms':>11} {'ms a file':>9} {'peak MB':>8}"
    for each in figures:
        fits = "" if each.peak_mb <= each.memory_mb else "  more than it would have"
        yield (
            f"{each.function:9} {each.memory_mb:5} {ceil(each.cold_ms):8,} {ceil(each.few_ms):10,} "
            f"{ceil(each.rich_ms):11,} {ceil(each.many_ms / MANY):9,} {each.peak_mb:8.0f}{fits}"
        )
    yield f"{_NOTES}{_machine()}"


_NOTES = """
Billed milliseconds are those of a call, rounded up; a first call has the cold ones more, and Lambda bills them too.
Memory is the process's own peak; what Lambda's sandbox takes besides is not in it. With less than 1,769 MB the process
is stopped for the share of time that Lambda would not give it. All is this machine's time, not Lambda's: S3 and queues
are emulated next door, and a PostgreSQL stands in for Redshift. Measured on """


def _machine() -> str:
    return f"one processor of a shared {platform.machine()} machine with Python {platform.python_version()}, not Lambda"


# --- what `tillroll cost` reads ---


def _write(figures: Sequence[Figure]) -> None:
    measured = read_measured()
    now = datetime.now(UTC).date()
    how = (
        f"python -m benchmarks.cloud --write: the zip's handlers behind Lambda's runtime client, {WHOLE_MB} MB; S3 and "
        "queues emulated, PostgreSQL in Redshift's place. By cloud_local, or set: close, check, requests, bytes, rhythm"
    )
    functions = {**measured.functions}
    for each in figures:
        if each.memory_mb == WHOLE_MB:
            functions[each.function] = _measured(each, functions[each.function])
    functions["stream"] = replace(functions["prepare"], log_bytes_per_file=Fraction(0))
    write_measured(replace(measured, dated=now, machine=_machine(), how=how, functions=functions), FILE)


def _measured(figure: Figure, told: Function) -> Function:
    """What is fixed, what a file and what a sale adds, where it was estimated before."""
    samples = [
        [_sample(1, FEW, figure.few_ms)],
        [_sample(1, RICH, figure.rich_ms)],
        [_sample(MANY, MANY * FEW, figure.many_ms)],
    ]
    fixed, a_file, a_sale = fitted(samples, lambda each: each.prepare_ms)
    cold = Fraction(figure.cold_ms)
    return replace(told, memory_mb=WHOLE_MB, cold_ms=cold, fixed_ms=fixed, ms_per_file=a_file, ms_per_sale=a_sale)


def _sample(files: int, sales: int, milliseconds: float) -> Sample:
    return Sample(files, sales, milliseconds, 0, 0, 0, 0, 0, Counter(), Counter())


if __name__ == "__main__":
    main(sys.argv[1:])
