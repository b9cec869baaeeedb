"""The audit: plant, rehearse, search; and what came of it, as a value."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tillroll import wiring
from tillroll.audit.canaries import Canary
from tillroll.audit.finder import Finder, Finding
from tillroll.audit.forms import Form, digest_forms
from tillroll.audit.places import Piece, pieces
from tillroll.audit.plant import Planted, plant
from tillroll.audit.rehearsal import Rehearsal
from tillroll.errors import AuditError
from tillroll.settings import Settings

_MUST_TELL = ("tables and views, unpacked", "Parquet, unpacked", "CSV exports", "write-ahead log", "standard output")
"""Where the control must be found, or the search is no search."""
_PACKED = ".gz"


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
    """What was planted, run and looked at, and what was found."""

    canaries: tuple[Canary, ...]
    columns: int
    files: int
    commands: int
    patterns: int
    places: tuple[Place, ...]
    leaks: tuple[Leak, ...]

    @property
    def bytes(self) -> int:
        """All bytes that were searched."""
        return sum(place.bytes for place in self.places)


def audit(folder: Path, on_step: Callable[[str], None] = lambda _step: None) -> AuditReport:
    """Carry it out in a new folder. ``AuditError`` when it proves nothing, whatever was found."""
    on_step("planting")
    planted = plant(folder / "till files")
    finder = Finder(planted.canaries, _duckdb_forms(planted.canaries))
    _assert_planted(planted, finder)
    on_step("running every command")
    rehearsal = Rehearsal(folder, planted)
    rehearsal.perform()
    on_step("searching")
    searched = [(piece, *finder.find_in(piece.stream)) for piece in pieces(rehearsal, rehearsal.settings)]
    return _report(planted, rehearsal, finder, searched)


def _report(
    planted: Planted, rehearsal: Rehearsal, finder: Finder, searched: list[tuple[Piece, set[Finding], int]]
) -> AuditReport:
    by_number = {canary.number: canary for canary in planted.canaries}
    leaks = [leak for piece, found, _ in searched for leak in _leaks(piece, found, by_number)]
    _assert_control({leak.place for leak in leaks if leak.canary.kind == "control"})
    return AuditReport(
        canaries=tuple(canary for canary in planted.canaries if canary.kind != "control"),
        columns=planted.columns,
        files=len(planted.files),
        commands=len(rehearsal.said),
        patterns=finder.patterns,
        places=tuple(_places(searched)),
        leaks=tuple(leak for leak in leaks if leak.canary.kind != "control"),
    )


def _leaks(piece: Piece, found: Iterable[Finding], by_number: dict[int, Canary]) -> Iterator[Leak]:
    forms: dict[int, set[str]] = defaultdict(set)
    for finding in found:
        forms[finding.canary].add(finding.form)
    for number in sorted(forms):
        yield Leak(by_number[number], piece.place, piece.name, tuple(sorted(forms[number])))


def _places(searched: Iterable[tuple[Piece, set[Finding], int]]) -> Iterator[Place]:
    counts, sizes = Counter[str](), Counter[str]()
    for piece, _, size in searched:
        counts[piece.place] += 1
        sizes[piece.place] += size
    yield from (Place(name, count, sizes[name]) for name, count in counts.items())


def _assert_planted(planted: Planted, finder: Finder) -> None:
    """The search finds every canary in the till files themselves, but for those in packed ones."""
    found: set[int] = set()
    for path in planted.files:
        with path.open("rb") as stream:
            found |= {finding.canary for finding in finder.find_in(stream)[0]}
        found |= {finding.canary for finding in finder.find(str(path).encode())}
    missed = [each for each in planted.canaries if each.number not in found and _PACKED not in each.where]
    if missed:
        raise AuditError(f"the audit proves nothing: its search misses {len(missed)} canaries in the till files")


def _assert_control(told: set[str]) -> None:
    silent = [place for place in _MUST_TELL if place not in told]
    if silent:
        words = "the audit proves nothing: an item that must be there was not found in"
        raise AuditError(f"{words} {' or '.join(silent)}")


def _duckdb_forms(canaries: Iterable[Canary]) -> dict[int, list[Form]]:
    """DuckDB's own hash of each canary: the likeliest one, for it is at hand wherever rows are."""
    texts = [(canary.number, text) for canary in canaries for text in (canary.text, canary.text.lower())]
    forms: dict[int, list[Form]] = defaultdict(list)
    with wiring.open_engine() as engine:
        rows = engine.run("audit/hashes", words=[text for _, text in texts])
    for (number, _), (_, hashed) in zip(texts, rows, strict=True):
        forms[number] += digest_forms("DuckDB's hash", int(hashed).to_bytes(8, "big"))
    return forms
