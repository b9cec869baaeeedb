"""A warehouse of an older version is brought up to date when it is opened, and keeps what it holds."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.warehouses.helpers import Sale, assert_sound, open_chain, till_text, write_file
from tillroll.migrate import SCHEMA_VERSION

AT = datetime(2021, 8, 25, 9)
OLD_INDEX = "sale_line_by_trading_date_sale_id_product_id"
pytestmark = pytest.mark.usefixtures("every_warehouse")


def test_version_1_gets_what_is_new_since(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with open_chain(path) as chain:
        chain.ingest(write_file(tmp_path / "leeds.csv", till_text([Sale(AT)]), AT))
        before = chain.state()
        aids = [aid.name for aid in chain.warehouse.aids]
        for table in ("loaded_object", "data_version", "branch_week", "branch_week_product", *aids):
            chain.rows(f"drop table {table}")
        for column in ("orders_under_10", "orders_under_20", "orders_under_30", "orders_under_40"):
            chain.rows(f"alter table branch_day_spend drop column {column}")
        chain.rows("alter table run drop column cost_micropence")
        chain.rows("alter table receipt drop column trace_id")
        if had_index := "basket_block" in aids:
            chain.rows(f"create index {OLD_INDEX} on sale_line (trading_date, sale_id, product_id)")
        chain.rows("update migration set version = 1")
    with open_chain(path) as chain:
        assert chain.rows("select max(version) from migration") == [(SCHEMA_VERSION,)]
        assert chain.rows("select count(*) from loaded_object") == [(0,)]
        assert chain.rows("select count(*) from data_version") == [(1,)]
        assert chain.state() == before
        assert not had_index or chain.rows(f"select to_regclass('{OLD_INDEX}')") == [(None,)]
        assert_sound(chain)


def test_version_3_gets_runs_that_tell_what_they_cost(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with open_chain(path) as chain:
        chain.ingest(write_file(tmp_path / "leeds.csv", till_text([Sale(AT)]), AT))
        chain.rows("alter table run drop column cost_micropence")
        chain.rows("alter table receipt drop column trace_id")
        for aid in chain.warehouse.aids:
            chain.rows(f"drop table {aid.name}")
        chain.rows("update migration set version = 3")
    with open_chain(path) as chain:
        chain.ingest(write_file(tmp_path / "york.csv", till_text([Sale(AT)], branch="York"), AT))
        assert chain.rows("select cost_micropence from run") == [(None,), (None,)]
        assert chain.rows("select trace_id from receipt") == [(None,), (None,)]
        assert_sound(chain)


def test_version_5_gets_weeks_that_tell_on_which_days_something_was_sold(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with open_chain(path) as chain:
        chain.ingest(write_file(tmp_path / "leeds.csv", till_text([Sale(AT)]), AT))
        before = chain.state()
        chain.rows("drop table branch_week_product")
        chain.rows("create table branch_week_product (week_id bigint, branch_id varchar(64), week_from date)")
        chain.rows("update migration set version = 5")
    with open_chain(path) as chain:
        assert chain.rows("select first_day, last_day from branch_week_product") == [(AT.date(), AT.date())]
        assert chain.state() == before
        assert_sound(chain)


def test_version_6_gets_blocks_of_hours_that_tell_refunds_from_orders(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with open_chain(path) as chain:
        chain.ingest(write_file(tmp_path / "leeds.csv", till_text([Sale(AT)]), AT))
        if has_blocks := "hour_block" in [aid.name for aid in chain.warehouse.aids]:
            chain.rows("alter table hour_block drop column is_refund")
        chain.rows("update migration set version = 6")
    with open_chain(path) as chain:
        assert not has_blocks or chain.rows("select distinct is_refund from hour_block") == [(False,)]
        assert_sound(chain)
