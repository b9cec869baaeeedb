"""The warehouse tests draw examples as the other property tests do, and run on every kind of warehouse."""

from collections.abc import Iterator

import pytest

from tests.hypothesis_profiles import load_profile
from tests.warehouses import helpers

load_profile()


@pytest.fixture(scope="session", params=["duckdb", "postgres"])
def every_warehouse(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each test that asks for it, or whose module does, runs once on each kind of warehouse."""
    kind: str = request.param
    if kind == "postgres":
        with helpers.in_postgres(request.getfixturevalue("postgres")):
            yield kind
    else:
        yield kind
