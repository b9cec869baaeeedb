"""`--archive`: after a run, the files that need nobody are moved away."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import click

from tillroll import wiring
from tillroll.cli.run import Finished
from tillroll.contract.values import Document, Receipt
from tillroll.filename import mask_long_numbers
from tillroll.needs import needs_person
from tillroll.words import count, shown


def archive_run(folder: Path, finished: Finished) -> bool:
    """Move what a run settled, and say on stderr how much that is; whether every file could be moved."""
    moved, faults = 0, []
    for document in settled(finished):
        try:
            moved += wiring.archive(folder, document) is not None
        except OSError as error:
            faults.append(f"{shown(mask_long_numbers(document.name))} is loaded, but can't be moved: {error.strerror}")
    click.echo(f"{count(moved, 'file')} moved to {folder}", err=True)
    for fault in faults:
        click.echo(f"tillroll: {fault}: the next run tries again", err=True)
    return not faults


def settled(finished: Finished) -> Iterator[Document]:
    """The documents of which every row is loaded or was there already; receipts name files, so names must agree."""
    receipts: dict[str, list[Receipt]] = defaultdict(list)
    for receipt in finished.report.receipts:
        receipts[receipt.file].append(receipt)
    named = Counter(mask_long_numbers(document.name) for document in finished.documents)
    for document in finished.documents:
        name = mask_long_numbers(document.name)
        if len(receipts[name]) == named[name] and not any(map(needs_person, receipts[name])):
            yield document
