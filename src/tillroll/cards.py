"""Card numbers: what looks like one in a text, and stars in its place.

The issuers' prefixes and lengths are `data/card_ranges.csv`. Their public source is the table of issuer identification
numbers in Wikipedia's article "Payment card number", which follows ISO/IEC 7812. Left out are UATP's (prefix 1),
because so many times and counters begin with a 1.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from tillroll.filename import LONG_NUMBER

STARS = "*" * 13
_BARCODE_LENGTHS = (13, 14)
_TEN, _NINE = 10, 9
_SHORTEST_WORD = 3
_FAR = 24
"""How many letters before and after a run of digits may tell what it is."""

_RUN = re.compile(
    r"(?<!\d)(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{1,7}|\d{4}([ -])\d{6}\2\d{4,5})(?!\d)",
    re.ASCII,
)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_BEFORE_A_FIGURE = re.compile(r"(?:\d[.:]|[£$€]-?|(?:^|[^0-9A-Za-z])[-+])$", re.ASCII)
_AFTER_A_FIGURE = re.compile(r"\.(?!0+(?!\d))\d|:\d|[%£€]", re.ASCII)
_WORD_BEFORE = re.compile(r"[A-Za-z]+$")
_WORD_AFTER = re.compile(r"[A-Za-z]+")
_HEX_WORD = re.compile(r"[a-f]+", re.IGNORECASE)
_CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
_MOMENT = re.compile(
    rf"(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))"
    rf"{_CLOCK}\d{{0,5}}",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class IssuerRange:
    """Prefixes from ``first`` to ``last``, of as many digits, and the lengths of the card numbers that begin so."""

    network: str
    first: str
    last: str
    lengths: frozenset[int]

    def holds(self, digits: str) -> bool:
        """Whether a number is one of this range, by prefix and length."""
        return len(digits) in self.lengths and self.first <= digits[: len(self.first)] <= self.last


@cache
def issuer_ranges() -> tuple[IssuerRange, ...]:
    """The issuers' ranges."""
    text = (resources.files("tillroll") / "data" / "card_ranges.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(
        IssuerRange(row["network"], row["first"], row["last"], frozenset(map(int, row["lengths"].split())))
        for row in rows
    )


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of those before, by Luhn's formula.

    >>> passes_luhn("4111111111111111"), passes_luhn("4111111111111112")
    (True, False)
    """
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(each - _NINE if each > _NINE else each for each in doubled) % _TEN == 0


def is_barcode(digits: str) -> bool:
    """Whether a number of 13 or 14 digits ends in a bar code's check digit, as EAN-13 and GTIN-14 do.

    >>> is_barcode("5000159407236"), is_barcode("5000159407237")
    (True, False)
    """
    if len(digits) not in _BARCODE_LENGTHS or not digits.isdecimal():
        return False
    return sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(reversed(digits))) % _TEN == 0


def is_card_number(digits: str) -> bool:
    """Whether digits are a card number by issuer prefix, length and check digit.

    >>> is_card_number("4111111111111111"), is_card_number("9111111111111111")
    (True, False)
    """
    return passes_luhn(digits) and any(each.holds(digits) for each in issuer_ranges())


def card_numbers(text: str) -> Iterator[str]:
    """The card numbers in a text, digits only, in order.

    Times, prices, signed figures, UUIDs, hashes and ids with a letter or two against the digits are none.

    >>> list(card_numbers("paid with visa 4111 1111 1111 1111, £4111111111111111"))
    ['4111111111111111']
    """
    plain = _UUID.sub(lambda match: " " * len(match[0]), text)
    for match in _RUN.finditer(plain):
        digits = re.sub(r"[ -]", "", match[0])
        if is_card_number(digits) and not _is_something_else(plain, match.span(), digits):
            yield digits


def _is_something_else(text: str, span: tuple[int, int], digits: str) -> bool:
    before, after = text[max(span[0] - _FAR, 0) : span[0]], text[span[1] : span[1] + _FAR]
    return bool(
        _BEFORE_A_FIGURE.search(before)
        or _AFTER_A_FIGURE.match(after)
        or _MOMENT.fullmatch(digits)
        or _is_of_an_id(_WORD_BEFORE.search(before))
        or _is_of_an_id(_WORD_AFTER.match(after))
    )


def _is_of_an_id(word: re.Match[str] | None) -> bool:
    """Whether letters that touch the digits make them part of an id or a hash; `visa` before a number does not."""
    return word is not None and (len(word[0]) < _SHORTEST_WORD or _HEX_WORD.fullmatch(word[0]) is not None)


def star_long_numbers(text: str) -> str:
    """A text of a till with stars for every run of digits as long as a card number; bar codes stay.

    >>> star_long_numbers("Gift card 4929 1111 2222 3333"), star_long_numbers("Crisps 5000159407236")
    ('Gift card *************', 'Crisps 5000159407236')
    """
    return LONG_NUMBER.sub(_starred, text)


def _starred(match: re.Match[str]) -> str:
    return match[0] if is_barcode(match[0]) and not is_card_number(match[0]) else STARS
