"""The digest and the page Today tell the same of one day, to whoever sees the same."""

import email
import email.policy
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from html import unescape

import pytest
from fastapi.testclient import TestClient

from tests.trends.chains import simulate
from tests.web.sites import HASH, Served, served
from tillroll.digest import Post, Recipient, digest_groups
from tillroll.report import Grant


@pytest.fixture(scope="module")
def steep(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A chain in which branches grew and shrank for weeks."""
    _, path = simulate(tmp_path_factory.mktemp("steep"), 1, "steep", branches=20, orders=40)
    with served(path) as found:
        yield found


def digests(shop: Served, people: dict[str, tuple[str, tuple[Grant, ...]]], day: date | None = None) -> dict[str, str]:
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


def test_a_manager_of_one_branch_is_sent_the_finding_that_today_tells(steep: Served) -> None:
    findings = json.loads(steep.signed_in("olive").get("/reports/findings/download.json").content)["rows"]
    told = {row["subject"].lower().replace(" ", "-"): row["finding"] for row in findings if row["kind"] == "branch"}
    assert len(told) >= 5
    sent = digests(steep, {branch: ("manager", (Grant("branch", branch),)) for branch in told})
    for branch, words in told.items():
        steep.site.accounts.add_user(branch, "manager", HASH, (("branch", branch),), 0.0)
        assert f">{words}</li>" in today(steep.signed_in(branch))
        assert words in sent[branch]
