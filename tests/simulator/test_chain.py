"""A simulated chain's files: the same for a seed, as the answer key says, and with everything planted in them."""

import csv
import gzip
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.simulator.truth import TABLES, Chain, small_chain
from tillroll.branches import read_branches
from tillroll.calendar import read_closures
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError
from tillroll.products import read_products
from tillroll.simulate.chain import write_chain
from tillroll.simulate.key_tables import KEY_TABLES, PLANTED_KINDS, KeyTable
from tillroll.simulate.makes import SQUARE
from tillroll.simulate.world import Baskets, Wanted, check_dates, draw_world

LISTS = {"branches.csv", "products.csv", "closures.csv"}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    return small_chain(tmp_path_factory.mktemp("plain"), 5, faults=False)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    return small_chain(tmp_path_factory.mktemp("faulty"), 5)


def written_files(folder: Path) -> dict[str, tuple[bytes, float]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime) for path in folder.iterdir() if path.name not in LISTS}


def test_one_seed_makes_the_same_bytes_times_and_answers_whatever_the_threads(faulty: Chain, tmp_path: Path) -> None:
    engine = Engine.open()
    engine.execute("set threads = 1")
    write_chain(engine, tmp_path, faulty.wanted)
    engine.close()
    again = Chain(tmp_path, faulty.wanted, faulty.written)
    assert written_files(again.landing) == written_files(faulty.landing)
    assert all((again.landing / name).read_bytes() == (faulty.landing / name).read_bytes() for name in LISTS)
    for table in TABLES:
        assert again.key(f"from {table}") == faulty.key(f"from {table}")


def test_another_seed_makes_another_chain(plain: Chain, tmp_path: Path) -> None:
    other = small_chain(tmp_path, 6, faults=False)
    assert (other.landing / "branches.csv").read_bytes() != (plain.landing / "branches.csv").read_bytes()
    assert other.written.pence != plain.written.pence


def test_what_an_item_costs_is_what_it_cost_on_the_day_since_which_prices_hold() -> None:
    world = draw_world(Wanted(days=120))
    menu, days = world.menu, [world.wanted.span.day(number) for number in range(world.wanted.days)]
    since = {day: menu.prices_since(day) for day in days}
    assert len(set(since.values())) > len(menu.promotions) + 1
    for day, first in since.items():
        assert first <= day
        for item in menu.items:
            assert menu.price(item, 1, SQUARE, first) == menu.price(item, 1, SQUARE, day)


def test_the_files_hold_the_sales_and_pence_of_the_key(plain: Chain) -> None:
    """Read without the product's help."""
    read = {path.name: holdings(path) for path in plain.landing.iterdir() if path.name not in LISTS}
    said = {file: (sales, pence) for file, sales, pence in plain.key("select file, sales, pence from file")}
    assert read == said
    truth = (plain.written.sales, plain.written.pence)
    assert (sum(sales for sales, _ in read.values()), sum(pence for _, pence in read.values())) == truth


def holdings(path: Path) -> tuple[int, int]:
    """Sales and pence of a genuine file."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    if text.startswith("Date,"):
        rows = list(csv.DictReader(text.splitlines()))
        return len({row["Transaction ID"] for row in rows}), sum(pence(row["Net Sales"]) for row in rows)
    totals = list(filter(None, map(total, csv.reader(text.splitlines()))))
    return len(totals), sum(map(pence, totals))


def total(cells: list[str]) -> str | None:
    """The cell with the row's total; None for a header."""
    if not cells[0][0].isdigit():
        return None
    return cells[5] if cells[4] in {"CASH", "CARD"} else cells[4]


def pence(text: str) -> int:
    return round(float(text.replace("£", "")) * 100)


def test_the_keys_sales_and_lines_come_to_its_branch_days(plain: Chain) -> None:
    by_line = "select sale_no, sum(net_pence) as pence from sale_line group by sale_no"
    assert plain.key(f"from sale inner join ({by_line}) using (sale_no) where pence <> total_pence") == []
    assert plain.key("from sale_line where net_pence <> gross_pence + discount_pence") == []
    days = "select branch_code, trading_date, count(*), sum(total_pence) from sale group by all order by all"
    said = "select branch_code, trading_date, true_sales, true_pence from branch_day where true_sales > 0 order by all"
    assert plain.key(days) == plain.key(said)


def test_the_keys_sales_that_count_come_to_its_branch_days(faulty: Chain) -> None:
    days = faulty.key(
        "with counted as (select sale_no, total_pence from sale where is_counted "
        "union all select sale_no, total_pence from retold) "
        "select branch_code, trading_date, count(*), sum(counted.total_pence) "
        "from counted inner join sale using (sale_no) group by all order by all"
    )
    assert days == faulty.key(
        "select branch_code, trading_date, sales, pence from branch_day where sales > 0 order by all"
    )


