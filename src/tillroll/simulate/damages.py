"""Faults of rows: a few rows of a file say what no till says, and each breaks one rule.

A damage takes one sale and gives it back spoilt, with the rule that each of its rows then breaks, or gives None where
it can't be done so that the rule is sure. The meaning of each rule is docs/reference/rules.md.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random

from tillroll.simulate.deliveries import TrueFile
from tillroll.simulate.histories import day_of, whole_day
from tillroll.simulate.versions import (
    Spoilt,
    Telling,
    Version,
    cell,
    cells_of,
    genuine,
    later,
    named_cells,
    nameless,
    row_of,
    told,
    with_cells,
)

Damage = Callable[[TrueFile, int], Telling | None]

_FIRST, _LAST = 5, 2
_ONE_IN = 20
_PAID_ITEM_END = re.compile(r"( - (?!0\.00)\d+\.\d\d), ")
_FREE_ITEM_END = re.compile(r"( - 0\.00), ")
_UNFLAVOURED_PRICE = re.compile(r"^([^-]*[^-\s]) - \d+\.\d\d(?=, |$)")
_DASH_PRICE = re.compile(r"(?<= - \d)\d*\.\d\d(?=, |$)")
_OPENING_QUOTE = re.compile(r'^[^"]*,"[^,"\s]')


def spoil_rows(file: TrueFile, rng: Random, damage: Damage) -> Spoilt:
    """Only the damaged file comes: the rejected sales are lost, the others count, and the day is whole without them."""
    version = damaged(file, rng, damage)
    return day_of(file, version, version.delivery("loaded"))


def mended(file: TrueFile, rng: Random) -> Spoilt:
    """A damaged file, then the whole one: it is kin, lacks nothing and adds what was rejected: extended."""
    first = damaged(file, rng, rng.choice((bad_total, bad_time, before_2000)))
    whole = later(genuine(file), timedelta(minutes=rng.randint(20, 2000)), " (1)")
    return whole_day(file, first.delivery("loaded"), whole.delivery("extended", fault=""))


def damaged(file: TrueFile, rng: Random, damage: Damage) -> Version:
    """The file with up to one sale in twenty spoilt, never two that stand together, nor the first five or the last two.

    So the format is known by the first rows, the last sale stays, and nearly all rows are good.
    """
    spoilt = dict(possible(file, damage))
    places = sorted(rng.sample(sorted(spoilt), min(len(spoilt), rng.randint(1, max(1, len(file.sales) // _ONE_IN)))))
    apart = [at for before, at in zip([-2, *places], places, strict=False) if at - before > 1]
    tellings = (spoilt[at] if at in apart else told(sale) for at, sale in enumerate(file.sales))
    name = nameless(file) if damage is no_branch else file.name
    return replace(genuine(file), tellings=tuple(tellings), name=name)


def possible(file: TrueFile, damage: Damage) -> Iterator[tuple[int, Telling]]:
    """The places of sales that the damage suits, and each sale damaged."""
    for at in range(_FIRST, len(file.sales) - _LAST):
        telling = damage(file, at)
        if telling:
            yield at, telling


def _spoilt(file: TrueFile, at: int, row: str, rule: str, row_at: int = 0) -> Telling:
    """The sale with one of its rows spoilt; the others of a sale in several rows break the rule of the sale."""
    rows = list(file.sales[at].rows)
    rows[row_at] = row
    rules = ["sale"] * len(rows)
    rules[row_at] = rule
    return Telling(tuple(rows), None, tuple(rules))


def _cell_spoilt(file: TrueFile, at: int, column: str, text: str, rule: str) -> Telling:
    """The sale with one cell of its last row rewritten."""
    row_at = len(file.sales[at].rows) - 1
    row = with_cells(file, file.sales[at].rows[row_at], {column: text})
    return _spoilt(file, at, row, rule, row_at)


def _basket_spoilt(file: TrueFile, at: int, pattern: re.Pattern[str], by: str, rule: str) -> Telling | None:
    basket, count = pattern.subn(by, cell(file, file.sales[at].rows[0], "basket"), count=1)
    return _cell_spoilt(file, at, "basket", basket, rule) if count else None


def _only_row(file: TrueFile, at: int) -> str | None:
    """The row of a sale that has just one: a row that can't be read does not say which sale it was of."""
    return file.sales[at].rows[0] if len(file.sales[at].rows) == 1 else None


def _kept(file: TrueFile, at: int, rule: str, spoil: Callable[[str], str]) -> Telling | None:
    row = _only_row(file, at)
    return _spoilt(file, at, spoil(row), rule) if row else None


# Baskets


def lost_comma(file: TrueFile, at: int) -> Telling | None:
    """Two items run together and no longer sum up: `total_matches_lines`; of triples a part is missing: `item`."""
    if file.format == "dash":
        return _basket_spoilt(file, at, _PAID_ITEM_END, r"\1 ", "total_matches_lines")
    items = cell(file, file.sales[at].rows[0], "basket").split(",")
    if len(items) == 3:  # noqa: PLR2004 - one triple
        return None
    return _cell_spoilt(file, at, "basket", ",".join([*items[:2], items[2] + items[3], *items[4:]]), "item")


