"""Stacks with their warehouses: the emulator of AWS, and the stand-in for Redshift that its functions find."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from platform import machine

from tests.cloud import emulator, stack
from tests.cloud.emulator import Emulator
from tests.cloud.ledger import Ledger
from tests.cloud.stack import Stack
from tests.postgres_server import Server
from tests.redshift import stand_in
from tests.redshift.stand_in import ROLE, StandIn, asked_object

_SECRET = "tillroll-warehouse"  # noqa: S105 - its name
_FIXED = {
    "PythonRuntime": f"python3.{sys.version_info.minor}",
    "Architecture": "arm64" if machine() in {"aarch64", "arm64"} else "x86_64",
    "RedshiftRole": ROLE,
    "WarehouseCredentials": "secret",
    "WarehouseSecret": _SECRET,
    "WithKinesis": "true",
    "WithMailEndpoint": "true",
    "Schedules": "DISABLED",
    "StreamWindow": "0",
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


@contextmanager
def running(server: Server) -> Iterator[Cloud]:
    """The emulator, the stand-in for Redshift before a PostgreSQL, and the secret by which functions get in."""
    with emulator.running() as started, stand_in.running(server, asked_object) as redshift:
        login = '{"username": "postgres", "password": "made up"}'
        kept = started.client("secretsmanager").create_secret(Name=_SECRET, SecretString=login)
        yield Cloud(started, redshift, kept["ARN"])
