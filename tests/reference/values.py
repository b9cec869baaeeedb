"""Single cells to values, for the independent reader: money, times, file names, items.

Cells come trimmed. What can't be read is None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

from tests.reference.rows import BLANKS

Order = Literal["day", "month", "ambiguous"]
SIZES = ("Large", "Regular")

SYMBOL = "[£$€]?"
NUMBER = r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.[0-9]))(?:\.(?P<decimals>[0-9]*))?"
MOST_PENCE = 10**11
MONEY = re.compile(rf"(?P<minus>-?) *{SYMBOL} *(?P<late_minus>-?) *{NUMBER} *{SYMBOL}")


def pence_of(text: str) -> int | None:
    """Whole pence, or None if this is no amount of money."""
    in_brackets = text.startswith("(") and text.endswith(")")
    found = MONEY.fullmatch(text[1:-1].strip(BLANKS) if in_brackets else text.strip(BLANKS))
    if not found:
        return None
    signs = found["minus"] + found["late_minus"] + ("-" if in_brackets else "")
    magnitude = unsigned_pence(found["whole"], found["decimals"] or "")
    return None if magnitude is None or len(signs) > 1 else -magnitude if signs else magnitude


def unsigned_pence(whole: str, decimals: str) -> int | None:
    exact = Decimal((whole.replace(",", "") or "0") + "." + (decimals or "0")) * 100
    nearest = round(exact)
    is_whole = exact == nearest
    is_noise = len(decimals) >= 6 and abs(exact - nearest) <= Decimal("0.0001")
    return nearest if (is_whole or is_noise) and nearest < MOST_PENCE else None


def quantity_of(text: str) -> Decimal | None:
    return round(Decimal(text), 3) if re.fullmatch(r"-?[0-9]+(\.[0-9]*)?", text) else None


YEAR_FIRST = re.compile(r"([0-9]{4})([-/])([0-9]{1,2})\2([0-9]{1,2})")
YEAR_LAST = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?[ \u00a0\u202f]*([AaPp][Mm])?")


@dataclass(frozen=True)
class When:
    """A time cell as written: its date text and its time text."""

    day: str
    clock: str

    @property
    def is_unpadded(self) -> bool:
        """Whether a re-saving program has taken the leading zero of a day, a month or an hour."""
        day, clock = YEAR_LAST.fullmatch(self.day), CLOCK.fullmatch(self.clock)
        return bool(day and 1 in (len(day[1]), len(day[3]))) or bool(clock and len(clock[1]) == 1)

    def date_in(self, order: Order) -> date | None:
        return date_of(self.day, order)

    def moment_in(self, order: Order) -> datetime | None:
        day, clock = self.date_in(order), clock_of(self.clock)
        return None if day is None or clock is None else datetime(day.year, day.month, day.day) + clock

    @property
    def is_readable(self) -> bool:
        return bool(self.moment_in("day") or self.moment_in("month"))


def when_of(cell: str) -> When:
    day, _, clock = re.sub(r"[ \t\u00a0]|(?<=[0-9])T(?=[0-9])", "\n", cell, count=1).partition("\n")
    return When(day.strip(BLANKS), clock.strip(BLANKS))


def date_of(text: str, order: Order) -> date | None:
    if order == "ambiguous":
        as_day, as_month = date_of(text, "day"), date_of(text, "month")
        return as_day if as_day == as_month else None
    if found := YEAR_FIRST.fullmatch(text):
        return real_date(int(found[1]), int(found[3]), int(found[4]))
    if not (found := YEAR_LAST.fullmatch(text)):
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    day, month = (first, second) if order == "day" else (second, first)
    return real_date(year + 2000 if len(found[4]) == 2 else year, month, day)


def real_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clock_of(text: str) -> timedelta | None:
    found = CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hour = hour % 12 + (12 if found[4].lower() == "pm" else 0) if 1 <= hour <= 12 else 24
    is_real = hour < 24 and minute < 60 and second < 60
    return timedelta(hours=hour, minutes=minute, seconds=second) if is_real else None


def order_of(whens: Sequence[When], name_day: date | None) -> Order:
    """Whether day or month comes first in this file's dates that end in their year."""
    written = [when for when in whens if YEAR_LAST.fullmatch(when.day)]
    day_first = [when.date_in("day") for when in written]
    month_first = [when.date_in("month") for when in written]
    if not any(when.is_unpadded for when in whens):
        return "month" if None in day_first and None not in month_first else "day"
    return resaved_order(day_first, month_first, name_day)


