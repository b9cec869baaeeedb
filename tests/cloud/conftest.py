"""The emulator, the warehouse's server and the stand-in for Redshift of the session, and a stack for each test."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.cloud import emulator, stack
from tests.cloud.emulator import Emulator
from tests.cloud.ledger import Ledger
from tests.cloud.stack import Stack
from tests.postgres_server import Server
from tests.redshift import stand_in
from tests.redshift.stand_in import ROLE, StandIn

_SECRET = "tillroll-warehouse"  # noqa: S105 - its name
_FIXED = {
    "PythonRuntime": f"python3.{sys.version_info.minor}",
    "Architecture": "x86_64",
    "RedshiftRole": ROLE,
    "WarehouseCredentials": "secret",
    "WarehouseSecret": _SECRET,
    "WithKinesis": "true",
    "Schedules": "DISABLED",
    "FilesConcurrency": "2",
    "StreamWindow": "0",
    "FilesVisibility": "20",
    "LoadsVisibility": "20",
    "PrepareTimeout": "20",
    "LoadTimeout": "20",
}


@dataclass(frozen=True)
class Deployed:
    """A stack and its warehouse."""

    stack: Stack
    ledger: Ledger


@dataclass(frozen=True)
class Cloud:
    """All that lasts for the session."""

    emulator: Emulator
    redshift: StandIn
    secret: str

    @contextmanager
    def stack(self, name: str, **more: str) -> Iterator[Deployed]:
        """A stack of the real template, with a warehouse of its own: a schema behind the stand-in."""
        with self.redshift.schema() as url:
            whose = {"Warehouse": url, "WarehouseCredentialsArns": self.secret}
            with stack.deployed(self.emulator, name, {**_FIXED, **whose, **more}) as made:
                yield Deployed(made, Ledger(self.redshift.server, url))


@pytest.fixture(scope="session")
def cloud(postgres: Server) -> Iterator[Cloud]:
    with emulator.running() as running, stand_in.running(postgres) as redshift:
        secrets = running.client("secretsmanager")
        login = '{"username": "postgres", "password": "made up"}'
        yield Cloud(running, redshift, secrets.create_secret(Name=_SECRET, SecretString=login)["ARN"])
