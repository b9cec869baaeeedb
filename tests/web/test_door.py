"""Coming in and staying: links, passwords, cookies, throttling, expiry, forms, viewing as another, the audit log."""

import asyncio
import io
import signal
import socket
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from httpx2 import Client

from tests.faults.program import start, url
from tests.web.sites import PASSWORD, Served, post, served, sign_in, token_of
from tillroll.cli import main
from tillroll.web import door
from tillroll.web.server import listening, port_of
from tillroll.wiring import Accounts


def kinds(shop: Served) -> list[str]:
    return [event.kind for event in shop.site.accounts.events(100)]


def test_the_link_lets_one_browser_in_once(own_chain: Path) -> None:
    with served(own_chain, has_users=False) as shop:
        token = shop.site.door.link_token()
        one, two = shop.browser(), shop.browser()
        assert one.get("/enter?token=wrong").status_code == 401
        assert one.get(f"/enter?token={token}").status_code == 303
        assert one.get("/reports").status_code == 200
        assert two.get(f"/enter?token={token}").status_code == 401
        assert two.get("/reports").status_code == 401
        assert shop.browser().get("/reports", headers={"host": "evil.example"}).status_code == 400


def test_who_has_no_session_signs_in_and_goes_on_where_they_wanted(shop: Served) -> None:
    client = shop.browser()
    sent = client.get("/reports/sales-by-day?dates=all")
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/sign-in?next=%2Freports%2Fsales-by-day%3Fdates%3Dall",
    )
    token = token_of(client.get(sent.headers["location"]))
    form = {"form_token": token, "name": "ana", "password": PASSWORD}
    away = client.post("/sign-in", data=form | {"next": "//evil.example/"})
    assert away.headers["location"] == "/"
    cookie = away.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/live").json()["version"]


def test_wrong_passwords_are_throttled_and_tell_nothing_of_who_there_is(own_chain: Path) -> None:
    with served(own_chain) as shop:
        client = shop.browser()
        wrong = [sign_in(client, name, "not the password") for name in ("max", "nobody")]
        assert {response.status_code for response in wrong} == {401}
        assert wrong[0].text.count("or password is wrong") == wrong[1].text.count("or password is wrong") != 0
        for _ in range(4):
            sign_in(client, "max", "not the password")
        assert sign_in(client, "max").status_code == 429
        assert sign_in(client, "ana").status_code == 303
        shop.clock.ahead += 16 * 60
        assert sign_in(client, "max").status_code == 303
        assert "sign-in failed" in kinds(shop)


def test_a_name_that_nobody_has_costs_as_much_to_try_and_never_fits() -> None:
    """What is tried then is of the same parameters; only the time of a whole trial would tell the two apart."""
    known = door.hash_password(PASSWORD)
    assert extract_parameters(door._NOBODY) == extract_parameters(known)
    assert door._fits(known, PASSWORD)
    assert not door._fits(door._NOBODY, PASSWORD)
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(door._NOBODY, PASSWORD)


@pytest.mark.parametrize(
    ("seconds", "why"),
    [(door.IDLE_SECONDS + 1, "nothing was done for 12 hours"), (door.LONGEST_SECONDS + 1, "you signed in 7 days ago")],
)
def test_a_session_ends_by_itself_and_says_why(own_chain: Path, seconds: float, why: str) -> None:
    with served(own_chain) as shop:
        client = shop.signed_in("ana")
        assert client.get("/reports").status_code == 200
        shop.clock.ahead += seconds
        open_page = client.get("/live")
        assert open_page.status_code == 401
        assert open_page.json()["words"] == f"You were signed out because {why}: sign in again."
        sent = client.get("/reports/sales-by-day?dates=all")
        assert sent.status_code == 303
        form = client.get(sent.headers["location"])
        assert f"You were signed out because {why}." in form.text
        assert form.text.count(why) == 1
        entered = {"form_token": token_of(form), "name": "ana", "next": "/reports/sales-by-day?dates=all"}
        wrong = client.post("/sign-in", data=entered | {"password": "not the password"})
        assert 'value="/reports/sales-by-day?dates=all"' in wrong.text
        back = client.post("/sign-in", data=entered | {"password": PASSWORD})
        assert back.headers["location"] == "/reports/sales-by-day?dates=all"


