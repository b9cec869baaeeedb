"""The audit's search finds a name and a card number in every form in which bytes may hold them, and nothing else."""

import base64
import binascii
import hashlib
import io
import json
import random
import struct
from uuid import UUID

import pytest

from tillroll.audit.canaries import Canaries, Canary
from tillroll.audit.finder import CHUNK_BYTES, SLICE_BYTES, Finder
from tillroll.audit.forms import HASHES

NAME, CARD = "Quilzanthbrov Kraxévluthmozz", "4929123861241234"
FIRST, LAST = NAME.split()
FINDER = Finder([Canary(1, "name", NAME, "here"), Canary(2, "card number", CARD, "there")])


def found(data: bytes | str) -> set[tuple[int, str]]:
    return {(each.canary, each.form) for each in FINDER.find(data if isinstance(data, bytes) else data.encode())}


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (f"... {NAME} ...", "as it is"),
        (f"x{FIRST.upper()},", "as it is"),
        (LAST.lower(), "as it is"),
        (LAST.encode("cp1252"), "in cp1252"),
        (LAST.encode().decode("cp1252"), "in UTF-8 twice"),
        (json.dumps(LAST), "escaped"),
        ("Krax%C3%A9vluthmozz", "escaped"),
        (NAME.encode("utf-16-le"), "in UTF-16"),
        (NAME.encode("utf-16-be"), "in UTF-16"),
        (FIRST[::-1], "backwards"),
        (f"0{NAME.encode().hex()}", "in hex"),
        (NAME.encode().hex().upper(), "in hex"),
    ],
)
def test_a_name_is_found(data: bytes | str, form: str) -> None:
    assert (1, form) in found(data)


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (f"card={CARD}9", "as it is"),
        ("4929 1238 6124 1234", "as it is"),
        ("4929-1238-6124-1234", "as it is"),
        ("4929,1238,6124,1234", "as it is"),
        (CARD.encode("utf-16-le"), "in UTF-16"),
        (f"{CARD[:12]}****", "its first twelve digits"),
        (f"**** {CARD[-12:]}", "its last twelve digits"),
        (CARD[::-1], "backwards"),
        (CARD.encode().hex(), "in hex"),
        (struct.pack("<q", int(CARD)), "as a binary number"),
        (struct.pack(">d", float(CARD)), "as a floating-point number"),
        (f"{int(CARD):x}", "as a hexadecimal number"),
    ],
)
def test_a_card_number_is_found(data: bytes | str, form: str) -> None:
    assert (2, form) in found(data)


@pytest.mark.parametrize("zeros", [8, 63, 64, 65, CHUNK_BYTES])
def test_what_lies_among_zeros_is_found(zeros: int) -> None:
    """As in a database's file, most of which is empty."""
    number = struct.pack("<q", int(CARD))
    found_there, size = FINDER.find_in(io.BytesIO(b"".join((bytes(zeros), number, bytes(zeros), FIRST.encode()))))
    assert {(each.canary, each.form) for each in found_there} >= {(2, "as a binary number"), (1, "as it is")}
    assert size == 2 * zeros + len(number) + len(FIRST)


@pytest.mark.parametrize("before", ["", ".", "..", "..."])
@pytest.mark.parametrize(("number", "text"), [(1, FIRST), (1, LAST.upper()), (2, CARD)])
def test_base64_is_found_wherever_it_begins(before: str, number: int, text: str) -> None:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        assert (number, "in base64") in found(encode(f"{before}{text}?>".encode()))


@pytest.mark.parametrize("name", HASHES)
@pytest.mark.parametrize(
    ("number", "text"),
    [(1, NAME), (1, NAME.lower()), (1, FIRST), (1, NAME.replace(" ", "")), (2, CARD), (2, "4929 1238 6124 1234")],
)
def test_an_unsalted_hash_is_found(name: str, number: int, text: str) -> None:
    digest = hashlib.new(name, text.encode(), usedforsecurity=False).digest()
    first = int.from_bytes(digest[:8], "big", signed=True)
    as_uuid = UUID(bytes=digest[:16])
    shapes = (digest, digest.hex(), digest.hex().upper()[:16], base64.b64encode(digest), str(first), as_uuid.hex)
    for data in (*shapes, struct.pack("<q", first), digest[8:16][::-1] + digest[:8][::-1]):
        assert (number, f"as {name}") in found(data)


def test_a_checksum_is_found_only_where_it_stands_alone() -> None:
    checksum = f"{binascii.crc32(CARD.encode()):08x}"
    assert (2, "as a CRC-32 checksum") in found(f"crc {checksum}.")
    assert found(f"{checksum}00") == set()
    assert (2, "as a CRC-32 checksum") in found(f"{checksum}00 {checksum}")


def test_nothing_is_found_where_nothing_is() -> None:
    noise = random.Random(7).randbytes(200_000)
    ordinary = b"25/08/2021 09:00,Leeds,A Person,Latte - 2.45,2.45,CARD,4929000000000000\n" * 99
    assert found(noise) == found(ordinary) == found(b"") == found(noise.hex()) == set()


def test_what_lies_across_two_pieces_of_a_stream_is_found_once_and_every_byte_is_counted() -> None:
    for split in (3, 8, 15):
        data = b"." * (CHUNK_BYTES - split) + CARD.encode() + b"." * 99
        findings, size = FINDER.find_in(io.BytesIO(data))
        assert {each.form for each in findings} >= {"as it is"}
        assert size == len(data)


@pytest.mark.parametrize("split", [0, 1, 7, len(LAST)])
def test_what_lies_across_two_slices_is_found_as_within_one(split: int) -> None:
    before = "." * (SLICE_BYTES - split)
    assert (1, "as it is") in found(f"{before}{LAST}{before}")
    checksum = f"{binascii.crc32(CARD.encode()):08x}"
    assert (2, "as a CRC-32 checksum") in found(f"{before}{checksum}.")
    assert found(f"{before[1:]}0{checksum}.") == found(f"{before}{checksum}0.") == set()


def test_canaries_are_unique_and_the_same_each_time() -> None:
    one, other = Canaries(), Canaries()
    for birds in (one, other):
        for _ in range(300):
            birds.name("here")
            birds.card("there")
    words = [word for canary in one.planted for word in canary.text.split()]
    assert one.planted == other.planted
    assert len({*words, *(card[:12] for card in words), *(card[-12:] for card in words)}) >= 3 * 300
    assert len(set(words)) == len(words)
