"""A night's load onto a history in PostgreSQL: no statement of it reads all of the sales, or all of their lines."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.postgres_server import Server
from tests.warehouses.helpers import Chain, Sale, open_url, till_text, write_file
from tillroll.adapters.postgres.session import Session

LARGE = ("sale", "sale_line")
FIRST, DAYS = date(2021, 1, 4), 400
COPY = {
    "sale": """
        insert into sale
        select
            cast(md5(cast(sale_id as varchar) || n) as uuid), branch_id, till, trading_date + n,
            placed_at + n * interval '1 day', tender, is_refund, total_pence, document_id, line_no, row_count,
            is_current
        from sale cross join generate_series(1, {days}) as n
    """,
    "sale_line": """
        insert into sale_line
        select
            cast(md5(cast(sale_id as varchar) || n) as uuid), trading_date + n, line_no, product_id, quantity,
            gross_pence, discount_pence, net_pence, tax_pence
        from sale_line cross join generate_series(1, {days}) as n
    """,
}


def night(folder: Path, day: int, shift: int = 0) -> Path:
    """The files of four branches on one day; shifted, they correct those of before."""
    at = datetime(FIRST.year, FIRST.month, FIRST.day, 9) + timedelta(days=day)
    for number in range(4):
        hours = [Sale(at + timedelta(minutes=8 * sale + shift)) for sale in range(60)]
        closed = at.replace(hour=18, minute=number + shift)
        write_file(folder / f"{day}-{shift}" / f"{number}.csv", till_text(hours, branch=f"Branch {number}"), closed)
    return folder / f"{day}-{shift}"


class Plans:
    """The plan of every statement of a session that has one."""

    def __init__(self) -> None:
        self.scans: list[tuple[str, str, str, str]] = []

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        execute = Session._execute

        def explained(session: Session, sql: str, parameters: Mapping[str, object]) -> list[tuple[Any, ...]]:
            if sql.lstrip().startswith(("select", "with", "insert", "update", "delete", "create temp table")):
                ((plans,),) = execute(session, f"explain (format json) {sql}", parameters)
                self.scans += [(*scan, sql) for scan in scans_of(plans[0]["Plan"])]
            return execute(session, sql, parameters)

        patch.setattr(Session, "_execute", explained)


def scans_of(plan: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """How a plan reads each of the large tables: the table, the way, the index."""
    if plan.get("Relation Name") in LARGE and "Scan" in plan["Node Type"]:
        index = plan.get("Index Name") or "".join(part["Index Name"] for part in plan.get("Plans", ()))
        yield plan["Relation Name"], plan["Node Type"], index
    for part in plan.get("Plans", ()):
        yield from scans_of(part)


def grow(chain: Chain) -> None:
    for table, sql in COPY.items():
        chain.rows(sql.format(days=DAYS))
        chain.rows(f"analyze {table}")


def test_no_statement_of_a_night_reads_all_sales(postgres: Server, tmp_path: Path) -> None:
    """New files, corrections of the day before, and files that come again, onto 96,000 sales of 401 days."""
    with postgres.schema() as url, open_url(url) as chain:
        chain.ingest(night(tmp_path, 0))
        grow(chain)
        chain.ingest(night(tmp_path, DAYS + 1))
        plans = Plans()
        with pytest.MonkeyPatch.context() as patch:
            plans.watch(patch)
            new, corrected = night(tmp_path, DAYS + 2), night(tmp_path, DAYS + 1, shift=3)
            report = chain.ingest(new, corrected, night(tmp_path, DAYS + 1), replay=True)
        assert len(report.receipts) == 12
    by_date = tuple(f"{table}_by_trading_date_" for table in LARGE)
    assert [scan for scan in plans.scans if not scan[2].startswith(by_date)] == []
    assert {table for table, *_ in plans.scans} == {*LARGE}
