"""What DuckDB reads plainly is what the careful reader reads; where it would not be, the file is read carefully.

Files are drawn so that many of them look plain and are not: blanks and quotes in odd places, too many cells, too few.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.hypothesis_profiles import examples
from tests.prepare.readings import prepared
from tests.reference.sheets import Sheet, TillFile, sheets, written
from tillroll.contract.values import Document
from tillroll.engine import Engine
from tillroll.formats.format_file import built_in_formats
from tillroll.gather import RAW_COLUMNS, Arrival, Numbered, _raw_row, careful_records, gather
from tillroll.prepare import look
from tillroll.records import Record

NAME = "leeds_25-08-2021_09-00-00.csv"
ROW = "25/08/2021 09:00,Leeds,A Person,Latte - 2.15,2.15,CASH,"
TEXTS = RAW_COLUMNS[4:]

cells = st.text(alphabet="ab5 ,\"\t'\\#\u00a0é", max_size=6)
odd_rows = st.lists(cells, min_size=6, max_size=8).map(",".join)
rows_of_odd_cells = st.builds("25/08/2021 09:00,{},{},Latte - 2.15,2.15,CASH,{}".format, cells, cells, cells)
odd_files = st.lists(st.sampled_from((ROW, "")) | odd_rows | rows_of_odd_cells, max_size=12).map(
    lambda rows: "\n".join([ROW, ROW, *rows, ROW]) + "\n"
)


def arrival_of(folder: Path, data: bytes) -> Arrival:
    path = folder / "till.csv"
    path.write_bytes(data)
    found = path.stat()
    return look(Document(path, NAME, datetime.now(UTC), found.st_size, found.st_mtime_ns), built_in_formats())


def read_plainly(engine: Engine, arrival: Arrival) -> list[tuple[str | None, ...]] | None:
    """The rows of a file as DuckDB read them, trimmed; None where the careful reader had to."""
    gather(engine, [arrival])
    rows = engine.execute(f"select line_no, {', '.join(TEXTS)} from raw_row order by rowid")
    if any(line_no is not None for line_no, *_ in rows) or not arrival.is_plain:
        return None
    return [tuple(trimmed(text) for text in texts) for _, *texts in rows]


def trimmed(text: str | None) -> str | None:
    """A cell without the blanks around it, or a row's several cells, each without."""
    return None if text is None else "\x1f".join(cell.strip(" ") for cell in text.split("\x1f"))


def carefully(arrival: Arrival) -> list[Record]:
    return list(careful_records(arrival))


def texts_of(arrival: Arrival, record: Record) -> tuple[object, ...]:
    return _raw_row(Numbered(0, 0, arrival), record)[4:]


Ways = tuple[Sequence[tuple[object, ...]], Sequence[tuple[object, ...]]]


def both_ways(engine: Engine, folder: Path, data: bytes) -> Ways | None:
    """What DuckDB and the careful reader read; None if the file is not plain, for then only one reads it."""
    arrival = arrival_of(folder, data)
    plain = read_plainly(engine, arrival) if arrival.recognition else None
    if plain is None:
        return None
    careful = carefully(arrival)
    assert not any(record.rule or record.is_blank for record in careful)
    return plain, [texts_of(arrival, record) for record in careful]


@given(data=odd_files.map(str.encode))
@examples(150)
def test_odd_files_read_alike(engine: Engine, folder: Path, data: bytes) -> None:
    plain, careful = both_ways(engine, folder, data) or ([], [])
    assert plain == careful


@given(sheet=sheets().filter(lambda sheet: sheet.kind != "stream"), newline=st.sampled_from(("\n", "\r\n")))
@examples(40)
def test_genuine_files_are_read_plainly(engine: Engine, folder: Path, sheet: Sheet, newline: str) -> None:
    ways = both_ways(engine, folder, written(sheet, newline).data)
    assert ways
    assert ways[0] == ways[1]


def test_an_empty_cell_of_any_column_is_an_empty_text(engine: Engine, folder: Path) -> None:
    """DuckDB gave no text at all for some of them, and a row without a basket was lost."""
    cells = ROW.split(",")
    blanked = [",".join("" if place == at else cell for place, cell in enumerate(cells)) for at in range(len(cells))]
    ways = both_ways(engine, folder, "\n".join([ROW, ROW, *blanked]).encode())
    assert ways
    assert ways[0] == ways[1]
    (reading,) = prepared(engine, [TillFile(NAME, "\n".join([*[ROW] * 5, *blanked]).encode())], folder)
    assert [(line, rule) for line, rule, _ in reading.rejections] == [
        (6, "time"),
        (9, "item"),
        (10, "total"),
        (11, "tender"),
    ]
    assert (reading.data_rows, len(reading.sales)) == (12, 8)


def test_a_file_name_that_looks_like_a_pattern_reads_no_other_file(engine: Engine, tmp_path: Path) -> None:
    """DuckDB takes `[1]`, `*` and `?` in a path for a pattern."""
    names = ("sales [1].csv", "sales 1.csv", "sales *.csv", "sales ?.csv", "sales {1}.csv", "it's 1.csv")
    files = {name: TillFile(name, ROW.replace("2.15", f"{number}.00").encode()) for number, name in enumerate(names, 1)}
    for name, file in files.items():
        (tmp_path / name).write_bytes(file.data)
    found = prepared(engine, list(files.values()), tmp_path, paths=[tmp_path / name for name in names])
    assert [[sale.total_pence for sale in reading.sales] for reading in found] == [[n * 100] for n in range(1, 7)]
