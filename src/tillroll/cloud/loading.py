"""Objects of the staged form that messages name, into the warehouse; and what must be told of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from tillroll import lists
from tillroll.cloud.handling import Fates
from tillroll.cloud.messages import Message, NotOurs, ToLoad
from tillroll.contract.values import Receipt
from tillroll.cost import CostOf
from tillroll.ingest import Ingest
from tillroll.needs import needs_person
from tillroll.observe import Log
from tillroll.prepare import Setup
from tillroll.staged_form import StagedStore
from tillroll.staged_named import NamedLoad, load_named
from tillroll.wiring import Opened

_RECEIPT = (
    *("file", "document_id", "outcome", "reason", "data_rows", "rows_loaded", "rows_already_there", "rows_held"),
    *("rows_rejected", "rows_blank", "pence_read", "pence_loaded", "pence_already_there", "pence_held"),
    *("pence_rejected", "sales_loaded", "sales_withdrawn", "pence_withdrawn", "rejected_by_rule", "trace_id"),
)


class Registry(Protocol):
    """Where prepare learns which branches the warehouse knows."""

    def keep(self, branch_ids: Sequence[str]) -> None:
        """Say which they are."""
        ...


@dataclass(slots=True)
class Loading:
    """One call: ``sweep`` asks for the files that must be read anew, ``tell`` tells people."""

    opened: Opened
    store: StagedStore
    setup: Setup
    registry: Registry
    sweep: Callable[[], object]
    tell: Callable[[Sequence[Receipt]], None]
    log: Log
    cost: CostOf = lambda _: 0
    done: NamedLoad | None = None

    def work(self, messages: Sequence[Message]) -> Fates:
        """Load what messages name, in one transaction; what can't be is told apart."""
        aside: dict[str, str] = {}
        asked: dict[str, ToLoad] = {}
        for message in messages:
            try:
                asked[message.id] = ToLoad.of(message.body)
            except NotOurs as error:
                aside[message.id] = str(error)
        refused = self._load(list(asked.values())).refused
        return Fates(aside | {id_: refused[each.name] for id_, each in asked.items() if each.name in refused})

    def _load(self, asked: Sequence[ToLoad]) -> NamedLoad:
        warehouse = self.opened.warehouse
        run = Ingest(self.opened.engine, warehouse, self.setup, self._log)
        self.done = done = load_named(run, self.store, [each.name for each in asked], lambda: self._cost(asked))
        if done.loaded or done.has_new_lists:
            self.registry.keep(sorted(lists.listed_ids(warehouse)))
        if done.outdated or done.has_new_lists:
            self.sweep()
        for name in done.outdated:
            self.store.remove(name)
            self.log.write("prepared_again", object=name)
        waiting = [receipt for receipt in done.report.receipts if needs_person(receipt)]
        if waiting:
            self.tell(waiting)
        return done

    def _cost(self, asked: Sequence[ToLoad]) -> int:
        """What this run cost so far, with what it took to prepare what it loaded."""
        return self.cost({"load": 1}) + sum(each.cost_micropence for each in asked)

    def _log(self, receipt: Receipt) -> None:
        self.log.write("receipt", **{name: getattr(receipt, name) for name in _RECEIPT})


def freshness(done: NamedLoad) -> Iterator[float]:
    """How many seconds lay between a file's being there and its being visible, file by file."""
    finished = done.report.finished_at
    if finished is None:
        return
    for manifest in done.loaded:
        for doc in manifest.prepared.documents:
            yield (finished - doc.document.delivered_at).total_seconds()
