"""True files of one branch, as the simulator hands them to its faults: a day of sales in each till's own words."""

import csv
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from random import Random

from tillroll.simulate.deliveries import TrueFile, TrueSale
from tillroll.simulate.tills import DASH_2021, TILLS, BranchDay, Item, Sale, Till

TILL_OF: dict[str, Till] = {
    "dash": DASH_2021,
    "triples": TILLS[1],
    "old dash": TILLS[2],
    "square": TILLS[3],
    "stream": TILLS[4],
}
FORMAT_OF = {"old dash": "dash"}
OPENS, CLOSES = time(9), time(17)
LAST_SALE = time(16, 40)
OPEN_SECONDS = 7 * 3600


def true_file(branch: str, day: date, till: str, rng: Random, *, code: str = "", count: int = 60) -> TrueFile:
    """A whole day of a branch that is open from nine to five, delivered half an hour after closing."""
    make = TILL_OF[till]
    branch_day = BranchDay(branch, day, make.after_sales(tuple(_sales(make, day, rng, count))))
    rows = make.text(branch_day).splitlines()
    header = rows.pop(0) if till == "square" else None
    return TrueFile(
        name=f"{day:%Y}/{make.file_name(branch_day)}",
        branch_code=code or branch,
        branch=branch,
        till="",
        trading_date=day,
        format=FORMAT_OF.get(till, till),
        header=header,
        newline=rng.choice(("\n", "\r\n")),
        sales=tuple(_true_sales(branch_day, _rows_of_sales(header, rows))),
        delivered_at=datetime.combine(day, CLOSES, UTC) + timedelta(minutes=30),
        closes_at=datetime.combine(day, CLOSES),
    )


def _sales(make: Till, day: date, rng: Random, count: int) -> list[Sale]:
    opens = datetime.combine(day, OPENS)
    moments = sorted(opens + timedelta(seconds=rng.randrange(OPEN_SECONDS)) for _ in range(count - 1))
    return [_sale(make, moment, rng) for moment in (*moments, datetime.combine(day, LAST_SALE))]


def _sale(make: Till, moment: datetime, rng: Random) -> Sale:
    items: tuple[Item, ...] = tuple(rng.choices(make.menu, k=rng.choice((1, 1, 2, 2, 3, 4))))
    return Sale(moment, rng.choice(("Mock Person", "Bo Mock")), items, rng.choice(("", "4929000000000000")))


def _rows_of_sales(header: str | None, rows: list[str]) -> list[tuple[str, ...]]:
    """The rows of each sale; lines of one sale have its number in common."""
    if header is None:
        return [(row,) for row in rows]
    at = header.split(",").index("Transaction ID")
    return [tuple(same) for _, same in groupby(rows, key=lambda row: next(csv.reader([row]))[at])]


def _true_sales(branch_day: BranchDay, rows: list[tuple[str, ...]]) -> list[TrueSale]:
    return [
        TrueSale(number, told, sale.placed_at, sale.total_pence)
        for number, (sale, told) in enumerate(zip(branch_day.sales, rows, strict=True))
    ]
