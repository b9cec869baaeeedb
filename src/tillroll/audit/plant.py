"""Plants canaries: till files of every make with a made-up person in every column, and in what is broken.

What a till calls a branch, a till, an item or its size is kept by design. In those columns a good row holds card
numbers only, which must be starred; names stand in them where the row breaks a rule.
"""

import gzip
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tillroll.audit.canaries import Canaries, Canary
from tillroll.audit.sheets import OWN_FORMAT, SHEETS, Sheet

_PLAIN_ROWS = 12
_BROKEN_DAY = 26
_NAMES_EXPLAINED = 4
_DELIVERED_AT = 1_630_000_000
_CARD_LENGTHS = range(13, 20)
_LONG_LINE = 1 << 20
_DASH = SHEETS[0]
_PARTED = ("{0}-{1}-{2}-{3}", "{0} {1} {2} {3}", "{0}_{1}_{2}_{3}", "{0}.{1}.{2}.{3}")


@dataclass(frozen=True, slots=True)
class Planted:
    """What was planted: the canaries, the till files' folders in the order of delivery, and the folder of formats.

    ``explained`` are the files but for those that differ in their names only.
    """

    canaries: tuple[Canary, ...]
    landing: Path
    later: Path
    formats: Path
    columns: int
    files: tuple[Path, ...]
    explained: tuple[Path, ...]


def plant(folder: Path) -> Planted:
    """Write all of it into a new folder."""
    birds = Canaries()
    birds.control()
    landing, later, formats = (folder / name for name in ("landing", "later", "formats"))
    _write(formats / "audit.toml", OWN_FORMAT.encode())
    for sheet in SHEETS:
        _write(landing / f"{sheet.name} good{sheet.ending}", _text(sheet, good_rows(birds, sheet)))
        _write(landing / f"{sheet.name} broken{sheet.ending}", broken_file(birds, sheet))
    strange, named = list(strange_files(birds)), list(named_files(birds))
    for name, body in strange + named:
        _write(landing / name, body)
    if os.name == "posix":
        card = birds.card("the name of a link that leads nowhere", 16)
        (landing / f"whitby {card}.csv").symlink_to(landing / "nowhere")
    for number, (name, body) in enumerate(later_files(birds)):
        _write(later / name, body, _DELIVERED_AT + 3600 * (number + 1))
    files = [path for parent in (landing, later) for path in sorted(parent.rglob("*")) if path.is_file()]
    columns = sum(len(sheet.row) for sheet in SHEETS)
    alike = {name for name, _ in named[:-_NAMES_EXPLAINED]}
    explained = [path for path in files if path.name not in alike]
    return Planted(tuple(birds.planted), landing, later, formats, columns, tuple(files), tuple(explained))


def _write(path: Path, body: bytes, delivered_at: int = _DELIVERED_AT) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    os.utime(path, (delivered_at, delivered_at))


def _text(sheet: Sheet, lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in sheet.header() + lines).encode()


# --- good rows ---


def good_rows(birds: Canaries, sheet: Sheet) -> list[str]:
    """Rows that count: plain ones, two with a canary in each dropped column, one a kept column with a card number."""
    where = f"{sheet.name} good{sheet.ending}"
    names = {column: birds.name(f"{where}, {column}") for column in sheet.dropped}
    cards = {column: birds.card(f"{where}, {column}") for column in sheet.dropped}
    kept = ((column, words) for column, templates in sheet.kept.items() for words in templates)
    starred = ({column: words.format(birds.card(f"{where}, {column}"))} for column, words in kept)
    changes = (*[{}] * _PLAIN_ROWS, names, cards, *starred)
    return [sheet.line(sheet.cells(number, changed)) for number, changed in enumerate(changes)]


# --- broken rows ---


def broken_file(birds: Canaries, sheet: Sheet) -> bytes:
    """Broken rows among good ones, enough of which keep the file from being given up as a whole."""
    where = f"{sheet.name} broken{sheet.ending}"
    numbers = count()
    broken = [*_broken_cells(birds, sheet, where, numbers), *_broken_lines(birds, sheet, where, numbers)]
    good = [sheet.line(sheet.cells(next(numbers), day=_BROKEN_DAY)).encode() for _ in range(len(broken) * 2)]
    header = [line.encode() for line in sheet.header()]
    return b"".join(line + b"\n" for line in header + good + broken)


