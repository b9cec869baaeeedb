"""The staged form on disk: prepared batches, lists as given and people's decisions, each an object of its own.

An object is a folder of a store: some files and ``manifest.json``. Its name is a number, which gives the order in which
objects were made, and its id. A batch's id is made of what is in it, so the same batch made twice is one object.
It holds what prepare's staged tables hold, so no personal data.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal, Protocol
from uuid import UUID

from tillroll import __version__
from tillroll.batch import STAGED_TABLES, KeptFile, Prepared
from tillroll.batch_told import prepared_of, told_of
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError, UnreadableDocument
from tillroll.load import Release

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
LISTS = ("branches", "products", "closures")
Kind = Literal["batches", "lists", "decisions"]
KINDS: tuple[Kind, ...] = ("batches", "lists", "decisions")
_ID_LETTERS = 32
_UUIDS: Mapping[str, tuple[str, ...]] = {
    "staged_document": ("document_id",),
    "staged_sale": ("sale_id",),
    "staged_sale_line": ("sale_id",),
}


class StagedStore(Protocol):
    """Where the staged form lies. An object is whole or not there."""

    def names(self, kind: Kind | None = None) -> list[str]:
        """The names of all objects, or of one kind, as ``kind/number-id``, in the order in which they were made."""
        ...

    def has(self, name: str) -> bool:
        """Whether an object is there."""
        ...

    def read(self, name: str, file: str) -> Path:
        """A local path of one of an object's files; it may be missing."""
        ...

    def write(self, name: str, fill: Callable[[Path], None]) -> None:
        """Keep the object that ``fill`` writes into a folder; it is there at once and for good, or not at all."""
        ...

    def url(self, name: str, file: str) -> str | None:
        """Where a database can read one of an object's files by itself; None where it can't."""
        ...

    def remove(self, name: str) -> None:
        """Forget an object."""
        ...


@dataclass(frozen=True, slots=True)
class TableFile:
    """One table of a batch: its rows, and the size and SHA-256 of its file, and that file's name unless it is plain."""

    rows: int
    byte_count: int
    sha256: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a batch says of itself."""

    name: str
    created_at: datetime
    version: str
    tables: Mapping[str, TableFile]
    sales: int
    pence: int
    mark: str
    branch_ids: tuple[str, ...]
    prepared: Prepared
    is_intact: bool

    @property
    def id(self) -> UUID:
        """The batch's id."""
        return id_of(self.name)

    def file_of(self, table: str) -> str:
        """The name of the file that holds a table."""
        return self.tables[table].file or f"{table}.parquet"

    @property
    def deliveries(self) -> int:
        """How many deliveries it holds."""
        return len(self.prepared.documents) + len(self.prepared.copies) + len(self.prepared.known)


def kind_of(name: str) -> str:
    """The kind of an object."""
    return name.partition("/")[0]


def id_of(name: str) -> UUID:
    """An object's id, the end of its name."""
    return UUID(name[-_ID_LETTERS:])


def number_of(name: str) -> int:
    """An object's place in the order."""
    return int(name.partition("/")[2].partition("-")[0])


# --- names ---


def _name(store: StagedStore, kind: Kind, object_id: str, number: int | None = None) -> tuple[str, bool]:
    """The name of an object, new or as it is kept already, and whether it is new."""
    for name in store.names(kind):
        if name.endswith(object_id):
            return name, False
    return _made_name(kind, number or next_number(store), object_id), True


def _made_name(kind: Kind, number: int, object_id: str) -> str:
    return f"{kind}/{number:06d}-{object_id}"


def next_number(store: StagedStore) -> int:
    """The number of the next object."""
    return max(map(number_of, store.names()), default=0) + 1


def _id(told: object) -> str:
    return _sha256_of(json.dumps(told, sort_keys=True, default=str).encode())[:_ID_LETTERS]


def _sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# --- batches ---


