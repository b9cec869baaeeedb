"""Versions of a true file: what each row says or which rule it breaks, how it is written out, and what it comes to."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from tillroll.simulate.deliveries import BranchDate, Delivery, Sold, TrueFile, TrueSale

SPOILT = "spoilt"
POSITIONAL = frozenset({"dash", "triples"})
WHOLE_WITHIN = timedelta(minutes=45)
CUT_OFF_BEFORE = timedelta(minutes=90)
FEWEST_SALES = 20

_ZONE = ZoneInfo("Europe/London")
_EVENING = time(20)
_GRACE = timedelta(hours=2)
_COLUMNS = {
    "dash": ("time", "branch", "customer", "basket", "total", "tender", "card"),
    "triples": ("time", "branch", "customer", "basket", "tender", "total", "card"),
    "stream": ("time", "branch", "customer", "basket", "total", "tender", "card"),
}


@dataclass(frozen=True, slots=True)
class Telling:
    """How one version tells a sale: its rows, and of each spoilt row the rule that it breaks.

    A sale with a spoilt row is rejected as a whole, so nothing is sold. ``rules`` is empty if all is well, else as long
    as ``rows``. Rows that tell of no sale at all, being cut off, sell nothing either.
    """

    rows: tuple[str, ...]
    sold: Sold | None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One file before it is bytes. ``blank_rows`` stand at its end; an ended file's last line has a line end."""

    name: str
    tellings: tuple[Telling, ...]
    header: str | None
    newline: str
    delivered_at: datetime
    blank_rows: tuple[str, ...] = ()
    encoding: str = "utf-8"
    is_ended: bool = True

    @property
    def lines(self) -> list[str]:
        """Every physical line."""
        head = [] if self.header is None else [self.header]
        return [*head, *(row for telling in self.tellings for row in telling.rows), *self.blank_rows]

    @property
    def body(self) -> bytes:
        """The file's bytes; a lone surrogate stands for a byte that no text has."""
        text = self.newline.join(self.lines)
        end = self.newline if text and self.is_ended else ""
        return (text + end).encode(self.encoding, "surrogateescape" if self.encoding == "utf-8" else "strict")

    @property
    def good(self) -> tuple[Sold, ...]:
        """The sales that it makes."""
        return tuple(telling.sold for telling in self.tellings if telling.sold)

    @property
    def pence(self) -> int:
        """What its good sales come to."""
        return sum(sold.pence for sold in self.good)

    @property
    def rejections(self) -> tuple[tuple[int, str], ...]:
        """The physical line and the rule of every spoilt row."""
        rules = [rule for telling in self.tellings for rule in (telling.rules or ("",) * len(telling.rows))]
        return tuple((line, rule) for line, rule in enumerate(rules, 1 + (self.header is not None)) if rule)

    def delivery(self, outcome: str, fault: str = SPOILT) -> Delivery:
        """The file and its fate, for versions that a reader can read."""
        rows = sum(len(telling.rows) for telling in self.tellings)
        blank, rejections = len(self.blank_rows), self.rejections
        counts = (rows + blank, len(rejections), blank, len(self.good), self.pence)
        return Delivery(self.name, self.body, self.delivered_at, fault, outcome, *counts, rejections)


@dataclass(frozen=True, slots=True)
class Spoilt:
    """What was delivered of one branch-day, in order of delivery, its state in the end, and the sales that count.

    Only what tells of another branch says so.
    """

    deliveries: tuple[Delivery, ...]
    state: str
    counted: tuple[Sold, ...]

    @property
    def strays(self) -> list[BranchDate]:
        """Those of branches that no list names: the register shows them as held, and none of their sales count."""
        return [each.tells_of for each in self.deliveries if each.tells_of and not each.tells_of.branch_code]

    @property
    def sales(self) -> int:
        """How many sales count."""
        return len(self.counted)

    @property
    def pence(self) -> int:
        """What they come to."""
        return sum(sold.pence for sold in self.counted)


# From a file to its versions


def genuine(file: TrueFile) -> Version:
    """The file as its till wrote it."""
    return Version(file.name, tuple(map(told, file.sales)), file.header, file.newline, file.delivered_at)


def genuine_delivery(file: TrueFile, outcome: str = "loaded") -> Delivery:
    """The file as its till wrote it, ready to be written."""
    return genuine(file).delivery(outcome, fault="")


def told(sale: TrueSale) -> Telling:
    """A sale told as it was."""
    return Telling(sale.rows, sale.sold)


def of_sales(file: TrueFile, sales: Iterable[TrueSale]) -> Version:
    """The file with other sales."""
    return replace(genuine(file), tellings=tuple(map(told, sales)))


def unreadable(file: TrueFile, body: bytes) -> Delivery:
    """A file in which no row can be told from another."""
    return Delivery(file.name, body, file.delivered_at, SPOILT, "unreadable", 0, 0, 0, 0, 0)


