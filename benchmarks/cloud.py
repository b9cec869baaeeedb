"""The deployed stack under a load, and what its functions take: ``python -m benchmarks.cloud [--files N] [--write]``.

The first part puts many files into the raw bucket of an emulator at once, and tells how long each took to be visible.
The second runs the handlers from the built zip behind Lambda's own runtime client, with the share of a processor that
Lambda gives with so much memory. With ``--write`` its figures go into the file that ``tillroll cost`` reads.
"""

import argparse
import io
import platform
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.cloud_figures import Drained, Timed, by_source, fitted, median_ms
from benchmarks.cloud_slice import WHOLE_MB, sliced
from tests.cloud.cloud import Cloud, Deployed, running
from tests.cloud.stack import built_zip
from tests.postgres_server import running as running_postgres
from tillroll.adapters.raw_bucket import RawObject
from tillroll.cloud.messages import ToLoad, event_of
from tillroll.cost import Function, read_measured, write_measured
from tillroll.engine import Engine
from tillroll.simulate.chain import Written, write_chain
from tillroll.simulate.world import FIRST_DAY, Wanted
from tools.stack import load

SIZES_MB = (128, 256, 512, 1024, WHOLE_MB)
BRANCHES = 10
"""Of the measured chain. Each till has its own form of file, and what is measured is measured for each."""
FEW, RICH = 100, 10_000
"""Sales of a branch-day: of a small café, and of more than the largest, so that what a sale takes stands out."""
FILE = Path("src/tillroll/data/cloud-measured.toml")
_AT_ONCE = 8
_LISTS = {"branches.csv", "products.csv", "closures.csv"}
_VISIBLE = "select file, finished_at, outcome from receipt inner join run using (run_id)"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write if that is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000, help="how many files come at once; 0 leaves that part out")
    parser.add_argument("--write", action="store_true", help=f"write the functions' figures into {FILE}")
    parser.add_argument("--sizes", type=_sizes, default=SIZES_MB, metavar="MB,…", help="memory; else %(default)s")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "postgres").mkdir()
        with running_postgres(folder / "postgres") as server, running(server) as cloud:
            if asked.files:
                drained = _drained(cloud, folder / "many", asked.files)
                print("\n".join(drained.lines))
                drained.check()
            figures = _Functions(cloud, folder, asked.sizes).figures()
    print("\n".join(_table(figures)))
    if asked.write:
        write(figures, FILE)