def write_batch(
    store: StagedStore, engine: Engine, prepared: Prepared, number: int | None = None, source: str | None = None
) -> str | None:
    """Keep a prepared batch whose rows stand in the engine's staged tables; its name, or None if it tells nothing.

    ``source`` says what it was made of: see `sources`.
    """
    if not (prepared.documents or prepared.known):
        return None
    head, counted = _figures(engine, prepared)
    name, is_new = _name(store, "batches", _batch_id({"tables": counted, **head}), number)
    if is_new:
        _write_batch(store, engine, name, {**head, "source": source}, counted)
    return name


def write_numbered_batch(store: StagedStore, engine: Engine, prepared: Prepared, number: int) -> str:
    """Keep a prepared batch under a number that is its own, as `write_batch` does; its name.

    For a store that many write at once: no name but this one is looked at, and the same batch has the same number.
    """
    name = numbered_batch_name(engine, prepared, number)
    _write_batch(store, engine, name, *_figures(engine, prepared))
    return name


def numbered_batch_name(engine: Engine, prepared: Prepared, number: int) -> str:
    """The name that a prepared batch would have under a number."""
    head, counted = _figures(engine, prepared)
    return _made_name("batches", number, _batch_id({"tables": counted, **head}))


def _figures(engine: Engine, prepared: Prepared) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """What a batch says of itself but for its files, and the rows of each table."""
    told = told_of(prepared)
    sales, pence, mark = engine.run("staged/sales_figures")[0]
    branch_ids = [row[0] for row in engine.run("staged/branches")]
    rows = {table: engine.run("staged/count_rows", table_name=table)[0][0] for table in STAGED_TABLES}
    figures = {"sales": sales, "pence": pence, "mark": str(mark), "branch_ids": branch_ids}
    head = {**figures, "batch": told}
    return head, {table: {"rows": count} for table, count in rows.items()}


def _write_batch(
    store: StagedStore, engine: Engine, name: str, head: Mapping[str, Any], counted: Mapping[str, dict[str, Any]]
) -> None:
    has_url = store.url(name, MANIFEST) is not None
    write = engine.write_plain_parquet if has_url else engine.write_parquet

    def fill(folder: Path) -> None:
        for table in STAGED_TABLES:
            write(table, folder / f"{table}.parquet")
        files = {table: _table_file(folder, table, counted[table]["rows"]) for table in STAGED_TABLES}
        if has_url:
            files = {table: _named_by_content(folder, table, file) for table, file in files.items()}
        _write_manifest(folder, {"tables": {table: asdict(file) for table, file in files.items()}, **head})

    store.write(name, fill)


def _named_by_content(folder: Path, table: str, file: TableFile) -> TableFile:
    """Where others may write the same object at once: the files of one never take the place of another's."""
    name = f"{table}-{file.sha256[:16]}.parquet"
    (folder / f"{table}.parquet").rename(folder / name)
    return replace(file, file=name)


def _batch_id(told: Mapping[str, Any]) -> str:
    """A batch's id: of all that its manifest says but sizes, checksums, versions and when it was made."""
    rows = {table: file["rows"] for table, file in told["tables"].items()}
    return _id([rows, *(told[key] for key in ("sales", "pence", "mark", "branch_ids", "batch"))])


def _table_file(folder: Path, table: str, rows: int) -> TableFile:
    path = folder / f"{table}.parquet"
    return TableFile(rows, path.stat().st_size, _sha256(path))


def _write_manifest(folder: Path, told: Mapping[str, object]) -> None:
    """Write what an object says of itself; the last of its files."""
    head = {"format": FORMAT_VERSION, "version": __version__, "created_at": datetime.now(UTC).isoformat()}
    text = json.dumps({**head, **told}, indent=1, default=str) + "\n"
    (folder / MANIFEST).write_text(text, "utf-8")


