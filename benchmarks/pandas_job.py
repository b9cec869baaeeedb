"""The job as a pandas script does it: ``python -m benchmarks.pandas_job FOLDER DATABASE [FILES]``.

Each file is read, stripped of its personal columns, parsed, validated, keyed by content and inserted where absent, in
one transaction per file, with a line in a ledger and the same three marts. It is written with whole-column operations,
as pandas asks for, and it does less than tillroll: one till format and no delivery rules.
"""

import hashlib
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pandas as pd

COLUMNS = ["placed_at", "branch", "customer", "basket", "total", "tender", "card"]
KEPT = ["placed_at", "branch", "basket", "total", "tender"]
ITEM = r"^(?P<size>Large |Regular )?(?P<name>.+?)(?: - (?P<flavour>.+))? - (?P<price>\d*\.\d+)$"
TABLES = (Path(__file__).parent / "sql" / "pandas_tables.sql").read_text(encoding="utf-8")
FACTS = ("branch", "product", "sale", "sale_line")


def main(folder: str, database: str, files: str | None = None) -> None:
    """Load the folder's files, or the first so many of them, and print what the database then holds."""
    connection = duckdb.connect(database)
    connection.execute(TABLES)
    for path in sorted(Path(folder).iterdir())[: int(files) if files else None]:
        rows = extract(path)
        facts = transform(rows)
        load(connection, ledger(path, rows, facts), facts, marts(facts))
    ((sales, pence),) = connection.execute("select count(*), sum(total_pence)::bigint from sale").fetchall()
    connection.close()
    print(json.dumps({"sales": sales, "pence": pence}))


def extract(path: Path) -> pd.DataFrame:
    """The rows of one file as text, without customers and cards."""
    return pd.read_csv(path, names=COLUMNS, usecols=KEPT, dtype=str, keep_default_na=False)


def transform(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The four tables' rows: one sale per valid row, one line per item of its basket."""
    lines = read_baskets(rows["basket"])
    rows = read_cells(rows).assign(basket_pence=lines.groupby(level=0)["price_pence"].sum())
    rows = with_keys(rows[rows["basket_pence"] == rows["total_pence"]], lines)
    lines = lines.join(rows["sale_id"], how="inner")
    return {
        "branch": rows[["branch_id", "branch"]].drop_duplicates(),
        "product": lines[["product_id", "name", "flavour", "size"]].drop_duplicates(),
        "sale": rows[["sale_id", "branch_id", "placed_at", "tender", "total_pence"]],
        "sale_line": lines[["sale_id", "line_no", "product_id", "price_pence"]],
    }


def read_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Dates, money and tender as values."""
    return rows.assign(
        placed_at=pd.to_datetime(rows["placed_at"], format="%d/%m/%Y %H:%M"),
        total_pence=to_pence(rows["total"]),
        tender=rows["tender"].str.lower(),
    )


def read_baskets(baskets: pd.Series) -> pd.DataFrame:
    """One row per item, under the index of its sale."""
    items = baskets.str.split(",").explode().str.strip()
    lines = items.str.extract(ITEM).fillna("")
    return lines.assign(
        size=lines["size"].str.strip(),
        price_pence=to_pence(lines["price"]),
        line_no=lines.groupby(level=0).cumcount() + 1,
        product_id=hashes(lines["name"] + "|" + lines["flavour"] + "|" + lines["size"].str.strip()),
        item=items,
    )


def with_keys(rows: pd.DataFrame, lines: pd.DataFrame) -> pd.DataFrame:
    """Each sale's key from its content, and from its number among equal sales of the file."""
    baskets = lines["item"].sort_values().groupby(level=0).agg(",".join)
    content = (
        rows["branch"] + "|" + rows["placed_at"].astype(str) + "|" + rows["tender"] + "|" + baskets.loc[rows.index]
    )
    twin = content.groupby(content).cumcount().astype(str)
    return rows.assign(sale_id=hashes(content + "|" + twin), branch_id=hashes(rows["branch"]))


def to_pence(money: pd.Series) -> pd.Series:
    """Whole pence."""
    return (pd.to_numeric(money) * 100).round().astype("int64")


def hashes(texts: Iterable[str]) -> list[str]:
    """The MD5 of each text, in hex."""
    return [hashlib.md5(text.encode(), usedforsecurity=False).hexdigest() for text in texts]


def ledger(path: Path, rows: pd.DataFrame, facts: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row: which file, when, and what came of its rows."""
    sales = facts["sale"]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    figures = len(rows), len(rows) - len(sales), len(sales), sales["total_pence"].sum()
    columns = ["document_id", "file", "loaded_at", "row_count", "rejected_count", "sale_count", "total_pence"]
    return pd.DataFrame([(digest, path.name, pd.Timestamp.now(), *figures)], columns=columns)


def marts(facts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The file's days, hours and products in sums."""
    placed_at = facts["sale"]["placed_at"].dt
    sales = facts["sale"].assign(trading_date=placed_at.date, hour=placed_at.hour)
    lines = facts["sale_line"].merge(sales[["sale_id", "branch_id", "trading_date"]], on="sale_id")
    day = ["branch_id", "trading_date"]
    orders = {"orders": ("sale_id", "size"), "net_pence": ("total_pence", "sum")}
    units = {"units": ("sale_id", "size"), "net_pence": ("price_pence", "sum")}
    return {
        "branch_day": sales.groupby(day, as_index=False).agg(**orders),
        "branch_hour": sales.groupby([*day, "hour"], as_index=False).agg(**orders),
        "branch_day_product": lines.groupby([*day, "product_id"], as_index=False).agg(**units),
    }


def load(
    connection: duckdb.DuckDBPyConnection,
    document: pd.DataFrame,
    facts: dict[str, pd.DataFrame],
    sums: dict[str, pd.DataFrame],
) -> None:
    """Insert what is absent and renew the sums, all in one transaction."""
    connection.begin()
    insert(connection, "insert or ignore into document", document)
    for table in FACTS:
        insert(connection, f"insert or ignore into {table}", facts[table])
    for table, frame in sums.items():
        insert(connection, f"insert or replace into {table}", frame)
    connection.commit()


def insert(connection: duckdb.DuckDBPyConnection, statement: str, frame: pd.DataFrame) -> None:
    """Insert a frame whose columns stand as the table's do."""
    connection.register("frame", frame)
    connection.execute(f"{statement} select * from frame")
    connection.unregister("frame")


if __name__ == "__main__":
    main(*sys.argv[1:])
