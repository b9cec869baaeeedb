"""One chain for all of these tests; those that change it take a copy."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="the web app is not installed: tillroll[web]")

from tests.web.sites import Served, make_chain, served


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_chain(tmp_path_factory.mktemp("web"))


@pytest.fixture
def own_chain(chain: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    shutil.copy(chain, tmp_path / "w.duckdb")
    return tmp_path / "w.duckdb"


@pytest.fixture(scope="session")
def shop(chain: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site that is only read."""
    path = tmp_path_factory.mktemp("shop") / "w.duckdb"
    shutil.copy(chain, path)
    with served(path) as found:
        yield found
