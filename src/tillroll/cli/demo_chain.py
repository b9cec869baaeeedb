"""The demo's chain: twelve branches that send files, and one that is listed and sends none."""

import csv
from datetime import date
from pathlib import Path

from tillroll.cli.words import count, pounds
from tillroll.errors import ConfigurationError
from tillroll.simulate.drop import Drop, write_drop

FIRST_DAY = date(2026, 3, 2)
SILENT_BRANCH = "Ambleside"
_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def write_chain(landing: Path) -> str:
    """Write the till files and branches.csv; what is there, in words. The same files each time."""
    try:
        drop = write_drop(landing, first_day=FIRST_DAY)
        _write_branches(landing / "branches.csv", drop)
    except OSError as error:
        words = f"{landing}: can't be written ({error.strerror}): name another with --folder"
        raise ConfigurationError(words) from None
    spoilt = count(drop.faulty_files, "spoilt copy", "spoilt copies")
    takings = f"{drop.sales:,} sales, {pounds(drop.total_pence)}"
    return f"{landing} holds {count(drop.files, 'till file')} ({takings}), {spoilt} of some, and branches.csv."


def _write_branches(path: Path, drop: Drop) -> None:
    names = sorted({name for name, _ in drop.pence} | {SILENT_BRANCH})
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("code", "name", *_WEEK))
        writer.writerows((f"B{number:02d}", name, *["09:00-17:00"] * 7) for number, name in enumerate(names, 1))


def next_steps(landing: Path, warehouse: Path) -> str:
    """What to try after the demo."""
    steps = (
        ("status", "each branch and day"),
        ("quarantine list", "what waits for a person, and why"),
        ("export branch_day --to days.csv", "a table for a spreadsheet"),
        (f"explain {landing}/leeds_02-03-2026_09-00-00.csv", "how one file reads"),
        (f"ingest {landing}", "again: nothing changes"),
    )
    width = max(len(step) for step, _ in steps)
    lines = [f"  tillroll {step:<{width}}   {what}" for step, what in steps]
    return "\n".join(["To go on:", f"  export TILLROLL_WAREHOUSE=duckdb:///{warehouse}", *lines])
