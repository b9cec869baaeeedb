"""The reference reads what the generators write, and harmless damage changes nothing of it."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.reference import damage
from tests.reference.delivery import fold
from tests.reference.generators import NOW, History, TillFile, damaged, histories, till_files, unreadable_files
from tests.reference.reader import Reading, RefSale, read
from tests.reference.sheets import Sheet, dash_sheets, sheets, triples_sheets, written

Bytes = Callable[[bytes], bytes]


def reading_of(file: TillFile) -> Reading:
    return read(file.data, file.name, NOW)


def identities(reading: Reading) -> list[tuple[object, ...]]:
    return [identity(sale) for sale in reading.sales]


def identity(sale: RefSale) -> tuple[object, ...]:
    return (sale.branch_id, sale.till, sale.placed_at, sale.lines, sale.total_pence, sale.tender, sale.n)


@given(sheets())
def test_a_whole_file_is_read_whole(sheet: Sheet) -> None:
    reading = reading_of(written(sheet))
    assert (reading.format, reading.unreadable, reading.rejections) == (sheet.kind, False, ())
    assert sum(sale.rows for sale in reading.sales) == reading.data_rows == len(sheet.rows)


@given(triples_sheets() | dash_sheets())
def test_its_pence_are_those_written(sheet: Sheet) -> None:
    totals = [round(float(row[sheet.column("total")]) * 100) for row in sheet.rows]
    assert sum(sale.total_pence for sale in reading_of(written(sheet)).sales) == sum(totals)


SAME_BYTES: dict[str, Bytes] = {
    "BOM": lambda data: b"\xef\xbb\xbf" + data,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "CR": lambda data: data.replace(b"\n", b"\r"),
    "no last newline": bytes.rstrip,
    "a last line of one blank": lambda data: data + b" ",
    "gzip": gzip.compress,
}


@given(sheets(), st.sampled_from(sorted(SAME_BYTES)))
def test_bytes_around_the_text_do_not_matter(sheet: Sheet, change: str) -> None:
    whole = written(sheet)
    assert identities(reading_of(TillFile(whole.name, SAME_BYTES[change](whole.data)))) == identities(reading_of(whole))


HARMLESS: tuple[damage.SheetDamage, ...] = (
    damage.pad,
    damage.add_trailing_commas,
    damage.double_quotes,
    damage.add_blank_rows,
    damage.add_header,
    damage.card_as_float,
    damage.lose_branch,
    damage.break_basket_over_lines,
)


@st.composite
def before_and_after(draw: DrawFn) -> tuple[Sheet, Sheet]:
    sheet = draw(triples_sheets() | dash_sheets())
    return sheet, draw(st.sampled_from(HARMLESS))(draw, sheet)


@given(before_and_after())
def test_harmless_damage_keeps_every_sale(pair: tuple[Sheet, Sheet]) -> None:
    before, after = pair
    assert identities(reading_of(written(after))) == identities(reading_of(written(before)))


@given(damaged(till_files()))
def test_every_row_of_a_damaged_file_has_one_fate(file: TillFile) -> None:
    reading = reading_of(file)
    fates = sum(sale.rows for sale in reading.sales) + len(reading.rejections) + reading.rows_blank
    assert reading.unreadable or fates == reading.data_rows


@given(damaged(till_files()))
def test_every_sale_adds_up(file: TillFile) -> None:
    for sale in reading_of(file).sales:
        assert sale.total_pence == sum(net for *_, net, _ in sale.lines)
        assert all(gross + discount == net for *_, gross, discount, net, _ in sale.lines)
        assert sale.trading_date == (sale.placed_at - timedelta(hours=4)).date()


@given(unreadable_files())
def test_what_is_no_till_roll_is_unreadable(file: TillFile) -> None:
    reading = reading_of(file)
    assert (reading.unreadable, reading.sales) == (True, ())


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    assert not reading_of(TillFile("leeds_25-08-2021_09-00-00.csv", data)).sales


@given(histories())
def test_the_order_of_processing_does_not_matter(history: History) -> None:
    assert fold(history.as_processed) == fold(history.events)


@given(histories())
def test_every_current_sale_was_delivered(history: History) -> None:
    delivered = {key for event in history.events for key in getattr(event, "claims", {})}
    assert fold(history.events).current <= delivered
