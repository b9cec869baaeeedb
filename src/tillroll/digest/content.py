"""What a digest says: answers of the catalogue within one scope, and nothing that is not in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tillroll.report import Basis, Choice, Reports, Scope, find_report
from tillroll.report.dates import TYPICAL_WEEKS, year_earlier

DAYS = 14
MISSING_DAYS = 7
FEWEST_BRANCHES = 2
FINDINGS, FINDING_DAYS = 1, 28
_ATTACHED = ("sales-by-branch", "orders-by-hour", "missing-days")
_OF_ORDERS = ("orders-versus-typical", "orders-by-hour", "orders-by-hour-versus-typical")
"""What who sees no money is told in place of pounds."""
_DAY = timedelta(days=1)
_DATED = "missing-days"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Digest:
    """One scope's day. Parts that the scope does not let see are empty, or None.

    Money is pence, changes are shares. `days` are the last two weeks, the oldest first, each with its `change` against
    a typical day; `branches` those with what is typical of them, the largest gain first; `missing` the missing
    branch-days of a week, the newest first. `attached` is a CSV file. Who sees no money has the day's `orders_by_hour`,
    within the opening hours and outside, `orders` beside what is typical of them, and so `hours`, each by itself.
    """

    day: date
    branch_names: tuple[str, ...]
    is_whole_chain: bool
    has_money: bool
    has_orders: bool
    sales: Row | None
    typical: Row | None
    like_for_like: Row | None
    causes: tuple[Row, ...]
    days: tuple[Row, ...]
    branches: tuple[Row, ...]
    finding: str | None
    orders: Row | None
    orders_by_hour: tuple[Row, ...]
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
    asked, names = _Asked(reports, scope, day, now), reports.branch_names(day)
    has_money, has_orders = asked.may("sales-by-day"), asked.may("orders-by-hour")
    reports.cover(_first_day(day, has_money=has_money, has_orders=has_orders), day, now=now)
    basis = asked.basis()
    branches, causes = asked.rows("versus-typical-by-branch", 0), asked.rows("versus-typical-causes", 0)
    same = asked.rows("like-for-like", 0)
    orders, by_hour, hours = [() if has_money else asked.rows(name, 0) for name in _OF_ORDERS]
    findings = asked.rows("findings", FINDING_DAYS - 1, rows=FINDINGS)
    attached_name, attached = asked.attached()
    missing = asked.rows("missing-days", MISSING_DAYS - 1)
    days, typical = asked.rows("sales-by-day", DAYS - 1), asked.rows("versus-typical-by-day", DAYS - 1)
    changes = {row["trading_date"]: row for row in typical}
    return Digest(
        day=day,
        branch_names=names,
        is_whole_chain=not scope.is_limited,
        has_money=has_money,
        has_orders=has_orders,
        sales=next((row for row in days if row["trading_date"] == day), None),
        typical=changes.get(day),
        like_for_like=_first(same),
        causes=causes,
        days=tuple({**row, "change": _change(changes.get(row["trading_date"]))} for row in days),
        branches=branches if len(branches) >= FEWEST_BRANCHES else (),
        finding=findings[0]["finding"] if findings else None,
        orders=_first(orders),
        orders_by_hour=by_hour,
        hours=hours,
        missing=missing,
        basis=basis,
        attached_name=attached_name,
        attached=attached,
    )


def _first_day(day: date, *, has_money: bool, has_orders: bool) -> date:
    """The earliest trading date that a digest's questions are about."""
    year = year_earlier(day) if has_money else None
    return year or day - (max(TYPICAL_WEEKS) * 7 if has_orders else DAYS) * _DAY


class _Asked:
    """The reports as this digest asks them: up to its day, and those that are refused are empty."""

    def __init__(self, reports: Reports, scope: Scope, day: date, now: datetime) -> None:
        self._reports, self._scope, self._day, self._now = reports, scope, day, now

    def may(self, name: str) -> bool:
        """Whether the scope lets see a report."""
        return self._scope.refusal(find_report(name)) is None

    def rows(self, name: str, days_before: int, *, rows: int | None = None) -> tuple[Row, ...]:
        """The rows of a report over the day and so many before it, by column."""
        if not self.may(name):
            return ()
        names = [column.name for column in find_report(name).columns]
        found = self._reports.rows(name, self._choice(days_before, rows), now=self._now)
        return tuple(dict(zip(names, row, strict=True)) for row in found)

    def basis(self) -> Basis | None:
        """What the day's figures rest on."""
        return self._reports.answer(_DATED, self._choice(0), now=self._now).basis

    def attached(self) -> tuple[str, bytes]:
        """The CSV file of the day, with its name: the first report of the list that the scope lets see."""
        name = next(each for each in _ATTACHED if self.may(each))
        with TemporaryDirectory(prefix="tillroll-") as folder:
            path = Path(folder) / "answer.csv"
            self._reports.export(name, self._choice(0), path, "csv", now=self._now)
            return f"{name}-{self._day}.csv", path.read_bytes()

    def _choice(self, days_before: int, rows: int | None = None) -> Choice:
        return Choice(from_day=self._day - days_before * _DAY, to_day=self._day, rows=rows)


def _first(rows: Sequence[Row]) -> Row | None:
    return rows[0] if rows else None


def _change(row: Row | None) -> Any:  # noqa: ANN401 - as the report gives it
    return row["change"] if row else None
