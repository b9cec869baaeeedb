"""Set-ups: what prepare, ingest and load must know, from settings, lists, the warehouse and the staged form."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import uuid4

from tillroll.adapters.staged_bucket import StagedBucket
from tillroll.adapters.staged_folder import StagedFolder
from tillroll.branches import read_branches
from tillroll.contract.values import Document, Receipt
from tillroll.formats.format_file import load_formats
from tillroll.ingest import Ingest, Postponed, batches
from tillroll.lists import registry, sync_lists
from tillroll.patience import persistently
from tillroll.prepare import Setup
from tillroll.registry import Registry, assign_ids, branch_entries
from tillroll.settings import Settings
from tillroll.spread import PreparedBatch, prepare_batches
from tillroll.staged_form import StagedStore, latest_lists, registered_ids, write_lists
from tillroll.staged_load import Loaded, keep_decisions, keep_lists, keeps_batches, load_staged
from tillroll.wiring.files import Lists
from tillroll.wiring.warehouses import Opened


def start_ingest(
    opened: Opened,
    settings: Settings,
    lists: Lists,
    on_receipt: Callable[[Receipt], None],
    on_postponed: Callable[[Postponed], None],
) -> Ingest:
    """A run that is ready to take documents: the lists are stored, and what they changed is folded anew."""
    store = partial(sync_lists, branches=lists.branches, products=lists.products, closures=lists.closures)
    changed = persistently(lambda: store(opened.warehouse))
    setup = warehouse_setup(opened, settings, lists)
    run = Ingest(opened.engine, opened.warehouse, setup, on_receipt, on_postponed)
    if settings.staged:
        staged = open_staged(settings.staged, is_there=False)
        run.keep = keeps_batches(staged)
        keep_lists(staged, run, lists.files)
        keep_decisions(staged, opened.warehouse, run.report.run_id)
    if changed:
        run.release([], changed)
    return run


def keep_all_decisions(opened: Opened, settings: Settings) -> None:
    """Keep what people decided in the staged form, if the settings name one."""
    if settings.staged:
        keep_decisions(open_staged(settings.staged, is_there=False), opened.warehouse, uuid4())


def open_staged(place: str, *, is_there: bool = True) -> StagedStore:
    """The staged form in a folder or at a place in S3; with ``is_there`` it must have been one before."""
    if place.startswith("s3://"):
        return StagedBucket.open(place, is_there=is_there)
    return StagedFolder.open(Path(place), is_there=is_there)


def staged_setup(settings: Settings, lists: Lists, store: StagedStore) -> Setup:
    """What prepare must know where there is no warehouse: branches as the last list has them that was given or kept.

    A branch keeps the id that batches of the staged form gave it.
    """
    kept = latest_lists(store)
    branches = lists.branches or (read_branches(kept["branches"]) if "branches" in kept else None)
    return file_setup(settings, replace(lists, branches=branches), {each: each for each in registered_ids(store)})


def prepare_staged(
    settings: Settings, lists: Lists, documents: Sequence[Document], jobs: int
) -> Iterator[PreparedBatch]:
    """Prepare documents into the staged folder of the settings, batch by batch, by so many processes.

    The lists are kept there at once, the batches as they are asked for.
    """
    store = open_staged(settings.staged or "", is_there=False)
    setup = staged_setup(settings, lists, store)
    write_lists(store, lists.files)
    return prepare_batches(store, setup, batches(documents), jobs)


def load_prepared(opened: Opened, settings: Settings, lists: Lists, place: str, arriving: Iterable[str]) -> Loaded:
    """Load a staged form: what is there, and the batches whose names arrive."""
    store = open_staged(place, is_there=False)
    return load_staged(opened.engine, opened.warehouse, store, arriving=arriving, setup=file_setup(settings, lists))


def warehouse_setup(opened: Opened, settings: Settings, lists: Lists) -> Setup:
    """What prepare must know, with the branches and tills as the warehouse knows them."""
    tills: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for branch_id, till in opened.warehouse.run("lists/stored_branch_till"):
        tills[branch_id] += (till,)
    return _setup(settings, lists, registry(opened.warehouse), tills)


def load_setup(settings: Settings) -> Setup:
    """What a load of prepared batches must know: nothing is read from till files with it."""
    return Setup((), time_zone=settings.time_zone, cut_off_minutes=settings.cut_off_minutes)


def file_setup(settings: Settings, lists: Lists, registered: Mapping[str, str] | None = None) -> Setup:
    """What prepare must know where there is no warehouse: branches as the given list has them, if there is one."""
    if lists.branches is None:
        return _setup(settings, lists, Registry.open(registered), {})
    ids = assign_ids(lists.branches, registered or {})
    tills = {ids[branch.code]: branch.tills for branch in lists.branches.branches}
    return _setup(settings, lists, Registry.listed(branch_entries(lists.branches, ids)), tills)


def _setup(settings: Settings, lists: Lists, known: Registry, tills: dict[str, tuple[str, ...]]) -> Setup:
    return Setup(
        formats=load_formats(settings.formats),
        registry=known,
        products=lists.products or (),
        tills=tills,
        time_zone=settings.time_zone,
        cut_off_minutes=settings.cut_off_minutes,
    )
