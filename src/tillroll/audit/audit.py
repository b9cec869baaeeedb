"""The audit: plant, rehearse, search; and what came of it, as a value."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tillroll import wiring
from tillroll.audit.canaries import Canary
from tillroll.audit.finder import Finder, Finding
from tillroll.audit.forms import PARTS, WHOLE, Form, digest_forms
from tillroll.audit.places import PLACES, Piece, pieces
from tillroll.audit.plant import Planted, plant
from tillroll.audit.rehearsal import STEPS, TILL_FILES, Rehearsal
from tillroll.errors import AuditError

_MUST_TELL = {
    "tables and views, unpacked": "ingest",
    "write-ahead log": "ingest",
    "standard output": "look",
    "web pages and their files": "serve",
    "Parquet, unpacked": "export",
    "CSV exports": "export",
}
"""Where the control must be found, or the search is no search; each with the step that leaves something there."""
_PACKED = ".gz"
OnStep = Callable[[str], None]


def _silent(_step: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """One kind of place: how many pieces of it were looked at, and their bytes."""

    name: str
    pieces: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Leak:
    """One canary in one piece, and the forms in which it lies there."""

    canary: Canary
    place: str
    piece: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What was planted, run and looked at, and what was found; ``doubts`` are what went otherwise than it should."""

    canaries: tuple[Canary, ...]
    columns: int
    files: int
    commands: int
    patterns: int
    places: tuple[Place, ...]
    leaks: tuple[Leak, ...]
    doubts: tuple[str, ...]

    @property
    def bytes(self) -> int:
        """All bytes that were searched."""
        return sum(place.bytes for place in self.places)


def audit(folder: Path, on_step: OnStep = _silent, steps: Collection[str] = STEPS) -> AuditReport:
    """Carry it out in an empty folder. ``AuditError`` when it proves nothing; some steps alone prove less."""
    on_step("planting")
    planted = plant(folder / TILL_FILES)
    finder = Finder(planted.canaries, _duckdb_forms(planted.canaries))
    return rehearse(folder, planted, finder, on_step, steps)


def rehearse(
    folder: Path, planted: Planted, finder: Finder, on_step: OnStep = _silent, steps: Collection[str] = STEPS
) -> AuditReport:
    """Run every command over what is planted below the folder, and search all that comes of it.

    ``AuditError`` when nothing is found, and something went otherwise than it should.
    """
    _assert_planted(planted, finder)
    on_step("running every command")
    rehearsal = Rehearsal(folder, planted)
    rehearsal.perform(steps)
    on_step("searching")
    searched = [(piece, *finder.find_in(piece.stream)) for piece in pieces(rehearsal)]
    must_tell = {place for place, step in _MUST_TELL.items() if step in steps}
    report = _report(planted, rehearsal, finder, searched, must_tell)
    if report.doubts and not report.leaks:
        raise AuditError(f"the audit found nothing, yet proves nothing: {'; '.join(report.doubts)}")
    return report


def _report(
    planted: Planted,
    rehearsal: Rehearsal,
    finder: Finder,
    searched: list[tuple[Piece, set[Finding], int]],
    must_tell: set[str],
) -> AuditReport:
    by_number = {canary.number: canary for canary in planted.canaries}
    leaks = [leak for piece, found, _ in searched for leak in _leaks(piece, found, by_number)]
    told = {leak.place for leak in leaks if leak.canary.kind == "control"}
    return AuditReport(
        canaries=tuple(canary for canary in planted.canaries if canary.kind != "control"),
        columns=planted.columns,
        files=len(planted.files),
        commands=len(rehearsal.said),
        patterns=finder.patterns,
        places=tuple(_places(searched)),
        leaks=tuple(leak for leak in leaks if leak.canary.kind != "control"),
        doubts=(*rehearsal.doubts, *(f"{place} tells nothing of an item" for place in sorted(must_tell - told))),
    )


def _leaks(piece: Piece, found: Iterable[Finding], by_number: dict[int, Canary]) -> Iterator[Leak]:
    forms: dict[int, set[str]] = defaultdict(set)
    for finding in found:
        forms[finding.canary].add(finding.form)
    for number in sorted(forms):
        told = forms[number] - PARTS if WHOLE in forms[number] else forms[number]
        yield Leak(by_number[number], piece.place, piece.name, tuple(sorted(told)))


def _places(searched: Iterable[tuple[Piece, set[Finding], int]]) -> Iterator[Place]:
    counts, sizes = Counter[str](), Counter[str]()
    for piece, _, size in searched:
        counts[piece.place] += 1
        sizes[piece.place] += size
    yield from (Place(name, counts[name], sizes[name]) for name in PLACES)


def _assert_planted(planted: Planted, finder: Finder) -> None:
    """The search finds every canary in the till files themselves, but for those in packed ones."""
    found: set[int] = set()
    for path in planted.files:
        with path.open("rb") as stream:
            found |= {finding.canary for finding in finder.find_in(stream)[0]}
    names = "\n".join(str(path) for folder in (planted.landing, planted.later) for path in folder.rglob("*"))
    found |= {finding.canary for finding in finder.find(names.encode())}
    missed = [each for each in planted.canaries if each.number not in found and _PACKED not in each.where]
    if missed:
        raise AuditError(f"the audit can prove nothing: its search misses {len(missed)} canaries in the till files")


def _duckdb_forms(canaries: Iterable[Canary]) -> dict[int, list[Form]]:
    """DuckDB's own hash of each canary: the likeliest one, for it is at hand wherever rows are."""
    texts = [(canary.number, text) for canary in canaries for text in (canary.text, canary.text.lower())]
    forms: dict[int, list[Form]] = defaultdict(list)
    with wiring.open_engine() as engine:
        rows = engine.run("audit/hashes", words=[text for _, text in texts])
    for (number, _), (_, hashed) in zip(texts, rows, strict=True):
        forms[number] += digest_forms("DuckDB's hash", int(hashed).to_bytes(8, "big"))
    return forms
