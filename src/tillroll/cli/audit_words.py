"""What a privacy audit looked at and found, in words: canaries by number, never by text."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tillroll.words import count

if TYPE_CHECKING:
    from tillroll.audit.audit import AuditReport, Leak
    from tillroll.audit.existing import WarehouseScan

_WIDTH = 30
_EXAMPLES = 3


def report_lines(report: "AuditReport") -> Iterator[str]:
    """What was planted and run, the places looked at, and what was found."""
    kinds = Counter(canary.kind for canary in report.canaries)
    planted = f"{count(len(report.canaries), 'canary', 'canaries')}"
    yield f"Planted   {planted} ({kinds['name']} names, {kinds['card number']} card numbers)"
    yield f"          in {report.columns} columns, in broken rows and in names, of {count(report.files, 'file')}"
    yield f"Ran       {count(report.commands, 'command')}, with debug logging and three injected faults"
    yield f"Searched  for {report.patterns:,} patterns: plain, other encodings, hex, base64, unsalted hashes"
    yield ""
    yield f"{'place':<{_WIDTH}}{'pieces':>8}{'bytes':>14}"
    for place in report.places:
        yield _row(place.name, place.pieces, place.bytes)
    yield _row("in all", sum(place.pieces for place in report.places), report.bytes)
    yield ""
    yield from _leaks(report.leaks)
    for doubt in report.doubts:
        yield f"and {doubt}"


def _row(name: str, pieces: int, size: int) -> str:
    return f"{name:<{_WIDTH}}{pieces:>8,}{size:>14,}"


def _leaks(leaks: "tuple[Leak, ...]") -> Iterator[str]:
    """How many canaries were found, and of each place and form a few: the canary's number and where it was planted."""
    yield f"{len({leak.canary.number for leak in leaks}):,} found"
    alike: dict[tuple[str, str], list[Leak]] = defaultdict(list)
    for leak in leaks:
        for form in leak.forms:
            alike[leak.place, form].append(leak)
    for (place, form), same in alike.items():
        yield f"  in {place}, {form}: {count(len({leak.canary.number for leak in same}), 'canary', 'canaries')}"
        yield from (_example(leak) for leak in same[:_EXAMPLES])


def _example(leak: "Leak") -> str:
    canary = leak.canary
    return f"    {leak.piece}: canary {canary.number}, a {canary.kind} planted in {canary.where}"


def scan_lines(scan: "WarehouseScan", name: str) -> Iterator[str]:
    """What was read of an existing warehouse, and where card numbers stand."""
    yield f"Existing warehouse {name}"
    yield f"  {scan.texts:,} texts in {count(scan.columns, 'column')}, {scan.text_bytes:,} bytes"
    yield f"  {scan.file_bytes:,} bytes of its files"
    yield f"  {sum(found.count for found in scan.found):,} card numbers found"
    for found in scan.found:
        yield f"    in {found.place}: {count(found.count, 'time')}"
    for view in scan.unread:
        yield f"  {view} can't be read, so it was not searched"