def _broken_cells(birds: Canaries, sheet: Sheet, where: str, numbers: Iterator[int]) -> Iterator[bytes]:
    """A canary where a figure belongs; and where a word is kept, in a row that breaks a rule."""
    changes: list[dict[str, str]] = []
    for column in sorted(sheet.read):
        changes += ({column: canary(f"{where}, {column}")} for canary in (birds.name, birds.card))
    for column, templates in sheet.kept.items():
        names = (words.format(birds.name(f"{where}, {column}")) for words in templates)
        changes += ({column: name} | dict(sheet.breaks) for name in names)
    for changed in changes:
        yield sheet.line(sheet.cells(next(numbers), changed, day=_BROKEN_DAY)).encode()


def _broken_lines(birds: Canaries, sheet: Sheet, where: str, numbers: Iterator[int]) -> Iterator[bytes]:
    for break_line in _BREAKS_JSON if sheet.is_json else _BREAKS:
        fault = break_line.__name__.strip("_").replace("_", " ")
        name, card = birds.name(f"{where}, {fault}"), birds.card(f"{where}, {fault}")
        changed = {sheet.dropped[0]: name, sheet.dropped[-1]: card}
        yield break_line(sheet, sheet.cells(next(numbers), changed, day=_BROKEN_DAY), name)


def _a_cell_too_few(sheet: Sheet, cells: list[str], _name: str) -> bytes:
    missing = list(sheet.row).index(min(sheet.read))
    return sheet.line(cells[:missing] + cells[missing + 1 :]).encode()


def _a_cell_too_many(sheet: Sheet, cells: list[str], name: str) -> bytes:
    return sheet.line([*cells, name]).encode()


def _shifted_to_the_right(sheet: Sheet, cells: list[str], _name: str) -> bytes:
    return sheet.line([cells[-1], *cells[:-1]]).encode()


def _shifted_to_the_left(sheet: Sheet, cells: list[str], _name: str) -> bytes:
    return sheet.line([*cells[1:], cells[0]]).encode()


def _an_open_quote(sheet: Sheet, cells: list[str], name: str) -> bytes:
    return sheet.line(cells).replace(name, f'"{name}', 1).encode()


def _a_quote_closed_too_early(sheet: Sheet, cells: list[str], name: str) -> bytes:
    return sheet.line(cells).replace(name, f'"{name[:9]}"{name[9:]}', 1).encode()


def _a_nul(sheet: Sheet, cells: list[str], name: str) -> bytes:
    return sheet.line(cells).replace(name, f"\0{name}\0", 1).encode()


def _bytes_that_are_no_text(sheet: Sheet, cells: list[str], name: str) -> bytes:
    return sheet.line(cells).encode().replace(name.encode(), name.encode() + b"\x81\xff", 1)


def _another_encoding(sheet: Sheet, cells: list[str], _name: str) -> bytes:
    return sheet.line([*cells, "caf\u00e9"]).encode("cp1252")


def _a_lone_carriage_return(sheet: Sheet, cells: list[str], name: str) -> bytes:
    return sheet.line(cells).replace(name, f"{name[:12]}\r{name}", 1).encode()


def _two_lines_in_one(sheet: Sheet, cells: list[str], _name: str) -> bytes:
    return sheet.line(cells).encode() * 2


def _a_line_cut_off(sheet: Sheet, cells: list[str], _name: str) -> bytes:
    return sheet.line(cells)[:-3].encode()


def _no_list(sheet: Sheet, cells: list[str], _name: str) -> bytes:
    return sheet.line(cells).replace("[", '{"row": [', 1).encode() + b"}"


def _a_list_in_a_list(sheet: Sheet, cells: list[str], _name: str) -> bytes:
    return b"[" + sheet.line(cells).encode() + b"]"


def _half_a_character(sheet: Sheet, cells: list[str], name: str) -> bytes:
    return sheet.line(cells).encode().replace(name.encode(), b"\\ud800" + name.encode(), 1)


Break = Callable[[Sheet, list[str], str], bytes]
_BREAKS: tuple[Break, ...] = (
    *(_a_cell_too_few, _a_cell_too_many, _shifted_to_the_right, _shifted_to_the_left),
    *(_an_open_quote, _a_quote_closed_too_early, _a_nul, _bytes_that_are_no_text, _another_encoding),
    *(_a_lone_carriage_return, _two_lines_in_one, _a_line_cut_off),
)
_BREAKS_JSON: tuple[Break, ...] = (
    *(_a_cell_too_few, _a_cell_too_many, _shifted_to_the_right, _shifted_to_the_left, _a_line_cut_off),
    *(_a_nul, _bytes_that_are_no_text, _two_lines_in_one, _no_list, _a_list_in_a_list, _half_a_character),
)


