"""The bare DuckDB read of a folder of files: ``python -m benchmarks.bare_read FOLDER``."""

import json
import re
import sys
from pathlib import Path

import duckdb

COLUMNS = dict.fromkeys(("placed_at", "branch", "customer", "basket", "total", "tender", "card"), "VARCHAR")
STATEMENT = (Path(__file__).parent / "sql" / "bare_read.sql").read_text(encoding="utf-8")


def main(folder: str) -> None:
    """Read the files and print how many rows they hold."""
    connection = duckdb.connect()
    files = sorted(str(path) for path in Path(folder).iterdir())
    connection.execute(re.sub(r":(\w+)", r"$\1", STATEMENT), {"files": files, "columns": COLUMNS})
    ((rows,),) = connection.execute("select count(*) from till_row").fetchall()
    print(json.dumps({"sales": rows}))


if __name__ == "__main__":
    main(*sys.argv[1:])
