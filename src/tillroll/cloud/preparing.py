"""Files of the raw bucket become objects of the staged form, and each object a message that asks to load it."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from tillroll import staged_form
from tillroll.adapters.raw_bucket import ObjectGone, RawObject
from tillroll.adapters.staged_bucket import StagedBucket
from tillroll.batch import Postponed, look_at_all, prepare_batch
from tillroll.branches import read_branches
from tillroll.calendar import read_closures
from tillroll.cloud.handling import Fates
from tillroll.cloud.messages import Message, NotOurs, ToLoad, raw_objects, trace_id
from tillroll.contract.values import Document
from tillroll.cost import CostOf
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.filename import LISTS
from tillroll.observe import Log
from tillroll.prepare import Setup, StagedDocument
from tillroll.products import read_products

Fetch = Callable[[RawObject, Path], Document]


class Outbox(Protocol):
    """The queue of what is to be loaded."""

    def send(self, bodies: Sequence[str]) -> None:
        """Send messages."""
        ...


@dataclass(slots=True)
class Prepared:
    """What one call of the function did: what it prepared, for metrics."""

    documents: list[StagedDocument] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    lists: int = 0


@dataclass(slots=True)
class Preparing:
    """One call: ``fetch`` brings a file of the raw bucket into a folder here."""

    engine: Engine
    store: StagedBucket
    loads: Outbox
    fetch: Fetch
    setup: Callable[[], Setup]
    log: Log
    cost: CostOf = lambda _: 0
    done: Prepared = field(default_factory=Prepared)

    def work(self, messages: Sequence[Message]) -> Fates:
        """Prepare the files that messages tell of, all of them as one batch."""
        with tempfile.TemporaryDirectory(prefix="tillroll-raw-") as folder:
            fetching = _Fetching(Path(folder), self.fetch, self.log)
            for message in messages:
                fetching.take(message)
            self._keep_lists(fetching)
            self._prepare(fetching)
        return Fates(fetching.aside, fetching.later)

    def _keep_lists(self, fetching: "_Fetching") -> None:
        for each in fetching.lists:
            try:
                self._keep_list(each)
            except ConfigurationError as error:
                fetching.aside[each.message.id] = str(error)
            except TryAgainLater as error:
                fetching.later[each.message.id] = str(error)

    def _keep_list(self, each: "_Fetched") -> None:
        """Keep a list, once it is seen to be one: what it says is judged where it is stored."""
        path = each.document.path.rename(each.document.path.with_name(each.raw.key.lower()))
        kept = staged_form.latest_lists(self.store)
        check_list(path, kept.get("branches"))
        number = second_of(each.document.delivered_at)
        loaded = staged_form.write_numbered_lists(self.store, {path.stem: path}, number)
        self._send(loaded, [each])
        self.done.lists += 1

    def _prepare(self, fetching: "_Fetching") -> None:
        if not fetching.files:
            return
        postponed: list[Postponed] = []
        setup = self.setup()
        arrivals = list(look_at_all([each.document for each in fetching.files], setup, postponed.append))
        prepared = prepare_batch(self.engine, setup, arrivals)
        if postponed or prepared.postponed:
            raise TryAgainLater("this machine's disk gave way: the files come again")
        name = staged_form.write_numbered_batch(self.store, self.engine, prepared, self._number(fetching.files))
        self._send(name, fetching.files)
        self.done.documents += prepared.documents

    def _number(self, files: Sequence["_Fetched"]) -> int:
        """The place of a batch among the objects: when its first file came, but after the lists that it was made with.

        The same files have the same number, whoever prepares them.
        """
        lists = self.store.names("lists")
        first = min(second_of(each.document.delivered_at) for each in files)
        return max(first, staged_form.number_of(lists[-1]) + 1 if lists else 0)

    def _send(self, name: str, files: Sequence["_Fetched"]) -> None:
        traces = tuple(trace_id(each.raw) for each in files)
        cost = self.cost({"file": len(files), "prepare": 1, "batch": 1})
        self.loads.send([ToLoad(name, cost, traces).body])
        self.done.names.append(name)
        for each in files:
            self.log.write("prepared", object=name, trace_id=trace_id(each.raw), message_id=each.message.id)


@dataclass(frozen=True, slots=True)
class _Fetched:
    message: Message
    raw: RawObject
    document: Document


@dataclass(slots=True)
class _Fetching:
    folder: Path
    fetch: Fetch
    log: Log
    files: list[_Fetched] = field(default_factory=list)
    lists: list[_Fetched] = field(default_factory=list)
    aside: dict[str, str] = field(default_factory=dict)
    later: dict[str, str] = field(default_factory=dict)

    def take(self, message: Message) -> None:
        """Fetch what a message tells of; all of it, or the message comes again."""
        try:
            found = list(self._fetched(message, raw_objects(message.body)))
        except NotOurs as error:
            self.aside[message.id] = str(error)
        except (ConfigurationError, TryAgainLater) as error:
            self.later[message.id] = str(error)
        else:
            self.lists += [each for each in found if is_list(each.raw.key)]
            self.files += [each for each in found if not is_list(each.raw.key)]

    def _fetched(self, message: Message, found: Iterable[RawObject]) -> Iterator[_Fetched]:
        for raw in found:
            if is_file(raw.key):
                try:
                    document = self.fetch(raw, self.folder)
                except ObjectGone:
                    self.log.write("gone", trace_id=trace_id(raw), message_id=message.id)
                else:
                    yield _Fetched(message, raw, replace(document, trace_id=trace_id(raw)))


def is_file(key: str) -> bool:
    """Whether a key may be a till file or a list: not a folder, and not hidden."""
    return not key.endswith("/") and not any(part.startswith(".") for part in key.split("/"))


def is_list(key: str) -> bool:
    """Whether a key is a reference list: at the top of the bucket, as at the top of a folder."""
    return key.lower() in LISTS


def check_list(path: Path, branches: Path | None) -> None:
    """`ConfigurationError` unless a file is the list that its name says.

    Closures name branches of another list, whose event may come later: `TryAgainLater`.
    """
    if path.stem == "branches":
        read_branches(path)
    elif path.stem == "products":
        read_products(path)
    elif branches is None:
        raise TryAgainLater("closures.csv: closures name branches: give branches.csv too")
    else:
        read_closures(path, read_branches(branches))


def second_of(moment: datetime) -> int:
    """A moment as the number of an object: seconds since 1970, as finely as S3 tells when a file came."""
    return int(moment.timestamp())
