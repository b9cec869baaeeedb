"""Simulated chains with trends planted in them or with none, and what the findings report makes of each."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from tillroll import wiring
from tillroll.cli import main
from tillroll.report import Answer, Choice, Grant, Reports, find_role, scope_of
from tillroll.settings import read_settings
from tillroll.simulate.world import Planting, Wanted, World, draw_world, planted

FIRST, DAYS = date(2026, 3, 2), 119
NOW = datetime.combine(FIRST + timedelta(days=DAYS + 60), time(), UTC)
NOW_DAYS, EVERY = 28, 1000
LEAST = 0.10
STILL = 0.025
"""A finding is false if its subject was to change by less than this beside its peers, or the other way."""


@dataclass(frozen=True)
class Change:
    """What a subject was planted to do beside its peers, as a share over 13 and 4 weeks up to a day."""

    kind: str
    subject: str
    shares: dict[int, float]
    beside_chain: dict[int, float]
    is_of_all_days: bool = True
    """Whether it traded throughout, so that it can be found."""


@dataclass(frozen=True)
class Judged:
    """The findings of one chain as of a day beside what was planted in it."""

    planted: Sequence[Change]
    found: Sequence[Change]
    false: Sequence[tuple[str, str]]


def simulate(
    folder: Path, seed: int, planting: Planting, branches: int, orders: int, days: int = DAYS
) -> tuple[World, Path]:
    """A chain of 17 weeks, or of more days, in a warehouse."""
    wanted = Wanted(branches, days, seed, orders, FIRST, planting=planting)
    path = folder / f"{planting}-{seed}.duckdb"
    options = {"--branches": branches, "--days": days, "--seed": seed, "--orders": orders, "--first-day": FIRST}
    words = [str(word) for option in options.items() for word in option]
    assert main(["simulate", *words, "--plant", planting, "--into", f"duckdb:///{path}"]) == 0
    return draw_world(wanted), path


def answers(path: Path, *names: str, branch: str | None = None) -> list[Answer]:
    """What reports answer who sees the whole chain, or one branch of it."""
    with asked(path, branch) as reports:
        return [reports.answer(name, now=NOW) for name in names]


@contextmanager
def asked(path: Path, branch: str | None = None) -> Iterator[Reports]:
    """The reports of who sees the whole chain, or one branch of it."""
    settings = read_settings({"warehouse": f"duckdb:///{path}"}, {}, path.parent)
    with wiring.open_warehouse(settings, read_only=True) as opened:
        grants = [Grant("branch", branch)] if branch else []
        yield Reports(
            opened.warehouse, scope=scope_of(opened.warehouse, find_role("manager" if branch else "owner"), grants)
        )


def judged_weeks(world: World, path: Path, weeks: int) -> list[Judged]:
    """What the findings of each of a chain's last weeks make of what was planted, each as of its last day."""
    ends = [world.wanted.days - 1 - 7 * back for back in reversed(range(weeks))]
    with asked(path) as reports:
        return [judged(world, end, _findings(reports, world.wanted.span.day(end))) for end in ends]


def _findings(reports: Reports, last: date) -> Answer:
    return reports.answer("findings", Choice(to_day=last, rows=EVERY), now=NOW)


def judged(world: World, end: int, findings: Answer) -> Judged:
    """What of the trends up to a day was found, and which findings tell of nothing that was planted."""
    changes = list(changes_of(world, end))
    names = [column.name for column in findings.report.columns]
    rows = [dict(zip(names, row, strict=True)) for row in findings.rows]
    large = [change for change in changes if change.is_of_all_days and abs(change.shares[13]) >= LEAST]
    found = [change for change in large if any(_tells_of(row, change) for row in rows)]
    false = [row for row in rows if not any(_tells_of(row, change) for change in changes)]
    return Judged(large, found, [(str(row["kind"]), str(row["subject"])) for row in false])


def _tells_of(row: dict[str, object], change: Change) -> bool:
    if (row["kind"], row["subject"]) != (change.kind, change.subject):
        return False
    meant = _meant(change, str(row["peers"]))[int(str(row["weeks"]))]
    return abs(meant) >= STILL and meant * float(str(row["change"])) > 0


def _meant(change: Change, peers: str) -> dict[int, float]:
    """A branch whose region has too few branches is held against the chain."""
    return change.beside_chain if change.kind == "branch" and peers == "chain" else change.shares


def changes_of(world: World, end: int) -> Iterator[Change]:
    """What was planted of regions and branches, up to the day of this number."""
    days = world.wanted.days
    sizes = {(each.kind, each.subject): each.size for each in planted(world)}
    for (kind, subject), size in sizes.items():
        if kind == "region_trend":
            yield Change("region", subject, _shares(size, end, days), _shares(size, end, days))
    names = Counter(cafe.name for cafe in world.cafes)
    for cafe in world.cafes:
        name = cafe.name if names[cafe.name] == 1 else f"{cafe.name} ({cafe.code})"
        own, region = sizes.get(("branch_trend", cafe.code), 0.0), sizes.get(("region_trend", cafe.town.region), 0.0)
        if own or region:
            is_of_all_days = not (cafe.opened or cafe.closed)
            shares, beside_chain = _shares(own, end, days), _shares(own + region, end, days)
            yield Change("branch", name, shares, beside_chain, is_of_all_days)


def _shares(size: float, end: int, days: int) -> dict[int, float]:
    """By number of weeks: the mean level of four weeks by that of those so many weeks earlier.

    The level changes by the size, evenly over all the days of the chain.
    """

    def level(weeks: int) -> float:
        found = (end - weeks * 7 - at for at in range(NOW_DAYS))
        return sum(math.log1p(size * max(day, 0) / (days - 1)) for day in found) / NOW_DAYS

    return {weeks: math.expm1(level(0) - level(weeks)) for weeks in (4, 13)}
