"""A simulated chain, most of whose days are in a warehouse and the last ones in files.

Trends and events are planted in it, branches close and open, and menus change: what pages and reports work out is there
to be found. Its sales are drawn straight into the warehouse, for twenty million of them in files take too long to read.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.cases import FIRST_DAY, Case
from benchmarks.processes import run_fresh

if TYPE_CHECKING:
    from tillroll.simulate.world import World

NAMED_IN_FILES: Mapping[str, Sequence[str]] = {
    "product": ("Latte", "Mocha"),
    "category": ("Coffee", "Tea"),
    "size": ("Regular", "Large"),
    "daypart": ("morning", "lunch", "afternoon"),
    "tender": ("cash", "card"),
    "against": ("previous-period", "last-year"),
}
"""What filters may name in every chain that the benchmarks make."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The warehouse with its sales and their lines, the folders of the files of later days, and who there is.

    Branches are those whose names are of one branch alone and that trade from the first day to the last: those of the
    largest region first, which is the first of the regions.
    """

    warehouse: Path
    sales: int
    lines: int
    later: Mapping[date, Path]
    branches: Sequence[str]
    regions: Sequence[str]
    franchises: Sequence[str]


def simulated(case: Case, folder: Path, days_after: int = 0) -> Chain:
    """Make the chain of the case's stored days, and the files of so many days that follow."""
    print(f"{case.name}: simulating some {case.stored_sales:,} sales, which takes a while", file=sys.stderr, flush=True)
    warehouse, later = folder / "big.duckdb", folder / "later"
    figures = (case.branches, case.stored_days, case.sales_per_file, days_after)
    command = [sys.executable, "-m", "benchmarks.chain", str(warehouse), str(later), *map(str, figures)]
    answer = run_fresh(command).answer
    days = {date.fromisoformat(day): Path(at) for day, at in answer["days"].items()}
    names = (answer[name] for name in ("branches", "regions", "franchises"))
    return Chain(warehouse, answer["sales"], answer["lines"], days, *names)


# In the fresh process


def main(warehouse: str, later: str, branches: str, stored_days: str, orders: str, days_after: str) -> None:
    """Make the chain and tell of it."""
    from tillroll.cli.simulate_chain import (  # noqa: PLC0415 - a child inherits its parent's peak of memory
        opened_for,
        settings_of,
    )
    from tillroll.simulate.into import fill_warehouse  # noqa: PLC0415 - the same
    from tillroll.simulate.world import Wanted, draw_world  # noqa: PLC0415 - the same

    stored = range(int(stored_days))
    days = range(len(stored) + int(days_after))
    world = draw_world(Wanted(int(branches), len(days), orders=int(orders), first_day=FIRST_DAY, baskets="large"))
    with opened_for(world, settings_of(f"duckdb:///{warehouse}")) as ingest:
        sales = fill_warehouse(ingest, world, stored).total("sales_loaded")
        ((lines,),) = ingest.engine.execute("select count(*) from sale_line")
    written = _written(world, days[len(stored) :], Path(later))
    print(json.dumps({"sales": sales, "lines": lines, "days": written, **_names(world)}))


def _written(world: "World", day_numbers: Sequence[int], folder: Path) -> dict[str, str]:
    """Write the files of some days, each day's into a folder of its own; the folders by date."""
    from tillroll import wiring  # noqa: PLC0415 - a child inherits its parent's peak of memory
    from tillroll.simulate.draw import draw_sales, prepare_engine, total_sales  # noqa: PLC0415 - the same
    from tillroll.simulate.landing import genuine_files, write  # noqa: PLC0415 - the same

    found = {}
    with wiring.open_engine() as engine:
        prepare_engine(engine, world)
        for number in day_numbers:
            day = world.wanted.span.day(number).isoformat()
            found[day] = str(folder / day)
            (folder / day).mkdir(parents=True)
            batch = draw_sales(engine, world, [number])
            total_sales(engine)
            for _, delivery in genuine_files(engine, batch):
                write(folder / day, delivery)
    return found


def _names(world: "World") -> dict[str, list[str]]:
    """The branches of one name that trade throughout, those of the largest region first; and who else there is."""
    by_region: dict[str, list[str]] = {}
    for cafe in world.cafes:
        if not (cafe.opened or cafe.closed or cafe.shares_its_name):
            by_region.setdefault(cafe.town.region, []).append(cafe.name)
    regions = sorted(by_region, key=lambda region: (-len(by_region[region]), region))
    branches = [name for region in regions for name in sorted(by_region[region])]
    owners = {owner.franchise for cafe in world.cafes for owner in cafe.owners}
    return {"branches": branches, "regions": regions, "franchises": sorted(owners - {""})}


if __name__ == "__main__":
    main(*sys.argv[1:])
