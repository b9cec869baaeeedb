"""What people are told, in the words of the run report: no cell of a file, and what to do."""

from collections.abc import Iterator, Sequence
from datetime import date

from tillroll.contract.values import Receipt
from tillroll.needs import need_of
from tillroll.words import count, day

MOST = 40
Notice = tuple[str, str]


def needs_notice(receipts: Sequence[Receipt]) -> Notice:
    """The files of a run that need a person: a subject and a text."""
    subject = f"tillroll: {count(len(receipts), 'file')} need a person"
    return subject, "\n".join(
        _cut([line for receipt in receipts for line in _need(receipt)], "tillroll quarantine list")
    )


def _need(receipt: Receipt) -> Iterator[str]:
    need = need_of(receipt)
    if need:
        yield need.file
        yield from (f"  {wrong}" for wrong in need.wrong)
        if need.to_do:
            yield f"  → {need.to_do}"


def missing_notice(names: Sequence[str], on: date) -> Notice:
    """Who sent nothing for a day."""
    subject = f"tillroll: {count(len(names), 'branch', 'branches')} sent nothing for {on.isoformat()}"
    text = _cut([f"  {name}" for name in names], "tillroll status")
    return subject, "\n".join((f"Nothing came for {day(on)} from:", *text, "", "It is taken in whenever it comes."))


def leaving_notice(files: Sequence[tuple[str, date]]) -> Notice:
    """Which files that need a person are deleted after which day, what goes first first."""
    subject = f"tillroll: {count(len(files), 'file')} that need a person are deleted after {files[0][1].isoformat()}"
    text = _cut([f"  {file}: after {day(last_day)}" for file, last_day in files], "tillroll quarantine list")
    return subject, "\n".join(
        (*text, "", "Decide, or send them again after they are mended. Readable sales stay stored.")
    )


def failing_notice(names: Sequence[str]) -> Notice:
    """Which checks of the warehouse fail."""
    subject = f"tillroll: {count(len(names), 'check')} of the warehouse fail"
    return subject, "\n".join(
        (*_cut([f"  {name}" for name in names], "tillroll check"), "", "tillroll check tells more.")
    )


def _cut(lines: Sequence[str], command: str) -> Iterator[str]:
    yield from lines[:MOST]
    if len(lines) > MOST:
        yield f"and {len(lines) - MOST:,} more lines: {command}"