@pytest.mark.parametrize("table", KEY_TABLES, ids=lambda table: table.name)
def test_the_key_has_the_tables_that_its_reference_page_tells_of(faulty: Chain, table: KeyTable) -> None:
    found = [(name, kind.lower()) for name, kind, *_ in faulty.key(f"describe {table.name}")]
    assert found == [(column.name, column.type) for column in table.columns]


def test_every_kind_of_what_is_planted_is_told_of(faulty: Chain) -> None:
    assert {kind for (kind,) in faulty.key("select distinct kind from planted")} <= PLANTED_KINDS.keys()


def test_files_are_stamped_with_their_delivery_after_closing(plain: Chain) -> None:
    for name, delivered_at, last in plain.key(
        "select file, delivered_at, max(placed_at) from file inner join sale using (branch_code, trading_date) "
        "where till = '' group by all"
    ):
        stamp = datetime.fromtimestamp((plain.landing / name).stat().st_mtime, UTC).replace(tzinfo=None)
        assert stamp == delivered_at
        assert last < delivered_at + timedelta(hours=1) < last + timedelta(hours=9)


def test_the_lists_read(plain: Chain) -> None:
    branches = read_branches(plain.landing / "branches.csv")
    assert len(branches.branches) == 14
    assert sum(branch.name == "Newport" for branch in branches.branches) == 2
    assert len(read_products(plain.landing / "products.csv")) > 80
    assert read_closures(plain.landing / "closures.csv", branches)


def test_a_chain_has_everything_in_it(faulty: Chain) -> None:
    kinds = {kind for (kind,) in faulty.key("select distinct kind from planted")}
    assert kinds == {
        *("region_trend", "product_trend", "price_change", "promotion", "sold_out"),
        *("new_branch", "closed_branch", "franchise_change", "closure", "fault"),
    } | (kinds & {"branch_trend"})
    assert faulty.key("select count(distinct till) from sale") == [(3,)]
    assert faulty.key("select count(*) > 0 from sale where placed_at::date > trading_date") == [(True,)]
    assert faulty.key("select count(*) > 0 from sale where is_refund") == [(True,)]
    assert faulty.key("select count(*) > 0 from sale_line where discount_pence < 0") == [(True,)]
    assert faulty.key("select count(*) > 10 from file where file like '%.jsonl'") == [(True,)]
    makes = {cafe.make.name for cafe in draw_world(faulty.wanted).cafes}
    assert len(makes) >= 10


def test_nothing_sells_once_it_is_sold_out(plain: Chain) -> None:
    gone = plain.key("select subject, detail, from_date, size::int from planted where kind = 'sold_out'")
    assert gone
    for code, name, day, hour in gone:
        assert plain.key(
            "select count(*) from sale inner join sale_line using (sale_no) "
            "where concat_ws(' - ', name, nullif(flavour, '')) = "
            f"'{name}' and branch_code = '{code}' and trading_date = '{day}' and hour(placed_at) >= {hour}"
        ) == [(0,)]


def test_prices_change_on_the_day_that_the_key_says(plain: Chain) -> None:
    for name, day, pence_more in plain.key("select subject, from_date, size from planted where kind = 'price_change'"):
        prices = defaultdict(set)
        for branch, size, flavour, is_after, price in plain.key(
            f"select distinct branch_code, size, flavour, trading_date >= '{day}', abs(gross_pence / quantity) "
            f"from sale inner join sale_line using (sale_no) where name = '{name}'"
        ):
            prices[branch, size, flavour].add((is_after, price))
        both = [sorted(found) for found in prices.values() if len(found) == 2]
        assert both
        assert all(0 < after - before <= 2 * pence_more for (_, before), (_, after) in both)


def test_a_folder_that_holds_files_is_left_alone(plain: Chain) -> None:
    engine = Engine.open()
    with pytest.raises(ConfigurationError, match="holds files already"):
        write_chain(engine, plain.folder, plain.wanted)
    engine.close()


def test_a_chain_may_be_one_branch_on_one_day(tmp_path: Path) -> None:
    chain = small_chain(tmp_path, 3, faults=False, branches=1, days=1)
    assert chain.written.files == 1
    assert chain.key("select true_sales from branch_day") == [(chain.written.sales,)]


@pytest.mark.parametrize(("baskets", "mean"), [("usual", 2.14), ("large", 2.8)])
def test_sales_have_as_many_lines_as_their_baskets_are_large(tmp_path: Path, baskets: Baskets, mean: float) -> None:
    engine, wanted = Engine.open(), Wanted(2, 14, 3, 45, baskets=baskets)
    chain = Chain(tmp_path, wanted, write_chain(engine, tmp_path, wanted))
    engine.close()
    ((lines, sales),) = chain.key("select count(*), count(distinct sale_no) from sale_line")
    assert lines / sales == pytest.approx(mean, rel=0.05)


def test_dates_to_come_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="earlier --first-day"):
        check_dates(Wanted(first_day=datetime.now(UTC).date()))
