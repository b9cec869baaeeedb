"""The Redshift adapter through its stand-in: one writer, lost connections, isolation errors, S3 left clean, exports.

Grain: one test a claim.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import boto3
import duckdb
import pytest

from tests.redshift.stand_in import ACCESS, BUCKET, StandIn
from tests.warehouses.helpers import Chain, Sale, assert_sound, in_redshift, open_chain, till_text, write_file
from tillroll import patience
from tillroll.adapters.redshift import Access, RedshiftWarehouse
from tillroll.adapters.redshift.tables import BYTES_A_STATEMENT, ROWS_A_STATEMENT, portions
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError, TryAgainLater, WorkLost
from tillroll.migrate import SCHEMA_VERSION
from tillroll.patience import ATTEMPTS, Wait

NOON = datetime(2024, 5, 14, 12, 0)


def objects() -> list[str]:
    return [each["Key"] for each in boto3.client("s3").list_objects_v2(Bucket=BUCKET).get("Contents", [])]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    sales = [Sale(NOON - timedelta(minutes=number)) for number in range(20)]
    return write_file(tmp_path / "leeds.csv", till_text(sales), NOON + timedelta(hours=1))


@pytest.fixture
def chain(redshift: StandIn) -> Iterator[Chain]:
    with in_redshift(redshift), open_chain() as opened:
        redshift.statements.clear()
        yield opened


def test_rows_come_by_copy_of_parquet_and_nothing_stays_in_s3(chain: Chain, redshift: StandIn, file: Path) -> None:
    chain.take(file)
    assert chain.current == (20, 20 * 245)
    copies = [sql for sql in redshift.statements if sql.startswith("copy ")]
    assert len(copies) == 6  # no row was rejected
    assert all("format as parquet manifest" in sql for sql in copies)
    assert not any(sql.startswith("insert into staged_") for sql in redshift.statements)
    assert objects() == []


def opened(engine: Engine, url: str, access: Access = ACCESS) -> "closing[RedshiftWarehouse]":
    return closing(RedshiftWarehouse.open(engine, url, access, Wait(5)))


def forget_runs(warehouse: RedshiftWarehouse) -> None:
    with warehouse.transaction():
        warehouse.execute("delete from run")


ISOLATION = "1023 DETAIL: Serializable isolation violation on table"


@pytest.mark.parametrize("start", ["insert into sale ", "commit"])
def test_an_isolation_error_is_tried_again(chain: Chain, redshift: StandIn, file: Path, start: str) -> None:
    redshift.fail_next.append((start, ISOLATION))
    receipt = chain.take(file)
    assert redshift.fail_next == []
    assert (receipt.outcome, chain.current) == ("loaded", (20, 4900))
    assert_sound(chain)


def test_isolation_errors_without_end_are_told_and_leave_no_trace(
    chain: Chain, redshift: StandIn, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "FIRST_PAUSE", 0)
    redshift.fail_next += [("insert into sale ", ISOLATION)] * ATTEMPTS
    with pytest.raises(TryAgainLater, match="another transaction changed what this one read: nothing of this batch"):
        chain.take(file)
    assert chain.current == (0, 0)
    assert chain.take(file).outcome == "loaded"


@pytest.mark.parametrize(
    "start", ["copy staged_sale ", "insert into sale_line", "insert into receipt", "update writer"]
)
def test_a_connection_lost_at_a_statement_leaves_no_trace(
    chain: Chain, redshift: StandIn, file: Path, start: str
) -> None:
    redshift.cut_at.append(start)
    chain.take(file)
    assert redshift.cut_at == []
    assert chain.current == (20, 4900)
    assert_sound(chain)
    assert objects() == []


def test_a_commit_whose_answer_is_lost_is_found_by_its_token(chain: Chain, redshift: StandIn, file: Path) -> None:
    redshift.cut_after.append("commit")
    chain.take(file)
    assert redshift.cut_after == []
    assert chain.current == (20, 4900)
    assert_sound(chain)


def test_a_second_writer_waits_and_is_told_who_writes(redshift: StandIn) -> None:
    told: list[str] = []
    with redshift.schema() as url, closing(Engine.open()) as engine:
        with closing(RedshiftWarehouse.open(engine, url, ACCESS, Wait(5))):
            with pytest.raises(TryAgainLater, match="is in use by process"):
                RedshiftWarehouse.open(engine, url, ACCESS, Wait(0.6, told.append))
            with closing(RedshiftWarehouse.open(engine, url, ACCESS, read_only=True)) as reader:
                assert reader.run("migrations/version") == [(SCHEMA_VERSION,)]
        RedshiftWarehouse.open(engine, url, ACCESS, Wait(5)).close()
    assert len(told) == 1
    assert "waiting for it to end" in told[0]


def test_a_writer_whose_lock_was_lost_commits_nothing(redshift: StandIn) -> None:
    with redshift.schema() as url, closing(Engine.open()) as engine, opened(engine, url) as warehouse:
        warehouse._session._keeper.close()  # type: ignore[union-attr] # as a network that cuts one connection does
        with opened(engine, url), pytest.raises(WorkLost, match="another tillroll has written"):
            forget_runs(warehouse)
        forget_runs(warehouse)


def test_an_export_comes_by_unload_with_its_types(chain: Chain, redshift: StandIn, file: Path, tmp_path: Path) -> None:
    chain.take(file)
    out = tmp_path / "sale.parquet"
    chain.warehouse.export("sale", out, "parquet")
    types = {row[0]: row[1] for row in duckdb.execute(f"describe select * from '{out}'").fetchall()}
    assert (types["sale_id"], types["total_pence"], types["placed_at"]) == ("UUID", "BIGINT", "TIMESTAMP")
    assert duckdb.execute(f"select count(*), sum(total_pence) from '{out}'").fetchall() == [(20, 4900)]
    assert any(sql.startswith("unload ") for sql in redshift.statements)
    chain.warehouse.export("decision", tmp_path / "none.csv", "csv")
    assert objects() == []


def test_statements_of_given_values_are_bounded() -> None:
    rows: list[tuple[str, int]] = [("x" * 4000, number) for number in range(1200)]
    found = list(portions(rows))
    assert [row for portion in found for row in portion] == rows
    assert max(map(len, found)) <= ROWS_A_STATEMENT
    assert max(sum(2 * len(str(text)) for text, _ in portion) for portion in found) <= BYTES_A_STATEMENT
    assert list(portions([])) == []


def test_a_text_that_no_column_holds_is_named_before_anything_is_sent(chain: Chain, tmp_path: Path) -> None:
    row = f'14/05/2024 12:00,Leeds,Mock Person,"{"x" * 5000} - 2.45",2.45,CASH,\n'
    with pytest.raises(ConfigurationError, match="5,000 bytes, and Redshift takes 4,096"):
        chain.take(write_file(tmp_path / "long.csv", row, NOON))
    assert objects() == []


def test_what_copy_made_is_compared_with_what_was_sent(chain: Chain, redshift: StandIn, file: Path) -> None:
    redshift.copy_short.append("staged_sale_line")
    with pytest.raises(TryAgainLater, match="made other rows or pence of staged_sale_line than were sent"):
        chain.take(file)
    assert chain.current == (0, 0)
    chain.take(file)
    assert chain.current == (20, 4900)


def test_a_file_that_s3_does_not_give_says_what_to_do(redshift: StandIn, file: Path) -> None:
    elsewhere = Access(staging="s3://no-such-bucket-of-ours/x", role=ACCESS.role)
    with redshift.schema() as url, closing(Engine.open()) as engine, opened(engine, url, elsewhere) as warehouse:
        chain = Chain(engine, warehouse)
        with pytest.raises(ConfigurationError, match="AWS s3 refused"):
            chain.take(file)


def test_no_prepared_statement_is_sent(redshift: StandIn) -> None:
    """The stand-in refuses them, so that nothing above would have worked; and it says whose statements they are."""
    with redshift.schema() as url, closing(Engine.open()) as engine:
        redshift.statements.clear()
        with closing(RedshiftWarehouse.open(engine, url, ACCESS, Wait(5))) as warehouse:
            assert warehouse.execute("select current_setting('client_encoding')") == [("UTF8",)]
    assert "set query_group to 'tillroll'" in redshift.statements
