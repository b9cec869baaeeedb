"""The session's AWS and its stand-in for Redshift; unit tests don't wait for what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.postgres_server import Server
    from tests.redshift.stand_in import StandIn


@pytest.fixture(scope="session")
def emulated_aws() -> Iterator[None]:
    """The session's own AWS."""
    from tests.redshift.stand_in import aws  # noqa: PLC0415 - only who asks for it waits for it

    with aws():
        yield


@pytest.fixture(scope="session")
def redshift(postgres: Server, emulated_aws: None) -> Iterator[StandIn]:
    """The session's stand-in, with the session's S3."""
    from tests.redshift.stand_in import own_object, running  # noqa: PLC0415 - only who asks for it waits for it

    with running(postgres, own_object) as stand_in:
        yield stand_in
