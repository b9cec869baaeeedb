"""What reports join: the register, products and menus as temporary tables, worked out once per state of the data."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from tillroll.report.branch_days import GRACE_MINUTES, BranchDays, RegisterRow
from tillroll.report.dates import Clock, clock_of
from tillroll.report.trends.pairs import earliest_day
from tillroll.report.trends.staged import stage_product_trends, stage_trends
from tillroll.report.warehouse import Row, Warehouse

_UNSETTLED = timedelta(days=3)
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


class Staged:
    """The staged tables of one connection, of which nobody else makes any.

    They hold the register of the trading dates that were asked for so far, without a gap.

    When the data changes they are made anew. As time passes, only the last days can: their files may fall due.
    """

    def __init__(self, warehouse: Warehouse, *, grace_minutes: int = GRACE_MINUTES) -> None:
        self._warehouse = warehouse
        self._grace_minutes = grace_minutes
        self._version: Row | None = None
        self._has_menu = False
        self._trends_of: date | None = None
        self._has_product_trends = False
        self._span: tuple[date, date] | None = None
        self._now = datetime.min.replace(tzinfo=UTC)
        self._days: BranchDays | None = None

    def refresh(self, now: datetime) -> Clock:
        """Forget what is out of date; gives back the days from which presets count."""
        version = self._warehouse.run("reports/stage/data_version")[0]
        if version != self._version:
            self._begin(version)
        if self._days is None or now - self._now >= _MINUTE:
            self._days = BranchDays(self._warehouse, now=now, grace_minutes=self._grace_minutes)
            self._now = now
            self._forget_from(now.date() - _UNSETTLED)
        return clock_of(self._days.span, self._days.last_day, now.date())

    def cover(self, first: date, last: date) -> None:
        """See to it that the register of these trading dates is staged, as far as the chain has traded."""
        if self._days is None or self._days.span is None:
            return
        first, last = max(first, self._days.span[0]), min(last, self._days.last_day)
        for begin, end in self._gaps(first, last):
            self._add(self._days.rows(begin, end), begin, end)

    def need_menu(self) -> None:
        """See to it that the table of menus is there: only some reports read it."""
        if not self._has_menu:
            self._warehouse.run("reports/stage/create_report_menu")
            self._has_menu = True

    def need_trends(self, last: date, *, of_products: bool = False) -> None:
        """See to it that the tables of trends as of this day, or of the last there is before it, are there.

        That of products is made only where it is asked for.
        """
        if self._days:
            last = min(last, self._days.last_day)
            self.cover(earliest_day(last), last)
        if self._trends_of != last:
            stage_trends(self._warehouse, last)
            self._trends_of, self._has_product_trends = last, False
        if of_products and not self._has_product_trends:
            stage_product_trends(self._warehouse, last)
            self._has_product_trends = True

    def _begin(self, version: Row) -> None:
        self._warehouse.run("reports/stage/create_branch_day_state")
        self._warehouse.run("reports/stage/create_report_product")
        self._version, self._span, self._days = version, None, None
        self._has_menu, self._trends_of = False, None

    def _forget_from(self, day: date) -> None:
        if self._span and self._span[1] >= day:
            self._warehouse.run("reports/stage/forget_branch_day_states", first_day=day)
            self._span = (self._span[0], day - _DAY) if self._span[0] < day else None
            self._trends_of = None

    def _gaps(self, first: date, last: date) -> list[tuple[date, date]]:
        """The spans that are not staged yet, next to the one that is; it covers them from now on."""
        if last < first:
            return []
        before, self._span = self._span, _joined(self._span, first, last)
        if before is None:
            return [self._span]
        gaps = [(self._span[0], before[0] - _DAY), (before[1] + _DAY, self._span[1])]
        return [(begin, end) for begin, end in gaps if begin <= end]

    def _add(self, rows: Sequence[RegisterRow], first: date, last: date) -> None:
        self._warehouse.run(
            "reports/stage/add_branch_day_states",
            first_day=first,
            last_day=last,
            branch_ids=[row.branch_id for row in rows],
            trading_dates=[row.trading_date for row in rows],
            states=[row.state for row in rows],
            reasons=[row.reason for row in rows],
            are_expected=[row.is_expected for row in rows],
            are_punctual=[row.is_punctual for row in rows],
            open_from=[_minutes(row, row.expected_open) for row in rows],
            open_to=[_minutes(row, row.expected_close) for row in rows],
            open_minutes=[row.open_minutes for row in rows],
        )


def _joined(span: tuple[date, date] | None, first: date, last: date) -> tuple[date, date]:
    return (min(span[0], first), max(span[1], last)) if span else (first, last)


def _minutes(row: RegisterRow, moment: datetime | None) -> int | None:
    """Minutes after the trading date's midnight."""
    if moment is None:
        return None
    return (moment.toordinal() - row.trading_date.toordinal()) * 1440 + moment.hour * 60 + moment.minute
