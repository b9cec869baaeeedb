"""Data files of figures: TOML whose numbers stay exact, each fault told by its key with what to do."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any

from tillroll.errors import ConfigurationError

LARGEST = 10**12
_LONGEST_TEXT = 300
_MOST_DIGITS = 18
_ABSENT = object()


def read_text(path: Path | None, shipped: str) -> tuple[str, str]:
    """What a file says, of the person's own or else of the one that ships, and its name for messages."""
    if path is None:
        return (resources.files("tillroll") / "data" / shipped).read_text("utf-8"), shipped
    try:
        return path.read_text("utf-8-sig"), str(path)
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(
            f"{path}: can't be read: check that it is a UTF-8 text file that you may open"
        ) from None


class Reader:
    """One table of a data file. What is wrong is noted in ``faults``, which tables within it share, and read on."""

    def __init__(self, values: Mapping[str, Any], where: str, path: str = "", faults: list[str] | None = None) -> None:
        self.values = values
        self.where = where
        self.path = path
        self.faults: list[str] = [] if faults is None else faults
        self._is_there = True
        self._asked: list[str] = []

    @classmethod
    def of(cls, text: str, where: str) -> "Reader":
        """The whole of a file."""
        try:
            return cls(tomllib.loads(text, parse_float=Decimal), where)
        except (tomllib.TOMLDecodeError, ArithmeticError) as error:
            raise ConfigurationError(f"{where}: is no TOML: {error}") from None

    def table(self, name: str) -> "Reader":
        """A table within it."""
        value = self._value(name)
        if value is not _ABSENT and not isinstance(value, dict):
            self._fault(name, f"must be a table, as [{self.path}{name}]")
        found = Reader(value if isinstance(value, dict) else {}, self.where, f"{self.path}{name}.", self.faults)
        found._is_there = isinstance(value, dict)
        return found

    def number(self, name: str) -> Fraction:
        """A number from 0, exactly as written."""
        value = self._value(name)
        if value is not _ABSENT and _is_sane(value):
            return Fraction(value)
        if value is not _ABSENT:
            self._fault(
                name, f"must be a number from 0 to {LARGEST:,}, of {_MOST_DIGITS} digits behind the point at most"
            )
        return Fraction(0)

    def rate(self, name: str) -> Fraction:
        """A number above 0, for others are divided by it."""
        number = self.number(name)
        if name in self.values and _is_sane(self.values[name]) and not number:
            self._fault(name, "must be more than 0")
        return number or Fraction(1)

    def count(self, name: str, least: int = 0) -> int:
        """A whole number."""
        value = self._value(name)
        if value is _ABSENT:
            return least
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
            self._fault(name, f"must be a whole number from {least} to {LARGEST:,}")
            return least
        return value

    def text(self, name: str, *, is_needed: bool = True) -> str:
        """A text in one line."""
        value = self._value(name, is_needed=is_needed)
        if value is _ABSENT:
            return ""
        if not isinstance(value, str) or not value or len(value) > _LONGEST_TEXT or not value.isprintable():
            self._fault(name, f"must be a text in quotes, in one line of at most {_LONGEST_TEXT} letters")
            return ""
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._value(name)
        if value is not _ABSENT and not isinstance(value, bool):
            self._fault(name, "must be true or false")
        return value is True

    def day(self, name: str) -> date:
        """A date."""
        value = self._value(name)
        if value is not _ABSENT and type(value) is not date:
            self._fault(name, "must be a date without quotes, as 2026-11-28")
        return value if type(value) is date else date.min

    def ends(self) -> None:
        """Note the keys that nobody asked for."""
        for name in self.values:
            if name not in self._asked:
                self._fault(name, f"is not known: {_meant(name, self._asked)}")

    def check(self) -> None:
        """`ConfigurationError` with every fault that was noted."""
        if self.faults:
            raise ConfigurationError("\n".join(self.faults))

    def _value(self, name: str, *, is_needed: bool = True) -> Any:  # noqa: ANN401 - whatever the file says
        self._asked.append(name)
        value = self.values.get(name, _ABSENT)
        if value is _ABSENT and is_needed and self._is_there:
            self._fault(name, "is missing: add it; the file that ships shows how")
        return value

    def _fault(self, name: str, words: str) -> None:
        self.faults.append(f"{self.where}: {self.path}{_shown(name)} {words}")


def _is_sane(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite() and 0 <= value <= LARGEST and _digits_behind(value) <= _MOST_DIGITS
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def _digits_behind(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _shown(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:80])


def _meant(name: str, known: Iterable[str]) -> str:
    names = list(known)
    near = get_close_matches(name, names, 1)
    return f"did you mean {near[0]}?" if near else f"use {', '.join(names)}"
