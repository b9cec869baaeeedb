"""Reading one cell: money, dates, times, tenders, basket items.

Each function takes the text of a cell and gives a value, or ``None`` when it can't be read. A chain's files hold few
distinct texts, so ``prepare`` calls these once for each distinct text and joins the answers to the rows.
"""

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Literal

Tender = Literal["cash", "card", "other", "unknown"]
DateOrder = Literal["day_first", "month_first"]

UNIT_SEPARATOR = "\x1f"
"""Parts cells that travel as one text; no file that DuckDB reads as it stands holds one."""

_PENCE = Decimal(100)
_NOISE = Decimal("0.000001")
_NOISE_DECIMALS = 6
_CENTURY = 100
_NOON = 12
_MAX_PENCE = 10**11
_MAX_QUANTITY = 10**8
_LONGEST_NUMBER = 64

_NUMBER = re.compile(r"\d*\.?\d*", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_QUANTITY = re.compile(r"(?=[.,]?\d)(\d*)(?:([.,])(\d*))?", re.ASCII)
_GROUP = 3
_AROUND_DIGITS = "£$€ \u00a0\u202f"
_SWAPPED = str.maketrans(".,", ",.")
_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_DAY_MONTH = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_T_BETWEEN_DIGITS = re.compile(r"(?<=\d)T(?=\d)", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?[ \u00a0\u202f]*([AaPp][Mm])?", re.ASCII)
_BLANKS = re.compile(r"[ \t\u00a0]+")

TENDER_WORDS: dict[str, Tender] = {
    "cash": "cash",
    "card": "card",
    "credit": "card",
    "debit": "card",
    "credit card": "card",
    "debit card": "card",
    "contactless": "card",
    "chip and pin": "card",
    "apple pay": "card",
    "google pay": "card",
    "other": "other",
    "voucher": "other",
    "gift card": "other",
    "account": "other",
    "cheque": "other",
    "loyalty": "other",
}


@dataclass(frozen=True, slots=True)
class Money:
    """How a till writes money."""

    decimal_mark: Literal[".", ","] = "."
    is_pence: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One basket item as written; ``price_pence`` is ``None`` when its price can't be read."""

    name: str
    flavour: str
    size: str
    price_pence: int | None


def _unsigned(text: str, money: Money) -> str | None:
    """The digits and point of an amount, its thousands separators dropped; ``None`` when it is not a number."""
    if len(text) > _LONGEST_NUMBER:
        return None
    if money.decimal_mark == ",":
        text = text.translate(_SWAPPED)
    if "," in text:
        text = text.replace(",", "") if _THOUSANDS.fullmatch(text) else "?"
    return text if _NUMBER.fullmatch(text) and text not in {"", "."} else None


def _sign_and_digits(text: str) -> tuple[int, str]:
    sign = 1
    if text.startswith("(") and text.endswith(")"):
        sign, text = -1, text[1:-1].strip()
    text = text.strip(_AROUND_DIGITS)
    if text.startswith("-") and sign > 0:
        sign, text = -1, text[1:].strip(_AROUND_DIGITS)
    return sign, text


def _whole_pence(pence: Decimal, decimals: int) -> int | None:
    """Pence, exactly; a long tail of decimals that is only float noise is forgiven."""
    nearest = int(pence.to_integral_value())
    exact = pence == nearest or (decimals >= _NOISE_DECIMALS and abs(pence - nearest) <= _NOISE * _PENCE)
    return nearest if exact and nearest < _MAX_PENCE else None


def read_money(text: str, money: Money = Money()) -> int | None:
    """An amount in whole pence.

    >>> [read_money(t) for t in ("8.40", ".70", "4", "£2.40", "-$3.00", "(1.50)", "5.199999999999999")]
    [840, 70, 400, 240, -300, -150, 520]
    >>> read_money("1.234") is None and read_money("") is None
    True
    """
    sign, digits = _sign_and_digits(text)
    plain = _unsigned(digits, money)
    if plain is None:
        return None
    pence = _whole_pence(Decimal(plain) * (1 if money.is_pence else _PENCE), len(plain.partition(".")[2]))
    return None if pence is None else sign * pence


def read_quantity(text: str, money: Money = Money()) -> Decimal | None:
    """A quantity, rounded to three decimals. Some tills write money with a comma and quantities with a point.

    >>> read_quantity("1.0"), read_quantity("-2"), read_quantity("1.5", Money(","))
    (Decimal('1.000'), Decimal('-2.000'), Decimal('1.500'))
    """
    sign, digits = _sign_and_digits(text)
    match = _QUANTITY.fullmatch(digits)
    if match is None or len(digits) > _LONGEST_NUMBER:
        return None
    if match[2] not in {None, money.decimal_mark} and len(match[3]) == _GROUP:
        return None
    number = Decimal(f"{match[1] or 0}.{match[3] or 0}")
    return sign * round(number, 3) if number <= _MAX_QUANTITY else None


def split_moment(text: str, date_words: int = 1) -> tuple[str, str]:
    """The date's and the time's text of a timestamp: split at a blank, or at a ``T`` between digits.

    >>> split_moment("2021-02-23T09:02:27"), split_moment("5 Nov 2020 15:38", 3)
    (('2021-02-23', '09:02:27'), ('5 Nov 2020', '15:38'))
    """
    plain = single_spaced(text)
    words = (_T_BETWEEN_DIGITS.sub(" ", plain) if date_words == 1 else plain).split(" ")
    return " ".join(words[:date_words]), " ".join(words[date_words:]).strip()


def single_spaced(text: str) -> str:
    """The text with one space for each run of blanks, tabs and no-break spaces, and none around it."""
    return _BLANKS.sub(" ", text).strip(" ")


def is_padded(date_text: str) -> bool:
    """Whether day and month have two digits each; a spreadsheet drops the zeros."""
    match = _DAY_MONTH.fullmatch(date_text.strip())
    return match is None or (len(match[1]) == 2 and len(match[3]) == 2)  # noqa: PLR2004 - two digits


def is_open_order(date_text: str) -> bool:
    """Whether the text is of the form that leaves open which is the day and which the month."""
    return _DAY_MONTH.fullmatch(date_text.strip()) is not None


def _date(year: str, month: str, day: str) -> date | None:
    full = int(year) + (2000 if len(year) <= 2 else 0)  # noqa: PLR2004 - a two-digit year
    try:
        return date(full, int(month), int(day))
    except ValueError:
        return None


def read_date(text: str, order: DateOrder) -> date | None:
    """A calendar date; ``order`` settles only the forms that leave it open.

    >>> read_date("9/5/2023", "day_first"), read_date("2023-05-09", "month_first")
    (datetime.date(2023, 5, 9), datetime.date(2023, 5, 9))
    """
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := _DAY_MONTH.fullmatch(text):
        first, second = (match[1], match[3]) if order == "day_first" else (match[3], match[1])
        return _date(match[4], second, first)
    return None


def read_time(text: str) -> time | None:
    """A wall-clock time, to the second: ``9:00``, ``09:00:48``, ``5:04 PM``."""
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour = int(match[1])
    if match[4]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if match[4].lower() == "pm" else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def is_unpadded_time(text: str) -> bool:
    """Whether the hour has one digit."""
    return len(text) > 1 and text[0].isdigit() and text[1] == ":"


def read_tender(text: str, words: dict[str, Tender]) -> Tender | None:
    """Cash, card or other, by the till's own words first and then by the common ones."""
    key = " ".join(text.casefold().split())
    return words.get(key) or TENDER_WORDS.get(key)


def split_flavour(name: str) -> tuple[str, str]:
    """``Flavoured latte - Hazelnut`` is a name and a flavour."""
    base, _, flavour = name.partition(" - ")
    return base.strip(), flavour.strip()


def read_triple(text: str, money: Money) -> Item | None:
    """One size, name, price triple, parted by unit separators."""
    size, _, rest = text.partition(UNIT_SEPARATOR)
    name, _, price = rest.rpartition(UNIT_SEPARATOR)
    base, flavour = split_flavour(name.strip())
    return Item(base, flavour, size.strip(), read_money(price.strip(), money)) if base else None


def _name_and_price(text: str, separators: tuple[str, ...], money: Money) -> tuple[str, int | None] | None:
    """Split at the last separator; the first one whose price reads wins, else the first that is there."""
    found: tuple[str, int | None] | None = None
    for separator in separators:
        name, mark, price = text.rpartition(separator)
        pence = read_money(price.strip(), money) if mark else None
        if mark and (found is None or pence is not None):
            found = (name.strip(), pence)
        if pence is not None:
            break
    return found


def read_item(text: str, sizes: tuple[str, ...], separators: tuple[str, ...], money: Money) -> Item | None:
    """One ``[size ]name[ - flavour] - price`` item; ``None`` when it has no name or no price part."""
    parts = _name_and_price(text.strip(), separators, money)
    if parts is None:
        return None
    name, pence = parts
    size = next((s for s in sizes if name.startswith(s + " ")), "")
    base, flavour = split_flavour(name[len(size) :].strip())
    return Item(base, flavour, size, pence) if base else None
