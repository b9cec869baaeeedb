"""Wiring: the only module that knows every adapter. Settings become an engine, a warehouse, lists and a set-up."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from uuid import uuid4

from tillroll import checks, ingest, report
from tillroll.adapters.accounts import Accounts
from tillroll.adapters.archive import archive, check_archive
from tillroll.adapters.duckdb import DuckDBWarehouse
from tillroll.adapters.folder import Look, find_documents, look_at, marks
from tillroll.adapters.raw_bucket import RawFiles, is_s3
from tillroll.adapters.staged_bucket import StagedBucket
from tillroll.adapters.staged_folder import StagedFolder
from tillroll.branches import BranchList, read_branches
from tillroll.calendar import Closure, read_closures
from tillroll.contract.values import Document, Receipt
from tillroll.engine import Engine
from tillroll.errors import ConfigurationError, TryAgainLater
from tillroll.filename import LISTS
from tillroll.formats.format_file import load_formats
from tillroll.ingest import Ingest, Postponed, batches
from tillroll.lists import registry, sync_lists
from tillroll.patience import Wait, persistently
from tillroll.prepare import Setup
from tillroll.products import ProductRule, read_products
from tillroll.registry import Registry, assign_ids, branch_entries
from tillroll.settings import Settings
from tillroll.spread import PreparedBatch, prepare_batches
from tillroll.staged_form import StagedStore, latest_lists, registered_ids, write_lists
from tillroll.staged_load import Loaded, keep_decisions, keep_lists, keeps_batches, load_staged

if TYPE_CHECKING:
    from tillroll.adapters.mail import SmtpMailbox
    from tillroll.adapters.postgres import PostgresWarehouse
    from tillroll.adapters.postgres.roles import Roles
    from tillroll.adapters.redshift import Access, RedshiftWarehouse

__all__ = [
    "Accounts",
    "Lists",
    "Look",
    "Opened",
    "RawFiles",
    "Warehouse",
    "accounts_path",
    "archive",
    "check_archive",
    "file_setup",
    "find",
    "keep_all_decisions",
    "list_marks",
    "load_prepared",
    "load_setup",
    "look_at",
    "one_document",
    "open_accounts",
    "open_engine",
    "open_mailbox",
    "open_roles",
    "open_served",
    "open_staged",
    "open_warehouse",
    "open_writer",
    "prepare_staged",
    "read_lists",
    "scratch",
    "staged_setup",
    "start_ingest",
    "warehouse_setup",
]

_NO_REDSHIFT = "warehouse: Redshift needs its driver and AWS's library: install them with pip install 'tillroll[aws]'"
_NOT_FROM_S3 = "this command reads files on a disk: copy them here first, or use 'tillroll ingest'"
MAIL_PASSWORD = "TILLROLL_SMTP_PASSWORD"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class Lists:
    """The reference lists that a run was given; None where it was given none."""

    branches: BranchList | None = None
    products: tuple[ProductRule, ...] | None = None
    closures: tuple[Closure, ...] | None = None
    files: Mapping[str, Path] = field(default_factory=dict)


class Warehouse(ingest.Warehouse, report.Warehouse, checks.Warehouse, Protocol):
    """A database that takes staged tables in, answers every question, and writes out its tables."""

    def another(self) -> "tuple[Engine, Warehouse]":
        """A connection of its own to the same warehouse, and its engine, for another thread of this process."""
        ...

    def interrupt(self) -> None:
        """End the statement that another thread runs here, if there is one."""
        ...

    def close(self) -> None:
        """Give up the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Opened:
    """An engine, and the warehouse that it prepares for."""

    engine: Engine
    warehouse: Warehouse

    def another(self) -> "Opened":
        """The same warehouse over a connection of its own, for another thread of this process."""
        return Opened(*self.warehouse.another())

    def interrupt(self) -> None:
        """End the statement that another thread runs here: there it is a ``StatementError`` or ``TryAgainLater``."""
        self.warehouse.interrupt()

    def close(self) -> None:
        """Give up both; of another one, the thread that it is for sees to it."""
        self.warehouse.close()
        self.engine.close()