def read_manifest(store: StagedStore, name: str) -> Manifest:
    """What a batch says of itself. ``ConfigurationError`` when a newer tillroll wrote it."""
    told = _read(store, name)
    try:
        return Manifest(
            name,
            datetime.fromisoformat(told["created_at"]),
            told["version"],
            {table: TableFile(**told["tables"][table]) for table in STAGED_TABLES},
            told["sales"],
            told["pence"],
            told["mark"],
            tuple(told["branch_ids"]),
            prepared_of(told["batch"]),
            _batch_id(told) == name[-_ID_LETTERS:],
        )
    except (KeyError, TypeError, ValueError):
        raise _damaged(name, "its manifest.json lacks something") from None


def _read(store: StagedStore, name: str) -> dict[str, Any]:
    try:
        told = json.loads(store.read(name, MANIFEST).read_text("utf-8"))
    except FileNotFoundError:
        raise _damaged(name, "its manifest.json is gone") from None
    except ValueError:
        raise _damaged(name, "its manifest.json is no JSON") from None
    version = told.get("format") if isinstance(told, dict) else None
    if not isinstance(told, dict) or not isinstance(version, int):
        raise _damaged(name, "its manifest.json says no format version")
    if version > FORMAT_VERSION:
        raise ConfigurationError(f"staged {name} was written by a newer tillroll: upgrade tillroll to use it")
    return told


def _damaged(name: str, what: str) -> UnreadableDocument:
    advice = "take the folder from a backup, or remove it and prepare its files again"
    return UnreadableDocument(f"staged {name} is damaged: {what}: nothing of it is loaded; {advice}")


def read_tables(store: StagedStore, engine: Engine, manifest: Manifest) -> None:
    """Make the engine's staged tables of a batch. Raises as `verify` does; checksums, counts and pence are compared."""
    check_files(store, manifest)
    for table, file in manifest.tables.items():
        engine.read_parquet(table, store.read(manifest.name, manifest.file_of(table)), _UUIDS.get(table, ()))
        rows = engine.run("staged/count_rows", table_name=table)[0][0]
        if rows != file.rows:
            raise _damaged(manifest.name, f"{table}.parquet has {rows} rows and the manifest says {file.rows}")
    sales, pence, mark = engine.run("staged/sales_figures")[0]
    if (sales, pence) != (manifest.sales, manifest.pence):
        told = f"{manifest.sales} sales of {manifest.pence} pence"
        raise _damaged(manifest.name, f"it holds {sales} sales of {pence} pence and the manifest says {told}")
    documents = {(doc.document_no, doc.document_id) for doc in manifest.prepared.documents}
    if str(mark) != manifest.mark or documents != set(engine.run("staged/documents")):
        raise _damaged(manifest.name, "its tables and its manifest don't tell of the same sales and documents")
    if not manifest.is_intact:
        raise _damaged(manifest.name, "its manifest.json is not as it was written")


def kept_files(store: StagedStore, manifest: Manifest) -> dict[str, KeptFile]:
    """The files of a batch that a database can read by itself, by table."""
    urls = {table: store.url(manifest.name, manifest.file_of(table)) for table in manifest.tables}
    return {table: KeptFile(url, manifest.tables[table].byte_count) for table, url in urls.items() if url}


def check_files(store: StagedStore, manifest: Manifest) -> None:
    """Compare each file of a batch with its checksum. ``UnreadableDocument`` names the first that differs."""
    for table, file in manifest.tables.items():
        path = store.read(manifest.name, manifest.file_of(table))
        if not path.is_file():
            raise _damaged(manifest.name, f"{table}.parquet is gone")
        if path.stat().st_size != file.byte_count or _sha256(path) != file.sha256:
            raise _damaged(manifest.name, f"{table}.parquet is not as it was written")


# --- lists ---


def write_lists(store: StagedStore, files: Mapping[str, Path]) -> UUID | None:
    """Keep lists as they were given, if one differs from the last kept; their object's id, or None where none does."""
    contents = {name: path.read_bytes() for name, path in files.items()}
    latest = latest_lists(store)
    if all(name in latest and latest[name].read_bytes() == content for name, content in contents.items()):
        return None
    marks = _marks(contents)
    name, _ = _name(store, "lists", _id([marks, len(store.names())]))
    _write_contents(store, name, contents)
    return id_of(name)