def lost_comma_of_a_free_item(file: TrueFile, at: int) -> Telling | None:
    """The sum is right, but a free item has swallowed the next one: `total_matches_lines`."""
    return _basket_spoilt(file, at, _FREE_ITEM_END, r"\1 ", "total_matches_lines")


def no_item_price(file: TrueFile, at: int) -> Telling | None:
    """An item without flavour loses its price, so nothing in it is one: `item`."""
    return _basket_spoilt(file, at, _UNFLAVOURED_PRICE, r"\1", "item")


def bad_price(file: TrueFile, at: int) -> Telling | None:
    """A price with a letter O is no amount: `price`."""
    if file.format == "square":
        return _cell_spoilt(file, at, "Gross Sales", "£2.O0", "price")
    if file.format == "dash":
        return _basket_spoilt(file, at, _DASH_PRICE, ".O0", "price")
    size, name, _, *rest = cell(file, file.sales[at].rows[0], "basket").split(",")
    return _cell_spoilt(file, at, "basket", ",".join((size, name, "2.O0", *rest)), "price")


def no_quantity(file: TrueFile, at: int) -> Telling | None:
    """A line of an item whose quantity is a word is no line: `item`."""
    return _cell_spoilt(file, at, "Qty", "two", "item")


# Totals and tenders


def bad_total(file: TrueFile, at: int) -> Telling | None:
    """A total that a spreadsheet could not work out is no amount: `total`."""
    return _cell_spoilt(file, at, "Net Sales" if file.format == "square" else "total", "#VALUE!", "total")


def wrong_total(file: TrueFile, at: int) -> Telling | None:
    """A total typed over is not the sum of its lines, nor a net its gross less discount: `total_matches_lines`."""
    if file.format == "square":
        has_discount = bool(cell(file, file.sales[at].rows[-1], "Discounts"))
        return _cell_spoilt(file, at, "Net Sales", "£997.31", "total_matches_lines") if has_discount else None
    return _cell_spoilt(file, at, "total", f"{file.sales[at].pence / 100 + 7:.2f}", "total_matches_lines")


def no_tender(file: TrueFile, at: int) -> Telling | None:
    """A blank is no word for a payment: `tender`."""
    return _cell_spoilt(file, at, "tender", "", "tender")


# Times and branches


def bad_time(file: TrueFile, at: int) -> Telling | None:
    """A time with a letter O, or a column too narrow for its date, can't be read: `time`."""
    column = "Time" if file.format == "square" else "time"
    text = cell(file, file.sales[at].rows[-1], column)
    return _cell_spoilt(file, at, column, "##########" if at % 2 else f"{text[:-1]}O", "time")


def before_2000(file: TrueFile, at: int) -> Telling | None:
    """The time of a clock that lost its battery lies before 2000: `time`."""
    epoch = {"square": ("Date", "1970-01-01"), "triples": ("time", "1970-01-01 00:03:00")}
    column, text = epoch.get(file.format, ("time", "01/01/1970 00:03"))
    return _cell_spoilt(file, at, column, text, "time")


def no_branch(file: TrueFile, at: int) -> Telling | None:
    """A blank branch in a file whose name tells none can't be any branch's: `branch`."""
    return _cell_spoilt(file, at, "Location" if file.format == "square" else "branch", " ", "branch")


# Rows that are none


def lost_quote(file: TrueFile, at: int) -> Telling | None:
    """A quote stays open, and the next row's first quote, which opens a cell, can't close it: `quote`."""
    row = file.sales[at].rows[0]
    if row.count('"') != 2 or not _OPENING_QUOTE.match(file.sales[at + 1].rows[0]):  # noqa: PLR2004 - a pair
        return None
    return _spoilt(file, at, '"'.join(row.split('"')[:2]) + row.split('"')[2], "quote")


def nul(file: TrueFile, at: int) -> Telling | None:
    """A NUL stands where a letter was lost: `encoding`."""
    return _kept(file, at, "encoding", lambda row: _in_customer(file, row, "\0"))


def lost_letter(file: TrueFile, at: int) -> Telling | None:
    """A byte is a letter in neither UTF-8 nor cp1252: `encoding`."""
    return _kept(file, at, "encoding", lambda row: _in_customer(file, row, "\udc81"))


def _in_customer(file: TrueFile, row: str, mark: str) -> str:
    column = "Customer Name" if file.format == "square" else "customer"
    return with_cells(file, row, {column: f"{named_cells(file, row)[column]}{mark}"})


def too_few_cells(file: TrueFile, at: int) -> Telling | None:
    """A row that has lost its third cell is too short: `columns`."""
    return _kept(file, at, "columns", lambda row: row_of(file, [*cells_of(file, row)[:2], *cells_of(file, row)[3:]]))


def too_many_cells(file: TrueFile, at: int) -> Telling | None:
    """A row with a cell more, which is not blank, is too long: `columns`."""
    return _kept(file, at, "columns", lambda row: row_of(file, [*cells_of(file, row), "x"]))
