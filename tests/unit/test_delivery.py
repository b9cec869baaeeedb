"""The delivery rules, history by history.

A file is a word: each letter is a sale, at the minute of its place in the alphabet; a capital is another sale of the
same minute. `!` at the end means rejected rows. Files are delivered in the order in which they stand.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from uuid import UUID

import pytest

from tillroll.contract.values import Keep, Outcome, Source
from tillroll.delivery import RETURNS, SHRINKS, STRANGER, DayState, Decision, Delivery, Event, fold_day

OPENING = datetime(2021, 8, 25, 9, 0)


def at(place: int) -> datetime:
    return OPENING + timedelta(hours=place)


def document(word: str) -> UUID:
    return UUID(bytes=word.encode().ljust(16, b"\0"))


def file(word: str, place: int, till: str = "", source: Source = "file") -> Delivery:
    claims = {ord(letter): ord(letter.lower()) for letter in word if letter.isalpha()}
    return Delivery(document(word + till), at(place), till, claims, word.endswith("!"), source)


def says(word: str, keep: Keep, place: int = 50, *, always: bool = False) -> Decision:
    return Decision(document(word), "", at(place), keep, always)


def day(*steps: str | Event) -> list[Event]:
    return [file(step, place) if isinstance(step, str) else step for place, step in enumerate(steps)]


def counted(state: DayState) -> str:
    return "".join(sorted(map(chr, state.current), key=lambda letter: (letter.lower(), letter)))


def outcomes(state: DayState) -> list[Outcome]:
    """What became of each delivery, in the order of delivery."""
    found = sorted(state.judgements.items(), key=lambda item: item[0][1])
    return [judgement.outcome for _, judgement in found]


HISTORIES: dict[str, tuple[Sequence[Event], str, list[Outcome]]] = {
    "a day": (day("abcd"), "abcd", ["loaded"]),
    "a day, then the same": (day("abcd", "abcd"), "abcd", ["loaded", "duplicate"]),
    "a day, then the same sales in another file": (day("abcd", "dcba"), "abcd", ["loaded", "duplicate"]),
    "part, then whole": (day("ab", "abcd"), "abcd", ["loaded", "extended"]),
    "whole, then cut off": (day("abcdef", "abc"), "abcdef", ["loaded", "contained"]),
    "cut off, released": (day("abcdef", "acd", says("acd", "new")), "acdef", ["loaded", "corrected"]),
    "morning, then afternoon": (day("abc", "xyz"), "abcxyz", ["loaded", "extended"]),
    "afternoon, then morning": (day("xyz", "abc"), "abcxyz", ["loaded", "extended"]),
    "late hours": (day("abcd", "yz"), "abcdyz", ["loaded", "extended"]),
    "two parts, one cut off": (day("abcd", "wxyz", "abd"), "abcdwxyz", ["loaded", "extended", "contained"]),
    "two parts, one corrected": (day("abcd", "wxyz", "abCd"), "abCdwxyz", ["loaded", "extended", "corrected"]),
    "a corrected day": (day("abcd", "abCd"), "abCd", ["loaded", "corrected"]),
    "a sale taken out of the middle": (day("abcd", "abd"), "abcd", ["loaded", "contained"]),
    "a sale taken out, and one put in": (day("abcd", "abBd"), "aBbd", ["loaded", "corrected"]),
    "a correction of part of a day": (day("abcdef", "bCd"), "abCdef", ["loaded", "corrected"]),
    "A, B, A": (day("abcd", "abCd", file("abcd", 2)), "abCd", ["loaded", "corrected", "held"]),
    "A, B, A released": (
        day("abcd", "abCd", file("abcd", 2), says("abcd", "new")),
        "abcd",
        ["loaded", "corrected", "corrected"],
    ),
    "A, B, B": (day("abcd", "abCd", "abCd"), "abCd", ["loaded", "corrected", "duplicate"]),
    "half in common is kin": (day("abcd", "abEF"), "abEF", ["loaded", "corrected"]),
    "less than half in common is a stranger": (day("abcd", "aEFG"), "abcd", ["loaded", "held"]),
    "a stranger": (day("aceg", "bdf"), "aceg", ["loaded", "held"]),
    "a stranger, both kept": (day("aceg", "bdf", says("bdf", "both")), "abcdefg", ["loaded", "extended"]),
    "a stranger, old kept": (day("aceg", "bdf", says("bdf", "old")), "aceg", ["loaded", "dismissed"]),
    "a stranger, new kept": (day("aceg", "bdf", says("bdf", "new")), "abdfg", ["loaded", "corrected"]),
    "a shift in a gap": (day("abyz", "mno"), "abmnoyz", ["loaded", "extended"]),
    "a stranger around a shift": (day("mno", "az"), "mno", ["loaded", "held"]),
    "a stranger whose sales come by another way": (
        day("aceg", "bdf", "abcdefg"),
        "abcdefg",
        ["loaded", "contained", "extended"],
    ),
    "a standing rule": (
        day("aceg", "bdf", says("bdf", "both", 2, always=True), "BDF"),
        "aBbcDdeFfg",
        ["loaded", "extended", "extended"],
    ),
    "a standing rule made later": (
        day("aceg", "bdf", "BDF", says("BDF", "both", always=True)),
        "aBbcDdeFfg",
        ["loaded", "extended", "extended"],
    ),
    "of two standing rules the later": (
        day("aceg", "bdf", says("bdf", "both", 2, always=True), says("bdf", "old", 3, always=True)),
        "aceg",
        ["loaded", "dismissed"],
    ),
    "a standing rule for the new": (
        day("aceg", "bdf", says("x", "new", always=True)),
        "abdfg",
        ["loaded", "corrected"],
    ),
    "a standing rule for the new, and rejected rows": (
        day("aceg", "bdf!", says("x", "new", always=True)),
        "aceg",
        ["loaded", "held"],
    ),
    "late hours, then the day's correction": (
        day("abcd", "yz", "abCd"),
        "abCdyz",
        ["loaded", "extended", "corrected"],
    ),
    "rejected rows withdraw nothing": (day("abcd", "abE!"), "abcdE", ["loaded", "extended"]),
    "rejected rows among what is there": (day("abcd", "abd!"), "abcd", ["loaded", "contained"]),
    "the whole after rejected rows": (day("abd!", "abcd"), "abcd", ["loaded", "extended"]),
    "what a stranger speaks for is not withdrawn": (
        day("abcd", "bxyz", says("bxyz", "both", 2), "aCcd"),
        "abCcdxyz",
        ["loaded", "extended", "extended"],
    ),
    "a decision on nobody": (day("abcd", says("?", "new")), "abcd", ["loaded"]),
    "a decision on what stands": (day("abcd", says("abcd", "old")), "abcd", ["loaded"]),
    "a file without a sale": (day("abcd", "!"), "abcd", ["loaded"]),
}


@pytest.mark.parametrize("history", HISTORIES)
def test_a_history_leads_to_its_state(history: str) -> None:
    events, current, became = HISTORIES[history]
    state = fold_day(events)
    assert (counted(state), outcomes(state)) == (current, became)


def test_the_order_and_number_of_arrivals_do_not_matter() -> None:
    for events, *_ in HISTORIES.values():
        assert all(fold_day([*shuffled, shuffled[0]]) == fold_day(events) for shuffled in permutations(events))


def test_what_needs_a_person_says_why() -> None:
    def reasons(*steps: str | Event) -> list[str | None]:
        return [judgement.reason for judgement in fold_day(day(*steps)).judgements.values()]

    assert reasons("abcd", "abc") == [None, SHRINKS]
    assert reasons("aceg", "bdf") == [None, STRANGER]
    assert reasons("abcd", "abCd", file("abcd", 2)) == [None, None, RETURNS]


def test_two_decisions_of_one_moment_are_taken_in_one_order() -> None:
    both = (says("bdf", "both"), says("bdf", "old"))
    assert fold_day(day("aceg", "bdf", *both)) == fold_day(day("aceg", "bdf", *reversed(both)))


def test_a_document_that_speaks_for_nothing_does_not_stand() -> None:
    assert fold_day(day("abcd", "ABCD", says("ABCD", "new"))).standing == {(document("ABCD"), "")}


# --- tills ---


def test_two_tills_do_not_meet() -> None:
    state = fold_day([file("aceg", 0, "1"), file("bdf", 1, "2")])
    assert (counted(state), outcomes(state)) == ("abcdefg", ["loaded", "loaded"])


@pytest.mark.parametrize("tills", [("", "1"), ("1", "")])
def test_an_unknown_till_meets_every_till(tills: tuple[str, str]) -> None:
    state = fold_day([file("aceg", 0, tills[0]), file("bdf", 1, tills[1])])
    assert outcomes(state) == ["loaded", "held"]


# --- stream ---


@pytest.mark.parametrize("place", [0, 2])
def test_a_file_speaks_for_the_stream_inside_its_window(place: int) -> None:
    state = fold_day([file("bcd", place), file("bCz", 1, source="stream")])
    assert (counted(state), state.is_provisional) == ("bcdz", True)


def test_a_day_of_the_stream_alone_is_provisional() -> None:
    state = fold_day([file("abc", 0, source="stream")])
    assert (counted(state), state.is_provisional, state.judgements) == ("abc", True, {})


def test_a_day_that_a_file_covers_is_not_provisional() -> None:
    assert not fold_day([file("abcd", 1), file("bC", 2, source="stream")]).is_provisional


def test_a_file_with_rejected_rows_does_not_speak_for_the_stream() -> None:
    assert counted(fold_day([file("ad!", 1), file("bc", 2, source="stream")])) == "abcd"


def test_a_file_of_another_till_does_not_speak_for_the_stream() -> None:
    assert counted(fold_day([file("ad", 1, "1"), file("bc", 2, "2", source="stream")])) == "abcd"
