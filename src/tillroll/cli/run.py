"""One ingest from paths to what came of them, told on the way to the log, the progress bar and programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import click

from tillroll import wiring
from tillroll.cli.open_warehouse import open_warehouse
from tillroll.cli.progress import progress
from tillroll.cli.receipts import postponed_object, receipt_object, run_object
from tillroll.contract.values import Document, Receipt
from tillroll.filename import mask_long_numbers
from tillroll.ingest import Postponed, RunReport
from tillroll.observe import Log
from tillroll.report import RegisterRow, Warehouse, register
from tillroll.settings import Settings

_GAP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that ended: its report, the branch-days in its span of which nothing came, the documents it was given."""

    report: RunReport
    missing: tuple[RegisterRow, ...]
    documents: tuple[Document, ...]


def ingest_paths(
    settings: Settings, paths: Sequence[str], log: Log, *, is_json: bool = False, is_replay: bool = False
) -> Finished:
    """Take in what the paths name; ``is_replay`` reads known documents anew.

    With ``is_json`` each receipt is printed as it comes, and the run at the end.
    """

    def tell(told: dict[str, Any]) -> None:
        log.write(told["kind"], **{name: value for name, value in told.items() if name != "kind"})
        if is_json:
            click.echo(json.dumps(told))

    raw = wiring.RawFiles()
    documents = wiring.find(paths, raw)
    lists = wiring.read_lists(settings, paths, raw)
    for remark in raw.remarks:
        click.echo(f"tillroll: {mask_long_numbers(remark)}", err=True)

    with (
        open_warehouse(settings) as opened,
        progress(documents, is_quiet=is_json) as advance,
    ):

        def on_receipt(receipt: Receipt) -> None:
            tell(receipt_object(receipt))
            advance(receipt.sales_loaded)

        def on_postponed(postponed: Postponed) -> None:
            tell(postponed_object(postponed))
            advance(0)

        ingest = wiring.start_ingest(opened, settings, lists, on_receipt, on_postponed)
        ingest.source = raw
        report = ingest.run(documents, replay=is_replay)
        missing = () if is_json else tuple(missing_days(opened.warehouse, report, settings.grace_minutes))
    tell(run_object(report))
    return Finished(report, missing, tuple(documents))


def missing_days(warehouse: Warehouse, report: RunReport, grace_minutes: int) -> Iterator[RegisterRow]:
    """The branch-days of which nothing came, in the span of trading dates that a run touched."""
    touched = {part.trading_date for receipt in report.receipts for part in receipt.branch_days}
    for first, last in spans(touched):
        rows = register(warehouse, first, last, grace_minutes=grace_minutes)
        yield from (row for row in rows if row.state == "missing")


def spans(dates: set[date]) -> list[tuple[date, date]]:
    """First and last of the dates; a gap of more than a week parts them, so that one odd date asks for no years."""
    found: list[tuple[date, date]] = []
    for day in sorted(dates):
        if found and day - found[-1][1] <= _GAP:
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found