def write_numbered_lists(store: StagedStore, files: Mapping[str, Path], number: int) -> str:
    """Keep lists as they were given, under a number that is their own; their object's name."""
    contents = {name: path.read_bytes() for name, path in files.items()}
    name = _made_name("lists", number, _id([_marks(contents), number]))
    _write_contents(store, name, contents)
    return name


def _marks(contents: Mapping[str, bytes]) -> dict[str, str]:
    return {name: _sha256_of(content) for name, content in contents.items()}


def _write_contents(store: StagedStore, name: str, contents: Mapping[str, bytes]) -> None:
    def fill(folder: Path) -> None:
        for each, content in contents.items():
            (folder / f"{each}.csv").write_bytes(content)
        _write_manifest(folder, {"lists": _marks(contents)})

    store.write(name, fill)


def latest_lists(store: StagedStore) -> dict[str, Path]:
    """The last kept file of each list that was ever given."""
    latest: dict[str, Path] = {}
    for name in store.names("lists"):
        latest |= read_lists(store, name)
    return latest


def read_lists(store: StagedStore, name: str) -> dict[str, Path]:
    """The files of an object of lists. Raises as `verify` does."""
    marks = _read(store, name).get("lists", {})
    files = {each: store.read(name, f"{each}.csv") for each in LISTS if each in marks}
    for each, path in files.items():
        if not path.is_file() or _sha256(path) != marks[each]:
            raise _damaged(name, f"{each}.csv is not as it was written")
    return files


# --- decisions ---


def write_decisions(store: StagedStore, decisions: Iterable[Sequence[Any]]) -> list[UUID]:
    """Keep those decisions, rows of the table, that are not kept yet; the ids of all."""
    kept = {id_of(name) for name in store.names("decisions")}
    ids = []
    for row in decisions:
        told = _decision_told(Release(*row))
        object_id = UUID(_id(told))
        ids.append(object_id)
        if object_id not in kept:
            name, _ = _name(store, "decisions", object_id.hex)
            store.write(name, lambda folder: _write_manifest(folder, {"decision": told}))  # noqa: B023 - at once
    return ids


def _decision_told(release: Release) -> dict[str, Any]:
    return {
        "document_id": str(release.document_id),
        "branch_id": release.branch_id,
        "till": release.till,
        "trading_date": release.trading_date.isoformat(),
        "decided_at": release.decided_at.isoformat(),
        "keep": release.keep,
        "is_standing_rule": release.is_standing_rule,
    }


def read_decision(store: StagedStore, name: str) -> Release:
    """A person's decision. Raises as `verify` does."""
    told = _read(store, name).get("decision")
    if not isinstance(told, dict) or UUID(_id(told)) != id_of(name):
        raise _damaged(name, "its manifest.json is not as it was written")
    day, moment = date.fromisoformat(told["trading_date"]), datetime.fromisoformat(told["decided_at"])
    who = UUID(told["document_id"]), told["branch_id"], told["till"]
    return Release(*who, day, moment, told["keep"], told["is_standing_rule"])


# --- all ---


def verify(store: StagedStore, engine: Engine, name: str) -> None:
    """Read an object to its end. ``UnreadableDocument`` if damaged, ``ConfigurationError`` if of a newer tillroll."""
    if kind_of(name) == "batches":
        read_tables(store, engine, read_manifest(store, name))
    elif kind_of(name) == "lists":
        read_lists(store, name)
    else:
        read_decision(store, name)


def created_at(store: StagedStore, name: str) -> datetime:
    """When an object was made."""
    return datetime.fromisoformat(_read(store, name)["created_at"])


def sources(store: StagedStore) -> dict[str, str]:
    """The batches that say of what files and set-up they were made: those need not be made again."""
    found = {}
    for name in store.names("batches"):
        if source := _read(store, name).get("source"):
            found[source] = name
    return found


def registered_ids(store: StagedStore) -> Iterator[str]:
    """The branches that batches of the store name, but those that were held."""
    for name in store.names("batches"):
        yield from read_manifest(store, name).branch_ids