# --- files that can't be read, and files by their names ---


def _day(birds: Canaries, where: str, *, minute: str = "00", branch: str = "Leeds", rows: int = 9) -> str:
    """A day of dash rows, each with a customer and a card."""
    cells = (
        _DASH.cells(number, {"branch": branch, "customer": birds.name(where), "card": birds.card(where)})
        for number in range(rows)
    )
    return "".join(f"{_DASH.line(row)}\n" for row in cells).replace(":00,", f":{minute},")


def strange_files(birds: Canaries) -> Iterator[tuple[str, bytes]]:
    """Files that are no till's export, or are spoilt as a whole."""
    yield (
        "letter.csv",
        "".join(f"{birds.name('letter.csv')},and,{birds.card('letter.csv')}\n" for _ in range(5)).encode(),
    )
    heads = f"when,where,{birds.name('headed.csv')},{birds.card('headed.csv')},how\n"
    yield "headed.csv", (heads + _day(birds, "headed.csv", rows=3)).encode()
    for name, mark in (("zip", b"PK\x03\x04"), ("pdf", b"%PDF"), ("parquet", b"PAR1"), ("picture", b"\x89PNG")):
        yield f"{name}.csv", mark + _day(birds, f"{name}.csv", rows=2).encode()
    yield "utf-16.csv", _day(birds, "utf-16.csv", rows=2).encode("utf-16")
    yield "binary.csv", bytes(range(9)) * 99 + _day(birds, "binary.csv", rows=2).encode()
    yield "packed.csv.gz", gzip.compress(_day(birds, "packed.csv.gz").encode(), mtime=0)
    yield "cut.csv.gz", gzip.compress(_day(birds, "cut.csv.gz").encode() * 50, mtime=0)[:-9]
    yield "frome_25-08-2021.csv", _day(birds, "frome_25-08-2021.csv").replace("Leeds,", "").encode()
    yield "padded.csv", _day(birds, "padded.csv").replace(",", "   ,").encode()
    yield "long line.csv", (_day(birds, "long line.csv") + "x" * _LONG_LINE + birds.name("long line.csv")).encode()
    yield "old exporter.csv", _day(birds, "old exporter.csv").encode("cp1252", "replace")


def named_files(birds: Canaries) -> Iterator[tuple[str, bytes]]:
    """Files in whose names, or their folders', somebody has pasted a card number."""
    body = "".join(f"{_DASH.line(_DASH.cells(number))}\n" for number in range(_PLAIN_ROWS))
    for length in _CARD_LENGTHS:
        yield f"dover {birds.card('a file name', length)}.csv", body.replace("Leeds", f"Dover {length}").encode()
    for number, words in enumerate(_PARTED):
        card = birds.card("a file name", 16)
        parts = (card[at : at + 4] for at in range(0, 16, 4))
        yield f"hove {words.format(*parts)}.csv", body.replace("Leeds", f"Hove {number}").encode()
    card = birds.card("a folder name", 16)
    yield f"from {card}/ryde.csv", body.replace("Leeds", "Ryde").encode()
    card = birds.card("a branch in a file name", 16)
    yield f"{card} deal_25-08-2021.csv", body.replace("Leeds,", "").encode()
    yield f"{birds.card('an unreadable file name', 16)}.csv", b"no,till,file\n"


# --- what comes later ---


def later_files(birds: Canaries) -> Iterator[tuple[str, bytes]]:
    """Second files of a day: one that corrects, one that is held, one that is contained."""
    first = _day(birds, "ely.csv", branch="Ely")
    yield "ely.csv", first.encode()
    changed = first.splitlines(keepends=True)
    changed[4] = _day(birds, "ely corrected.csv", branch="Ely", rows=1).replace("2.45", "2.65")
    yield "ely corrected.csv", "".join(changed).encode()
    yield "ely second till.csv", _day(birds, "ely second till.csv", minute="30", branch="Ely").encode()
    yield "ely shrunk.csv", "".join(changed[:3]).encode()
