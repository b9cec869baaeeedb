"""Looks for a hundred thousand patterns at once, in bytes of any length.

Each place of the bytes is read as a number of eight bytes, and the numbers are looked up among the patterns' first eight
bytes: one set intersection for each of the eight ways to begin. Only what is found there is compared in full.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from tillroll.audit.canaries import Canary
from tillroll.audit.forms import SHORTEST, Form, forms_of

CHUNK_BYTES = 1 << 20
_BETWEEN_DIGITS = b" \t\0-._/,;:'\"|"
_ALPHANUMERIC = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


@dataclass(frozen=True, slots=True)
class Finding:
    """A canary that was found, and in which form."""

    canary: int
    form: str


class Patterns:
    """Patterns by their first eight bytes."""

    def __init__(self) -> None:
        self._by_window: dict[int, list[tuple[Finding, Form]]] = defaultdict(list)
        self.longest = SHORTEST
        self.count = 0

    def add(self, finding: Finding, form: Form) -> None:
        """One more pattern."""
        window = int.from_bytes(form.pattern[:SHORTEST], sys.byteorder)
        self._by_window[window].append((finding, form))
        self.longest = max(self.longest, len(form.pattern))
        self.count += 1

    def close(self) -> Callable[[bytes], set[Finding]]:
        """What finds them: bytes to findings."""
        windows = frozenset(self._by_window)

        def found(data: bytes) -> set[Finding]:
            hits = (window for view in _views(data) for window in windows.intersection(view))
            return {finding for window in hits for finding, form in self._by_window[window] if _stands(form, data)}

        return found


def _views(data: bytes) -> Iterator[memoryview]:
    """The bytes as numbers of eight bytes, begun at each of the first eight bytes."""
    for start in range(SHORTEST):
        whole = (len(data) - start) // SHORTEST * SHORTEST
        if whole > 0:
            yield memoryview(data)[start : start + whole].cast("Q")


def _stands(form: Form, data: bytes) -> bool:
    at = data.find(form.pattern)
    while at >= 0:
        around = {*data[max(at - 1, 0) : at], *data[at + len(form.pattern) : at + len(form.pattern) + 1]}
        if not form.stands_alone or not around & _ALPHANUMERIC:
            return True
        at = data.find(form.pattern, at + 1)
    return False


class Finder:
    """Finds canaries in bytes: in every form, and card numbers also where blanks or dashes part their digits.

    ``others`` are forms beyond those of ``forms_of``, each with its canary's number.
    """

    def __init__(self, canaries: Iterable[Canary], others: Iterable[tuple[int, Form]] = ()) -> None:
        every, digits = Patterns(), Patterns()
        forms = ((canary.number, form) for canary in canaries for form in forms_of(canary))
        for number, form in chain(forms, others):
            every.add(Finding(number, form.kind), form)
            if form.may_be_parted:
                digits.add(Finding(number, form.kind), form)
        self.patterns, self._longest = every.count, every.longest
        self._find, self._find_digits = every.close(), digits.close()

    def find(self, data: bytes) -> set[Finding]:
        """What is in these bytes."""
        return self._find(data) | self._find_digits(data.translate(None, _BETWEEN_DIGITS))

    def find_in(self, stream: BinaryIO) -> tuple[set[Finding], int]:
        """What is in a stream, and how many bytes it has; a piece's end is read again with the next."""
        found: set[Finding] = set()
        before, size = b"", 0
        while piece := stream.read(CHUNK_BYTES):
            size += len(piece)
            found |= self.find(before + piece)
            before = (before + piece)[-4 * self._longest :]
        return found, size