@contextmanager
def open_warehouse(
    settings: Settings,
    *,
    read_only: bool = False,
    is_sample: bool = False,
    on_wait: Callable[[str], None] = lambda _words: None,
) -> Iterator[Opened]:
    """The warehouse that the settings name, until the block ends; ``on_wait`` is told whom the block waits for.

    Where all rows of it are made up, a fault may tell what the database says of it.
    """
    wait = Wait(settings.wait_seconds, on_wait)
    scheme, _, place = settings.warehouse.partition("://")
    with open_engine() as engine:
        if scheme == "duckdb":
            path = Path(place.removeprefix("/"))
            yield Opened(engine, DuckDBWarehouse.open(engine, path, wait, read_only=read_only))
        else:
            opener = partial(_redshift, is_sample=is_sample) if scheme == "redshift" else _postgres
            with closing(opener(engine, settings, wait, read_only=read_only)) as warehouse:
                yield Opened(engine, warehouse)


@contextmanager
def open_served(settings: Settings) -> Iterator[Opened]:
    """The warehouse as the web app opens it, until the block ends.

    A DuckDB file belongs to this process. In PostgreSQL others may write meanwhile: the lock is `open_writer`'s.
    """
    is_file = settings.warehouse.startswith("duckdb:")
    if not is_file:
        with suppress(TryAgainLater), open_warehouse(replace(settings, wait_seconds=0)):
            pass
    with open_warehouse(settings, read_only=not is_file) as opened:
        yield opened


@contextmanager
def open_writer(opened: Opened, settings: Settings) -> Iterator[Opened]:
    """A connection that writes to a warehouse of `open_served`, with the warehouse's lock, until the block ends."""
    if not settings.warehouse.startswith("duckdb:"):
        with open_warehouse(settings) as writer:
            yield writer
        return
    other = opened.another()
    try:
        yield other
    finally:
        other.close()


def _postgres(engine: Engine, settings: Settings, wait: Wait, *, read_only: bool) -> "PostgresWarehouse":
    try:
        from tillroll.adapters.postgres import PostgresWarehouse  # noqa: PLC0415 - only who asks for it has the driver
    except ImportError:
        raise ConfigurationError(
            "warehouse: PostgreSQL needs its driver: install it with pip install 'tillroll[postgres]'"
        ) from None
    secret = settings.password_file or settings.postgres_credentials
    return PostgresWarehouse.open(engine, settings.warehouse, secret, wait, read_only=read_only)


def _redshift(
    engine: Engine, settings: Settings, wait: Wait, *, read_only: bool, is_sample: bool
) -> "RedshiftWarehouse":
    try:
        from tillroll.adapters.redshift import RedshiftWarehouse  # noqa: PLC0415 - only who asks for it has the driver
    except ImportError:
        raise ConfigurationError(_NO_REDSHIFT) from None
    access = _access(settings, is_sample=is_sample)
    return RedshiftWarehouse.open(engine, settings.warehouse, access, wait, read_only=read_only)


def _access(settings: Settings, *, is_sample: bool) -> "Access":
    from tillroll.adapters.redshift import Access  # noqa: PLC0415 - only who asks for it has the driver

    return Access(
        settings.redshift_credentials,
        settings.password_file,
        settings.redshift_staging,
        settings.redshift_role,
        is_sample,
    )


@contextmanager
def scratch(settings: Settings) -> Iterator[Settings]:
    """The settings with a warehouse of its own where theirs is, which is empty at first and gone at the end."""
    scheme, _, place = settings.warehouse.partition("://")
    with ExitStack() as stack:
        if scheme == "duckdb":
            url = stack.enter_context(_scratch_file(Path(place.removeprefix("/"))))
        else:
            url = stack.enter_context(_scratch_schema(settings, scheme))
        yield replace(settings, warehouse=url)


