"""Who may see what in Redshift, as SQL for its administrator: column grants, and row-level security for franchises.

A franchise's reader sees the branches that the franchise ever owned, and the branch-days of the dates on which it did.
Other tables that tell no branch and date are not granted to such a reader but products, without what they cost.

There are two texts, for Redshift makes no role that is there already, and attaches no policy to a table that is not.
In both `sales` stands for the warehouse's schema, so the policies' names have it in them: a policy belongs to the whole
database, and another schema's must not take its place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tillroll.contract.redshift import LONGEST_TEXT, TEXT_BYTES
from tillroll.contract.table import Table

_DAY = ("branch_id", "trading_date")
_BRANCH = ("branch",)
_OPEN = ("product",)
_ROLES = ("tillroll_loader", "tillroll_reader", "tillroll_franchise")
_ALL_ROWS = "role tillroll_loader, role tillroll_reader"
_LOOKED_UP = "sales.reader_franchise, sales.branch_franchise"
_BRANCH_ID = f"branch_id varchar({TEXT_BYTES['branch_id']})"


@dataclass(frozen=True, slots=True)
class _Policy:
    """A policy, and the one that lets others see all: both must call the table's rows alike."""

    grain: str
    columns: str
    condition: str

    @property
    def owned(self) -> str:
        """The name of the policy that shows a franchise its own."""
        return f"sales_owned_{self.grain}"

    @property
    def every(self) -> str:
        """The name of the policy that shows all."""
        return f"sales_every_{self.grain}"

    def statements(self) -> Iterator[str]:
        """What makes the two, in the place of those that an earlier run has made."""
        with_columns = f"\nwith ({self.columns}) as {self.grain}\nusing "
        exists = (
            "    exists (\n        select 1\n        from sales.reader_franchise as who\n"
            "        inner join sales.branch_franchise as owned on who.franchise = owned.franchise\n"
            f"        where\n            who.reader = current_user\n"
            f"            and owned.branch_id = {self.grain}.branch_id\n{self.condition}    )"
        )
        for name, condition in ((self.owned, f"\n{exists}\n"), (self.every, "true")):
            yield f"drop rls policy if exists {name} cascade"
            yield f"create rls policy {name}{with_columns}({condition})"
        yield f"grant select on {_LOOKED_UP} to rls policy {self.owned}"

    def attached(self, table: Table) -> Iterator[str]:
        """What sets both on a table."""
        yield f"attach rls policy {self.owned} on sales.{table.name} to role tillroll_franchise"
        yield f"attach rls policy {self.every} on sales.{table.name} to {_ALL_ROWS}"
        yield f"alter table sales.{table.name} row level security on"


_OWNED_DAY = _Policy(
    "day",
    f"{_BRANCH_ID}, trading_date date",
    "            and day.trading_date between owned.owned_from and coalesce(owned.owned_to, date '9999-12-31')\n",
)
_OWNED_BRANCH = _Policy("branch", _BRANCH_ID, "")


def redshift_roles() -> str:
    """What an administrator runs before there are tables; `the_database` stands for the warehouse's database."""
    return _text(_before())


def redshift_rights(tables: Iterable[Table]) -> str:
    """What an administrator runs when the tables are there, and after each upgrade again: all of it or nothing."""
    return _text(_after(list(tables)))


def _text(statements: Iterable[str]) -> str:
    return "".join(f"{statement};\n\n" for statement in statements).rstrip("\n") + "\n"


def _before() -> Iterator[str]:
    for role in _ROLES:
        yield f"create role {role}"
    yield "grant create on database the_database to role tillroll_loader"
    yield "grant usage, create on schema sales to role tillroll_loader"
    yield "grant usage on schema sales to role tillroll_reader, role tillroll_franchise"


def _after(tables: list[Table]) -> Iterator[str]:
    yield "begin"
    yield f"grant select on all tables in schema sales to {_ALL_ROWS}"
    yield (
        "create table if not exists sales.reader_franchise (\n"
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
    yield "commit"


def _policy(table: Table) -> _Policy | None:
    if table.name in _BRANCH:
        return _OWNED_BRANCH
    return _OWNED_DAY if set(_DAY) <= set(table.column_names()) else None
