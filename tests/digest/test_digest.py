"""The digest as a mail server gets it: whose, of what, once, and nothing of others."""

import email
import email.policy
import shutil
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("jinja2", reason="digests are not installed: tillroll[web]")

from aiosmtpd.controller import Controller

from tests.digest.offices import Inbox, Office
from tests.faults.program import url
from tests.web.sites import FRANCHISE, make_chain
from tillroll import wiring
from tillroll.adapters.mail import MailPlace, SmtpMailbox
from tillroll.cli import main
from tillroll.digest import Desk, Post, Recipient, digest_groups, prepare_message, read_digest
from tillroll.digest.recipients import checked_address
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.report import Choice, Grant, Reports, find_role, register, scope_of
from tillroll.settings import read_settings

DAY = date(2026, 4, 26)
PEOPLE = """address,role,franchise,region,branch
olive@example.com,owner,,,
fern@example.com,franchise,Three Kettles,,
max@example.com,manager,,,watford
mia@example.com,manager,,,watford
sam@example.com,staff,,,watford
otto@example.com,operator,,,
aria@example.com,area,,Wales,
"""
BY_OPENING = """
with sold as (
    select total_pence, cast(placed_at as time) between opens_at and closes_at as is_within
    from current_sale inner join branch_hours using (branch_id)
    where trading_date = $day and weekday = isodow(trading_date)
)
select
    sum(total_pence) filter (is_within),
    sum(total_pence) filter (not is_within)
    + (select coalesce(sum(total_pence), 0) from current_sale where trading_date = $day)
    - (select sum(total_pence) from sold)
from sold
"""
"""The pence of a day while its branches are open, and while they are not, or on a day on which they never are."""


BY_HOUR = """
select (trading_date, hour(placed_at)), count(*) from current_sale
where branch_id = 'watford' and not is_refund
group by trading_date, hour(placed_at)
"""
ITEMS = """
select trading_date, sum(quantity) from current_sale_line
where branch_id = 'watford'
group by trading_date
"""
"""Orders by date and hour, and items by date, of one branch."""


@pytest.fixture
def warehouse(kept: Path, tmp_path: Path) -> Path:
    shutil.copy(kept, tmp_path / "w.duckdb")
    (tmp_path / "people.csv").write_text(PEOPLE, "utf-8")
    return tmp_path / "w.duckdb"


@pytest.fixture(scope="module")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chain that has traded long enough to tell what is typical."""
    return make_chain(tmp_path_factory.mktemp("weeks"), days=35)


@pytest.fixture
def digest(warehouse: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run `tillroll digest`; its exit code."""
    for name, value in office.environ.items():
        monkeypatch.setenv(name, value)
    people = str(warehouse.with_name("people.csv"))
    return lambda *more: main(["digest", "--warehouse", url(warehouse), "--recipients", people, *more]) or 0


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html(mail: EmailMessage) -> str:
    body = mail.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def attached(mail: EmailMessage) -> str:
    (found,) = mail.iter_attachments()
    return str(found.get_content())


def test_each_gets_their_own_once(digest: Callable[..., int], office: Office, warehouse: Path) -> None:
    assert digest() == 0
    assert {address: len(mails) for address, mails in office.inbox.mails.items()} == dict.fromkeys(
        (line.split(",")[0] for line in PEOPLE.splitlines()[1:]), 1
    )
    assert digest() == 0
    assert office.inbox.count == 7
    (mail,) = office.inbox.mails["max@example.com"]
    assert mail["To"] == "max@example.com"
    assert plain(mail).startswith("Watford, Sun 26 Apr 2026")
    assert "<svg" in html(mail)
    assert "Three causes" in html(mail)
    assert plain(mail).count("ONE THING TO DO") == 1


