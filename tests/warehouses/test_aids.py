"""Orders are counted once by hour, tender and item, however many an hour has; and an aid that is wrong is found."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.warehouses.days import DAY, failures
from tests.warehouses.helpers import LATTE, MOCHA, Chain, Item, Sale, assert_sound, open_chain, till_text, write_file
from tillroll.report import Choice, Reports

pytestmark = pytest.mark.usefixtures("every_warehouse")
LARGE = Item("Large Latte", 275)
NINE, NOON = (datetime(2021, 8, 25, hour) for hour in (9, 12))
IN_A_BLOCK = 60


def hour_of(begins: datetime, orders: int, *items: Item) -> list[Sale]:
    """Orders of one hour; of more than sixty some share their minute."""
    return [Sale(begins + timedelta(minutes=at % 60), items) for at in range(orders)]


def told(chain: Chain, name: str, *columns: str, **chosen: str) -> list[tuple[object, ...]]:
    choice = Choice(from_day=DAY, to_day=DAY, **chosen)  # type: ignore[arg-type]
    answer = Reports(chain.warehouse).answer(name, choice, now=datetime(2021, 9, 25, tzinfo=UTC))
    places = [[column.name for column in answer.report.columns].index(each) for each in columns]
    return [tuple(row[place] for place in places) for row in answer.rows]


def by_hour(chain: Chain, **chosen: str) -> list[tuple[object, ...]]:
    return told(chain, "orders-by-hour", "hour", "orders", **chosen)


def test_each_order_of_a_busy_hour_counts_once(tmp_path: Path) -> None:
    nine, noon = 2 * IN_A_BLOCK + 10, IN_A_BLOCK
    busy = [*hour_of(NINE, nine, LATTE, LARGE, LATTE), *hour_of(NINE, 7, MOCHA), *hour_of(NOON, noon, MOCHA, LARGE)]
    with open_chain() as chain:
        chain.ingest(write_file(tmp_path / "leeds.csv", till_text(busy), NOON))
        assert_sound(chain)
        assert by_hour(chain, product="Latte") == by_hour(chain, size="Large") == [(9, nine), (12, noon)]
        assert by_hour(chain, product="Mocha") == [(9, 7), (12, noon)]
        assert told(chain, "payment-mix", "tender", "orders", product="Latte") == [("card", nine + noon)]
        sold = [("Latte", 3 * nine + noon), ("Mocha", 7 + noon)]
        assert told(chain, "most-demanded-products", "product", "units", tender="card") == sold
        corrected = [*busy, *hour_of(NOON, 5, LATTE)]
        chain.ingest(write_file(tmp_path / "again.csv", till_text(corrected), NOON + timedelta(hours=1)))
        assert_sound(chain)
        assert by_hour(chain, product="Latte") == [(9, nine), (12, noon + 5)]


@pytest.mark.parametrize("harm", ["update {} set net_pence = net_pence + 1", "delete from {}"])
def test_an_aid_that_is_wrong_is_found(tmp_path: Path, harm: str) -> None:
    with open_chain() as chain:
        chain.ingest(write_file(tmp_path / "leeds.csv", till_text(hour_of(NINE, 3, LATTE, MOCHA)), NOON))
        assert failures(chain) == {}
        for aid in chain.warehouse.aids:
            chain.rows(harm.format(aid.name))
        assert failures(chain).keys() == {f"{aid.name.replace('_', ' ')} is its sales" for aid in chain.warehouse.aids}
