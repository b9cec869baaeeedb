"""Objects of the staged form that someone names, into a warehouse: a queue tells what there is, nothing is listed.

Batches go in together, in one transaction. What can't go in is told apart by what becomes of it: one that is damaged
never will, one whose branches the warehouse means otherwise must be prepared again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from tillroll import lists, staged_form
from tillroll.batch import Prepared
from tillroll.errors import ConfigurationError, ConservationError, UnreadableDocument
from tillroll.ingest import Ingest, RunReport
from tillroll.patience import persistently
from tillroll.staged_form import Manifest, StagedStore, id_of, kind_of
from tillroll.staged_load import branch_meant_otherwise, sync_files, with_stored_deliveries
from tillroll.staged_merge import read_merged

_OTHER_CUT_OFF = "was prepared with another cut-off than this chain's: prepare its files again"


@dataclass(slots=True)
class NamedLoad:
    """What became of the named objects: those that were there already are in none of the lists.

    ``refused`` has why, by name, and ``adrift`` those among them that don't add up, which is a fault of ours.
    ``outdated`` are those to be prepared again, or removed for that reason already. ``has_new_lists`` says that files
    which were held or could not be read may read otherwise now.
    """

    report: RunReport
    loaded: list[Manifest] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    adrift: list[str] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)
    has_new_lists: bool = False


def load_named(
    ingest: Ingest, store: StagedStore, names: Sequence[str], cost: Callable[[], int | None] = lambda: None
) -> NamedLoad:
    """Load batches and lists of a store by name, but those that the warehouse's ledger has, as one run.

    ``cost`` is asked at the end what the run cost, in micropence.
    What is raised says that none of it could be told apart: try all of it again.
    """
    loading = _Loading(store, ingest, cost)
    loading.run(list(dict.fromkeys(names)))
    return loading.done


class _Loading:
    def __init__(self, store: StagedStore, ingest: Ingest, cost: Callable[[], int | None]) -> None:
        self.store = store
        self.ingest = ingest
        self.cost = cost
        self.done = NamedLoad(ingest.report)

    def run(self, names: Sequence[str]) -> None:
        fresh = self._fresh(names)
        if not fresh:
            return
        self.ingest.begin()
        for name in fresh:
            if kind_of(name) == "lists":
                self._take_lists(name)
        registry = lists.registry(self.ingest.warehouse)
        self.ingest.setup = replace(self.ingest.setup, registry=registry)
        self._take_batches(list(self._whole(name for name in fresh if kind_of(name) == "batches")))
        self.ingest.report.cost_micropence = self.cost()
        self.ingest.finish()

    def _fresh(self, names: Sequence[str]) -> list[str]:
        ids = [id_of(name) for name in names]
        loaded = {row[0] for row in self.ingest.warehouse.run("lists/loaded_among", object_ids=ids)} if ids else set()
        return [name for name in names if id_of(name) not in loaded]

    def _take_lists(self, name: str) -> None:
        """Store the latest of each list: of two that come in the wrong order the later must stay."""
        try:
            files = staged_form.latest_lists(self.store)
            changed = persistently(lambda: sync_files(self.ingest.warehouse, files))
        except (ConfigurationError, UnreadableDocument) as error:
            self.done.refused[name] = str(error)
            return
        self.ingest.release([], changed, [id_of(name)])
        self.done.has_new_lists = True

    def _whole(self, names: Iterable[str]) -> Iterator[Manifest]:
        """The batches that are there as they were written, mean the branches that we mean and keep to our cut-off."""
        for name in names:
            if not self.store.has(name):
                self.done.outdated.append(name)
                continue
            try:
                manifest = self._read_whole(name)
            except (ConfigurationError, UnreadableDocument) as error:
                self.done.refused[name] = str(error)
                continue
            if branch_meant_otherwise(self.ingest.engine, self.ingest.setup.registry):
                self.done.outdated.append(name)
            else:
                yield manifest

    def _read_whole(self, name: str) -> Manifest:
        manifest = staged_form.read_manifest(self.store, name)
        if manifest.prepared.cut_off_minutes != self.ingest.setup.cut_off_minutes:
            raise ConfigurationError(f"staged {name} {_OTHER_CUT_OFF}")
        self._read(manifest)
        return manifest

    def _read(self, manifest: Manifest) -> None:
        engine = self.ingest.engine
        engine.growing(lambda: staged_form.read_tables(self.store, engine, manifest))

    def _take_batches(self, manifests: Sequence[Manifest]) -> None:
        """Load batches together; where a fault of ours stops them, one by one, so that it stops its own batch only."""
        if not manifests:
            return
        try:
            self.ingest.take(partial(self._stage, manifests))
        except ConservationError as error:
            if len(manifests) == 1:
                self.done.refused[manifests[0].name] = str(error)
                self.done.adrift.append(manifests[0].name)
                return
            for manifest in manifests:
                self._take_batches([manifest])
            return
        self.done.loaded += manifests

    def _stage(self, manifests: Sequence[Manifest]) -> Prepared:
        engine = self.ingest.engine
        if len(manifests) == 1:
            self._read(manifests[0])
            files = staged_form.kept_files(self.store, manifests[0])
            prepared = replace(manifests[0].prepared, staged_ids=(manifests[0].id,), files=files)
        else:
            prepared = engine.growing(lambda: read_merged(self.store, engine, manifests))
        return with_stored_deliveries(self.ingest.warehouse, prepared)
