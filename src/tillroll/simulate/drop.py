"""A small café chain's till files, drawn from a seed, with the faults that real deliveries hold.

Names are random syllables and card numbers random digits: they belong to nobody.
Every fault is an extra copy of a genuine file, spoilt, so the true figures are the same with faults and without.
"""

import io
import os
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from types import MappingProxyType

from tillroll.simulate.tills import DASH_2021, TILLS, BranchDay, Item, Sale, Till

TOWNS = (
    "Southend-on-Sea",
    "Pont-y-pŵl",
    "Isle of Wight",
    "Aberdeen",
    "Chesterfield",
    "Leeds",
    "Stoke-on-Trent",
    "London Camden",
    "Bury St Edmunds",
    "Londonderry",
    "King's Lynn",
    "Sheffield",
    "Aberystwyth",
    "Berwick-upon-Tweed",
    "Uppingham",
    "Inverness",
)
SYLLABLES = ("ba", "del", "fi", "gor", "hu", "ka", "lin", "mo", "nar", "pe", "qui", "ro", "tu", "ves", "wo", "zan")
OPENS = time(9, 0)
OPEN_SECONDS = 8 * 3600
BASKET_SIZES = (1, 1, 2, 2, 3, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class TillFile:
    """One file to write, and when it was delivered."""

    name: str
    body: bytes
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """What was written, and the truth that a warehouse must reach from it.

    ``files``, ``sales`` and ``pence`` count the genuine files only; ``pence`` is by (branch name, trading date).
    """

    folder: Path
    files: int
    faulty_files: int
    sales: int
    pence: Mapping[tuple[str, date], int]

    @property
    def total_pence(self) -> int:
        """The whole chain's takings."""
        return sum(self.pence.values())


def write_drop(  # noqa: PLR0913 - each is a knob that a demo or a test turns
    folder: Path,
    *,
    branches: int = 12,
    days: int = 2,
    seed: int = 7,
    sales_per_day: int = 250,
    faults: bool = True,
    first_day: date,
) -> Drop:
    """Write one file per branch and day into the folder, and a few spoilt copies if asked.

    The same arguments give the same bytes. Every branch keeps one make of till. Files are stamped with their
    delivery time, half an hour after closing (UTC), the spoilt copies an hour later.
    """
    folder.mkdir(parents=True, exist_ok=True)
    branch_days = list(_trade(Random(seed), branches, _dates(first_day, days), sales_per_day))
    genuine = [_till_file(till, branch_day) for till, branch_day in branch_days]
    spoilt = _faults([file for file, (till, _) in zip(genuine, branch_days, strict=True) if till is DASH_2021])
    extra = list(spoilt) if faults else []
    for file in (*genuine, *extra):
        _write(folder, file)
    return _drop(folder, [branch_day for _, branch_day in branch_days], len(extra))


def _drop(folder: Path, branch_days: Sequence[BranchDay], faulty_files: int) -> Drop:
    return Drop(
        folder=folder,
        files=len(branch_days),
        faulty_files=faulty_files,
        sales=sum(len(each.sales) for each in branch_days),
        pence=MappingProxyType({(each.branch, each.day): each.total_pence for each in branch_days}),
    )


def _write(folder: Path, file: TillFile) -> None:
    path = folder / file.name
    path.write_bytes(file.body)
    os.utime(path, (file.delivered_at.timestamp(),) * 2)


def _till_file(till: Till, branch_day: BranchDay) -> TillFile:
    closes = datetime.combine(branch_day.day, OPENS, UTC) + timedelta(seconds=OPEN_SECONDS)
    body = till.text(branch_day).encode()
    return TillFile(till.file_name(branch_day), body, closes + timedelta(minutes=30))


# Trade


def _dates(first_day: date, days: int) -> list[date]:
    return [first_day + timedelta(days=offset) for offset in range(days)]


def _branch_name(number: int) -> str:
    """Every branch has a name of its own, also where the chain is longer than the list of towns."""
    turn, place = divmod(number, len(TOWNS))
    return f"{TOWNS[place]} {turn + 1}" if turn else TOWNS[place]


def _trade(rng: Random, branches: int, dates: Sequence[date], sales_per_day: int) -> Iterator[tuple[Till, BranchDay]]:
    customers = [f"{_word(rng)} {_word(rng)}" for _ in range(400)]
    for number, till in zip(range(branches), cycle(TILLS), strict=False):
        for day in dates:
            count = rng.randint(sales_per_day * 4 // 5, sales_per_day * 6 // 5)
            sales = till.after_sales(tuple(_sell(rng, till.menu, customers, day, count)))
            yield till, BranchDay(_branch_name(number), day, sales)


def _sell(rng: Random, menu: Sequence[Item], customers: Sequence[str], day: date, count: int) -> Iterator[Sale]:
    opens = datetime.combine(day, OPENS)
    for second in sorted(rng.randrange(OPEN_SECONDS) for _ in range(count)):
        items = tuple(rng.choices(menu, k=rng.choice(BASKET_SIZES)))
        yield Sale(opens + timedelta(seconds=second), rng.choice(customers), items, _card_number(rng))


def _word(rng: Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=rng.randint(2, 3))).capitalize()


def _card_number(rng: Random) -> str:
    """Sixteen random digits, or none for two sales in five."""
    return str(rng.randrange(10**15, 10**16)) if rng.random() < 0.6 else ""  # noqa: PLR2004


# Faults


def _faults(genuine: Sequence[TillFile]) -> Iterator[TillFile]:
    """Spoilt copies of files that arrive whole as well."""
    spoilers = (_copied, _headed, _without_commas, _cut_off, _zipped)
    for spoil, file in zip(spoilers, cycle(genuine), strict=False):
        yield replace(spoil(file), delivered_at=file.delivered_at + timedelta(hours=1))


def _renamed(file: TillFile, suffix: str) -> str:
    return f"{Path(file.name).stem}{suffix}"


def _copied(file: TillFile) -> TillFile:
    return replace(file, name=_renamed(file, " (1).csv"))


def _headed(file: TillFile) -> TillFile:
    header = b"date_time,Location,full_name,order,amount,payment_type,card_number\n"
    return replace(file, name=_renamed(file, " headed.csv"), body=header + file.body)


def _without_commas(file: TillFile) -> TillFile:
    """Every tenth row loses its first comma between two items, if it has one."""
    rows = file.body.splitlines(keepends=True)
    rows[::10] = [row.replace(b", ", b" ", 1) for row in rows[::10]]
    return replace(file, name=_renamed(file, " retyped.csv"), body=b"".join(rows))


def _cut_off(file: TillFile) -> TillFile:
    """The first third of the rows, and the beginning of one more."""
    rows = file.body.splitlines(keepends=True)
    whole = len(rows) // 3
    return replace(file, name=_renamed(file, " partial.csv"), body=b"".join(rows[:whole]) + rows[whole][:12])


def _zipped(file: TillFile) -> TillFile:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr(zipfile.ZipInfo(file.name), file.body, zipfile.ZIP_DEFLATED)
    return replace(file, name=_renamed(file, " zipped.csv"), body=archive.getvalue())
