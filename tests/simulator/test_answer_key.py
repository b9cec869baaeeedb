"""Ingesting a simulated chain with faults ends exactly at its answer key. Seeds: TILLROLL_SEEDS, as in 3,14,15."""

import pytest

from tests.simulator.seeds import SEEDS
from tests.simulator.truth import Chain, Ingested, differences, ingested, small_chain
from tillroll.contract.values import Receipt

LINE = "(name, flavour, size, quantity, gross_pence, discount_pence, net_pence, tax_pence)::varchar"
KEY_SALES = f"""
    with counted as (
        select sale_no, placed_at, total_pence, 0 as dearer from sale where is_counted
        union all
        select sale_no, retold.placed_at, retold.total_pence, retold.total_pence - sale.total_pence
        from retold inner join sale using (sale_no)
    ),
    line as (
        select * replace (
            gross_pence + if(line_no = 1, dearer, 0) as gross_pence, net_pence + if(line_no = 1, dearer, 0) as net_pence
        )
        from counted inner join sale_line using (sale_no)
    ),
    basket as (
        select sale_no, placed_at, total_pence, list_sort(list({LINE}))::varchar as lines from line group by all
    )
    select branch_code, trading_date, till, basket.placed_at, tender, is_refund, basket.total_pence, lines
    from sale inner join basket using (sale_no)
"""
CURRENT_SALES = f"""
    with item as (select product_id, name, flavour, size from product),
    line as (from current_sale_line inner join item using (product_id)),
    basket as (select sale_id, list_sort(list({LINE}))::varchar as lines from line group by sale_id)
    select code, trading_date, till, placed_at, tender, is_refund, total_pence, lines
    from current_sale inner join basket using (sale_id) inner join branch using (branch_id)
"""


@pytest.fixture(scope="module", params=SEEDS)
def chain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Chain:
    return small_chain(tmp_path_factory.mktemp("chain"), request.param, branches=12 + request.param % 9)


@pytest.fixture(scope="module")
def reached(chain: Chain) -> Ingested:
    return ingested(chain)


def test_every_branch_day_has_the_keys_sales_and_pence(chain: Chain, reached: Ingested) -> None:
    said = chain.key("select branch_code, trading_date, sales, pence from branch_day where sales > 0")
    got = reached.rows(
        "select code, trading_date, count(*), sum(total_pence)::bigint from current_sale "
        "inner join branch using (branch_id) group by code, trading_date"
    )
    assert differences(said, got) == ([], [])


def test_every_file_has_the_keys_fate(chain: Chain, reached: Ingested) -> None:
    said = chain.key("select file, outcome, data_rows, rows_rejected, rows_blank from file")
    got = [
        (each.file, each.outcome, each.data_rows, each.rows_rejected, each.rows_blank) for each in _receipts(reached)
    ]
    assert differences(said, got) == ([], [])
    assert len(said) == len(got)
    assert reached.report.postponed == []


def test_every_file_holds_the_keys_good_sales_and_pence(chain: Chain, reached: Ingested) -> None:
    said = chain.key("select file, sales, pence from file")
    got = [
        (each.file, sum(day.sales for day in each.branch_days), sum(day.pence for day in each.branch_days))
        for each in _receipts(reached)
    ]
    assert differences(said, got) == ([], [])


def test_every_rejected_row_breaks_the_keys_rule(chain: Chain, reached: Ingested) -> None:
    said = chain.key("select file, line_no, rule from rejection")
    got = reached.rows("select file, line_no, rule from rejection inner join receipt using (document_id)")
    assert differences(said, got) == ([], [])


def test_the_register_says_what_the_key_says_and_no_more(chain: Chain, reached: Ingested) -> None:
    said = chain.key("select coalesce(nullif(branch_code, ''), branch), trading_date, state from branch_day")
    got = [(branch, day, state) for (branch, day), state in reached.states.items()]
    assert differences(said, got) == ([], [])


def test_the_sales_that_count_are_the_keys_with_their_lines(chain: Chain, reached: Ingested) -> None:
    """On days with a fault too."""
    said, got = chain.key(KEY_SALES), reached.rows(CURRENT_SALES)
    assert differences(said, got) == ([], [])
    assert len(said) == len(got) < chain.written.sales


def _receipts(reached: Ingested) -> list[Receipt]:
    return reached.report.receipts
