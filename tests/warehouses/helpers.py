"""A chain's files and its warehouse, for tests: till files with set times, runs over them, every row of every table."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from tests.postgres_server import Server
from tests.redshift.stand_in import ACCESS, StandIn
from tillroll.adapters.duckdb import DuckDBWarehouse
from tillroll.adapters.folder import find_documents
from tillroll.adapters.postgres import PostgresWarehouse
from tillroll.adapters.redshift import RedshiftWarehouse
from tillroll.checks import run_checks
from tillroll.contract.tables import TABLES
from tillroll.contract.values import Keep, Receipt
from tillroll.engine import Engine
from tillroll.formats.format_file import load_formats
from tillroll.ingest import Ingest, RunReport
from tillroll.load import Release
from tillroll.patience import Wait
from tillroll.prepare import Setup
from tillroll.wiring import Warehouse

Form = Literal["dash", "triples", "excel", "stream"]
Rows = dict[str, list[tuple[Any, ...]]]

IN_MEMORY = Path(":memory:")
SETUP = Setup(load_formats(None))
CUSTOMER, CARD = "Mock Person", "4929000000000000"
STATE_TABLES = tuple(table for table in TABLES if not table.is_log)


# --- till files ---


@dataclass(frozen=True)
class Item:
    """One item of a basket."""

    name: str
    pence: int


LATTE, MOCHA, TEA = Item("Latte", 245), Item("Mocha", 320), Item("Speciality Tea - Fruit", 130)


@dataclass(frozen=True)
class Sale:
    """A row of a till file. One that does not add up has a total that is not the sum of its items."""

    placed_at: datetime
    items: tuple[Item, ...] = (LATTE,)
    adds_up: bool = True

    @property
    def pence(self) -> int:
        return sum(item.pence for item in self.items) + (0 if self.adds_up else 5)


def till_text(sales: Iterable[Sale], form: Form = "dash", branch: str = "Leeds") -> str:
    """The text of a till file, as the till of this form writes it."""
    write = {"dash": _dash_row, "triples": _triples_row, "excel": _excel_row, "stream": _stream_row}[form]
    return "".join(f"{write(sale, branch)}\n" for sale in sales)


def _dash_row(sale: Sale, branch: str) -> str:
    basket = ", ".join(f"{item.name} - {_pounds(item.pence)}" for item in sale.items)
    return f'{sale.placed_at:%d/%m/%Y %H:%M},{branch},{CUSTOMER},"{basket}",{_pounds(sale.pence)},CARD,{CARD}'


def _triples_row(sale: Sale, branch: str) -> str:
    return f'{sale.placed_at},{branch},{CUSTOMER},"{_triples(sale)}",CARD,{_pounds(sale.pence)},"visa,{CARD}"'


def _excel_row(sale: Sale, branch: str) -> str:
    """A triples row that Excel saved again: no seconds, no leading zeros, the card as a number."""
    at = sale.placed_at
    cells = f"{at.day}/{at.month}/{at.year} {at.hour}:{at:%M},{branch},{CUSTOMER}"
    return f'{cells},"{_triples(sale)}",CARD,{sale.pence / 100:g},4.929E+15'


def _triples(sale: Sale) -> str:
    return ",".join(f",{item.name},{_pounds(item.pence)}" for item in sale.items)


def _stream_row(sale: Sale, branch: str) -> str:
    basket = ", ".join(f"{item.name} - {_pounds(item.pence)}" for item in sale.items)
    at = f"{sale.placed_at:%d/%m/%Y %H:%M}"
    return json.dumps([at, branch, CUSTOMER, basket, _pounds(sale.pence), "CARD", CARD])


def _pounds(pence: int) -> str:
    return f"{pence // 100}.{pence % 100:02d}"


def write_file(path: Path, text: str | bytes, delivered_at: datetime) -> Path:
    """Write a file and set its time, which is its place in the order of deliveries."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    set_time(path, delivered_at)
    return path


