"""A simulated chain as trends want it: regions of known sizes, and files that never came."""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from tests.reports.from_key import code_of
from tests.reports.happened import Truth
from tests.simulator.truth import Chain

LOST_SHARE = 0.04
MOST, LATER, FEW = "Bean & Gone", "Three Kettles", 4
"""The franchise of most branches, and that of every fourth and of those that it took over."""
CodeDay = tuple[str, date]


def regroup(chain: Chain, sizes: Mapping[str, int]) -> None:
    """Write the list of branches anew, with so many in each of these regions, and most of one of two franchises.

    Closures stay as they were, and so do the days on which branches changed hands.
    """
    branches, closures = chain.landing / "branches.csv", chain.landing / "closures.csv"
    rows = _read(branches)
    shut = [each for row in _read(closures) for each in ([row] if row["branch"] else _by_branch(row, rows))]
    codes = sorted({row["code"] for row in rows})
    regions = [region for region, size in sizes.items() for _ in range(size)]
    for row in rows:
        place = codes.index(row["code"])
        was_sold = bool(row["franchise_from"])
        row["region"], row["franchise"] = regions[place], LATER if was_sold else _owner(place, row["franchise_to"])
    _write(closures, shut)
    _write(branches, rows)


def _owner(place: int, sold_on: str) -> str:
    return MOST if sold_on or place % FEW else LATER


def _by_branch(closure: Mapping[str, str], branches: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    codes = sorted({row["code"] for row in branches if row["region"] == closure["region"]})
    return [{**closure, "branch": code, "region": ""} for code in codes]


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def lose(chain: Chain, rng: Random, silent: Collection[CodeDay]) -> set[CodeDay]:
    """Take the files of a few branch-days away, and of those that are to be silent."""
    files: dict[CodeDay, list[str]] = {}
    for file, code, day in chain.key("select file, branch_code, trading_date from file order by file"):
        files.setdefault((code, day), []).append(file)
    lost = {key for key in sorted(files) if rng.random() < LOST_SHARE or key in silent}
    for key in lost:
        for file in files[key]:
            (chain.landing / file).unlink()
    return lost


def without(truth: Truth, lost: Collection[CodeDay]) -> Truth:
    """What happened, as far as files tell."""
    days = [
        replace(day, state="missing", is_known=False) if (code_of(day.branch), day.trading_date) in lost else day
        for day in truth.days
    ]
    sales = [sale for sale in truth.sales if (code_of(sale.branch), sale.trading_date) not in lost]
    return replace(truth, days=days, sales=sales)
