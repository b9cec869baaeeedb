"""The session's emulator and warehouse; each module deploys a stack of its own there."""

from collections.abc import Iterator

import pytest

from tests.cloud.cloud import Cloud, running
from tests.postgres_server import Server


@pytest.fixture(scope="session")
def cloud(postgres: Server) -> Iterator[Cloud]:
    with running(postgres) as started:
        yield started
