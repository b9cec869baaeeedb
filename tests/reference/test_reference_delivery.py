"""The fold gives what the design says, history by history.

A document is a word of letters: each letter is a sale, at the minute of its place in the alphabet.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.reference.delivery import Decision, Delivery, Event, Outcome, fold


def day(*steps: str | Decision | Delivery) -> list[Event]:
    """One event per step, in order: a word is a file of those sales, and `!` at its end a rejected row."""
    return [file(step, at) if isinstance(step, str) else step for at, step in enumerate(steps, start=1)]


def file(word: str, at: int, till: str = "", source: str = "file") -> Delivery:
    letters = word.rstrip("!")
    claims = {letter + till: ord(letter.lower()) for letter in letters}
    return Delivery(till + word, at, till, claims, word.endswith("!"), "stream" if source == "stream" else "file")


def said(events: Sequence[Event]) -> tuple[str, list[Outcome]]:
    """The current sales as a word, and the outcomes in order of delivery."""
    result = fold(events)
    outcomes = [outcome for _, outcome in sorted(result.outcomes.items(), key=lambda item: item[0][1])]
    return "".join(sorted(result.current)), outcomes


HISTORIES = {
    "whole day, then the same": (day("abcd", "abcd"), "abcd", ["loaded", "duplicate"]),
    "part, then whole": (day("ab", "abcd"), "abcd", ["loaded", "extended"]),
    "whole, then cut off": (day("abcdef", "abc"), "abcdef", ["loaded", "contained"]),
    "cut off, released as a correction": (
        day("abcdef", "acd", Decision(3, "acd", "new")),
        "acdef",
        ["loaded", "corrected"],
    ),
    "morning, then afternoon": (day("abc", "xyz"), "abcxyz", ["loaded", "extended"]),
    "afternoon, then morning": (day("xyz", "abc"), "abcxyz", ["loaded", "extended"]),
    "two parts, one corrected": (day("abcd", "wxyz", "abd"), "abcdwxyz", ["loaded", "extended", "contained"]),
    "two parts, one replaced": (day("abcd", "wxyz", "abBd"), "Babdwxyz", ["loaded", "extended", "corrected"]),
    "corrected file": (day("abcd", "abCd"), "Cabd", ["loaded", "corrected"]),
    "A, B, A": (day("abcd", "abCd", "abcd"), "Cabd", ["loaded", "corrected", "held"]),
    "A, B, A, A": (
        day("abcd", "abCd", file("abcd", 3), file("abcd", 4)),
        "Cabd",
        ["loaded", "corrected", "held", "held"],
    ),
    "A, B, A, released": (
        day("abcd", "abCd", "abcd", Decision(4, "abcd", "new")),
        "abcd",
        ["loaded", "corrected", "corrected"],
    ),
    "a stranger": (day("aceg", "bdf"), "aceg", ["loaded", "held"]),
    "a stranger, both kept": (day("aceg", "bdf", Decision(3, "bdf", "both")), "abcdefg", ["loaded", "extended"]),
    "a stranger, old kept": (day("aceg", "bdf", Decision(3, "bdf", "old")), "aceg", ["loaded", "dismissed"]),
    "a stranger, new kept": (day("aceg", "bdf", Decision(3, "bdf", "new")), "abdfg", ["loaded", "corrected"]),
    "a standing rule": (
        day("aceg", "bdf", Decision(3, "bdf", "both", always=True), "BDF"),
        "BDFabcdefg",
        ["loaded", "extended", "extended"],
    ),
    "a stranger whose sales come by another way": (
        day("aceg", "bdf", "abcdefg"),
        "abcdefg",
        ["loaded", "contained", "extended"],
    ),
    "late sales, then the day's correction": (day("abcd", "yz", "abCd"), "Cabdyz", ["loaded", "extended", "corrected"]),
    "a re-save with rejected rows": (day("abcd", "abE!"), "Eabcd", ["loaded", "extended"]),
    "a sale that another document speaks for is not lacking": (
        day("abcd", "bxyz", Decision(3, "bxyz", "both"), "acd"),
        "abcdxyz",
        ["loaded", "extended", "contained"],
    ),
    "a changed day lacks only what nobody else speaks for": (
        day("abcd", "bxyz", Decision(3, "bxyz", "both"), "aCcd"),
        "Cabcdxyz",
        ["loaded", "extended", "extended"],
    ),
    "part of a corrected day": (day("abcd", "abCd", "ab"), "Cabd", ["loaded", "corrected", "contained"]),
}


@pytest.mark.parametrize(("events", "current", "outcomes"), HISTORIES.values(), ids=HISTORIES.keys())
def test_a_history_leads_to_its_state(events: list[Event], current: str, outcomes: list[str]) -> None:
    assert said(events) == (current, outcomes)


def test_the_order_and_number_of_arrivals_at_the_fold_do_not_matter() -> None:
    events, *_ = HISTORIES["A, B, A, released"]
    assert fold(events[::-1] * 2) == fold(events)


def test_two_tills_do_not_meet() -> None:
    tills = [file("ace", 1, till="1"), file("bdf", 2, till="2")]
    assert said(tills) == ("a1b2c1d2e1f2", ["loaded", "loaded"])


def test_a_file_without_a_till_meets_every_till() -> None:
    assert said([file("ace", 1, till="1"), file("bdf", 2)])[1] == ["loaded", "held"]


@pytest.mark.parametrize("file_at", [1, 3])
def test_a_file_speaks_for_the_stream_inside_its_window(file_at: int) -> None:
    result = fold([file("bcd", file_at), file("bCz", 2, source="stream")])
    assert (result.current, result.provisional) == (frozenset("bcdz"), True)


def test_a_stream_that_a_file_covers_is_not_provisional() -> None:
    assert not fold([file("abcd", 1), file("bC", 2, source="stream")]).provisional


def test_a_file_with_rejected_rows_leaves_the_stream_current() -> None:
    assert fold([file("ad!", 1), file("bc", 2, source="stream")]).current == set("abcd")
