"""Prepare over several processes: each reads whole batches into the staged form; nothing passes between them."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context

from tillroll import __version__
from tillroll.batch import Postponed, look_at_all, prepare_batch
from tillroll.contract.values import Document
from tillroll.engine import Engine
from tillroll.orphan import end_with_parent
from tillroll.prepare import Setup
from tillroll.staged_form import StagedStore, next_number, sources, write_batch

_AHEAD = 2


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """A batch that is in the staged form now: its name there, how many files it had, and which were postponed."""

    name: str | None
    files: int
    postponed: tuple[Postponed, ...]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def prepare_batches(
    store: StagedStore, setup: Setup, batches: Iterable[Sequence[Document]], jobs: int
) -> Iterator[PreparedBatch]:
    """Prepare batches into a store, given back in their order; ``jobs`` processes work, this one alone where it is 1.

    A batch that is there already, of the same files under the same set-up, is given back and not prepared again.
    A store that several processes write must be one that can be handed to another process.
    """
    made = sources(store)
    numbered = zip(count(next_number(store)), batches, strict=False)
    if jobs == 1:
        yield from _prepare_here(store, setup, numbered, made)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
        waiting: list[Future[PreparedBatch]] = []
        try:
            for number, batch in numbered:
                there = _made(made, setup, batch)
                waiting.append(_told(there) if there else pool.submit(_prepare_there, store, setup, number, batch))
                if len(waiting) > jobs * _AHEAD:
                    yield waiting.pop(0).result()
            while waiting:
                yield waiting.pop(0).result()
        finally:
            pool.shutdown(cancel_futures=True)


def _told(there: PreparedBatch) -> Future[PreparedBatch]:
    future: Future[PreparedBatch] = Future()
    future.set_result(there)
    return future


def _made(made: Mapping[str, str], setup: Setup, batch: Sequence[Document]) -> PreparedBatch | None:
    name = made.get(_source(setup, batch))
    return PreparedBatch(name, len(batch), ()) if name else None


def _source(setup: Setup, batch: Sequence[Document]) -> str:
    """What a batch is made of, as one mark: its files by name, time and size, and all that reading depends on."""
    files = [(doc.name, doc.delivered_at.isoformat(), doc.byte_count, doc.modified_ns) for doc in batch]
    branches = sorted((setup.registry.by_key or {}).items())
    means = (setup.formats, branches, setup.products, sorted(setup.tills.items()))
    told = repr((files, means, setup.time_zone, setup.cut_off_minutes, __version__))
    return hashlib.sha256(told.encode()).hexdigest()


def _prepare_here(
    store: StagedStore, setup: Setup, numbered: Iterable[tuple[int, Sequence[Document]]], made: Mapping[str, str]
) -> Iterator[PreparedBatch]:
    engine = Engine.open()
    try:
        for number, batch in numbered:
            yield _made(made, setup, batch) or _prepare(engine, store, setup, number, batch)
    finally:
        engine.close()


def _prepare_there(store: StagedStore, setup: Setup, number: int, batch: Sequence[Document]) -> PreparedBatch:
    """The work of one process; DuckDB has one thread there, as the processes share the cores."""
    engine = Engine.open(threads=1)
    try:
        return _prepare(engine, store, setup, number, batch)
    finally:
        engine.close()


def _prepare(engine: Engine, store: StagedStore, setup: Setup, number: int, batch: Sequence[Document]) -> PreparedBatch:
    postponed: list[Postponed] = []
    prepared = prepare_batch(engine, setup, list(look_at_all(batch, setup, postponed.append)))
    is_whole = not (postponed or prepared.postponed)
    name = write_batch(store, engine, prepared, number, _source(setup, batch) if is_whole else None)
    return PreparedBatch(name, len(batch), (*postponed, *prepared.postponed))