def test_its_figures_are_those_of_the_reports_and_of_all_hours(
    digest: Callable[..., int], office: Office, warehouse: Path
) -> None:
    settings = read_settings({"warehouse": url(warehouse)}, {}, warehouse.parent)
    with wiring.open_warehouse(settings) as opened:
        opened.engine.execute("update branch_hours set opens_at = time '11:00', closes_at = time '13:00'")
        ((within, outside),) = opened.engine.execute(BY_OPENING, {"day": DAY})
        assert within > 0
        assert outside > 0
    digest()
    (mail,) = office.inbox.mails["olive@example.com"]
    with wiring.open_warehouse(settings) as opened:
        (row,) = Reports(opened.warehouse).answer("sales-by-day", Choice(from_day=DAY, to_day=DAY)).rows
        (whole,) = opened.engine.execute(f"select sum(total_pence) from current_sale where trading_date = date '{DAY}'")
    assert row[1] == whole[0] == within + outside
    assert f"Net sales: £{row[1] / 100:,.2f}" in plain(mail)
    lines = attached(mail).splitlines()
    assert sum(int(line.split(",")[2]) for line in lines[1:] if line.split(",")[2]) == row[1]


def test_nothing_of_others_and_no_money_for_staff(digest: Callable[..., int], office: Office, warehouse: Path) -> None:
    digest()
    with wiring.open_warehouse(read_settings({"warehouse": url(warehouse)}, {}, warehouse.parent)) as opened:
        names = {name for (name,) in opened.engine.execute("select name from branch")}
        grants = {"max": [Grant("branch", "watford")], "fern": [Grant("franchise", FRANCHISE)], "sam": []}
        for name, role in (("max", "manager"), ("fern", "franchise")):
            scope = scope_of(opened.warehouse, find_role(role), grants[name])
            own = set(Reports(opened.warehouse, scope=scope).values()["branch"])
            (mail,) = office.inbox.mails[f"{name}@example.com"]
            text = mail["Subject"] + plain(mail) + html(mail) + attached(mail)
            assert not [each for each in names - own if each in text]
    (mail,) = office.inbox.mails["sam@example.com"]
    assert "£" not in plain(mail) + html(mail)
    assert "pence" not in attached(mail)


def test_staff_are_told_of_all_orders_beside_what_is_typical_without_money(
    digest: Callable[..., int], office: Office, weeks: Path
) -> None:
    settings = read_settings({"warehouse": url(weeks)}, {}, weeks.parent)
    with wiring.open_warehouse(settings) as opened:
        opened.engine.execute("update branch_hours set opens_at = time '11:00', closes_at = time '13:00'")
    assert digest("--warehouse", url(weeks)) == 0
    (mail,) = office.inbox.mails["sam@example.com"]
    with wiring.open_warehouse(settings) as opened:
        scope = scope_of(opened.warehouse, find_role("staff"), [Grant("branch", "watford")])
        reports, own = Reports(opened.warehouse, scope=scope), Choice(dates="yesterday")
        ((orders, _, change, items, _, items_change, days),) = reports.rows("orders-versus-typical", own)
        by_hour, in_hours = reports.rows("orders-by-hour", own), reports.rows("busiest-hours", own)
    assert days == 1
    assert sum(row[1] for row in by_hour) == orders > sum(row[2] for row in in_hours) > 0
    text = plain(mail)
    assert f"Orders: {orders:,} ({typically(change)})" in text
    assert f"Items per order: {items:.2f} ({typically(items_change)})" in text
    assert f"orders {typically(change)}" in mail["Subject"]
    hour, most, _ = max(by_hour, key=lambda row: (row[1], -row[0]))
    assert f"{hour:02d}:00 to {hour + 1:02d}:00: {most} orders" in text
    assert attached(mail).splitlines()[1:] == [f"{hour},{orders},{share}" for hour, orders, share in by_hour]
    assert "£" not in text + html(mail)
    assert "pence" not in attached(mail)