def _sizes(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


# --- many files at once ---


def _drained(cloud: Cloud, folder: Path, count: int) -> Drained:
    files, written = _chain(folder, FEW, ceil(count / 10), 10)
    with cloud.stack("drain") as made:
        _put_lists(made, files[0].parent)
        began = time.time()
        put_at = dict(_put_all(made, files))
        put_in = time.time() - began
        left = made.stack.settle(7200)
        visible = [
            (file, at.replace(tzinfo=UTC).timestamp(), outcome) for file, at, outcome in made.ledger.rows(_VISIBLE)
        ]
        found = made.ledger.current
    return Drained(put_at, put_in, visible, (written.sales, written.pence), found, left)


def _chain(
    folder: Path, orders: int, branches: int, days: int, first_day: date = FIRST_DAY
) -> tuple[list[Path], Written]:
    """The files of branches with one till or more; no two chains have a day in common."""
    wanted = Wanted(branches, days, 7, orders, first_day, planting="nothing")
    with closing(Engine.open()) as engine:
        written = write_chain(engine, folder, wanted)
    return sorted(path for path in (folder / "landing").iterdir() if path.name not in _LISTS), written


def _put_lists(made: Deployed, landing: Path) -> None:
    """By which two branches of one name are told apart."""
    made.stack.put_files(*(landing / name for name in sorted(_LISTS)))
    made.stack.settle(600)


def _put_all(made: Deployed, files: Sequence[Path]) -> Iterator[tuple[str, float]]:
    def put(path: Path) -> tuple[str, float]:
        made.stack.put_files(path)
        return path.name, time.time()

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(put, files)


# --- the functions at Lambda's sizes ---


@dataclass(frozen=True)
class Figure:
    """What a function took with so much memory: its first call with its start, others by what they held, its peak."""

    function: str
    memory_mb: int
    cold_ms: float
    few: tuple[Timed, ...]
    rich: tuple[Timed, ...]
    many: tuple[Timed, ...]
    peak_mb: float


@dataclass(frozen=True)
class _Taken:
    """The milliseconds of a function's calls in their order, those of the first with its start, and its peak."""

    began_ms: float
    calls: tuple[float, ...]
    peak_mb: float


class _Functions:
    """Prepare and load from the zip, one process each at a time, on one stack whose own functions rest."""

    def __init__(self, cloud: Cloud, folder: Path, sizes: Sequence[int]) -> None:
        self.cloud = cloud
        self.folder = folder
        self.sizes = sizes
        self.code = folder / "code"
        with zipfile.ZipFile(io.BytesIO(built_zip())) as made:
            made.extractall(self.code)
        a_size = 2 * (BRANCHES + 3)
        before = FIRST_DAY - timedelta(days=len(sizes) * a_size)
        self.few = by_source(_chain(folder / "few", FEW, BRANCHES, len(sizes) * a_size, before)[0])
        self.rich = by_source(_chain(folder / "rich", RICH, BRANCHES, len(sizes) * 2)[0])
        self.sources = sorted(self.few.keys() & self.rich.keys())

    def figures(self) -> list[Figure]:
        with self.cloud.stack("sizes") as made:
            _put_lists(made, self.folder / "few/landing")
            return self._by_hand(made)

    def _by_hand(self, made: Deployed) -> list[Figure]:
        with (
            made.stack.holding_back("TILLROLL_FILES_QUEUE"),
            made.stack.holding_back("TILLROLL_LOADS_QUEUE"),
        ):
            found = [figure for size in self.sizes for figure in self._of_size(made, size)]
            for queue in ("TILLROLL_FILES_QUEUE", "TILLROLL_LOADS_QUEUE"):
                made.stack.purge(queue)
        return found

    def _of_size(self, made: Deployed, size: int) -> Iterator[Figure]:
        events = self._file_events(made)
        prepared = self._taken(made, "prepare", size, events)
        asked = _asked(made, [len(each["Records"]) for each in events])
        loaded = self._taken(made, "load", size, [_event([each.body]) for each in asked])
        sales = _sales_of(made, asked)
        for name, taken in (("prepare", prepared), ("load", loaded)):
            yield _figure(
                name, size, taken, [(len(each.traces), sold) for each, sold in zip(asked, sales, strict=True)]
            )

    def _file_events(self, made: Deployed) -> list[dict[str, Any]]:
        """The first call's, then those with one file, a rich one, several, in turn: a slow minute slows all kinds."""
        calls = [[self.few[self.sources[0]].pop()]]
        for source in self.sources:
            calls += [[self.few[source].pop()], [self.rich[source].pop()]]
            calls.append([self.few[each].pop() for each in self.sources])
        return [_event([_put(made, path) for path in files]) for files in calls]

    def _taken(self, made: Deployed, name: str, size: int, events: Sequence[dict[str, Any]]) -> _Taken:
        environ = {**made.stack.variables, **made.stack.emulator.environment}
        with sliced(self.code, f"tillroll.lambdas.{name}.handler", environ, self.folder, size) as function:
            function.call(events[0])
            began_ms = (time.perf_counter() - function.began) * 1000
            return _Taken(began_ms, tuple(map(function.call, events[1:])), function.running.peak_megabytes)


def _figure(name: str, size: int, taken: _Taken, held: Sequence[tuple[int, int]]) -> Figure:
    """A function's calls by kind; ``held`` are the files and sales of each call, the first one's too."""
    calls = [Timed(*files_and_sales, ms) for files_and_sales, ms in zip(held[1:], taken.calls, strict=True)]
    few, rich, many = (tuple(calls[at::3]) for at in range(3))
    return Figure(name, size, max(taken.began_ms - median_ms(few), 0), few, rich, many, taken.peak_mb)


def _sales_of(made: Deployed, asked: Sequence[ToLoad]) -> list[int]:
    """How many sales each load brought in, as the ledger says by trace."""
    told = made.ledger.rows("select trace_id, sales_loaded, outcome, file, reason from receipt")
    wrong = [f"{file} is {outcome}: {reason}" for _, _, outcome, file, reason in told if outcome != "loaded"]
    if wrong:
        raise SystemExit("\n".join(("files of the benchmark were not loaded: its figures mean nothing", *wrong)))
    sales = {trace: sold for trace, sold, *_ in told}
    return [sum(sales[trace] for trace in each.traces) for each in asked]


def _put(made: Deployed, path: Path) -> str:
    key = f"{uuid4().hex[:6]}/{path.name}"
    version = made.stack.client("s3").put_object(Bucket=made.stack.raw, Key=key, Body=path.read_bytes())["VersionId"]
    return event_of(RawObject(made.stack.raw, key, version))


def _asked(made: Deployed, files: Sequence[int]) -> list[ToLoad]:
    """What prepare asked to have loaded, a message a call in their order: an object of so many files each."""
    asked = [ToLoad.of(each["Body"]) for each in made.stack.messages("TILLROLL_LOADS_QUEUE")]
    made.stack.purge("TILLROLL_LOADS_QUEUE")
    if [len(each.traces) for each in asked] != list(files):
        raise SystemExit(f"prepare's {len(files)} calls were not answered by a message each, in their order")
    return asked


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
    yield f"\n{'function':9} {'MB':>5} {'cold ms':>8} {f'{FEW} sales':>10} {f'{RICH} sales':>11} {'several':>9}"
    yield f"{'':9} {'':>5} {'more':>8} {'ms':>10} {'ms':>11} {'ms a file':>9} {'peak MB':>8}"
    for each in figures:
        few, rich, many = map(median_ms, (each.few, each.rich, each.many))
        fits = "" if each.peak_mb <= each.memory_mb else "  more than it would have"
        yield (
            f"{each.function:9} {each.memory_mb:5} {ceil(each.cold_ms):8,} {ceil(few):10,} "
            f"{ceil(rich):11,} {ceil(many / each.many[0].files):9,} {each.peak_mb:8.0f}{fits}"
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


def write(figures: Sequence[Figure], path: Path) -> None:
    """Write what they come to into a file of measured figures; `SystemExit` where that can't be told."""
    measured, memory = read_measured(), template_memory()
    now = datetime.now(UTC).date()
    how = (
        "python -m benchmarks.cloud --write, with the template's memory; a small and a large file of each till of "
        f"{BRANCHES} branches; S3 and queues emulated, PostgreSQL in Redshift's place. The stream's are prepare's. By "
        "cloud_local, or set: close, check, requests, bytes, rhythm"
    )
    functions = {**measured.functions}
    for name, of in (("prepare", "prepare"), ("load", "load"), ("stream", "prepare")):
        functions[name] = _measured(_with_memory(figures, of, memory[name]), functions[name])
    functions["stream"] = replace(functions["stream"], ms_per_file=Fraction(0))
    write_measured(replace(measured, dated=now, machine=_machine(), how=how, functions=functions), path)


def template_memory() -> dict[str, int]:
    """The megabytes of each function by the template's defaults."""
    declared = load("template.yaml")["Parameters"]
    return {name: int(declared[f"{name.title()}Memory"]["Default"]) for name in read_measured().functions}


def _with_memory(figures: Sequence[Figure], function: str, megabytes: int) -> Figure:
    found = [each for each in figures if (each.function, each.memory_mb) == (function, megabytes)]
    if not found:
        raise SystemExit(f"{function} was not measured with the template's {megabytes} MB: name it with --sizes")
    return found[0]


def _measured(figure: Figure, told: Function) -> Function:
    """What is fixed, what a file and what a sale adds; `SystemExit` where that is lost in noise."""
    try:
        fixed, a_file, a_sale = fitted(figure.few, figure.rich, figure.many)
    except ValueError as error:
        raise SystemExit(f"{figure.function} with {figure.memory_mb} MB: {error}; nothing was written") from None
    return replace(
        told,
        memory_mb=figure.memory_mb,
        cold_ms=Fraction(figure.cold_ms),
        fixed_ms=fixed,
        ms_per_file=a_file,
        ms_per_sale=a_sale,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
