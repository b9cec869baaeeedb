"""Small texts beside the staged form: which branches there are, how far each shard was read, what closes did."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tillroll.adapters.aws import Bucket
from tillroll.branches import read_branches
from tillroll.cloud.closing import Notes
from tillroll.prepare import Setup
from tillroll.products import read_products
from tillroll.settings import Settings
from tillroll.staged_form import StagedStore, latest_lists
from tillroll.wiring import Lists, file_setup

_REGISTRY = "registry.json"
_CLOSE = ("close", "raw.json")
_LOOK = ("close", "missing.json")


@dataclass(frozen=True, slots=True)
class BranchIds:
    """The ids of the branches that the warehouse knows: where a list comes later, a branch keeps its id."""

    bucket: Bucket

    def keep(self, branch_ids: Sequence[str]) -> None:
        """Say which they are."""
        self.bucket.write_text(self.bucket.key(_REGISTRY), json.dumps(list(branch_ids)))

    def known(self) -> dict[str, str]:
        """Which they were last; none before the first load."""
        text = self.bucket.text(self.bucket.key(_REGISTRY))
        return {each: each for each in json.loads(text)} if text else {}


@dataclass(frozen=True, slots=True)
class ShardMarks:
    """The last mark of each shard, as `streaming` writes it."""

    bucket: Bucket
    stream: str

    def read(self, shard: str) -> str | None:
        """What was kept."""
        return self.bucket.text(self._key(shard))

    def write(self, shard: str, text: str) -> None:
        """Keep a text in the place of the last one."""
        self.bucket.write_text(self._key(shard), text)

    def _key(self, shard: str) -> str:
        return self.bucket.key("stream", self.stream, f"{shard}.json")


@dataclass(frozen=True, slots=True)
class CloseNotes:
    """What the close of the day did with the versions in the raw bucket. Without it, the next does all of it again."""

    bucket: Bucket

    def read(self) -> Notes:
        """What was kept last."""
        told = json.loads(self.bucket.text(self.bucket.key(*_CLOSE)) or "{}")
        return Notes(frozenset(told.get("marked", ())), frozenset(told.get("told", ())))

    def write(self, notes: Notes) -> None:
        """Keep it in the place of the last."""
        told = {"marked": sorted(notes.marked), "told": sorted(notes.told)}
        self.bucket.write_text(self.bucket.key(*_CLOSE), json.dumps(told))


@dataclass(frozen=True, slots=True)
class LastLook:
    """The moment of the last look for branches that sent nothing of which people heard all that it found."""

    bucket: Bucket

    def read(self) -> datetime | None:
        """When it was; None before the first."""
        text = self.bucket.text(self.bucket.key(*_LOOK))
        return datetime.fromisoformat(json.loads(text)["looked_at"]) if text else None

    def write(self, at: datetime) -> None:
        """Keep it in the place of the one before."""
        self.bucket.write_text(self.bucket.key(*_LOOK), json.dumps({"looked_at": at.isoformat()}))


def prepare_setup(settings: Settings, store: StagedStore, known: Mapping[str, str], formats: Path | None) -> Setup:
    """What prepare must know of the chain, where no warehouse is asked: lists as they are kept, and our own formats."""
    kept = latest_lists(store)
    lists = Lists(
        read_branches(kept["branches"]) if "branches" in kept else None,
        read_products(kept["products"]) if "products" in kept else None,
    )
    return file_setup(replace(settings, formats=formats or settings.formats), lists, known)