def resaved_order(day_first: Sequence[date | None], month_first: Sequence[date | None], name_day: date | None) -> Order:
    as_days, as_months = (sum(day is not None for day in days) for days in (day_first, month_first))
    if as_days != as_months:
        return "day" if as_days > as_months else "month"
    if list(day_first) == list(month_first):
        return "day"
    days_named, months_named = (days.count(name_day) if name_day else 0 for days in (day_first, month_first))
    if days_named != months_named:
        return "day" if days_named > months_named else "month"
    sure = [day for day, month in zip(day_first, month_first, strict=True) if day and day == month]
    days_after, months_after = (
        sum(day is not None and day - timedelta(days=1) in sure for day in days) for days in (day_first, month_first)
    )
    if days_after != months_after:
        return "day" if days_after > months_after else "month"
    return "ambiguous"


@dataclass(frozen=True)
class Name:
    """What a file name says: a branch ('' if none), a date, if any, and a till ('' if none)."""

    branch_id: str
    day: date | None
    till: str = ""


def slug(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", unicodedata.normalize("NFC", name).casefold()).strip("-")


NO_BRANCHES = {"items", "export", "till"}
"""Words of the generated file names that programs, not branches, are called by."""


TILL = re.compile(r"[_ ]till-([0-9]+)")


def name_of(file_name: str) -> Name:
    found = TILL.search(file_name)
    name = name_without_till(TILL.sub("", file_name))
    return replace(name, till=found[1]) if found else name


def name_without_till(file_name: str) -> Name:
    folders, _, stem = file_name.rpartition("/")
    if found := re.search(r"(?<![0-9])([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])", stem):
        branch = re.split(r"[.(]", stem[found.end() :])[0]
        day = real_date(int(found[1]), int(found[2]), int(found[3]))
        return Name(branch_in(branch) or branch_in(stem[: found.start()]), day)
    if found := re.search(r"(?<![0-9])([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})(?![0-9])", stem):
        return Name(branch_in(stem[: found.start()]), real_date(int(found[3]), int(found[2]), int(found[1])))
    if found := re.search(r"(?:^|/)([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})$", folders):
        return Name("", real_date(int(found[1]), int(found[2]), int(found[3])))
    return Name("", None)


def branch_in(text: str) -> str:
    branch_id = slug(text)
    has_letter = any(mark.isalpha() for mark in branch_id)
    return branch_id if has_letter and not set(branch_id.split("-")) <= NO_BRANCHES else ""


Item = tuple[str, str, str, str]
"""Size, name, flavour and price, as written."""


def dash_items(basket: str) -> list[Item] | None:
    """The items of a basket, or None if one can't be split into name and price."""
    return all_or_none([dash_item(text.strip(BLANKS)) for text in basket.split(",")])


def dash_item(text: str) -> Item | None:
    separator = " - " if text.rfind(" - ") > text.rfind(":") else ":"
    named, found, price = text.rpartition(separator)
    named = named.strip(BLANKS)
    size = next((size for size in SIZES if named.startswith(size + " ")), "")
    return item_of(size, named[len(size) :].strip(BLANKS), price) if found else None


def holds_a_free_item(item: Item) -> bool:
    """Whether a comma is lost after an item that costs nothing, so that the sum does not tell."""
    _, name, flavour, _ = item
    return any(f"{mark}{sign}0.00 " in f"{name} - {flavour}" for mark in (" - ", ": ") for sign in ("", "£"))


def triples_items(basket: str) -> list[Item] | None:
    parts = [part.strip(BLANKS) for part in basket.split(",")]
    if len(parts) % 3:
        return None
    groups = [parts[at : at + 3] for at in range(0, len(parts), 3)]
    return all_or_none([item_of(size, product, price) for size, product, price in groups])


def item_of(size: str, product: str, price: str) -> Item | None:
    name, flavour = name_and_flavour(product)
    return (size, name, flavour, price.strip(BLANKS)) if name else None


def name_and_flavour(product: str) -> tuple[str, str]:
    name, _, flavour = product.partition(" - ")
    return name.strip(BLANKS), flavour.strip(BLANKS)


def all_or_none(items: Sequence[Item | None]) -> list[Item] | None:
    whole = [item for item in items if item]
    return whole if len(whole) == len(items) else None
