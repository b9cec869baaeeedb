"""What the benchmark of the deployed stack makes of its figures: a loss is told, and noise is no measure."""

import random
from dataclasses import replace

import pytest

from benchmarks.cloud import template_memory
from benchmarks.cloud_figures import Drained, Timed, fitted

WHOLE = Drained(
    put_at={"a": 10.0, "b": 11.0},
    put_in=1.0,
    visible=[("a", 12.0, "loaded"), ("b", 15.0, "loaded"), ("branches.csv", 9.0, "loaded")],
    sold=(20, 4000),
    found=(20, 4000),
    left={},
)


def test_files_that_are_all_there_once_are_no_fault() -> None:
    WHOLE.check()
    assert "p50 3.0 s" in "\n".join(WHOLE.lines)


@pytest.mark.parametrize(
    ("drained", "words"),
    [
        (replace(WHOLE, visible=WHOLE.visible[1:]), "files lost: 1"),
        (replace(WHOLE, visible=[*WHOLE.visible, ("a", 16.0, "duplicate")]), "files with more than one receipt: 1"),
        (replace(WHOLE, visible=[("a", 12.0, "loaded"), ("b", 15.0, "held")]), "files not loaded: 1"),
        (replace(WHOLE, left={"TILLROLL_FILES_DLQ": 2}), "messages set aside in TILLROLL_FILES_DLQ: 2"),
        (replace(WHOLE, found=(21, 4200)), "20 sales of 4,000 pence were put, and the warehouse has 21 of 4,200"),
        (replace(WHOLE, found=(20, 3999)), "the warehouse has 20 of 3,999"),
    ],
)
def test_a_load_that_did_not_drain_whole_fails(drained: Drained, words: str) -> None:
    with pytest.raises(SystemExit, match="the load did not drain whole") as caught:
        drained.check()
    assert words in str(caught.value)


def calls(files: int, sales: int, *noise: float) -> list[Timed]:
    """Calls that take 200 ms, 5 a file and 0.2 a sale, and some noise."""
    return [Timed(files, sales, 200 + 5 * files + 0.2 * sales + each) for each in noise]


def test_what_a_call_a_file_and_a_sale_take_is_found_again() -> None:
    found = fitted(calls(1, 100, 0, 0, 0), calls(1, 3000, 0, 0, 0), calls(10, 1000, 0, 0, 0))
    assert tuple(map(float, found)) == pytest.approx((200, 5, 0.2))


def test_a_call_that_took_very_long_moves_little() -> None:
    noise = (-9.0, -4.0, 0.0, 3.0, 5.0, 8.0, 4000.0)
    found = fitted(calls(1, 100, *noise), calls(1, 3000, *noise), calls(10, 1000, *noise))
    assert tuple(map(float, found)) == pytest.approx((203, 5, 0.2), rel=0.1)
    slow = calls(1, 3000, *noise[:-1], 0)
    assert float(fitted(calls(1, 100, *noise), slow, calls(10, 1000, *noise))[2]) == pytest.approx(0.2)


def test_a_difference_that_is_lost_in_noise_is_none() -> None:
    rng = random.Random(7)
    noise = [[rng.uniform(0, 4000) for _ in range(11)] for _ in range(3)]
    with pytest.raises(ValueError, match="lost in noise"):
        fitted(calls(1, 100, *noise[0]), calls(1, 300, *noise[1]), calls(10, 1000, *noise[2]))


def test_figures_are_written_for_the_templates_memory() -> None:
    assert template_memory().keys() == {"prepare", "load", "stream", "close", "check"}
