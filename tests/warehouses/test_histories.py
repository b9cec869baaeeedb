"""Each delivery history gives the receipts and figures of its table, and any other way to play it gives the same rows.

Grain: one test a history of histories.HISTORIES and a way: on DuckDB in another order, on the servers, and by way of
the staged form. The first play, with which they are compared, is one for all. The same table is printed in
docs/explanation/delivery-rules.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.staged.forms import load, prepare, receipts, store_in
from tests.warehouses.helpers import (
    Chain,
    Rows,
    assert_conserved,
    assert_same_state,
    assert_sound,
    open_chain,
    write_file,
)
from tests.warehouses.histories import FIGURES, HISTORIES, PAGE, File, History, Person, page
from tests.warehouses.test_same_rows import KINDS, told, within
from tillroll.contract.values import Receipt
from tillroll.reconcile import shortfalls

WAITING = {
    "A, B, A": 0,
    "A late old version after a newer one": 0,
    "A duplicate that is delivered later than its correction": 1,
    "A stranger, released with --keep old": 0,
    "A stranger whose sales come by another way": 0,
    "A branch that the list does not name": 1,
}
"""How many files wait for a person after some of the histories."""


@dataclass
class Played:
    """A history, its files, the warehouse that it went through, and what each step gave and left to count."""

    history: History
    folder: Path
    chain: Chain
    receipts: list[Receipt | None] = field(default_factory=list)
    counts: list[tuple[int, int]] = field(default_factory=list)

    def go(self, at: int) -> None:
        """Take the step that stands at this place."""
        step = self.history.steps[at]
        if isinstance(step, Person):
            self.chain.release(self.history.release(step))
            self.receipts.append(None)
        else:
            path = write_file(self.folder / step.name(at + 1), step.text, step.delivered_at)
            self.receipts.append(self.chain.take(path))
        self.counts.append(self.chain.current)


def play(history: History, folder: Path, chain: Chain) -> Played:
    """Play a history as it stands."""
    played = Played(history, folder, chain)
    for at in range(len(history.steps)):
        played.go(at)
    return played


@pytest.fixture(scope="module", params=HISTORIES, ids=lambda history: history.title)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A history on DuckDB, step by step."""
    with open_chain(setup=request.param.setup) as chain:
        yield play(request.param, tmp_path_factory.mktemp("history"), chain)


def amount(count: int, pence: int) -> str:
    return f"{count} · £{pence / 100:.2f}" if count else ""


def figures(receipt: Receipt) -> dict[str, str]:
    """A receipt's figures as the table writes them; rows, which here are sales."""
    rows = {
        name: amount(getattr(receipt, f"rows_{name}"), getattr(receipt, f"pence_{name}"))
        for name in FIGURES
        if name != "withdrawn"
    }
    return rows | {"withdrawn": amount(receipt.sales_withdrawn, receipt.pence_withdrawn)}


def test_a_history_goes_as_its_table_says(played: Played) -> None:
    for step, receipt, counts in zip(played.history.steps, played.receipts, played.counts, strict=True):
        if receipt and isinstance(step, File):
            assert_conserved([receipt])
            assert (receipt.outcome, figures(receipt)) == (step.outcome, {n: getattr(step, n) for n in FIGURES})
            assert receipt.reason or receipt.outcome not in {"held", "contained"}
        assert amount(*counts) == step.counts
    title = played.history.title
    if title in WAITING:
        assert played.chain.rows("select sum(documents_held) from branch_day") == [(WAITING[title],)]
    assert_sound(played.chain)


def test_its_order_does_not_matter(played: Played) -> None:
    """Backwards, the last of it twice, and all files in one batch before all decisions."""
    history, expected = played.history, played.chain.state()
    assert expected["sale"]
    last_to_first = list(range(len(history.steps)))[::-1]
    assert_same_state(state_after(played, [*last_to_first, last_to_first[0]]), expected)
    with open_chain(setup=history.setup) as chain:
        chain.ingest(played.folder)
        chain.release(*[history.release(step) for step in history.steps if isinstance(step, Person)])
        assert_same_state(chain.state(), expected)


def state_after(played: Played, order: Sequence[int]) -> Rows:
    with open_chain(setup=played.history.setup) as chain:
        again = Played(played.history, played.folder, chain)
        for at in order:
            again.go(at)
        return chain.state()


@pytest.mark.parametrize("kind", KINDS)
def test_a_server_holds_the_same_rows(played: Played, kind: str, request: pytest.FixtureRequest) -> None:
    ours = told(played.chain)
    with within(kind, request), open_chain(setup=played.history.setup) as chain:
        theirs = play(played.history, played.folder, chain)
        assert theirs.counts == played.counts
        assert_sound(chain)
        assert_same_state(told(chain), ours)


def test_prepared_kept_and_loaded_it_is_the_same(played: Played, tmp_path: Path) -> None:
    """In DuckDB, for what follows the staged tables is the same for both ways; staged/test_moves has the others."""
    store, history = store_in(tmp_path / "staged"), played.history
    with open_chain(setup=history.setup) as chain:
        for number, (step, receipt) in enumerate(zip(history.steps, played.receipts, strict=True), 1):
            if isinstance(step, Person):
                chain.release(history.release(step))
            elif receipt:
                prepare(store, history.setup, played.folder / step.name(number))
                assert receipts(load(chain, store)) == receipts([receipt])
        assert_same_state(chain.state(), played.chain.state())
        assert_sound(chain)
        assert list(shortfalls(chain.warehouse, store)) == []


def test_the_histories_after_which_somebody_waits_are_there() -> None:
    assert {history.title for history in HISTORIES} > WAITING.keys()


def test_every_outcome_stands_in_the_table() -> None:
    outcomes = {step.outcome for history in HISTORIES for step in history.steps if isinstance(step, File)}
    assert outcomes == {"loaded", "extended", "corrected", "contained", "duplicate", "held"}


def test_the_page_prints_this_table() -> None:
    """`make docs` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()
