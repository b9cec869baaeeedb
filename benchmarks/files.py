"""Till files for the benchmarks: the *dash* format, half of the branches in its 2020 form and half in its 2021 form."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

LINES_A_SALE = (1, 2, 2, 3, 3, 4, 5)
OPEN_MINUTES = 480
DRINKS = (
    "Latte",
    "Flat white",
    "Cappuccino",
    "Americano",
    "Mocha",
    "Cortado",
    "Espresso",
    "Filter coffee",
    "Chai latte",
)
FLAVOURED = ("Flavoured latte", "Flavoured iced latte", "Flavoured hot chocolate")
FLAVOURS = ("Vanilla", "Caramel", "Hazelnut", "Gingerbread")
UNSIZED = (
    *("Glass of milk", "Hot Chocolate", "Hot chocolate", "Babyccino", "Red Label tea"),
    *(f"Speciality Tea - {leaf}" for leaf in ("Camomile", "Earl Grey", "English breakfast", "Fruit", "Green")),
    *(f"Smoothies - {mix}" for mix in ("Berry Beautiful", "Carrot Kick", "Glowing Greens")),
    *(f"Frappes - {mix}" for mix in ("Chocolate Cookie", "Coffee", "Strawberries & Cream")),
)


@dataclass(frozen=True, slots=True)
class Item:
    """A basket item as the till prints it, and its price."""

    text: str
    pence: int


@dataclass(frozen=True, slots=True)
class Generation:
    """One age of the format: its menu, and how it prints a total in pounds."""

    menu: tuple[Item, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Files:
    """A folder of files, and the figures that whoever reads it must reach."""

    folder: Path
    files: int
    sales: int
    pence: int


def write_files(folder: Path, first_day: date, *, branches: int, days: int, sales: int) -> Files:
    """Write one file per branch and day, each with so many sales."""
    folder.mkdir(parents=True)
    rng = Random(first_day.toordinal())
    pence = 0
    for day in (first_day + timedelta(days=offset) for offset in range(days)):
        for branch in range(branches):
            pence += _write_file(folder, rng, GENERATIONS[branch % 2], branch, day, sales)
    return Files(folder, branches * days, branches * days * sales, pence)


def _menu(size_of_unsized: str) -> tuple[Item, ...]:
    sized = (*DRINKS, *(f"{drink} - {flavour}" for drink in FLAVOURED for flavour in FLAVOURS))
    names = [f"{size} {name}" for name in sized for size in ("Regular", "Large")]
    names += [f"{size_of_unsized} {name}" for name in UNSIZED]
    return tuple(Item(f"{name} - {pence / 100:.2f}", pence) for pence, name in enumerate(names, start=120))


# Until 2021 a drink of one size kept the blank after the size that it does not have, and totals had two decimals.
GENERATIONS = (Generation(_menu(""), "{:.2f}"), Generation(_menu("Regular"), "{}"))


def _write_file(folder: Path, rng: Random, generation: Generation, branch: int, day: date, sales: int) -> int:
    path = folder / f"branch_{branch:03d}_{day:%d-%m-%Y}_09-00-00.csv"
    pence = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        for minute in sorted(rng.choices(range(OPEN_MINUTES), k=sales)):
            items = rng.choices(generation.menu, k=rng.choice(LINES_A_SALE))
            total = sum(item.pence for item in items)
            placed_at = f"{day:%d/%m/%Y} {9 + minute // 60:02d}:{minute % 60:02d}"
            printed = generation.total.format(total / 100)
            file.write(f"{placed_at},Branch {branch:03d},Ada Sample,{_basket(items)},{printed},{_tender(rng)}\n")
            pence += total
    _stamp(path, day)
    return pence


def _stamp(path: Path, day: date) -> None:
    """Give the file the time of that day's closing: it is the time of delivery."""
    closed = datetime.combine(day, time(17, 30), UTC).timestamp()
    os.utime(path, (closed, closed))


def _basket(items: Sequence[Item]) -> str:
    text = ", ".join(item.text for item in items)
    return text if len(items) == 1 else f'"{text}"'


def _tender(rng: Random) -> str:
    return f"CARD,{rng.randrange(10**15, 10**16)}" if rng.random() < 0.6 else "CASH,"