@contextmanager
def _scratch_file(beside: Path) -> Iterator[str]:
    if not beside.parent.is_dir():
        raise ConfigurationError(f"{beside.parent}: there is no such folder for the warehouse: make it first")
    path = beside.with_name(f"{beside.name}.{scratch_name()}")
    try:
        yield f"duckdb:///{path}"
    finally:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()


@contextmanager
def _scratch_schema(settings: Settings, scheme: str) -> Iterator[str]:
    try:
        from tillroll.adapters import postgres, redshift  # noqa: PLC0415 - only who asks for it has the driver
    except ImportError:
        raise ConfigurationError(_NO_REDSHIFT) from None
    name = scratch_name()
    if scheme == "redshift":
        with redshift.schema(settings.warehouse, _access(settings, is_sample=True), name) as url:
            yield url
    else:
        secret = settings.password_file or settings.postgres_credentials
        with postgres.schema(settings.warehouse, secret, name) as url:
            yield url


def scratch_name() -> str:
    """A name that nobody has yet, which says whose it is."""
    return f"tillroll_doctor_{uuid4().hex[:8]}"


@contextmanager
def open_roles(
    settings: Settings, *, read_only: bool = False, on_wait: Callable[[str], None] = lambda _words: None
) -> Iterator[tuple[Opened, "Roles"]]:
    """The warehouse in PostgreSQL and the roles that may read it, until the block ends."""
    if not settings.warehouse.startswith("postgresql:"):
        raise ConfigurationError(
            f"{settings.warehouse}: roles are PostgreSQL's: who may open a DuckDB file sees all of it, "
            "and Redshift's rights are in docs/reference/redshift-rights.sql; name a warehouse in PostgreSQL"
        )
    with open_engine() as engine:
        wait = Wait(settings.wait_seconds, on_wait)
        with closing(_postgres(engine, settings, wait, read_only=read_only)) as warehouse:
            from tillroll.adapters.postgres.roles import Roles  # noqa: PLC0415 - only who asks for it has the driver

            yield Opened(engine, warehouse), Roles(warehouse)


@contextmanager
def open_accounts(settings: Settings) -> Iterator[Accounts]:
    """The people who may sign in to the web app, and who had which digest, until the block ends."""
    path = accounts_path(settings)
    if not path.parent.is_dir():
        raise ConfigurationError(f"{path.parent}: there is no such folder for the accounts: make it first")
    accounts = Accounts(path)
    try:
        yield accounts
    finally:
        accounts.close()


def accounts_path(settings: Settings) -> Path:
    """The file of accounts: the one that the settings name, else one beside a DuckDB warehouse, else one from here."""
    if settings.accounts:
        return settings.accounts
    scheme, _, place = settings.warehouse.partition(":///")
    if scheme != "duckdb":
        return Path.cwd() / "tillroll.accounts"
    return Path(place).with_name(f"{Path(place).name}.accounts")


@contextmanager
def open_mailbox(settings: Settings, environ: Mapping[str, str]) -> Iterator["SmtpMailbox"]:
    """The mail server that the settings name, until the block ends. `ConfigurationError` if they name none."""
    from tillroll.adapters.mail import MailPlace, SmtpMailbox  # noqa: PLC0415 - only who sends mail waits for it

    if not settings.smtp_host:
        raise ConfigurationError("smtp_host: name the mail server, in tillroll.toml or TILLROLL_SMTP_HOST")
    password = _mail_password(settings, environ)
    with SmtpMailbox(MailPlace(settings.smtp_host, settings.smtp_port, settings.smtp_user, password)) as mailbox:
        yield mailbox


