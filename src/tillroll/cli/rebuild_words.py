"""What a rebuild came to, and how it compares."""

from collections.abc import Iterator

from tillroll import wiring
from tillroll.settings import Settings
from tillroll.staged_load import Comparable, differences, totals
from tillroll.words import count, pounds


def totals_words(warehouse: Comparable) -> str:
    """What a warehouse comes to, in one line."""
    found = totals(warehouse)
    sales = f"{count(found.sales, 'sale')}, {pounds(found.pence)}"
    rest = f"{count(found.rows_rejected, 'rejected row')}, {count(found.decisions, 'decision')}"
    return f"{'Holds now':<15}{sales}, of {count(found.documents, 'document')}; {rest}"


def compared_with(warehouse: Comparable, settings: Settings) -> Iterator[str]:
    """In what a warehouse differs from the one that other settings name, in words."""
    with wiring.open_warehouse(settings, read_only=True) as old:
        yield from differences(warehouse, old.warehouse)
