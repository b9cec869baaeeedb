"""From bytes to lines, carefully: what a file is, and its physical lines.

Most files are plain and DuckDB reads them by the hundred. Everything people did to the others ends here: byte order
marks, gzip, lone carriage returns, NULs; and in ``records``: cp1252, blank lines, quotes left open.
"""

import codecs
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tillroll.cells import UNIT_SEPARATOR
from tillroll.errors import UnreadableDocument
from tillroll.records import MAX_LINE_BYTES

HEAD_BYTES = 64 * 1024
WHOLE_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 2 * 1024**3
MAX_LINES = 2_000_000
_CHUNK = 1024 * 1024

_UTF_16 = "is UTF-16 text: save it as CSV UTF-8"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "is a zip archive or an Excel workbook: unpack it, or save it as CSV UTF-8"),
    (b"\x89PNG", "is a picture: ask for the till's CSV export"),
    (b"\xff\xd8\xff", "is a picture: ask for the till's CSV export"),
    (b"GIF8", "is a picture: ask for the till's CSV export"),
    (b"%PDF", "is a PDF: ask for the till's CSV export"),
    (b"\xd0\xcf\x11\xe0", "is an old Excel workbook: save it as CSV UTF-8"),
    (codecs.BOM_UTF16_LE, _UTF_16),
    (codecs.BOM_UTF16_BE, _UTF_16),
    (b"PAR1", "is a Parquet file: ask for the till's CSV export"),
)
_GZIP = b"\x1f\x8b"
_BLANK_ROWS = b' \t\r\n,;|"\xa0\xc2'
_NOT_PLAIN = (b"\0", UNIT_SEPARATOR.encode())
_CONTROLS = bytes({*range(9), *range(14, 26)})
_MOSTLY_CONTROLS = 20
_TELLING_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a file's bytes are: who it is, how long it is, and whether DuckDB may read it as it stands."""

    sha256: str
    byte_count: int
    head: bytes
    line_count: int
    is_plain: bool
    is_gzip: bool
    problem: str | None
    middle: bytes = b""
    has_tabs: bool = False


def inspect(path: Path) -> Inspection:
    """Read a file once: its hash, its head, and whether it is plain. ``OSError`` when it can't be opened."""
    with path.open("rb") as stream:
        data = stream.read(WHOLE_FILE_BYTES + 1)
        digest = hashlib.sha256(data)
        byte_count = len(data)
        if byte_count <= WHOLE_FILE_BYTES:
            lines, plain = _lines_if_plain(data)
        else:
            lines, plain = 0, False
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
                byte_count += len(chunk)
    head = data[:HEAD_BYTES]
    is_gzip = head.startswith(_GZIP)
    problem = _problem(*_unpacked(head)) if is_gzip else _problem(head, is_whole=byte_count <= len(head))
    middle, plain = (b"", False) if is_gzip else (_middle(data), plain)
    return Inspection(digest.hexdigest(), byte_count, head, lines, plain, is_gzip, problem, middle, b"\t" in data)