def _mail_password(settings: Settings, environ: Mapping[str, str]) -> str | None:
    if settings.smtp_user is None:
        return None
    path = settings.smtp_password_file
    try:
        password = path.read_text("utf-8").strip() if path else environ.get(MAIL_PASSWORD, "")
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(f"smtp_password_file: {path}: can't be read: check that it is yours") from None
    if not password:
        raise ConfigurationError(f"smtp_user: there is no password: set {MAIL_PASSWORD}, or smtp_password_file")
    return password


@contextmanager
def open_engine() -> Iterator[Engine]:
    """An engine without a warehouse, until the block ends."""
    engine = Engine.open()
    try:
        yield engine
    finally:
        engine.close()


def find(paths: Sequence[str], raw: RawFiles | None = None) -> list[Document]:
    """The documents that paths name, but for reference lists that a pattern caught or a person named.

    ``raw`` finds those in S3, and brings their files; without it there may be none.
    """
    there = [path for path in paths if is_s3(path)]
    if there and raw is None:
        raise ConfigurationError(f"{there[0]}: {_NOT_FROM_S3}")
    here = find_documents([path for path in paths if not is_s3(path)])
    found = [document for document in here if document.path.name.lower() not in LISTS]
    found += [document for path in there for document in (raw.find(path) if raw else ())]
    return sorted(found, key=lambda document: (document.delivered_at, document.name))


def one_document(path: str) -> Document:
    """The one document that a path names."""
    if is_s3(path):
        raise ConfigurationError(f"{path}: {_NOT_FROM_S3}")
    found = find_documents([path]) if not Path(path).is_dir() else []
    if len(found) != 1:
        raise ConfigurationError(f"{path}: name one file")
    return found[0]


def read_lists(settings: Settings, paths: Sequence[str], raw: RawFiles | None = None) -> Lists:
    """The lists that the settings name, else those at the top of the folders that are read or named among the paths.

    ``raw`` brings those in S3.
    """
    if raw is None:
        return _read_lists(settings, paths)
    here = [str(raw.lists(path)) if is_s3(path) else path for path in paths]
    try:
        return _read_lists(settings, here)
    except ConfigurationError as error:
        raise ConfigurationError(raw.named(str(error))) from None


def _read_lists(settings: Settings, paths: Sequence[str]) -> Lists:
    branches_path = settings.branches or _found("branches", paths)
    products_path = settings.products or _found("products", paths)
    closures_path = settings.closures or _found("closures", paths)
    paths_of = {"branches": branches_path, "products": products_path, "closures": closures_path}
    branches = read_branches(branches_path) if branches_path else None
    if closures_path and branches is None:
        raise ConfigurationError(f"{closures_path}: closures name branches: give branches.csv too, with --branches")
    return Lists(
        branches,
        read_products(products_path) if products_path else None,
        read_closures(closures_path, branches) if closures_path and branches else None,
        {name: path for name, path in paths_of.items() if path},
    )


def _found(name: str, paths: Sequence[str]) -> Path | None:
    """The one list of this name among the paths and at the top of those that are folders."""
    file = f"{name}.csv"
    here = [Path(path) / file if Path(path).is_dir() else Path(path) for path in paths]
    found = {path.resolve(): path for path in here if path.name.lower() == file and path.is_file()}
    if len(found) > 1:
        raise ConfigurationError(f"{' and '.join(map(str, found.values()))}: which one counts? Say so with --{name}")
    return next(iter(found.values()), None)


