"""`prepare` reads what the independent reference reads: the same sales, rejections and blank rows.

Files are drawn as tills write them and as people and programs leave them, alone and in batches, in which plain files
of one layout are read by one statement.
"""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from tests.prepare.readings import here_and_now, prepared
from tests.reference.generators import TillFile, damaged, till_files, unreadable_files
from tests.reference.reader import Reading, read
from tillroll.engine import Engine

any_files = st.integers(0, 9).flatmap(
    lambda kind: till_files() if kind < 2 else unreadable_files() if kind == 2 else damaged(till_files())
)
Said = tuple[object, ...]


def said(reading: Reading) -> Said:
    """What a reading says that both readers must agree on; of a file that can't be read, only that."""
    if reading.unreadable:
        return (True,)
    return (False, reading.data_rows, reading.rows_blank, reading.rejections, reading.sales)


def expected(file: TillFile) -> Said:
    return said(read(file.data, file.name, here_and_now()))


@given(file=till_files())
@examples(40)
def test_a_genuine_file_reads_as_the_reference_reads_it(engine: Engine, folder: Path, file: TillFile) -> None:
    (reading,) = prepared(engine, [file], folder)
    assert said(reading) == expected(file)
    assert reading.rejections == ()


@given(file=damaged(till_files()))
@examples(120)
def test_a_damaged_file_reads_as_the_reference_reads_it(engine: Engine, folder: Path, file: TillFile) -> None:
    assert [said(reading) for reading in prepared(engine, [file], folder)] == [expected(file)]


@given(file=unreadable_files())
@examples(20)
def test_what_is_no_till_roll_is_unreadable(engine: Engine, folder: Path, file: TillFile) -> None:
    assert [said(reading) for reading in prepared(engine, [file], folder)] == [(True,)]


@given(files=st.lists(any_files, min_size=2, max_size=8))
@examples(25)
def test_files_read_together_read_as_they_do_alone(engine: Engine, folder: Path, files: list[TillFile]) -> None:
    assert [said(reading) for reading in prepared(engine, files, folder)] == list(map(expected, files))


@given(data=st.binary(max_size=300))
@examples(30)
def test_any_bytes_are_read_without_an_error(engine: Engine, folder: Path, data: bytes) -> None:
    (reading,) = prepared(engine, [TillFile("leeds_25-08-2021_09-00-00.csv", data)], folder)
    assert reading.sales == ()


@given(file=damaged(till_files()))
@examples(40)
def test_every_row_has_one_fate(engine: Engine, folder: Path, file: TillFile) -> None:
    (reading,) = prepared(engine, [file], folder)
    fates = sum(sale.rows for sale in reading.sales) + len(reading.rejections) + reading.rows_blank
    assert reading.unreadable or fates == reading.data_rows