def _middle(data: bytes) -> bytes:
    """Whole lines from the middle of what the head leaves out, for files whose first rows are spoilt."""
    if len(data) <= HEAD_BYTES:
        return b""
    start = max(HEAD_BYTES, len(data) // 2)
    return data[start : start + HEAD_BYTES].partition(b"\n")[2].rpartition(b"\n")[0]


def _lines_if_plain(data: bytes) -> tuple[int, bool]:
    """The number of physical lines, and whether they are the same lines for every reader.

    Blank lines are found later: DuckDB skips them, so it reads fewer rows than the file has lines.
    """
    feeds, returns = data.count(b"\n"), data.count(b"\r")
    if returns and (returns != feeds or data.count(b"\r\n") != feeds):
        return 0, False
    if data.startswith((codecs.BOM_UTF8, b"\n", b"\r", b"[")) or any(mark in data for mark in _NOT_PLAIN):
        return 0, False
    if not (data.isascii() or _is_plain_text(data)):
        return 0, False
    return feeds + (not data.endswith(b"\n")), True


def _is_plain_text(data: bytes) -> bool:
    """Whether all of it is UTF-8, which DuckDB checks only in columns it is asked for, with blanks that it knows."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return "\ufffd" not in text and "\u00a0" not in text


def _problem(head: bytes | None, is_whole: bool) -> str | None:  # noqa: FBT001 - one of the two that _unpacked gives
    """What the file is instead of a till's export, in words that say what to do."""
    if head is None:
        return "is a broken gzip file: ask for it again"
    for magic, words in _MAGIC:
        if head.startswith(magic):
            return words
    if _is_utf_16(head[:_TELLING_BYTES]):
        return _UTF_16
    if _is_binary(head[:_TELLING_BYTES]):
        return "is binary, not text: ask for the till's CSV export"
    if is_whole and not head.removeprefix(codecs.BOM_UTF8).strip(_BLANK_ROWS):
        return "holds nothing, not even a header: ask the branch to export it again"
    return None


def _unpacked(head: bytes) -> tuple[bytes | None, bool]:
    """The first bytes that the head of a gzip file unpacks to, and whether they are all; ``None`` if it is broken."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(head, HEAD_BYTES), unpacker.eof and not unpacker.unconsumed_tail
    except zlib.error:
        return None, True


def _is_utf_16(head: bytes) -> bool:
    """Whether every other byte is mostly NUL and the others never are, as in UTF-16 without its mark."""
    halves = head[::2], head[1::2]
    return any(0 not in one and other.count(0) * 2 > len(other) for one, other in (halves, halves[::-1]))


def _is_binary(head: bytes) -> bool:
    """Whether more than a few bytes are controls that no text holds."""
    return (len(head) - len(head.translate(None, _CONTROLS))) * _MOSTLY_CONTROLS > len(head)


def open_bytes(path: Path, *, is_gzip: bool) -> BinaryIO | gzip.GzipFile:
    """The file's bytes, unpacked if they are gzipped."""
    return gzip.open(path, "rb") if is_gzip else path.open("rb")


def physical_lines(stream: BinaryIO | gzip.GzipFile) -> Iterator[bytes | None]:
    """Lines ended by LF, CRLF or CR, without their ends; ``None`` for one too long to hold.

    ``UnreadableDocument`` when a gzip stream is broken, or there is more than any till could have written.
    """
    rest, too_long, unpacked, line_count = b"", False, 0, 0
    for chunk in _chunks(stream):
        *lines, rest = _split_lines(rest + chunk)
        unpacked += len(chunk)
        line_count += len(lines)
        if unpacked > MAX_UNPACKED_BYTES or line_count > MAX_LINES:
            raise UnreadableDocument("holds more than 2 GB or 2,000,000 lines: split it, or ask for it day by day")
        for line in lines:
            yield None if too_long or len(line) > MAX_LINE_BYTES else line
            too_long = False
        if len(rest) > MAX_LINE_BYTES:
            rest, too_long = b"", True
    if rest.endswith(b"\r"):
        rest = rest[:-1]
    if rest or too_long:
        yield None if too_long else rest


def _chunks(stream: BinaryIO | gzip.GzipFile) -> Iterator[bytes]:
    try:
        while chunk := stream.read(_CHUNK):
            yield chunk
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise UnreadableDocument("is a broken gzip file: ask for it again") from None


_LINE_END = re.compile(rb"\r\n|\n|\r(?!\Z)")


def _split_lines(data: bytes) -> list[bytes]:
    """Lines, the last unfinished; a carriage return at the very end may be half of a pair, so it stays."""
    return data.split(b"\n") if b"\r" not in data else _LINE_END.split(data)


def strip_mark(lines: Iterator[bytes | None]) -> Iterator[bytes | None]:
    """The lines without a UTF-8 byte order mark before the first."""
    first = next(lines, b"")
    yield first.removeprefix(codecs.BOM_UTF8) if first is not None else None
    yield from lines


def head_lines(inspection: Inspection, byte_count: int = HEAD_BYTES) -> Iterator[bytes | None]:
    """The physical lines of a file's first bytes, the last one only if the file ends there."""
    head: bytes | None
    if inspection.is_gzip:
        head, is_whole = _unpacked(inspection.head)
    else:
        head = inspection.head[:byte_count]
        is_whole = inspection.byte_count <= len(head)
    yield from strip_mark(_whole_lines(physical_lines(io.BytesIO(head or b"")), is_whole=is_whole))


def _whole_lines(lines: Iterator[bytes | None], *, is_whole: bool) -> Iterator[bytes | None]:
    """The lines, without the last where the head may have cut it; a lone one stays."""
    last = next(lines, b"")
    is_alone = True
    for line in lines:
        yield last
        last, is_alone = line, False
    if is_whole or is_alone:
        yield last
