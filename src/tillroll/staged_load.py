"""The staged form into a warehouse: what the ledger does not have yet, in the order in which it was made."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from tillroll import compare, lists, staged_form
from tillroll.batch import Prepared
from tillroll.branches import read_branches
from tillroll.calendar import read_closures
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError
from tillroll.ingest import Ingest, Keep, RunReport, Warehouse
from tillroll.load import Release, add_loaded_object
from tillroll.patience import persistently
from tillroll.prepare import Setup
from tillroll.products import read_products
from tillroll.registry import Registry
from tillroll.staged_form import Manifest, StagedStore, id_of, kind_of

Row = tuple[Any, ...]
_LISTED_OTHERWISE = (
    "names the branch {} otherwise than this warehouse does: "
    "prepare its files again into a new folder, with the branches.csv of this warehouse"
)


class Comparable(compare.Warehouse, Protocol):
    """A warehouse that can be compared with another."""

    def run(self, name: str, /, **parameters: object) -> list[Row]:
        """Run ``sql/<name>.sql`` and fetch what it answers."""
        ...


@dataclass(frozen=True, slots=True)
class Totals:
    """What a warehouse comes to."""

    documents: int
    sales: int
    pence: int
    rows_rejected: int
    decisions: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load of the staged form did, and what it left: objects there already, decisions and deliveries of nothing.

    ``lost`` counts decisions about, and deliveries of, documents that no batch holds: they were pruned.
    """

    report: RunReport
    objects: int
    skipped: int
    lost: int


def load_staged(
    engine: Engine,
    warehouse: Warehouse,
    store: StagedStore,
    on_object: Callable[[int], None] = lambda _sales: None,
    arriving: Iterable[str] | None = None,
    setup: Setup | None = None,
) -> Loaded:
    """Load each object that the warehouse's ledger does not have; it is verified first, and one transaction each.

    ``arriving`` names objects that come while others are loaded; ``setup`` is theirs, where the store may be empty yet.
    Raises as `staged_form.verify` does; what was loaded before stays, and the next load goes on from there.
    """
    names = store.names()
    todo = to_load(warehouse, names)
    manifests = (staged_form.read_manifest(store, name) for name in names if kind_of(name) == "batches")
    setup = _load_setup(setup) if setup else _setup(next(manifests, None))
    loading = _Loading(store, Ingest(engine, warehouse, setup))
    if todo or arriving is not None:
        loading.run(chain(todo, _unlike(names, arriving or ())), on_object)
    skipped = len(names) - len(todo)
    return Loaded(loading.ingest.report, skipped + loading.count, skipped, loading.lost)


def _unlike(names: Sequence[str], arriving: Iterable[str]) -> Iterator[str]:
    known = set(names)
    for name in arriving:
        if name not in known:
            known.add(name)
            yield name


def _load_setup(setup: Setup) -> Setup:
    return Setup((), time_zone=setup.time_zone, cut_off_minutes=setup.cut_off_minutes)


def _setup(first: Manifest | None) -> Setup:
    """The set-up under which the staged form was made; nothing is read from till files with it."""
    if first is None:
        return Setup(())
    return Setup((), time_zone=first.prepared.time_zone, cut_off_minutes=first.prepared.cut_off_minutes)


def cut_off_of(store: StagedStore) -> int:
    """The cut-off under which the staged form was made, in minutes after midnight."""
    first = next(iter(store.names("batches")), None)
    return _setup(staged_form.read_manifest(store, first) if first else None).cut_off_minutes


def to_load(warehouse: Warehouse, names: Sequence[str]) -> list[str]:
    """The objects that the warehouse's ledger does not have."""
    loaded = {row[0] for row in warehouse.run("lists/loaded_objects")}
    return [name for name in names if id_of(name) not in loaded]


class _Loading:
    """One run over objects of the staged form."""

    def __init__(self, store: StagedStore, ingest: Ingest) -> None:
        self.store = store
        self.ingest = ingest
        self.waiting: dict[str, Release] = {}
        self.lost = 0
        self.count = 0

    def run(self, names: Iterable[str], on_object: Callable[[int], None]) -> None:
        self._know_branches()
        self.ingest.begin()
        for name in names:
            sales = self._take(name)
            self.count += 1
            on_object(sales)
        self._decide()
        self.lost += len(self.waiting)
        self.ingest.finish()

    def _take(self, name: str) -> int:
        if kind_of(name) == "batches":
            return self._take_batch(staged_form.read_manifest(self.store, name))
        if kind_of(name) == "lists":
            self._take_lists(name)
        else:
            self.waiting[name] = staged_form.read_decision(self.store, name)
            self._decide()
        return 0

    def _take_batch(self, manifest: Manifest) -> int:
        if manifest.prepared.cut_off_minutes != self.ingest.setup.cut_off_minutes:
            raise ConfigurationError(
                f"staged {manifest.name} has another cut-off than the first: prepare its files again with the same"
            )
        lost = 0

        def stage() -> Prepared:
            nonlocal lost
            staged = self._stage(manifest)
            lost = len(manifest.prepared.known) - len(staged.known)
            return staged

        self.ingest.take(stage)
        self.lost += lost
        return manifest.sales

    def _stage(self, manifest: Manifest) -> Prepared:
        """Make the staged tables of a batch; it comes without deliveries of documents that the warehouse lacks."""
        _read_tables(self.ingest.engine, self.store, manifest)
        branch_id = branch_meant_otherwise(self.ingest.engine, self.ingest.setup.registry)
        if branch_id:
            raise ConfigurationError(f"staged {manifest.name} {_LISTED_OTHERWISE.format(branch_id)}")
        files = staged_form.kept_files(self.store, manifest)
        prepared = with_stored_deliveries(self.ingest.warehouse, manifest.prepared)
        return replace(prepared, staged_ids=(manifest.id,), files=files)

    def _take_lists(self, name: str) -> None:
        files = staged_form.read_lists(self.store, name)
        changed = persistently(lambda: sync_files(self.ingest.warehouse, files))
        self.ingest.release([], changed, [id_of(name)])
        self._know_branches()

    def _know_branches(self) -> None:
        self.ingest.setup = replace(self.ingest.setup, registry=lists.registry(self.ingest.warehouse))

    def _decide(self) -> None:
        """Record the decisions whose documents are there; the others wait."""
        if not self.waiting:
            return
        known = set(self.ingest.warehouse.run("lists/stored_decision"))
        documents = _stored(self.ingest.warehouse, {release.document_id for release in self.waiting.values()})
        for name, release in list(self.waiting.items()):
            if release.document_id in documents:
                self.ingest.release([] if _row(release) in known else [release], staged_ids=[id_of(name)])
                del self.waiting[name]


