"""The close of the day: who sent nothing, which raw files may go, what still waits for a person, on any date.

Grain: one test a claim.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import boto3
import pytest

from tests.digest.offices import an_office
from tests.lambdas.chains import Cloud, a_cloud
from tests.redshift.stand_in import StandIn
from tests.warehouses.helpers import Sale, till_text
from tillroll.adapters.accounts import Accounts
from tillroll.adapters.raw_bucket import Found, RawObject
from tillroll.cloud import closing
from tillroll.cloud.closing import NEWEST_DAYS, NOTICE_DAYS, OLD_DAYS, RAW_DAYS, Notes, about_to_go, trading_date
from tillroll.cloud.raw import RawBucket
from tillroll.contract.values import Keep
from tillroll.errors import ConfigurationError, TillrollError
from tillroll.quarantine import release
from tillroll.report import Warehouse, quarantine
from tillroll.words import day as day_of

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


def test_what_was_loaded_long_before_is_marked_too_and_each_file_once(cloud: Cloud, marks: list[str]) -> None:
    """The schedules stood still for twelve days."""
    noon = datetime(2024, 5, 14, 12)
    cloud.deliver(("Leeds.csv", till_text([Sale(noon)])), ("bad.csv", b"\x00\x01\x02" * 99))
    cloud.settle()
    then = datetime.now(UTC) + timedelta(days=12)
    for days in range(3):
        close(cloud, "sweep", at=then + timedelta(days=days))
    assert marks == ["Leeds.csv"]
    assert tags(cloud, "Leeds.csv") == [{"Key": "tillroll", "Value": "loaded"}]


def test_each_version_of_a_key_is_marked_once_its_sales_are_loaded(cloud: Cloud, marks: list[str]) -> None:
    noon = datetime(2024, 5, 14, 12)
    for hours in range(2):
        cloud.deliver(("Leeds.csv", till_text([Sale(noon), Sale(noon + timedelta(hours=hours + 1))])))
        cloud.settle()
        close(cloud, "sweep")
    assert marks == ["Leeds.csv"] * 2


@pytest.fixture
def marks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that are marked, time after time."""
    kept: list[str] = []
    mark = RawBucket.mark_loaded

    def noted(self: RawBucket, found: Found) -> None:
        kept.append(found.raw.key)
        mark(self, found)

    monkeypatch.setattr(RawBucket, "mark_loaded", noted)
    return kept


