"""The law: the same deliveries and decisions, in any order and batches, any number of times, give the same rows.

Grain: one example a small chain's whole history, as real files in a real warehouse.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given

from tests.hypothesis_profiles import examples
from tests.postgres_server import Server
from tests.warehouses.helpers import (
    Chain,
    Rows,
    assert_conserved,
    assert_same_state,
    assert_sound,
    in_postgres,
    open_chain,
)
from tests.warehouses.worlds import Content, Word, World, worlds


def process(chain: Chain, world: World, batches: Iterable[Sequence[int]], folder: Path) -> None:
    """Take in the batches: the deliveries of each in one run, then its decisions."""
    for batch in batches:
        words = [act for number in batch if isinstance(act := world.acts[number], Word)]
        paths = [world.write(number, folder) for number in batch if not isinstance(world.acts[number], Word)]
        if paths:
            assert_conserved(chain.ingest(*paths).receipts)
        for word in words:
            chain.release(world.release(word))


def state_of_one_batch(world: World, folder: Path) -> Rows:
    """The state when everything comes at once."""
    with open_chain() as chain:
        process(chain, world, [range(len(world.acts))], folder)
        return chain.state()


def sales_of(chain: Chain, world: World) -> Counter[Content]:
    """How many current sales there are of each content."""
    rows = chain.rows("select name from current_sale_line inner join product using (product_id) where name <> 'Cookie'")
    return Counter(world.contents[int(name.removeprefix("Item "))] for (name,) in rows)


def provisional_days(chain: Chain) -> set[tuple[str, date]]:
    return {
        (branch, day)
        for branch, day in chain.rows("select branch_id, trading_date from branch_day where is_provisional")
    }


@examples(20)
@given(worlds())
def test_order_batches_and_repetition_do_not_matter(world: World) -> None:
    """And the sales that count are those of the independent fold."""
    with TemporaryDirectory() as folder, open_chain() as chain:
        process(chain, world, world.batches, Path(folder))
        assert_same_state(chain.state(), state_of_one_batch(world, Path(folder)))
        assert sales_of(chain, world) == world.expected_sales()
        assert provisional_days(chain) == {
            (place.branch_id, place.trading_date) for place in world.places if world.expected(place).provisional
        }
        assert_sound(chain)


@examples(4)
@given(worlds())
def test_the_law_holds_in_postgres(postgres: Server, world: World) -> None:
    """The same, with fewer examples: every batch is a run of its own on a real server."""
    with TemporaryDirectory() as folder, in_postgres(postgres), open_chain() as chain:
        process(chain, world, world.batches, Path(folder))
        state = chain.state()
        assert sales_of(chain, world) == world.expected_sales()
        assert_sound(chain)
    with TemporaryDirectory() as folder:
        assert_same_state(state, state_of_one_batch(world, Path(folder)))


@examples(10)
@given(worlds())
def test_receipts_tell_every_change(world: World) -> None:
    """What the receipts say was loaded and withdrawn adds up to what counts, where no person decided anything."""
    batches = [[n for n in batch if not isinstance(world.acts[n], Word)] for batch in world.batches]
    with TemporaryDirectory() as folder, open_chain() as chain:
        process(chain, world, batches, Path(folder))
        ((loaded, withdrawn),) = chain.rows("select sum(sales_loaded), sum(sales_withdrawn) from receipt")
        assert (loaded or 0) - (withdrawn or 0) == chain.current[0]