def test_staff_are_told_what_made_the_difference_in_orders(
    digest: Callable[..., int], office: Office, weeks: Path, tmp_path: Path
) -> None:
    """The hours are counted here from the sales themselves, on the days that the register calls whole."""
    shutil.copy(weeks, tmp_path / "own.duckdb")
    assert digest("--warehouse", url(tmp_path / "own.duckdb")) == 0
    (mail,) = office.inbox.mails["sam@example.com"]
    with wiring.open_warehouse(read_settings({"warehouse": url(weeks)}, {}, weeks.parent)) as opened:
        ((day,),) = opened.engine.execute("select max(trading_date) from branch_day")
        times = [day - timedelta(weeks=number) for number in (1, 2, 3, 4)]
        whole = {row.trading_date: row.is_whole for row in register(opened.warehouse, times[-1], day, "watford")}
        by_hour: Counter[Any] = Counter(dict(opened.engine.execute(BY_HOUR)))
        items: dict[date, Any] = dict(opened.engine.execute(ITEMS))
    usual = [when for when in times if whole[when]]
    assert whole[day]
    assert len(usual) >= 3
    told = [(hour, by_hour[day, hour], mean(by_hour[each, hour] for each in usual)) for hour in range(24)]
    first, second, *_ = sorted(told, key=lambda row: (-abs(row[1] - row[2]), row[0]))
    orders, before = sum(row[1] for row in told), sum((row[2] for row in told), Fraction(0))
    rate, usual_rate = Fraction(items[day]) / orders, mean(Fraction(items[each]) for each in usual) / before
    lines = plain(mail).splitlines()
    at = lines.index("THREE CAUSES")
    furthest = [f"- {hour_cause(hour, now, then)}" for hour, now, then in (first, second)]
    change = f"{abs(float(rate / usual_rate) - 1):.1%} {more_or_fewer(rate - usual_rate)} items an order"
    together = f"Together {more_orders(orders, before)} against the same weekday of the last four weeks"
    assert lines[at + 1 : at + 5] == [
        *furthest,
        f"- {change}: {float(rate):.2f} instead of {float(usual_rate):.2f}",
        f"{together}, at 1 branch with enough complete days.",
    ]
    assert "£" not in plain(mail) + html(mail)
    assert all(line[2:] in html(mail) for line in lines[at + 1 : at + 4])


def mean(numbers: Iterable[Fraction | int]) -> Fraction:
    found = list(map(Fraction, numbers))
    return sum(found, Fraction(0)) / len(found)


def hour_cause(hour: int, now: int, then: Fraction) -> str:
    return f"{more_orders(now, then)} from {hour:02d}:00 to {hour + 1:02d}:00: {now} instead of {half_up(then)}"


def more_or_fewer(more: Fraction | int) -> str:
    return "more" if more > 0 else "fewer"


def more_orders(now: int, usual: Fraction) -> str:
    more = now - half_up(usual)
    return f"{abs(more)} {more_or_fewer(more)} order{'s' * (abs(more) != 1)}"


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def typically(change: float) -> str:
    return f"{abs(change):.1%} {'above' if change > 0 else 'below'} typical"


def test_staff_of_a_new_branch_are_told_of_its_orders(
    digest: Callable[..., int], office: Office, warehouse: Path
) -> None:
    digest()
    (mail,) = office.inbox.mails["sam@example.com"]
    with wiring.open_warehouse(read_settings({"warehouse": url(warehouse)}, {}, warehouse.parent)) as opened:
        rows = Reports(opened.warehouse).rows("sales-by-day", Choice(from_day=DAY, to_day=DAY, branch="Watford"))
    assert f"Orders: {rows[0][5]:,} (too few complete days before to tell what is typical)" in plain(mail)
    assert "Items per order" not in plain(mail)
    lines = plain(mail).splitlines()
    note = lines[lines.index("THREE CAUSES") + 1]
    assert note == "Too few orders, or too few complete days before, to tell causes."


