"""The session's stand-in for Redshift; unit tests don't wait for what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.postgres_server import Server
    from tests.redshift.stand_in import StandIn


@pytest.fixture(scope="session")
def redshift(postgres: Server) -> Iterator[StandIn]:
    """The session's stand-in, with an S3 of its own."""
    from tests.redshift.stand_in import aws, running  # noqa: PLC0415 - only who asks for it waits for it

    with aws(), running(postgres) as stand_in:
        yield stand_in