def list_marks(settings: Settings, folders: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """Size and time of writing of each list that `read_lists` would find: it has changed if one of these has."""
    named = {"branches": settings.branches, "products": settings.products, "closures": settings.closures}
    given = [path for path in named.values() if path]
    found = [folder / f"{name}.csv" for name, path in named.items() if not path for folder in folders]
    return marks(given + found)


def start_ingest(
    opened: Opened,
    settings: Settings,
    lists: Lists,
    on_receipt: Callable[[Receipt], None],
    on_postponed: Callable[[Postponed], None],
) -> Ingest:
    """A run that is ready to take documents: the lists are stored, and what they changed is folded anew."""
    store = partial(sync_lists, branches=lists.branches, products=lists.products, closures=lists.closures)
    changed = persistently(lambda: store(opened.warehouse))
    setup = warehouse_setup(opened, settings, lists)
    run = Ingest(opened.engine, opened.warehouse, setup, on_receipt, on_postponed)
    if settings.staged:
        staged = open_staged(settings.staged, is_there=False)
        run.keep = keeps_batches(staged)
        keep_lists(staged, run, lists.files)
        keep_decisions(staged, opened.warehouse, run.report.run_id)
    if changed:
        run.release([], changed)
    return run


def keep_all_decisions(opened: Opened, settings: Settings) -> None:
    """Keep what people decided in the staged form, if the settings name one."""
    if settings.staged:
        keep_decisions(open_staged(settings.staged, is_there=False), opened.warehouse, uuid4())


def open_staged(place: str, *, is_there: bool = True) -> StagedStore:
    """The staged form in a folder or at a place in S3; with ``is_there`` it must have been one before."""
    if place.startswith("s3://"):
        return StagedBucket.open(place, is_there=is_there)
    return StagedFolder.open(Path(place), is_there=is_there)


def staged_setup(settings: Settings, lists: Lists, store: StagedStore) -> Setup:
    """What prepare must know where there is no warehouse: branches as the last list has them that was given or kept.

    A branch keeps the id that batches of the staged form gave it.
    """
    kept = latest_lists(store)
    branches = lists.branches or (read_branches(kept["branches"]) if "branches" in kept else None)
    return file_setup(settings, replace(lists, branches=branches), {each: each for each in registered_ids(store)})


def prepare_staged(
    settings: Settings, lists: Lists, documents: Sequence[Document], jobs: int
) -> Iterator[PreparedBatch]:
    """Prepare documents into the staged folder of the settings, batch by batch, by so many processes.

    The lists are kept there at once, the batches as they are asked for.
    """
    store = open_staged(settings.staged or "", is_there=False)
    setup = staged_setup(settings, lists, store)
    write_lists(store, lists.files)
    return prepare_batches(store, setup, batches(documents), jobs)


def load_prepared(opened: Opened, settings: Settings, lists: Lists, place: str, arriving: Iterable[str]) -> Loaded:
    """Load a staged form: what is there, and the batches whose names arrive."""
    store = open_staged(place, is_there=False)
    return load_staged(opened.engine, opened.warehouse, store, arriving=arriving, setup=file_setup(settings, lists))


def warehouse_setup(opened: Opened, settings: Settings, lists: Lists) -> Setup:
    """What prepare must know, with the branches and tills as the warehouse knows them."""
    tills: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for branch_id, till in opened.warehouse.run("lists/stored_branch_till"):
        tills[branch_id] += (till,)
    return _setup(settings, lists, registry(opened.warehouse), tills)


def load_setup(settings: Settings) -> Setup:
    """What a load of prepared batches must know: nothing is read from till files with it."""
    return Setup((), time_zone=settings.time_zone, cut_off_minutes=settings.cut_off_minutes)


def file_setup(settings: Settings, lists: Lists, registered: Mapping[str, str] | None = None) -> Setup:
    """What prepare must know where there is no warehouse: branches as the given list has them, if there is one."""
    if lists.branches is None:
        return _setup(settings, lists, Registry.open(registered), {})
    ids = assign_ids(lists.branches, registered or {})
    tills = {ids[branch.code]: branch.tills for branch in lists.branches.branches}
    return _setup(settings, lists, Registry.listed(branch_entries(lists.branches, ids)), tills)


def _setup(settings: Settings, lists: Lists, known: Registry, tills: dict[str, tuple[str, ...]]) -> Setup:
    return Setup(
        formats=load_formats(settings.formats),
        registry=known,
        products=lists.products or (),
        tills=tills,
        time_zone=settings.time_zone,
        cut_off_minutes=settings.cut_off_minutes,
    )