def set_time(path: Path, delivered_at: datetime) -> None:
    microseconds = (delivered_at.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    os.utime(path, ns=(microseconds * 1000, microseconds * 1000))


# --- runs ---


@dataclass
class Chain:
    """A warehouse and what is done to it. Each ingest is a run of its own."""

    engine: Engine
    warehouse: Warehouse
    setup: Setup = field(default_factory=lambda: SETUP)

    def ingest(self, *paths: Path, replay: bool = False) -> RunReport:
        """One run over files and folders."""
        return Ingest(self.engine, self.warehouse, self.setup).run(find_documents(list(map(str, paths))), replay=replay)

    def take(self, path: Path) -> Receipt:
        """One run over one file; its receipt."""
        (receipt,) = self.ingest(path).receipts
        return receipt

    def release(self, *releases: Release) -> None:
        Ingest(self.engine, self.warehouse, self.setup).release(releases)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.warehouse.execute(sql)

    def state(self) -> Rows:
        """Every row of every table and mart but the logs, sorted."""
        return {table.name: sorted(self.rows(f"select * from {table.name}"), key=repr) for table in STATE_TABLES}

    @property
    def current(self) -> tuple[int, int]:
        """How many sales count, and their pence."""
        ((sales, pence),) = self.rows("select count(*), coalesce(sum(total_pence), 0) from current_sale")
        return sales, int(pence)


@contextmanager
def open_chain(path: Path = IN_MEMORY, setup: Setup = SETUP) -> Iterator[Chain]:
    """A warehouse that only this block knows, or one that a path names; where it is, the test's fixture says.

    Tests run beside each other, and of few rows a second thread only takes more of the processors' time.
    """
    engine = Engine.open(threads=1)
    try:
        with _servers[-1].warehouse(engine, path) if _servers else _file(engine, path) as warehouse:
            yield Chain(engine, warehouse, setup)
    finally:
        engine.close()


@contextmanager
def _file(engine: Engine, path: Path) -> Iterator[Warehouse]:
    yield DuckDBWarehouse.open(engine, path, Wait(10))


class _Schemas:
    """The warehouses of a server: a schema for each path, and one for each block without a path."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._urls: dict[Path, str] = {}
        self._left = ExitStack()

    @contextmanager
    def warehouse(self, engine: Engine, path: Path) -> Iterator[Warehouse]:
        with ExitStack() as own:
            url = own.enter_context(self._server.schema()) if path == IN_MEMORY else self._url(path)
            yield own.enter_context(closing(PostgresWarehouse.open(engine, url, None, Wait(10))))

    def _url(self, path: Path) -> str:
        if path not in self._urls:
            self._urls[path] = self._left.enter_context(self._server.schema())
        return self._urls[path]

    def close(self) -> None:
        self._left.close()


class _Standing:
    """The warehouses of a Redshift stand-in, a schema each as those of a server."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._urls: dict[Path, str] = {}
        self._left = ExitStack()

    @contextmanager
    def warehouse(self, engine: Engine, path: Path) -> Iterator[Warehouse]:
        with ExitStack() as own:
            url = own.enter_context(self._stand_in.schema()) if path == IN_MEMORY else self._url(path)
            yield own.enter_context(closing(RedshiftWarehouse.open(engine, url, ACCESS, Wait(10))))

    def _url(self, path: Path) -> str:
        if path not in self._urls:
            self._urls[path] = self._left.enter_context(self._stand_in.schema())
        return self._urls[path]

    def close(self) -> None:
        self._left.close()


_servers: list[_Schemas | _Standing] = []


@contextmanager
def in_redshift(stand_in: StandIn) -> Iterator[None]:
    """Until the block ends, `open_chain` opens warehouses behind this stand-in."""
    with closing(_Standing(stand_in)) as schemas:
        _servers.append(schemas)
        try:
            yield
        finally:
            _servers.pop()


@contextmanager
def in_postgres(server: Server) -> Iterator[None]:
    """Until the block ends, `open_chain` opens warehouses on this server."""
    with closing(_Schemas(server)) as schemas:
        _servers.append(schemas)
        try:
            yield
        finally:
            _servers.pop()


def state_of(warehouse: Path | str) -> Rows:
    """Every row of every table but the logs: of a warehouse's file, or of the one that a URL names."""
    if isinstance(warehouse, str):
        with open_url(warehouse) as chain:
            return chain.state()
    with open_chain(warehouse) as chain:
        return chain.state()


@contextmanager
def open_url(url: str, setup: Setup = SETUP) -> Iterator[Chain]:
    """The warehouse in PostgreSQL, or behind a Redshift stand-in, that a URL names."""
    engine = Engine.open(threads=1)
    try:
        with closing(_at(engine, url)) as warehouse:
            yield Chain(engine, warehouse, setup)
    finally:
        engine.close()


def _at(engine: Engine, url: str) -> PostgresWarehouse | RedshiftWarehouse:
    if url.startswith("redshift:"):
        return RedshiftWarehouse.open(engine, url, ACCESS, Wait(10))
    return PostgresWarehouse.open(engine, url, None, Wait(10))


def releases_of(receipt: Receipt, keep: Keep, decided_at: datetime, *, always: bool = False) -> list[Release]:
    """A person's decision about each branch-day of a delivery."""
    return [
        Release(UUID(receipt.document_id), day.branch, day.till, day.trading_date, decided_at, keep, always)
        for day in receipt.branch_days
    ]


def tell(words: str) -> None:
    """Print a figure that people ask for; `pytest -rP` shows it."""
    sys.stdout.write(f"{words}\n")


# --- what must always hold ---


def assert_conserved(receipts: Sequence[Receipt]) -> None:
    """Every row and every penny of each delivery has one fate."""
    adrift = {receipt.file: (receipt.rows_adrift, receipt.pence_adrift) for receipt in receipts}
    assert not any(rows or pence for rows, pence in adrift.values()), adrift


def assert_same_state(one: Mapping[str, Any], other: Mapping[str, Any]) -> None:
    """The same rows of every table; says which tables differ before it says how."""
    assert [name for name in one if one[name] != other[name]] == []


def assert_sound(chain: Chain) -> None:
    """Nothing that `tillroll check` asks is amiss, and the marts say what the sales that count say."""
    assert [result for result in run_checks(chain.warehouse) if result.failures] == []
    by_day = (
        "select branch_id, trading_date, {}, cast(sum({}) as bigint) from {} "
        "group by branch_id, trading_date having {} order by branch_id, trading_date"
    )
    sales = chain.rows(
        by_day.format("count(case when not is_refund then 1 end)", "total_pence", "current_sale", "true")
    )
    hours = chain.rows(by_day.format("cast(sum(orders) as bigint)", "net_pence", "branch_hour", "true"))
    days = chain.rows(
        by_day.format("cast(sum(orders) as bigint)", "net_pence", "branch_day", "max(orders + refunds) > 0")
    )
    assert sales == hours == days
    by_product = "select product_id, cast(sum(net_pence) as bigint) from {} group by product_id order by product_id"
    products = chain.rows(by_product.format("branch_day_product"))
    assert products == chain.rows(by_product.format("current_sale_line"))
