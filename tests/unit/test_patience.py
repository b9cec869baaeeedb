"""What is tried again is tried after pauses: longer and longer, never quite the same, and not for ever."""

import time
from itertools import islice

import psycopg
import pytest

from tillroll.adapters.postgres.connection import SECONDS_TO_RECONNECT, Place, Row, reconnect
from tillroll.errors import ConfigurationError, TryAgainLater, WorkLost
from tillroll.patience import ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE, give_way, pauses, persistently

PLACE = Place({}, "PostgreSQL at db.example.com (sales)")


class Clock:
    """A time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def now(self) -> float:
        return sum(self.slept)


def assert_grow(slept: list[float]) -> None:
    """Each is at most the double of the one before's bound, and at least half of its own."""
    bounds = [min(FIRST_PAUSE * 2**number, LONGEST_PAUSE) for number in range(len(slept))]
    assert [pause for pause, bound in zip(slept, bounds, strict=True) if not bound / 2 <= pause <= bound] == []


def test_pauses_grow_to_a_bound_and_differ() -> None:
    found = list(islice(pauses(), 50))
    assert_grow(found)
    assert len(set(found[-20:])) > 1


def test_long_work_gives_way_now_and_then_and_longer_after_a_long_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    began = time.perf_counter() + 60
    now, turns = [began], list[float]()

    def sleep(_seconds: float) -> None:
        turns.append(now[0])
        now[0] += 0.004

    monkeypatch.setattr("tillroll.patience.time.perf_counter", lambda: now[0])
    monkeypatch.setattr("tillroll.patience.time.sleep", sleep)
    for _ in range(100):
        give_way()
        now[0] += 0.0001
    assert [turn - began for turn in turns] == pytest.approx([0, 0.008, 0.016], abs=0.0003)


def test_work_that_is_lost_is_done_again_after_pauses() -> None:
    clock, fates = Clock(), [WorkLost("once"), WorkLost("twice"), None]

    def work() -> str:
        if fate := fates.pop(0):
            raise fate
        return "done"

    assert persistently(work, clock.sleep) == "done"
    assert len(clock.slept) == 2
    assert_grow(clock.slept)


def test_work_that_is_always_lost_is_given_up_without_a_last_pause() -> None:
    clock, tried = Clock(), []

    def work() -> None:
        tried.append(clock.now())
        raise WorkLost("always")

    with pytest.raises(WorkLost):
        persistently(work, clock.sleep)
    assert (len(tried), len(clock.slept)) == (ATTEMPTS, ATTEMPTS - 1)


def test_other_faults_are_not_tried_again() -> None:
    clock = Clock()

    def work() -> None:
        raise ConfigurationError("wrong")

    with pytest.raises(ConfigurationError):
        persistently(work, clock.sleep)
    assert clock.slept == []


def reconnected(words: str) -> tuple[list[float], Exception]:
    """When a server that says nothing else was asked, and how it ended."""
    clock, asked = Clock(), []

    def new(_place: Place) -> psycopg.Connection[Row]:
        asked.append(clock.now())
        raise psycopg.OperationalError(words)

    with pytest.raises((ConfigurationError, TryAgainLater)) as told:
        reconnect(PLACE, new, sleep=clock.sleep, clock=clock.now)
    assert_grow(clock.slept)
    return asked, told.value


def test_a_server_that_starts_again_is_asked_for_a_minute() -> None:
    asked, told = reconnected("the database system is starting up")
    assert isinstance(told, TryAgainLater)
    assert SECONDS_TO_RECONNECT - LONGEST_PAUSE <= asked[-1] <= SECONDS_TO_RECONNECT
    assert SECONDS_TO_RECONNECT / LONGEST_PAUSE < len(asked) < 40


def test_a_server_that_refuses_for_good_is_asked_once() -> None:
    asked, told = reconnected('password authentication failed for user "u"')
    assert isinstance(told, ConfigurationError)
    assert asked == [0]
