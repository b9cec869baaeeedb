"""The close of the day on the days on which clocks change: at eight in the evening as the branches' clocks show it.

The emulator's scheduler knows no time zones, so the template's are read, and the function is called at the moments that
AWS would choose.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.cloud.cloud import Cloud, Deployed
from tests.cloud.emf import sums
from tests.cloud.ledger import differences, of_a_laptop
from tools.stack import load, resolve

SECONDS = 300
LONDON = "Europe/London"
WEEK = "mon,tue,wed,thu,fri,sat,sun"
BRANCHES = f"code,name,{WEEK}\nCHE,Chester,{','.join(['08:00-18:00'] * 7)}\nYO1,York,{','.join(['08:00-18:00'] * 6)},\n"
LATER = {"2036-03-29": 20, "2036-03-30": 19, "2036-10-25": 19, "2036-10-26": 20}
"""The same in a year to come: a sweep looks at what came before it."""
SUNDAYS = {"clocks go forward": "2026-03-29", "clocks go back": "2026-10-25"}


PENCE = 245


def row_at(at: datetime) -> bytes:
    """A till file of one sale."""
    return f"{at:%d/%m/%Y %H:%M},York,Mock Person,Latte - 2.45,2.45,CASH,\n".encode()


@pytest.fixture(scope="module")
def made(cloud: Cloud) -> Iterator[Deployed]:
    with cloud.stack("close") as deployed:
        deployed.stack.put("branches.csv", BRANCHES.encode())
        deployed.stack.put("york_27-03-2026_18-00-00.csv", row_at(datetime(2026, 3, 27, 9)))
        assert deployed.stack.settle(SECONDS) == {}
        yield deployed


def test_the_schedules_keep_the_chains_time_zone() -> None:
    schedules = resolve(load("template.yaml"), Warehouse="redshift://u@h/d").of_type("AWS::Scheduler::Schedule")
    assert {each["ScheduleExpressionTimezone"] for each in schedules.values()} == {LONDON}
    assert {each["FlexibleTimeWindow"]["Mode"] for each in schedules.values()} == {"OFF"}
    expressions = {name: each["ScheduleExpression"] for name, each in schedules.items()}
    assert expressions["CloseTheDay"] == "cron(0 20 * * ? *)"
    assert expressions["RegisterMissing"] == "cron(45 3 * * ? *)"


@pytest.mark.parametrize(("day", "hour"), LATER.items())
def test_the_close_at_eight_makes_up_for_lost_events(made: Deployed, day: str, hour: int, tmp_path: Path) -> None:
    """Sales at half past one, an hour that such a day has twice or not at all; then all is as if nothing had been."""
    close = datetime.fromisoformat(f"{day}T20:00").replace(tzinfo=ZoneInfo(LONDON)).astimezone(UTC)
    assert close.hour == hour
    before = made.ledger.current
    written = datetime.fromisoformat(day).replace(year=2026)
    made.stack.put_unnoticed(f"york_{written:%d-%m-%Y}_18-00-00.csv", row_at(written.replace(hour=1, minute=30)))
    assert made.stack.settle(SECONDS) == {}
    assert made.ledger.current == before
    made.stack.invoke("CloseFunction", {"tasks": ["sweep", "metrics"], "at": close.isoformat()})
    assert made.stack.settle(SECONDS) == {}
    assert made.ledger.current == (before[0] + 1, before[1] + PENCE)
    assert differences(made.ledger, of_a_laptop(made.stack.raw, tmp_path / "laptop.duckdb")) == []


@pytest.mark.parametrize("day", SUNDAYS.values(), ids=SUNDAYS.keys())
def test_who_sent_nothing_is_told_once_its_deadline_has_passed(made: Deployed, day: str) -> None:
    """Chester is open on Sundays and sent nothing; York is shut. Nights since the look before are told of, too."""
    look = (datetime.fromisoformat(f"{day}T03:45") + timedelta(days=1)).replace(tzinfo=ZoneInfo(LONDON))
    before = len(made.stack.notices())
    made.stack.invoke("CloseFunction", {"tasks": ["missing"], "at": look.astimezone(UTC).isoformat()})
    (text,) = (text for subject, text in made.stack.notices()[before:] if day in subject)
    assert "Chester" in text
    assert "York" not in text
    assert sums(made.stack.metrics())["BranchesMissing"] >= 1
