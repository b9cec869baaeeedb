"""Guesses at passwords: many at once are counted one by one, and take neither all memory nor the door from others."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.sites import HOME, PASSWORD, Served, served, sign_in
from tillroll.errors import ConfigurationError
from tillroll.web import app, door
from tillroll.web.errors import SignInFirst, TooBusy, TooMany
from tillroll.web.limits import Gate, Places
from tillroll.web.server import check_proxies, make_server

WRONG = "not the password"


class Slow:
    """A hasher to which every password but one is wrong. It takes a moment, and knows how many use it at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_hand, self.most = 0, 0

    def verify(self, _password_hash: str, password: str) -> bool:
        with self._lock:
            self._in_hand += 1
            self.most = max(self.most, self._in_hand)
        time.sleep(0.05)
        with self._lock:
            self._in_hand -= 1
        return password == PASSWORD


@pytest.fixture(autouse=True)
def hasher(monkeypatch: pytest.MonkeyPatch) -> Slow:
    slow = Slow()
    monkeypatch.setattr(door, "_HASHER", slow)
    return slow


@pytest.fixture
def shop(own_chain: Path) -> Iterator[Served]:
    with served(own_chain) as found:
        yield found


def at_once(tries: Sequence[tuple[str, str, str]], shop: Served) -> Counter[str]:
    """What becomes of tries by name, password and address that begin in the same moment, each in its thread."""
    start = threading.Barrier(len(tries))

    def one(tried: tuple[str, str, str]) -> str:
        start.wait()
        try:
            shop.site.door.sign_in(*tried)
        except (SignInFirst, TooMany, TooBusy) as error:
            return type(error).__name__
        return "in"

    with ThreadPoolExecutor(len(tries)) as pool:
        return Counter(pool.map(one, tries))


def test_guesses_at_once_are_no_way_around_the_throttle(shop: Served) -> None:
    of_one_name = at_once([("max", WRONG, f"10.0.0.{each}") for each in range(40)], shop)
    assert of_one_name == {"SignInFirst": 5, "TooMany": 35}
    from_one_address = at_once([(f"nobody {each}", WRONG, "10.0.1.1") for each in range(50)], shop)
    assert from_one_address == {"SignInFirst": 30, "TooMany": 20}
    assert at_once([("ana", PASSWORD, "10.0.2.1")], shop) == {"in": 1}


def test_who_signs_in_uses_no_tries_up(shop: Served) -> None:
    for _ in range(40):
        assert at_once([("ana", PASSWORD, "10.0.0.1")] * 2, shop) == {"in": 2}


def test_few_hashes_are_worked_out_at_once(shop: Served, hasher: Slow) -> None:
    tries = [(f"nobody {each}", WRONG, f"10.0.0.{each}") for each in range(20)]
    assert at_once(tries, shop) == {"SignInFirst": 20}
    assert 1 < hasher.most <= door.MOST_HASHES


def test_who_finds_no_place_at_the_door_is_told_when_to_come_again(
    shop: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And has lost no try by it."""
    with monkeypatch.context() as full:
        full.setattr(door, "_HASHING", Places(0, 0.01, "too many people sign in at once"))
        client = shop.browser()
        for _ in range(6):
            answer = sign_in(client, "ana")
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "5"
            assert "Too many people sign in at once" in answer.text
    assert sign_in(client, "ana").status_code == 303
    monkeypatch.setattr(app, "Gate", lambda *most: Gate(0 if most else 1))
    shut = shop.browser()
    assert sign_in(shut, "ana").status_code == 503
    shut.cookies = client.cookies
    assert shut.get("/reports").status_code == 200


def test_who_tried_too_often_is_told_when_to_come_again(shop: Served) -> None:
    client = shop.browser()
    for _ in range(5):
        assert sign_in(client, "max", WRONG).status_code == 401
    answer = sign_in(client, "max")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "900")


def test_refused_tries_are_in_the_audit_log_once_a_quarter_of_an_hour(shop: Served) -> None:
    """So that nobody makes the log grow by guessing on; guesses at names that nobody has stand there once a minute."""
    for _ in range(20):
        at_once([("max", WRONG, "10.0.0.1"), *((f"nobody {each}", WRONG, "10.0.0.2") for each in range(4))], shop)
    assert told(shop) == {
        ("max", "sign-in failed"): 5,
        ("max", "sign-in refused"): 1,
        ("somebody unknown", "sign-in failed"): 1,
        ("somebody unknown", "sign-in refused"): 1,
    }
    shop.clock.ahead += 16 * 60
    for _ in range(6):
        at_once([("max", WRONG, "10.0.0.1")], shop)
    assert told(shop)["max", "sign-in refused"] == 2


def told(shop: Served) -> Counter[tuple[str, str]]:
    return Counter((event.user_name, event.kind) for event in shop.site.accounts.events(1000))


# Behind another web server


def behind(shop: Served, *proxies: str) -> Callable[[str, str], TestClient]:
    """Browsers whose requests come by way of an address, which says from which address and that they came over TLS."""
    server = make_server(shop.site, proxies, lambda: None)
    server.config.load()

    def browser(by_way_of: str, from_address: str) -> TestClient:
        headers = {"X-Forwarded-For": from_address, "X-Forwarded-Proto": "https"}
        return TestClient(
            server.config.loaded_app,
            base_url=HOME,
            follow_redirects=False,
            client=(by_way_of, 50_000),
            headers=headers,
        )

    return browser


@pytest.mark.parametrize(
    ("proxies", "by_way_of", "is_known"),
    [
        ((), "127.0.0.1", True),
        ((), "10.0.0.5", False),
        (("10.0.0.5",), "10.0.0.5", True),
        (("10.0.0.0/28",), "10.0.0.5", True),
    ],
)
def test_people_behind_a_proxy_that_is_named_are_told_apart(
    shop: Served, proxies: tuple[str, ...], by_way_of: str, *, is_known: bool
) -> None:
    browser = behind(shop, *proxies)
    form = browser(by_way_of, "203.0.113.1").get("/sign-in")
    assert ("strict-transport-security" in form.headers) == is_known
    assert ("Secure" in form.headers["set-cookie"]) == is_known
    at_once([(f"nobody {each}", WRONG, "203.0.113.1" if is_known else by_way_of) for each in range(30)], shop)
    assert shop.site.door.sign_in("olive", PASSWORD, "198.51.100.7")
    answers = {each: tried_from(browser(by_way_of, each)) for each in ("203.0.113.1", "203.0.113.2")}
    assert answers == {"203.0.113.1": 429, "203.0.113.2": 401 if is_known else 429}


def tried_from(client: TestClient) -> int:
    """The status of a wrong password; over TLS the client keeps the form's cookie by itself only if it is told so."""
    form = client.get("/sign-in")
    token = form.text.partition('name="form_token" value="')[2].partition('"')[0]
    key = form.headers["set-cookie"].partition("tillroll_form=")[2].partition(";")[0]
    data = {"form_token": token, "name": "ana", "password": WRONG}
    return client.post("/sign-in", data=data, headers={"cookie": f"tillroll_form={key}"}).status_code


@pytest.mark.parametrize("name", ["*", "proxy.example", ""])
def test_a_proxy_is_named_by_its_address(name: str) -> None:
    with pytest.raises(ConfigurationError, match="give an address or a network"):
        check_proxies([name])
