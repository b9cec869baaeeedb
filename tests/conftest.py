"""Fixtures of the tests that prepare files. The engine is imported only when it is asked for: unit tests stay fast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tillroll.engine import Engine

pytest_plugins = ["tests.postgres_server"]
pytest.register_assert_rewrite("tests.warehouses.helpers")


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    from tillroll.engine import Engine  # noqa: PLC0415 - DuckDB costs a tenth of a second

    opened = Engine.open()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where drawn files are written, over and over."""
    return tmp_path_factory.mktemp("delivered")