@pytest.mark.parametrize(("seconds", "why"), [(door.IDLE_SECONDS + 1, "idle"), (door.LONGEST_SECONDS + 1, "old")])
def test_who_comes_back_after_a_restart_is_told_why_they_are_signed_out(
    own_chain: Path, seconds: float, why: str
) -> None:
    with served(own_chain) as shop:
        cookie = {"cookie": f"tillroll={shop.signed_in('ana').cookies['tillroll']}"}
        shop.clock.ahead += seconds
        door.Door(shop.site.accounts, shop.clock)
        sent = shop.browser().get("/reports", headers=cookie)
        assert sent.headers["location"] == f"/sign-in?why={why}&next=%2Freports"
        shop.clock.ahead += 2 * door.LONGEST_SECONDS
        door.Door(shop.site.accounts, shop.clock)
        assert "why=ended" in shop.browser().get("/reports", headers=cookie).headers["location"]


def test_who_was_signed_out_elsewhere_is_told_and_a_stranger_is_not(own_chain: Path) -> None:
    with served(own_chain) as shop:
        client = shop.signed_in("ana")
        cookie = {"cookie": f"tillroll={client.cookies['tillroll']}"}
        post(client, "/account/sign-out")
        sent = shop.browser().get("/reports", headers=cookie)
        assert sent.headers["location"] == "/sign-in?why=ended&next=%2Freports"
        assert "this session was ended" in shop.browser().get(sent.headers["location"]).text
        assert "signed out" not in shop.browser().get("/sign-in?why=%3Cb%3Eidle").text
        stranger = shop.browser().get("/live")
        assert stranger.json() == {"words": "You are not signed in any more.", "sign_in": "/sign-in"}


def test_the_link_of_a_laptop_says_why_it_holds_no_more(own_chain: Path) -> None:
    with served(own_chain, has_users=False) as shop:
        client = shop.browser()
        client.get(f"/enter?token={shop.site.door.link_token()}")
        shop.clock.ahead += door.IDLE_SECONDS + 1
        refused = client.get("/reports")
        assert refused.status_code == 401
        assert "nothing was done for 12 hours: start &#39;tillroll serve&#39; again" in refused.text
        assert "sign_in" not in client.get("/live").json()


def test_an_open_page_alone_does_not_keep_a_session(own_chain: Path) -> None:
    with served(own_chain) as shop:
        client = shop.signed_in("ana")
        codes = []
        for _ in range(3):
            shop.clock.ahead += door.IDLE_SECONDS * 0.6
            codes.append(client.get("/live").status_code)
        assert codes == [200, 401, 401]


@pytest.mark.parametrize(("headers", "last"), [({"X-Live": "1"}, 303), ({"X-Shows": "0"}, 303), ({}, 200)])
def test_a_page_that_fetches_itself_anew_keeps_no_session_alive_either(
    own_chain: Path, headers: dict[str, str], last: int
) -> None:
    with served(own_chain) as shop:
        client, codes = shop.signed_in("ana"), []
        for _ in range(3):
            shop.clock.ahead += door.IDLE_SECONDS * 0.6
            codes.append(client.get("/reports", headers=headers).status_code)
        assert codes == [200, last, last]


def test_a_cookie_that_was_changed_or_signed_out_is_none(own_chain: Path) -> None:
    with served(own_chain) as shop:
        client = shop.signed_in("ana")
        cookie = client.cookies["tillroll"]
        assert shop.browser().get("/reports", headers={"cookie": f"tillroll=x{cookie}"}).status_code == 303
        assert post(client, "/account/sign-out").status_code == 303
        assert shop.browser().get("/reports", headers={"cookie": f"tillroll={cookie}"}).status_code == 303


def test_a_form_without_its_token_or_from_elsewhere_does_nothing(own_chain: Path) -> None:
    with served(own_chain) as shop:
        client, other = shop.signed_in("olive"), shop.signed_in("ana")
        theirs = token_of(other.get("/account"))
        for token in ("", "x.y", theirs):
            assert client.post("/account/sign-out", data={"form_token": token}).status_code == 403
        own = {"form_token": token_of(client.get("/account"))}
        crossed = client.post("/account/sign-out", data=own, headers={"sec-fetch-site": "cross-site"})
        assert crossed.status_code == 403
        assert client.get("/reports").status_code == 200


