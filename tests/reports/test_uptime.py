"""Uptime: each date on which files were expected is a night, and a night without its run counts against it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.reports.nights import Night, interval, succeeded
from tests.warehouses.days import file_of, give_lists, sales
from tests.warehouses.helpers import Chain, open_chain
from tillroll.branches import Branch
from tillroll.calendar import Closure
from tillroll.lists import sync_lists
from tillroll.report import Choice, Reports

pytestmark = pytest.mark.usefixtures("every_warehouse")
HOURS = ((datetime(2021, 1, 1, 9).time(), datetime(2021, 1, 1, 17).time()),) * 7
LEEDS, YORK = Branch("LS1", "Leeds", hours=HOURS), Branch("YO1", "York", hours=HOURS)
FIRST = date(2021, 8, 25)
DAYS = [FIRST + timedelta(days=at) for at in range(10)]
NOW = datetime(2021, 9, 4, 12)
SHUT = DAYS[6]
DUE = {day: datetime(day.year, day.month, day.day, 21) for day in DAYS if day != SHUT}
"""Ten at night on the clocks of the branches."""


def _at(number: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(DAYS[number], datetime.min.time()) + timedelta(hours=hour, minutes=minute)


RUNS = (
    Night(_at(1, 23), _at(1, 23, 5), (DAYS[1],)),
    Night(_at(2, 23), None, (DAYS[2],)),
    Night(_at(4, 20), _at(4, 21, 0), (DAYS[2], DAYS[3])),
    Night(_at(5, 21), _at(5, 21, 1), (DAYS[4],)),
    Night(_at(7, 23), _at(7, 23, 30), (DAYS[5], DAYS[7])),
    Night(_at(8, 12), _at(8, 12, 1), (DAYS[8],)),
)
"""The first date has no files; a run is cut off, one comes just in time, one a minute late, one a day late."""


@pytest.fixture
def chain() -> Iterator[Chain]:
    with open_chain() as opened:
        yield opened


@pytest.fixture
def nights(chain: Chain, tmp_path: Path) -> Reports:
    """A chain of two branches that took files in by these runs."""
    give_lists(chain, LEEDS, YORK)
    sync_lists(chain.warehouse, closures=[Closure("", "", SHUT, SHUT, "stocktaking")])
    for run in RUNS:
        known = {run_id for (run_id,) in chain.rows("select run_id from run")}
        chain.ingest(
            *(
                file_of(tmp_path, f"{name}-{day}.csv", sales(0, 120, 240, 475, day=day), name, run.started_at)
                for day in run.dates
                for name in ("Leeds", "York")
            )
        )
        ((run_id,),) = [row for row in chain.rows("select run_id from run") if row[0] not in known]
        finished = f"timestamp '{run.finished_at}'" if run.finished_at else "null"
        chain.rows(
            f"update run set started_at = timestamp '{run.started_at}', finished_at = {finished} "
            f"where run_id = '{run_id}'"
        )
    return Reports(chain.warehouse)


def _answer(asked: Reports, first: date, last: date, now: datetime = NOW) -> list[dict[str, object]]:
    answer = asked.answer("uptime", Choice(from_day=first, to_day=last), now=now.replace(tzinfo=UTC))
    return [dict(zip((column.name for column in answer.report.columns), row, strict=True)) for row in answer.rows]


def test_uptime_is_the_nights_that_had_their_run_by_all_nights(nights: Reports) -> None:
    told = succeeded({day: at for day, at in DUE.items() if day > FIRST}, RUNS, NOW)
    assert sum(told.values()) == 4
    assert len(told) == 7
    rows = _answer(nights, FIRST, DAYS[-1])
    assert [row["month_from"] for row in rows] == [date(2021, 9, 1), date(2021, 8, 1)]
    for row in rows:
        month = [good for day, good in told.items() if day.replace(day=1) == row["month_from"]]
        assert (row["nights"], row["succeeded"]) == (len(month), sum(month))
        assert row["share_succeeded"] == pytest.approx(sum(month) / len(month))
        least, most = interval(sum(month), len(month))
        assert (row["share_at_least"], row["share_at_most"]) == (pytest.approx(least), pytest.approx(most))
    runs = {row["month_from"]: (row["runs"], row["finished"]) for row in rows}
    assert runs == {date(2021, 8, 1): (4, 3), date(2021, 9, 1): (2, 2)}


def test_each_night_is_judged_by_itself(nights: Reports) -> None:
    told = succeeded(DUE, RUNS, NOW)
    for day in DAYS[1:9]:
        rows = [(row["nights"], row["succeeded"]) for row in _answer(nights, day, day) if row["nights"]]
        assert rows == ([(1, int(told[day]))] if day in told else [])


def test_a_night_counts_once_it_is_over(nights: Reports) -> None:
    def counted(now: datetime) -> int:
        return sum(int(str(row["nights"])) for row in _answer(nights, DAYS[4], DAYS[4], now))

    assert counted(_at(5, 21)) == 0
    assert counted(_at(5, 21, 1)) == 1
