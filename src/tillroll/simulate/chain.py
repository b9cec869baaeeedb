"""A simulated chain on disk: till files with their reference lists, and the answer key beside them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tillroll.engine import Engine
from tillroll.errors import ConfigurationError
from tillroll.simulate.deliveries import Delivery
from tillroll.simulate.draw import Batch, batches, draw_sales, prepare_engine, total_sales
from tillroll.simulate.key import AnswerKey
from tillroll.simulate.landing import genuine_files, stream_files, write
from tillroll.simulate.reference import write_lists
from tillroll.simulate.trouble import Trouble, draw_trouble, no_trouble
from tillroll.simulate.world import Wanted, draw_world


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: files, the true sales behind them with their pence, and how many files a fault touched."""

    files: int
    faulty_files: int
    sales: int
    pence: int


def write_chain(engine: Engine, out: Path, wanted: Wanted, on_sales: Callable[[int], None] = lambda _: None) -> Written:
    """Write ``landing`` and ``answer_key`` into a folder; ``on_sales`` hears how many sales each batch held.

    The same arguments give the same files. ``ConfigurationError`` if the folder can't take them.
    """
    landing = _fresh_folder(out / "landing")
    key = AnswerKey(_fresh_folder(out / "answer_key"))
    world = draw_world(wanted)
    trouble = draw_trouble(world) if wanted.has_faults else no_trouble(world)
    write_lists(landing, world)
    prepare_engine(engine, world)
    for day_numbers in batches(wanted):
        batch = engine.growing(partial(draw_sales, engine, world, day_numbers))
        engine.growing(partial(total_sales, engine))
        engine.growing(partial(key.add_sales, engine))
        _deliver(landing, key, _deliveries(engine, batch, trouble, key))
        on_sales(batch.sales)
    _deliver(landing, key, trouble.befall(key))
    engine.growing(partial(key.finish, engine, world))
    return _written(key)


def _deliver(landing: Path, key: AnswerKey, deliveries: Iterable[Delivery]) -> None:
    for delivery in deliveries:
        write(landing, delivery)
        key.deliveries.append(delivery)


def _deliveries(engine: Engine, batch: Batch, trouble: Trouble, key: AnswerKey) -> Iterator[Delivery]:
    """The genuine files of a batch, but for those that are kept for a fault or never come, and the micro-batches."""
    kept = {}
    for file, delivery in genuine_files(engine, batch):
        if trouble.keeps(file):
            kept[file] = delivery
        elif trouble.withholds(file):
            trouble.withhold(key, file)
        else:
            yield delivery
    trouble.keep(engine, kept)
    yield from stream_files(engine, batch)


def _fresh_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ConfigurationError(f"{folder} holds files already: empty it, or name another folder")
    except OSError as error:
        raise ConfigurationError(f"{folder}: can't be written ({error.strerror}): name another folder") from None
    return folder


def _written(key: AnswerKey) -> Written:
    return Written(
        len(key.deliveries),
        sum(bool(delivery.fault) for delivery in key.deliveries),
        sum(sales for sales, _ in key.truth.values()),
        sum(pence for _, pence in key.truth.values()),
    )
