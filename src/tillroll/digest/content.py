"""What a digest says: answers of the catalogue within one scope, and nothing that is not in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tillroll.report import Answer, Basis, Choice, Reports, Scope, find_report

DAYS = 14
MISSING_DAYS = 7
FEWEST_BRANCHES = 2
FINDINGS = 1
_ATTACHED = ("sales-by-branch", "busiest-hours", "missing-days")
_DAY = timedelta(days=1)
_DATED = "missing-days"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Digest:
    """One scope's day. Parts that the scope does not let see are empty, or None.

    Money is pence, changes are shares. `days` are the last two weeks against what is typical of them, the oldest first;
    `branches` those with what is typical of them, the largest gain first; `missing` the missing branch-days of a week,
    the newest first. `attached` is a CSV file.
    """

    day: date
    branch_names: tuple[str, ...]
    is_whole_chain: bool
    has_money: bool
    sales: Row | None
    typical: Row | None
    like_for_like: Row | None
    causes: tuple[Row, ...]
    days: tuple[Row, ...]
    branches: tuple[Row, ...]
    finding: str | None
    hours: tuple[Row, ...]
    missing: tuple[Row, ...]
    basis: Basis | None
    attached_name: str
    attached: bytes


def ended_day(reports: Reports, now: datetime) -> date:
    """The last trading date that is over: yesterday, or the newest one of a chain that is not live."""
    span = reports.answer(_DATED, Choice(dates="yesterday"), now=now).span
    if span is None:
        raise LookupError(_DATED)
    return span.last_day


def read_digest(reports: Reports, scope: Scope, day: date, now: datetime) -> Digest:
    """The digest of a trading date within the scope of these reports."""
    asked = _Asked(reports, scope, day, now)
    sales, typical = asked.rows("sales-by-day", 0), asked.rows("versus-typical-by-day", DAYS - 1)
    branches = asked.rows("versus-typical-by-branch", 0)
    findings = asked.rows("findings", 0, rows=FINDINGS)
    basis = asked.basis
    return Digest(
        day=day,
        branch_names=tuple(reports.values(now=now)["branch"]),
        is_whole_chain=not scope.is_limited,
        has_money=asked.may("sales-by-day"),
        sales=_first(sales),
        typical=_first([row for row in typical if row["trading_date"] == day]),
        like_for_like=_first(asked.rows("like-for-like", 0)),
        causes=asked.rows("versus-typical-causes", 0),
        days=typical,
        branches=branches if len(branches) >= FEWEST_BRANCHES else (),
        finding=findings[0]["finding"] if findings else None,
        hours=() if asked.may("sales-by-day") else asked.rows("busiest-hours", 0),
        missing=asked.rows("missing-days", MISSING_DAYS - 1),
        basis=basis,
        **asked.attached(),
    )


class _Asked:
    """The reports as this digest asks them: up to its day, and those that are refused are empty."""

    def __init__(self, reports: Reports, scope: Scope, day: date, now: datetime) -> None:
        self._reports, self._scope, self._day, self._now = reports, scope, day, now
        self.basis: Basis | None = None

    def may(self, name: str) -> bool:
        """Whether the scope lets see a report."""
        return self._scope.refusal(find_report(name)) is None

    def rows(self, name: str, days_before: int, *, rows: int | None = None) -> tuple[Row, ...]:
        """The rows of a report over the day and so many before it, by column."""
        if not self.may(name):
            return ()
        answer = self._reports.answer(name, self._choice(days_before, rows), now=self._now)
        self.basis = self.basis or (answer.basis if days_before == 0 else None)
        return _by_column(answer)

    def attached(self) -> dict[str, Any]:
        """The CSV file of the day: the first report of the list that the scope lets see."""
        name = next(each for each in _ATTACHED if self.may(each))
        with TemporaryDirectory(prefix="tillroll-") as folder:
            path = Path(folder) / "answer.csv"
            self._reports.export(name, self._choice(0), path, "csv", now=self._now)
            return {"attached_name": f"{name}-{self._day}.csv", "attached": path.read_bytes()}

    def _choice(self, days_before: int, rows: int | None = None) -> Choice:
        return Choice(from_day=self._day - days_before * _DAY, to_day=self._day, rows=rows)


def _by_column(answer: Answer) -> tuple[Row, ...]:
    names = [column.name for column in answer.report.columns]
    return tuple(dict(zip(names, row, strict=True)) for row in answer.rows)


def _first(rows: Sequence[Row]) -> Row | None:
    return rows[0] if rows else None
