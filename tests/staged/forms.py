"""The staged form in tests: prepared into a folder, loaded into a chain's warehouse, receipts to be compared."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.warehouses.helpers import Chain
from tillroll.adapters.folder import find_documents
from tillroll.adapters.staged_folder import StagedFolder
from tillroll.contract.values import Receipt
from tillroll.ingest import Ingest, RunReport, batches
from tillroll.prepare import Setup
from tillroll.spread import prepare_batches
from tillroll.staged_form import StagedStore
from tillroll.staged_load import keeps_batches, load_staged


def store_in(folder: Path) -> StagedFolder:
    return StagedFolder.open(folder)


def prepare(store: StagedStore, setup: Setup, *paths: Path) -> list[str]:
    """Prepare files and folders into the store; the names of the batches."""
    found = batches(find_documents(list(map(str, paths))))
    return [done.name for done in prepare_batches(store, setup, found, 1) if done.name]


def ingest_keeping(chain: Chain, store: StagedStore, *paths: Path) -> RunReport:
    """One ingest that keeps what it prepares."""
    ingest = Ingest(chain.engine, chain.warehouse, chain.setup, keep=keeps_batches(store))
    return ingest.run(find_documents(list(map(str, paths))))


def load(chain: Chain, store: StagedStore) -> list[Receipt]:
    """Load what is not loaded yet; the receipts."""
    return load_staged(chain.engine, chain.warehouse, store).report.receipts


def receipts(found: Iterable[Receipt]) -> list[dict[str, Any]]:
    """Receipts without an order: a batch's are given in no particular one."""
    return sorted(map(asdict, found), key=str)
