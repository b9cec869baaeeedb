"""One chain and a mail server for all of these tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("fastapi", reason="digests are not installed: tillroll[web]")

from tests.digest.offices import Office, an_office
from tests.web.sites import make_chain


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office() as opened:
        yield opened


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_chain(tmp_path_factory.mktemp("digests"))
