"""A simulated chain for tests: what its answer key says, and what tillroll makes of its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tillroll import wiring
from tillroll.engine import Engine
from tillroll.ingest import RunReport
from tillroll.report import register
from tillroll.settings import read_settings
from tillroll.simulate.chain import Written, write_chain
from tillroll.simulate.world import FIRST_DAY, Planting, Wanted

TABLES = ("sale", "retold", "sale_line", "branch_day", "file", "rejection", "planted")
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Chain:
    """A chain on disk and what was said of it when it was written."""

    folder: Path
    wanted: Wanted
    written: Written

    @property
    def landing(self) -> Path:
        return self.folder / "landing"

    def key(self, sql: str) -> list[Row]:
        """What the answer key says; its tables are named as its files."""
        with duckdb.connect() as connection:
            for table in TABLES:
                connection.execute(f"create view {table} as from '{self.folder}/answer_key/{table}.parquet'")
            return connection.execute(sql).fetchall()


def small_chain(
    folder: Path,
    seed: int,
    *,
    faults: bool = True,
    branches: int = 14,
    days: int = 10,
    orders: int = 45,
    first: date = FIRST_DAY,
    planting: Planting = "usual",
) -> Chain:
    """A chain of few branches and sales with everything in it; without faults nothing streams either."""
    wanted = Wanted(branches, days, seed, orders, first, has_stream=faults, has_faults=faults, planting=planting)
    engine = Engine.open()
    written = write_chain(engine, folder, wanted)
    engine.close()
    return Chain(folder, wanted, written)


@dataclass(frozen=True)
class Ingested:
    """What tillroll made of a chain: its run, its warehouse's answers, its register by branch and date."""

    report: RunReport
    warehouse: Path
    states: dict[tuple[str, date], str]

    def rows(self, sql: str) -> list[Row]:
        with duckdb.connect(self.warehouse, read_only=True) as connection:
            return connection.execute(sql).fetchall()


def ingested(chain: Chain) -> Ingested:
    """Ingest all files of a chain in one run; the register's branches are by code, or by name where they have none."""
    path = chain.folder / "tillroll.duckdb"
    settings = read_settings({"warehouse": f"duckdb:///{path}"}, {}, chain.folder)
    paths = [str(chain.landing)]
    with wiring.open_warehouse(settings) as opened:
        lists = wiring.read_lists(settings, paths)
        run = wiring.start_ingest(opened, settings, lists, lambda _: None, lambda _: None)
        report = run.run(wiring.find(paths))
        codes: dict[str, str] = dict(opened.engine.execute("select branch_id, coalesce(code, name) from branch"))
        states = {(codes[row.branch_id], row.trading_date): str(row.state) for row in register(opened.warehouse)}
    return Ingested(report, path, states)


def differences(one: Sequence[Row], other: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Rows of the one that the other lacks, and the other way round."""
    first, second = set(one), set(other)
    return sorted(first - second, key=str), sorted(second - first, key=str)
