"""What the benchmark of the deployed stack makes of its figures: a loss is told, and noise is no measure."""

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.cloud import Figure, template_memory, write
from benchmarks.cloud_figures import Drained, Timed, fitted
from tillroll.cost import read_measured

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


def figures(*noise: float) -> list[Figure]:
    """Of both functions with each memory that the template gives; more memory takes no less time here."""
    few, rich, many = (tuple(calls(*held, *noise)) for held in ((1, 100), (1, 3000), (10, 1000)))
    return [
        Figure(name, size, 1500, few, rich, many, 150)
        for name in ("prepare", "load")
        for size in set(template_memory().values())
    ]


def test_figures_are_written_for_the_templates_memory(tmp_path: Path) -> None:
    write(figures(0, 0, 0), tmp_path / "measured.toml")
    written = read_measured(tmp_path / "measured.toml")
    assert {name: each.memory_mb for name, each in written.functions.items()} == template_memory()
    told = [written.functions[name] for name in ("prepare", "load", "stream")]
    assert [float(each.ms_per_sale) for each in told] == pytest.approx([0.2, 0.2, 0.2])
    assert [float(each.ms_per_file) for each in told] == pytest.approx([5, 5, 0])
    assert replace(written, functions=read_measured().functions, how="", machine="", dated=date.min) == replace(
        read_measured(), how="", machine="", dated=date.min
    )


def test_nothing_is_written_where_what_a_sale_takes_is_lost(tmp_path: Path) -> None:
    lost = [replace(each, rich=tuple(calls(1, 3000, -600, -600, -600))) for each in figures(0, 0, 0)]
    with pytest.raises(SystemExit, match=r"lost in noise.*nothing was written"):
        write(lost, tmp_path / "measured.toml")
    with pytest.raises(SystemExit, match="not measured with the template's"):
        write([], tmp_path / "measured.toml")
    assert list(tmp_path.iterdir()) == []
