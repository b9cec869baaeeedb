"""Simulated chains with trends planted in them or with none, and what the findings report makes of each."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from tillroll import wiring
from tillroll.cli import main
from tillroll.report import Answer, Choice, Grant, Reports, find_role, scope_of
from tillroll.settings import read_settings
from tillroll.simulate.world import Planting, Wanted, World, draw_world, planted

FIRST, DAYS = date(2026, 3, 2), 119
NOW_DAYS = 28
LEAST = 0.10
STILL = 0.025
"""A finding is false if its subject was to change by less than this beside its peers, or the other way."""


@dataclass(frozen=True)
class Change:
    """What a subject was planted to do beside its peers, as a share over 13 and 4 weeks."""

    kind: str
    subject: str
    shares: dict[int, float]
    beside_chain: dict[int, float]


@dataclass(frozen=True)
class Judged:
    """The findings of one chain beside what was planted in it."""

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


def answers(
    path: Path, *names: str, rows: int = 1000, branch: str | None = None, last: date | None = None
) -> list[Answer]:
    """What reports answer who sees the whole chain, or one branch of it; of days up to the last one, if it is given."""
    settings = read_settings({"warehouse": f"duckdb:///{path}"}, {}, path.parent)
    now = datetime.combine(FIRST + timedelta(days=DAYS + 30), time(), UTC)
    with wiring.open_warehouse(settings, read_only=True) as opened:
        grants = [Grant("branch", branch)] if branch else []
        scope = scope_of(opened.warehouse, find_role("manager" if branch else "owner"), grants)
        reports = Reports(opened.warehouse, scope=scope)
        return [
            reports.answer(name, Choice(to_day=last, rows=rows if "rows" in filters else None), now=now)
            for name in names
            for filters in [_filters(name)]
        ]


def _filters(name: str) -> tuple[str, ...]:
    from tillroll.report import find_report  # noqa: PLC0415 - beside its only use

    return find_report(name).filters


def judged(world: World, findings: Answer) -> Judged:
    """What of the planted trends was found, and which findings tell of nothing that was planted."""
    changes = {(change.kind, change.subject): change for change in changes_of(world)}
    names = [column.name for column in findings.report.columns]
    rows = [dict(zip(names, row, strict=True)) for row in findings.rows]
    told = {(row["kind"], row["subject"]): row for row in rows}
    large = [change for change in changes.values() if abs(change.shares[13]) >= LEAST]
    found = [change for change in large if _is_told(told.get((change.kind, change.subject)), change)]
    false = [key for key, row in told.items() if _is_false(row, changes.get(key))]
    return Judged(large, found, false)


def _is_told(row: dict[str, object] | None, change: Change) -> bool:
    return row is not None and not _is_false(row, change)


def _is_false(row: dict[str, object], change: Change | None) -> bool:
    meant = _meant(change, str(row["peers"]))[int(str(row["weeks"]))] if change else 0.0
    return abs(meant) < STILL or meant * float(str(row["change"])) < 0


def _meant(change: Change, peers: str) -> dict[int, float]:
    """A branch whose region has too few branches is held against the chain."""
    return change.beside_chain if change.kind == "branch" and peers == "chain" else change.shares


def changes_of(world: World) -> Iterator[Change]:
    """What was planted of regions, and of branches that traded throughout."""
    sizes = {(each.kind, each.subject): each.size for each in planted(world)}
    for (kind, subject), size in sizes.items():
        if kind == "region_trend":
            yield Change("region", subject, _shares(size), _shares(size))
    for cafe in world.cafes:
        own, region = sizes.get(("branch_trend", cafe.code), 0.0), sizes.get(("region_trend", cafe.town.region), 0.0)
        if (own or region) and not (cafe.opened or cafe.closed):
            yield Change("branch", cafe.name, _shares(own), _shares(own + region))


def _shares(size: float) -> dict[int, float]:
    """By number of weeks: the mean level of the last four weeks by that of those so many weeks earlier."""

    def level(weeks: int) -> float:
        days = (DAYS - 1 - weeks * 7 - at for at in range(NOW_DAYS))
        return sum(math.log1p(size * max(day, 0) / (DAYS - 1)) for day in days) / NOW_DAYS

    return {weeks: math.expm1(level(0) - level(weeks)) for weeks in (4, 13)}