def test_who_is_refused_is_told_and_the_others_get_theirs(
    digest: Callable[..., int], office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    office.inbox.refuses = {"max@example.com"}
    assert digest() == 3
    assert "max@example.com: the mail server refuses" in capsys.readouterr().err
    assert office.inbox.count == 6
    office.inbox.refuses = set()
    assert digest() == 0
    assert office.inbox.count == 7


def test_a_run_that_breaks_off_goes_on_where_it_was(digest: Callable[..., int], office: Office) -> None:
    office.inbox.hangs_up_after = 3
    assert digest() == 4
    assert office.inbox.count == 3
    office.inbox.hangs_up_after = None
    assert digest() == 0
    assert {len(mails) for mails in office.inbox.mails.values()} == {1}
    assert office.inbox.count == 7


def test_only_allowed_domains(
    digest: Callable[..., int],
    office: Office,
    warehouse: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = PEOPLE + "mal@example.com.evil.example,owner,,,\neve@sub.example.com,owner,,,\n"
    warehouse.with_name("people.csv").write_text(people, "utf-8")
    assert digest() == 2
    assert office.inbox.count == 7
    assert "mal@example.com.evil.example: digest_domains does not name" in capsys.readouterr().err
    monkeypatch.delenv("TILLROLL_DIGEST_DOMAINS")
    assert digest() == 2
    assert "digest_domains: say to which domains" in capsys.readouterr().err


def test_files_instead_of_mail(digest: Callable[..., int], office: Office, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert digest("--out", str(tmp_path / "out")) == 0
    assert len(list((tmp_path / "out").glob("2026-04-26-*.eml"))) == 7
    assert office.inbox.count == 0
    assert digest() == 0
    assert office.inbox.count == 7


@pytest.mark.parametrize(
    "text", ["max", "max@example", "a@b.com\nBcc: x@y.com", "a b@example.com", "a@example.com,b@c.de"]
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="is no e-mail address"):
        checked_address(text)


def test_names_cannot_add_headers_or_marks(warehouse: Path) -> None:
    with wiring.open_warehouse(read_settings({"warehouse": url(warehouse)}, {}, warehouse.parent)) as opened:
        evil = "<script>x</script>\r\nBcc: eve@example.com"
        opened.engine.execute("update branch set name = $name where name = 'Watford'", {"name": evil})
        scope = scope_of(opened.warehouse, find_role("manager"), [Grant("branch", "watford")])
        found = read_digest(Reports(opened.warehouse, scope=scope), scope, DAY, datetime.now(UTC))
        message = prepare_message(found).to("max@example.com", "tillroll@example.com", datetime.now(UTC))
    mail = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Bcc"] is None
    assert "<script>" not in html(mail)
    assert "&lt;script&gt;" in html(mail)


def test_off_this_machine_only_over_tls() -> None:
    """Another address of this machine stands for another machine."""
    with socket.create_server(("127.0.0.2", 0)) as found:
        port = int(found.getsockname()[1])
    controller = Controller(Inbox(), hostname="127.0.0.2", port=port)
    controller.start()
    try:
        with pytest.raises(ConfigurationError, match="offers no TLS"), SmtpMailbox(MailPlace("127.0.0.2", port)):
            pass
    finally:
        controller.stop()


def test_no_mail_server(office: Office) -> None:
    with pytest.raises(TryAgainLater, match="no mail server can be reached"), SmtpMailbox(MailPlace("127.0.0.1", 1)):
        pass


def test_a_crash_between_sending_and_noting_sends_once_more(office: Office, warehouse: Path) -> None:
    settings = read_settings({"warehouse": url(warehouse)}, office.environ, warehouse.parent)
    people = [Recipient("max@example.com", "manager", (Grant("branch", "watford"),))]
    with wiring.open_warehouse(settings) as opened, wiring.open_accounts(settings) as accounts:
        groups, post = digest_groups(opened.warehouse, people), Post(opened, 120, datetime.now(UTC))
        with wiring.open_mailbox(settings, {}) as mailbox:
            assert accounts.claim_digest("max@example.com", post.day, time.time(), 0)
            desk = Desk("tillroll@example.com", mailbox, accounts, time.time)
            assert post.send(groups, desk).in_hand == 1
            later = Desk("tillroll@example.com", mailbox, accounts, lambda: time.time() + 700)
            assert post.send(groups, later).sent == 1
            assert post.send(groups, later).had_it == 1
    assert office.inbox.count == 1


def test_users_with_an_address_are_the_people(
    office: Office, warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in office.environ.items():
        monkeypatch.setenv(name, value)
    settings = read_settings({"warehouse": url(warehouse)}, {}, tmp_path)
    with wiring.open_accounts(settings) as accounts:
        for name in ("olive", "ana"):
            accounts.add_user(name, "owner", "no hash", (), 0.0)
    assert main(["users", "email", "olive", "olive@example.com", "--warehouse", url(warehouse)]) == 0
    assert main(["users", "email", "ana", "OLIVE@example.com", "--warehouse", url(warehouse)]) == 2
    assert main(["digest", "--warehouse", url(warehouse)]) == 0
    assert list(office.inbox.mails) == ["olive@example.com"]
    assert main(["users", "email", "olive", "--warehouse", url(warehouse)]) == 0
    assert main(["digest", "--warehouse", url(warehouse)]) == 2
