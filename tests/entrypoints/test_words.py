"""The examples in the docstrings of the words that people read."""

import doctest

from tillroll import words


def test_the_examples_hold() -> None:
    found = doctest.testmod(words)
    assert found.attempted > 0
    assert found.failed == 0