def test_an_owner_views_as_another_and_that_is_told_and_kept(own_chain: Path) -> None:
    with served(own_chain) as shop:
        client = shop.signed_in("olive")
        assert post(client, "/account/view-as", user="max").status_code == 303
        page = client.get("/reports/sales-by-branch?dates=all")
        assert "You view as <strong>max</strong>" in page.text
        assert "Watford" in page.text
        assert "Mansfield" not in page.text
        assert "Audit log" not in client.get("/account").text
        assert post(client, "/account/view-as", user="").status_code == 303
        assert "Mansfield" in client.get("/reports/sales-by-branch?dates=all").text
        assert {"views as", "views as themselves again"} <= set(kinds(shop))
        assert post(shop.signed_in("max"), "/account/view-as", user="olive").status_code == 403


def test_a_new_password_ends_every_session(own_chain: Path) -> None:
    with served(own_chain) as shop:
        one, two = shop.signed_in("ana"), shop.browser()
        sign_in(two, "ana")
        cookies = [client.cookies["tillroll"] for client in (one, two)]
        assert len(set(cookies)) == 2
        assert [client.get("/reports").status_code for client in (one, two)] == [200, 200]
        new = "another password"
        assert post(one, "/account/password", old="wrong", new=new, again=new).status_code == 403
        assert post(one, "/account/password", old=PASSWORD, new="short", again="short").status_code == 400
        assert post(one, "/account/password", old=PASSWORD, new=new, again=new).status_code == 303
        for cookie in cookies:
            sent = shop.browser().get("/reports", headers={"cookie": f"tillroll={cookie}"})
            assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?why=ended&next=%2Freports")
            assert shop.browser().get("/live", headers={"cookie": f"tillroll={cookie}"}).status_code == 401
        assert sign_in(two, "ana").status_code == 401
        assert sign_in(two, "ana", new).status_code == 303


def test_two_logins_at_once_stand_side_by_side_until_each_is_ended(own_chain: Path) -> None:
    with served(own_chain) as shop:
        one, two = shop.browser(), shop.browser()
        for client in (one, two):
            sign_in(client, "olive")
        assert post(one, "/account/view-as", user="max").status_code == 303
        assert "You view as" in one.get("/reports").text
        assert "You view as" not in two.get("/reports").text
        theirs = token_of(two.get("/account"))
        assert one.post("/account/sign-out", data={"form_token": theirs}).status_code == 403
        assert post(one, "/account/sign-out").status_code == 303
        assert one.get("/reports").status_code == 303
        assert two.get("/reports").status_code == 200


def test_who_views_as_another_is_in_the_audit_log_with_both_names(own_chain: Path) -> None:
    with served(own_chain) as shop:
        client = shop.signed_in("olive")
        post(client, "/account/view-as", user="max")
        assert client.get("/reports/sales-by-day/download.csv?dates=all").status_code == 200
        post(client, "/account/view-as", user="fern")
        assert client.get("/reports/sales-by-day/download.json?dates=all").status_code == 200
        post(client, "/account/view-as", user="")
        assert client.get("/reports/sales-by-day/download.csv").status_code == 200
        post(client, "/account/view-as", user="max")
        post(client, "/account/sign-out")
        told = [(event.user_name, event.kind, event.about) for event in reversed(shop.site.accounts.events(10))]
        assert told == [
            ("olive", "signed in", ""),
            ("olive", "views as", "max"),
            ("olive", "exported", "sales-by-day as csv, dates=all, viewing as max"),
            ("olive", "views as", "fern"),
            ("olive", "exported", "sales-by-day as json, dates=all, viewing as fern"),
            ("olive", "views as themselves again", ""),
            ("olive", "exported", "sales-by-day as csv, no filters"),
            ("olive", "views as", "max"),
            ("olive", "signed out", "viewing as max"),
        ]


WRONG, NEW = "a wrong guess at it", "the password after it"


def test_what_the_server_says_holds_no_secret(own_chain: Path) -> None:
    """What `tillroll serve` and `tillroll users` write while people come by the link, sign in, fail, and are reset."""
    process = start("-v", "serve", "--port", "0", warehouse=own_chain)
    try:
        assert process.stdout
        link = next(line for line in process.stdout if line.startswith("Open ")).split()[1]
        with Client(base_url=link.partition("enter")[0]) as client:
            secrets = [*come_by_link(client, link), *sign_in_and_change(client, own_chain)]
    finally:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert len(secrets) > 8
    assert "a request failed" not in err
    assert not [secret for secret in secrets if secret in out + err]


