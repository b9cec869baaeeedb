"""The marts of branch-weeks: they are summed anew where one of their branch-days may have changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

WEEK_MARTS = ("branch_week", "branch_week_product")


class Warehouse(Protocol):
    """A database that holds the marts and knows the branch-days that a batch touches."""

    def run(self, name: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """Run ``sql/<name>.sql``."""
        ...

    def keep(self, table: str, name: str, /, **parameters: object) -> None:
        """Keep what ``sql/<name>.sql`` answers as a temporary table of this name."""
        ...


def refresh_weeks(warehouse: Warehouse, days: Mapping[str, date]) -> None:
    """Write the weeks of `touched_day` anew; `days` are its first and last, and the marts of days are written."""
    warehouse.keep("changed_week", "marts/changed_week")
    for mart in WEEK_MARTS:
        warehouse.run(f"marts/clear_{mart}")
        warehouse.run(f"marts/fill_{mart}", **days)
