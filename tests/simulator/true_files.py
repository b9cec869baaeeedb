"""True files of one branch, as the simulator hands them to its faults: a day of sales in each till's own words."""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from random import Random

from tests.simulator.tills import DASH_2021, TILLS, BranchDay, Sale, Till
from tillroll.branches import Hours
from tillroll.simulate.deliveries import TrueFile, TrueSale

TILL_OF: dict[str, Till] = {
    "dash": DASH_2021,
    "headed dash": DASH_2021,
    "old dash": TILLS[2],
    "triples": TILLS[1],
    "square": TILLS[3],
    "stream": TILLS[4],
}
FORMAT_OF = {till: till.split()[-1] for till in TILL_OF}
HEADER = 'Timestamp,Store,Customer,"Basket (Name, Size & Price)",Total,Cash/Card,Card Number (Empty if Cash)'
OPEN_SECONDS = 8 * 3600
LAST_BEFORE_CLOSING = timedelta(minutes=20)


@dataclass(frozen=True)
class House:
    """A branch and its hours, eight of them each day."""

    name: str
    hours: Hours

    def opens_at(self, day: date) -> datetime:
        return datetime.combine(day, self.hours[0])

    def closes_at(self, day: date) -> datetime:
        return self.opens_at(day) + timedelta(seconds=OPEN_SECONDS)


CAFE_HOURS: Hours = (time(9), time(17))
BAR_HOURS: Hours = (time(17), time(1))


def true_file(house: House, day: date, till: str, rng: Random, *, count: int = 40) -> TrueFile:
    """A whole day, delivered half an hour after closing."""
    make = TILL_OF[till]
    branch_day = BranchDay(house.name, day, make.after_sales(_sales(make, house, day, rng, count)))
    rows = make.text(branch_day).splitlines()
    header = rows.pop(0) if till == "square" else HEADER if till == "headed dash" else None
    return TrueFile(
        name=f"{day:%Y}/{make.file_name(branch_day)}",
        branch_code=house.name,
        branch=house.name,
        till="",
        trading_date=day,
        format=FORMAT_OF[till],
        header=header,
        newline=rng.choice(("\n", "\r\n")),
        sales=tuple(_true_sales(branch_day, _rows_of_sales(header, rows))),
        delivered_at=house.closes_at(day).replace(tzinfo=UTC) + timedelta(minutes=30),
        closes_at=house.closes_at(day),
    )


def _sales(make: Till, house: House, day: date, rng: Random, count: int) -> tuple[Sale, ...]:
    last = house.closes_at(day) - LAST_BEFORE_CLOSING
    seconds = int((last - house.opens_at(day)).total_seconds())
    moments = sorted(house.opens_at(day) + timedelta(seconds=rng.randrange(seconds)) for _ in range(count - 1))
    return tuple(_sale(make, moment, rng) for moment in (*moments, last))


def _sale(make: Till, moment: datetime, rng: Random) -> Sale:
    items = tuple(rng.choices(make.menu, k=rng.choice((1, 1, 2, 2, 3, 4))))
    return Sale(moment, rng.choice(("Mock Person", "Bo Mock")), items, rng.choice(("", "4929000000000000")))


def _rows_of_sales(header: str | None, rows: list[str]) -> list[tuple[str, ...]]:
    """The rows of each sale; lines of one sale have its number in common."""
    if header is None or "Transaction ID" not in header:
        return [(row,) for row in rows]
    at = header.split(",").index("Transaction ID")
    return [tuple(same) for _, same in groupby(rows, key=lambda row: next(csv.reader([row]))[at])]


def _true_sales(branch_day: BranchDay, rows: list[tuple[str, ...]]) -> list[TrueSale]:
    pairs = zip(branch_day.sales, rows, strict=True)
    return [TrueSale(number, told, sale.placed_at, sale.total_pence) for number, (sale, told) in enumerate(pairs)]