def branch_meant_otherwise(engine: Engine, registry: Registry) -> str | None:
    """A branch by which the engine's batch means another than the warehouse does, if there is one.

    A batch must mean by its branches what the warehouse means; one without a list knows every name.
    """
    if registry.by_key is None:
        return None
    rows = engine.run("staged/held_branches")
    return next((branch_id for branch_id, held in rows if (branch_id in registry.ids) == bool(held)), None)


def with_stored_deliveries(warehouse: Warehouse, prepared: Prepared) -> Prepared:
    """The batch without deliveries of documents that the warehouse lacks."""
    stored = _stored(warehouse, {each.document_id for each in prepared.known})
    return replace(prepared, known=tuple(each for each in prepared.known if each.document_id in stored))


def _stored(warehouse: Warehouse, document_ids: Iterable[UUID]) -> set[UUID]:
    """Those of the documents that the warehouse has."""
    ids = list(document_ids)
    return {row[0] for row in warehouse.run("lists/stored_documents", document_ids=ids)} if ids else set()


def _row(release: Release) -> Row:
    return tuple(getattr(release, name) for name in Release.__slots__)


def sync_files(warehouse: lists.Warehouse, files: Mapping[str, Path]) -> list[lists.Day]:
    """Store lists that are kept in files; the branch-days that must be folded anew."""
    branches = read_branches(files["branches"]) if "branches" in files else None
    return lists.sync_lists(
        warehouse,
        branches=branches,
        products=read_products(files["products"]) if "products" in files else None,
        closures=read_closures(files["closures"], branches) if "closures" in files and branches else None,
    )


def _read_tables(engine: Engine, store: StagedStore, manifest: Manifest) -> None:
    engine.growing(lambda: staged_form.read_tables(store, engine, manifest))


def keeps_batches(store: StagedStore) -> Keep:
    """What keeps each batch of an ingest in a store, and gives back its id."""

    def keep(engine: Engine, prepared: Prepared) -> UUID | None:
        name = staged_form.write_batch(store, engine, prepared)
        return id_of(name) if name else None

    return keep


def keep_lists(store: StagedStore, ingest: Ingest, files: Mapping[str, Path]) -> None:
    """Keep the lists that an ingest was given, and note that its warehouse has them."""
    object_id = staged_form.write_lists(store, files) if files else None
    if object_id:
        _note_all(ingest.warehouse, [object_id], ingest.report.run_id)


def keep_decisions(store: StagedStore, warehouse: Warehouse, run_id: UUID) -> None:
    """Keep every decision that a warehouse has, and note that it has them."""
    ids = staged_form.write_decisions(store, warehouse.run("lists/stored_decision"))
    _note_all(warehouse, ids, run_id)


def _note_all(warehouse: Warehouse, object_ids: Sequence[UUID], run_id: UUID) -> None:
    known = {row[0] for row in warehouse.run("lists/loaded_objects")}
    fresh = [object_id for object_id in object_ids if object_id not in known]

    def note() -> None:
        with warehouse.transaction():
            for object_id in fresh:
                add_loaded_object(warehouse, object_id, run_id)

    if fresh:
        persistently(note)


# --- rebuild ---


def check_rebuildable(warehouse: Warehouse, store: StagedStore) -> None:
    """``ConfigurationError`` unless a warehouse is empty or all that it holds came from this very staged form."""
    loaded = {row[0] for row in warehouse.run("lists/loaded_objects")}
    strange = loaded - {id_of(name) for name in store.names()}
    if strange or warehouse.run("lists/receipts_of_files")[0][0]:
        raise ConfigurationError(
            "the warehouse holds what is not from this staged form: name a new one, or use 'tillroll load' to add to it"
        )


def totals(warehouse: Comparable) -> Totals:
    """What a warehouse comes to."""
    return Totals(*warehouse.run("lists/totals")[0])


def differences(one: Comparable, other: Comparable) -> Iterator[str]:
    """The figures and rows that differ between two warehouses, in words; none if they agree."""
    ours, theirs = totals(one), totals(other)
    for figure in Totals.__slots__:
        if getattr(ours, figure) != getattr(theirs, figure):
            yield f"{figure.replace('_', ' ')}: {getattr(ours, figure):,} here, {getattr(theirs, figure):,} there"
    yield from compare.row_differences(one, other)
