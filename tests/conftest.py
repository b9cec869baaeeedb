"""Fixtures of the tests that prepare files. The engine is imported only when it is asked for: unit tests stay fast."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tillroll.engine import Engine

os.environ["TILLROLL_DEMO_SERVE"] = "0"  # no demo of a test waits for a browser
pytest_plugins = ["tests.postgres_server", "tests.redshift.fixtures"]
pytest.register_assert_rewrite("tests.warehouses.helpers")
_TOLD = "told"


def pytest_collection_finish() -> None:
    """Give each engine one thread: the processes of the tests share the cores. Programs that they start have all.

    Thousands of collected tests stay to the end: to look through them for garbage took a fortieth of the tests' time.
    """
    gc.collect()
    gc.freeze()
    if module := sys.modules.get("tillroll.engine"):
        pytest.MonkeyPatch().setattr(module.Engine, "open", partial(module.Engine.open, threads=1))


def pytest_unconfigure() -> None:
    """What is frozen would count as leaked when Python ends."""
    gc.unfreeze()


@pytest.fixture
def tell_at_end(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Tell a figure that people ask for: it stands below the tests' results, whichever process ran the test."""
    return partial(record_property, _TOLD)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have told."""
    ended = [*terminalreporter.stats.get("passed", ()), *terminalreporter.stats.get("failed", ())]
    found = [
        words for report in ended if report.when == "call" for name, words in report.user_properties if name == _TOLD
    ]
    if found:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(sorted(found)))


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


@pytest.fixture(scope="module", params=["duckdb", "postgres", "redshift"])
def every_warehouse(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each test that asks for it, or whose module does, runs once on each kind of warehouse."""
    kind: str = request.param
    if kind == "postgres":
        from tests.warehouses.helpers import in_postgres  # noqa: PLC0415 - unit tests need no database

        with in_postgres(request.getfixturevalue("postgres")):
            yield kind
    elif kind == "redshift":
        from tests.warehouses.helpers import in_redshift  # noqa: PLC0415 - the same

        with in_redshift(request.getfixturevalue("redshift")):
            yield kind
    else:
        yield kind