def test_a_close_that_is_cut_off_has_told_people_and_the_next_goes_on_with_the_marks(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies at the fourth of five marks; marks are noted two at a time."""
    noon = datetime(2024, 5, 14, 12)
    names = [f"{name}.csv" for name in ("Ayr", "Bath", "Cork", "Deal", "Ely")]
    cloud.deliver(*((name, till_text([Sale(noon)], branch=name[:-4])) for name in names), ("bad.csv", b"\x00\x01" * 99))
    cloud.settle()
    cloud.waiting("notices")
    tried: list[str] = []

    def cut_off(self: RawBucket, found: Found) -> None:
        tried.append(found.raw.key)
        if len(tried) == 4:
            raise KeyboardInterrupt

    monkeypatch.setattr(RawBucket, "mark_loaded", cut_off)
    monkeypatch.setattr(closing, "MARKS_AT_ONCE", 2)
    late = datetime.now(UTC) + timedelta(days=28)
    with pytest.raises(KeyboardInterrupt):
        close(cloud, "sweep", at=late)
    (notice,) = cloud.waiting("notices")
    assert notice.startswith("  bad.csv: after ")
    close(cloud, "sweep", at=late)
    assert cloud.waiting("notices") == []
    assert (sorted(tried[:3] + tried[5:]), tried[2:4]) == (names, tried[4:6])


def test_a_loaded_file_with_rejected_rows_is_marked_and_not_told_of(cloud: Cloud, marks: list[str]) -> None:
    noon = datetime(2024, 5, 14, 12)
    cloud.deliver(("Leeds.csv", till_text([Sale(noon)]) + "31/31/2024 99:99,Leeds,,Latte - 2.45,2.45,CASH,\n"))
    cloud.settle()
    cloud.waiting("notices")
    with cloud.warehouse() as chain:
        assert [item.kind for item in quarantine(chain.warehouse)] == ["rejected"]
    close(cloud, "sweep", at=datetime.now(UTC) + timedelta(days=28))
    assert (marks, cloud.waiting("notices")) == (["Leeds.csv"], [])


@pytest.mark.parametrize("keep", get_args(Keep))
def test_a_held_file_is_marked_once_a_person_decided_about_it(cloud: Cloud, marks: list[str], keep: Keep) -> None:
    """Also where some of its rows were rejected: nothing can be decided about those."""
    nine = datetime(2024, 5, 14, 9)
    for name, minutes in {"Leeds.csv": (0, 10, 20), "till-2.csv": (5, 15)}.items():
        text = till_text([Sale(nine + timedelta(minutes=minute)) for minute in minutes])
        cloud.deliver((name, text + "31/31/2024 99:99,Leeds,,Latte - 2.45,2.45,CASH,\n"))
        cloud.settle()
    close(cloud, "sweep")
    assert marks == ["Leeds.csv"]
    with cloud.warehouse() as chain:
        (held,) = [item for item in quarantine(chain.warehouse) if item.kind == "held"]
        release(chain.engine, chain.warehouse, chain.setup, str(held.document_id)[:8], keep)
    cloud.waiting("notices")
    close(cloud, "sweep", at=datetime.now(UTC) + timedelta(days=28))
    assert (marks, cloud.waiting("notices")) == (["Leeds.csv", "till-2.csv"], [])


def test_each_task_is_tried_and_all_that_failed_are_told(
    cloud: Cloud, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud.deliver(("Leeds.csv", till_text([Sale(datetime(2024, 5, 14, 12))])))
    cloud.settle()

    def broken(*_: object) -> None:
        raise ValueError("York, 2.45")

    monkeypatch.setattr("tillroll.lambdas.close.send_digests", broken)
    lost = replace(cloud, environ={**cloud.environ, "TILLROLL_RAW": f"{cloud.raw}-gone"})
    capsys.readouterr()
    with pytest.raises(TillrollError) as raised:
        close(lost, "sweep", "digest", "metrics")
    first, second = str(raised.value).splitlines()
    assert first.startswith(f"sweep: s3://{cloud.raw}-gone: there is no such bucket")
    assert second == "digest: a fault in tillroll: ValueError"
    logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    fates = [(line["task"], line["event"]) for line in logged if "task" in line]
    assert fates == [("sweep", "failed"), ("digest", "failed"), ("metrics", "done")]
    assert [line["WaitingForPerson"] for line in logged if "WaitingForPerson" in line] == [[0]]


def test_people_hear_once_of_what_goes_in_a_week_though_a_close_fails(cloud: Cloud) -> None:
    cloud.deliver(("bad.csv", b"\x00\x01\x02" * 99), ("Leeds.csv", till_text([Sale(datetime(2024, 5, 14, 12))])))
    cloud.settle()
    cloud.waiting("notices")
    came = datetime.now(UTC)
    last_day = came.date() + timedelta(days=RAW_DAYS - 2)
    told_on = last_day - timedelta(days=NOTICE_DAYS)
    deaf = replace(cloud, environ={**cloud.environ, "TILLROLL_NOTICES": f"{cloud.environ['TILLROLL_NOTICES']}-gone"})
    heard = []
    for on in (told_on + timedelta(days=days) for days in range(-2, 4)):
        at = datetime(on.year, on.month, on.day, 20, tzinfo=LONDON)
        if on == told_on:
            with pytest.raises(TillrollError):
                close(deaf, "sweep", at=at)
        else:
            close(cloud, "sweep", at=at)
        heard += [(on, notice) for notice in cloud.waiting("notices")]
    ((on, notice),) = heard
    assert on == told_on + timedelta(days=1)
    assert notice.startswith(f"  bad.csv: after {day_of(last_day)}\n")


@pytest.fixture
def unread(cloud: Cloud) -> Found:
    """A file that needs a person."""
    cloud.deliver(("bad.csv", b"\x00\x01\x02" * 99))
    cloud.settle()
    (found,) = RawBucket(cloud.raw).delivered()
    return found


AUTUMN, SPRING = datetime(2026, 9, 29, tzinfo=UTC), datetime(2027, 3, 2, tzinfo=UTC)
"""What comes then is due to be told of on the day on which clocks change."""


@pytest.mark.parametrize(
    ("missed", "least"),
    [((), 7), ((26,), 6), (range(20, 30), 3)],
    ids=["none fails", "one fails", "ten days"],
)
def test_each_file_is_told_of_once_whatever_clocks_and_schedules_do(
    cloud: Cloud, unread: Found, missed: Collection[int], least: int
) -> None:
    """Clocks change on the day on which it is due, and closes come up to an hour early or late."""
    with cloud.warehouse() as chain:
        for day, hour in product((AUTUMN, SPRING), (0, 19, 20, 23)):
            came = replace(unread, delivered_at=day + timedelta(hours=hour, minutes=30))
            chain.rows(f"update receipt set delivered_at = '{came.delivered_at:%Y-%m-%d %H:%M:%S}'")
            (left,) = [day + timedelta(days=34) - at for at in told_at(chain.warehouse, came, day, missed)]
            assert timedelta(days=least) < left < timedelta(days=least + 1)


def told_at(warehouse: Warehouse, came: Found, day: datetime, missed: Collection[int]) -> list[datetime]:
    """When people hear of a file, at closes from so many days after it came that come early or late, or not at all."""
    heard, told = [], frozenset[str]()
    for after in (each for each in range(20, 34) if each not in missed):
        on = day.date() + timedelta(days=after)
        at = datetime(on.year, on.month, on.day, 20, tzinfo=LONDON) + timedelta(minutes=after * 37 % 121 - 60)
        leaving = about_to_go(warehouse, [came], Notes(told=told), at.astimezone(UTC), LONDON.key)
        heard += [at.astimezone(UTC) for _ in leaving]
        told |= {each.id for each in leaving}
    return heard


def test_a_held_file_that_was_overwritten_is_told_of_by_the_day_on_which_it_goes(cloud: Cloud, unread: Found) -> None:
    """It became an old version as soon as another came under its key."""
    newer = Found(RawObject(cloud.raw, unread.raw.key, "newer"), unread.delivered_at + timedelta(hours=1), 9)
    with cloud.warehouse() as chain:
        at = unread.delivered_at + timedelta(days=28)
        both, one = (about_to_go(chain.warehouse, found, Notes(), at, "UTC") for found in ([unread, newer], [unread]))
    (gone,) = [each for each in both if each.id == unread.raw.file]
    (later,) = one
    assert gone.last_day == newer.delivered_at.date() + timedelta(days=OLD_DAYS)
    assert later.last_day == unread.delivered_at.date() + timedelta(days=NEWEST_DAYS + OLD_DAYS)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 27)], ids=str)
def test_who_sent_nothing_is_told_on_any_day(cloud: Cloud, capsys: pytest.CaptureFixture[str], day: date) -> None:
    """Of the days on which clocks change too, a quarter of an hour before the next trading date."""
    cloud.deliver(("branches.csv", "code,name,opened\nL,Leeds,2026-01-01\nY,York,2026-01-01\n"))
    cloud.settle()
    sale = Sale(datetime(day.year, day.month, day.day, 12))
    cloud.deliver(("Leeds.csv", till_text([sale])))
    cloud.settle()
    capsys.readouterr()
    after = day + timedelta(days=1)
    close(cloud, "missing", at=datetime(after.year, after.month, after.day, 3, 45, tzinfo=LONDON))
    assert figures(capsys, "BranchesMissing") == [1]
    (notice,) = cloud.waiting("notices")
    assert day_of(day) in notice
    assert "York" in notice
    assert "Leeds" not in notice


OWLS = "code,name,opened,mon,tue,wed,thu,fri,sat,sun\nL,Leeds,2026-01-01{early}\nO,Owl,2026-10-24{late}\n"


def test_each_branch_is_told_of_in_the_night_after_its_own_deadline_and_once(cloud: Cloud) -> None:
    """One is open until three, and has until five, on a night with an hour more."""
    early, late = (f",{','.join([hours] * 7)}" for hours in ("08:00-20:00", "20:00-03:00"))
    cloud.deliver(("branches.csv", OWLS.format(early=early, late=late)))
    cloud.settle()
    cloud.deliver(("Leeds.csv", till_text([Sale(datetime(2026, 10, 20, 12))])))
    cloud.settle()
    cloud.waiting("notices")
    heard = {}
    for day in (24, 25, 26, 27):
        close(cloud, "missing", at=datetime(2026, 10, day, 3, 45, tzinfo=LONDON))
        notices = sorted(cloud.waiting("notices"))
        heard[day] = [
            (date(2026, 10, on), name)
            for on in range(20, 28)
            for name in ("Leeds", "Owl")
            for each in notices
            if day_of(date(2026, 10, on)) in each and f"  {name}\n" in each
        ]
    assert heard == {
        day: [
            *([(date(2026, 10, day - 2), "Owl")] if day - 2 >= 24 else []),
            (date(2026, 10, day - 1), "Leeds"),
        ]
        for day in (24, 25, 26, 27)
    }


def heard_of(cloud: Cloud, name: str) -> list[str]:
    """The days for which people hear that a branch sent nothing, and that it did again, in the order of the days."""
    notices = [each for each in cloud.waiting("notices") if f"  {name}\n" in each]
    return sorted(each.split(" from:")[0].removeprefix("Nothing came for ") for each in notices)


def at_night(day: int) -> datetime:
    return datetime(2026, 11, day, 3, 45, tzinfo=LONDON)


def test_without_a_list_who_sent_nothing_while_most_others_did_is_told_of_once(cloud: Cloud) -> None:
    for day, names in {9: ("Bath", "Leeds", "York"), 10: ("Leeds", "York"), 11: ("Bath", "Leeds", "York")}.items():
        noon = datetime(2026, 11, day, 12)
        cloud.deliver(*((f"{name}-{day}.csv", till_text([Sale(noon)], branch=name)) for name in names))
        cloud.settle()
    heard = {}
    for night in (10, 11, 12):
        close(cloud, "missing", at=at_night(night))
        close(cloud, "missing", at=at_night(night) + timedelta(hours=6))
        heard[night] = heard_of(cloud, "Bath")
    assert heard == {10: [], 11: [day_of(date(2026, 11, 10))], 12: []}


@pytest.fixture
def silent(cloud: Cloud) -> Cloud:
    """A chain of one branch, which never sends anything, and whose first look has been."""
    cloud.deliver(("branches.csv", "code,name,opened\nL,Leeds,2026-01-01\n"))
    cloud.settle()
    close(cloud, "missing", at=at_night(10))
    cloud.waiting("notices")
    return cloud


def test_the_nights_of_looks_that_failed_or_were_not_made_are_made_up_for(silent: Cloud) -> None:
    deaf = replace(silent, environ={**silent.environ, "TILLROLL_NOTICES": f"{silent.environ['TILLROLL_NOTICES']}-gone"})
    with pytest.raises(TillrollError):
        close(deaf, "missing", at=at_night(11))
    close(silent, "missing", at=at_night(13))
    assert heard_of(silent, "Leeds") == [day_of(date(2026, 11, day)) for day in (10, 11, 12)]
    close(silent, "missing", at=at_night(14))
    assert heard_of(silent, "Leeds") == [day_of(date(2026, 11, 13))]


def test_after_weeks_without_a_look_the_last_seven_nights_are_made_up_for(silent: Cloud) -> None:
    close(silent, "missing", at=at_night(28))
    assert heard_of(silent, "Leeds") == [day_of(date(2026, 11, day)) for day in range(21, 28)]


def test_a_look_that_comes_again_after_a_later_one_tells_nothing_twice(silent: Cloud) -> None:
    close(silent, "missing", at=at_night(12))
    silent.waiting("notices")
    close(silent, "missing", at=at_night(11))
    close(silent, "missing", at=at_night(12))
    assert heard_of(silent, "Leeds") == []


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