def renamed(name: str, suffix: str) -> str:
    """The name with a suffix before its ending; what it tells of branch, day and till stays.

    >>> renamed("2021/08/25/leeds_25-08-2021.csv", " (1)")
    '2021/08/25/leeds_25-08-2021 (1).csv'
    """
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}{suffix}{path.suffix}"))


def neighbour(name: str, other: str) -> str:
    """Another name in the same folder.

    >>> neighbour("2021/08/25/leeds_25-08-2021.csv", "Book1.csv")
    '2021/08/25/Book1.csv'
    """
    return str(PurePosixPath(name).with_name(other))


def later(version: Version, delay: timedelta, suffix: str = "") -> Version:
    """The version delivered later, under a name with a suffix."""
    return replace(version, delivered_at=version.delivered_at + delay, name=renamed(version.name, suffix))


# When


def until_deadline(file: TrueFile) -> timedelta:
    """From the file's delivery to its deadline: two hours after the later of closing and 20:00, in branch time."""
    due = max(file.closes_at, datetime.combine(file.trading_date, _EVENING)) + _GRACE
    delivered_at = file.delivered_at if file.delivered_at.tzinfo else file.delivered_at.replace(tzinfo=UTC)
    return due.replace(tzinfo=_ZONE) - delivered_at


def is_whole(file: TrueFile) -> bool:
    """Whether the genuine file is surely a complete day: in time, enough sales, the last one near closing."""
    if len(file.sales) < FEWEST_SALES or until_deadline(file) <= timedelta(0):
        return False
    return file.closes_at - minute_of(file.sales[-1]) <= WHOLE_WITHIN


def minute_of(sale: TrueSale) -> datetime:
    """When the sale was, as the least exact till writes it."""
    return sale.placed_at.replace(second=0, microsecond=0)


def cuts(file: TrueFile) -> range:
    """After how many sales the file may be cut so that the rest is surely a partial day: long before closing."""
    kept = sum(file.closes_at - sale.placed_at >= CUT_OFF_BEFORE for sale in file.sales)
    return range(FEWEST_SALES // 4, kept + 1)


# Rows and cells


def cells_of(file: TrueFile, row: str) -> list[str]:
    """The cells of one of the file's rows."""
    return json.loads(row) if file.format == "stream" else next(csv.reader([row]))


def row_of(file: TrueFile, cells: Sequence[str]) -> str:
    """A row of the file's format."""
    if file.format == "stream":
        return json.dumps(cells, ensure_ascii=False)
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(cells)
    return text.getvalue()


def named_cells(file: TrueFile, row: str) -> dict[str, str]:
    """The cells of one of the file's rows by column, in order; a Square file names its columns in its header."""
    columns = _COLUMNS.get(file.format) or next(csv.reader([file.header or ""]))
    return dict(zip(columns, cells_of(file, row), strict=True))


def cell(file: TrueFile, row: str, column: str) -> str:
    """One cell of a row."""
    return named_cells(file, row)[column]


def with_cells(file: TrueFile, row: str, cells: Mapping[str, str]) -> str:
    """The row with some cells rewritten, by column."""
    return row_of(file, list((named_cells(file, row) | dict(cells)).values()))


def each_row(file: TrueFile, change: Callable[[TrueSale, dict[str, str]], Mapping[str, str]]) -> tuple[Telling, ...]:
    """Every sale with its rows' cells changed: what the function gives is written in its order."""
    return tuple(
        Telling(
            tuple(row_of(file, list(change(sale, named_cells(file, row)).values())) for row in sale.rows), sale.sold
        )
        for sale in file.sales
    )


def moved(file: TrueFile, sale: TrueSale, to: datetime) -> Telling:
    """The sale told as one of another moment."""
    return Telling(tuple(_moved_row(file, row, to) for row in sale.rows), replace(sale.sold, placed_at=to))


def _moved_row(file: TrueFile, row: str, to: datetime) -> str:
    if file.format == "square":
        return with_cells(file, row, {"Date": f"{to:%Y-%m-%d}", "Time": f"{to:%H:%M:%S}"})
    return with_cells(
        file, row, {"time": f"{to:%Y-%m-%d %H:%M:%S}" if file.format == "triples" else f"{to:%d/%m/%Y %H:%M}"}
    )


def plain_name(file: TrueFile, suffix: str = "", branch: str | None = None, day: date | None = None) -> str:
    """A name in the file's folder that surely tells branch and day, and no till."""
    slug = (branch or file.branch).lower().replace(" ", "_")
    return neighbour(file.name, f"{slug}_{day or file.trading_date:%d-%m-%Y}_09-00-00{suffix}.csv")


def nameless(file: TrueFile) -> str:
    """A name in the file's folder, used once in a chain, that tells neither branch nor day."""
    return neighbour(file.name, f"export-{file.branch_code}-{file.trading_date:%Y%m%d}.csv")
