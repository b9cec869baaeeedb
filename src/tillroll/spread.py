"""Prepare over several processes: each reads whole batches into the staged form; nothing passes between them."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context

from tillroll.batch import Postponed, look_at_all, prepare_batch
from tillroll.contract.values import Document
from tillroll.engine import Engine
from tillroll.prepare import Setup
from tillroll.staged_form import StagedStore, next_number, write_batch

_AHEAD = 2


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """A batch that is in the staged form now: its name there, how many files it had, and which were postponed."""

    name: str | None
    files: int
    postponed: tuple[Postponed, ...]


def prepare_batches(
    store: StagedStore, setup: Setup, batches: Iterable[Sequence[Document]], jobs: int
) -> Iterator[PreparedBatch]:
    """Prepare batches into a store, given back in their order; ``jobs`` processes work, this one alone where it is 1.

    A store that several processes write must be one that can be handed to another process.
    """
    numbered = zip(count(next_number(store)), batches, strict=False)
    if jobs == 1:
        yield from _prepare_here(store, setup, numbered)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting: list[Future[PreparedBatch]] = []
        try:
            for number, batch in numbered:
                waiting.append(pool.submit(_prepare_there, store, setup, number, batch))
                if len(waiting) > jobs * _AHEAD:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            pool.shutdown(cancel_futures=True)


def _prepare_here(
    store: StagedStore, setup: Setup, numbered: Iterable[tuple[int, Sequence[Document]]]
) -> Iterator[PreparedBatch]:
    engine = Engine.open()
    try:
        for number, batch in numbered:
            yield _prepare(engine, store, setup, number, batch)
    finally:
        engine.close()


def _prepare_there(store: StagedStore, setup: Setup, number: int, batch: Sequence[Document]) -> PreparedBatch:
    """The work of one process; DuckDB has one thread there, as the processes share the cores."""
    engine = Engine.open()
    try:
        engine.execute("set threads = 1")
        return _prepare(engine, store, setup, number, batch)
    finally:
        engine.close()


def _prepare(engine: Engine, store: StagedStore, setup: Setup, number: int, batch: Sequence[Document]) -> PreparedBatch:
    postponed: list[Postponed] = []
    prepared = prepare_batch(engine, setup, list(look_at_all(batch, setup, postponed.append)))
    name = write_batch(store, engine, prepared, number)
    return PreparedBatch(name, len(batch), (*postponed, *prepared.postponed))
