"""Who may see what in Redshift, as SQL for its administrator: column grants, and row-level security for franchises.

A franchise's reader sees the branch-days of the dates on which the franchise owned the branch. Tables that tell no
branch and date are not granted to such a reader, and neither is what products cost the chain.
"""

from collections.abc import Iterable, Iterator

from tillroll.contract.redshift import LONGEST_TEXT, TEXT_BYTES
from tillroll.contract.table import Table

_OWNED = ("branch_id", "trading_date")
_OPEN = ("branch", "product")
_ALL_ROWS = "role tillroll_loader, role tillroll_reader"
_CONFIDENTIAL = ("unit_cost_pence",)


def redshift_rights(tables: Iterable[Table]) -> str:
    """The statements, in the order in which an administrator runs them; `sales` stands for the warehouse's schema."""
    return "".join(f"{statement};\n\n" for statement in _statements(list(tables))).rstrip("\n") + "\n"


def _statements(tables: list[Table]) -> Iterator[str]:
    yield from ("create role tillroll_loader", "create role tillroll_reader", "create role tillroll_franchise")
    yield "grant usage, create on schema sales to role tillroll_loader"
    yield "grant usage on schema sales to role tillroll_reader, role tillroll_franchise"
    yield "grant select on all tables in schema sales to role tillroll_reader"
    yield (
        "create table sales.reader_franchise (\n"
        f"    reader varchar(128) not null,\n    franchise varchar({LONGEST_TEXT}) not null\n) diststyle all"
    )
    yield _policy()
    owned = [table for table in tables if set(_OWNED) <= set(table.column_names())]
    for table in owned:
        yield f"attach rls policy tillroll_owned_day on sales.{table.name} to role tillroll_franchise"
        yield f"attach rls policy tillroll_every_day on sales.{table.name} to {_ALL_ROWS}"
        yield f"alter table sales.{table.name} row level security on"
    for table in (*(table for table in tables if table.name in _OPEN), *owned):
        columns = ", ".join(name for name in table.column_names() if name not in _CONFIDENTIAL)
        yield f"grant select ({columns})\non sales.{table.name} to role tillroll_franchise"


def _policy() -> str:
    return (
        f"create rls policy tillroll_owned_day\nwith (branch_id varchar({TEXT_BYTES['branch_id']}), trading_date date) "
        "as day\nusing (\n    exists (\n        select 1\n        from sales.reader_franchise as who\n"
        "        inner join sales.branch_franchise as owned on who.franchise = owned.franchise\n"
        "        where\n            who.reader = current_user\n            and owned.branch_id = day.branch_id\n"
        "            and day.trading_date between owned.owned_from and coalesce(owned.owned_to, date '9999-12-31')\n"
        "    )\n);\n\ncreate rls policy tillroll_every_day using (true)"
    )
