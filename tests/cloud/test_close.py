"""The close of the day on the days on which clocks change: at eight in the evening as the branches' clocks show it.

The emulator's scheduler knows no time zones, so the template's are read, and the function is called at the moments that
AWS would choose.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cloud.cloud import Cloud, Deployed
from tests.cloud.emf import sums
from tools.stack import load, resolve

SECONDS = 300
LONDON = "Europe/London"
WEEK = "mon,tue,wed,thu,fri,sat,sun"
BRANCHES = f"code,name,{WEEK}\nCHE,Chester,{','.join(['08:00-18:00'] * 7)}\nYO1,York,{','.join(['08:00-18:00'] * 6)},\n"
SUNDAYS = {"clocks go forward": "2026-03-29", "clocks go back": "2026-10-25"}
UTC_OF_THE_CLOSE = {"2026-03-28": 20, "2026-03-29": 19, "2026-10-24": 19, "2026-10-25": 20}


@pytest.fixture(scope="module")
def made(cloud: Cloud) -> Iterator[Deployed]:
    with cloud.stack("close") as deployed:
        deployed.stack.put("branches.csv", BRANCHES.encode())
        deployed.stack.put(
            "york_27-03-2026_18-00-00.csv", b"27/03/2026 09:00,York,Mock Person,Latte - 2.45,2.45,CASH,\n"
        )
        assert deployed.stack.settle(SECONDS) == {}
        yield deployed


def test_the_schedules_keep_the_chains_time_zone() -> None:
    schedules = resolve(load("template.yaml"), Warehouse="redshift://u@h/d").of_type("AWS::Scheduler::Schedule")
    assert {each["ScheduleExpressionTimezone"] for each in schedules.values()} == {LONDON}
    assert {each["FlexibleTimeWindow"]["Mode"] for each in schedules.values()} == {"OFF"}
    expressions = {name: each["ScheduleExpression"] for name, each in schedules.items()}
    assert expressions["CloseTheDay"] == "cron(0 20 * * ? *)"
    assert expressions["RegisterMissing"] == "cron(45 3 * * ? *)"


@pytest.mark.parametrize(("day", "hour"), UTC_OF_THE_CLOSE.items())
def test_the_close_at_eight_is_of_that_day(made: Deployed, day: str, hour: int) -> None:
    close = datetime.fromisoformat(f"{day}T20:00").replace(tzinfo=ZoneInfo(LONDON)).astimezone(UTC)
    assert close.hour == hour
    made.stack.invoke("CloseFunction", {"tasks": ["sweep", "metrics"], "at": close.isoformat()})
    assert made.stack.settle(SECONDS) == {}


@pytest.mark.parametrize("day", SUNDAYS.values(), ids=SUNDAYS.keys())
def test_who_sent_nothing_is_told_once_its_deadline_has_passed(made: Deployed, day: str) -> None:
    """Chester is open on Sundays and sent nothing; York is shut."""
    look = (datetime.fromisoformat(f"{day}T03:45") + timedelta(days=1)).replace(tzinfo=ZoneInfo(LONDON))
    before = len(made.stack.notices())
    made.stack.invoke("CloseFunction", {"tasks": ["missing"], "at": look.astimezone(UTC).isoformat()})
    ((subject, text),) = made.stack.notices()[before:]
    assert day in subject
    assert "Chester" in text
    assert "York" not in text
    assert sums(made.stack.metrics())["BranchesMissing"] >= 1
