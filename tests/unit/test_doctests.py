"""Every example in a docstring of the installed package does what it says."""

import doctest
import importlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable

import pytest


def modules(package: Traversable, prefix: str) -> Iterator[str]:
    """The modules that have examples; the others need not be imported."""
    for entry in package.iterdir():
        if entry.is_dir():
            yield from modules(entry, f"{prefix}.{entry.name}")
        elif entry.name.endswith(".py") and ">>> " in entry.read_text("utf-8"):
            yield f"{prefix}.{entry.name.removesuffix('.py')}".removesuffix(".__init__")


ELSEWHERE = {"tillroll.calendar"}  # tests/libraries: it needs the `holidays` library, which is slow to import
WITH_EXAMPLES = sorted({*modules(resources.files("tillroll"), "tillroll")} - ELSEWHERE)


def test_there_are_examples() -> None:
    assert "tillroll.cells" in WITH_EXAMPLES


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
