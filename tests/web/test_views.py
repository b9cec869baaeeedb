"""Pages that are shown again: of which state they are, and when the one of just before will do."""

import threading
from collections.abc import Iterator

import pytest

from tillroll.web import limits, views
from tillroll.web.errors import TooBusy, TooSlow
from tillroll.web.limits import Gate
from tillroll.web.views import Stamp, Views

OLD, NEW, DECIDED = Stamp("one", 0, 1), Stamp("two", 0, 1), Stamp("two", 1, 1)


@pytest.fixture
def kept() -> Iterator[Views]:
    found = Views()
    yield found
    found.close()


def test_the_page_of_just_before_is_shown_while_a_new_one_is_made(kept: Views) -> None:
    may_go, made = threading.Event(), threading.Event()

    def slowly(_: Stamp) -> str:
        may_go.wait(10)
        made.set()
        return "new"

    assert kept.get("page", OLD, lambda _: "old") == "old"
    assert kept.get("page", NEW, slowly) == "old"
    may_go.set()
    assert made.wait(10)
    assert kept.get("page", NEW, lambda _: "newer", must_be_new=True) == "new"


def test_no_more_pages_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "LONGEST_VIEWS", 10)
    found, made = Views(), list[str]()

    def page(name: str) -> str:
        def make(_: Stamp) -> str:
            made.append(name)
            return name * 4

        return found.get(name, OLD, make)

    for name in ("a", "b", "a", "c", "a", "b", "d"):
        assert page(name) == name * 4
    assert made == ["a", "b", "c", "b", "d"]
    long = found.get("long", OLD, lambda _: "h" * 100)
    assert found.get("long", OLD, lambda _: "again") == long
    found.close()


def test_a_part_is_made_anew_for_other_data_and_not_for_time_alone(kept: Views) -> None:
    later = Stamp(OLD.version, OLD.decisions, OLD.stretch + 1)
    assert kept.part("chart", OLD, lambda _: "old") == "old"
    assert kept.part("chart", later, lambda _: "later", must_be_new=True) == "old"
    assert kept.part("chart", NEW, lambda _: "new", must_be_new=True) == "new"


def test_what_must_be_new_is(kept: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    assert kept.get("page", OLD, lambda _: "old") == "old"
    assert kept.get("page", DECIDED, lambda _: "decided") == "decided"
    assert kept.get("live", OLD, lambda _: "old") == "old"
    assert kept.get("live", NEW, lambda _: "new", must_be_new=True) == "new"
    monkeypatch.setattr(views, "LAG_SECONDS", -1.0)
    assert kept.get("late", OLD, lambda _: "old") == "old"
    assert kept.get("late", NEW, lambda _: "new") == "new"


def test_what_was_looked_at_lately_is_made_before_it_is_asked_for(kept: Views) -> None:
    made: list[Stamp] = []

    def make(stamp: Stamp) -> str:
        made.append(stamp)
        return stamp.version

    assert kept.get("page", OLD, make) == "one"
    kept.warm(NEW)
    assert made == [OLD, NEW]
    assert kept.get("page", NEW, make, must_be_new=True) == "two"
    assert made == [OLD, NEW]


def test_what_people_have_before_them_is_made_anew_before_they_ask(kept: Views) -> None:
    made = threading.Event()

    def make(stamp: Stamp) -> str:
        if stamp == NEW:
            made.set()
        return stamp.version

    assert kept.get("page", OLD, make, visitor="ann") == "one"
    assert kept.get("another", OLD, lambda stamp: stamp.version, visitor="bob") == "one"
    kept.renew(NEW)
    assert made.wait(10)
    assert kept.get("page", NEW, lambda _: "made by who asked", visitor="ann", must_be_new=True) == "two"


def test_a_part_of_a_page_shows_what_its_page_shows(kept: Views) -> None:
    assert kept.part("chart", OLD, lambda _: "old") == "old"
    assert kept.part("chart", NEW, lambda _: "new") == "old"
    assert kept.part("chart", NEW, lambda _: "new", must_be_new=True) == "new"


def test_who_waits_for_another_waits_no_longer_than_a_request_may(kept: Views, monkeypatch: pytest.MonkeyPatch) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def slowly(_: Stamp) -> str:
        has_begun.set()
        may_end.wait(10)
        return "made"

    first = threading.Thread(target=kept.get, args=("page", OLD, slowly))
    first.start()
    has_begun.wait(10)
    monkeypatch.setattr(limits, "LONGEST_SECONDS", 0.0)
    with pytest.raises(TooSlow):
        kept.get("page", OLD, slowly)
    may_end.set()
    first.join()


def test_a_gate_lets_so_many_in() -> None:
    gate = Gate(1)
    with gate.passing(), pytest.raises(TooBusy), gate.passing():
        pass
    with gate.passing():
        pass
