"""A till files' whole way through the program: every command, and every byte that it leaves or says."""

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import duckdb

from tests.privacy.scan import Secrets, all_words, leaks
from tillroll.cli import main
from tillroll.contract.tables import TABLES
from tillroll.statements import statement_names

PACKED = (".parquet", ".duckdb", ".wal")
VIEWS = [name.rpartition("/")[2] for name in statement_names("views")]


@dataclass
class Office:
    """A folder with a warehouse, exports and a place for temporary files; what every command says is kept."""

    folder: Path
    said: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "tmp").mkdir(parents=True)

    @property
    def warehouse(self) -> Path:
        return self.folder / "w.duckdb"

    def say(self, *words: str | Path) -> bytes:
        """Run a command as talkatively as it can."""
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            main([*map(str, words), "-vv"])
        command = " ".join(map(str, words))
        self.said[command] = out.getvalue().encode()
        return self.said[command]

    def do_everything(self, files: Path, explained: list[Path]) -> None:
        os.environ["TILLROLL_WAREHOUSE"] = f"duckdb:///{self.warehouse}"
        os.environ["TMPDIR"] = str(self.folder / "tmp")
        self.say("ingest", files)
        self.say("ingest", "--json", files)
        for words in ("status", "check", "formats", "quarantine list", "quarantine replay"):
            self.say(*words.split(), *([files] if words.endswith("replay") else []))
        for document_id in self.in_quarantine():
            self.say("quarantine", "show", document_id)
        for path in explained:
            self.say("explain", path)
        for name in (*(table.name for table in TABLES), *VIEWS):
            for ending in ("csv", "parquet"):
                self.say("export", name, "--to", self.folder / f"{name}.{ending}")

    def in_quarantine(self) -> list[str]:
        wanted = "select distinct document_id from document left join document_day using (document_id) where {}"
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            rows = connection.execute(wanted.format("state <> 'read' or rows_rejected > 0 or outcome = 'held'"))
            return [str(document_id) for (document_id,) in rows.fetchall()]

    def pieces(self) -> Iterator[tuple[str, bytes]]:
        """Everything that was written or said, by where it stands; compressed tables unpacked too."""
        yield from self.said.items()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file():
                yield path.name, path.read_bytes()
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            for table in TABLES:
                yield f"table {table.name}", unpacked(connection, table.name)
            for path in sorted(self.folder.glob("*.parquet")):
                yield f"{path.name}, unpacked", unpacked(connection, f"read_parquet('{path}')")

    def leaks(self, secrets: Secrets) -> Mapping[str, set[str]]:
        """What was found where."""
        found = {where: leaks(data, secrets, is_packed=where.endswith(PACKED)) for where, data in self.pieces()}
        return {where: kinds for where, kinds in found.items() if kinds}

    def words(self) -> frozenset[bytes]:
        return all_words(data for _, data in self.pieces())


def unpacked(connection: duckdb.DuckDBPyConnection, table: str) -> bytes:
    """A table's values as text; identities and hashes in hex as well."""
    rows = connection.execute(f"select * from {table}").fetchall()
    return "\n".join(written(value) for row in rows for value in row).encode()


def written(value: object) -> str:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, int) and abs(value) > 1 << 40:
        return f"{value} {value % (1 << 64):016x}"
    return str(value)
