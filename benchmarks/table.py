"""The benchmark table as text: what was measured, and in brackets what is to be reached."""

from collections.abc import Sequence

from benchmarks.cases import Line, Measured

HEADINGS = (
    "delivery",
    "runs",
    "bare read",
    "tillroll ingest",
    "pandas",
    "ingest ÷ bare",
    "pandas ÷ ingest",
    "÷ onto none",
    "peak memory",
)
MEGABYTE = 10**6


def render(lines: Sequence[Line]) -> str:
    """The whole table: a heading, a rule and a row per line."""
    rows = [HEADINGS, *(cells(line) for line in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    heading, *body = (_aligned(row, widths) for row in rows)
    return "\n".join([heading, "─" * len(heading), *body])


def cells(line: Line) -> tuple[str, ...]:
    """One row's cells, in the order of the headings; empty where nothing was measured."""
    targets = line.targets
    return (
        line.title,
        str(line.runs),
        _seconds(line.bare),
        _seconds(line.ingest) + _target("≤", targets.ingest_seconds),
        _seconds(line.pandas) + _files(line),
        _times(_ratio(line.ingest, line.bare), "≤", targets.over_bare),
        _times(_ratio_per_file(line.pandas, line.ingest), "≥", targets.faster_than_pandas),
        _times(_ratio(line.ingest, line.onto_none), "≤", targets.over_none),
        f"{line.ingest.peak_bytes / MEGABYTE:,.0f} MB" + _target("<", targets.peak_bytes / MEGABYTE),
    )


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    title, *figures = zip(row, widths, strict=True)
    return "  ".join([title[0].ljust(title[1]), *(cell.rjust(width) for cell, width in figures)])


def _ratio(one: Measured, other: Measured | None) -> float | None:
    return one.seconds / other.seconds if other else None


def _ratio_per_file(one: Measured | None, other: Measured) -> float | None:
    return one.seconds_per_file / other.seconds_per_file if one else None


def _seconds(measured: Measured | None) -> str:
    return f"{measured.seconds:.2f} s" if measured else ""


def _files(line: Line) -> str:
    """Pandas may be given a part of the files only; then the cell says so."""
    is_part = line.pandas and line.pandas.files < line.ingest.files
    return f" for {line.pandas.files:,} files" if line.pandas and is_part else ""


def _times(ratio: float | None, relation: str, target: float | None) -> str:
    return "" if ratio is None else f"{ratio:.2f} ×{_target(relation, target)}"


def _target(relation: str, target: float | None) -> str:
    return "" if target is None else f" ({relation} {target:,g})"
