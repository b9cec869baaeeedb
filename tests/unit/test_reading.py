"""From bytes to records, carefully: every way in which people and programs have hurt a file, and what is made of it."""

import codecs
import gzip
import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from tillroll import reading
from tillroll.errors import UnreadableDocument
from tillroll.reading import HEAD_BYTES, Inspection, head_lines, inspect, physical_lines, strip_mark
from tillroll.records import MAX_LINE_BYTES, Record, csv_records, decode_line, json_records, split_cells, trim_width

THREE = frozenset({3})


def records(text: str | bytes, delimiter: str = ",", widths: frozenset[int] = THREE) -> list[Record]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(csv_records(strip_mark(physical_lines(io.BytesIO(data))), delimiter, widths))


def told(text: str | bytes, delimiter: str = ",") -> list[tuple[int, str]]:
    """Each record as its line, and its cells joined by bars or its rule in brackets."""
    return [
        (record.line_no, f"({record.rule})" if record.rule else "|".join(record.cells))
        for record in records(text, delimiter)
    ]


def rows(text: str | bytes) -> list[str]:
    return [said for _, said in told(text)]


# --- lines ---


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like(end: str) -> None:
    assert told(end.join(("a,b,c", "d,e,f", "g,h,i"))) == [(1, "a|b|c"), (2, "d|e|f"), (3, "g|h|i")]
    assert told(end.join(("a,b,c", "d,e,f", ""))) == [(1, "a|b|c"), (2, "d|e|f")]


def test_line_ends_may_be_mixed() -> None:
    assert told("a,b,c\r\nd,e,f\rg,h,i\n\nj,k,l\r") == [(1, "a|b|c"), (2, "d|e|f"), (3, "g|h|i"), (5, "j|k|l")]


def test_a_line_end_may_fall_between_two_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_CHUNK", 6)
    assert list(physical_lines(io.BytesIO(b"a,b,c\r\nd,e,f\rg,h,i\r\n"))) == [b"a,b,c", b"d,e,f", b"g,h,i"]


def test_a_line_too_long_to_hold_is_one_bad_row() -> None:
    long = b"x" * (MAX_LINE_BYTES + 1)
    assert told(b"a,b,c\n" + long + b"\nd,e,f\n" + long) == [
        (1, "a|b|c"),
        (2, "(columns)"),
        (3, "d|e|f"),
        (4, "(columns)"),
    ]


