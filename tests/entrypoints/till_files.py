"""Small till files, written by hand: the dash till, one row a sale. Names are syllables, card numbers a made-up run."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

CUSTOMER = "Zanqui Wohuba"
CARD = "4929111122223333"


def sale(
    time: str = "09:00", *, branch: str = "Leeds", day: str = "25/08/2021", item: str = "Latte", price: str = "2.15"
) -> str:
    """One row: one regular item, paid by card."""
    return f"{day} {time},{branch},{CUSTOMER},Regular {item} - {price},{price},CARD,{CARD}\n"


def sales(times: Iterable[str], **same: str) -> str:
    """A row for each time of day."""
    return "".join(sale(time, **same) for time in times)


HOURS = tuple(f"{hour:02d}:{minute:02d}" for hour in range(9, 17) for minute in (0, 30))
DAY = sales(HOURS)
"""Leeds on 25 August 2021: 16 sales, £34.40."""
DAY_SALES, DAY_PENCE = 16, 3440
REJECTED = sale("10:10", price="two pounds")
"""A row whose price and total are no amounts of money."""
LISTED = "code,name,mon,tue,wed,thu,fri,sat,sun\nLS1,Leeds{hours}\nYO1,York{hours}\n".format(hours=",09:00-17:00" * 7)
"""A branches.csv of two branches that open every day."""


def deliver(path: Path, text: str, *, hour: int = 18) -> Path:
    """Write a file, delivered at an hour of 25 August 2021, so that the order of deliveries is plain."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    delivered_at = datetime(2021, 8, 25, hour, tzinfo=UTC).timestamp()
    os.utime(path, (delivered_at, delivered_at))
    return path
