"""The forms in which a text may lie hidden in bytes: other cases and encodings, hex, base64, numbers, unsalted hashes.

A form's pattern has at least eight bytes, so it does not come about by chance; a hash or a word is cut to what is sure.
"""

import base64
import binascii
import hashlib
import json
import struct
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from tillroll.audit.canaries import Canary

SHORTEST = 8
WHOLE, _FIRST, _LAST = "as it is", "its first twelve digits", "its last twelve digits"
PARTS = frozenset({_FIRST, _LAST})
HASHES = ("md5", "sha1", "sha224", "sha256", "sha512", "sha3_256", "blake2b")
_HASH_PART = 8
"""Bytes of a hash that are searched for: one that was cut to 64 bits is found too."""
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_CARD_PART = 12
_GROUP = 4
_BASE64_BITS = 6


class Form(NamedTuple):
    """One way to write a canary: what a person calls it, and its bytes.

    A form that ``stands_alone`` is short, and counts only between bytes that are no letters and digits. One that
    ``may_be_parted`` is digits of a card, between which blanks or dashes may stand.
    """

    kind: str
    pattern: bytes
    stands_alone: bool = False
    may_be_parted: bool = False


def forms_of(canary: Canary) -> Iterator[Form]:
    """All forms of a canary."""
    if canary.kind == "card number":
        yield from _card_forms(canary.text)
        hashed = [canary.text, _grouped(canary.text, " "), _grouped(canary.text, "-")]
    else:
        for word in canary.text.split():
            yield from _word_forms(word)
        hashed = _name_writings(canary.text)
    for text in dict.fromkeys(hashed):
        yield from hash_forms(text)


def _grouped(digits: str, separator: str) -> str:
    return separator.join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))


def _name_writings(name: str) -> list[str]:
    whole = (name, name.lower(), name.upper(), name.replace(" ", ""), name.lower().replace(" ", ""))
    slugs = (name.lower().replace(" ", "-"), name.lower().replace(" ", "_"))
    words = name.split()
    return [*whole, *slugs, *words, *(word.lower() for word in words), ", ".join(reversed(words))]


def _card_forms(digits: str) -> Iterator[Form]:
    """Blanks and dashes are taken out of the bytes before digits are looked for, so grouping is no form of its own."""
    parts = (digits, digits[:_CARD_PART], digits[-_CARD_PART:], digits[::-1])
    for kind, text in zip((WHOLE, _FIRST, _LAST, "backwards"), parts, strict=True):
        yield Form(kind, text.encode(), may_be_parted=True)
    for encoding in ("utf-16-le", "utf-16-be"):
        yield Form("in UTF-16", digits.encode(encoding)[1:-1])
    yield from _coded(digits.encode())
    yield from _as_numbers(int(digits))


def _as_numbers(number: int) -> Iterator[Form]:
    if number < 1 << 63:
        yield from (Form("as a binary number", struct.pack(order, number)) for order in ("<q", ">q"))
    yield from (Form("as a floating-point number", struct.pack(order, float(number))) for order in ("<d", ">d"))
    if len(f"{number:x}") >= SHORTEST:
        yield Form("as a hexadecimal number", f"{number:x}".encode())


def _word_forms(word: str) -> Iterator[Form]:
    for text in (word, word.lower(), word.upper()):
        yield from _text_forms(text)
    yield from (Form("backwards", text[::-1].encode()) for text in (word, word.lower(), word.upper()))


def _text_forms(text: str) -> Iterator[Form]:
    encoded = text.encode()
    yield Form(WHOLE, encoded)
    yield Form("in UTF-16", text.encode("utf-16-le")[:-1])
    yield Form("in UTF-16", text.encode("utf-16-be")[1:])
    yield from _coded(encoded)
    if not text.isascii():
        yield Form("in cp1252", text.encode("cp1252"))
        yield Form("in UTF-8 twice", encoded.decode("cp1252", "replace").encode())
        yield Form("escaped", json.dumps(text).strip('"').encode())
        yield Form("escaped", quote(text).encode())
        yield from _coded(text.encode("cp1252"))


def _coded(data: bytes) -> Iterator[Form]:
    yield Form("in hex", data.hex().encode())
    yield Form("in hex", data.hex().upper().encode())
    for shift in range(3):
        yield Form("in base64", base64_core(data, shift))
        yield Form("in base64", base64_core(data, shift).translate(_URL_SAFE))


def base64_core(data: bytes, shift: int) -> bytes:
    """The base64 letters that are the same whatever stands before and after the data; ``shift`` bytes stand before.

    >>> base64_core(b"secret", 0) in base64.b64encode(b"secret"), base64_core(b"secret", 1)
    (True, b'NlY3Jld')
    """
    coded = base64.b64encode(bytes(shift) + data + b"\0\0")
    first = -(-shift * 8 // _BASE64_BITS)
    last = (shift + len(data)) * 8 // _BASE64_BITS
    return coded[first:last]


def hash_forms(text: str) -> Iterator[Form]:
    """Unsalted hashes of a text: as bytes, as numbers, in hex, in base64."""
    for name in HASHES:
        digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
        yield from digest_forms(name, digest)
    checksum = binascii.crc32(text.encode())
    yield Form("as a CRC-32 checksum", f"{checksum:08x}".encode(), stands_alone=True)


def digest_forms(name: str, digest: bytes) -> Iterator[Form]:
    """The forms of a hash, by its first eight bytes."""
    kind, part = f"as {name}", digest[:_HASH_PART]
    parts = (part, part[::-1], digest[_HASH_PART : 2 * _HASH_PART][::-1])
    patterns = [each for each in parts if len(each) == _HASH_PART]
    patterns.append(part[:0:-1] + bytes([part[0] ^ 0x80]))
    patterns += (part.hex().encode(), part.hex().upper().encode())
    coded = base64.b64encode(digest)[:10]
    patterns += dict.fromkeys((coded, coded.translate(_URL_SAFE)))
    big, little = int.from_bytes(part, "big"), int.from_bytes(part, "little")
    numbers = (str(abs(number)) for number in (big, little, big - (1 << 64), little - (1 << 64)))
    patterns += (digits.encode() for digits in numbers if len(digits) >= SHORTEST)
    return (Form(kind, pattern) for pattern in patterns)
