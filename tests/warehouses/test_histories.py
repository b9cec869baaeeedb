"""Each delivery history gives the receipts and figures of its table, and in any order of processing the same state.

Grain: one test a history of histories.HISTORIES. The same table is printed in docs/explanation/delivery-rules.md. Here
they go on DuckDB; test_same_rows plays each on the servers and compares every row, those of receipts too.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

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
from tillroll.contract.values import Receipt

WAITING = {
    "A, B, A": 0,
    "A late old version after a newer one": 0,
    "A duplicate that is delivered later than its correction": 1,
    "A stranger, released with --keep old": 0,
    "A stranger whose sales come by another way": 0,
    "A branch that the list does not name": 1,
}
"""How many files wait for a person after some of the histories."""
each_history = pytest.mark.parametrize("history", HISTORIES, ids=lambda history: history.title)


def play(chain: Chain, history: History, step: File | Person, number: int, folder: Path) -> Receipt | None:
    if isinstance(step, Person):
        chain.release(history.release(step))
        return None
    return chain.take(write_file(folder / step.name(number), step.text, step.delivered_at))


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


@each_history
def test_a_history_goes_as_its_table_says(history: History, tmp_path: Path) -> None:
    with open_chain(setup=history.setup) as chain:
        for number, step in enumerate(history.steps, 1):
            receipt = play(chain, history, step, number, tmp_path)
            if receipt and isinstance(step, File):
                assert_conserved([receipt])
                assert (receipt.outcome, figures(receipt)) == (step.outcome, {n: getattr(step, n) for n in FIGURES})
                assert receipt.reason or receipt.outcome not in {"held", "contained"}
            assert amount(*chain.current) == step.counts
        if history.title in WAITING:
            assert chain.rows("select sum(documents_held) from branch_day") == [(WAITING[history.title],)]
        assert_sound(chain)
        assert_order_does_not_matter(history, chain.state(), tmp_path)


def state_after(history: History, order: Sequence[int], folder: Path) -> Rows:
    with open_chain(setup=history.setup) as chain:
        for at in order:
            play(chain, history, history.steps[at], at + 1, folder)
        return chain.state()


def assert_order_does_not_matter(history: History, expected: Rows, folder: Path) -> None:
    """Backwards, the last of it twice, and all files in one batch before all decisions."""
    last_to_first = list(range(len(history.steps)))[::-1]
    assert_same_state(state_after(history, [*last_to_first, last_to_first[0]], folder), expected)
    with open_chain(setup=history.setup) as chain:
        chain.ingest(folder)
        chain.release(*[history.release(step) for step in history.steps if isinstance(step, Person)])
        assert_same_state(chain.state(), expected)


def test_the_histories_after_which_somebody_waits_are_there() -> None:
    assert {history.title for history in HISTORIES} > WAITING.keys()


def test_every_outcome_stands_in_the_table() -> None:
    outcomes = {step.outcome for history in HISTORIES for step in history.steps if isinstance(step, File)}
    assert outcomes == {"loaded", "extended", "corrected", "contained", "duplicate", "held"}


def test_the_page_prints_this_table() -> None:
    """`make docs` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()
