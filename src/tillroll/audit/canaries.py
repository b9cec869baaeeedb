"""Canaries: made-up names and card numbers, each planted in one place only, so that a leak tells where it came from."""

from dataclasses import dataclass
from itertools import cycle
from typing import Literal

from tillroll.cards import passes_luhn

Kind = Literal["name", "card number", "control"]
CONTROL = "Grindlewort tonic"
"""An item that is no secret: a search that does not find it where it must be proves nothing."""

_FIRST = ("quil", "zanth", "brov", "yxil", "worm", "plex", "thurn", "gwyx", "knob", "fjord")
_LAST = ("dweb", "krax", "vluth", "mozz", "physt", "jurg", "skrin", "tchol", "hvamp", "bwist")
_ACCENTS = ("", "", "é", "", "", "ü")
_CARDS = (("4929", 16), ("5454", 16), ("3782", 15), ("2223", 16), ("6011", 16), ("6759", 19))
_FIRST_NUMBER = 100


@dataclass(frozen=True, slots=True)
class Canary:
    """One made-up person or card; ``where`` says in which file and column it was planted."""

    number: int
    kind: Kind
    text: str
    where: str


class Canaries:
    """Makes canaries, and remembers them. The same calls give the same canaries."""

    def __init__(self) -> None:
        self.planted: list[Canary] = []
        self._accents = cycle(_ACCENTS)
        self._cards = cycle(_CARDS)

    def name(self, where: str) -> str:
        """A first and a last name that nobody has."""
        digits = [int(digit) for digit in str(_FIRST_NUMBER + len(self.planted))]
        first = "".join(_FIRST[digit] for digit in digits)
        middle, *others = (_LAST[digit] for digit in digits)
        return self._plant("name", f"{first.title()} {middle.title()}{next(self._accents)}{''.join(others)}", where)

    def card(self, where: str, length: int | None = None) -> str:
        """A card number that an issuer could have given, of 13 to 19 digits."""
        prefix, usual = ("6759", length) if length else next(self._cards)
        return self._plant("card number", card_number(prefix, usual, _FIRST_NUMBER + len(self.planted)), where)

    def control(self) -> str:
        """The item that must be found."""
        return self._plant("control", CONTROL, "an item")

    def _plant(self, kind: Kind, text: str, where: str) -> str:
        self.planted.append(Canary(len(self.planted) + 1, kind, text, where))
        return text


def card_number(prefix: str, length: int, number: int) -> str:
    """The card number of this prefix and length that begins and ends with an account's number, and its check digit.

    >>> card_number("4929", 16, 123)
    '4929123861241230'
    """
    middle = "861240975310864"[: length - len(prefix) - 2 * len(str(number)) - 1]
    body = f"{prefix}{number}{middle}{number}"
    return next(f"{body}{check}" for check in range(10) if passes_luhn(f"{body}{check}"))
