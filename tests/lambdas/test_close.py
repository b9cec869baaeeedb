"""The close of the day: who sent nothing, which raw files may go, what still waits for a person, on any date.

Grain: one test a claim.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import boto3
import pytest

from tests.digest.offices import an_office
from tests.lambdas.chains import Cloud, a_cloud
from tests.redshift.stand_in import StandIn
from tests.warehouses.helpers import Sale, till_text
from tillroll.adapters.accounts import Accounts
from tillroll.cloud.closing import RAW_DAYS, trading_date
from tillroll.errors import ConfigurationError

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def cloud(redshift: StandIn) -> Iterator[Cloud]:
    with a_cloud(redshift) as made:
        yield made


def close(cloud: Cloud, *tasks: str, at: datetime | None = None) -> None:
    cloud.call("close", {"tasks": list(tasks), "at": (at or datetime.now(UTC)).isoformat()})


def figures(capsys: pytest.CaptureFixture[str], name: str) -> list[float]:
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    return [value for line in lines for value in line.get(name, [])]


def tags(cloud: Cloud, key: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = boto3.client("s3").get_object_tagging(Bucket=cloud.raw, Key=key)["TagSet"]
    return found


def test_loaded_files_are_marked_and_others_keep_their_term(cloud: Cloud) -> None:
    noon = datetime(2024, 5, 14, 12)
    cloud.deliver(("Leeds.csv", till_text([Sale(noon)])), ("bad.csv", b"\x00\x01\x02" * 99))
    cloud.settle()
    cloud.put("new.csv", till_text([Sale(noon)], branch="York"))
    close(cloud, "sweep")
    assert tags(cloud, "Leeds.csv") == [{"Key": "tillroll", "Value": "loaded"}]
    assert tags(cloud, "bad.csv") == tags(cloud, "new.csv") == []


def test_people_hear_of_what_goes_in_a_week_once(cloud: Cloud) -> None:
    cloud.deliver(("bad.csv", b"\x00\x01\x02" * 99))
    cloud.settle()
    cloud.waiting("notices")
    came = datetime.now(UTC)
    heard = []
    for days in (RAW_DAYS - 9, RAW_DAYS - 8, RAW_DAYS - 7, RAW_DAYS - 6):
        close(cloud, "sweep", at=came + timedelta(days=days, minutes=1))
        heard += [days for notice in cloud.waiting("notices") if "bad.csv" in notice]
    assert heard == [RAW_DAYS - 7]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 27)], ids=str)
def test_who_sent_nothing_is_told_on_any_day(cloud: Cloud, capsys: pytest.CaptureFixture[str], day: date) -> None:
    """Of the days on which clocks change too, half an hour before midnight there."""
    cloud.deliver(("branches.csv", "code,name,opened\nL,Leeds,2026-01-01\nY,York,2026-01-01\n"))
    cloud.settle()
    sale = Sale(datetime(day.year, day.month, day.day, 12))
    cloud.deliver(("Leeds.csv", till_text([sale])))
    cloud.settle()
    capsys.readouterr()
    close(cloud, "missing", at=datetime(day.year, day.month, day.day, 23, 30, tzinfo=LONDON))
    assert figures(capsys, "BranchesMissing") == [1]
    (notice,) = cloud.waiting("notices")
    assert "York" in notice
    assert "Leeds" not in notice


def test_the_trading_date_turns_at_the_cut_off_of_the_chains_clock() -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        at_four = datetime(day.year, day.month, day.day, 4, tzinfo=LONDON)
        assert trading_date(at_four, "Europe/London", 240) == day
        assert trading_date(at_four - timedelta(minutes=1), "Europe/London", 240) == day - timedelta(days=1)


def test_an_unknown_task_is_refused(cloud: Cloud) -> None:
    with pytest.raises(ConfigurationError, match="there is no such task: swep; there are sweep, missing"):
        close(cloud, "swep")


def test_without_accounts_nobody_has_a_digest(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    cloud.deliver(("Leeds.csv", till_text([Sale(datetime(2024, 5, 14, 12))])))
    cloud.settle()
    capsys.readouterr()
    close(cloud, "digest", "metrics")
    told = capsys.readouterr().out
    assert '"DigestsSent":[0.0]' in told
    assert '"WaitingForPerson":[0.0]' in told


def test_a_sound_warehouse_fails_no_check_and_a_spoilt_one_is_told_of(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.deliver(("Leeds.csv", till_text([Sale(datetime(2024, 5, 14, 12))])))
    cloud.settle()
    capsys.readouterr()
    assert cloud.call("check", {}) == {"failing": 0}
    assert figures(capsys, "ChecksFailed") == [0]
    with cloud.warehouse() as chain:
        chain.rows("update sale set total_pence = total_pence + 1")
    answer = cloud.call("check", {})
    told = capsys.readouterr().out
    assert answer["failing"] == told.count('"event": "check_fails"') > 0
    assert f'"ChecksFailed":[{answer["failing"]}.0]' in told


def test_each_person_has_a_digest_once_though_the_function_keeps_nothing(cloud: Cloud, tmp_path: Path) -> None:
    today = datetime.now(LONDON)
    cloud.deliver(("Leeds.csv", till_text([Sale((today - timedelta(days=1)).replace(hour=12, tzinfo=None))])))
    cloud.settle()
    accounts = Accounts(tmp_path / "tillroll.accounts")
    accounts.add_user("olive", "owner", "no hash", [], 0)
    accounts.set_email("olive", "olive@example.com")
    accounts.close()
    boto3.client("s3").upload_file(
        str(tmp_path / "tillroll.accounts"),
        cloud.environ["TILLROLL_STAGED"].split("/")[2],
        "staged/accounts/tillroll.accounts",
    )
    with an_office() as office:
        there = replace(cloud, environ={**cloud.environ, **office.environ})
        for _ in range(2):
            close(there, "digest")
    assert list(office.inbox.mails) == ["olive@example.com"]
    assert office.inbox.count == 1
