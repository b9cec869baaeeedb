"""The PostgreSQL that the machine has, or that TILLROLL_POSTGRES_BIN names: it knows TLS and languages.

The one that comes with the development's packages knows neither.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from tests.postgres_server import CHOSEN

PORT = 5987
_CHOSEN = os.environ.get(CHOSEN)
_BINARIES = [Path(_CHOSEN, "initdb")] if _CHOSEN else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
_PEOPLE = ("postgres", "pgserver", "nobody")


@dataclass(frozen=True)
class SystemServer:
    """A running server of the machine's own version, on localhost and on a socket in its folder."""

    folder: Path
    binaries: Path
    owner: str | None

    def url(self, database: str = "postgres", **options: str) -> str:
        """The URL over the socket."""
        words = "&".join(f"{name}={quote(value)}" for name, value in options.items())
        return f"postgresql://postgres@/{database}?host={self.folder}&port={PORT}{f'&{words}' if words else ''}"

    @property
    def version(self) -> int:
        with psycopg.connect(self.url()) as connection:
            return connection.info.server_version // 10_000

    def execute(self, sql: str) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.encode())

    def run(self, program: str, *words: str | Path) -> None:
        """Run one of its programs as the one who owns its files."""
        command = [self.binaries / program, *words]
        subprocess.run(command, user=self.owner, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def give(self, path: Path) -> None:
        """Let the server own a file, and nobody else read it."""
        path.chmod(0o600)
        if self.owner:
            shutil.chown(path, self.owner)


@contextmanager
def running_system_server() -> Iterator[SystemServer]:
    """A fresh server until the block ends; the test is skipped where the machine has none."""
    if not _BINARIES:
        pytest.skip("this machine has no PostgreSQL of its own")
    folder = Path(tempfile.mkdtemp(prefix="tillroll-pg-"))
    owner = _owner() if os.geteuid() == 0 else None
    server = SystemServer(folder, _BINARIES[-1].parent, owner)
    if owner:
        shutil.chown(folder, owner)
    try:
        server.run("initdb", "-D", folder / "data", "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync")
        options = f"-c listen_addresses=localhost -c unix_socket_directories={folder} -p {PORT} -c fsync=off"
        server.run("pg_ctl", "-w", "-D", folder / "data", "-l", folder / "log", "-o", options, "start")
        try:
            yield server
        finally:
            server.run("pg_ctl", "-w", "-D", folder / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> str:
    import pwd  # noqa: PLC0415 - Windows has none

    known = {person.pw_name for person in pwd.getpwall()}
    found = next((name for name in _PEOPLE if name in known), None)
    if found is None:
        pytest.skip("a server can't be run as root, and there is no other user")
    return found
