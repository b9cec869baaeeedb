"""The digest and the page Today tell the same of one day, to whoever sees the same."""

import email
import email.policy
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from html import unescape

import pytest
from fastapi.testclient import TestClient

from tests.trends.chains import simulate
from tests.web.sites import FRANCHISE, HASH, Served, make_chain, served
from tillroll.digest import Post, Recipient, digest_groups
from tillroll.report import Grant

BEGIN = {
    "olive": ("Nothing stands out", "Ask Watford what happened", "Ask Watford, Grimsby for the files", "Look into "),
    "max": ("Nothing stands out", "Ask Watford for the file", "Find out why: "),
    "fern": ("Ask Watford what happened", "Ask Watford for the file", "Decide about the held files", "Look into "),
    "sam": ("Nothing stands out", "Ask Watford for the file", "Find out why: orders from "),
}
"""What each is told to do on some day."""


@pytest.fixture(scope="module")
def steep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A chain in which branches grew and shrank for weeks."""
    _, path = simulate(tmp_path_factory.mktemp("steep"), 1, "steep", branches=20, orders=40)
    with served(path) as found:
        yield found


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A chain of which files are missing, and whose days differ from what is typical of them."""
    with served(make_chain(tmp_path_factory.mktemp("faulty"), days=42)) as found:
        yield found


def digests(
    shop: Served, people: Mapping[str, tuple[str, tuple[Grant, ...]]], day: date | None = None
) -> dict[str, str]:
    """The text that each person is sent of a day, or of the last one that is over."""
    now, found = datetime.now(UTC), {}
    recipients = [Recipient(f"{name}@example.com", role, grants) for name, (role, grants) in people.items()]
    opened = shop.site.opened.another()
    try:
        groups = digest_groups(opened.warehouse, recipients)
        for those, prepared in Post(opened, 120, now, day).prepared(groups):
            for person in those:
                message = prepared.to(person.address, "tillroll@example.com", now)
                found[person.address.partition("@")[0]] = plain(message)
    finally:
        opened.close()
    return found


def plain(message: bytes) -> str:
    mail = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def today(client: TestClient, query: str = "") -> str:
    """The page without the tags that stand within sentences."""
    return unescape(re.sub(r"</?(span|strong)[^>]*>", "", client.get(f"/today?{query}").text))


def days_of(shop: Served) -> list[date]:
    """The last four weeks, the newest first."""
    opened = shop.site.opened.another()
    try:
        ((newest,),) = opened.warehouse.execute("select max(trading_date) from branch_day")
    finally:
        opened.close()
    return [newest - timedelta(days=number) for number in range(28)]


def thing_in(text: str) -> str:
    lines = text.splitlines()
    return lines[lines.index("ONE THING TO DO") + 1]


def thing_on(page: str) -> str:
    (found,) = re.findall(r"To do ([^<]+)</p>", page)
    return str(found)


def test_both_name_the_same_thing_to_do_whoever_reads_them(faulty: Served, steep: Served) -> None:
    watford = (Grant("branch", "watford"),)
    people = {
        "olive": ("owner", ()),
        "max": ("manager", watford),
        "fern": ("franchise", (Grant("franchise", FRANCHISE),)),
        "sam": ("staff", watford),
    }
    things: dict[str, set[str]] = {name: set() for name in people}
    for shop, numbers in ((faulty, (0, 1, 9, 11, 14, 16, 20)), (steep, (0, 1))):
        days = days_of(shop)
        for day in (days[number] for number in numbers):
            sent = digests(shop, people, day)
            for name, text in sent.items():
                queries = [f"from={day}&to={day}", *([""] if day == days[0] else [])]
                on_pages = {thing_on(today(shop.signed_in(name), query)) for query in queries}
                assert on_pages == {thing_in(text)}, (name, day)
                things[name] |= on_pages
    for name, begins in BEGIN.items():
        assert all(any(thing.startswith(words) for thing in things[name]) for words in begins), (name, things[name])
    assert not any("what happened" in thing for thing in things["max"])


def test_a_manager_of_one_branch_is_sent_the_finding_that_today_tells(steep: Served) -> None:
    findings = json.loads(steep.signed_in("olive").get("/reports/findings/download.json").content)["rows"]
    told = {row["subject"].lower().replace(" ", "-"): row["finding"] for row in findings if row["kind"] == "branch"}
    assert len(told) >= 5
    sent = digests(steep, {branch: ("manager", (Grant("branch", branch),)) for branch in told})
    for branch, words in told.items():
        steep.site.accounts.add_user(branch, "manager", HASH, (("branch", branch),), 0.0)
        assert f">{words}</li>" in today(steep.signed_in(branch))
        assert words in sent[branch]


def test_the_change_in_what_is_to_do_is_written_as_its_reader_writes_numbers(steep: Served) -> None:
    page = steep.signed_in("olive").get("/today", headers={"accept-language": "de"}).text
    assert re.search(r"Look into what has changed for weeks: Plymouth, −\d+,\d% beside its peers", page)
