"""A simulated chain straight into a warehouse: drawn sales are staged as if their files had been read, and loaded.

No file is written and none is read. Sales are keyed by the statements that key the sales of files, so that a sale has
the same key either way. A document is that of a file that was never written, so its identity is another.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path

from tillroll.contract.values import Document
from tillroll.engine import Engine
from tillroll.filename import slug
from tillroll.ingest import Ingest, RunReport
from tillroll.interpret import Interpreted
from tillroll.lines import Line, Product
from tillroll.prepare import Setup, StagedDocument, document_identity, stage
from tillroll.simulate.days import DayFile
from tillroll.simulate.draw import Batch, batches, draw_sales, prepare_engine
from tillroll.simulate.makes import SQUARE_ROWS
from tillroll.simulate.menu import Item
from tillroll.simulate.world import World

_READ = ("line_key", "drawn_sale", "sale_read", "row_rejected")
_STAGING = (
    "prepare/create_twin",
    "prepare/create_staged_sale",
    "simulate/create_staged_sale_line",
    "prepare/create_staged_day",
)
_LINE_KEY = ("item_no", "unit_gross_pence", "unit_discount_pence", "unit_tax_pence", "quantity", "is_refund")


@dataclass(frozen=True, slots=True)
class _Figures:
    """What a document holds."""

    rows: int = 0
    pence: int = 0


def fill_warehouse(
    ingest: Ingest, world: World, days: range | None = None, on_sales: Callable[[int], None] = lambda _: None
) -> RunReport:
    """Load every sale of the world, or of some of its days by number; each batch is one transaction.

    The warehouse should know the world's lists.
    """
    prepare_engine(ingest.engine, world)
    return ingest.run_staged(_staged_batches(ingest, world, days, on_sales))


def _staged_batches(
    ingest: Ingest, world: World, days: range | None, on_sales: Callable[[int], None]
) -> Iterator[Sequence[StagedDocument]]:
    for day_numbers in batches(world.wanted, days):
        draw = partial(_draw_and_stage, ingest.engine, ingest.setup, world, day_numbers)
        batch, staged = ingest.engine.growing(draw)
        yield staged
        on_sales(batch.sales)


def _draw_and_stage(
    engine: Engine, setup: Setup, world: World, day_numbers: Sequence[int]
) -> tuple[Batch, list[StagedDocument]]:
    batch = draw_sales(engine, world, day_numbers)
    products = _read_lines(engine, world.menu.items)
    branch_ids = {file.cafe.number: _branch_id(setup, file) for file in batch.files.values()}
    _documents(engine, batch, branch_ids)
    for table in _READ:
        engine.run(f"simulate/create_{table}")
    figures = {row[0]: _Figures(row[1], int(row[2])) for row in engine.run("simulate/drawn_figures")}
    staged = [_staged(world, file, figures[number]) for number, file in batch.files.items() if number in figures]
    names = {branch_id: world.cafes[number].name for number, branch_id in branch_ids.items()}
    stage(engine, staged, Interpreted(products, names), setup, _STAGING)
    return batch, staged


def _branch_id(setup: Setup, file: DayFile) -> str:
    return setup.registry.resolve(file.cafe.name, hints=(slug(file.name),)).branch_id


def _documents(engine: Engine, batch: Batch, branch_ids: Mapping[int, str]) -> None:
    files = batch.files.values()
    engine.run(
        "simulate/create_drawn_document",
        document_no=list(batch.files),
        branch_id=[branch_ids[file.cafe.number] for file in files],
        till=[file.till for file in files],
        header_lines=[int(file.cafe.make.header is not None) for file in files],
        is_line=[file.cafe.make.row_style == SQUARE_ROWS for file in files],
    )


def _staged(world: World, file: DayFile, figures: _Figures) -> StagedDocument:
    sha256 = hashlib.sha256(f"simulated {world.wanted.seed} {file.name}".encode()).hexdigest()
    return StagedDocument(
        file.number,
        document_identity(sha256, None, None),
        Document(Path(file.name), file.name, file.delivered_at),
        sha256,
        "file",
        "read",
        0,
        file.cafe.make.format,
        data_rows=figures.rows,
        pence_read=figures.pence,
    )


def _read_lines(engine: Engine, items: Sequence[Item]) -> dict[int, Product]:
    """Say of each kind of line that was drawn what it stands for in a key; gives back the products."""
    rows: list[tuple[object, ...]] = []
    products = {}
    for *key, gross, discount, net, tax in engine.run("simulate/distinct_lines"):
        item = items[key[0]]
        product = Product(item.product.name, item.product.flavour, item.size)
        line = Line(product, Decimal(key[4]), gross, discount, net, tax)
        products[product.product_id] = product
        rows.append((*key, product.product_id, line.line_hash))
    columns = map(list, zip(*rows, strict=True))
    names = (*_LINE_KEY, "product_id", "line_hash")
    engine.run("simulate/create_line_read", **dict(zip(names, columns, strict=True)))
    return products
