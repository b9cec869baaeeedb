"""Whatever changes data gives it another name, by which readers know that what they keep is out of date."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.warehouses.days import DAY, file_of, give_lists, sales
from tests.warehouses.helpers import Chain, open_chain, releases_of
from tillroll.branches import Branch
from tillroll.calendar import Closure
from tillroll.engine import StatementError
from tillroll.lists import sync_lists
from tillroll.products import ProductRule
from tillroll.statements import REDSHIFT_FOLDERS, changes_data, statement_names

LEEDS = Branch("L1", "Leeds")
pytestmark = pytest.mark.usefixtures("every_warehouse")


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with open_chain(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def version(chain: Chain) -> str:
    ((name,),) = chain.warehouse.run("reports/stage/data_version")
    return str(name)


def fail_within(chain: Chain) -> None:
    with chain.warehouse.transaction():
        chain.warehouse.run("load/forget_document", document_ids=[])
        raise ZeroDivisionError


def test_each_load_release_replay_and_list_gives_another_name(chain: Chain, tmp_path: Path) -> None:
    names = [version(chain)]
    path = file_of(tmp_path, "one.csv", sales(0, 10, 20))
    chain.take(path)
    names.append(version(chain))
    held = chain.take(file_of(tmp_path, "stranger.csv", sales(5, 15), delivered_at=datetime(2021, 8, 25, 20)))
    names.append(version(chain))
    chain.release(*releases_of(held, "both", datetime(2021, 8, 26, 9, tzinfo=UTC)))
    names.append(version(chain))
    chain.ingest(path, replay=True)
    names.append(version(chain))
    give_lists(chain, LEEDS)
    names.append(version(chain))
    rules = (ProductRule("Latte", "", "", "Latte", "Coffee", is_coffee=True),)
    sync_lists(chain.warehouse, products=rules)
    names.append(version(chain))
    sync_lists(chain.warehouse, closures=[Closure("", "", DAY, DAY, "flood")])
    names.append(version(chain))
    assert len(set(names)) == len(names)
    assert version(chain) == names[-1]


def test_nothing_changes_data_outside_of_a_transaction(chain: Chain) -> None:
    before = version(chain)
    changing = [name for folder in REDSHIFT_FOLDERS for name in statement_names(folder) if changes_data(name)]
    assert len(changing) > 40
    for name in changing:
        with pytest.raises(StatementError, match="outside of a transaction"):
            chain.warehouse.run(name)
    assert version(chain) == before


def test_what_is_rolled_back_changes_no_name(chain: Chain) -> None:
    before = version(chain)
    with pytest.raises(ZeroDivisionError):
        fail_within(chain)
    assert version(chain) == before
