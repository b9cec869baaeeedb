"""Files that come again, in other names, other bytes and another order: the same rows of every table.

Grain: one test a group of files that have something to do with one another.
"""

import gzip
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import permutations
from pathlib import Path

import pytest

from tests.hypothesis_profiles import PROFILE
from tests.warehouses.helpers import (
    LATTE,
    MOCHA,
    Item,
    Rows,
    Sale,
    assert_conserved,
    assert_same_state,
    assert_sound,
    open_chain,
    till_text,
    write_file,
)

pytestmark = pytest.mark.usefixtures("every_warehouse")
AT = datetime(2021, 8, 25, 18, 0)


def sales(*hours: int, items: tuple[Item, ...] = (LATTE,), day: int = 25) -> list[Sale]:
    return [Sale(datetime(2021, 8, day, hour), items) for hour in hours]


def without_branch(text: str) -> str:
    return text.replace(",Leeds,", ",")


def ambiguous(text: str) -> str:
    """Excel's dates of the ninth of May, or the fifth of September."""
    return text.replace("25/8/2021", "9/5/2021")


WHOLE = till_text(sales(9, 10, 11, 12))
CUT = till_text(sales(9, 10, 11))
BLANK = WHOLE.replace(",Leeds,", ",,", 1)
SIX = without_branch(WHOLE)
EXCEL = till_text(sales(9, 10, 11), "excel")
BASKET = till_text(sales(9, 10, items=(LATTE, MOCHA)))
TURNED = till_text(sales(9, 10, items=(MOCHA, LATTE)))
HEADER = "date_time,Location,full_name,order,amount,payment_type,card_number\n"
BROKEN = "what,is,this\n1,2,3\n"

GROUPS: Mapping[str, Mapping[str, str | bytes]] = {
    "one file under three names": {"a.csv": WHOLE, "b.csv": WHOLE, "leeds_25-08-2021_09-00-00.csv": WHOLE},
    "six columns, two branches and none": {"leeds_25-08-2021.csv": SIX, "york_25-08-2021.csv": SIX, "raw.csv": SIX},
    "a blank branch, with and without a name": {"leeds_25-08-2021.csv": BLANK, "raw.csv": BLANK},
    "dates that only a name settles": {
        "leeds_09-05-2021.csv": ambiguous(EXCEL),
        "leeds_05-09-2021.csv": ambiguous(EXCEL),
        "raw.csv": ambiguous(EXCEL),
    },
    "some dates that only a name settles": {
        "leeds_09-05-2021.csv": ambiguous(EXCEL) + EXCEL.replace("25/8/2021", "5/5/2021"),
        "raw.csv": ambiguous(EXCEL) + EXCEL.replace("25/8/2021", "5/5/2021"),
    },
    "no till file, twice": {"a.csv": BROKEN, "leeds_25-08-2021.csv": BROKEN},
    "a header alone": {"leeds_25-08-2021.csv": HEADER, "york_26-08-2021.csv": HEADER, "raw.csv": HEADER},
    "packed and not": {"a.csv": WHOLE, "b.csv.gz": gzip.compress(WHOLE.encode(), mtime=0), "c.csv": CUT},
    "two ways to write the branch": {
        "a.csv": WHOLE,
        "b.csv": WHOLE.replace("Leeds", "LEEDS"),
        "c.csv": CUT.replace("Leeds", "leeds"),
    },
    "one basket in two orders": {"a.csv": BASKET, "b.csv": TURNED, "c.csv": BASKET + till_text(sales(11))},
    "twins in two orders": {"a.csv": BASKET + TURNED, "b.csv": TURNED, "c.csv": TURNED + BASKET},
    "one file of one till, and of no till": {"leeds till-1.csv": WHOLE, "leeds.csv": WHOLE},
    "one file of two tills": {"leeds till-1.csv": WHOLE, "leeds till-2.csv": WHOLE},
    "two branches in one file": {
        "a.csv": WHOLE + till_text(sales(9, 10), branch="York"),
        "b.csv": till_text(sales(9, 10, 11), branch="York"),
        "c.csv": CUT,
    },
    "streams with the same records": {
        "a.jsonl": till_text(sales(9, 10), "stream"),
        "b.jsonl": till_text(sales(10, 10, 11), "stream"),
        "c.csv": till_text(sales(9, 10, 10)),
    },
}


def written(group: Mapping[str, str | bytes], folder: Path) -> list[Path]:
    """The files of a group, an hour between each and the next."""
    return [
        write_file(folder / name, text, AT.replace(hour=10 + number))
        for number, (name, text) in enumerate(group.items())
    ]


def taken_one_by_one(paths: tuple[Path, ...]) -> Rows:
    with open_chain() as chain:
        for path in paths:
            assert_conserved(chain.ingest(path).receipts)
        return chain.state()


def orders(paths: list[Path], kind: str) -> Iterator[tuple[Path, ...]]:
    """Each file first once; every order where Hypothesis draws thoroughly too. On a server, the last one first."""
    if PROFILE == "thorough":
        yield from permutations(paths)
    for at in range(0 if kind == "duckdb" else len(paths) - 1, len(paths)):
        yield (*paths[at:], *paths[:at])


@pytest.mark.parametrize("group", GROUPS.values(), ids=GROUPS.keys())
def test_any_order_gives_the_same_rows(group: Mapping[str, str | bytes], every_warehouse: str, tmp_path: Path) -> None:
    paths = written(group, tmp_path)
    with open_chain() as chain:
        assert_conserved(chain.ingest(*paths).receipts)
        assert_sound(chain)
        together = chain.state()
        for again in (False, True):
            assert_conserved(chain.ingest(*paths, replay=again).receipts)
            assert_same_state(chain.state(), together)
    for order in orders(paths, every_warehouse):
        assert_same_state(taken_one_by_one(order), together)
