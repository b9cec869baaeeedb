"""Short words for tests of lists, register, quarantine and checks: a day of sales, a file of them, a list."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from tests.warehouses.helpers import Chain, Form, Sale, till_text, write_file
from tillroll import lists
from tillroll.branches import Branch, BranchList
from tillroll.checks import run_checks
from tillroll.ingest import Ingest
from tillroll.lists import Day, sync_lists

DAY = date(2021, 8, 25)
EVENING = datetime(2021, 8, 25, 18)


def sales(*minutes: int, day: date = DAY) -> list[Sale]:
    """One sale at each of the minutes after nine."""
    nine = datetime(day.year, day.month, day.day, 9)
    return [Sale(nine + timedelta(minutes=minute)) for minute in minutes]


def file_of(
    folder: Path,
    name: str,
    held: Iterable[Sale],
    branch: str = "Leeds",
    delivered_at: datetime = EVENING,
    form: Form = "dash",
) -> Path:
    return write_file(folder / name, till_text(held, form, branch), delivered_at)


def give_lists(chain: Chain, *branches: Branch) -> list[Day]:
    """Store a list of branches, fold what it changes anew, and let later files be read by it; gives back those days."""
    days = sync_lists(chain.warehouse, branches=BranchList(branches))
    follow_lists(chain)
    if days:
        Ingest(chain.engine, chain.warehouse, chain.setup).release([], days)
    return days


def follow_lists(chain: Chain) -> None:
    chain.setup = replace(chain.setup, registry=lists.registry(chain.warehouse))


def failures(chain: Chain) -> dict[str, int]:
    """The checks that fail, by name, with how many rows break each."""
    return {result.name: result.failures for result in run_checks(chain.warehouse) if result.failures}
