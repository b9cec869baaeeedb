"""Who may see what in Redshift, as SQL for its administrator: column grants, and row-level security for franchises.

A franchise's reader sees the branches that the franchise ever owned, and the branch-days of the dates on which it did.
Other tables that tell no branch and date are not granted to such a reader but products, without what they cost.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tillroll.contract.redshift import LONGEST_TEXT, TEXT_BYTES
from tillroll.contract.table import Table

_DAY = ("branch_id", "trading_date")
_BRANCH = ("branch",)
_OPEN = ("product",)
_ALL_ROWS = "role tillroll_loader, role tillroll_reader"
_LOOKED_UP = "sales.reader_franchise, sales.branch_franchise"
_BRANCH_ID = f"branch_id varchar({TEXT_BYTES['branch_id']})"


@dataclass(frozen=True, slots=True)
class _Policy:
    """A policy, and the one that lets others see all: both must call the table's rows alike."""

    grain: str
    columns: str
    condition: str

    def statements(self) -> Iterator[str]:
        """What makes the two."""
        with_columns = f"\nwith ({self.columns}) as {self.grain}\nusing "
        exists = (
            "    exists (\n        select 1\n        from sales.reader_franchise as who\n"
            "        inner join sales.branch_franchise as owned on who.franchise = owned.franchise\n"
            f"        where\n            who.reader = current_user\n"
            f"            and owned.branch_id = {self.grain}.branch_id\n{self.condition}    )"
        )
        yield f"create rls policy tillroll_owned_{self.grain}{with_columns}(\n{exists}\n)"
        yield f"create rls policy tillroll_every_{self.grain}{with_columns}(true)"
        yield f"grant select on {_LOOKED_UP} to rls policy tillroll_owned_{self.grain}"

    def attached(self, table: Table) -> Iterator[str]:
        """What sets both on a table."""
        yield f"attach rls policy tillroll_owned_{self.grain} on sales.{table.name} to role tillroll_franchise"
        yield f"attach rls policy tillroll_every_{self.grain} on sales.{table.name} to {_ALL_ROWS}"
        yield f"alter table sales.{table.name} row level security on"


_OWNED_DAY = _Policy(
    "day",
    f"{_BRANCH_ID}, trading_date date",
    "            and day.trading_date between owned.owned_from and coalesce(owned.owned_to, date '9999-12-31')\n",
)
_OWNED_BRANCH = _Policy("branch", _BRANCH_ID, "")


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
    yield from _OWNED_BRANCH.statements()
    yield from _OWNED_DAY.statements()
    for table in tables:
        policy = _policy(table)
        yield from policy.attached(table) if policy else ()
    for table in tables:
        if table.name in _OPEN or _policy(table):
            columns = ", ".join(table.open_column_names())
            yield f"grant select ({columns})\non sales.{table.name} to role tillroll_franchise"


def _policy(table: Table) -> _Policy | None:
    if table.name in _BRANCH:
        return _OWNED_BRANCH
    return _OWNED_DAY if set(_DAY) <= set(table.column_names()) else None