class Endless(io.BytesIO):
    """A stream without an end, of lines or of one line; reading all of it would never come back."""

    def __init__(self, text: bytes) -> None:
        super().__init__()
        self.block = text * (reading._CHUNK // len(text))

    def read(self, _size: int | None = -1) -> bytes:
        return self.block


def test_more_than_any_till_writes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_UNPACKED_BYTES", 4 * reading._CHUNK)
    with pytest.raises(UnreadableDocument, match="split it"):
        list(physical_lines(Endless(b"x")))


def test_lines_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_LINES", 1000)
    with pytest.raises(UnreadableDocument, match="split it"):
        list(physical_lines(Endless(b"\n" * 100)))


# --- characters ---


def test_a_byte_order_mark_is_no_part_of_the_first_cell() -> None:
    assert rows(codecs.BOM_UTF8 + b"a,b,c\n") == ["a|b|c"]


def test_a_line_that_is_not_utf_8_is_cp1252() -> None:
    assert rows("é,b,c\n".encode() + "£,é,c\n".encode("cp1252")) == ["é|b|c", "£|é|c"]


def test_a_line_that_lost_a_character_is_rejected_alone() -> None:
    spoilt = (b"a,\x81,c", b"a,\0,c", "a,\ufffd,c".encode())
    assert rows(b"\n".join((*spoilt, b"d,e,f"))) == ["(encoding)"] * 3 + ["d|e|f"]


def test_the_mark_that_parts_cells_inside_tillroll_is_a_blank() -> None:
    assert decode_line(b"a\x1fb") == "a b"


# --- quotes ---


def test_cells_and_quotes() -> None:
    table = {
        'a,"b,c",d': ("a", "b,c", "d"),
        'a, "b,c" ,d': ("a", "b,c", "d"),
        'a,\t"b,c"\u00a0,d': ("a", "b,c", "d"),
        'a,"say ""b""",d': ("a", 'say "b"', "d"),
        'a,"",d': ("a", "", "d"),
        'a," b ",d': ("a", "b", "d"),
        'a,5" cup,d': ("a", '5" cup', "d"),
        'a,b "b" b,"d"': ("a", 'b "b" b', "d"),
        "a,b,": ("a", "b", ""),
        "": ("",),
    }
    assert {text: split_cells(text) for text in table} == table


def test_a_quote_closed_too_early_rejects_its_line() -> None:
    assert told('a,"b"x,c\na,""b,c\nd,e,f') == [(1, "(quote)"), (2, "(quote)"), (3, "d|e|f")]


def test_a_quoted_cell_may_run_over_lines() -> None:
    assert told('a,"b\nb\r\nb",c\nd,e,f') == [(1, "a|b\nb\nb|c"), (4, "d|e|f")]


def test_a_quote_left_open_costs_its_own_line_only() -> None:
    assert told('a,"b,c\nd,e,f\ng,h,i') == [(1, "(quote)"), (2, "d|e|f"), (3, "g|h|i")]


def test_lines_are_joined_only_to_a_whole_record() -> None:
    assert told('a,"b,c\nd,e",f,g,h\ni,j,k') == [(1, "(quote)"), (2, "(columns)"), (3, "i|j|k")]


@pytest.mark.parametrize(("newlines", "first"), [(20, "a|b" + "\n" * 20 + "b|c"), (21, "(quote)")])
def test_at_most_20_lines_are_joined(newlines: int, first: str) -> None:
    assert rows('a,"b' + "\n" * newlines + 'b",c')[0] == first


def test_a_line_that_is_no_text_ends_the_joining() -> None:
    assert told(b'a,"b\n\x81\nb",c') == [(1, "(quote)"), (2, "(encoding)"), (3, "(columns)")]


# --- columns and blanks ---


def test_cells_are_trimmed_of_padding() -> None:
    assert rows("  a , b\t,c\u00a0  \n") == ["a|b|c"]


def test_empty_cells_beyond_the_last_column_are_dropped() -> None:
    assert rows("a,b,c,,\na,b,,,\n") == ["a|b|c", "a|b|"]


def test_another_number_of_cells_is_rejected() -> None:
    assert rows("a,b\na,b,c,d\na\n") == ["(columns)"] * 3


def test_a_row_of_blank_cells_is_blank_whatever_their_number() -> None:
    found = records(',,\n , ,\n,,,,,,\n,\n"",""\n""\n')
    assert [record.is_blank for record in found] == [True] * 6


def test_a_line_without_a_cell_is_no_row() -> None:
    assert told("\n  \n\t\na,b,c\n\u00a0\n ") == [(4, "a|b|c")]


def test_a_faulty_record_is_not_blank() -> None:
    assert [record.is_blank for record in records('"\n')] == [False]


def test_any_width_is_accepted_where_none_is_given() -> None:
    assert [record.cells for record in records("a\nb,c,,\n", widths=frozenset())] == [("a",), ("b", "c", "", "")]


def test_the_widest_accepted_width_is_kept() -> None:
    assert trim_width(("a", "b", "", ""), frozenset({2, 3})) == ("a", "b", "")
    assert trim_width(("a", "b", "c", "d"), frozenset({2, 3})) is None


@pytest.mark.parametrize("delimiter", [";", "\t", "|", "§"])
def test_other_delimiters(delimiter: str) -> None:
    text = delimiter.join(('"a"', " 2,15 ", f'"c{delimiter}c"'))
    assert told(text, delimiter) == [(1, "|".join(("a", "2,15", f"c{delimiter}c")))]


# --- JSON ---


def json_told(text: str) -> list[tuple[int, str]]:
    found = json_records(physical_lines(io.BytesIO(text.encode())), THREE)
    return [(record.line_no, f"({record.rule})" if record.rule else "|".join(record.cells)) for record in found]


def test_a_json_array_a_line() -> None:
    assert json_told('["a", " b ", null]\n\n["a", 2.150, 3]\n') == [(1, "a|b|"), (3, "a|2.150|3")]


def test_json_that_is_no_row_of_cells() -> None:
    wrong = (
        '{"a": 1}',
        '["a", "b", ["c"]]',
        '["a", true, "c"]',
        '["a", NaN, "c"]',
        '["a", "b"]',
        '["a"',
        "[" * 100_000,
    )
    assert [said for _, said in json_told("\n".join(wrong))] == ["(columns)"] * len(wrong)


def test_json_that_lost_a_character() -> None:
    assert json_told('["a", "\\ud800", "c"]\n["a", "\\u0000", "c"]\n["a", "\\u001f", "c"]') == [
        (1, "(encoding)"),
        (2, "(encoding)"),
        (3, "a||c"),
    ]


# --- what a file is ---

Inspect = Callable[[bytes], Inspection]


@pytest.fixture
def inspected(tmp_path: Path) -> Inspect:
    def inspection_of(data: bytes) -> Inspection:
        path = tmp_path / "till.csv"
        path.write_bytes(data)
        return inspect(path)

    return inspection_of


PLAIN = b"a,b,c\nd,e,f\n"
NOT_PLAIN = {
    "a byte order mark": codecs.BOM_UTF8 + PLAIN,
    "lone carriage returns": PLAIN.replace(b"\n", b"\r"),
    "mixed line ends": b"a,b,c\r\nd,e,f\n",
    "a carriage return in a line": b"a,b\r,c\nd,e,f\n",
    "a blank first line": b"\n" + PLAIN,
    "JSON": b'["a"]\n',
    "a NUL": b"a,\0,c\n",
    "cp1252": "é,b,c\n".encode("cp1252"),
    "a byte that is no text": b"a,b,\x81\n",
    "a lost character": "\ufffd,b,c\n".encode(),
    "a no-break space": "\u00a0a,b,c\n".encode(),
    "a mark of tillroll's own": b"a,b\x1f,c\n",
    "gzip": gzip.compress(PLAIN),
}


def test_plain_files_are_counted_by_line(inspected: Inspect) -> None:
    table = {PLAIN: 2, PLAIN.rstrip(): 2, PLAIN.replace(b"\n", b"\r\n"): 2, "é,b,c\n".encode(): 1}
    found = {data: inspected(data) for data in table}
    assert {data: inspection.line_count for data, inspection in found.items()} == table
    assert all(inspection.is_plain for inspection in found.values())


def test_whatever_may_read_differently_is_not_plain(inspected: Inspect) -> None:
    assert [name for name, data in NOT_PLAIN.items() if inspected(data).is_plain] == []


def test_tabs_are_told_because_only_some_formats_part_cells_by_them(inspected: Inspect) -> None:
    assert [inspected(data).has_tabs for data in (PLAIN, b"a\tb\n")] == [False, True]


def test_a_file_is_known_by_all_of_its_bytes(inspected: Inspect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WHOLE_FILE_BYTES", 4)
    monkeypatch.setattr(reading, "_CHUNK", 5)
    inspection = inspected(PLAIN)
    assert (inspection.sha256, inspection.byte_count) == (hashlib.sha256(PLAIN).hexdigest(), len(PLAIN))
    assert not inspection.is_plain


PROBLEMS = {
    b"": "holds nothing",
    b"\n \r\n\t\n": "holds nothing",
    b",,,,,,\n" * 300: "holds nothing",
    codecs.BOM_UTF8: "holds nothing",
    gzip.compress(b""): "holds nothing",
    b"PK\x03\x04 and more": "zip archive or an Excel workbook",
    b"\x89PNG\r\n\x1a\n and more": "picture",
    b"\xff\xd8\xff\xe0 and more": "picture",
    b"GIF89a and more": "picture",
    b"%PDF-1.7 and more": "PDF",
    b"\xd0\xcf\x11\xe0 and more": "old Excel workbook",
    b"PAR1 and more": "Parquet",
    "a,b,c\n".encode("utf-16"): "UTF-16",
    b"\xfe\xff\0a\0,": "UTF-16",
    "a,b,c\n".encode("utf-16-le"): "UTF-16",
    bytes(5000): "binary",
    gzip.compress(b"\x89PNG\r\n\x1a\n and more"): "picture",
    gzip.compress("a,b,c\n".encode("utf-16")): "UTF-16",
    b"\x1f\x8b\x08 and no more": "broken gzip",
}


def test_what_is_no_export_is_called_by_its_name_with_what_to_do(inspected: Inspect) -> None:
    found = {data: inspected(data).problem or "" for data in PROBLEMS}
    assert [data for data, words in PROBLEMS.items() if words not in found[data]] == []
    assert [problem for problem in found.values() if ": " not in problem] == []


def test_an_export_has_no_problem(inspected: Inspect) -> None:
    assert [inspected(data).problem for data in (PLAIN, gzip.compress(PLAIN), codecs.BOM_UTF8 + PLAIN)] == [None] * 3


def test_a_file_that_can_not_be_opened_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        inspect(tmp_path / "gone.csv")


@pytest.mark.parametrize(
    "data", [gzip.compress(PLAIN * 9000)[:-20], gzip.compress(PLAIN) + b"more"], ids=["cut off", "more behind"]
)
def test_a_broken_gzip_stream_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableDocument, match="broken gzip"):
        list(physical_lines(gzip.GzipFile(fileobj=io.BytesIO(data))))


# --- the head, by which a format is recognised ---


def test_the_head_of_a_small_file_is_all_of_it(inspected: Inspect) -> None:
    wholes = (PLAIN, codecs.BOM_UTF8 + PLAIN, gzip.compress(PLAIN), PLAIN.rstrip())
    assert [list(head_lines(inspected(data))) for data in wholes] == [[b"a,b,c", b"d,e,f"]] * 4


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_the_head_of_a_large_file_ends_with_a_whole_line(inspected: Inspect, pack: Callable[[bytes], bytes]) -> None:
    lines = list(head_lines(inspected(pack(PLAIN * HEAD_BYTES))))
    assert set(lines) == {b"a,b,c", b"d,e,f"}
    assert len(lines) < HEAD_BYTES


def test_a_head_of_one_endless_line_is_that_line(inspected: Inspect) -> None:
    assert list(head_lines(inspected(b"x" * 2 * HEAD_BYTES))) == [b"x" * HEAD_BYTES]


def test_the_head_of_a_broken_gzip_file_is_empty(inspected: Inspect) -> None:
    assert not any(head_lines(inspected(b"\x1f\x8b\x08 and no more")))


def test_the_middle_of_a_large_file_is_whole_lines(inspected: Inspect) -> None:
    middle = inspected(PLAIN * HEAD_BYTES).middle
    assert set(middle.split(b"\n")) == {b"a,b,c", b"d,e,f"}
    assert inspected(PLAIN).middle == b""
