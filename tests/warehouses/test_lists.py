"""Reference lists meet a warehouse that has sales already: no id is lost, no sale vanishes, no name is invented."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest

from tests.warehouses.days import DAY, failures, file_of, follow_lists, give_lists, sales
from tests.warehouses.helpers import Chain, assert_same_state, open_chain
from tillroll import lists
from tillroll.branches import Branch, BranchList, FranchiseSpan
from tillroll.calendar import Closure
from tillroll.errors import ConfigurationError
from tillroll.ingest import Ingest
from tillroll.lists import sync_lists
from tillroll.products import ProductRule
from tillroll.registry import Resolution

pytestmark = pytest.mark.usefixtures("every_warehouse")
LEEDS, YORK = Branch("L1", "Leeds"), Branch("Y1", "York")
CITY, PORT = Branch("BT1", "Belfast"), Branch("BT3", "Belfast")


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    with open_chain(tmp_path / "warehouse.duckdb") as opened:
        yield opened
        assert failures(opened) == {}


def branches_of(chain: Chain) -> dict[str, tuple[str | None, bool]]:
    """Code and whether it is listed, by branch id."""
    return {row[0]: row[1:] for row in chain.rows("select branch_id, code, is_listed from branch")}


def resolved(chain: Chain, text: str, *hints: str) -> Resolution:
    return lists.registry(chain.warehouse).resolve(text, hints=hints)


# Ids and names


def test_without_a_list_every_name_is_a_branch(chain: Chain, tmp_path: Path) -> None:
    chain.take(file_of(tmp_path, "leeds.csv", sales(0, 5)))
    assert resolved(chain, "Leeds") == Resolution("leeds")
    assert resolved(chain, "York") == Resolution("york")
    assert lists.left_over(chain.warehouse) == []


def test_a_branch_that_registered_itself_keeps_its_id(chain: Chain, tmp_path: Path) -> None:
    chain.take(file_of(tmp_path, "brixton.csv", sales(0, 5), "London Brixton"))
    brixton = Branch("SW9", "Brixton", ("London Brixton",))
    assert give_lists(chain, brixton, YORK) == []
    assert branches_of(chain) == {"london-brixton": ("SW9", True), "york": ("Y1", True)}
    assert {resolved(chain, text).branch_id for text in ("Brixton", "sw9", "LONDON_BRIXTON")} == {"london-brixton"}
    renamed = replace(brixton, name="Brixton Market", aliases=())
    give_lists(chain, renamed)
    assert (
        resolved(chain, "Brixton Market").branch_id == resolved(chain, "London Brixton").branch_id == "london-brixton"
    )
    assert resolved(chain, "Brixton").held_reason
    assert chain.current == (2, 490)


def test_a_list_that_has_not_changed_changes_nothing(chain: Chain, tmp_path: Path) -> None:
    chain.take(file_of(tmp_path, "leeds.csv", sales(0, 5)))
    full = replace(
        LEEDS,
        tills=("1", "2"),
        hours=((time(9), time(17)), *[None] * 6),
        franchises=(FranchiseSpan("Aire", None, date(2023, 12, 31)), FranchiseSpan("North", date(2024, 1, 1), None)),
    )
    closures = (Closure("", "", date(2026, 12, 25), date(2026, 12, 26), "Christmas"),)
    rules = (ProductRule("Latte", "", "", "Milky", "Hot", is_coffee=True, vat_rate=Decimal("12.345")),)
    sync_lists(chain.warehouse, branches=BranchList((full,)), products=rules, closures=closures)
    before = chain.state()
    writes: list[str] = []

    class Watched:
        transaction = chain.warehouse.transaction

        def run(self, name: str, /, **parameters: object) -> list[tuple[object, ...]]:
            writes.append(name)
            return chain.warehouse.run(name, **parameters)

    sync_lists(Watched(), branches=BranchList((full,)), products=rules, closures=closures)
    assert not [name for name in writes if name.startswith(("lists/add", "lists/clear", "lists/map"))]
    assert_same_state(before, chain.state())


def test_every_part_of_a_branch_is_stored(chain: Chain) -> None:
    span = FranchiseSpan("Aire", None, None)
    give_lists(
        chain,
        replace(
            LEEDS, region="North", nation="england", tills=("1",), franchises=(span,), opened=DAY, hours=(None,) * 7
        ),
    )
    columns = "name, code, region, nation, opened_on, closed_on, has_hours"
    assert chain.rows(f"select {columns} from branch") == [("Leeds", "L1", "North", "england", DAY, None, True)]
    assert chain.rows("select * from branch_till") == [("leeds", "1")]
    assert chain.rows("select * from branch_franchise") == [("leeds", "Aire", date.min, None)]


def test_a_contradiction_stores_nothing(chain: Chain, tmp_path: Path) -> None:
    chain.take(file_of(tmp_path, "a.csv", sales(0), "Brixton"))
    chain.take(file_of(tmp_path, "b.csv", sales(0), "London Brixton"))
    before = chain.state()
    with pytest.raises(ConfigurationError, match="code SW9 is 2 branches in the warehouse"):
        give_lists(chain, LEEDS, Branch("SW9", "Brixton", ("London Brixton",)))
    assert_same_state(before, chain.state())


def test_a_second_branch_of_a_name_leaves_the_first_its_id(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, CITY)
    chain.take(file_of(tmp_path, "first.csv", sales(0, 5), "Belfast"))
    give_lists(chain, CITY, PORT)
    unclear = chain.take(file_of(tmp_path, "unclear.csv", sales(20, 25), "Belfast"))
    assert (unclear.outcome, unclear.branch_days[0].branch) == ("held", "belfast ?")
    assert str(unclear.reason).startswith("two branches are called belfast")
    assert chain.current == (2, 490)
    assert resolved(chain, "Belfast", "bt3.csv").branch_id == "belfast-bt3"


# Branches that the list does not name


def test_an_unlisted_branch_is_held_until_the_list_names_it(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    for day in (DAY, date(2021, 8, 26)):
        held = chain.take(file_of(tmp_path, f"york-{day}.csv", sales(0, 5, day=day), "York"))
        assert (held.outcome, held.rows_held) == ("held", 2)
    assert chain.current == (0, 0)
    assert give_lists(chain, LEEDS, YORK) == [("york", DAY), ("york", date(2021, 8, 26))]
    assert chain.current == (4, 980)
    assert chain.rows("select distinct outcome, reason, stands from document_day") == [("loaded", None, True)]
    assert give_lists(chain, LEEDS, YORK) == []


def test_listing_a_branch_late_or_early_comes_to_the_same(tmp_path: Path) -> None:
    files = [
        file_of(tmp_path, "york.csv", sales(0, 5), "York"),
        file_of(tmp_path, "york-part.csv", sales(0, 5, 9), "York", delivered_at=datetime(2021, 8, 25, 19)),
        file_of(tmp_path, "stranger.csv", sales(1, 6), "York", delivered_at=datetime(2021, 8, 25, 20)),
    ]
    with open_chain() as early, open_chain() as late:
        give_lists(early, YORK)
        early.ingest(*files)
        give_lists(late, LEEDS)
        late.ingest(*files)
        assert late.current == (0, 0)
        give_lists(late, YORK)
        assert early.current == late.current == (3, 735)
        assert_same_state(early.state(), late.state())


def test_a_fold_that_was_cut_off_is_asked_for_again(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    chain.take(file_of(tmp_path, "york.csv", sales(0, 5), "York"))
    assert sync_lists(chain.warehouse, branches=BranchList((YORK,))) == [("york", DAY)]
    days = sync_lists(chain.warehouse)
    assert days == [("york", DAY)]
    Ingest(chain.engine, chain.warehouse, chain.setup).release([], days)
    assert chain.current == (2, 490)


def test_sales_that_count_stay_when_the_list_drops_their_branch(chain: Chain, tmp_path: Path) -> None:
    chain.take(file_of(tmp_path, "leeds.csv", sales(0, 5)))
    give_lists(chain, LEEDS, YORK)
    give_lists(chain, YORK)
    assert chain.current == (2, 490)
    assert lists.left_over(chain.warehouse) == ["Leeds"]
    assert branches_of(chain) == {"leeds": (None, True), "york": ("Y1", True)}
    again = chain.take(file_of(tmp_path, "more.csv", sales(20, 25)))
    assert (again.outcome, chain.current) == ("extended", (4, 980))
    give_lists(chain, LEEDS, YORK)
    assert lists.left_over(chain.warehouse) == []


def test_a_dropped_branch_without_sales_is_unknown_again(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS, YORK)
    give_lists(chain, LEEDS)
    assert branches_of(chain) == {"leeds": ("L1", True)}
    assert chain.take(file_of(tmp_path, "york.csv", sales(0), "York")).outcome == "held"


def test_a_left_over_branch_yields_its_name_to_a_listed_one(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, CITY, PORT)
    chain.take(file_of(tmp_path, "bt3.csv", sales(0), "BT3"))
    give_lists(chain, CITY)
    assert resolved(chain, "Belfast") == Resolution("belfast-bt1")
    assert resolved(chain, "BT3") == Resolution("belfast-bt3")


# Held names that become aliases


def test_a_held_name_that_becomes_an_alias_is_replayed(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    path = file_of(tmp_path, "leeds-city.csv", sales(0, 5), "Leeds City")
    chain.take(path)
    give_lists(chain, replace(LEEDS, aliases=("Leeds City",)))
    assert chain.current == (0, 0)
    (misplaced,) = lists.misplaced(chain.warehouse)
    assert (misplaced.file, misplaced.held_as, misplaced.branch_id) == ("leeds-city.csv", "leeds-city", "leeds")
    (receipt,) = chain.ingest(path, replay=True).receipts
    assert (receipt.outcome, receipt.rows_loaded, chain.current) == ("loaded", 2, (2, 490))
    assert lists.misplaced(chain.warehouse) == []
    give_lists(chain, replace(LEEDS, aliases=("Leeds City",)))
    with open_chain() as undisturbed:
        give_lists(undisturbed, replace(LEEDS, aliases=("Leeds City",)))
        undisturbed.take(path)
        assert_same_state(undisturbed.state(), chain.state())


def test_plain_ingest_reads_a_held_file_anew_once_its_branch_is_known(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    path = file_of(tmp_path, "leeds-city.csv", sales(0, 5), "Leeds City")
    assert [chain.take(path).outcome for _ in range(2)] == ["held", "held"]
    give_lists(chain, replace(LEEDS, aliases=("Leeds City",)))
    assert (chain.take(path).outcome, chain.take(path).outcome) == ("loaded", "duplicate")
    assert chain.current == (2, 490)


def test_an_unclear_file_is_placed_by_the_folder_that_it_moves_to(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, CITY, PORT)
    chain.take(file_of(tmp_path / "in", "belfast.csv", sales(0, 5), "Belfast"))
    file_of(tmp_path / "sorted" / "bt3", "belfast.csv", sales(0, 5), "Belfast")
    (receipt,) = chain.ingest(tmp_path / "sorted").receipts
    assert (receipt.outcome, receipt.branch_days[0].branch, receipt.file) == (
        "loaded",
        "belfast-bt3",
        "bt3/belfast.csv",
    )
    assert chain.rows("select count(*) from document") == [(1,)]
    assert lists.misplaced(chain.warehouse) == []


def test_a_name_in_the_file_alone_is_replayed_too(chain: Chain, tmp_path: Path) -> None:
    give_lists(chain, LEEDS)
    path = file_of(tmp_path, "leeds_city_25-08-2021.csv", sales(0, 5), "")
    assert chain.take(path).outcome == "held"
    give_lists(chain, replace(LEEDS, aliases=("Leeds City",)))
    (receipt,) = chain.ingest(path, replay=True).receipts
    assert (receipt.outcome, chain.current) == ("loaded", (2, 490))
    assert chain.rows("select count(*) from document") == [(1,)]
    assert chain.rows("select count(distinct document_id) from receipt") == [(1,)]


# Products and closures


def test_all_items_are_mapped_anew_when_the_rules_change(chain: Chain, tmp_path: Path) -> None:
    chain.take(file_of(tmp_path, "leeds.csv", sales(0, 5)))
    meaning = "select reporting_product, category, unit_cost_pence from product"
    assert chain.rows(meaning) == [("Latte", "Coffee", None)]
    sync_lists(
        chain.warehouse, products=[ProductRule("Latte", "", "", "Milky", "Hot", is_coffee=True, unit_cost_pence=45)]
    )
    assert chain.rows(meaning) == [("Milky", "Hot", 45)]
    sync_lists(chain.warehouse)
    assert chain.rows(meaning) == [("Milky", "Hot", 45)]
    sync_lists(chain.warehouse, products=[])
    assert chain.rows(meaning) == [("Latte", "Coffee", None)]


def test_closures_go_by_branch_id(chain: Chain) -> None:
    closures = [Closure("L1", "", DAY, DAY, "Refit"), Closure("", "North", DAY, DAY, "")]
    sync_lists(chain.warehouse, branches=BranchList((LEEDS,)), closures=closures)
    assert sorted(chain.rows("select * from closure")) == [
        ("", "North", DAY, DAY, ""),
        ("leeds", "", DAY, DAY, "Refit"),
    ]
    with pytest.raises(ConfigurationError, match="code X is in no list of branches"):
        sync_lists(chain.warehouse, closures=[Closure("X", "", DAY, DAY, "")])


def test_closures_and_hours_come_back_as_they_went_in(chain: Chain) -> None:
    hours = ((time(9), time(17)), *[None] * 5, (time(17), time(1)))
    give_lists(chain, replace(LEEDS, hours=hours, nation="wales"), YORK)
    follow_lists(chain)
    branches, closures = lists.opening_days(chain.warehouse)
    assert (branches["leeds"].hours, branches["leeds"].nation, branches["york"].hours) == (hours, "wales", None)
    assert closures == []
