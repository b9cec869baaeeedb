"""Looks for names and card numbers in bytes: as they are, in hex, in base64, and as a hash of one.

Thousands of tokens in megabytes: the bytes are cut into words and runs of digits, and sets are intersected.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

WORD = re.compile(rb"[A-Za-z\xc3-\xf4\x80-\xbf'-]{3,}")
DIGITS = re.compile(rb"\d{12,}")
HEX = re.compile(rb"[0-9A-Fa-f]{12,}")
UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
BASE64 = re.compile(rb"[0-9A-Za-z+/_-]{12,}={0,2}")
LONG_WORD = 5
SURE_WORD = 7
"""From this length on, a word does not stand in random bytes by chance."""
CARD_PART = 12


@dataclass(frozen=True)
class Secrets:
    """What must be nowhere: names of people as they stand in files, and card numbers."""

    names: frozenset[str]
    cards: frozenset[str]
    innocent: frozenset[bytes] = frozenset()
    """Words of names that stand in places of their own too: `May`, `Price`, `Rose`."""

    @cached_property
    def pairs(self) -> frozenset[tuple[bytes, bytes]]:
        """Neighbouring words of names, in lower case."""
        return frozenset(pair for name in self.names for pair in pairwise(words_of(name.encode())))

    @cached_property
    def words(self) -> frozenset[bytes]:
        """Single words of names that stand for nothing else."""
        return frozenset(word for name in self.names for word in words_of(name.encode())) - self.innocent

    @cached_property
    def sure_words(self) -> frozenset[bytes]:
        return frozenset(word for word in self.words if len(word) >= SURE_WORD)

    @cached_property
    def card_parts(self) -> frozenset[bytes]:
        """The first and the last twelve digits of each card."""
        long = [card.encode() for card in self.cards if len(card) >= CARD_PART]
        return frozenset(part for card in long for part in (card[:CARD_PART], card[-CARD_PART:]))

    @cached_property
    def digests(self) -> frozenset[bytes]:
        """The first eight bytes of usual hashes of each, in hex."""
        plain = [text.encode() for text in (*self.names, *self.cards)]
        return frozenset(hashlib.new(name, text).hexdigest()[:16].encode() for text in plain for name in HASHES)


HASHES = ("md5", "sha1", "sha256")


def words_of(data: bytes) -> list[bytes]:
    """Words in order, in lower case."""
    return [word.lower() for word in WORD.findall(data)]


def leaks(data: bytes, secrets: Secrets, *, is_packed: bool = False) -> set[str]:
    """What was found, by kind; never the thing itself. Packing cuts words in pieces: only long ones are sure then."""
    found = set(plain_leaks(data, secrets, SURE_WORD if is_packed else LONG_WORD))
    for kind, decoded in (("hex", unhexed(data)), ("base64", unbased(data))):
        found |= {f"{leak} in {kind}" for leak in sure_leaks(decoded, secrets)}
    if {run[:16].lower() for run in HEX.findall(data)} & secrets.digests:
        found.add("a hash")
    return found


def plain_leaks(data: bytes, secrets: Secrets, shortest: int) -> Iterator[str]:
    words = words_of(data)
    if secrets.pairs & set(pairwise(words)):
        yield "a whole name"
    if {word for word in words if len(word) >= shortest} & secrets.words:
        yield "a word of a name"
    yield from card_leaks(data, secrets)


def sure_leaks(data: bytes, secrets: Secrets) -> Iterator[str]:
    if set(words_of(data)) & secrets.sure_words:
        yield "a word of a name"
    yield from card_leaks(data, secrets)


def card_leaks(data: bytes, secrets: Secrets) -> Iterator[str]:
    runs = set(DIGITS.findall(data))
    if {run[at : at + CARD_PART] for run in runs for at in range(len(run) - CARD_PART + 1)} & secrets.card_parts:
        yield "a card number"


def unhexed(data: bytes) -> bytes:
    """What runs of hex digits say, begun at either digit."""
    runs = [run[start:] for run in HEX.findall(data) for start in (0, 1)]
    return b"\n".join(bytes.fromhex(run[: len(run) // 2 * 2].decode()) for run in runs)


def unbased(data: bytes) -> bytes:
    """What runs of base64 say, begun at any of four letters; identities and hex digits are none."""
    runs = {run.rstrip(b"=") for run in BASE64.findall(UUID.sub(b" ", data)) if not HEX.fullmatch(run)}
    return b"\n".join(decoded(run[start:]) for run in runs for start in range(4))


def decoded(run: bytes) -> bytes:
    whole = run[: len(run) // 4 * 4].translate(bytes.maketrans(b"-_", b"+/"))
    return base64.b64decode(whole)


def all_words(pieces: Iterable[bytes]) -> frozenset[bytes]:
    return frozenset(word for piece in pieces for word in words_of(piece))
