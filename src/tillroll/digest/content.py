"""What a digest says: answers of the catalogue within one scope, and nothing that is not in them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tillroll.digest.facts import Facts, Row, facts_of, first
from tillroll.report import Basis, Choice, Reports, Scope, find_report
from tillroll.report.dates import TYPICAL_WEEKS, year_earlier

DAYS = 14
_ATTACHED = ("sales-by-branch", "orders-by-hour", "missing-days")
_DAY = timedelta(days=1)
_DATED = "missing-days"


@dataclass(frozen=True, slots=True)
class Digest:
    """One scope's day. Parts that the scope does not let see are empty, or None.

    Money is pence, changes are shares. `days` are the last two weeks, the oldest first, each with its `change` against
    a typical day. `attached` is a CSV file. Who sees no money has the day's `orders_by_hour`, within the opening hours
    and outside.
    """

    facts: Facts
    branch_names: tuple[str, ...]
    is_whole_chain: bool
    has_money: bool
    has_orders: bool
    sales: Row | None
    typical: Row | None
    like_for_like: Row | None
    days: tuple[Row, ...]
    orders_by_hour: tuple[Row, ...]
    attached_name: str
    attached: bytes

    @property
    def day(self) -> date:
        """The trading date."""
        return self.facts.day


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
    facts = facts_of(asked.rows, day, asked.basis(), has_money=has_money)
    attached_name, attached = asked.attached()
    days, typical = asked.rows("sales-by-day", DAYS - 1), asked.rows("versus-typical-by-day", DAYS - 1)
    changes = {row["trading_date"]: row for row in typical}
    return Digest(
        facts=facts,
        branch_names=names,
        is_whole_chain=not scope.is_limited,
        has_money=has_money,
        has_orders=has_orders,
        sales=next((row for row in days if row["trading_date"] == day), None),
        typical=changes.get(day),
        like_for_like=first(asked.rows("like-for-like", 0)),
        days=tuple({**row, "change": _change(changes.get(row["trading_date"]))} for row in days),
        orders_by_hour=() if has_money else asked.rows("orders-by-hour", 0),
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

    def rows(self, name: str, days_before: int) -> tuple[Row, ...]:
        """The rows of a report over the day and so many before it, by column."""
        if not self.may(name):
            return ()
        names = [column.name for column in find_report(name).columns]
        found = self._reports.rows(name, self._choice(days_before), now=self._now)
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

    def _choice(self, days_before: int) -> Choice:
        return Choice(from_day=self._day - days_before * _DAY, to_day=self._day)


def _change(row: Row | None) -> Any:  # noqa: ANN401 - as the report gives it
    return row["change"] if row else None
