"""The job as student projects write it: ``python -m benchmarks.student_postgres FOLDER URL file|sale FILES``.

Each sale and each of its lines is an INSERT of its own, and the database numbers them. Before an INSERT that refers to
a branch or a product, a SELECT asks for its number by its name; where there is none, an INSERT gives it one. The driver
is theirs, psycopg2, which writes the values into the text of each statement; nothing is prepared on the server. The
transaction is committed after each ``file``, or after each ``sale`` with its lines.

It is spared what such projects do less well: files are read and taken apart by pandas' whole-column operations, those
of `pandas_job`, and one connection serves all files. It is asked for less than the other jobs: it has no ledger, no
marts, and a file that comes again is stored again.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import pandas as pd
import psycopg2

from benchmarks.pandas_job import extract, transform

TABLES = (Path(__file__).parent / "sql" / "student_tables.sql").read_text(encoding="utf-8")
FIND_BRANCH = "select branch_id from branch where name = %s"
ADD_BRANCH = "insert into branch (name) values (%s) returning branch_id"
FIND_PRODUCT = "select product_id from product where name = %s and flavour = %s and size = %s"
ADD_PRODUCT = "insert into product (name, flavour, size) values (%s, %s, %s) returning product_id"
ADD_SALE = "insert into sale (branch_id, placed_at, tender, total_pence) values (%s, %s, %s, %s) returning sale_id"
ADD_LINE = "insert into sale_line (sale_id, product_id, price_pence) values (%s, %s, %s)"
Row = tuple[Any, ...]
Cursor = Any
"""Of psycopg2, which has no types."""


def main(folder: str, url: str, committed: str, files: str) -> None:
    """Load the first so many of the folder's files; print what the database then holds, and the seconds it took."""
    connection = psycopg2.connect(url)
    cursor = connection.cursor()
    cursor.execute(TABLES)
    connection.commit()
    started = perf_counter()
    for path in sorted(Path(folder).glob("*.csv"))[: int(files)]:
        for _ in add_sales(cursor, path):
            if committed == "sale":
                connection.commit()
        connection.commit()
    seconds = perf_counter() - started
    cursor.execute("select count(*), cast(sum(total_pence) as bigint) from sale")
    sales, pence = cursor.fetchone()
    connection.close()
    print(json.dumps({"sales": sales, "pence": pence, "seconds": seconds}))


def add_sales(cursor: Cursor, path: Path) -> Iterator[None]:
    """Add a file's sales, one for each time that it is asked to go on."""
    facts = transform(extract(path))
    names: dict[Any, Any] = dict(_rows(facts["branch"]))
    products = {row[0]: row[1:] for row in _rows(facts["product"])}
    lines = facts["sale_line"].groupby("sale_id", sort=False)
    of_sale = {sale_id: _rows(rows[["product_id", "price_pence"]]) for sale_id, rows in lines}
    for sale_id, branch_id, *values in _rows(facts["sale"]):
        branch = number(cursor, (FIND_BRANCH, ADD_BRANCH), (names[branch_id],))
        cursor.execute(ADD_SALE, (branch, *values))
        (sale,) = cursor.fetchone()
        for product_id, pence in of_sale[sale_id]:
            product = number(cursor, (FIND_PRODUCT, ADD_PRODUCT), products[product_id])
            cursor.execute(ADD_LINE, (sale, product, pence))
        yield


def number(cursor: Cursor, statements: tuple[str, str], names: Row) -> int:
    """The number of what has these names; it is given one where it has none."""
    find, add = statements
    cursor.execute(find, names)
    found = cursor.fetchone()
    if found is None:
        cursor.execute(add, names)
        found = cursor.fetchone()
    return int(found[0])


def _rows(frame: pd.DataFrame) -> list[Row]:
    return list(frame.astype(object).itertuples(index=False, name=None))


if __name__ == "__main__":
    main(*sys.argv[1:])
