"""Print the benchmark table: ``python -m benchmarks [--quick] [--only NAME]``."""

import argparse
import os
import platform
import tempfile
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks import digest, flow, postgres, reports, web
from benchmarks.cases import CASES, Case, measure, quick, warm_up
from benchmarks.table import render

NOTES = """
Medians of runs in alternation, each a fresh process; the files lie in the disk cache.
In brackets: what is to be reached. Peak memory is that of ingest.
The bare read is DuckDB reading every column as text into memory. Ingest is durable, keyed, with ledger and marts.
The pandas job fills keyed tables, a ledger and the three marts of the same kind of database, one transaction a file;
it knows one till format and no delivery rules. Its ratio is per file.
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the chosen cases and print their table."""
    options = _parser().parse_args(arguments)
    chosen = _chosen(options.only, is_quick=options.quick)
    if chosen:
        warm_up()
        print(render([line for case in chosen for line in measure(case)]))
        print(NOTES + _machine())
    if not options.only or reports.NAME in options.only:
        print(f"\n{_reports(is_quick=options.quick)}\n{_machine()}")
    if not options.only or digest.NAME in options.only:
        print(f"\n{_digest(is_quick=options.quick)}\n{_machine()}")
    if not options.only or web.NAME in options.only:
        print(f"\n{_web(is_quick=options.quick)}\n{_machine()}")
    if not options.only or flow.NAME in options.only:
        print(f"\n{_flow(is_quick=options.quick)}\n{_machine()}")
    if not options.only or postgres.NAME in options.only:
        print(f"\n{_postgres(is_quick=options.quick)}\n{_machine()}")


def _postgres(*, is_quick: bool) -> str:
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-", ignore_cleanup_errors=True) as folder:
        return postgres.measure(postgres.QUICK if is_quick else postgres.FULL, Path(folder))


def _reports(*, is_quick: bool) -> str:
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder:
        return reports.measure(quick(reports.CASE) if is_quick else reports.CASE, Path(folder))


def _digest(*, is_quick: bool) -> str:
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder:
        return digest.measure(quick(digest.CASE) if is_quick else digest.CASE, Path(folder))


def _web(*, is_quick: bool) -> str:
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder:
        return web.measure(quick(web.CASE) if is_quick else web.CASE, Path(folder))


def _flow(*, is_quick: bool) -> str:
    with tempfile.TemporaryDirectory(prefix="tillroll-bench-") as folder:
        return flow.measure(flow.QUICK if is_quick else flow.FLOW, Path(folder))


def _chosen(names: Sequence[str] | None, *, is_quick: bool) -> list[Case]:
    chosen = [case for case in CASES if not names or case.name in names]
    return [quick(case) for case in chosen] if is_quick else chosen


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that it works, measures nothing")
    names = [*(case.name for case in CASES), reports.NAME, digest.NAME, web.NAME, flow.NAME, postgres.NAME]
    parser.add_argument("--only", action="append", choices=names, help="this case; repeatable")
    return parser


def _machine() -> str:
    versions = ", ".join(f"{package} {version(package)}" for package in ("duckdb", "pandas"))
    system = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {versions}"
    speed = f"three million additions took {_addition_seconds():.2f} s, and grouping five million rows"
    return f"{system}; {speed} on one thread of DuckDB {_grouping_seconds():.2f} s just now."


def _addition_seconds() -> float:
    """How long a plain loop takes: on shared machines the same core is three times as quick an hour later."""
    begun, found = perf_counter(), 0
    for number in range(3_000_000):
        found += number
    return perf_counter() - begun


def _grouping_seconds() -> float:
    """How long the memory takes: it may be slow in an hour in which a loop is quick, and pages hang on it."""
    connection = duckdb.connect(config={"threads": 1})
    begun = perf_counter()
    connection.execute("select count(*) from (select i * 7919 % 200000 as g from range(5000000) as t(i) group by g)")
    return perf_counter() - begun


if __name__ == "__main__":
    main()
