"""The answer key: what was truly sold, what was delivered and what must become of it, as Parquet tables.

It is made of what the simulator planted. None of tillroll's rules has a say in it.
"""

import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tillroll.engine import Engine
from tillroll.simulate.deliveries import BranchDate, Delivery, Sold, TrueSale
from tillroll.simulate.world import Planted, World, planted

_DRAWN = ("sale", "sale_line")
_SOLD = ("sale_no", "placed_at", "pence")


@dataclass(frozen=True, slots=True)
class DayFate:
    """What a branch-day comes to when everything delivered is ingested: the register's state, and what counts."""

    state: str
    sales: int
    pence: int


@dataclass(slots=True)
class AnswerKey:
    """The key as it grows, batch by batch; days are by the numbers of branch and day."""

    folder: Path
    deliveries: list[Delivery] = field(default_factory=list)
    truth: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    fates: dict[tuple[int, int], DayFate] = field(default_factory=dict)
    strays: set[BranchDate] = field(default_factory=set)
    faults: list[Planted] = field(default_factory=list)
    uncounted: list[int] = field(default_factory=list)
    retold: list[Sold] = field(default_factory=list)
    parts: int = 0

    def add_sales(self, engine: Engine) -> None:
        """Write down the sales of a batch, as they stand in the engine."""
        (self.folder / ".parts").mkdir(parents=True, exist_ok=True)
        for table in _DRAWN:
            engine.run(f"simulate/copy_{table}", to_file=str(self._part(table, self.parts)))
        self.parts += 1
        for branch_no, day_no, sales, pence in engine.run("simulate/branch_days"):
            self.truth[branch_no, day_no] = sales, pence

    def count_only(self, counted: Collection[Sold], made: Iterable[TrueSale]) -> None:
        """Note of a branch-day's sales which don't count as they were made, and which count as they never were."""
        true = {sale.sold for sale in made}
        self.uncounted += sorted(sold.sale_no for sold in true.difference(counted))
        self.retold += [sold for sold in counted if sold not in true]

    def _part(self, table: str, number: int) -> Path:
        return self.folder / ".parts" / f"{table}-{number:05d}.parquet"

    def finish(self, engine: Engine, world: World) -> None:
        """Write the tables."""
        engine.run("simulate/join_sale", uncounted=self.uncounted, **self._drawn("sale"))
        engine.run("simulate/join_sale_line", **self._drawn("sale_line"))
        retold = sorted(self.retold, key=lambda sold: sold.sale_no)
        self._copy(engine, "retold", _columns_of(_SOLD, retold))
        self._copy(engine, "file", _file_columns(self.deliveries))
        self._copy(engine, "rejection", _rejection_columns(self.deliveries))
        self._copy(engine, "branch_day", _day_columns(self, world))
        self._copy(engine, "planted", _columns_of(_PLANTED, [*planted(world), *self.faults]))
        shutil.rmtree(self.folder / ".parts")

    def _drawn(self, table: str) -> Mapping[str, object]:
        parts = [str(self._part(table, number)) for number in range(self.parts)]
        return {"parts": parts, "to_file": self._table(table)}

    def _table(self, table: str) -> str:
        return str(self.folder / f"{table}.parquet")

    def _copy(self, engine: Engine, table: str, columns: Mapping[str, Sequence[object]]) -> None:
        engine.run(f"simulate/copy_{table}", to_file=self._table(table), **columns)


_PLANTED = ("kind", "subject", "detail", "from_date", "to_date", "size")
_COUNTS = ("fault", "outcome", "data_rows", "rows_rejected", "rows_blank", "sales", "pence")
_TOLD = ("branch_code", "branch", "trading_date")
_DAY = ("branch_code", "branch", "trading_date", "is_expected", "state", "true_sales", "true_pence", "sales", "pence")


def _columns_of(names: Iterable[str], values: Sequence[object]) -> dict[str, list[object]]:
    return {name: [getattr(value, name) for value in values] for name in names}


def _file_columns(deliveries: Sequence[Delivery]) -> dict[str, list[object]]:
    ordered = sorted(deliveries, key=lambda delivery: (delivery.delivered_at, delivery.name))
    told = [delivery.tells_of for delivery in ordered if delivery.tells_of]
    columns = _columns_of(_COUNTS, ordered) | _columns_of(_TOLD, told)
    columns["file"] = [delivery.name for delivery in ordered]
    columns["delivered_at"] = [_utc(delivery.delivered_at) for delivery in ordered]
    return columns


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _rejection_columns(deliveries: Iterable[Delivery]) -> dict[str, list[object]]:
    rows = sorted((delivery.name, *rejection) for delivery in deliveries for rejection in delivery.rejections)
    return {name: [row[at] for row in rows] for at, name in enumerate(("file", "line_no", "rule"))}


def _day_columns(key: AnswerKey, world: World) -> dict[str, list[object]]:
    rows = [
        _day_row(key, world, cafe, day_no) for day_no in range(world.wanted.days) for cafe in range(len(world.cafes))
    ]
    strays = sorted(key.strays, key=lambda stray: (stray.trading_date, stray.branch))
    rows += [("", stray.branch, stray.trading_date, False, "held", 0, 0, 0, 0) for stray in strays]
    return {name: [row[at] for row in rows] for at, name in enumerate(_DAY)}


def _day_row(key: AnswerKey, world: World, number: int, day_no: int) -> tuple[object, ...]:
    cafe, day = world.cafes[number], world.wanted.span.day(day_no)
    true_sales, true_pence = key.truth.get((number, day_no), (0, 0))
    is_expected = world.opening(cafe, day) is not None
    fate = DayFate("complete" if is_expected else "closed", true_sales, true_pence)
    fate = key.fates.get((number, day_no), fate)
    figures = (true_sales, true_pence, fate.sales, fate.pence)
    return (cafe.code, cafe.name, day, is_expected, fate.state, *figures)
