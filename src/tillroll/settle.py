"""Which day does 9/5/2023 mean? The document's other rows and its file name settle it, or nothing does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tillroll.cells import DateOrder, is_open_order, is_padded, read_date


@dataclass(frozen=True, slots=True)
class Settled:
    """The dates of one document's date texts; a text that reads as no date, or as two, is missing."""

    dates: Mapping[str, date]
    used_file_name: bool = False
    is_ambiguous: bool = False


def other(order: DateOrder) -> DateOrder:
    """The other order."""
    return "month_first" if order == "day_first" else "day_first"


def settle_dates(
    rows_by_text: Mapping[str, int], declared: DateOrder, name_day: date | None, *, has_short_hours: bool
) -> Settled:
    """Read a document's dates. ``rows_by_text`` counts the rows that write each text.

    A padded document is taken at its format's word. One that a spreadsheet saved again (a day, month or hour of one
    digit) may have either order: the one that reads more rows; failing that, the one that meets the file name's date;
    failing that, the one by which more rows are of the night after a date that is the same both ways, as 7/6 after 6/6.
    """
    open_texts = [text for text in rows_by_text if is_open_order(text)]
    readings = {order: _read_all(open_texts, order) for order in (declared, other(declared))}
    fixed = _read_all([text for text in rows_by_text if not is_open_order(text)], declared)
    if not has_short_hours and all(map(is_padded, open_texts)):
        order = _padded_order(open_texts, readings, declared)
        return Settled(fixed | readings[order])
    best = _orders_with_most(rows_by_text, readings, lambda _: True)
    if len(best) == 1:
        return Settled(fixed | readings[best[0]])
    return _settle_by_name(rows_by_text, readings, fixed, name_day)


def _read_all(texts: Sequence[str], order: DateOrder) -> dict[str, date]:
    found = ((text, read_date(text.strip(), order)) for text in texts)
    return {text: day for text, day in found if day}


def _padded_order(
    texts: Sequence[str], readings: Mapping[DateOrder, Mapping[str, date]], declared: DateOrder
) -> DateOrder:
    swap = len(readings[declared]) < len(texts) == len(readings[other(declared)])
    return other(declared) if swap else declared


def _orders_with_most(
    rows_by_text: Mapping[str, int], readings: Mapping[DateOrder, Mapping[str, date]], is_meant: Callable[[date], bool]
) -> list[DateOrder]:
    """The orders by which most rows have such a date."""
    rows = {
        order: sum(rows_by_text[text] for text, day in read.items() if is_meant(day))
        for order, read in readings.items()
    }
    return [order for order, count in rows.items() if count == max(rows.values())]


def _settle_by_name(
    rows_by_text: Mapping[str, int],
    readings: Mapping[DateOrder, Mapping[str, date]],
    fixed: Mapping[str, date],
    name_day: date | None,
) -> Settled:
    first, second = readings.values()
    agreed = {text: day for text, day in first.items() if second.get(text) == day}
    if len(agreed) == len(first) == len(second):
        return Settled({**fixed, **agreed})
    best = _orders_with_most(rows_by_text, readings, lambda day: day == name_day)
    if len(best) == 1:
        return Settled({**fixed, **readings[best[0]]}, used_file_name=True)
    nights = {day + timedelta(days=1) for day in agreed.values() if day < date.max}
    best = _orders_with_most(rows_by_text, readings, nights.__contains__)
    if len(best) == 1:
        return Settled({**fixed, **readings[best[0]]})
    return Settled({**fixed, **agreed}, is_ambiguous=True)
