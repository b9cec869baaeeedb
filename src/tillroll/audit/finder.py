"""Looks for hundreds of thousands of patterns at once, in bytes of any length.

Each place of the bytes is read as a number of eight bytes, and the numbers are looked up among the patterns' first
eight bytes: one set intersection for each of the eight ways to begin. Only what is found there is compared in full.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import BinaryIO

from tillroll.audit.canaries import Canary
from tillroll.audit.forms import SHORTEST, Form, forms_of

CHUNK_BYTES = 1 << 20
SLICE_BYTES = 1 << 14
"""A pattern that is likely in a slice is looked for in all of it, so slices are short."""
_OVERLAP = 4
"""How many times the longest pattern's length is read again with the next chunk, for digits may be parted."""
_BETWEEN_DIGITS = b" \t\0-._/,;:'\"|"
_DIGITS_ALONE = bytes(byte if byte in b"0123456789" else ord(" ") for byte in range(256))
_ALPHANUMERIC = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_AT_HAND = 1 << 14
_EMPTY, _EMPTY_ENOUGH = re.compile(rb"\0{64,}"), bytes(32)
"""Most of a database's file is nothing but zeros; no form has more than eight of them one after another."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A canary that was found, and in which form."""

    canary: int
    form: str


class Finder:
    """Finds canaries in bytes: in every form, and card numbers also where blanks or dashes part their digits.

    ``others`` has forms beyond those that ``forms`` gives, by canary.
    """

    def __init__(
        self,
        canaries: Iterable[Canary],
        others: Mapping[int, Iterable[Form]] | None = None,
        forms: Callable[[Canary], Iterable[Form]] = forms_of,
    ) -> None:
        by_number = {canary.number: canary for canary in canaries}

        def every(number: int) -> Iterator[Form]:
            yield from forms(by_number[number])
            yield from (others or {}).get(number, ())

        self._every, self._parted = _Patterns(every), _Patterns(every)
        self.patterns = 0
        for number in by_number:
            for place, form in enumerate(every(number)):
                self._every.add(number, place, form)
                if form.may_be_parted:
                    self._parted.add(number, place, form)
                self.patterns += 1

    def find(self, data: bytes) -> set[Finding]:
        """What is in these bytes."""
        data = _EMPTY.sub(_EMPTY_ENOUGH, data)
        return self._every.find(data) | self._parted.find(_digits(data))

    def find_in(self, stream: BinaryIO) -> tuple[set[Finding], int]:
        """What is in a stream, and how many bytes it has; a piece's end is read again with the next."""
        found: set[Finding] = set()
        before, size = b"", 0
        while piece := stream.read(CHUNK_BYTES):
            size += len(piece)
            found |= self.find(before + piece)
            before = (before + piece)[-_OVERLAP * self._every.longest :]
        return found, size


class _Patterns:
    """The first eight bytes of forms, each with its canary and its place among the canary's forms.

    The forms themselves are made anew where one may be found.
    """

    def __init__(self, forms: Callable[[int], Iterable[Form]]) -> None:
        self._forms = forms
        self._form_at = lru_cache(_AT_HAND)(self._made_anew)
        self._by_window: dict[int, tuple[tuple[int, int], ...]] = {}
        self.longest = SHORTEST

    def add(self, number: int, place: int, form: Form) -> None:
        """Look for this form of a canary, too."""
        window = int.from_bytes(form.pattern[:SHORTEST], sys.byteorder)
        self._by_window[window] = (*self._by_window.get(window, ()), (number, place))
        self.longest = max(self.longest, len(form.pattern))

    def find(self, data: bytes) -> set[Finding]:
        """The forms that stand in these bytes, of which each begins in one of the slices and ends soon after it."""
        starts = range(0, len(data), SLICE_BYTES)
        found = (self._between(data, start, start + SLICE_BYTES + self.longest) for start in starts)
        return set(chain.from_iterable(found))

    def _between(self, data: bytes, start: int, end: int) -> Iterator[Finding]:
        hits = {window for view in _views(data[start:end]) for window in self._windows.intersection(view)}
        likely = ((number, self._form_at(number, place)) for hit in hits for number, place in self._by_window[hit])
        return (Finding(number, form.kind) for number, form in likely if _stands(form, data, start, end))

    @cached_property
    def _windows(self) -> frozenset[int]:
        return frozenset(self._by_window)

    def _made_anew(self, number: int, place: int) -> Form:
        return next(islice(self._forms(number), place, None))


def _digits(data: bytes) -> bytes:
    """The digits of some bytes, without what may part those of a card: each run that is long enough for one, once."""
    runs = data.translate(_DIGITS_ALONE, _BETWEEN_DIGITS).split()
    return b" ".join({run for run in runs if len(run) >= SHORTEST})


def _views(data: bytes) -> Iterator[memoryview]:
    """The bytes as numbers of eight bytes, begun at each of the first eight bytes."""
    for start in range(SHORTEST):
        whole = (len(data) - start) // SHORTEST * SHORTEST
        if whole > 0:
            yield memoryview(data)[start : start + whole].cast("Q")


def _stands(form: Form, data: bytes, start: int, end: int) -> bool:
    """Whether a form stands between two places of the bytes."""
    at = data.find(form.pattern, start, end)
    while at >= 0:
        around = {*data[max(at - 1, 0) : at], *data[at + len(form.pattern) : at + len(form.pattern) + 1]}
        if not form.stands_alone or not around & _ALPHANUMERIC:
            return True
        at = data.find(form.pattern, at + 1, end)
    return False
