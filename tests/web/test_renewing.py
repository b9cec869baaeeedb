"""What is made anew after a change: in which order, how often, and for whom not at all."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest

from tillroll.web import renewing
from tillroll.web.renewing import Renewals


@dataclass
class Shop:
    """A queue, what was made of it so far, and hands on what holds it and on the state of the data."""

    is_held: threading.Event = field(default_factory=threading.Event)
    state: str = "one"
    made: list[str] = field(default_factory=list)
    renewals: Renewals = field(init=False)

    def __post_init__(self) -> None:
        self.renewals = Renewals(self.is_held.is_set, lambda: self.state)

    def want(self, key: str) -> renewing.Renewal:
        return self.renewals.want(key, partial(self.made.append, key))


@pytest.fixture
def shop() -> Iterator[Shop]:
    found = Shop()
    yield found
    found.is_held.clear()
    found.renewals.close()


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_most_people_have_before_them_is_made_first_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "_WORKERS", 1)
    one = Shop()
    one.is_held.set()
    for visitor, key in (("ann", "branch"), ("bob", "chain"), ("cid", "chain")):
        one.renewals.turned(visitor, key)
    assert one.renewals.out_of_date() == ["chain", "branch"]
    wanted = [one.want(key) for key in ("branch", "chain", "chain")]
    assert wanted[1] is wanted[2]
    one.is_held.clear()
    until(lambda: one.renewals.is_idle)
    one.renewals.close()
    assert one.made == ["chain", "branch"]


def test_who_turns_from_page_to_page_keeps_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "_WORKERS", 1)
    shop = Shop()
    shop.is_held.set()
    shop.renewals.turned("ann", "left")
    time.sleep(0.02)
    shop.renewals.turned("bob", "branch")
    shop.want("branch")
    time.sleep(0.02)
    shop.renewals.turned("ann", "hers")
    shop.want("hers")
    shop.is_held.clear()
    until(lambda: shop.renewals.is_idle)
    shop.renewals.close()
    assert shop.made == ["hers", "branch"]


def test_a_page_that_was_left_is_not_made(shop: Shop) -> None:
    shop.is_held.set()
    shop.renewals.turned("ann", "left")
    left = shop.want("left")
    shop.renewals.turned("ann", "open")
    shop.want("open")
    shop.is_held.clear()
    until(lambda: shop.renewals.is_idle)
    assert shop.made == ["open"]
    shop.renewals.wait_for(left, "ann", 10.0)
    assert not left.is_over.is_set()


def test_a_page_that_looks_for_no_news_is_not_open(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.renewals.turned("ann", "page")
    assert shop.renewals.out_of_date() == ["page"]
    monkeypatch.setattr(renewing, "FIRST_LOOK_SECONDS", -1.0)
    assert shop.renewals.out_of_date() == []
    shop.renewals.looked("ann")
    assert shop.renewals.out_of_date() == ["page"]
    monkeypatch.setattr(renewing, "OPEN_SECONDS", -1.0)
    assert shop.renewals.out_of_date() == []


def test_who_waits_is_told_when_it_is_made_even_of_a_failure(shop: Shop) -> None:
    shop.renewals.turned("ann", "page")
    shop.renewals.wait_for(shop.want("page"), "ann", 10.0)
    assert shop.made == ["page"]

    def fail() -> None:
        raise ValueError

    renewal = shop.renewals.want("page", fail)
    shop.renewals.wait_for(renewal, "ann", 10.0)
    assert renewal.is_over.is_set()
    shop.renewals.wait_for(shop.want("page"), "ann", 10.0)
    assert shop.made == ["page", "page"]


def test_what_is_being_made_of_a_state_that_is_past_is_made_once_more(shop: Shop) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def slowly() -> None:
        has_begun.set()
        may_end.wait(10)
        shop.made.append("page")

    shop.renewals.turned("ann", "page")
    first = shop.renewals.want("page", slowly)
    has_begun.wait(10)
    assert shop.want("page") is first
    shop.state = "two"
    second = shop.want("page")
    assert second is not first
    may_end.set()
    shop.renewals.wait_for(second, "ann", 10.0)
    assert shop.made == ["page", "page"]


def test_no_more_wait_than_leave_room_for_others(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "_MOST_AWAITED", 0)
    shop.is_held.set()
    shop.renewals.turned("ann", "page")
    since = time.monotonic()
    shop.renewals.wait_for(shop.want("page"), "ann", 10.0)
    assert time.monotonic() - since < 5