def test_a_server_that_can_not_listen_says_what_to_do(own_chain: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--warehouse", url(own_chain), "--port", str(port)]) == 2
    assert f"--port {port}: another program listens there: end it, or give another port" in capsys.readouterr().err
    assert main(["serve", "--warehouse", url(own_chain), "--host", "203.0.113.7"]) == 2
    assert "--host 203.0.113.7: this computer has no such address" in capsys.readouterr().err
    assert main(["serve", "--warehouse", url(own_chain), "--host", "no such host"]) == 2
    assert "--host no such host: this computer knows no address of that name" in capsys.readouterr().err


def come_by_link(client: Client, link: str) -> list[str]:
    """One browser comes in by the link of a site without users, and another does not; what was secret."""
    token = link.partition("token=")[2]
    assert client.get("/enter", params={"token": "x" * 30}).status_code == 401
    assert client.get("/enter", params={"token": token}).status_code == 303
    assert client.get("/enter", params={"token": token}).status_code == 401
    page = client.get("/account")
    assert page.status_code == 200
    return [token, client.cookies["tillroll"], token_of(page)]


def sign_in_and_change(client: Client, chain: Path) -> list[str]:
    """Somebody is added, fails, comes in, changes their password and is reset; what was secret."""
    said = run_users("add", "mia", "--role", "owner", chain=chain, typed=PASSWORD)
    client.cookies.clear()
    forms = [token_of(client.get("/sign-in"))]
    form = {"form_token": forms[0], "name": "mia"}
    assert client.post("/sign-in", data=form | {"password": WRONG}).status_code == 401
    assert client.post("/sign-in", data=form | {"form_token": "x", "password": PASSWORD}).status_code == 403
    assert client.post("/sign-in", data=form | {"password": PASSWORD}).status_code == 303
    cookie = client.cookies["tillroll"]
    forms.append(token_of(client.get("/account")))
    fields = {"form_token": forms[1], "new": NEW, "again": NEW}
    assert client.post("/account/password", data=fields | {"old": WRONG}).status_code == 403
    assert client.post("/account/password", data=fields | {"old": PASSWORD}).status_code == 303
    said += run_users("reset", "mia", chain=chain, typed=WRONG)
    assert not [secret for secret in (PASSWORD, WRONG, NEW) if secret in said]
    return [*forms, cookie, PASSWORD, WRONG, NEW]


def run_users(*words: str, chain: Path, typed: str) -> str:
    """What `tillroll users` says to who types a password."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        assert main(["-v", "users", *words, "--warehouse", url(chain)]) in {0, None}
    return said.getvalue()


def test_users_by_command(own_chain: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    where = ("--warehouse", url(own_chain))

    def users(*arguments: str, typed: str = "") -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        return main(["users", *arguments, *where]) or 0

    assert users("add", "mia", "--role", "manager", "--branch", "Watford", typed=f"{PASSWORD}\n") == 0
    assert users("add", "mia", "--role", "owner", typed=f"{PASSWORD}\n") == 2
    assert users("add", "leo", "--role", "manager", typed=f"{PASSWORD}\n") == 2
    assert users("add", "leo", "--role", "manager", "--branch", "Nowhere", typed=f"{PASSWORD}\n") == 2
    assert users("add", "leo", "--role", "king", typed=f"{PASSWORD}\n") == 2
    assert users("add", "leo", "--role", "owner", typed="short\n") == 2
    assert users("list") == 0
    assert "branch watford" in capsys.readouterr().out
    path = own_chain.with_name(f"{own_chain.name}.accounts")
    assert path.stat().st_mode & 0o077 == 0
    assert PASSWORD.encode() not in path.read_bytes()
    assert users("disable", "mia") == 0
    accounts = Accounts(path)
    mia = accounts.find_user("mia")
    accounts.close()
    assert mia
    assert mia.is_disabled
    assert users("reset", "mia", typed=f"{PASSWORD}\n") == 0
    assert users("disable", "nobody") == 2


def test_answers_do_not_wait_for_the_reader_to_say_that_they_came() -> None:
    """Nagle's algorithm and a reader's late acknowledgement together held each answer back by 40 ms."""
    at_once: list[int] = []

    class Answer(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            accepted = transport.get_extra_info("socket")
            at_once.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            transport.close()

    async def visit(opened: socket.socket) -> None:
        async with await asyncio.get_running_loop().create_server(Answer, sock=opened):
            reader, writer = await asyncio.open_connection("127.0.0.1", port_of([opened]))
            await reader.read()
            writer.close()
            await writer.wait_closed()

    with listening("127.0.0.1", 0) as sockets:
        asyncio.run(visit(sockets[0]))
    assert len(at_once) == 1
    assert at_once[0] != 0
